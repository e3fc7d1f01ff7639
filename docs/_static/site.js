// What is wider than the page can be scrolled with the keyboard, too: it becomes a stop for the Tab key.
function reachable() {
  for (const box of document.querySelectorAll("pre, .formula, .table-wrapper, .cell_output")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
}
addEventListener("DOMContentLoaded", reachable);
addEventListener("load", reachable);
addEventListener("resize", reachable);
