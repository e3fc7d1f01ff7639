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
import traceback
import types
import warnings
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from nn.handwritten.proofreading.clock import ASSIGNMENT, BYTE, RUN, work
from nn.handwritten.proofreading.lossnames import told
from nn.handwritten.proofreading.marking import mark
from nn.handwritten.proofreading.parts import with_parts
from nn.handwritten.proofreading.recording import (
    OBJECTIVE,
    Array,
    Change,
    Event,
    Place,
    Recorder,
    Stop,
    is_record,
    members,
)
from nn.handwritten.proofreading.source import LearnerScript, UnreadableError
from nn.handwritten.proofreading.statements import is_handed, targets
from nn.handwritten.proofreading.terms import (
    argument_of,
    called,
    every,
    names_in,
    scattered,
)

SECONDS = 30.0
STOPS = (ValueError, IndexError, TypeError, NameError, KeyError, AttributeError, AssertionError)
"""Errors of a wrong line; the run goes on without it, so that all of the pass is seen."""
MOST_STOPS = 16


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
    work(RUN + ASSIGNMENT * recorder.counts.total() + BYTE * recorder.made)
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
    return next((line for _, line in reversed(frames_of(error))), None)


def frames_of(error: BaseException) -> list[tuple[types.FrameType, int]]:
    """Return the frames of the script that an error went through, each with its line."""
    frames = traceback.walk_tb(error.__traceback__)
    return [(frame, line) for frame, line in frames if frame.f_code.co_filename == FILE]


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
    if is_record(value):
        for key, member in members(value):
            vars(value)[key[1:]] = transformed(member, change, path + key)
        return value
    return change(path, value)


def changing(place: Place, path: str | None, how: Callable[[Any], Any]) -> Change:
    """Return what changes the array at a path in what is assigned at a place, or all arrays there if it is None."""

    def change(_: Recorder, here: Place, value: Any) -> Any:
        return transformed(value, lambda p, x: how(x) if path in (None, p) else x) if here == place else value

    return change


def disturbed(thing: Any) -> Any:
    """Return a float, or an array of floats in place, a little off."""
    if isinstance(thing, np.ndarray) and thing.dtype.kind == "f" and thing.flags.writeable:
        thing += 1e-3 * np.cos(np.arange(thing.size)).reshape(thing.shape)
        return thing
    return thing + 1e-3 if isinstance(thing, float) or type(thing) is int else thing


def _made_in(loop: ast.For) -> set[str]:
    """Return the names that a loop gives something new, or their entries: an objective that names one waits for it."""
    assigned = every(loop, ast.Assign)
    roots = [(ast.unparse(t).partition("[")[0], names_in(each.value)) for each in assigned for t in each.targets]
    return {name for name, read in roots if name not in read}


def _read_by(expression: ast.AST, tree: ast.Module) -> set[str]:
    """Return the names from outside that functions read which an expression calls: loss() is another one then.

    A method that it calls reads attributes.
    """
    methods = {each.name: each for owner in every(tree, ast.ClassDef) for each in every(owner, ast.FunctionDef)}
    asked = {each.func.attr for each in every(expression, ast.Call) if isinstance(each.func, ast.Attribute)}
    for _ in methods:
        calls = [call for name in asked & methods.keys() for call in every(methods[name], ast.Call)]
        asked |= {call.func.attr for call in calls if isinstance(call.func, ast.Attribute)}
    read = {ast.unparse(each) for name in asked & methods.keys() for each in every(methods[name], ast.Attribute)}
    functions = {each.name: each for each in tree.body if isinstance(each, ast.FunctionDef)}
    names = names_in(expression) | read
    for _ in functions:  # a function may call another one
        for function in [functions[name] for name in functions.keys() & names]:
            bound = {each.arg for each in every(function, ast.arg)}
            stored = {each.id for each in every(function, ast.Name) if isinstance(each.ctx, ast.Store)}
            names |= names_in(function) - bound - stored
    return names - functions.keys() - {"np", "numpy", "math"}


