// Show what Python has computed. Nothing is calculated here: every number and sentence comes from the JSON of the page.

const data = JSON.parse($("data").textContent);

const NARROW = 600; // pixels; a page of less shows fewer rows and columns
const WRITTEN = 8; // terms of a sum that stand there without being asked for
const SAMPLES = 4; // samples in the small graph; of more the ends, and the one that is lit
const NODES = 5; // inputs or neurons in a column of it

// What the reader has chosen. The page is a function of these.
let which = data.first;
let unfolded = false;
const lit = data.products.map((product) => product.start);

// --- the arrays ---------------------------------------------------------------------------------

// Return the indices to show, null for a gap: all, or those at both ends and beside a special one.
function shownOf(size, most, special, around) {
  if (size <= most) return [...Array(size).keys()];
  const middle = special ?? Math.floor(most / 2) - 1;
  const near = [...Array(2 * around + 1).keys()].map((k) => middle - around + k);
  const kept = [...new Set([0, ...near, size - 1])].filter((k) => k >= 0 && k < size).sort((x, y) => x - y);
  return kept.flatMap((index, i) => (i && index - kept[i - 1] > 1 ? [null, index] : [index]));
}

// Make the table of an array, with a row, a column or an entry lit. In the result, a grid, that entry has the focus.
function array(shown, kind, isLit, special, choice) {
  const [most, around] = window.innerWidth < NARROW ? [4, 0] : [7, 1];
  const rows = shownOf(shown.cells.length, most, special[0], around);
  const columns = shownOf(shown.cells[0].length, most, special[1], around);
  const indexed = !shown.flat || shown.upright; // a vector has no second index
  const table = element("table", "", kind === "result" ? { role: "grid" } : {});
  const caption = element("caption");
  caption.append(element("b", shown.name), element("span", shown.shape));
  const [header, body] = [element("thead"), element("tbody")];
  const head = element("tr");
  head.append(...(indexed ? [element("td", "", { class: "corner" })] : []), ...columns.map((j) => element("th", j ?? "…", { scope: "col" })));
  if (!shown.upright) header.append(head);
  for (const i of rows) {
    const line = element("tr");
    if (indexed) line.append(element("th", i ?? "…", { scope: "row" }));
    line.append(...columns.map((j) => cell(shown, i, j, kind, isLit, choice)));
    body.append(line);
  }
  table.append(caption, header, body);
  const frame = element("div", "", { class: "array " + kind, role: "group", "aria-label": shown.name + ", shape " + shown.shape });
  frame.append(table);
  return frame;
}

function cell(shown, i, j, kind, isLit, choice) {
  if (i === null || j === null) return element("td", "…", { class: "gap" });
  const [text, sign, strength] = shown.cells[i][j];
  const made = element("td", text, { class: sign + (isLit(i, j) ? " lit" : ""), style: "--strength: " + strength });
  made.addEventListener("click", () => choose(...choice(i, j), true));
  if (kind === "result") {
    made.tabIndex = isLit(i, j) ? 0 : -1;
    made.setAttribute("aria-selected", String(isLit(i, j)));
  }
  return made;
}

// Show the arrays around the lit entry. A click on the first array chooses the row, on the second the column.
function renderArrays(product, row, column) {
  const sign = (text) => element("span", text, { class: "sign" });
  const right = array(product.right, "right", (_, j) => j === column, [null, column], (_, j) => [row, j]);
  const result = array(product.result, "result", (i, j) => i === row && j === column, [row, column], (i, j) => [i, j]);
  if (!product.left) {
    $("arrays").replaceChildren(right, sign(".sum(axis=0) ="), result);
    return;
  }
  const left = array(product.left, "left", (i) => i === row, [row, null], (i) => [i, column]);
  $("arrays").replaceChildren(left, sign(product.sign), right, sign("="), result);
}

// Show another product.
function build() {
  const product = data.products[which];
  $("result-name").textContent = product.result.name;
  $("meaning").textContent = product.meaning;
  document.title = document.querySelector("h1").textContent = "Why " + product.result.name + " = " + product.code;
  [...$("choices").children].forEach((button, i) => button.setAttribute("aria-pressed", String(i === which)));
  renderOrders(product);
  render();
}

function choose(row, column, focus) {
  lit[which] = [row, column];
  render();
  if (focus) document.querySelector(".result .lit").focus();
}

function render() {
  const product = data.products[which];
  const [row, column] = lit[which];
  const entry = product.entries[row][column];
  renderArrays(product, row, column);
  for (const frame of document.querySelectorAll(".array")) {
    if (frame.scrollWidth > frame.clientWidth) frame.tabIndex = 0; // so that the keyboard can scroll it
  }
  $("rule").textContent = entry.rule;
  renderTerms(product, entry, product.result.cells[row][column][0]);
  $("says").textContent = entry.rule + " " + entry.says;
  renderRoutes(product, entry, row, column);
}

