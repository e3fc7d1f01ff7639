// The picture: what boxes and arrows show, how large it is, and what of it is in sight.

const $ = (id) => document.getElementById(id);
const svg = $("graph");
const pane = $("pane");
const size = { width: svg.viewBox.baseVal.width, height: svg.viewBox.baseVal.height };
const boxes = data.names.map((_, i) => {
  const group = $("n" + i);
  const [word, grad, number] = [".word", ".grad", ".data"].map((name) => group.querySelector(name));
  return { group, word, grad, number, kind: group.getAttribute("class"), waiting: grad && grad.textContent, shown: "" };
});
const arrows = data.arrows.map((_, a) => ({ group: $("e" + a), text: $("e" + a).querySelector("text") }));

const ROOM = 15; // how many characters fit into the last row of a box
const FULLEST = 0.55; // how much of its colour the largest gradient gets
const UNKNOWN = "?";

let zoom = null; // null: whatever fits
let fitted = false;

// --- boxes and arrows -------------------------------------------------------------------------

// Every box with the number and the gradient it has at step k; returns, for those that are wrong, what they show.
function renderBoxes(now, walked, step) {
  const receives = new Set(step.receivers);
  const mistaken = new Map();
  boxes.forEach((box, i) => {
    if (!box.grad) return;
    const entry = latest(walked.history[i], k);
    const [text, word, sign, strength] = entry ? shownOf(entry, i, now) : [box.waiting, "grad", "neither", 0];
    const isWrong = word === "wrong";
    if (isWrong) mistaken.set(i, text);
    const classes = [box.kind, sign, entry && text !== UNKNOWN && "computed", isWrong && "mistaken",
      k > 0 && step.value === i && "current", receives.has(i) && "receives", i === chosen && "chosen",
      i === step.asked && "asked"].filter(Boolean).join(" ");
    const shown = [text, word, classes, strength].join("\n");
    write(box.number, number(now.graph.values[i]));
    if (shown === box.shown) return;
    box.shown = shown;
    write(box.word, word);
    write(box.grad, text);
    box.group.setAttribute("class", classes);
    box.group.style.setProperty("--strength", strength);
  });
  return mistaken;
}

// [number, the word before it, how it is coloured, how strongly].
function shownOf(entry, i, now) {
  if (predicting() && !entry.handled) return [UNKNOWN, "grad", "neither", 0];
  const text = number(entry.grad);
  let word = "grad";
  if (entry.handled) word = differ(entry.grad, now.right.ends[i]) ? "wrong" : "grad";
  else if (entry.arrived < due[i]) word = entry.arrived + "/" + due[i];
  const sign = entry.grad > 0 ? "positive" : entry.grad < 0 ? "negative" : "neither";
  return [text, word.length + text.length <= ROOM ? word : "", sign, strengthOf(entry.grad, now.largest)];
}

// How much of the full colour a gradient gets, as in `draw`.
function strengthOf(grad, largest) {
  if (!Number.isFinite(grad)) return Number.isNaN(grad) ? 0 : FULLEST;
  return largest && grad ? Number((FULLEST * Math.min(1, Math.sqrt(Math.abs(grad) / largest))).toFixed(3)) : 0;
}

// The last entry that is not after step k.
function latest(entries, k) {
  let found = null;
  for (const entry of entries) if (entry.k <= k) found = entry;
  return found;
}

function renderArrows(now, step) {
  for (const edge of svg.querySelectorAll(".sends")) edge.classList.remove("sends");
  for (const a of step.arrows) arrows[a].group.classList.add("sends");
  arrows.forEach(({ text }, a) => text && write(text, "×" + number(now.graph.partials[a])));
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// --- size and place ---------------------------------------------------------------------------

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

function follow(step) {
  resize();
  $("whole").setAttribute("aria-pressed", String(scale() === fitting()));
  const frame = pane.getBoundingClientRect();
  const main = boxes[step.value].group.getBoundingClientRect();
  const all = [main, ...step.receivers.map((i) => boxes[i].group.getBoundingClientRect())];
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

function setZoom(factor) {
  zoom = factor === null ? null : Math.min(Math.max(factor, 0.05), 3);
  render(k);
}
