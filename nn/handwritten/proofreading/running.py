"""One guarded run of a script: as Python runs it, in this process.

What it prints and plots is swallowed, what it would wait for is refused, and what it changes of the process (folder,
random numbers, warnings) is put back.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import copy
import io
import os
import random
import re
import sys
import time
import types
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from nn.handwritten.proofreading.marking import is_handed, mark, targets
from nn.handwritten.proofreading.printing import told
from nn.handwritten.proofreading.recording import Event, Place, Recorder, Stop
from nn.handwritten.proofreading.source import LearnerScript
from nn.handwritten.proofreading.terms import names_in

SECONDS = 30.0


@dataclass(eq=False)
class Outcome:
    """What a run left: its events, the error that ended it with its line, and the line that left it by sys.exit."""

    recorder: Recorder
    error: BaseException | None = None
    line: int | None = None
    left: int | None = None

    @property
    def events(self) -> list[Event]:
        """The assignments in their order."""
        return self.recorder.events


def run(code: types.CodeType, program: LearnerScript, recorder: Recorder, seed: int = 0) -> Outcome:
    """Run a compiled script under the guards, until its end, an error, or the recorder's stop."""
    recorder.deadline = time.monotonic() + (recorder.seconds or SECONDS)
    name = str(program.path or FILE)
    names = {"__name__": "__main__", "__file__": name, "__builtins__": builtins, "input": _no_input}
    names |= {**fresh(program.names), **recorder.names_for(), **recorder.more}
    error: BaseException | None = None
    left = None
    with guards(program, seed):
        try:
            exec(code, names)
        except Stop:
            pass
        except SystemExit as caught:
            left = line_of(caught)
        except KeyboardInterrupt:
            raise
        except BaseException as caught:  # whatever a learner's script raises
            error = caught
    return Outcome(recorder, error, line_of(error) if error else None, left)


def fresh(thing: Any) -> Any:
    """Return a copy of what a run may change: arrays, lists, dicts, generators of random numbers."""
    if isinstance(thing, dict):
        return {key: fresh(each) for key, each in thing.items()}
    kinds = (np.ndarray, list, tuple, set, np.random.Generator, np.random.RandomState)
    return copy.deepcopy(thing) if isinstance(thing, kinds) else thing


def _no_input(*_: Any) -> None:
    raise EOFError("input() waits for what is typed; put the answer in its place")


def line_of(error: BaseException) -> int | None:
    """Return the last line of the script that an error went through."""
    found, trace = None, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == FILE:
            found = trace.tb_lineno
        trace = trace.tb_next
    return found


FILE = "<script>"


def transformed(value: Any, change: Callable[[str, Any], Any], path: str = "") -> Any:
    """Return a value with some of its leaves replaced; lists and dicts are changed in place, tuples made anew."""
    if isinstance(value, dict):
        for key, member in value.items():
            value[key] = transformed(member, change, f"{path}[{key!r}]")
        return value
    if isinstance(value, list | tuple):
        new = [transformed(member, change, f"{path}[{key}]") for key, member in enumerate(value)]
        if isinstance(value, list):
            value[:] = new
            return value
        same = all(a is b for a, b in zip(value, new, strict=True))
        return value if same else (type(value)(*new) if hasattr(value, "_fields") else tuple(new))
    return change(path, value)


