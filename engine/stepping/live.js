// One leaf's number, typed or dragged; the curve of the result along it, and the tangent, whose slope is the gradient.

const PLOT = { width: 300, height: 150, points: 120 };
let chosen = null; // the leaf whose number is moved

function nameNow(i) {
  return filled(data.names[i], data.right, now);
}

// Return what a leaf is called in the list, where there is little room.
function inList(i) {
  return nameNow(i).replace(/^the /, "");
}

// --- the leaf ---------------------------------------------------------------------------------

function choose(leaf) {
  chosen = leaf;
  $("leaf").value = leaf;
  const stopped = data.stuck[leaf];
  const isStuck = stopped !== undefined;
  for (const id of ["typed", "drag", "reset"]) $(id).disabled = isStuck;
  $("curve").toggleAttribute("hidden", isStuck);
  $("slope").hidden = isStuck;
  say(isStuck ? `${nameNow(leaf)} stands still: JavaScript cannot compute ${data.symbols[stopped]}, which depends on it.` : "");
  setRange(now.graph.values[leaf]);
  showNumber();
}

// Set the range of the slider: round numbers, on both sides of x; of 0 where x is not finite.
function setRange(x) {
  if (!Number.isFinite(x)) return setRange(0);
  const span = Math.max(2, 2 * Math.abs(x));
  const step = 10 ** Math.floor(Math.log10(span / 100));
  const middle = Math.round(x / step);
  const half = Math.round(span / step);
  const round = (n) => Number((n * step).toPrecision(12));
  return Object.assign($("drag"), { min: round(middle - half), max: round(middle + half), step });
}

function showNumber() {
  const x = now.graph.values[chosen];
  const shown = Number.isFinite(x) ? x : ""; // a field for numbers takes no other
  if ($("typed") !== document.activeElement || Number($("typed").value) !== x) $("typed").value = shown;
  if (Number.isFinite(x) && (x < Number($("drag").min) || x > Number($("drag").max))) setRange(x);
  $("drag").value = shown;
  $("drag").setAttribute("aria-valuetext", number(x));
}

// Move the leaf, unless something behind it has no finite number there.
function move(x) {
  const leaf = chosen;
  const found = graphWith(now.graph, leaf, x);
  if (!found.graph) {
    const what = `the ${data.symbols[found.at]} has no finite ${found.lacks}`;
    say(`With ${nameNow(leaf)} = ${number(x)}, ${what}. The page stands still at ${number(now.graph.values[leaf])}.`);
    return;
  }
  say("");
  now = numbersOf(found.graph);
  render(k, false); // what the reader looks at stays where it is
}

function moveTyped() {
  const text = $("typed").value.trim();
  if (text === "" || !Number.isFinite(Number(text))) {
    say("Type a number, such as 0.5.");
    return;
  }
  move(Number(text));
}

function say(text) {
  write($("still"), text);
}

// --- the curve --------------------------------------------------------------------------------

function renderLive() {
  showNumber();
  $("leaf").selectedOptions[0].textContent = inList(chosen); // without a label it is called by its number
  $("reset").disabled = data.stuck[chosen] !== undefined || now.graph.values[chosen] === recorded.values[chosen];
  const [x, y] = [now.graph.values[chosen], now.graph.values[root]];
  const hide = predicting() || data.stuck[chosen] !== undefined || !Number.isFinite(x) || !Number.isFinite(y);
  $("curve").toggleAttribute("hidden", hide);
  $("slope").hidden = hide;
  if (hide) return;
  const slope = now.right.ends[chosen];
  const [low, high] = [Number($("drag").min), Number($("drag").max)];
  const xs = Array.from({ length: PLOT.points + 1 }, (_, j) => low + (high - low) * j / PLOT.points);
  const ys = xs.map((at) => valuesWith(now.graph.values, chosen, at)[root]);
  const [bottom, top] = heights([...ys, y]);
  const across = (at) => PLOT.width * (at - low) / (high - low);
  const down = (at) => PLOT.height * (top - at) / (top - bottom);
  $("along").setAttribute("d", path(xs, ys, across, down));
  const ends = Number.isFinite(slope) ? [low, high].map((at) => [across(at), down(y + slope * (at - x))]) : [];
  $("tangent").setAttribute("d", ends.length ? "M" + ends.map((end) => end.map(short).join(",")).join("L") : "");
  $("here").setAttribute("cx", short(across(x)));
  $("here").setAttribute("cy", short(down(y)));
  for (const [id, at] of [["low", low], ["high", high], ["bottom", bottom], ["top", top]]) write($(id), number(at));
  write($("slope"), `${nameNow(root)} along ${nameNow(chosen)}. The slope of the tangent is the gradient of ${nameNow(chosen)}: ${number(slope)}.`);
  $("curve").setAttribute("aria-label", $("slope").textContent);
}

// Return the lowest and the highest number of the plot; where the curve shoots up, as at a pole, of most of it.
function heights(ys) {
  const finite = ys.filter(Number.isFinite).sort((a, b) => a - b);
  const at = (share) => finite[Math.round(share * (finite.length - 1))] ?? 0;
  const wide = at(1) - at(0) > 8 * (at(0.9) - at(0.1)) && at(0.9) > at(0.1);
  const [low, high] = wide ? [at(0.05), at(0.95)] : [at(0), at(1)];
  const y = ys.at(-1);
  const [bottom, top] = [Math.min(low, y), Math.max(high, y)];
  const room = 0.08 * (top - bottom) || Math.max(1, Math.abs(y));
  return [bottom - room, top + room];
}

// Return a line through the points, with a gap where there is none.
function path(xs, ys, across, down) {
  let pen = "M";
  return xs.map((x, j) => {
    const y = down(ys[j]);
    if (!Number.isFinite(y)) pen = "M";
    else {
      const point = pen + short(across(x)) + "," + short(y);
      pen = "L";
      return point;
    }
    return "";
  }).join("");
}

function short(x) {
  return String(Math.round(Math.min(Math.max(x, -1e5), 1e5) * 10) / 10);
}

// --- what the reader does -----------------------------------------------------------------------

function startLive() {
  $("leaf").replaceChildren(...data.leaves.map((i) => {
    const option = element("option", inList(i));
    option.value = i;
    return option;
  }));
  $("live").hidden = data.leaves.length === 0;
  if (data.leaves.length === 0) return;
  choose(data.leaves.find((i) => data.stuck[i] === undefined) ?? data.leaves[0]);
  $("leaf").addEventListener("change", () => pick(Number($("leaf").value)));
  $("typed").addEventListener("input", moveTyped);
  $("drag").addEventListener("input", () => move(Number($("drag").value)));
  $("reset").addEventListener("click", () => {
    move(recorded.values[chosen]);
    $("typed").focus();
  });
  for (const i of data.leaves) boxes[i].group.addEventListener("click", () => pick(i));
}

function pick(leaf) {
  choose(leaf);
  render(k, false);
}
