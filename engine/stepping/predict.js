// Predict, then reveal: the reader types the gradient of the next value, and is shown which factor was missed.

const NEAR = 0.01; // as near as one gets with the printed digits

function predicting() {
  return $("predict").checked;
}

// Return the value that is handled next; null after the last step.
function nextValue() {
  return k < total ? data.right.steps[k].value : null;
}

// Return what a step shows to one who predicts: the arrows along which the next gradient comes, not what is sent.
function asAsked(step) {
  const asked = nextValue();
  const isUsed = (a) => data.arrows[a][0] === asked && data.partials[a] !== null;
  return {
    ...step, asked, says: step.says.slice(0, 1), goes: [], receivers: asked === null ? [] : [asked],
    arrows: data.arrows.map((_, a) => a).filter(isUsed),
  };
}

function renderPredict() {
  $("asking").hidden = !predicting() || nextValue() === null;
  if ($("asking").hidden) return;
  const n = due[nextValue()];
  const how = nextValue() === root ? "It is the result itself." : n === 1
    ? "Gradient × local derivative, along the arrow that is lit."
    : `Gradient × local derivative along each of the ${n} arrows that are lit, added up.`;
  write($("question"), `What is the gradient of ${nameNow(nextValue())}, the next value?`);
  write($("how"), how);
}

function check() {
  const text = $("guess").value.trim().replace(MINUS, "-");
  const guess = Number(text);
  if (text === "" || !Number.isFinite(guess)) {
    answer("Type a number, such as −0.5.");
    return;
  }
  const [value, came] = [nextValue(), now.right.came[nextValue()]];
  const right = now.right.ends[value];
  if (near(guess, right)) {
    reveal(`Right: ${nameNow(value)} has gradient ${sumOf(came, right)}.`);
    return;
  }
  const missed = whatWasMissed(guess, came);
  answer(missed ? `Not ${number(guess)}: ${missed}.` : `Not ${number(guess)}. Look at the arrows that are lit, or reveal it.`);
}

function reveal(text) {
  $("guess").value = "";
  render(k + 1);
  answer(text);
  ($("asking").hidden ? $("back") : $("guess")).focus();
}

function answer(text) {
  write($("answer"), text);
}

function sumOf(came, right) {
  if (came.length === 0) return number(right);
  if (came.length === 1) return product(came[0]);
  return came.length > 6 ? number(right) : `${came.map((c, i) => `${i ? bracketed(c.grad) : number(c.grad)} × ${bracketed(c.partial)}`).join(" + ")} ≈ ${number(right)}`;
}

function near(a, b) {
  return number(a) === number(b) || Math.abs(a - b) <= Math.max(NEAR * Math.max(Math.abs(a), Math.abs(b)) * (a * b > 0), 5e-4 * (b === 0));
}

// --- what was missed ----------------------------------------------------------------------------

const SLIPS = [
  [(c) => c.grad, (c) => `the local derivative ${number(c.partial)} on the arrow to ${nameNow(c.source)} was missed`],
  [(c) => c.partial, (c) => `the gradient ${number(c.grad)} of ${nameNow(c.source)} was missed`],
  [() => 0, (c) => `what comes from ${nameNow(c.source)}, ${product(c)}, was missed`],
  [(c) => -c.amount, (c) => `the sign was missed in ${product(c)}`],
  [(c) => c.grad + c.partial, (c) => `${number(c.grad)} and ${bracketed(c.partial)} are multiplied, not added`],
];

// Return the slip, or the two, that lead from the contributions to the guess; "" if none does.
function whatWasMissed(guess, came) {
  if (came.length === 0) return "the gradient of the result with respect to itself is 1";
  const right = came.map((c) => c.amount);
  const sum = (amounts) => amounts.reduce((a, b) => a + b, 0);
  const singles = SLIPS.flatMap(([slip, words]) => came.map((c, j) => ({ j, amount: slip(c), words: () => words(c) })));
  const hit = (slips) => near(guess, sum(right.map((amount, j) => slips.find((s) => s.j === j)?.amount ?? amount)));
  const one = singles.find((s) => !(came.length === 1 && s.amount === 0) && hit([s]));
  if (one) return one.words();
  for (const [slip, words] of came.length < 40 ? SLIPS : []) {
    if (near(guess, sum(came.map(slip))) && came.length > 1) return came.slice(0, 3).map(words).join("; ");
  }
  for (const a of came.length <= 6 ? singles : []) {
    const b = singles.find((s) => s.j > a.j && hit([a, s]));
    if (b) return `${a.words()}; ${b.words()}`;
  }
  return "";
}

function startPredict() {
  $("predict").addEventListener("change", () => {
    $("wrong").checked = false;
    answer("");
    render(k);
  });
  $("asking").addEventListener("submit", (event) => {
    event.preventDefault();
    check();
  });
  $("reveal").addEventListener("click", () => {
    const value = nextValue();
    reveal(`${capital(nameNow(value))} has gradient ${sumOf(now.right.came[value], now.right.ends[value])}.`);
  });
}
