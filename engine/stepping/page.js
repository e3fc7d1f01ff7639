// The page is a function of what the reader has chosen: a step, an order, and the numbers of the leaves.

const total = data.right.steps.length;
const LISTED = 12; // wrong gradients in the table: more would push the page away

let k = 0;
let now = numbersOf(recorded);

// Return all that follows from the numbers of the graph.
function numbersOf(graph) {
  const made = { graph, right: walk(data.right, graph), wrong: data.wrong && walk(data.wrong, graph) };
  made.of = (pass) => (pass === data.wrong && data.wrong ? made.wrong : made.right);
  const sizes = made.right.ends.map(Math.abs).filter(Number.isFinite);
  made.largest = sizes.reduce((a, b) => Math.max(a, b), 0);
  const many = made.wrong ? made.wrong.ends.filter((end, i) => differ(end, made.right.ends[i], made.right.sizes[i])).length : 0;
  made.wrongs = (pass) => (pass === data.right ? 0 : many);
  return made;
}

// --- one step ---------------------------------------------------------------------------------

// Return what is shown at step k of a pass.
function stepOf(pass, walked) {
  if (k === 0) return { value: root, heading: "Forward pass", says: data.start, came: [], goes: [], arrows: [], receivers: [] };
  const { value, says, sent, constants } = pass.steps[k - 1];
  const name = (i) => filled(data.names[i], pass, now);
  const first = pass.steps.slice(0, k - 1).reduce((many, step) => many + step.sent.length, 0);
  const contributions = walked.contributions.slice(first, first + sent.length);
  const arrived = (c) => `${c.count} of ${due[c.target]}${c.late ? ", too late" : ""}`;
  return {
    value, says, heading: name(value), arrows: sent, receivers: [...new Set(contributions.map((c) => c.target))],
    came: cameTo(walked, pass, k - 1).map((c) => [name(c.source), product(c), summed(c)]),
    goes: [
      ...contributions.map((c) => [name(c.target), product(c), summed(c), arrived(c)]),
      ...constants.map((i) => [name(i), "nothing", "a constant has none", "–"]),
    ],
  };
}

// Show step k, whatever the page showed before: so Back, Home and the slider need nothing more.
function render(step, inSight = true) {
  k = Math.min(Math.max(step, 0), total);
  const wrong = $("wrong").checked;
  const pass = wrong ? data.wrong : data.right;
  const walked = now.of(pass);
  const found = stepOf(pass, walked);
  const shown = predicting() ? asAsked(found) : found;
  if (inSight) follow(shown);
  renderGraph(now, walked, shown);
  renderOrder(wrong);
  write($("heading"), k === 0 ? shown.heading : "Step " + k + ": " + shown.heading);
  renderSentences(shown.says.map((parts) => filled(parts, pass, now)));
  renderTable("came", shown.came);
  renderTable("goes", shown.goes);
  renderErrors(pass, wrong ? mistakes(now, walked) : new Map());
  write($("position"), k === 0 ? "Forward pass" : "Step " + k + " of " + total);
  $("slider").value = k;
  $("slider").setAttribute("aria-valuetext", $("position").textContent + ": " + shown.heading);
  for (const title of [$("title"), document.querySelector("title")]) write(title, filled(data.title, data.right, now));
  svg.setAttribute("aria-label", filled(data.about, data.right, now));
  renderPredict();
  if (chosen !== null) renderLive();
  setEnds();
}

function renderOrder(wrong) {
  const harmless = !now.wrongs(data.wrong);
  document.body.classList.toggle("wrong-order", wrong);
  $("wrong").disabled = predicting() || (harmless && !wrong);
  write($("about-order"), harmless ? filled(data.noHarm, data.right, now) : wrong
    ? "Wrong order: " + data.wrong.order + ". A value is handled when it is first met, before all its contributions have arrived."
    : "Reverse topological order: a value is handled when all its contributions have arrived.");
}

// Show the sentences; those that stay are left alone, so that a screen reader says only what is new.
function renderSentences(says) {
  if (says.join("\n") === [...$("says").children].map((p) => p.textContent).join("\n")) return;
  $("says").replaceChildren(...says.map((text) => element("p", text)));
}

// Show the wrong gradients beside the right ones, the latest first.
function renderErrors(pass, mistaken) {
  const latestFirst = pass.steps.slice(0, k).map((step) => step.value).filter((i) => mistaken.has(i)).reverse();
  const listed = latestFirst.slice(0, LISTED);
  const more = latestFirst.length > LISTED ? ", the latest " + LISTED : "";
  $("errors-caption").textContent = "Wrong so far: " + latestFirst.length + more;
  renderTable("errors", listed.map((i) => [nameNow(i), mistaken.get(i), number(now.right.ends[i])]));
}

function renderTable(id, rows) {
  $(id).hidden = rows.length === 0;
  $(id).tBodies[0].replaceChildren(...rows.map((row) => {
    const line = element("tr");
    line.append(...row.map((text) => element("td", text)));
    return line;
  }));
}

// Disable the buttons that lead nowhere. One of them loses the focus by that; then its opposite takes it.
function setEnds() {
  const focused = document.activeElement;
  $("first").disabled = $("back").disabled = k === 0;
  $("next").disabled = $("last").disabled = k === total;
  if (["first", "back", "next", "last"].includes(focused.id) && focused.disabled) $(k === 0 ? "next" : "back").focus();
}

function laidOut() {
  measure();
  render(k);
}

// --- what the reader does -----------------------------------------------------------------------

const moves = { first: () => 0, back: () => k - 1, next: () => k + 1, last: () => total };
const keys = { Home: "first", ArrowLeft: "back", ArrowRight: "next", End: "last" };
const step = (to) => {
  answer("");
  render(to);
};
for (const [id, target] of Object.entries(moves)) $(id).addEventListener("click", () => step(target()));
$("slider").addEventListener("input", () => step(Number($("slider").value)));
$("wrong").addEventListener("change", () => render(k));
$("smaller").addEventListener("click", () => setZoom(scale() / 1.25));
$("larger").addEventListener("click", () => setZoom(scale() * 1.25));
$("whole").addEventListener("click", () => setZoom($("whole").getAttribute("aria-pressed") === "true" ? 1 : fitting()));
pane.addEventListener("scroll", paintInSight);
window.addEventListener("beforeprint", paintAll);
window.addEventListener("resize", laidOut);
new ResizeObserver(() => requestAnimationFrame(laidOut)).observe($("slider")); // its width tells; its height stays
document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || !(event.key in keys)) return;
  if (event.target.closest("#live, #asking")) return; // there the keys move in what is typed, or the number
  event.preventDefault(); // the slider and the picture would move by themselves, too
  step(moves[keys[event.key]]());
});

$("slider").max = total;
for (const id of ["wrong", "predict"]) $(id).checked = false; // a browser may remember
startLive();
startPredict();
laidOut();
