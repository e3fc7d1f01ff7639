"""One run of a script, guarded, with every assignment recorded: what `W` was, what it became, in which turn of a loop.

The script runs as Python runs it, in this process. What it prints and plots is swallowed, what it would wait for is
refused, and what it changes of the process (folder, random numbers, warnings) is put back.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import io
import os
import random
import re
import sys
import time
import types
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nn.handwritten.proofreading.marking import mark, targets
from nn.handwritten.proofreading.source import Program

Array = NDArray[np.float64]
SECONDS = 30.0
MOST_EVENTS = 6000
MOST_BYTES = 2e8
MEMBERS = 64
"""How many members of a list or dict are recorded."""
OBJECTIVE = -1
"""The number that stands for an objective given as an expression, in place of a statement's."""


class Stop(BaseException):
    """Ends a script whose pass is complete."""


class Endless(BaseException):
    """Ends a script that takes too long."""


class Leaf(NamedTuple):
    """One array or number: its place in what holds it, the thing itself, and a copy of its numbers."""

    path: str
    thing: Any
    value: Array | None


class Event(NamedTuple):
    """One assignment: of which statement, which of its targets, for which time, in which turns of which loops."""

    site: int
    part: int
    occurrence: int
    leaves: tuple[Leaf, ...]
    loops: tuple[tuple[int, int], ...]
    changes: tuple[tuple[str, Leaf, Leaf], ...]

    @property
    def place(self) -> tuple[int, int, int]:
        """Statement, target and occurrence, the same in every run."""
        return self.site, self.part, self.occurrence

    @property
    def only(self) -> Leaf | None:
        """The array, where it is one and no list or dict of them."""
        return self.leaves[0] if len(self.leaves) == 1 and not self.leaves[0].path else None


def copied(thing: Any) -> Array | None:
    """The numbers of an array or a number as floats; None for all else."""
    if isinstance(thing, np.ndarray):
        return thing.astype(float) if thing.dtype.kind in "fiub" and thing.size <= 10**7 else None
    if isinstance(thing, bool | int | float | np.number | np.bool_) and not isinstance(thing, complex):
        number = float(thing)
        return np.asarray(number) if abs(number) < 1e300 else None
    return None


def leaves(thing: Any, path: str = "", depth: int = 0) -> Iterator[Leaf]:
    """The arrays and numbers in a value, also in lists and dicts of them."""
    if isinstance(thing, list | tuple | dict):
        pairs = thing.items() if isinstance(thing, dict) else enumerate(thing)
        if depth < 3:
            for key, member in list(pairs)[:MEMBERS]:
                yield from leaves(member, f"{path}[{key!r}]", depth + 1)
        return
    value = copied(thing)
    if value is not None or _is_live(thing):
        yield Leaf(path, thing, value)


def _is_live(thing: Any) -> bool:
    """Whether a thing is a Value or an array of them."""
    return hasattr(thing, "requires_grad") or (isinstance(thing, np.ndarray) and thing.dtype == object)


Change = Callable[[Any, tuple[int, int, int], Any], Any]
"""(recorder, place, value) -> the value that the script goes on with."""


