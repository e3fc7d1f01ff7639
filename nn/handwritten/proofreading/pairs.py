"""A pair of functions as one program: the learner's lines where they stand, and below them the calls and the steps.

    x, w, dout = …                      the inputs, and a gradient of the result by chance
    out, _cache = affine(x, w)
    loss = (out * dout).sum()
    _gradients = affine_backward(dout, _cache)
    x = x - _gradients[0]               the one that belongs to it (see `returned`)

No report shows the lines below. The pair runs in a namespace of its own, on copies, each time from the same state.
"""

from __future__ import annotations

import copy
import functools
import inspect
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from nn.handwritten.proofreading.added import with_lines
from nn.handwritten.proofreading.naming import is_gradient
from nn.handwritten.proofreading.recording import Array
from nn.handwritten.proofreading.returned import Definitions, belonging, differs, floats, outputs
from nn.handwritten.proofreading.running import FILE, fresh, guards, line_of, transformed
from nn.handwritten.proofreading.source import LearnerScript, UnreadableError, parsed_program
from nn.handwritten.proofreading.values import evaluated, parsed

UPSTREAM = re.compile(r"up\w*|g\w?|v|cotangent|seed|top_?diff")  # names of gradients from above
OUT = re.compile(r"outs?|outputs?|result|y_?(hat|pred)?")  # names of a result that is handed on
SMALL = 1e-6  # the step of the difference that tells which of several gradients belongs to an input
UNCOMMON = 20_111_993  # a seed that no one takes: with the learner's own, the drawn gradient may be their x
Function = Callable[..., Any]


def pair_program(forward: Function, backward: Function, inputs: Sequence[Any]) -> LearnerScript:
    """Return two functions as one program: the forward call, L = Σ out · dout, the backward call, then the steps."""
    pair = _Pair(forward, backward, inputs)
    plain = parsed_program(pair.definitions.text, None)
    with guards(plain, 0):
        lines, found, missing = pair.lines()
    return with_lines(plain, lines, names=pair.given, remarks=tuple(_remarks(found, missing)), above=pair.above)


def _is_one_number(gradient: Any, of: Any) -> bool:
    """Return whether a gradient is the one number that it should be, in another shape: (1, 1) of (1,)."""
    return isinstance(gradient, np.ndarray) and gradient.size == np.size(of) == 1 and gradient.shape != np.shape(of)


def _remarks(found: Mapping[str, str], missing: Sequence[str]) -> Iterator[str]:
    """Yield what is worth saying of the gradients that are returned."""
    if missing:
        yield f"No gradient of {', '.join(missing)} is returned."
    places = {name: re.fullmatch(r"_gradients\[(\d+)\]", path) for name, path in found.items()}
    order = sorted((int(place[1]), name) for name, place in places.items() if place is not None)
    names = [name for _, name in order]
    if names != [name for name in found if name in names]:
        yield f"The gradients are returned in another order than the inputs: those of {', '.join(names)}."


