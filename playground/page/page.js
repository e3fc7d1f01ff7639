// The page: connects editor, Python, output, and what is kept. Decides what each button does, and what the status says.

import { Editor } from "./editor.js";
import { element } from "./element.js";
import { keep, kept, linkOf, programInLink } from "./keeping.js";
import { Output, setScheme } from "./output.js";
import { Python } from "./python.js";

const $ = (id) => document.getElementById(id);
// What a tab does: its list of examples, its button, the place of one's own text and what stands in it at first.
const KINDS = {
  program: {
    run: "Run", label: "Program", group: "Examples", mine: "mine", title: "My own program", shared: "shared-",
    start: "# Your own program\n\n", empty: "What your program prints and draws appears here.",
  },
  script: {
    run: "Proofread", label: "Script", group: "The five questions", mine: "my-script", title: "My own script",
    shared: "script-", start: "# Paste your script here\n",
    empty: "Which line is the first wrong one, and what it should say, appears here.",
  },
};
const stacked = matchMedia("(max-width: 60rem)");

const work = kept();
let examples = {}; // by name, with their kind
let python = null;

const editor = new Editor($("editor"), { changed: remember, run: () => python && !python.busy && run() });
const output = new Output($("output"), (line) => editor.goTo(line), useFix);

// --- programs -----------------------------------------------------------------------------------

function kindOf(name) {
  const { mine, shared } = KINDS.script;
  return examples[name]?.kind ?? (name === mine || name.startsWith(shared) ? "script" : "program");
}

function codeOf(name) {
  return work.drafts[name] ?? examples[name]?.code ?? KINDS[kindOf(name)].start;
}

function lossOf(name) {
  return work.losses[name] ?? examples[name]?.loss ?? "";
}

// Only what differs from the example is kept: an example that is improved later shows in its new form.
function remember(code) {
  if (code === (examples[work.current]?.code ?? KINDS[kindOf(work.current)].start)) delete work.drafts[work.current];
  else work.drafts[work.current] = code;
  save();
}

function rememberLoss() {
  if ($("loss").value === (examples[work.current]?.loss ?? "")) delete work.losses[work.current];
  else work.losses[work.current] = $("loss").value;
  editor.annotate([]);
  save();
}

function save() {
  $("reset").hidden = !(work.current in examples && (work.current in work.drafts || work.current in work.losses));
  if (!keep(work)) notice("This browser keeps nothing for this page: copy your program before you leave it.");
}

function open(name) {
  if (python?.busy) stop();
  work.current = name;
  last[kindOf(name)] = name;
  $("loss").value = lossOf(name);
  editor.open(codeOf(name));
  output.clear();
  notice("");
  showKind(kindOf(name));
  list(kindOf(name));
  save();
}

function list(kind) {
  const { group, mine, title: own, shared } = KINDS[kind];
  const option = (name, title) => element("option", { value: name, textContent: title, selected: name === work.current });
  const theirs = Object.keys(work.drafts).filter((name) => name.startsWith(shared));
  $("program").replaceChildren(
    element("optgroup", { label: group }, ...Object.values(examples).filter((each) => each.kind === kind)
      .map(({ name, title }) => option(name, title))),
    element("optgroup", { label: "Yours" }, option(mine, own),
      ...theirs.map((name) => option(name, "Shared with you, " + name.slice(shared.length)))),
  );
}

// --- the two tabs ---------------------------------------------------------------------------------

const last = {}; // what each tab had open

function showKind(kind) {
  for (const each of Object.keys(KINDS)) {
    const tab = $("tab-" + each);
    tab.setAttribute("aria-selected", String(each === kind));
    tab.tabIndex = each === kind ? 0 : -1;
  }
  $("work").setAttribute("aria-labelledby", "tab-" + kind);
  $("program-label").textContent = KINDS[kind].label;
  $("about-script").hidden = kind !== "script";
  $("output").dataset.empty = KINDS[kind].empty;
  if (python) changed(python.state);
}

function openKind(kind) {
  open(last[kind] ?? Object.values(examples).find((each) => each.kind === kind)?.name ?? KINDS[kind].mine);
}