@dataclass(eq=False)
class Recorder:
    """What the calls in a marked script report to.

    change      what is put in the place of a new value
    until       the place after which the run ends
    inspect     {place: what is called with the paused frame before the value is used}
    objective   an expression in the script's names, evaluated whenever one of its names was assigned
    keep        False where only the changes of arrays are wanted
    """

    change: Change | None = None
    until: tuple[int, int, int] | None = None
    inspect: Mapping[tuple[int, int, int], Callable[[Any], None]] = field(default_factory=dict)
    objective: types.CodeType | None = None
    names: frozenset[str] = frozenset()
    texts: Mapping[tuple[int, int], str] = field(default_factory=dict)
    seed: int = 0
    door: Callable[[Any], Any] | None = None
    more: Mapping[str, Any] = field(default_factory=dict)
    part: Callable[[int, str, Any], Any] | None = None
    events: list[Event] = field(default_factory=list)
    counts: Counter[tuple[int, int]] = field(default_factory=Counter)
    loops: list[list[int]] = field(default_factory=list)
    waiting: dict[tuple[int, int], list[Leaf]] = field(default_factory=dict)
    entries: set[tuple[int, int]] = field(default_factory=set)
    started: dict[tuple[int, int, int], tuple[int, list[Leaf], tuple[tuple[int, int], ...]]] = field(
        default_factory=dict
    )
    size: float = 0.0
    deadline: float = 0.0
    full: bool = False

    def names_for(self) -> dict[str, Any]:
        """The functions that a marked script calls."""
        return {
            "_pr_old": self.old,
            "_pr_new": self.new,
            "_pr_turn": self.turn,
            "_pr_enter": lambda site: self.loops.append([site, -1]),
            "_pr_leave": lambda site: self.loops.pop(),
            "_pr_seed": self.seeded,
            "_pr_skip": self.skip,
            "_pr_door": self.door or (lambda thing: thing),
            "_pr_part": self.part or (lambda site, text, thing: thing),
        }

    def seeded(self, given: Any) -> Any:
        """A seed of the script; another one for each further draw."""
        return given + 1000 * self.seed if isinstance(given, int) else given

    def skip(self, site: int) -> None:
        """Note that a statement was passed over, so that the next time it runs is the next occurrence."""
        for part in [part for s, part in self.waiting if s == site] or [0]:
            place = (site, part, self.counts[site, part])
            self.counts[site, part] += 1
            self.waiting.pop((site, part), None)
            if place == self.until:
                raise Stop

    def turn(self, site: int) -> None:
        """Count the turns of a loop."""
        self.loops[-1][1] += 1
        if time.monotonic() > self.deadline:
            raise Endless

    def old(self, site: int, part: int, *reads: Callable[[], Any]) -> None:
        """Note what a target holds: of W[i][j] the array W."""
        place = (site, part, self.counts[site, part])
        if place in self.inspect:
            self.inspect[place](sys._getframe(1))
        if not reads:
            self.waiting[site, part] = []
            return
        found: list[Any] = []
        for read in reads:
            with contextlib.suppress(Exception):
                found.append(read())
        arrays = [thing for thing in found if isinstance(thing, np.ndarray)]
        held = arrays[-1] if arrays and len(reads) > 1 else (found[0] if found else None)
        self.waiting[site, part] = list(leaves(held))
        self.started.setdefault(place, (len(self.events), self.waiting[site, part], self.around()))
        if len(arrays) > 0 and found and held is not found[0]:
            self.entries.add((site, part))

    def new(self, site: int, part: int, value: Any) -> Any:
        """Note what a target holds now; return what the script goes on with."""
        place = (site, part, self.counts[site, part])
        if place in self.inspect and (site, part) not in self.waiting:  # a return, or a call for its effect
            self.inspect[place](sys._getframe(1))
        self.counts[site, part] += 1
        if self.change is not None:
            value = self.change(self, place, value)
        before = self.waiting.pop((site, part), [])
        self.events.append(self.event(place, value, before, (site, part) in self.entries))
        self.entries.discard((site, part))
        if self.objective is not None and self.names & {self.texts.get((site, part), "")}:
            self.evaluate(sys._getframe(1))
        if place == self.until or (self.until is not None and self.until[0] == OBJECTIVE and self._reached()):
            raise Stop
        if len(self.events) > MOST_EVENTS or self.size > MOST_BYTES:
            self.full = True
            raise Stop
        if len(self.events) % 50 == 0 and time.monotonic() > self.deadline:
            raise Endless
        return value

    def event(self, place: tuple[int, int, int], value: Any, before: list[Leaf], is_entry: bool = False) -> Event:
        """An assignment as it is kept."""
        found = tuple(leaves(value))
        self.size += sum(leaf.value.nbytes for leaf in found if leaf.value is not None)
        return Event(*place, found, self.around(), _changes(before, found, is_entry))

    def around(self) -> tuple[tuple[int, int], ...]:
        """The loops around what runs, each with its turn."""
        return tuple((site, turn) for site, turn in self.loops)

    def evaluate(self, frame: Any) -> None:
        """Record the objective, as soon as its names are there."""
        try:
            value = eval(self.objective, {**frame.f_globals, **frame.f_locals})  # type: ignore[arg-type]  # compiled
        except Exception:  # a name that is not there yet, shapes of another pass
            return
        place = (OBJECTIVE, 0, self.counts[OBJECTIVE, 0])
        self.counts[OBJECTIVE, 0] += 1
        self.events.append(self.event(place, value, []))

    def _reached(self) -> bool:
        return self.until is not None and self.counts[OBJECTIVE, 0] > self.until[2]


