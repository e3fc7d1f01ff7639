// Carry out what rows of the table compute. The instructions, and what they mean, come from instructions.py.

const data = JSON.parse(document.getElementById("data").textContent);

const COMPARE = { "<": (a, b) => a < b, "<=": (a, b) => a <= b, "===": (a, b) => a === b };

// What JavaScript's Math lacks.
const LACKING = {
  neg: (a) => -a,
  copysign: (a, b) => Math.abs(a) * (b < 0 || Object.is(b, -0) ? -1 : 1),
};

// What rows compute, by their names, and their partials: one for each operand, or one that gives them all in a list.
const f = Object.fromEntries(Object.entries(data.f).map(([name, program]) => [name, follower(program)]));
const d = Object.fromEntries(Object.entries(data.d).map(([name, rules]) => [name, rules.map((rule) => rule && follower(rule))]));

// Return a function that follows instructions. Its numbers stand in one array: what is given, results, constants.
function follower({ given, steps }) {
  const numbers = new Array(given + length(steps)).fill(0);
  const place = (x) => (typeof x === "number" ? x : numbers.push(Number(x)) - 1);
  const run = block(steps, given, numbers, place);
  return (...operands) => {
    for (let i = 0; i < given; i += 1) numbers[i] = operands[i];
    return run();
  };
}

// Count how many results there may be: the instructions of all branches.
function length(steps) {
  return steps.reduce((many, [what, , , , yes, no]) => many + (what === "if" ? length(yes) + length(no) : 1), 0);
}

// Return a list of instructions as a function. It ends with "return" or "if"; results have the numbers from `next` on.
function block(steps, next, numbers, place) {
  const [what, ...operands] = steps.at(-1);
  const run = steps.slice(0, -1).map((step, i) => instruction(step[0], step.slice(1).map(place), next + i, numbers));
  const end = what === "if" ? branch(operands, next + run.length, numbers, place) : result(operands[0], numbers, place);
  return () => {
    for (let i = 0; i < run.length; i += 1) run[i]();
    return end();
  };
}

function branch([sign, x, y, ...blocks], next, numbers, place) {
  const [compare, a, b] = [COMPARE[sign], place(x), place(y)];
  const [yes, no] = blocks.map((steps) => block(steps, next, numbers, place));
  return () => (compare(numbers[a], numbers[b]) ? yes() : no());
}

function result(x, numbers, place) {
  if (!Array.isArray(x)) {
    const at = place(x);
    return () => numbers[at];
  }
  const all = x.map(place);
  return () => all.map((at) => numbers[at]);
}

function instruction(what, places, to, numbers) {
  const [a, b] = places;
  switch (what) {
    case "+": return () => { numbers[to] = numbers[a] + numbers[b]; };
    case "-": return () => { numbers[to] = numbers[a] - numbers[b]; };
    case "*": return () => { numbers[to] = numbers[a] * numbers[b]; };
    case "/": return () => { numbers[to] = numbers[a] / numbers[b]; };
    case "%": return () => { numbers[to] = numbers[a] % numbers[b]; };
  }
  const row = what.startsWith("f ") ? what.slice(2) : null;
  const called = LACKING[what] ?? Math[what];
  return () => { numbers[to] = (row ? f[row] : called)(...places.map((at) => numbers[at])); };
}