class _Pair:
    """Two functions with their inputs; they run once, so that it is known what they take and give."""

    def __init__(self, forward: Function, backward: Function, inputs: Sequence[Any]) -> None:
        self.functions = {"forward": forward, "backward": backward}
        self.definitions = Definitions([forward, backward])
        names = _input_names(forward, len(inputs))
        floating = [np.array(x, dtype=float) if _is_floats(x) else x for x in inputs]  # numbers, too, are arrays
        self.inputs = dict(zip(names, floating, strict=False))
        self.owner = next((owner for owner in map(_owner, (forward, backward)) if owner is not None), None)
        members = vars(self.owner) if self.owner is not None else {}
        self.kept = self.inputs | {f"self.{name}": thing for name, thing in members.items() if any(floats(thing))}
        self.above: dict[str, str] = {}
        self.given: dict[str, Any] = {
            **self.definitions.names,
            "_pr_given": lambda name: fresh(self.kept[name]),
            "_pr_arrays": _new_arrays,
            "_pr_forward": functools.partial(_rebound, forward),
            "_pr_backward": functools.partial(_rebound, backward),
            "_pr_owner": lambda kind: _of_class(copy.deepcopy(self.owner), kind),
            "_pr_object": lambda name, kind: _of_class(copy.deepcopy(self.definitions.names[name]), kind),
        }

    def lines(self) -> tuple[list[str], dict[str, str], list[str]]:
        """Return the lines to be added, which gradient belongs to which input, and the inputs that have none."""
        start = [*self.definitions.imports]
        start += [f"self = _pr_owner({type(self.owner).__name__})"] if self.owner is not None else []
        start += [f"{name} = _pr_object({name!r}, {kind})" for name, kind in self.definitions.objects.items()]
        start += [f"{name} = _pr_given({name!r})" for name in self.kept]
        ahead = [*start, f"_out = {self.call('forward', list(self.inputs))}"]
        space, error = self.run(ahead)
        if error is not None:
            raise UnreadableError(f"the forward function {_stops(error)}")
        between, arguments = self.loss(space["_out"])
        back = f"_gradients = {self.call('backward', arguments)}"
        before = self.run([*ahead, *between])[0]
        space, error = self.run([*ahead, *between, back])
        found = belonging(
            {name: thing for name, thing in self.kept.items() if name != "dout"},
            outputs(self.definitions.called["backward"], space, before),
            lambda path, way: self.slope([*ahead, *between], path, way),
        )
        if not found:
            why = f"the backward function {_stops(error)}" if error else "no gradient of an input is returned."
            raise UnreadableError(why)
        now = {leaf.path: leaf.value for name in self.inputs for leaf in floats(space.get(name), name)}
        held = [leaf for name, thing in self.inputs.items() for leaf in floats(thing, name)]
        if any(differs(leaf.value, now.get(leaf.path)) for leaf in held):
            ahead[-1] = f"_out = {self.call('forward', [f'_pr_arrays({name})' for name in self.inputs])}"
        missing = [leaf.path for leaf in held if leaf.path not in found]
        steps = []
        for i, (name, path) in enumerate(found.items()):  # a gradient with a name of its own is no learning rate
            shaped = f".reshape({name}.shape)" if _is_one_number(evaluated(parsed(path), space), now.get(name)) else ""
            steps += [f"_gradient_{i} = {path}{shaped}", f"{name} = {name} - _gradient_{i}"]
        call = ahead.pop().removeprefix("_out = ")
        return [*ahead, between[0].replace("= _out", f"= {call}"), *between[1:], back, *steps], found, missing

    def run(self, lines: Sequence[str]) -> tuple[dict[str, Any], Exception | None]:
        """Run the functions' source and some lines; return the names, and the error that ended it."""
        space = {**fresh(self.given), "__name__": "__main__"}
        np.random.seed(0)
        try:
            exec(compile(self.definitions.text, FILE, "exec"), space)
            exec("\n".join(lines), space)
        except Exception as error:  # whatever the learner's functions raise
            return space, error
        return space, None

    def slope(self, lines: Sequence[str], path: str, way: Array) -> float:
        """Return how the loss changes along a direction of one input."""
        kept, ends = self.kept, []
        for sign in (1, -1):
            nudge = sign * SMALL * way
            moved = lambda where, x, nudge=nudge: x + nudge if where == path else x  # noqa: E731
            self.kept = {name: transformed(fresh(x), moved, name) for name, x in kept.items()}
            ends.append(float(self.run(lines)[0].get("loss", np.nan)))
        self.kept = kept
        return (ends[0] - ends[1]) / (2 * SMALL)

    def call(self, which: str, arguments: Sequence[str]) -> str:
        """Return the call of a function as it stands in the program."""
        function, name = self.functions[which], self.definitions.called[which].name
        if _owner(function) is not None:
            name = f"self.{name.rpartition('.')[2]}"
        if isinstance(function, functools.partial):
            name = f"_pr_{which}({name})"
        return f"{name}({', '.join(arguments)})"

    def loss(self, made: Any) -> tuple[list[str], list[str]]:
        """Return the lines from the result to the loss, and the arguments of the backward function."""
        parts = list(made) if isinstance(made, tuple) else [made]
        slots = _slots(self.functions["backward"])
        above = [s for s in slots if s not in self.inputs and (is_gradient(s) or UPSTREAM.fullmatch(s))]
        if not above and np.ndim(parts[0]):
            above = [slot for slot, is_optional in slots.items() if not is_optional][:1]
        count = max(1, min(len(above), sum(_is_floats(part) for part in parts)))
        outs = ["out"] if count == 1 else [f"out_{i}" for i in range(count)]
        rest = ["_cache"] if len(parts) == count + 1 else [f"_cache_{i}" for i in range(len(parts) - count)]
        above = above[:count]
        names = ["dout"] if count == 1 else above
        rng = np.random.default_rng(UNCOMMON)
        for name, part in zip(names if above else (), parts, strict=False):
            self.kept[name] = rng.normal(size=np.shape(part)) if np.ndim(part) else float(rng.normal())
        each = zip(outs, names, parts, strict=False)
        terms = [f"({out} * {name}).sum()" if np.ndim(part) else f"{out} * {name}" for out, name, part in each]
        lines = [f"{', '.join([*outs, *rest])}{',' * isinstance(made, tuple)} = _out"]
        lines += [f"{name} = _pr_given({name!r})" for name in names if above]
        self.above = {name: out for each in (names, above) for name, out in zip(each, outs, strict=False) if above}
        lines.append(f"loss = {' + '.join(terms) if above else 'out'}")
        given = {slot: f"_pr_arrays({name})" for slot, name in zip(above, names, strict=False)}
        others = [slot for slot, is_optional in slots.items() if slot not in given and (not is_optional or rest)]
        given |= dict(zip(others, self.others(others, rest), strict=False))
        arguments = [f"{slot}={given[slot]}" if slots[slot] else given[slot] for slot in slots if slot in given]
        takes_all = any(each.kind is each.VAR_POSITIONAL for each in _parameters(self.functions["backward"]))
        return lines, arguments + [name for name in self.inputs if takes_all and name not in slots]

    def others(self, slots: Sequence[str], rest: Sequence[str]) -> list[str]:
        """Return what the parameters beside the upstream gradient are given: the cache, the inputs, the result."""
        free = [slot for slot in slots if slot not in self.inputs] or list(slots)
        if len(rest) > 1 and len(free) != len(rest):
            rest = [f"({', '.join(rest)})"]
        cache = dict(zip(free if len(free) == len(rest) else free[-1:], rest, strict=False))
        left = [name for name in self.inputs if name not in slots]
        found = []
        for slot in slots:
            other = slot if slot in self.inputs else "out" if OUT.fullmatch(slot) or not left else left.pop(0)
            found.append(cache.get(slot, other))
        return found


