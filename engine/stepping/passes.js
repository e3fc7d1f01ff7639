// The forward pass on numbers that the reader moved, and the chain rule.

const root = data.names.length - 1;
const arrowsOf = data.names.map(() => []); // for each value the arrows from its operands, in order
data.arrows.forEach(([, result], a) => arrowsOf[result].push(a));
const switching = new Set(data.switches); // the rows whose partial 0 means that a branch is off
const due = new Array(root + 1).fill(0); // how many contributions each value gets
data.arrows.forEach(([operand], a) => { due[operand] += data.partials[a] !== null; });

// The numbers of a graph: of values, and of arrows, where null leads to a constant and `off` sends nothing.
const recorded = {
  values: data.data.map(Number),
  partials: data.partials.map((partial) => (partial === null ? null : partial === "off" ? 0 : Number(partial))),
  off: data.partials.map((partial) => partial === "off"),
};

// --- forward ------------------------------------------------------------------------------------

const behind = new Map();

// Return the values that depend on a leaf, operands first, each with its row and operands.
function downstream(leaf) {
  if (behind.has(leaf)) return behind.get(leaf);
  const reached = new Set([leaf]);
  const found = [];
  for (let i = leaf + 1; i <= root; i += 1) {
    const operands = arrowsOf[i].map((a) => data.arrows[a][0]);
    if (!operands.some((operand) => reached.has(operand))) continue;
    reached.add(i);
    found.push({ value: i, row: data.rows[i], operands });
  }
  behind.set(leaf, found);
  return found;
}

// Return the numbers of all values with another number at a leaf.
function valuesWith(values, leaf, x) {
  const moved = values.slice();
  moved[leaf] = x;
  for (const { value, row, operands } of downstream(leaf)) {
    moved[value] = f[row](...operands.map((operand) => moved[operand]));
  }
  return moved;
}

// Return the graph with another number at a leaf; or the first value without a finite number or local derivative.
function graphWith(graph, leaf, x) {
  const values = valuesWith(graph.values, leaf, x);
  const [partials, off] = [graph.partials.slice(), graph.off.slice()];
  for (const { value, row, operands } of downstream(leaf)) {
    const out = values[value];
    if (!Number.isFinite(out)) return { at: value, lacks: "value" };
    const numbers = operands.map((operand) => values[operand]);
    const all = data.lists.includes(row) ? d[row][0](...numbers, out) : null;
    for (const [position, a] of arrowsOf[value].entries()) {
      if (partials[a] === null) continue;
      partials[a] = all ? all[position] : d[row][position](...numbers, out);
      if (!Number.isFinite(partials[a])) return { at: value, lacks: "local derivative" };
      off[a] = partials[a] === 0 && switching.has(row);
    }
  }
  return { graph: { values, partials, off } };
}

// --- backward -----------------------------------------------------------------------------------

// Go through the graph: what each step hands on, every contribution, and for each value what it has from when on.
function walk(pass, graph) {
  const sums = new Array(root + 1).fill(null);
  const sizes = new Array(root + 1).fill(0); // for each value the sum of |products| over all routes that were gone
  const count = new Array(root + 1).fill(0);
  const handled = new Array(root + 1).fill(false);
  const history = sums.map(() => []);
  const [given, contributions, came] = [[], [], sums.map(() => [])];
  const note = (k, i) => {
    const entry = { k, grad: sums[i], arrived: count[i], handled: handled[i] };
    if (history[i].at(-1)?.k === k) history[i].pop(); // a step that sends twice to the same value
    history[i].push(entry);
  };
  sums[root] = 1;
  sizes[root] = 1;
  pass.steps.forEach(({ value, sent }, index) => {
    const grad = sums[value];
    handled[value] = true;
    given.push(grad);
    note(index + 1, value);
    for (const a of sent) {
      const target = data.arrows[a][0];
      const partial = graph.partials[a];
      const amount = graph.off[a] ? 0 : grad * partial;
      const before = sums[target];
      sums[target] = before === null ? amount : before + amount;
      sizes[target] += Math.abs(partial) * sizes[value];
      count[target] += 1;
      const late = handled[target];
      const made = { source: value, target, grad, partial, amount, before, after: sums[target], count: count[target], late };
      contributions.push(made);
      came[target].push({ ...made, k: index + 1 });
      note(index + 1, target);
    }
  });
  return { given, contributions, came, history, ends: sums, sizes };
}
