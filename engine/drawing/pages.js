"use strict";
// What every page has: elements by their id, elements that are made, and the switch between dark and light.

const $ = (id) => document.getElementById(id);

function element(tag, text = "", attributes = {}) {
  const made = document.createElement(tag);
  made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

// Dark or light as the system has it, until the reader chooses.
const prefersDark = window.matchMedia("(prefers-color-scheme: dark)");
let themed = false;
function setTheme(dark) {
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  $("dark").checked = dark;
}
$("dark").addEventListener("change", () => {
  themed = true;
  setTheme($("dark").checked);
});
prefersDark.addEventListener("change", () => themed || setTheme(prefersDark.matches));
setTheme(prefersDark.matches);