def _input_names(forward: Function, count: int) -> Iterator[str]:
    """Yield what the forward function calls its inputs."""
    for each in _parameters(forward):
        if each.kind is each.VAR_POSITIONAL:
            yield from (f"{each.name}_{i}" for i in range(count))
        yield each.name


def _parameters(function: Function) -> list[inspect.Parameter]:
    return [*inspect.signature(function).parameters.values()]


def _slots(backward: Function) -> dict[str, bool]:
    """Return the parameters of the backward function, and whether they have a default."""
    return {
        each.name: each.default is not each.empty or each.kind is each.KEYWORD_ONLY
        for each in _parameters(backward)
        if each.kind not in (each.VAR_POSITIONAL, each.VAR_KEYWORD)
    }


def _stops(error: Exception) -> str:
    where = f" in line {line_of(error)}" if line_of(error) else ""
    return f"stops{where} with {type(error).__name__}: {error}."


def _owner(function: Any) -> Any:
    """Return the object that a method belongs to; None for all else."""
    while isinstance(function, functools.partial):
        function = function.func
    owner = getattr(function, "__self__", None)
    if owner is None and not inspect.isroutine(function) and not inspect.isclass(function):
        return function
    return None if inspect.isclass(owner) or inspect.ismodule(owner) else owner


def _rebound(given: Any, made: Any) -> Any:
    """Return another function with the arguments that a partial fixes."""
    if not isinstance(given, functools.partial):
        return made
    return functools.partial(_rebound(given.func, made), *given.args, **given.keywords)


def _of_class(thing: Any, kind: type) -> Any:
    object.__setattr__(thing, "__class__", kind)  # also of a frozen dataclass
    return thing


def _is_floats(x: Any) -> bool:
    return isinstance(x, float) or (isinstance(x, np.ndarray) and x.dtype.kind == "f")


def _new_arrays(thing: Any) -> Any:
    """Return a thing with copies of its arrays, so that none of them changes in place; they may hold Values."""
    if isinstance(thing, dict):
        return {key: _new_arrays(each) for key, each in thing.items()}
    if type(thing) in (list, tuple):
        return type(thing)(map(_new_arrays, thing))
    return thing.copy() if isinstance(thing, np.ndarray) else thing
