"""A neuron's weighted sum b + w_0·x_0 + w_1·x_1 + …, recorded as one fact.

Products and sums recorded one by one cost a training step most of its time, and what they say is known beforehand:
∂s/∂w_j = x_j, ∂s/∂x_j = w_j, ∂s/∂b = 1. So a layer records each sum once, as two pairs: (b, w_0, …) with their numbers,
which all samples share, and (1, x_0, …) with theirs, which all neurons share. The numbers of one are the partials of
the other. `backward` reads that fact. When anything else asks a sum for its operation, its operands or its partials,
the products and partial sums are written out behind it, as operators would have recorded them: same numbers, same
order. From then on `backward` goes through them.

`model(x)` returns activations a = f(s), and no sum s. So s and a share one record, with f′(s) in it: a step of a 3-4-1
network on four samples has 32 records, not 52. When anything asks a for its operands, s gets a record of its own.

A sum starts at b and adds product after product: one order on every Python (from 3.12 on, `sum` of floats does not).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from engine import ops
from engine.graph import RECORDS, walk
from engine.operators import WITH_SLOPE
from engine.recording import blocks
from engine.recording.blocks import data_set
from engine.table.floats import NOT_COMPUTED
from engine.table.primitive import ListOp, Op
from engine.value import Constant, Value, new, node

Activation = tuple[Callable[[Value], Value] | None, str]
Neurons = list[tuple[tuple[Value, ...], list[float], float]]


class Sums:
    """What the neurons of a layer are made of: operands, labels and activations.

    All sums of a neuron share operands and numbers until the data of any Value is set: to read the numbers costs
    more than to multiply them, and a step reads those of the same weights for each sample.

    Args:
        operands: (b, w_0, w_1, …) of each neuron, all plain Values; all have a bias b, or none has.
        labels: of the sums.
        activations: the method and the label of each; None for one that is linear. [] leaves activations to others.
        biased: whether there is a bias.
    """

    __slots__ = ("activates", "activations", "biased", "joint", "labels", "operands", "read")

    def __init__(
        self,
        operands: Sequence[tuple[Value, ...]],
        labels: Sequence[str],
        activations: Sequence[Activation] = (),
        *,
        biased: bool,
    ) -> None:
        self.operands, self.labels, self.biased, self.activates = operands, labels, biased, bool(activations)
        self.activations = activations or [(None, "")] * len(labels)
        joint = [(label, *joined(method), a) for label, (method, a) in zip(labels, self.activations, strict=True)]
        self.joint = joint if all(row for _, _, row, _ in joint) else None
        self.read: tuple[object, Neurons] = ("nothing", [])  # what `data_set` held; what `numbers` returned

    def numbers(self) -> Neurons:
        """Return the operands and the numbers of each neuron, and 1; they are those of all sums until data is set."""
        last_set, neurons = self.read
        if last_set is data_set[0]:
            return neurons
        if (last_set := data_set[0]) is None:
            data_set[0] = last_set = object()  # before the numbers are read: another thread may set one meanwhile
        neurons = [(operands, [operand._data for operand in operands], 1.0) for operands in self.operands]
        self.read = (last_set, neurons)  # one assignment: all or nothing
        return neurons


class Fact(NamedTuple):
    """A sum as one operation: its operands b (if there is one), w_0, w_1, …, x_0, x_1, … and the partial for each."""

    operands: tuple[Value, ...]
    partials: tuple[float, ...]

    @property
    def biased(self) -> bool:
        """Whether the sum starts at a bias: weights and inputs come in pairs."""
        return len(self.operands) % 2 == 1


FLOAT = frozenset([float])
facts: WeakKeyDictionary[Value, Fact] = WeakKeyDictionary()
"""What each sum was recorded as that has been written out since."""


def activations_of(layer: Sums, x: Sequence[Value | float]) -> list[Value] | None:
    """Return the activation of each neuron for the inputs x, one or more, as one record with its sum.

    None where each needs a record of its own, or none at all. One loop makes them, and asks once what all have in
    common: a small network spends more of a step on such questions than on its sums.
    """
    if blocks.paused or layer.joint is None:
        return None
    last_set, neurons = layer.read
    if last_set is not data_set[0]:  # asked here to save a call
        neurons = layer.numbers()
    given = inputs_of(x, layer.biased)
    numbers = given[1]
    made: list[Value] = []
    try:
        for (operands, weights, _), (s_label, f, row, a_label) in zip(neurons, layer.joint):  # noqa: B905  # strict costs time
            s = -0.0  # −0 + b is b, also where b is −0
            for w_number, x_number in zip(weights, numbers):  # noqa: B905  # as above
                s += w_number * x_number
            if s - s != 0.0:  # `backward` does not skip a sum that is not finite
                return None
            a, slope = f(s)
            value = new()
            value._data = a
            value._grad = NOT_COMPUTED
            value._mark = value._da = value._db = None
            value._row = row
            value._a = (operands, weights, slope, s, s_label)
            value._b = given
            value.label = a_label
            made.append(value)
    except (ValueError, ArithmeticError):  # the methods say what is wrong
        return None
    return made


def sums_and_activations(layer: Sums, x: Sequence[Value | float]) -> tuple[list[Value], list[Value]] | None:
    """Return the sum of each neuron for the inputs x, one or more, and its activation; None where that is watched.

    Both are constants under `no_grad`. Where activations are left to others, the sums are given in their place.
    """
    if blocks.paused and blocks.is_watched():
        return None
    recording, given = blocks.is_recording(), inputs_of(x, layer.biased)
    sums, activations = [], []
    for weights, label, (activation, a_label) in zip(layer.numbers(), layer.labels, layer.activations, strict=True):
        total = -0.0  # as above
        for w_number, x_number in zip(weights[1], given[1], strict=True):
            total += w_number * x_number
        s = a = sum_of(total, weights, given) if recording else Constant(total)
        s.label = label
        if activation is not None:
            a = activation(s)
            a.label = a_label
        sums.append(s)
        activations.append(a)
    return sums, activations


def inputs_of(x: Sequence[Value | float], biased: bool) -> tuple[Sequence[Value], list[float], list[Value]]:
    """Return 1 (if there is a bias), x_0, …: the Values that a gradient goes to, all numbers, and all Values.

    Nothing goes back to plain numbers; so they become Values when they are asked for (`terms_of`).
    """
    inputs: list[Value] = [ONE] * biased
    if type(x[0]) is float and FLOAT.issuperset(map(type, x)):
        return (), [1.0, *x] if biased else [*x], inputs  # type: ignore[list-item]  # all are floats
    inputs += [v if isinstance(v, Value) else Constant(v) for v in x]
    return inputs, [v._data for v in inputs], inputs


def sum_of(total: float, weights: Any, given: Any) -> Value:
    """Return a sum with its record."""
    value = node(weighted_sum, total, (), ())
    value._a, value._b = weights, given
    return value


def fact_of(value: Value) -> Fact | None:
    """Return what a sum was recorded as, written out since or not; None for any other value."""
    with RECORDS:
        return recorded(value) if value._row is weighted_sum else facts.get(value)


def terms_of(value: Value) -> tuple[Sequence[Value], Sequence[Value], list[float], list[float]]:
    """Return b, w_0, … and 1, x_0, … of a sum that is not written out, then the numbers of the x and of the w."""
    with RECORDS:
        (ws, w_data, _), (_, x_data, xs) = value._a, value._b
        if len(xs) < len(x_data):  # the sums of a layer share them
            xs += [Constant(number) for number in x_data[len(xs) :]]
        return ws, xs, x_data, w_data


def recorded(value: Value) -> Fact:
    """Return the fact of a sum that is not written out."""
    ws, xs, x_data, w_data = terms_of(value)
    pairs = zip((*ws, *xs), (*x_data, *w_data), strict=True)
    operands, partials = zip(*[(x, partial) for x, partial in pairs if x is not ONE], strict=True)
    return Fact(operands, partials)


def write_out(value: Value) -> None:
    """Record the products and partial sums that a sum stands for; the value itself becomes the last operation.

    They have the gradient of the sum, as the chain rule would have given it to them.
    """
    with RECORDS:
        if value._row is not weighted_sum:  # another thread was first
            return
        facts[value] = recorded(value)
        ws, xs, x_data, w_data = terms_of(value)
        terms = zip(ws, xs, x_data, w_data, strict=True)
        so_far = next(terms)[0] if xs[0] is ONE else None
        data = w_data[0]
        for w, x, x_number, w_number in terms:
            product = node(ops.mul, w_number * x_number, (w, x), (x_number, w_number if x.requires_grad else None))
            product._grad = value._grad
            if so_far is None:
                so_far = product
                data = product._data
                continue
            data += product._data
            so_far = node(ops.add, data, (so_far, product), (1.0, 1.0))
            so_far._grad = value._grad
        assert so_far is not None  # a neuron has at least one input
        value._a, value._b, value._da, value._db = so_far._a, so_far._b, so_far._da, so_far._db
        value._row = so_far._row  # last, since it is what other threads look at


def set_apart(row: Op, value: Value) -> None:
    """Record the sum that an activation was computed from, as one fact still; the value itself becomes f of it."""
    with RECORDS:
        if value._row is row:  # another thread was first
            return
        ws, w_data, slope, total, label = value._a
        s = node(weighted_sum, total, ws, ())
        s._a, s._b, s.label = (ws, w_data, 1.0), value._b, label
        if value._grad is not NOT_COMPUTED:
            s._grad = 0.0 + value._grad * slope  # as the chain rule adds it
        value._a, value._da, value._b = s, slope, None
        value._row = row  # last, since it is what other threads look at


@cache
def joined(method: Callable[[Value], Value] | None) -> tuple[Any, ListOp | None]:
    """Return f and f′ for numbers, and the row of a sum with its activation, a method of Value; None where none is."""
    row = ops.TABLE[method.__name__] if method else ops.identity
    if method is None or row.name not in WITH_SLOPE:
        return None, None
    joint = replace(ops.dot, name=f"{row.name} of a weighted sum", unfold=lambda value: set_apart(row, value))
    return WITH_SLOPE[row.name], joint


def walk_sums(root: Value) -> tuple[list[Value], list[Value]]:
    """Return the results and leaves of `walk`, each sum as one result, and each activation as one of its own."""
    results, leaves = walk(root)
    joint = [value for value in results if value._row is not None and value._row.unfold not in (None, write_out)]
    for value in joint:
        value._record()
    return walk(root) if joint else (results, leaves)


ONE = Value(1.0)
"""The input that a bias is multiplied by; a Value as the others, since lists of one class are read faster."""

weighted_sum = replace(ops.dot, name="weighted sum", unfold=write_out)
"""The row of a sum that is not written out; its rule is that of `dot`. No reader but `backward` meets it."""