@dataclass(eq=False)
class Script:
    """A marked program that is ready to run, with the objective that was given."""

    program: LearnerScript
    seed: int = 0
    objective: str | None = None
    skipped: frozenset[int] = frozenset()
    keeps_order: bool = False
    """Whether its further draws have its own seeds: in another order another sample moves other members of a list."""

    def __post_init__(self) -> None:
        self.deep: dict[str, Any] = {}  # what a recorder of Values knows of the objective
        self.marked = mark(self.program.running, skipped=self.skipped)
        self.code = compile(self.marked.tree, FILE, "exec")
        self.texts = texts(self.program)
        calls = [getattr(getattr(each, "value", None), "func", None) for each in self.program.statements]
        methods = [(i, getattr(function, "attr", "")) for i, function in enumerate(calls)]
        loops = [(i, each) for i, each in enumerate(self.program.statements) if isinstance(each, ast.For)]
        tree = ast.parse(self.objective or "0", mode="eval")
        names = [n for n in ast.walk(tree) if isinstance(n, ast.Name)]
        own = {n.id for n in names if isinstance(n.ctx, ast.Store)}  # k of sum(e[k] for k in range(n))
        named = {n.id for n in names} - own
        given = {i: frozenset(names_in(loop.target) & named) for i, loop in loops}
        self.given = {i: given[i] for i, loop in loops if not (named - given[i]) & _made_in(loop)}
        self.listed = {i: method for i, method in methods if method in ("append", "insert")}
        self.wanted = self._wanted()

    def _wanted(self) -> dict[str, Any]:
        """Return what a recorder knows of the objective."""
        if self.objective is None:
            return {}
        tree = self.program.freed(ast.parse(self.objective, mode="eval"))
        dotted = re.findall(r"[A-Za-z_]\w*(?:\.\w+)*", self.objective)
        owners = {name.partition(".")[0] for name in dotted} - {"self", "np", "numpy", "math"}  # dens of dens.sum()
        names = frozenset(owners.union(dotted, _read_by(tree, self.program.tree)))
        last: dict[int, int] = {}  # the last target of each statement that is a name of the objective
        for (site, part), text in self.texts.items():
            if text in names:
                last[site] = max(part, last.get(site, 0))
        values = {i: getattr(each, "value", None) for i, each in enumerate(self.program.statements)}
        empty = {i for i, value in values.items() if called(getattr(value, "func", None)) in ("empty", "empty_like")}
        halves = frozenset((site, part) for site, part in self.texts if part < last.get(site, 0) or site in empty)
        self.deep = {"objective": compile(with_parts(tree, OBJECTIVE), "<objective>", "eval")}
        return {"objective": compile(tree, "<objective>", "eval"), "names": names, "halves": halves}

    def recorder(self, draw: int = 0, change: Change | None = None, **options: Any) -> Recorder:
        """Return a recorder that knows the objective; other starts are put in before its changes."""
        starts = self.program.starts

        def anew(recorder: Recorder, place: Place, value: Any) -> Any:
            value = starts(place, value) if starts is not None else value
            return value if change is None else change(recorder, place, value)

        known = {
            **self.wanted,
            **(self.deep if "part" in options else {}),
            "change": anew if starts is not None else change,
            "seed": self._seeds(draw),
            "is_drawn": draw > 0,
        }
        return Recorder(texts=self.texts, listed=self.listed, given=self.given, **known, **options)

    def _seeds(self, draw: int) -> int:
        """Return what chooses the seeds on a draw."""
        return 0 if self.keeps_order else draw

    def run(self, *, code: types.CodeType | None = None, draw: int = 0, **options: Any) -> Outcome:
        """Run it, or a variant of it; `draw` chooses other seeds."""
        return self.run_with(self.recorder(draw, **options), code or self.code, draw)

    def statement(self, site: int) -> Any:
        """Return a statement by its number."""
        return self.program.statements[site]

    def text(self, place: Sequence[int]) -> str:
        """Return what is assigned at a place, as the learner writes it; the occurrence does not matter."""
        return self.texts.get((place[0], place[1]), "")

    def is_handed(self, place: Place) -> bool:
        """Return whether a line only gives the name of a gradient to an array that is there."""
        return place[0] >= 0 and is_handed(self.statement(place[0]), self.text(place))

    def run_with(self, recorder: Recorder, code: types.CodeType, draw: int = 0) -> Outcome:
        """Run code with a recorder that was made before."""
        return run(code, self.program, recorder, self.seed + self._seeds(draw))