// Show each term with its numbers; of more than eight the first ones and the last, until all are asked for.
function renderTerms(product, entry, sum) {
  const terms = entry.terms.map(([numbers, equals, value], k) => [product.over + " = " + k, numbers, equals, value]);
  const folds = terms.length > WRITTEN;
  const shown = folds && !unfolded
    ? [...terms.slice(0, WRITTEN - 2), ["…", terms.length - WRITTEN + 1 + " more", "", ""], terms.at(-1)]
    : terms;
  $("terms").tBodies[0].replaceChildren(...shown.map(line));
  $("terms").tFoot.replaceChildren(line([entry.name, entry.equals, sum]));
  $("terms").tFoot.rows[0].cells[0].colSpan = 2;
  $("unfold").hidden = !folds;
  $("unfold").setAttribute("aria-expanded", String(unfolded));
  $("unfold").textContent = unfolded ? "Fold the sum" : "All " + terms.length + " terms";
}

function line(texts) {
  const made = element("tr");
  made.append(...texts.map((text) => element("td", text)));
  return made;
}

// --- the small graph ----------------------------------------------------------------------------

const WIDE = 80, HIGH = 23, PITCH = 28, LEFT = 24, RIGHT = 174;

function svg(tag, attributes, text = "") {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.textContent = text;
  return made;
}

function box(x, y, text, isLit, index, side) {
  const group = svg("g", { class: isLit ? "lit" : "" });
  group.append(svg("rect", { x, y: y - HIGH / 2, width: WIDE, height: HIGH, rx: 4 }));
  group.append(svg("text", { x: x + WIDE / 2, y: y + 4.5, "text-anchor": "middle" }, text));
  if (side) group.append(svg("text", { x: x - 6, y: y + 4.5, "text-anchor": "end" }, index));
  return group;
}

// Draw one sample: the inputs, the neurons, all weights between them, and in the route the lit ones.
function sample(way, n, top, place, labels) {
  const [j, i] = place;
  const ends = shownOf(way.ends[0].length, NODES, j, 0);
  const neurons = shownOf(way.delta[0].length, NODES, i, 0);
  const rows = Math.max(ends.length, neurons.length);
  const at = (list, k) => top + 18 + (rows - list.length) * PITCH / 2 + k * PITCH + HIGH / 2;
  const here = way.of !== "A" || n === place.n;
  const isLit = (input, neuron) => here && (j === null || input === j) && (i === null || neuron === i);
  const lines = [], boxes = [];
  boxes.push(svg("text", { x: 0, y: top + 11, class: here ? "lit" : "" }, "sample " + n));
  ends.forEach((input, a) => neurons.forEach((neuron, b) => {
    if (input === null || neuron === null || (way.of === "b" && input !== neuron)) return;
    const made = svg("line", { x1: LEFT + WIDE, y1: at(ends, a), x2: RIGHT, y2: at(neurons, b) });
    if (isLit(input, neuron)) made.setAttribute("class", "lit");
    lines.push(made);
  }));
  lines.sort((a, b) => a.classList.contains("lit") - b.classList.contains("lit"));
  ends.forEach((input, a) => {
    const y = at(ends, a);
    if (input === null) boxes.push(svg("text", { x: LEFT + WIDE / 2, y: y + 4, "text-anchor": "middle" }, "…"));
    else boxes.push(box(LEFT, y, way.ends[n][input], here && (j === null ? input === i : input === j), input, true));
  });
  neurons.forEach((neuron, b) => {
    const y = at(neurons, b);
    if (neuron === null) {
      boxes.push(svg("text", { x: RIGHT + WIDE / 2, y: y + 4, "text-anchor": "middle" }, "…"));
      return;
    }
    const goes = here && (i === null || neuron === i);
    boxes.push(box(RIGHT, y, way.delta[n][neuron], goes, "", false));
    if (goes) boxes.push(svg("text", { x: RIGHT + WIDE + 8, y: y + 4.5, class: "lit" }, labels(n, neuron)));
    else boxes.push(svg("text", { x: RIGHT + WIDE + 8, y: y + 4.5 }, "δ of neuron " + neuron));
  });
  return { parts: [...lines, ...boxes], height: 18 + rows * PITCH + 6 };
}

// Light the same line in every sample for a weight, all lines that leave it for an input, its neuron for a bias.
function renderRoutes(product, entry, row, column) {
  const drawing = product.way ? layerRoutes(product.way, entry, row, column) : termRoutes(product, entry, row, column);
  $("routes-heading").textContent = drawing.heading;
  const longest = Math.max(...entry.terms.map((term) => term.join(" ").length));
  const width = product.way ? RIGHT + WIDE + 12 + 8.4 * longest : 440;
  const picture = svg("svg", { viewBox: "0 0 " + width + " " + drawing.height, role: "img", "aria-label": drawing.heading });
  picture.append(...drawing.parts);
  $("routes").replaceChildren(picture);
}

