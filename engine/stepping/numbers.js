// How numbers are written: as `number` of engine/table/notation.py does, digit for digit, and when = is ≈.

const MINUS = "\u2212";

// Write three decimals: more if x is small, fewer if it is large, with a real minus sign; beyond that, powers of ten.
function number(x) {
  if (!Number.isFinite(x)) return String(x).replace("NaN", "nan").replace("Infinity", "inf").replace("-", MINUS);
  const size = Math.abs(x);
  const exponent = Number(size.toExponential(5).split("e")[1]); // after rounding: 999.9999 counts as 1000
  const sign = x < 0 ? MINUS : "";
  if (exponent >= -3 && exponent < 6) {
    return sign + rounded(size, "toFixed", Math.min(Math.max(3, 2 - exponent), 5 - exponent));
  }
  const [mantissa, power] = rounded(size, "toExponential", 2).split("e");
  return sign + mantissa + "e" + power.replace(/^([+-])(\d)$/, "$10$2").replace("-", MINUS);
}

// Round as Python does, a half to the even digit; JavaScript rounds it up. 70 decimals show whether it is a half.
function rounded(size, method, decimals) {
  const shown = size[method](decimals);
  if (method === "toFixed" && (size * 10 ** decimals * 2) % 1 !== 0) return shown;
  const [exact, power] = size[method](70).split("e");
  const cut = exact.indexOf(".") + (decimals ? 1 + decimals : 0);
  const kept = exact.slice(0, cut);
  const isHalf = /^\.?50*$/.test(exact.slice(cut));
  return isHalf && Number(kept.at(-1)) % 2 === 0 ? kept + (power ? "e" + power : "") : shown;
}

function bracketed(x) {
  return x < 0 && number(x).startsWith(MINUS) ? "(" + number(x) + ")" : number(x);
}

// Return the number that a reader sees.
function asPrinted(x) {
  return Number.isFinite(x) ? Number(number(x).replaceAll(MINUS, "-")) : x;
}

// Return = if what a reader finds by hand is the printed result when it is rounded, else ≈.
function signBetween(byHand, result) {
  const [mantissa, exponent] = number(result).replaceAll(MINUS, "-").split("e");
  const half = 0.5 * 10 ** (Number(exponent || 0) - (mantissa.split(".")[1] || "").length);
  const same = number(byHand) === number(result);
  return same || Math.abs(byHand - asPrinted(result)) <= half * (1 + 1e-9) ? "=" : "≈";
}

// Write gradient × local derivative.
function product(c) {
  const equals = signBetween(asPrinted(c.grad) * asPrinted(c.partial), c.amount);
  return `${number(c.grad)} × ${bracketed(c.partial)} ${equals} ${number(c.amount)}`;
}

// Write the running sum of the target, with what was there before.
function summed(c) {
  if (c.before === null) return number(c.after);
  return `${number(c.before)} + ${bracketed(c.amount)} ${signOfSum([c.before, c.amount], c.after)} ${number(c.after)}`;
}

function signOfSum(terms, total) {
  return signBetween(terms.map(asPrinted).reduce((a, b) => a + b, 0), total);
}

// Return whether two gradients are not the same number; rounding in another order, a part of `size`, is none.
function differ(a, b, size) {
  if (a === null || b === null) return a !== b;
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) !== Number.isNaN(b);
  if (a === b) return false;
  return !(Math.abs(a - b) <= 1e-12 * Math.max(Math.abs(a), Math.abs(b), Number.isFinite(size) ? size : 0));
}