def _changes(before: list[Leaf], found: tuple[Leaf, ...], is_entry: bool) -> tuple[tuple[str, Leaf, Leaf], ...]:
    """What became of each array: the new one in its place, or itself where an entry of it was written."""
    if is_entry:
        return tuple((old.path, old, Leaf(old.path, old.thing, copied(old.thing))) for old in before)
    now = {leaf.path: leaf for leaf in found}
    return tuple((old.path, old, now[old.path]) for old in before if old.path in now)


# --- the run -------------------------------------------------------------------------------------


@dataclass(eq=False)
class Outcome:
    """What a run left: its events, whether it was cut short, and the error that ended it."""

    recorder: Recorder
    error: BaseException | None = None
    line: int | None = None

    @property
    def events(self) -> list[Event]:
        """The assignments in their order."""
        return self.recorder.events


def run(code: types.CodeType, program: Program, recorder: Recorder, seed: int = 0) -> Outcome:
    """Run a compiled script under the guards, until its end, an error, or the recorder's stop."""
    recorder.deadline = time.monotonic() + SECONDS
    name = str(program.path or FILE)
    names = {"__name__": "__main__", "__file__": name, "__builtins__": builtins, "input": _no_input}
    names |= {**program.names, **recorder.names_for(), **recorder.more}
    error: BaseException | None = None
    with _guards(program, seed):
        try:
            exec(code, names)
        except (Stop, SystemExit):
            pass
        except KeyboardInterrupt:
            raise
        except BaseException as caught:  # whatever a learner's script raises
            error = caught
    return Outcome(recorder, error, _line_of(error) if error else None)


def _no_input(*_: Any) -> None:
    raise EOFError("input() waits for what is typed; put the answer in its place")


def _line_of(error: BaseException) -> int | None:
    """The last line of the script that an error went through."""
    found, trace = None, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == FILE:
            found = trace.tb_lineno
        trace = trace.tb_next
    return found


FILE = "<script>"


def transformed(value: Any, change: Callable[[str, Any], Any], path: str = "") -> Any:
    """A value with some of its leaves replaced; lists and dicts are changed in place, tuples made anew."""
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

    program: Program
    seed: int = 0
    objective: str | None = None
    skipped: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        self.marked = mark(self.program.tree, skipped=self.skipped)
        self.code = compiled(self.marked.tree)
        self.texts = texts(self.program)

    def recorder(self, **options: Any) -> Recorder:
        """A recorder that knows the objective."""
        if self.objective is not None:
            options["objective"] = compile(self.objective, "<objective>", "eval")
            options["names"] = frozenset(re.findall(r"[A-Za-z_]\w*(?:\.\w+)*", self.objective))
        return Recorder(texts=self.texts, **options)

    def run(self, *, code: types.CodeType | None = None, draw: int = 0, **options: Any) -> Outcome:
        """Run it, or a variant of it; `draw` chooses other seeds."""
        recorder = self.recorder(seed=draw, **options)
        return self.run_with(recorder, code or self.code, draw)

    def run_with(self, recorder: Recorder, code: types.CodeType, draw: int = 0) -> Outcome:
        """Run code with a recorder that was made before."""
        return run(code, self.program, recorder, self.seed + draw)


def texts(program: Program) -> dict[tuple[int, int], str]:
    """What is assigned, as the learner writes it, for each statement and target."""
    found = {}
    for site, statement in enumerate(program.statements):
        for part, target in enumerate(targets(statement)):
            found[site, part] = ast.unparse(target)
        if isinstance(statement, ast.Return):
            found[site, 0] = "return"
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call) and statement.value.args:
            call = statement.value
            is_list = getattr(call.func, "attr", "") in ("append", "insert")
            found[site, 0] = ast.unparse(call.func.value if is_list else call.args[0])  # type: ignore[attr-defined]  # a method
    return found


def compiled(tree: ast.Module) -> types.CodeType:
    """A marked tree as code."""
    return compile(tree, FILE, "exec")


@contextlib.contextmanager
def _guards(program: Program, seed: int) -> Iterator[None]:
    """Everything of the process that a script may change, put back at the end."""
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
        try:
            if program.path is not None:
                os.chdir(program.path.resolve().parent)
                sys.path.insert(0, str(program.path.resolve().parent))
                sys.argv = [str(program.path)]
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
