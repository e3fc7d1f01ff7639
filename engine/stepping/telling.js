// Fill the places for numbers that telling.py has left in its sentences, by the same names.

function filled(parts, pass, now) {
  const walked = now.of(pass);
  const fill = {
    name: (i) => filled(data.names[i], pass, now),
    Name: (i) => capital(filled(data.names[i], pass, now)),
    data: (i) => number(now.graph.values[i]),
    right: (i) => number(now.right.ends[i]),
    given: (k) => number(walked.given[k]),
    product: (c) => product(walked.contributions[c]),
    sum: (c) => summed(walked.contributions[c]),
    total: (k) => sumOfAll(cameTo(walked, pass, k), walked.given[k]),
    wrong: (k, a, b) => {
      const i = pass.steps[k].value;
      return filled(differ(walked.given[k], now.right.ends[i], now.right.sizes[i]) ? a : b, pass, now);
    },
    wrongs: (...choices) => filled(choices[Math.min(now.wrongs(pass), 2)], pass, now),
    many: () => String(now.wrongs(pass)),
  };
  return parts.map((part) => (typeof part === "string" ? part : fill[part[0]](...part.slice(1)))).join("");
}

// Return what had come to the value of step k, from 0, when it was handled.
function cameTo(walked, pass, k) {
  return walked.came[pass.steps[k].value].filter((c) => c.k <= k);
}

// Write all contributions as one sum, while it can be read in a sentence.
function sumOfAll(came, grad) {
  if (came.length > 6) return "and their sum is " + number(grad);
  const [first, ...more] = came.map((c) => c.amount);
  const terms = [number(first), ...more.map(bracketed)].join(" + ");
  return `${terms} ${signOfSum([first, ...more], grad)} ${number(grad)}`;
}

function capital(words) {
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