@dataclass(eq=False)
class Script:
    """A marked program that is ready to run, with the objective that was given."""

    program: LearnerScript
    seed: int = 0
    objective: str | None = None
    skipped: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        self.marked = mark(self.program.running, skipped=self.skipped)
        self.code = compiled(self.marked.tree)
        self.texts = texts(self.program)
        calls = [getattr(getattr(each, "value", None), "func", None) for each in self.program.statements]
        methods = [(i, getattr(function, "attr", "")) for i, function in enumerate(calls)]
        loops = [(i, each) for i, each in enumerate(self.program.statements) if isinstance(each, ast.For)]
        tree = ast.parse(self.objective or "0", mode="eval")
        names = [n for n in ast.walk(tree) if isinstance(n, ast.Name)]
        own = {n.id for n in names if isinstance(n.ctx, ast.Store)}  # k of sum(e[k] for k in range(n))
        self.given = {i: frozenset(names_in(loop.target) - own) for i, loop in loops}
        self.listed = {i: method for i, method in methods if method in ("append", "insert")}

    def recorder(self, **options: Any) -> Recorder:
        """Return a recorder that knows the objective."""
        if self.objective is not None:
            options["objective"] = compile(self.objective, "<objective>", "eval")
            options["names"] = frozenset(re.findall(r"[A-Za-z_]\w*(?:\.\w+)*", self.objective))
        return Recorder(texts=self.texts, listed=self.listed, given=self.given, **options)

    def run(self, *, code: types.CodeType | None = None, draw: int = 0, **options: Any) -> Outcome:
        """Run it, or a variant of it; `draw` chooses other seeds."""
        recorder = self.recorder(seed=draw, **options)
        return self.run_with(recorder, code or self.code, draw)

    def is_handed(self, place: Place) -> bool:
        """Return whether a line only gives the name of a gradient to an array that is there."""
        return place[0] >= 0 and is_handed(self.program.statements[place[0]], self.texts.get(place[:2], ""))

    def run_with(self, recorder: Recorder, code: types.CodeType, draw: int = 0) -> Outcome:
        """Run code with a recorder that was made before."""
        return run(code, self.program, recorder, self.seed + draw)


def texts(program: LearnerScript) -> dict[tuple[int, int], str]:
    """Return what is assigned, as the learner writes it, for each statement and target."""
    found = {}
    for site, statement in enumerate(program.statements):
        for part, target in enumerate(targets(statement)):
            found[site, part] = ast.unparse(target)
        if isinstance(statement, ast.Return):
            found[site, 0] = "return"
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call) and statement.value.args:
            call = statement.value
            last = call.args[-1]
            if getattr(call.func, "id", "") == "print" and (told(last) is not last or call.args[0] is not last):
                is_said = told(last) is last and isinstance(call.args[0], ast.Constant)  # print("loss", loss)
                found[site, 0] = ast.unparse(call.args[0] if is_said else told(last))
                continue
            taken = call.args[0]
            if isinstance(call.func, ast.Attribute) and call.func.attr in ("append", "insert"):
                taken = call.func.value
            found[site, 0] = ast.unparse(taken)
    return found


def compiled(tree: ast.Module) -> types.CodeType:
    """Return a marked tree as code."""
    return compile(tree, FILE, "exec")


@contextlib.contextmanager
def guards(program: LearnerScript, seed: int) -> Iterator[None]:
    """Put back at the end everything of the process that a script may change."""
    path, folder, arguments, plain = sys.path[:], os.getcwd(), sys.argv, random.getstate()
    state, modules = np.random.get_state(), {name: sys.modules.get(name) for name in _PLOTS}
    random.seed(seed)
    np.random.seed(seed)
    with (
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
        warnings.catch_warnings(),
        np.errstate(all="ignore"),
        np.printoptions(),
    ):
        warnings.simplefilter("ignore")
        sys.modules.update(dict.fromkeys(_PLOTS, _PLOT))
        sys.argv = [str(program.path or FILE)]
        try:
            if program.path is not None:
                os.chdir(program.path.resolve().parent)
                sys.path.insert(0, str(program.path.resolve().parent))
            yield
        finally:
            sys.path[:], sys.argv = path, arguments
            os.chdir(folder)
            random.setstate(plain)
            np.random.set_state(state)
            for name, module in modules.items():
                if module is None:
                    sys.modules.pop(name, None)
                else:
                    sys.modules[name] = module


class _Plot(types.ModuleType):
    """Stands for matplotlib: takes every call, draws nothing."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *_: Any, **__: Any) -> Any:
        return self

    def __iter__(self) -> Iterator[Any]:
        return iter((self, self))

    def __getitem__(self, _: Any) -> Any:
        return self


_PLOT = _Plot("matplotlib")
_PLOTS = ("matplotlib", "matplotlib.pyplot", "seaborn")
