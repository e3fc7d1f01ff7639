"""Runs a learner's program inside the browser, and hands what it prints, shows and writes to the page as records.

A record is a dict: its `kind` is "text", "picture", "page", "html", "file", "error" or "proof". All of them are data;
the page decides how they look, and shows no text as HTML. What an object says of itself in HTML, as for a notebook,
comes as "html", and the page gives it a frame in which no script runs.

A program ends as a notebook cell does, with the value of its last line shown; `display(…)` shows a value earlier. Every
file that it writes is shown or offered, so that `draw(y).save("graph.svg")` works as on a learner's own machine.
"""

import ast
import io
import linecache
import os
import shutil
import sys
import tempfile
import traceback
import types
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import graphviz

from engine.drawing import Picture, rendering
from engine.stepping import StepPage

FILE = "program.py"
"""What the learner's program is called in a traceback."""

TEXT_LIMIT = 100_000
"""Characters that are shown; a loop that prints for ever must not fill the browser."""

FILE_LIMIT = 5_000_000
FILES_LIMIT = 30

Send = Callable[[dict[str, Any]], None]
DrawSvg = Callable[[str, str], dict[str, Any]]


class Output(io.TextIOBase):
    """A stream that sends whole lines as they are printed."""

    def __init__(self, send: Send, stream: str, room: list[int]) -> None:
        self._send, self._stream, self._room, self._waiting = send, stream, room, ""

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, text: str) -> int:
        """Keep the text until a line is complete."""
        self._waiting += text
        if "\n" in text or len(self._waiting) > 1000:
            self.flush()
        return len(text)

    def flush(self) -> None:
        """Send what waits, as far as there is room."""
        text, self._waiting = self._waiting, ""
        if not text or not self._room[0]:
            return
        shown = text[: self._room[0]]
        self._room[0] -= len(shown)
        if not self._room[0]:
            shown += f"\n… the rest is not shown: more than {TEXT_LIMIT:,} characters were printed.\n"
        self._send({"kind": "text", "stream": self._stream, "text": shown})


