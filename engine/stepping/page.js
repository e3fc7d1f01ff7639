"use strict";
// Shows what Python has computed. Nothing is calculated here: every text comes from the JSON of the page.

const $ = (id) => document.getElementById(id);
const data = JSON.parse($("data").textContent);
const total = data.right.steps.length;
const svg = $("graph");
const pane = $("pane");
const size = { width: svg.viewBox.baseVal.width, height: svg.viewBox.baseVal.height };
const boxes = data.names.map((_, i) => {
  const group = $("n" + i);
  const [word, grad] = [group.querySelector(".word"), group.querySelector(".grad")];
  return { group, word, grad, kind: group.getAttribute("class"), waiting: grad && grad.textContent, shown: "" };
});

const LISTED = 12; // wrong gradients in the table: more would push the page away

// What the reader has chosen. The page is a function of these.
let k = 0;
let zoom = null; // null: whatever fits
let fitted = false;

// --- one step ---------------------------------------------------------------------------------

// The page at step k, whatever it showed before: so Back, Home and the slider need nothing more.
function render(step) {
  k = Math.min(Math.max(step, 0), total);
  const wrong = $("wrong").checked;
  const pass = wrong ? data.wrong : data.right;
  const now = k === 0 ? data.start : pass.steps[k - 1];
  document.body.classList.toggle("wrong-order", wrong);
  $("about-order").textContent = data.noWrongOrder || (wrong
    ? "Wrong order: " + pass.order + ". A value is handled when it is first met, before all its contributions have arrived."
    : "Reverse topological order: a value is handled when all its contributions have arrived.");
  const mistaken = renderBoxes(pass, now);
  renderArrows(now);
  $("heading").textContent = k === 0 ? now.heading : "Step " + k + ": " + now.heading;
  $("says").replaceChildren(...now.says.map((text) => element("p", text)));
  renderTable("came", now.came);
  renderTable("goes", now.goes);
  renderErrors(pass, mistaken);
  $("position").textContent = k === 0 ? "Forward pass" : "Step " + k + " of " + total;
  $("slider").value = k;
  $("slider").setAttribute("aria-valuetext", $("position").textContent + ": " + now.heading);
  setEnds();
  follow(now);
}

// Every box with the gradient it has at step k; returns, for those that are wrong, what they show.
function renderBoxes(pass, now) {
  const receives = new Set(now.receivers);
  const mistaken = new Map();
  boxes.forEach((box, i) => {
    if (!box.grad) return;
    const entry = latest(pass.history[i]);
    const [, text, word, sign, strength] = entry || [0, box.waiting, "grad", "neither", 0];
    const isWrong = word === "wrong";
    const classes = [box.kind, sign, entry && "computed", isWrong && "mistaken",
      k > 0 && now.value === i && "current", receives.has(i) && "receives"].filter(Boolean).join(" ");
    const shown = [text, word, classes, strength].join("\n");
    if (isWrong) mistaken.set(i, text);
    if (shown === box.shown) return;
    box.shown = shown;
    box.word.textContent = word;
    box.grad.textContent = text;
    box.group.setAttribute("class", classes);
    box.group.style.setProperty("--strength", strength);
  });
  return mistaken;
}

// The last entry that is not after step k.
function latest(entries) {
  let found = null;
  for (const entry of entries) if (entry[0] <= k) found = entry;
  return found;
}

// The wrong gradients beside the right ones, the latest first.
function renderErrors(pass, mistaken) {
  const latestFirst = pass.steps.slice(0, k).map((step) => step.value).filter((i) => mistaken.has(i)).reverse();
  const listed = latestFirst.slice(0, LISTED);
  const more = latestFirst.length > LISTED ? ", the latest " + LISTED : "";
  $("errors-caption").textContent = "Wrong so far: " + latestFirst.length + more;
  renderTable("errors", listed.map((i) => [data.names[i], mistaken.get(i), data.right.history[i].at(-1)[1]]));
}

function renderArrows(now) {
  for (const edge of svg.querySelectorAll(".sends")) edge.classList.remove("sends");
  for (const i of now.arrows) $("e" + i).classList.add("sends");
}

function renderTable(id, rows) {
  $(id).hidden = rows.length === 0;
  $(id).tBodies[0].replaceChildren(...rows.map((row) => {
    const line = element("tr");
    line.append(...row.map((text) => element("td", text)));
    return line;
  }));
}

