// What Proofread found, beside and below the lines of the editor. Any edit takes it away: it was said of another text.

import { StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, WidgetType } from "@codemirror/view";
import { element } from "./element.js";

export const MARKS = { wrong: "Wrong", scaled: "Scaled", unread: "Not read" };

export const setAnnotations = StateEffect.define(); // the lines of a report

export const annotations = StateField.define({
  create: () => Decoration.none,
  update(shown, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(setAnnotations)) return decorated(transaction.state.doc, effect.value);
    }
    return transaction.docChanged ? Decoration.none : shown;
  },
  provide: (field) => EditorView.decorations.from(field),
});

function decorated(doc, lines) {
  const marks = [];
  for (const line of lines.filter(({ number }) => number >= 1 && number <= doc.lines)) {
    const { from, to } = doc.line(line.number);
    const kind = line.verdict in MARKS ? line.verdict : line.meaning ? "told" : "plain";
    marks.push(Decoration.line({ class: "read-" + kind }).range(from));
    if (line.meaning || line.shape.length) marks.push(Decoration.widget({ widget: new Beside(line), side: 1 }).range(to));
    if (line.note || line.verdict in MARKS) {
      marks.push(Decoration.widget({ widget: new Below(line), side: 2, block: true }).range(to));
    }
  }
  return Decoration.set(marks, true);
}

class Told extends WidgetType {
  constructor(line) {
    super();
    this.line = line;
  }

  eq(other) {
    return other.constructor === this.constructor && JSON.stringify(other.line) === JSON.stringify(this.line);
  }
}

class Beside extends Told {
  toDOM() {
    const { meaning, shape } = this.line;
    const size = shape.length === 1 ? "(" + shape[0] + ",)" : shape.length ? "(" + shape.join(", ") + ")" : "";
    return element("span", { className: "read-beside" },
      element("span", { className: "read-meaning", textContent: meaning && "= " + meaning }),
      element("span", { className: "read-shape", textContent: size }));
  }
}

class Below extends Told {
  toDOM() {
    const { verdict, note } = this.line;
    const mark = verdict in MARKS ? [element("b", { textContent: MARKS[verdict] })] : [];
    return element("div", { className: "read-below read-" + verdict }, ...mark, " " + note);
  }
}
