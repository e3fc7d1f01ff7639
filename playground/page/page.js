// The page: connects editor, Python, output, and what is kept. Decides what each button does, and what the status says.

import { Editor } from "./editor.js";
import { keep, kept, linkOf, programInLink } from "./keeping.js";
import { Output, element } from "./output.js";
import { Python } from "./python.js";

const $ = (id) => document.getElementById(id);
const MINE = "mine";
const START = "# Your own program\n\n";
const stacked = matchMedia("(max-width: 60rem)");

const work = kept();
let examples = {}; // by name
let python = null;

const editor = new Editor($("editor"), { changed: remember, run: () => python && python.state !== "running" && run() });
const output = new Output($("output"), (line) => editor.goTo(line));

// --- programs -----------------------------------------------------------------------------------

function codeOf(name) {
  return work.drafts[name] ?? examples[name]?.code ?? START;
}

// Only what differs from the example is kept: an example that is improved later shows in its new form.
function remember(code) {
  if (code === (examples[work.current]?.code ?? START)) delete work.drafts[work.current];
  else work.drafts[work.current] = code;
  save();
}

function save() {
  $("reset").hidden = !(work.current in examples && work.current in work.drafts);
  if (!keep(work)) say("This browser keeps nothing for this page: copy your program before you leave it.");
}

function open(name) {
  work.current = name;
  editor.open(codeOf(name));
  output.clear();
  list();
  save();
}

function list() {
  const shared = Object.keys(work.drafts).filter((name) => /^shared-\d+$/.test(name));
  const option = (name, title) => element("option", { value: name, textContent: title, selected: name === work.current });
  $("program").replaceChildren(
    element("optgroup", { label: "Examples" }, ...Object.values(examples).map(({ name, title }) => option(name, title))),
    element("optgroup", { label: "Yours" }, option(MINE, "My own program"),
      ...shared.map((name) => option(name, "Shared with you, " + name.slice(7)))),
  );
}

// A program from a link gets a place of its own, beside what is there; the same program twice gets one.
function placeForShared(code) {
  for (let n = 1; ; n++) {
    const name = "shared-" + n;
    if (!(name in work.drafts) || work.drafts[name] === code) return name;
  }
}

async function openLink() {
  try {
    const code = await programInLink();
    if (code === null) return false;
    history.replaceState(null, "", location.pathname + location.search); // so that a reload brings back edits, not the link
    const name = placeForShared(code);
    work.drafts[name] = code;
    open(name);
    say("This program was shared with you. Read it, then run it.");
    return true;
  } catch (error) {
    say(error.message);
    return false;
  }
}

// --- running ------------------------------------------------------------------------------------

let stopped = false; // whether the reader has stopped the last program
let failed = null; // the error that ended it

function run() {
  failed = null;
  output.clear();
  editor.markError(null);
  python.run(editor.code);
}

function hear(record) {
  output.show(record);
  if (record.kind === "error") {
    failed = record;
    editor.markError(record.line);
  }
  if (record.kind === "done" && stacked.matches) $("result").scrollIntoView({ block: "start" });
}

// What the reader is told of Python's state; `record` says how the last program, or Python itself, ended.
function changed(state, record) {
  const busy = state === "running" || (state === "loading" && python?.waiting != null);
  $("run").textContent = busy ? "Stop" : "Run";
  $("run").classList.toggle("stop", busy);
  document.body.dataset.state = state;
  if (state === "loading" && busy) say("Python is loading; then your program runs.");
  if (state === "loading" && !busy) say(stopped ? "Stopped. A fresh Python is loading." : "Python is loading.");
  if (state === "running") say("Running …");
  if (state === "broken") say("Python broke down: " + record.message + " Run starts a fresh one.");
  if (state === "ready") say(ending(record));
  if (state !== "loading") stopped = false;
}

function ending(record) {
  if (!record) return stopped ? "Stopped. A fresh Python is ready." : "Python is ready.";
  if (failed) return "An error " + (failed.line ? "in line " + failed.line + " " : "") + "ended the program.";
  return "Finished after " + record.seconds.toFixed(record.seconds < 1 ? 2 : 1) + " s.";
}

function say(text) {
  $("status").textContent = text;
}

$("run").addEventListener("click", () => {
  if ($("run").textContent === "Run") return run();
  stopped = true;
  python.stop();
});
$("program").addEventListener("change", () => open($("program").value));
$("reset").addEventListener("click", () => editor.replace(examples[work.current].code));

// --- sharing ------------------------------------------------------------------------------------

$("share").addEventListener("click", async () => {
  $("address").value = await linkOf(editor.code);
  $("link").hidden = false;
  $("address").focus();
  $("address").select();
  const copied = await navigator.clipboard?.writeText($("address").value).then(() => true, () => false);
  say(copied ? "The link is copied. The program is in the link itself; no server keeps it."
    : "Copy the link above. The program is in the link itself; no server keeps it.");
});
$("close-link").addEventListener("click", () => {
  $("link").hidden = true;
  $("share").focus();
});

// --- dark and light: as the system has it, until the reader chooses ---------------------------------

const prefersDark = matchMedia("(prefers-color-scheme: dark)");

function setTheme() {
  const dark = work.theme ? work.theme === "dark" : prefersDark.matches;
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  $("dark").checked = dark;
}

$("dark").addEventListener("change", () => {
  work.theme = $("dark").checked ? "dark" : "light";
  setTheme();
  save();
});
prefersDark.addEventListener("change", setTheme);

// --- the start ----------------------------------------------------------------------------------

async function start() {
  setTheme();
  const answer = await fetch("manifest.json");
  const manifest = await answer.json();
  examples = Object.fromEntries(manifest.examples.map((example) => [example.name, example]));
  const known = work.current in examples || work.current in work.drafts || work.current === MINE;
  open(known ? work.current : manifest.examples[0].name);
  python = new Python({ wheels: manifest.wheels, numpy: manifest.numpy }, hear, changed);
  changed(python.state);
  await openLink();
}

addEventListener("hashchange", openLink);
start();
