// The picture: what boxes and arrows show, how large it is, and what of it is in sight.

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

// What is painted: in a large graph at once what is in sight, the rest when there is time or it comes into sight.
let view = null;
const stale = new Set();
const painters = [...boxes.map((box, i) => ({ group: box.group, paint: () => paintBox(box, i) })),
  ...arrows.map(({ group, text }, a) => ({ group, paint: () => paintArrow(group, text, a) }))];

// Show in every box the number and the gradient it has at step k, and on every arrow its local derivative.
function renderGraph(now, walked, step) {
  view = { now, walked, step, receives: new Set(step.receivers), sends: new Set(step.arrows) };
  for (const painter of painters) stale.add(painter);
  paintInSight();
}

function paintBox(box, i) {
  if (!box.grad) return;
  const { now, walked, step, receives } = view;
  const entry = latest(walked.history[i], k);
  const [text, word, sign, strength] = entry ? shownOf(entry, i, now) : [box.waiting, "grad", "neither", 0];
  const classes = [box.kind, sign, entry && text !== UNKNOWN && "computed", word === "wrong" && "mistaken",
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
}

function paintArrow(group, text, a) {
  group.classList.toggle("sends", view.sends.has(a));
  if (text) write(text, "×" + number(view.now.graph.partials[a]));
}

// Return what is wrong at step k: for each such value what its box shows.
function mistakes(now, walked) {
  const wrong = new Map();
  walked.history.forEach((entries, i) => {
    const entry = latest(entries, k);
    if (entry?.handled && differ(entry.grad, now.right.ends[i], now.right.sizes[i])) wrong.set(i, number(entry.grad));
  });
  return wrong;
}

function paintInSight() {
  const [shown, margin] = [scale(), 40];
  const [left, top] = [pane.scrollLeft / shown - margin, pane.scrollTop / shown - margin];
  const [right, bottom] = [left + pane.clientWidth / shown + 2 * margin, top + pane.clientHeight / shown + 2 * margin];
  for (const painter of [...stale]) {
    const at = painter.place;
    if (at && (at.right < left || at.left > right || at.bottom < top || at.top > bottom)) continue;
    stale.delete(painter);
    painter.paint();
  }
  if (stale.size) later(paintMore);
}

// Paint a few at a time, so that nothing that the reader does has to wait.
function paintMore() {
  for (const painter of [...stale].slice(0, 50)) {
    stale.delete(painter);
    painter.paint();
  }
  if (stale.size) later(paintMore);
}

let waiting = 0;
function later(work) {
  clearTimeout(waiting);
  waiting = setTimeout(() => requestIdleCallback(work), 150);
}

function paintAll() {
  for (const painter of stale) painter.paint();
  stale.clear();
}

// Return [number, the word before it, how it is coloured, how strongly].
function shownOf(entry, i, now) {
  if (predicting() && !entry.handled) return [UNKNOWN, "grad", "neither", 0];
  const text = number(entry.grad);
  let word = "grad";
  if (entry.handled) word = differ(entry.grad, now.right.ends[i], now.right.sizes[i]) ? "wrong" : "grad";
  else if (entry.arrived < due[i]) word = entry.arrived + "/" + due[i];
  const sign = entry.grad > 0 ? "positive" : entry.grad < 0 ? "negative" : "neither";
  return [text, word.length + text.length <= ROOM ? word : "", sign, strengthOf(entry.grad, now.largest)];
}

// Return how much of the full colour a gradient gets, as in `draw`.
function strengthOf(grad, largest) {
  if (!Number.isFinite(grad)) return Number.isNaN(grad) ? 0 : FULLEST;
  return largest && grad ? Number((FULLEST * Math.min(1, Math.sqrt(Math.abs(grad) / largest))).toFixed(3)) : 0;
}

// Return the last entry that is not after step k.
function latest(entries, k) {
  let found = null;
  for (const entry of entries) if (entry.k <= k) found = entry;
  return found;
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// --- size and place ---------------------------------------------------------------------------

// Return the scale at which the whole graph is in sight.
function fitting() {
  return Math.min(pane.clientWidth / size.width, window.innerHeight * 0.52 / size.height, 1.5);
}

// Return the scale. A graph that stays readable is shown whole; in a larger one the page follows the step.
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
  if (!painters[0].place) return;
  const main = painters[step.value].place;
  const all = [main, ...step.receivers.map((i) => painters[i].place)];
  const middle = (low, high, scrolled, room) => {
    const at = (place, side) => place[side] * scale() - scrolled;
    const centre = (Math.min(...all.map((r) => at(r, low))) + Math.max(...all.map((r) => at(r, high)))) / 2 - room / 2;
    const furthest = at(main, low) - 16;
    const nearest = at(main, high) - room + 16;
    return scrolled + Math.max(Math.min(centre, furthest), nearest); // the value itself is always in sight
  };
  const [leaf, end] = [painters[0].place, painters[root].place];
  const across = end.left - leaf.left > end.top - leaf.top; // the graph runs to the right, else down
  pane.scrollTo({ // the forward pass starts at the leaves
    left: k === 0 && across ? 0 : middle("left", "right", pane.scrollLeft, pane.clientWidth),
    top: k === 0 && !across ? 0 : middle("top", "bottom", pane.scrollTop, pane.clientHeight),
    behavior: "instant",
  });
}

// Note, once there is a layout, where everything is. Graphviz guesses how wide text is; where a font is wider, text
// is set closer, so that nothing overlaps.
function measure() {
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
  const [whole, shown] = [svg.getBoundingClientRect(), svg.getBoundingClientRect().width / size.width];
  for (const painter of painters) {
    const at = painter.group.getBoundingClientRect();
    painter.place = {
      left: (at.left - whole.left) / shown, right: (at.right - whole.left) / shown,
      top: (at.top - whole.top) / shown, bottom: (at.bottom - whole.top) / shown,
    };
  }
}

function setZoom(factor) {
  zoom = factor === null ? null : Math.min(Math.max(factor, 0.05), 3);
  render(k);
}
