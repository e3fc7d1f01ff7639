// Shows what a program hands over: text, pictures, pages to step through, files, errors.
// Everything is data: text becomes text nodes, a picture an image, a page a frame without any rights to this page.

export class Output {
  // `goTo` is called with the line that an error names.
  constructor(place, goTo) {
    Object.assign(this, { place, goTo, addresses: [], text: null });
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

  addressOf(content, type) {
    const address = URL.createObjectURL(new Blob([content], { type }));
    this.addresses.push(address);
    return address;
  }

  saving(name, address) {
    return element("a", { href: address, download: name.split("/").pop(), textContent: "Save " + name });
  }
}

export function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}