function element(tag, text = "") {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

// A button that is disabled loses the focus; then its opposite takes it.
function setEnds() {
  const focused = document.activeElement;
  $("first").disabled = $("back").disabled = k === 0;
  $("next").disabled = $("last").disabled = k === total;
  if (focused.disabled) $(k === 0 ? "next" : "back").focus();
}

// --- the picture --------------------------------------------------------------------------------

// A whole graph that stays readable is shown whole; a larger one in its own size, and the page follows the step.
function fitting() {
  return Math.min(pane.clientWidth / size.width, window.innerHeight * 0.52 / size.height, 1.5);
}

function scale() {
  return zoom ?? (fitting() >= 0.7 ? fitting() : 1);
}

function resize() {
  const shown = scale();
  if (Number(svg.getAttribute("width")) === size.width * shown) return;
  svg.setAttribute("width", size.width * shown);
  svg.setAttribute("height", size.height * shown);
}

function follow(now) {
  resize();
  $("whole").setAttribute("aria-pressed", String(scale() === fitting()));
  const frame = pane.getBoundingClientRect();
  const main = boxes[now.value].group.getBoundingClientRect();
  const all = [main, ...now.receivers.map((i) => boxes[i].group.getBoundingClientRect())];
  const middle = (low, high, room) => {
    const centre = (Math.min(...all.map((r) => r[low])) + Math.max(...all.map((r) => r[high]))) / 2 - frame[low] - room / 2;
    const furthest = main[low] - frame[low] - 16;
    const nearest = main[high] - frame[low] - room + 16;
    return Math.max(Math.min(centre, furthest), nearest); // the value itself is always in sight
  };
  pane.scrollTo({
    left: pane.scrollLeft + middle("left", "right", pane.clientWidth),
    top: pane.scrollTop + middle("top", "bottom", pane.clientHeight),
    behavior: "instant",
  });
}

// Graphviz guesses how wide text is. Where a font is wider, text is set closer, so that nothing overlaps.
function fitTexts() {
  if (fitted || pane.clientWidth === 0) return; // in a notebook the frame may not be laid out yet
  fitted = true;
  const tight = [];
  for (const box of boxes) {
    const outline = box.group.querySelector(".fill").getBBox();
    const texts = [...box.group.querySelectorAll("text:not(.grad, .data)")];
    for (const text of texts) {
      const [x, y] = [Number(text.getAttribute("x")), text.getAttribute("y")];
      const others = texts.filter((t) => t.getAttribute("y") === y && Number(t.getAttribute("x")) > x);
      const end = Math.min(outline.x + outline.width, ...others.map((t) => Number(t.getAttribute("x")))) - 2;
      if (text.getComputedTextLength() > end - x) tight.push([text, end - x]);
    }
  }
  for (const [text, room] of tight) {
    text.setAttribute("textLength", room);
    text.setAttribute("lengthAdjust", "spacingAndGlyphs");
  }
}

function laidOut() {
  fitTexts();
  render(k);
}

function setZoom(factor) {
  zoom = factor === null ? null : Math.min(Math.max(factor, 0.05), 3);
  render(k);
}

// --- what the reader does -----------------------------------------------------------------------

const moves = { first: () => 0, back: () => k - 1, next: () => k + 1, last: () => total };
const keys = { Home: "first", ArrowLeft: "back", ArrowRight: "next", End: "last" };
for (const [id, target] of Object.entries(moves)) $(id).addEventListener("click", () => render(target()));
$("slider").addEventListener("input", () => render(Number($("slider").value)));
$("wrong").addEventListener("change", () => render(k));
$("smaller").addEventListener("click", () => setZoom(scale() / 1.25));
$("larger").addEventListener("click", () => setZoom(scale() * 1.25));
$("whole").addEventListener("click", () => setZoom($("whole").getAttribute("aria-pressed") === "true" ? 1 : fitting()));
window.addEventListener("resize", laidOut);
new ResizeObserver(() => requestAnimationFrame(laidOut)).observe($("slider")); // its width tells; its height stays
document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || !(event.key in keys)) return;
  event.preventDefault(); // the slider and the picture would move by themselves, too
  render(moves[keys[event.key]]());
});

// Dark or light as the system has it, until the reader chooses.
const prefersDark = window.matchMedia("(prefers-color-scheme: dark)");
function setTheme(dark) {
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  $("dark").checked = dark;
}
let chosen = false;
$("dark").addEventListener("change", () => {
  chosen = true;
  setTheme($("dark").checked);
});
prefersDark.addEventListener("change", () => chosen || setTheme(prefersDark.matches));

setTheme(prefersDark.matches);
svg.setAttribute("aria-label", $("alternative").textContent);
$("slider").max = total;
$("wrong").disabled = !data.wrong;
$("wrong").checked = false;
laidOut();
