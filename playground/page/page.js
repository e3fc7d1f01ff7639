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

const editor = new Editor($("editor"), { changed: remember, run: () => python && !python.busy && run() });
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
  if (!keep(work)) notice("This browser keeps nothing for this page: copy your program before you leave it.");
}

function open(name) {
  if (python?.busy) stop();
  work.current = name;
  editor.open(codeOf(name));
  output.clear();
  notice("");
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
    if (code === null) return;
    history.replaceState(null, "", location.pathname + location.search); // a reload brings back edits, not the link
    const name = placeForShared(code);
    work.drafts[name] = code;
    open(name);
    notice("This program was shared with you. Read it, then run it.");
  } catch (error) {
    notice(error.message);
  }
}

// --- running ------------------------------------------------------------------------------------

let stopped = false; // whether the reader has stopped the last program
let failed = null; // the error that ended it

function run() {
  failed = null;
  stopped = false;
  notice("");
  output.clear();
  editor.markError(null);
  python.run(editor.code);
}

function stop() {
  stopped = python.state === "running";
  python.stop();
}

function hear(record) {
  output.show(record);
  if (record.kind === "error") {
    failed = record;
    editor.markError(record.line);
  }
  if (record.kind === "done" && stacked.matches) $("result").scrollIntoView({ block: "start" });
}

// Python's state, in words; `record` says how the last program, or Python itself, ended.
function changed(state, record) {
  const busy = Boolean(python?.busy);
  $("run").textContent = busy ? "Stop" : "Run";
  $("run").classList.toggle("stop", busy);
  document.body.dataset.state = state;
  $("status").textContent = {
    loading: () => busy ? "Python is loading; then your program runs."
      : stopped ? "Stopped. A fresh Python is loading." : "Python is loading.",
    running: () => "Running …",
    broken: () => "Python broke down: " + record.message + " Run starts a fresh one.",
    ready: () => record ? ending(record) : stopped ? "Stopped. A fresh Python is ready." : "Python is ready.",
  }[state]();
}

function ending({ seconds }) {
  if (failed) return "An error " + (failed.line ? "in line " + failed.line + " " : "") + "ended the program.";
  return "Finished after " + seconds.toFixed(seconds < 1 ? 2 : 1) + " s.";
}

// What is to be said besides, until the next run.
function notice(text) {
  $("notice").textContent = text;
}

$("run").addEventListener("click", () => python && (python.busy ? stop() : run()));
$("program").addEventListener("change", () => open($("program").value));
$("reset").addEventListener("click", () => editor.replace(examples[work.current].code));

// --- sharing ------------------------------------------------------------------------------------

$("share").addEventListener("click", async () => {
  $("address").value = await linkOf(editor.code);
  $("link").hidden = false;
  $("address").focus();
  $("address").select();
  const copied = await navigator.clipboard?.writeText($("address").value).then(() => true, () => false);
  notice((copied ? "The link is copied." : "Copy the link above.") + " The program is in the link itself; no server keeps it.");
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
  await openLink();
}

addEventListener("hashchange", openLink);
start();
