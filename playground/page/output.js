// Shows what a program hands over: text, pictures, pages to step through, files, errors.
// Everything is data: text becomes text nodes, a picture an image, a page a frame without any rights to this page, and
// HTML a frame in which no script runs.

import { MARKS } from "./annotations.js";
import { element } from "./element.js";

export class Output {
  // `goTo` is called with the line that is named, `use` with a script in place of another.
  constructor(place, goTo, use) {
    Object.assign(this, { place, goTo, use, addresses: [], text: null });
  }

  clear() {
    this.place.replaceChildren();
    this.addresses.forEach((address) => URL.revokeObjectURL(address));
    this.addresses = [];
    this.text = null;
  }

  show(record) {
    if (record.kind === "text") this.showText(record);
    else if (record.kind in this.shows) {
      this.text = null;
      this.place.append(this.shows[record.kind](record));
    }
  }

  // Lines of one stream go into one block.
  showText({ stream, text }) {
    if (!this.text || this.text.dataset.stream !== stream) {
      this.text = element("pre", { className: "text", tabIndex: 0 });
      this.text.dataset.stream = stream;
      this.text.setAttribute("role", "group");
      this.text.setAttribute("aria-label", stream === "err" ? "Warnings" : "Printed");
      this.place.append(this.text);
    }
    this.text.append(text);
  }

  shows = {
    picture: ({ name, svg, sentence }) => {
      const address = this.addressOf(svg, "image/svg+xml");
      const image = element("img", { src: address, alt: sentence });
      const frame = element("div", { className: "frame", tabIndex: 0 }, image);
      frame.setAttribute("role", "group");
      frame.setAttribute("aria-label", "Picture " + name);
      const larger = element("button", { type: "button", textContent: "Full size" });
      larger.setAttribute("aria-pressed", "false");
      larger.onclick = () => larger.setAttribute("aria-pressed", String(frame.classList.toggle("full")));
      return element("figure", {}, frame, element("figcaption", {}, larger, this.saving(name, address)));
    },

    page: ({ name, html, title }) => {
      const frame = element("iframe", { title, className: "steps" });
      frame.setAttribute("sandbox", "allow-scripts");
      frame.srcdoc = html;
      const address = this.addressOf(html, "text/html");
      return element("figure", {}, frame, element("figcaption", {}, this.saving(name, address)));
    },

    // As high as it is: nothing in it runs, so this page may look into it.
    html: ({ title, html }) => {
      const frame = element("iframe", { title, className: "html" });
      frame.setAttribute("sandbox", "allow-same-origin");
      frame.srcdoc = FRAME + html;
      frame.onload = () => {
        const { documentElement } = frame.contentDocument;
        setScheme(frame);
        const fit = () => (frame.style.height = documentElement.scrollHeight + "px");
        new ResizeObserver(fit).observe(documentElement);
        fit();
      };
      return frame;
    },

    proof: ({ code, report, html }) => {
      const address = this.addressOf(FRAME + html, "text/html");
      const kind = report.problem ? "unread" : report.correct ? "right" : "wrong";
      return element("section", { className: "proof proof-" + kind },
        element("h3", { textContent: report.headline }),
        ...report.wrong.map((line) => this.wrongLine(line, code)),
        ...report.remarks.map((remark) => element("p", { textContent: remark })),
        ...(report.lines.length ? [element("p", {}, this.saving("report.html", address))] : []));
    },

    file: ({ name, base64 }) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      return element("p", {}, this.saving(name, this.addressOf(bytes, "application/octet-stream")));
    },

    error: ({ line, heading, text, hint }) => {
      const title = element("h3", { textContent: heading });
      const whole = element("section", { className: "error" }, title);
      if (hint) whole.append(element("p", { textContent: hint }));
      if (line) {
        const button = element("button", { type: "button", textContent: "Go to line " + line });
        button.onclick = () => this.goTo(line);
        whole.append(button);
      }
      const details = element("pre", { className: "text", tabIndex: 0, textContent: text });
      details.setAttribute("role", "group");
      details.setAttribute("aria-label", "Traceback");
      whole.append(details);
      return whole;
    },
  };

  // A wrong line of a report, with the fixes that were proved.
  wrongLine({ number, source, verdict, note, first_pass, fixes }, code) {
    const go = element("button", { type: "button", textContent: "Line " + number });
    go.setAttribute("aria-label", "Go to line " + number);
    go.onclick = () => this.goTo(number);
    const first = first_pass ? " (first at " + first_pass + ")" : "";
    return element("div", { className: "wrong-line" },
      element("p", {}, go, " ", element("code", { textContent: source })),
      element("p", {}, element("b", { textContent: MARKS[verdict] }), " " + note + first),
      ...fixes.map((fix) => this.fix(fix, code)));
  }

  fix({ edits, proof, script }, code) {
    const text = edits.map(([number, line]) => line ?? "line " + number + " goes").join("\n");
    const use = element("button", { type: "button", textContent: "Use this fix" });
    use.onclick = () => this.use(script, code);
    return element("div", { className: "fix" }, element("code", { textContent: text }),
      element("p", {}, use, " ", element("span", { textContent: proof })));
  }

  addressOf(content, type) {
    const address = URL.createObjectURL(new Blob([content], { type }));
    this.addresses.push(address);
    return address;
  }

  saving(name, address) {
    return element("a", { href: address, download: name.split("/").pop(), textContent: "Save " + name });
  }
}

const FRAME = '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><style>html { font: 15px/1.45 system-ui, ' +
  "sans-serif; overflow: auto hidden } body { margin: 0; padding: 1px }</style>";

// Dark or light, as this page is.
export function setScheme(frame) {
  const page = frame.contentDocument?.documentElement;
  if (page) page.style.colorScheme = document.documentElement.dataset.theme;
}
