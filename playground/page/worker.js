// Python, in a thread of its own: an endless loop does not freeze the page, and ends with the thread.
// Loads Pyodide, the wheels and Graphviz from the folder, then runs one program after the other with runner.py.

import * as Viz from "@viz-js/viz";

let pyodide = null;
let viz = null;
let broken = false; // whether a layout has left a broken Graphviz behind

async function load({ base, wheels, numpy, bytes }) {
  self.fetch = counting(self.fetch.bind(self), bytes);
  importScripts(base + "pyodide/pyodide.js");
  // What does not wait for each other comes at the same time.
  const fetching = [...wheels, "runner.py"].map((name) => fetched(base + name));
  const drawing = Viz.instance();
  pyodide = await loadPyodide({ indexURL: base + "pyodide/", packages: numpy ? ["numpy"] : [] });
  const archives = await Promise.all(fetching);
  const runner = archives.pop();
  const place = pyodide.runPython("import site; site.getsitepackages()[0]");
  for (const wheel of archives) pyodide.unpackArchive(wheel, "wheel", { extractDir: place });
  pyodide.FS.writeFile(place + "/runner.py", new Uint8Array(runner));
  viz = await drawing;
  self.draw_svg = (source, engine) => pyodide.toPy(drawn(source, engine));
  self.send_json = (text) => self.postMessage(JSON.parse(text));
  pyodide.runPython("import js, json, runner\nrunner.draw_with(js.draw_svg)");
}

// A fetch that says how much of all has come; Pyodide uses it, too.
function counting(fetch, all) {
  let come = 0;
  let said = 0;
  return async (...what) => {
    const answer = await fetch(...what);
    if (!answer.body) return answer;
    const count = new TransformStream({
      transform(part, through) {
        come += part.length;
        if (come - said > all / 100) self.postMessage({ kind: "loading", come: (said = come), all });
        through.enqueue(part);
      },
    });
    const { status, statusText, headers } = answer;
    return new Response(answer.body.pipeThrough(count), { status, statusText, headers });
  };
}

async function fetched(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(address + ": " + answer.status + " " + answer.statusText);
  return answer.arrayBuffer();
}

// The picture of a DOT text. After a layout that broke, the next run gets a new Graphviz.
function drawn(source, engine) {
  try {
    const result = viz.render(source, { format: "svg", engine });
    if (result.status === "success") return { svg: result.output };
    return { error: result.errors.map((error) => error.message).join("\n") };
  } catch (error) {
    broken = true;
    return { error: "Graphviz failed on this graph: " + error.message };
  }
}

async function run({ code }) {
  await timed("runner.run(code, lambda record: js.send_json(json.dumps(record)))", { code });
}

async function proofread({ code, loss }) {
  await timed("runner.proofread(code, loss, lambda record: js.send_json(json.dumps(record)))", { code, loss });
}

async function timed(call, names) {
  const start = performance.now();
  for (const [name, text] of Object.entries(names)) pyodide.globals.set(name, text);
  pyodide.runPython(call);
  if (broken) viz = await Viz.instance();
  broken = false;
  self.postMessage({ kind: "done", seconds: (performance.now() - start) / 1000 });
}

const jobs = { load, run, proofread };

self.onmessage = async ({ data }) => {
  try {
    await jobs[data.job](data);
    if (data.job === "load") self.postMessage({ kind: "ready" });
  } catch (error) {
    // Not an error of the learner's program, which runner.py tells, but of what runs it: a full memory, a missing file.
    self.postMessage({ kind: "broken", message: String(error && error.message || error) });
  }
};