EMPTY: Mapping[tuple[Place, str], Array] = {}


def value_with(
    script: Script, births: Collection[tuple[Place, str]], at: Place, still: Mapping[tuple[Place, str], Array] = EMPTY
) -> Array | None:
    """Return what is assigned at a place once arrays are disturbed where they come into being; None if it is not.

    What is to be `still` the same keeps its numbers. Only that one assignment is kept, unless others are read.
    """

    def changed(here: Place, path: str, thing: Any) -> Any:
        if (here, path) in still:
            return np.array(still[here, path])
        return disturbed(thing) if (here, path) in births else thing

    places = {place for place, _ in (*births, *still)}

    def change(_: Recorder, here: Place, value: Any) -> Any:
        return transformed(value, partial(changed, here)) if here in places else value

    is_whole = script.objective is not None or bool(script.skipped)
    events = script.run(change=change, until=at, kept=None if is_whole else frozenset({at})).events
    last = next((event for event in reversed(events) if event.place == at), None)
    return last.value if last is not None else None


def texts(program: LearnerScript) -> dict[tuple[int, int], str]:
    """Return what is assigned, as the learner writes it, for each statement and target."""
    found: dict[tuple[int, int], str] = {}
    for site, statement in enumerate(program.statements):
        found |= {(site, part): ast.unparse(target) for part, target in enumerate(targets(statement))}
        if isinstance(statement, ast.Return):
            found[site, 0] = "return"
        call: Any = statement.value if isinstance(statement, ast.Expr) and scattered(statement) is None else None
        if isinstance(call, ast.Call) and call.args:
            last = call.args[-1]
            if getattr(call.func, "id", "") == "print" and (told(last) is not last or call.args[0] is not last):
                is_said = told(last) is last and isinstance(call.args[0], ast.Constant)  # print("loss", loss)
                found[site, 0] = ast.unparse(call.args[0] if is_said else told(last))
                continue
            is_list = getattr(call.func, "attr", "") in ("append", "insert")
            given = call.args[argument_of(statement) or 0]
            found[site, 0] = ast.unparse(getattr(call.func, "value", given) if is_list else given)
    return found


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


def past_stops(script: Script, outcome: Outcome | None = None) -> tuple[Script, Outcome]:
    """Return a script that passes over the lines that stop it, and its run."""
    ran = outcome or script.run()
    while isinstance(ran.error, STOPS) and len(script.skipped) < MOST_STOPS:
        stopping = stopped_at(script, ran)
        if not stopping:  # a loop that goes through what a line passed over should have made
            break
        script = Script(script.program, script.seed, script.objective, script.skipped | stopping)
        ran = script.run()
    return script, ran


def stopped_at(script: Script, outcome: Outcome) -> frozenset[int]:
    """Return the innermost statement on the line at which a run ended with an error, but for those passed over."""
    kinds = (ast.Assign, ast.AugAssign, ast.Expr, ast.Return, ast.Assert, ast.Raise)
    found = [(i, s) for i, s in enumerate(script.program.statements) if isinstance(s, kinds)]
    sites = [(s.lineno, i) for i, s in found if outcome.line and s.lineno <= outcome.line <= (s.end_lineno or s.lineno)]
    sites = [each for each in sites if each[1] not in script.skipped]
    if not sites and not script.skipped:
        raise UnreadableError(f"line {outcome.line} stops with {type(outcome.error).__name__}: {outcome.error}")
    return frozenset({max(sites)[1]} if sites else ())


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
