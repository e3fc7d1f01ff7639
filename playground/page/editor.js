// The editor: CodeMirror with Python's indentation and colours, and a mark on the line of an error.
// Tab indents, as learners expect; Escape and then Tab leaves the editor, which the page says below it.

import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorState, Prec, StateEffect, StateField } from "@codemirror/state";
import {
  Decoration, EditorView, GutterMarker, drawSelection, gutterLineClass, highlightActiveLine,
  highlightActiveLineGutter, keymap, lineNumbers,
} from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";
import { MARKS, annotations, setAnnotations } from "./annotations.js";

// --- the line of an error: marked until the program is changed ------------------------------------

const setErrorLine = StateEffect.define();

const errorLine = StateField.define({
  create: () => null,
  update(line, transaction) {
    for (const effect of transaction.effects) if (effect.is(setErrorLine)) return effect.value;
    return transaction.docChanged ? null : line;
  },
  provide: (field) => [
    EditorView.decorations.compute([field], (state) => marked(state, field, Decoration.line({ class: "error-line" }))),
    gutterLineClass.compute([field], (state) => marked(state, field, new ErrorGutter())),
  ],
});

class ErrorGutter extends GutterMarker {
  elementClass = "error-line";
}

function marked(state, field, mark) {
  const line = state.field(field);
  const there = line !== null && line >= 1 && line <= state.doc.lines;
  return Decoration.set(there ? [mark.range(state.doc.line(line).from)] : []);
}

// --- the editor -----------------------------------------------------------------------------------

export class Editor {
  // `changed` hears the code after each edit; `run` is Ctrl-Enter.
  constructor(parent, { changed, run }) {
    this.extensions = [
      lineNumbers(),
      history(),
      drawSelection(),
      indentUnit.of("    "),
      EditorState.tabSize.of(4),
      indentOnInput(),
      bracketMatching(),
      closeBrackets(),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      python(),
      syntaxHighlighting(classHighlighter),
      errorLine,
      annotations,
      EditorView.lineWrapping,
      Prec.highest(keymap.of([{ key: "Mod-Enter", run: () => (run(), true) }])),
      keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab]),
      EditorView.contentAttributes.of({
        "aria-label": "Python program", "aria-describedby": "editor-help", spellcheck: "false", tabindex: "0",
      }),
      EditorView.updateListener.of((update) => update.docChanged && changed(this.code)),
    ];
    this.view = new EditorView({ parent, state: this.stateOf("") });
  }

  stateOf(code) {
    return EditorState.create({ doc: code, extensions: this.extensions });
  }

  get code() {
    return this.view.state.doc.toString();
  }

  // Another program, with an undo history of its own.
  open(code) {
    this.view.setState(this.stateOf(code));
  }

  // Another text in place of this one; undo brings it back.
  replace(code) {
    this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: code } });
  }

  markError(line) {
    this.view.dispatch({ effects: setErrorLine.of(line) });
  }

  // The lines of a report, beside the text that they are about; the first wrong one, or else the first, is in view.
  annotate(lines) {
    const { doc } = this.view.state;
    const first = lines.find(({ verdict }) => verdict in MARKS) ?? lines[0];
    const seen = first && first.number <= doc.lines ? doc.line(first.number).from : null;
    const scroll = seen === null ? [] : [EditorView.scrollIntoView(seen, { y: "center" })];
    this.view.dispatch({ effects: [setAnnotations.of(lines), ...scroll] });
  }

  goTo(line) {
    const { doc } = this.view.state;
    const { from } = doc.line(Math.min(Math.max(line, 1), doc.lines));
    this.view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
    this.view.focus();
  }
}
