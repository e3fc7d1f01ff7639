"""Calling f: with Values in place of the numbers in its inputs, by the names f gives them.

f may take numbers, lists and arrays. It always gets fresh leaves, so no Value of the caller changes.
"""

import inspect
import math
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from engine.derivatives import adjoints
from engine.graph import topological_order
from engine.recording.blocks import no_grad
from engine.table.checks import NEEDED, as_float, describe, is_number
from engine.table.floats import NOT_COMPUTED
from engine.table.notation import counted
from engine.value import Value


class Run:
    """f at its inputs: the name and number of each entry, the value, the gradients, and f along one number.

    `rounding` is how far the operations of the graph may move its value.

    >>> run = Run(lambda x, w: x * w[0] + w[1], (2.0, [3.0, Value(4.0, label="b")]))
    >>> run.names, run.numbers, run.value, run.gradients
    (['x', 'w[0]', 'b'], [2.0, 3.0, 4.0], 10.0, [3.0, 2.0, 1.0])
    >>> run.along(1)(5.0)  # w[0] moves, x and b stay
    14.0
    """

    def __init__(self, f: Callable[..., Any], inputs: tuple[Any, ...]) -> None:
        if not callable(f) or isinstance(f, Value):
            raise TypeError(
                f"check_gradients got f = {describe(f)}; a function is needed, and what it takes after it: "
                "check_gradients(lambda a, b: a * b, 2.0, 3.0)."
            )
        found = [place for name, given in named_inputs(f, inputs) for place in places(name, given)]
        if not found:
            raise ValueError("check_gradients got no number to check; give some after f: check_gradients(f, 2.0).")
        taken = Counter([label for _, label, _ in found] + [where for where, label, _ in found if where != label])
        self.f, self.inputs = f, inputs
        self.names = [label if label and taken[label] == 1 else where for where, label, _ in found]
        self.numbers = [number for *_, number in found]
        result, leaves = self.call(self.numbers)
        self.value = result.data
        self.gradients, self.rounding = differentiate(result, leaves)

    def call(self, numbers: Sequence[float]) -> tuple[Value, list[Value]]:
        """Return the result of f on fresh leaves, and these leaves."""
        leaves = [Value(x) for x in numbers]
        fresh = iter(leaves)
        inputs = [filled(given, fresh) for given in self.inputs]
        try:
            result = self.f(*inputs)
        except TypeError as error:
            got = ", ".join(f"{name} = {described(given)}" for name, given in named_inputs(self.f, self.inputs))
            error.add_note(f"check_gradients called f with {got}: as the inputs are given after f.")
            raise
        return one_value(result), leaves

    def along(self, i: int) -> Callable[[float], float]:
        """Return f as a function of number i alone; no graph is recorded."""

        def f_along(x: float) -> float:
            with no_grad():
                return self.call([*self.numbers[:i], x, *self.numbers[i + 1 :]])[0].data

        return f_along


def described(given: Any) -> str:
    """Return what f gets for an input: a Value, or a list of so many."""
    if isinstance(given, Value) or is_number(given):
        return "a Value"
    return f"{'an array' if is_array(given) else f'a {type(given).__name__}'} of {counted(len(given), 'entry')}"


def differentiate(result: Value, leaves: list[Value]) -> tuple[list[float], float]:
    """Return the gradients of the leaves, and how far rounding may move the result.

    Each operation rounds its value v by up to eps |v|, or the smallest float there is, which moves the result by this
    times v's gradient: S. Linnainmaa, "Taylor expansion of the accumulated rounding error", BIT 16 (1976), 146-160.
    """
    operations = topological_order(result)
    found = adjoints(result) if result.requires_grad else {}
    eps, least = sys.float_info.epsilon, math.ulp(0.0)
    moves = [(eps * abs(value.data) + least) * abs(found[value]) for value in operations]
    gradients = [found.get(leaf, NOT_COMPUTED) for leaf in leaves]
    return gradients, sum(move for move in moves if move < math.inf)


def one_value(result: Any) -> Value:
    """Return the one Value that f returned, alone or in a list; TypeError, saying what it returned instead."""
    inner = result.tolist() if is_array(result) else result
    while isinstance(inner, list | tuple) and len(inner) == 1:
        inner = inner[0]
    if isinstance(inner, Value):
        return inner
    if is_number(inner):
        remedy = "The graph was cut: use Values to the end, without v.data or float(v)."
    else:
        remedy = "Is a `return` missing?" if inner is None else "Add its entries up, or take one of them."
    raise TypeError(f"f returned {describe(result)}; one Value is needed. {remedy}")


def named_inputs(f: Callable[..., Any], inputs: tuple[Any, ...]) -> list[tuple[str, Any]]:
    """Return the inputs with the names of f's parameters; all in one, `inputs`, where Python cannot tell them."""
    try:
        signature = inspect.signature(f)
    except (TypeError, ValueError):  # some functions written in C
        return [("inputs", inputs)]
    try:
        return list(signature.bind(*inputs).arguments.items())
    except TypeError as error:
        if not inputs:
            return []
        raise TypeError(
            f"check_gradients calls f with {counted(len(inputs), 'input')}, which f{signature} does not take: {error}."
        ) from None


def is_array(x: Any) -> bool:
    """Return whether x is a NumPy array; who has one has loaded NumPy."""
    return "numpy" in sys.modules and isinstance(x, sys.modules["numpy"].ndarray)


def places(where: str, given: Any) -> Iterator[tuple[str, str, float]]:
    """Yield every number in an input: where it stands (`w[0][2]`), the label of its Value or "", and itself."""
    inner = given.tolist() if is_array(given) else given
    if isinstance(inner, list | tuple):
        for i, each in enumerate(inner):
            yield from places(f"{where}[{i}]", each)
    elif isinstance(inner, Value):
        yield where, str(inner.label), inner.data
    elif is_number(inner):
        yield where, "", as_float(inner, where)
    else:
        raise TypeError(f"{where} is {describe(inner)}; {NEEDED}, a Value, or a list, tuple or array of these.")


def filled(given: Any, leaves: Iterator[Value]) -> Any:
    """Return an input with the next leaf in place of every number, in the order of `places`."""
    if is_array(given):
        import numpy as np  # only a caller who has arrays gets here

        entries = [next(leaves) for _ in range(given.size)]
        return np.array(entries, dtype=object).reshape(given.shape).view(type(given))
    if isinstance(given, list | tuple):
        made = [filled(each, leaves) for each in given]
        return made if isinstance(given, list) else tuple(made)
    return next(leaves)
