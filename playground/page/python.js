// The life of Python, seen from the page: it is started, it runs one program at a time, and it can be stopped.
// Stopping ends the thread and starts a fresh one: nothing else reaches a loop that never ends without headers that
// a plain file server does not send.

export class Python {
  // `hear` gets every record of a program; `changed` is told the state: loading, ready, running, broken.
  constructor(settings, hear, changed) {
    Object.assign(this, { settings, hear, changed, waiting: null });
    this.start();
  }

  start() {
    this.become("loading");
    // From an address of this page's own making, so that its Content-Security-Policy holds in the thread, too:
    // no program, not even one from a link, reaches anything but this folder.
    const base = new URL(".", location.href).href;
    const script = new Blob(["importScripts(" + JSON.stringify(base + "worker.js") + ")"], { type: "text/javascript" });
    const worker = new Worker(URL.createObjectURL(script));
    const receive = (record) => worker === this.worker && this.receive(record); // a stopped one may still have spoken
    worker.onmessage = ({ data }) => receive(data);
    worker.onerror = (event) => receive({ kind: "broken", message: event.message || "The thread did not start." });
    worker.postMessage({ job: "load", base, ...this.settings });
    this.worker = worker;
  }

  receive(record) {
    if (record.kind === "ready") this.become("ready");
    if (record.kind === "done") this.become("ready", record);
    if (record.kind === "broken") this.become("broken", record);
    this.hear(record);
    if (this.state === "ready" && this.waiting !== null) this.run(this.waiting);
  }

  become(state, record) {
    this.state = state;
    this.changed(state, record);
  }

  // Whether a program runs, or waits for Python.
  get busy() {
    return this.state === "running" || this.waiting !== null;
  }

  // A job, now or as soon as Python is there: {job: "run", code} or {job: "proofread", code, loss}.
  run(job) {
    if (this.state === "broken") this.renew();
    if (this.state === "loading") {
      this.waiting = job;
      this.changed("loading");
      return;
    }
    this.waiting = null;
    this.become("running");
    this.worker.postMessage(job);
  }

  stop() {
    this.waiting = null;
    if (this.state === "loading") this.changed("loading");
    else this.renew();
  }

  renew() {
    this.worker.terminate();
    this.start();
  }
}