for (const kind of Object.keys(KINDS)) {
  $("tab-" + kind).addEventListener("click", () => kind !== kindOf(work.current) && openKind(kind));
  $("tab-" + kind).addEventListener("keydown", (event) => {
    if (!["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) return;
    event.preventDefault();
    const other = { Home: "program", End: "script" }[event.key] ?? (kind === "program" ? "script" : "program");
    if (other !== kind) openKind(other);
    $("tab-" + other).focus();
  });
}

// A file is read in this page. Of a notebook the cells with code are taken, one below the other.
$("file").addEventListener("change", async () => {
  const [file] = $("file").files;
  $("file").value = "";
  if (!file) return;
  try {
    const text = await file.text();
    const code = file.name.endsWith(".ipynb") ? cells(JSON.parse(text)) : text;
    work.losses[KINDS.script.mine] = "";
    open(KINDS.script.mine);
    editor.replace(code);
    notice(file.name + " was read in this page; it is sent nowhere.");
  } catch {
    notice(file.name + " could not be read: is it a script or a notebook?");
  }
});

function cells(notebook) {
  const codes = notebook.cells.filter((cell) => cell.cell_type === "code");
  return codes.map(({ source }) => [source].flat().join("")).join("\n") + "\n";
}

// --- links ----------------------------------------------------------------------------------------

// A program from a link gets a place of its own, beside what is there; the same program twice gets one.
function placeForShared({ code, kind, loss }) {
  for (let n = 1; ; n++) {
    const name = KINDS[kind].shared + n;
    if (!(name in work.drafts) || (work.drafts[name] === code && lossOf(name) === loss)) return name;
  }
}

async function openLink() {
  try {
    const found = await programInLink();
    if (found === null) return;
    history.replaceState(null, "", location.pathname + location.search); // a reload brings back edits, not the link
    const name = placeForShared(found);
    work.drafts[name] = found.code;
    if (found.kind === "script") work.losses[name] = found.loss;
    open(name);
    notice("This program was shared with you. Read it, then run it.");
  } catch (error) {
    notice(error.message);
  }
}

// --- running ------------------------------------------------------------------------------------

let size = ""; // how much has to be loaded, in words
let stopped = false; // whether the reader has stopped the last program
let failed = null; // the error that ended it

function run() {
  failed = null;
  stopped = false;
  notice("");
  output.clear();
  editor.markError(null);
  editor.annotate([]);
  const { code } = editor;
  python.run(kindOf(work.current) === "script" ? { job: "proofread", code, loss: $("loss").value } : { job: "run", code });
}

// A script that a fix has made, if it is still that script; undo brings the old one back.
function useFix(script, code) {
  if (editor.code !== code) return notice("The script is another one by now: proofread it again.");
  editor.replace(script);
  run();
}

function stop() {
  stopped = python.state === "running";
  python.stop();
}

function hear(record) {
  if (record.kind === "loading") return loading(record);
  output.show(record);
  if (record.kind === "proof" && record.code === editor.code) editor.annotate(record.report.lines);
  if (record.kind === "error") {
    failed = record;
    editor.markError(record.line);
  }
  if (record.kind === "done" && stacked.matches) $("result").scrollIntoView({ block: "start" });
}

function loading({ come, all }) {
  const [there, whole] = [come, all].map((bytes) => (bytes / 1e6).toFixed(0));
  $("loading").value = come / all;
  $("come").textContent = there + " of " + whole + " MB";
}

// Python's state, in words; `record` says how the last program, or Python itself, ended.
function changed(state, record) {
  const busy = Boolean(python?.busy);
  $("run").textContent = busy ? "Stop" : KINDS[kindOf(work.current)].run;
  $("loading").hidden = $("come").hidden = state !== "loading";
  if (state === "loading" && !busy) $("loading").value = 0;
  $("run").classList.toggle("stop", busy);
  document.body.dataset.state = state;
  $("status").textContent = {
    loading: () => busy ? "Python is loading" + size + "; then your program runs."
      : stopped ? "Stopped. A fresh Python is loading." : "Python is loading" + size + ".",
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
$("reset").addEventListener("click", () => {
  editor.replace(examples[work.current].code);
  $("loss").value = examples[work.current].loss;
  rememberLoss();
});
$("loss").addEventListener("input", rememberLoss);
$("loss").addEventListener("keydown", (event) => event.key === "Enter" && python && !python.busy && run());

// --- sharing ------------------------------------------------------------------------------------

$("share").addEventListener("click", async () => {
  $("address").value = await linkOf({ code: editor.code, kind: kindOf(work.current), loss: $("loss").value });
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
  document.querySelectorAll("iframe.html").forEach(setScheme);
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
  const all = [...manifest.examples.map((each) => ({ ...each, kind: "program" })),
    ...manifest.scripts.map((each) => ({ ...each, kind: "script" }))];
  examples = Object.fromEntries(all.map((each) => [each.name, each]));
  size = ", " + (manifest.bytes / 1e6).toFixed(0) + " MB";
  const mine = Object.values(KINDS).map((kind) => kind.mine);
  const known = work.current in examples || work.current in work.drafts || mine.includes(work.current);
  open(known ? work.current : manifest.examples[0].name);
  python = new Python({ wheels: manifest.wheels, numpy: manifest.numpy, bytes: manifest.bytes }, hear, changed);
  await openLink();
}

addEventListener("hashchange", openLink);
start();
