"""The last stage of a drawing: which program turns DOT into a picture, and how it is run.

The system's `dot` is used if there is one; otherwise the renderer that comes as a Python package,
`graphviz-pure`, which writes SVG and PNG but no PDF. It is a program and not a library on purpose: a
crash in a layout must not take the interpreter with it.

The three functions below `run` have the signatures of their namesakes in the `graphviz` package,
which can only call a program of the name "dot".
"""

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import graphviz
from graphviz.backend import dot_command
from graphviz.backend.rendering import get_outfile

from engine.table.writing import write_whole

BUNDLED = "graphviz-pure"

GRAPHVIZ = "install Graphviz itself (https://graphviz.org/download/)"

REMEDY = f"No program to draw with was found: run `pip install {BUNDLED}`, or {GRAPHVIZ}."

BROWSERS = ("emscripten", "wasi")  # what `sys.platform` is in a browser, and elsewhere where no programs can start

NO_PROGRAMS = (
    "No program to draw with was found: Python in a browser starts no programs. picture.source is the picture in DOT, "
    "and picture.save('graph.gv') writes it: render that where Graphviz is installed."
)

TIME_LIMIT = 60.0  # seconds after which a program is stopped; a graph within the limits of `draw` takes a few

RESOLUTION = 144  # dots per inch of a PNG, so that it is still sharp on a slide; programs take 96 by themselves


class RendererNotFound(graphviz.ExecutableNotFound):  # type: ignore[misc]  # graphviz has no types
    """No program is installed that can render the picture."""

    def __init__(self, message: str) -> None:
        RuntimeError.__init__(self, message)  # the parent would word its own


def find_renderer() -> str | None:
    """Return the program that renders: the system's dot, else the bundled one, else None."""
    folders = os.pathsep.join(script_folders())
    return shutil.which("dot") or shutil.which(BUNDLED, path=folders) or shutil.which(BUNDLED)


def script_folders() -> list[str]:
    """Return the folders that pip puts programs into, for all and for a user, and that of Python itself."""
    found = [sysconfig.get_path("scripts")]
    with suppress(ValueError, KeyError, AttributeError):  # a user without a home folder has no scripts folder
        found.append(sysconfig.get_path("scripts", sysconfig.get_preferred_scheme("user")))
    found.append(os.path.dirname(sys.executable or ""))  # None where Python is part of another program
    return [folder for folder in found if folder]


def run(
    source: bytes, engine: str, format_: str, *, directory: Path | None = None, scale: float = 1.0, **options: Any
) -> bytes:
    """Return the picture of a DOT text; `scale` enlarges a PNG.

    Raises:
        RendererNotFound: if no program is installed or can be started, or the one there cannot write this format.
        graphviz.CalledProcessError: if the program fails; the message holds what it said.
        RuntimeError: if it does not finish.
    """
    if sys.platform in BROWSERS:
        raise RendererNotFound(NO_PROGRAMS)
    program = find_renderer()
    if program is None:
        raise RendererNotFound(REMEDY)
    command = [program, f"-Gdpi={RESOLUTION * scale:g}"] if format_ == "png" else [program]
    command += dot_command.command(engine, format_, **options)[1:]
    try:
        done = subprocess.run(
            command,
            input=source,
            capture_output=True,  # on success its warnings, such as one for every Greek letter, are dropped
            cwd=directory,
            timeout=TIME_LIMIT,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # Windows would flash a console
        )
    except subprocess.TimeoutExpired:
        raise RuntimeError(
            f"{program} was stopped after {TIME_LIMIT:.0f} seconds: the picture is too large. Draw a part of the graph."
        ) from None
    except OSError as error:
        raise RendererNotFound(f"{program} could not be run: {error}. Install it anew, or {GRAPHVIZ}.") from None
    if done.returncode:
        raise failure(done, format_)
    return done.stdout


def failure(done: subprocess.CompletedProcess[bytes], format_: str) -> Exception:
    """Return the error for a program that did not draw, with what it said."""
    said = done.stderr.decode("utf-8", "replace").strip()
    if f'Format: "{format_}" not recognized' in said:
        program = done.args[0]
        return RendererNotFound(f"{program} cannot write {format_}. Write .svg or .png, or {GRAPHVIZ}. It said: {said}")
    error: Exception = graphviz.CalledProcessError(done.returncode, done.args, done.stdout, said)
    return error


def pipe_lines(
    engine: str, format_: str, input_lines: Iterator[str], *, input_encoding: str, quiet: bool = False, **options: Any
) -> bytes:
    """Return the picture of DOT lines."""
    return run("".join(input_lines).encode(input_encoding), engine, format_, **options)


def pipe_lines_string(
    engine: str, format_: str, input_lines: Iterator[str], *, encoding: str, quiet: bool = False, **options: Any
) -> str:
    """Return the picture of DOT lines, as text."""
    return run("".join(input_lines).encode(encoding), engine, format_, **options).decode(encoding)


def render(
    engine: str,
    format_: str,
    filepath: str,
    *,
    outfile: Path | None = None,
    raise_if_result_exists: bool = False,
    overwrite_filepath: bool = False,
    quiet: bool = False,
    **options: Any,
) -> str:
    """Render a DOT file into another file, and return that file's path. A failure leaves no file behind."""
    path = Path(filepath)
    target = outfile or get_outfile(path, format=format_, renderer=options["renderer"], formatter=options["formatter"])
    if target.resolve() == path.resolve() and not overwrite_filepath:
        raise ValueError(f"outfile {str(target)!r} is the file of the DOT source; give it another name.")
    if target.exists() and raise_if_result_exists:
        raise graphviz.FileExistsError(f"output file exists: {str(target)!r}")
    rendered = run(path.read_bytes(), engine, format_, directory=path.parent, **options)
    target.parent.mkdir(parents=True, exist_ok=True)
    write_whole(target, rendered)
    return os.fspath(target)