class Run:
    """One run of one program, in a folder, a `__main__` and streams of its own."""

    def __init__(self, code: str, send: Send) -> None:
        self.code, self.send = code, send
        self.seen: set[bytes] = set()
        self.line: int | None = None  # of the last expression, once its value is being shown
        room = [TEXT_LIMIT]
        self.out, self.err = Output(send, "out", room), Output(send, "err", room)
        self.module = types.ModuleType("__main__")
        vars(self.module).update(display=self.display, input=no_input)

    def run(self) -> None:
        """Run the program; send its output and its errors to the page."""
        linecache.cache[FILE] = (len(self.code), None, self.code.splitlines(keepends=True), FILE)
        before = os.getcwd(), sys.stdout, sys.stderr, sys.modules["__main__"]
        folder = tempfile.mkdtemp()
        os.chdir(folder)
        sys.stdout, sys.stderr, sys.modules["__main__"] = self.out, self.err, self.module
        try:
            self.execute()
        except SystemExit as stop:
            if stop.code not in (None, 0):
                print(f"The program ended itself: exit({stop.code!r}).", file=self.err)
        except BaseException as error:
            self.flush()
            self.send(error_record(error, self.line))
        finally:
            self.flush()
            sys.stdout, sys.stderr, sys.modules["__main__"] = before[1:]
            os.chdir(before[0])
            self.hand_over_files(Path(folder))
            shutil.rmtree(folder, ignore_errors=True)

    def execute(self) -> None:
        """All statements; then the last one's value is shown, if it is an expression."""
        tree = ast.parse(self.code, FILE)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        namespace = vars(self.module)
        exec(compile(tree, FILE, "exec"), namespace)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), FILE, "eval"), namespace)
            if not (isinstance(value, str) and os.path.isfile(value)):  # a file that was saved is shown below
                self.line = last.lineno
                self.display(value)

    def display(self, *things: object) -> None:
        """Show values as a notebook would: pictures as pictures, reports as HTML, the rest as text."""
        for thing in things:
            self.flush()
            if isinstance(thing, Picture):
                self.show_picture(thing.pipe(format="svg"), "graph.svg")
            elif isinstance(thing, StepPage):
                self.show_page(thing.html, thing.title, "steps.html")
            elif thing is not None and not self.show_html(thing):
                print(repr(thing), file=self.out)

    def show_html(self, thing: object) -> bool:
        """Show what an object says of itself in HTML; False if it says nothing."""
        method = getattr(type(thing), "_repr_html_", None)
        html = method(thing) if method is not None else None
        if isinstance(html, str) and html:
            self.send({"kind": "html", "title": type(thing).__name__, "html": html})
            return True
        return False

    def show_picture(self, svg: bytes, name: str) -> None:
        """A picture, once: a file with the same picture is not shown again."""
        if svg not in self.seen:
            self.seen.add(svg)
            sentence = sentences.get(svg, f"Picture in the file {name}.")
            self.send({"kind": "picture", "name": name, "svg": svg.decode("utf-8", "replace"), "sentence": sentence})

    def show_page(self, html: str, title: str, name: str) -> None:
        """A page, once."""
        if html.encode() not in self.seen:
            self.seen.add(html.encode())
            self.send({"kind": "page", "name": name, "html": html, "title": title})

    def hand_over_files(self, folder: Path) -> None:
        """The files that the program wrote, oldest first."""
        files = [path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
        files.sort(key=lambda path: path.stat().st_mtime_ns)
        for file in files[:FILES_LIMIT]:
            self.hand_over(file, str(file.relative_to(folder)))
        if left := files[FILES_LIMIT:]:
            print(f"{len(left)} more files are not handed over: at most {FILES_LIMIT} are.", file=self.err)

    def hand_over(self, file: Path, name: str) -> None:
        """A file that the program wrote: pictures and pages are shown, everything else can be downloaded."""
        if (size := file.stat().st_size) > FILE_LIMIT:
            print(f"{name} is not handed over: it has {size:,} bytes; at most {FILE_LIMIT:,} are.", file=self.err)
            return
        content = file.read_bytes()
        suffix = file.suffix.lower()
        if suffix == ".svg":
            self.show_picture(content, name)
        elif suffix in (".html", ".htm"):
            self.show_page(content.decode("utf-8", "replace"), f"The page {name}", name)
        else:
            self.send({"kind": "file", "name": name, "base64": b64encode(content).decode()})

    def flush(self) -> None:
        """Send what was printed without an end of line."""
        self.out.flush()
        self.err.flush()


def run(code: str, send: Send) -> None:
    """Run a program and send its records."""
    Run(code, send).run()


def proofread(code: str, loss: str, send: Send) -> None:
    """Read a script with its own backward pass, and send what was found; each fix with the whole script it makes."""
    try:
        from nn import proofread as read
        from nn.handwritten.proofreading import Fix, Report
    except ModuleNotFoundError as error:
        send(error_record(error))
        return
    try:
        report = read(code + "\n", objective=loss.strip() or None)
    except ValueError as error:  # the loss that was typed is no expression
        report = Report(None, str(error).removeprefix("objective="))
    report = replace(report, problem=report.problem.replace('objective="', 'the loss above the editor, "'))
    found = report.to_dict() | {"headline": report.headline}
    for line in (*found["lines"], *found["wrong"]):
        for fix in line["fixes"]:
            fix["proof"] = Fix(**fix).proof
            fix["script"] = edited(code, fix["edits"])
    send({"kind": "proof", "code": code, "report": found, "html": report._repr_html_()})


def edited(code: str, edits: Sequence[tuple[int, str | None]]) -> str:
    """A script with other text in the place of the statements that begin on some of its lines."""
    from nn.handwritten.proofreading.source import without_magics

    lines = code.encode().splitlines(keepends=True)
    first = {
        node.lineno: node
        for node in reversed(list(ast.walk(ast.parse(without_magics(code)))))
        if isinstance(node, ast.stmt)
    }
    for number, text in sorted(edits, key=lambda edit: -edit[0]):
        node = first[number]
        start, end = node.col_offset, node.end_col_offset or 0
        rest = lines[(node.end_lineno or number) - 1][end:]
        indented = (text or "pass").replace("\n", "\n" + " " * start)
        lines[number - 1 : node.end_lineno] = [lines[number - 1][:start] + indented.encode() + rest]
    return b"".join(lines).decode()


def no_input(prompt: object = "") -> str:
    """What stands in for `input`, which would wait for an answer that cannot come."""
    raise RuntimeError("input() cannot ask in the playground. Write the answer into the program: name = 'Ada'")


# --- errors ----------------------------------------------------------------------------------


def error_record(error: BaseException, otherwise: int | None = None) -> dict[str, Any]:
    """An error as a record: the learner's line, a heading, and the traceback cut to the learner's own lines."""
    trace = traceback.TracebackException.from_exception(error)
    line = line_of(error, trace) or otherwise
    cut(trace)
    said = error.msg if isinstance(error, SyntaxError) else str(trace)
    what = f"{type(error).__name__}: {said}" if said else type(error).__name__
    heading = f"Line {line}: {what}" if line else what
    text = "".join(trace.format()).rstrip()
    return {"kind": "error", "line": line, "heading": heading, "text": text, "hint": hint(error)}


def line_of(error: BaseException, trace: traceback.TracebackException) -> int | None:
    """The learner's line that was running, or that Python could not read."""
    if isinstance(error, SyntaxError) and error.filename == FILE:
        return error.lineno
    return next((frame.lineno for frame in reversed(trace.stack) if frame.filename == FILE), None)


def cut(trace: traceback.TracebackException) -> None:
    """Leave only the learner's lines, here and in the errors that led to this one."""
    trace.stack[:] = [frame for frame in trace.stack if frame.filename == FILE]
    for name in ("__cause__", "__context__"):
        before = getattr(trace, name)
        if before is not None:
            cut(before)
            if not before.stack:  # an error inside the library, which the last one already puts in words
                setattr(trace, name, None)


def hint(error: BaseException) -> str:
    """What to do about an error that is the playground's own doing, or ""."""
    if not isinstance(error, ModuleNotFoundError):
        return ""
    if error.name == "numpy" and find_spec("numpy") is None:
        return "This playground was built without NumPy. What needs it works where chalkgrad is installed."
    return (
        "Nothing can be installed in the playground: it has Python's standard library, NumPy, graphviz, and chalkgrad "
        "(engine and nn). Other packages work where chalkgrad is installed."
    )


# --- drawing ---------------------------------------------------------------------------------

sentences: dict[bytes, str] = {}
"""What there is to see on a picture, by its SVG: the sentence that the DOT source opens with."""


def draw_with(draw_svg: DrawSvg) -> None:
    """Let the library draw with a function in place of a program: a browser can start none.

    Args:
        draw_svg: from DOT and the name of a layout to a dict with "svg", or with "error".
    """

    def run(source: bytes, engine: str, format_: str, **options: Any) -> bytes:
        if format_ != "svg":
            raise rendering.RendererNotFound(
                f"The playground draws SVG, not {format_}: give the file a name that ends in .svg."
            )
        text = source.decode()
        answer = draw_svg(text, engine)
        if "svg" not in answer:
            raise graphviz.CalledProcessError(1, ["graphviz"], stderr=answer["error"])
        svg: bytes = answer["svg"].encode()
        if text.startswith("// "):
            sentences[svg] = text.partition("\n")[0].removeprefix("// ")
        return svg

    rendering.run = run
