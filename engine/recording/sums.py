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
from engine.recording import blocks
from engine.table.floats import NOT_COMPUTED
from engine.table.primitive import ListOp, Op
from engine.value import Constant, Value, new, node

Activation = tuple[Callable[[Value], Value] | None, str]


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

    __slots__ = ("activates", "biased", "joint", "operands", "parts", "read")

    def __init__(
        self,
        operands: Sequence[tuple[Value, ...]],
        labels: Sequence[str],
        activations: Sequence[Activation] = (),
        *,
        biased: bool,
    ) -> None:
        self.operands, self.biased, self.activates = operands, biased, bool(activations)
        nothing: list[Activation] = [(None, "")] * len(labels)
        self.parts = [
            (s, method, a, method and activated(method))
            for s, (method, a) in zip(labels, activations or nothing, strict=True)
        ]
        self.joint = all(row for *_, row in self.parts)
        self.read: tuple[object, Any] = (None, None)  # what `blocks.data_set` was; each neuron's operands and numbers


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


def sums_and_activations(
    layer: Sums, x: Sequence[Value | float], apart: bool = True
) -> tuple[list[Value], list[Value]] | None:
    """Return the sum of each neuron for the inputs x, one or more, and its activation; None where that is watched.

    Both are constants under `no_grad`. One loop makes them, and asks once what all have in common: a small network
    spends more of a step on such questions than on its sums. Where activations are left to others, the sums are given
    in their place. Unless they are wanted `apart`, a sum and its activation are one record where that is possible, and
    such a sum is not given.
    """
    recording = not blocks.paused or blocks.is_recording()
    if blocks.paused and blocks.is_watched():
        return None
    if (last_set := blocks.data_set) is None:
        blocks.data_set = last_set = object()  # before the numbers are read: another thread may set one meanwhile
    read, neurons = layer.read
    if read is not last_set:
        neurons = [(operands, [operand._data for operand in operands], 1.0) for operands in layer.operands]
        layer.read = (last_set, neurons)  # one assignment: all or nothing
    inputs: list[Value] = [ONE] * layer.biased
    if type(x[0]) is float and FLOAT.issuperset(map(type, x)):
        given: Any = ((), [1.0, *x] if layer.biased else [*x], inputs)  # nothing goes back to numbers
    else:
        inputs += [v if isinstance(v, Value) else Constant(v) for v in x]
        given = (inputs, [v._data for v in inputs], inputs)
    numbers = given[1]
    sums: list[Value] = []
    activations: list[Value] = []
    s = new()  # what a sum that gets no record of its own looks like to the activation
    s._row = None  # what `freeing.release` asks for
    for weights, (s_label, activation, a_label, row) in zip(neurons, layer.parts):  # noqa: B905  # strict costs time
        out = -0.0  # −0 + b is b, also where b is −0
        for w_number, x_number in zip(weights[1], numbers):  # noqa: B905  # as above
            out += w_number * x_number
        if recording:
            if activation and not apart and out - out == 0.0:  # `backward` does not skip a sum that is not finite
                s._data = out
                value = activation(s)
                value._a = (weights[0], weights[1], value._da, out, s_label)
                value._b = given
                value._da = None
                value._row = row
                value.label = a_label
                activations.append(value)
                continue
            value = new()
            value._data = out
            value._grad = NOT_COMPUTED
            value._mark = None
            value._row = weighted_sum
            value._a = weights
            value._b = given
            value._da = value._db = None
            value.label = s_label
        else:
            value = Constant(out, s_label)
        sums.append(value)
        if activation is not None:
            value = activation(value)
            value.label = a_label
        activations.append(value)
    return sums, activations


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
def activated(method: Callable[[Value], Value]) -> ListOp | None:
    """Return the row of a sum with its activation, which is a method of Value; None if it has more than one operand."""
    row = ops.TABLE[method.__name__]
    if len(row.partials) != 1:
        return None
    return replace(ops.dot, name=f"{row.name} of a weighted sum", unfold=lambda value: set_apart(row, value))


def walk_sums(root: Value) -> tuple[list[Value], list[Value]]:
    """Return the results and leaves of `walk`, each sum as one result, and each activation as one of its own."""
    results, leaves = walk(root)
    joint = [value for value in results if value._row is not None and value._row.unfold not in (None, write_out)]
    for value in joint:
        value._record()
    return walk(root) if joint else (results, leaves)


ONE = Constant(1.0)
"""The input that a bias is multiplied by."""

weighted_sum = replace(ops.dot, name="weighted sum", unfold=write_out)
"""The row of a sum that is not written out; its rule is that of `dot`. No reader but `backward` meets it."""