function layerRoutes(way, entry, row, column) {
  const place = way.of === "W" ? (way.inward ? [row, column] : [column, row]) : way.of === "A" ? [column, null] : [null, column];
  place.n = way.of === "A" ? row : null;
  if (way.of === "b") place[0] = column;
  const said = (term) => term.filter((text) => text).join(" ");
  const labels = (n, neuron) => said(entry.terms[way.of === "A" ? neuron : n]);
  const title = (x, text) => svg("text", { x: x + WIDE / 2, y: 11, "text-anchor": "middle" }, text);
  const parts = [title(LEFT, way.names[0]), title(RIGHT, way.names[1])];
  let top = 18;
  for (const n of shownOf(way.ends.length, SAMPLES, place.n, 0)) {
    if (n === null) {
      parts.push(svg("text", { x: 0, y: top + 12 }, "…"));
      top += 24;
      continue;
    }
    const made = sample(way, n, top, place, labels);
    parts.push(...made.parts);
    top += made.height;
  }
  const heading = way.of === "W" ? "One weight, input " + place[0] + " → neuron " + place[1] + ", in every sample"
    : way.of === "A" ? "Input " + place[0] + " of sample " + place.n + " goes into every neuron"
    : "One bias, of neuron " + column + ", in every sample";
  return { heading, parts, height: top };
}

// Draw a line of a program: the terms on the left, with the factors of both arrays, and the entry that they make.
function termRoutes(product, entry, row, column) {
  const shown = shownOf(entry.terms.length, WRITTEN, null, 2);
  const height = shown.length * PITCH + 24;
  const parts = [], boxes = [];
  shown.forEach((k, place) => {
    const y = place * PITCH + 20;
    if (k === null) {
      boxes.push(svg("text", { x: 90, y: y + 4 }, "…"));
      return;
    }
    parts.push(svg("line", { x1: 210, y1: y, x2: 350, y2: height / 2, class: "lit" }));
    const left = product.left ? product.left.cells[row][k][0] : "1";
    boxes.push(box(30, y, left, true, k, true), svg("text", { x: 120, y: y + 4.5, "text-anchor": "middle" }, "×"));
    boxes.push(box(136, y, product.right.cells[k][column][0], true, "", false));
  });
  boxes.push(box(350, height / 2, product.result.cells[row][column][0], true, "", false));
  const heading = entry.name + " is made from " + entry.terms.length + " products";
  return { heading, parts: [...parts, ...boxes], height };
}

// --- right and wrong order ----------------------------------------------------------------------

function renderOrders(product) {
  $("order").hidden = !product.swapped && !product.wrong;
  if (!product.swapped) {
    $("orders").replaceChildren(element("p", product.wrong));
    return;
  }
  const right = order("Right", product.left, product.right, true, "the inner sizes are equal, and give " + product.result.shape);
  const wrong = order("Wrong", product.swapped.left, product.swapped.right, product.swapped.fits, product.swapped.says);
  $("orders").replaceChildren(right, wrong);
}

// Draw two arrays as blocks of their shapes: the width of the first has to be the height of the second.
function order(title, left, right, fits, says) {
  const made = element("div", "", { class: fits ? "order" : "order misfit" });
  const blocks = element("div", "", { class: "blocks", "aria-hidden": "true" });
  const unit = Math.min(14, 90 / Math.max(...left.sizes, ...right.sizes));
  blocks.append(block(left, "left", unit), element("span", "@"), block(right, "right", unit));
  const words = element("p");
  words.append(element("b", title + ": "), ...sized(left, -1), " @ ", ...sized(right, 0), ": " + says);
  made.append(words, blocks);
  return made;
}

function block(shown, side, unit) {
  const [height, width] = shown.sizes.length === 2 ? shown.sizes : side === "left" ? [1, shown.sizes[0]] : [shown.sizes[0], 1];
  const size = (n) => Math.max(n * unit, 8) + "px";
  const made = element("div", "", { class: "block " + side });
  Object.assign(made.style, { width: size(width), height: size(height) });
  return made;
}

// Return the name and the shape, with the inner size in a frame.
function sized(shown, inner) {
  const at = inner < 0 ? shown.sizes.length - 1 : 0;
  const sizes = shown.sizes.flatMap((n, i) => [i ? ", " : "", i === at ? element("span", n, { class: "inner" }) : String(n)]);
  return [shown.name + " (", ...sizes, shown.sizes.length === 1 ? ",)" : ")"];
}

// --- what the reader does -----------------------------------------------------------------------

const moves = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
document.addEventListener("keydown", (event) => {
  const inside = event.target.closest(".result") || event.target === document.body;
  if (!inside || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const shape = [data.products[which].result.cells.length, data.products[which].result.cells[0].length];
  const ends = { Home: [0, 0], End: [shape[0] - 1, shape[1] - 1] };
  const move = moves[event.key];
  if (!move && !ends[event.key]) return;
  event.preventDefault();
  const next = move ? lit[which].map((at, k) => Math.min(Math.max(at + move[k], 0), shape[k] - 1)) : ends[event.key];
  choose(...next, true);
});
$("unfold").addEventListener("click", () => {
  unfolded = !unfolded;
  render();
});
data.products.forEach((product, i) => {
  const button = element("button", product.result.name + " = " + product.code, { type: "button" });
  button.addEventListener("click", () => {
    which = i;
    unfolded = false;
    build();
  });
  $("choices").append(button);
});
$("choices").hidden = data.products.length === 1;
window.addEventListener("resize", render);
build();
