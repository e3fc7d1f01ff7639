"""`Value`: one scalar that remembers how it was made, and what that says about derivatives.

An operation on Values computes a number and records three things on the result: which primitive made it, its operands,
and the partial (local derivative) with respect to each operand. That record is the computation graph. `backward` walks
it from the result to the leaves and multiplies and adds what it finds: the chain rule, and nothing else.

    leaf      a Value no operation made: `Value(2.0)`; its gradients add up over backward passes
    constant  a number in a formula, a detached Value, or a result under `no_grad`: never differentiated
    partial   d result / d operand, fixed when the operation runs
    grad      d root / d value, of the value that `backward` was called on

What an operation computes, and its partials, stand in `ops.py`; the order of the walk in `graph.py`.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from math import isfinite
from typing import Any, Never, TypeAlias

from engine import operators
from engine.graph import RECORDS, topological_order, walk
from engine.recording import blocks
from engine.table.checks import NEEDED, NO_FLOAT, as_float, describe, is_number, not_an_operand
from engine.table.floats import NOT_COMPUTED
from engine.table.primitive import ListOp, Op

Operand: TypeAlias = "Value | float"


class Value(operators.Operators):
    """A scalar that records the operations done with it.

    Args:
        data: the number; ints and NumPy scalars become floats.
        label: a name for pictures and messages; any text.

    Raises:
        TypeError: if `data` is not a real number (text, None, complex, an array, another Value).
        OverflowError: if it is an integer too large for a float.

    >>> a = Value(2.0, label="a")
    >>> b = Value(-3.0)
    >>> loss = a * b + a**2
    >>> loss.backward()
    >>> loss.data, a.grad, b.grad
    (-2.0, 1.0, 2.0)
    """

    # A record is one object: operands `_a`, `_b`, their partials `_da`, `_db` (None for a number), the primitive `_row`
    # (None for a leaf), a mark for `walk`. Lists: `_a` is (operands, partials of those in `_b`, f′), `_b` vice versa.
    __slots__ = ("__weakref__", "_a", "_b", "_da", "_data", "_db", "_grad", "_mark", "_row", "label")

    def __init__(self, data: float, label: str = "") -> None:
        self._data = as_float(data, "Value(…)")
        self._grad: float = NOT_COMPUTED
        self._row = self._a = self._b = self._da = self._db = self._mark = None
        self.label = label

    # --- what a Value tells ------------------------------------------------------------------

    @property
    def data(self) -> float:
        """The number. Setting it changes no graph that was recorded before."""
        return self._data

    @data.setter
    def data(self, number: float) -> None:
        self._data = number if type(number) is float else as_float(number, "v.data = …")
        blocks.data_set[0] = None

    @property
    def grad(self) -> float:
        """The gradient of the last root, summed over backward passes on a leaf. Set it to 0 to start afresh.

        Before any backward pass it is `NOT_COMPUTED`, which acts as 0.0; setting None brings that back.
        """
        return self._grad

    @grad.setter
    def grad(self, number: float | None) -> None:
        if type(number) is not float and number is not NOT_COMPUTED:
            number = NOT_COMPUTED if number is None else as_float(number, "v.grad = …")
        self._grad = number

    @property
    def op(self) -> str:
        """The name of the primitive that made this value, "" for a leaf."""
        row = self._record()
        return row.name if row else ""

    @property
    def operands(self) -> tuple[Operand, ...]:
        """What the operation was done with, in order and with repeats; a number may still be a float."""
        row = self._record()
        if isinstance(row, ListOp):
            return tuple(self._a[0])
        return (self._a, self._b)[: len(row.partials) if row else 0]

    @property
    def parents(self) -> tuple[Value, ...]:
        """The operands as Values: two for `a * a`. Numbers appear as constants, the same ones each time."""
        if not isinstance(self._record(), ListOp):  # it keeps numbers as they are until they are asked for
            self._a, self._b = (Constant(x) if isinstance(x, float) else x for x in (self._a, self._b))
        return self.operands  # type: ignore[return-value]  # all of them are Values now

    @property
    def partials(self) -> tuple[float | None, ...]:
        """The local derivative for each parent, None where the parent is a constant."""
        if isinstance(self._record(), ListOp):
            return tuple(d if x.requires_grad else None for x, d in zip(self.parents, self._b[1], strict=True))
        return (self._da, self._db)[: len(self.operands)]

    def _record(self) -> Op | None:
        """Return the row of the record. A record that stands for several operations is written out first."""
        if self._row is not None and self._row.unfold is not None:
            self._row.unfold(self)
        return self._row

    @property
    def is_leaf(self) -> bool:
        """Whether no operation made it (a parameter, an input or a constant)."""
        return self._row is None

    @property
    def requires_grad(self) -> bool:
        """Whether a backward pass goes through it; False for a constant."""
        return not isinstance(self, Constant)

    def __repr__(self) -> str:
        name = f", label={str(self.label)!r}" if self.label else ""
        grad = f"grad={self._grad}" if self.requires_grad else "constant"
        return f"Value(data={self._data}, {grad}{name})"

    def __format__(self, spec: str) -> str:
        return format(self._data, spec) if spec else repr(self)

    # --- the chain rule ----------------------------------------------------------------------

    def backward(self, *given: Never, **options: Never) -> None:
        """Compute d self / d v for every value v that self was made from, and add it to `v.grad`.

        Values between self and the leaves start afresh; a leaf adds to what it has (`zero_grad` clears).

        Raises:
            RuntimeError: for a constant, such as a result made under `no_grad`: it has no graph.

        >>> x = Value(3.0)
        >>> y = x * x * x
        >>> y.backward()
        >>> x.grad
        27.0
        """
        blocks.refuse_options(given, options)
        blocks.check_recorded(self, "backward() on")
        with RECORDS:
            if blocks.is_watched():
                topological_order(self)  # the watcher sees products and sums
            results, leaves = walk(self)  # operands before results
            for value in results:
                value._grad = 0.0
            for leaf in leaves:
                leaf._grad += 0.0  # computed from now on, also where only zeros arrive
            self._grad += 1.0  # d self / d self; += because a leaf may be the root, too
            for value in blocks.watched(reversed(results)):
                grad = value._grad
                if value._da is not None:
                    value._a._grad += grad * value._da
                if value._db is not None:
                    value._b._grad += grad * value._db
                elif value._da is None:
                    grad *= value._a[2]  # f′ of the activation that a neuron's sum went through; 1 elsewhere
                    if grad or not value._row.tame or not isfinite(value._data):
                        for operand, partial in zip(value._a[0], value._b[1]):  # noqa: B905  # equal lengths; strict costs time
                            operand._grad += grad * partial
                        if value._b[0]:  # () where nothing goes back
                            for operand, partial in zip(value._b[0], value._a[1]):  # noqa: B905  # as above
                                operand._grad += grad * partial

    def detach(self) -> Value:
        """Return the same number as a constant, cut off from the graph.

        >>> x = Value(3.0)
        >>> y = x * x.detach()
        >>> y.backward()
        >>> x.grad
        3.0
        """
        return Constant(self._data, self.label)

    def __bool__(self) -> Never:
        raise TypeError("A Value has no truth of its own: ask v.data, as in `if v.data > 0`, or `v is not None`.")

    def __float__(self) -> Never:
        raise TypeError(NO_FLOAT)

    __int__ = __float__

    def _apply(self, op: Op, operands: tuple[Any, ...]) -> Value:
        """Compute a primitive that was called as a function on Values."""
        result = record(op, *operands)
        if result is NotImplemented:
            wrong = next(x for x in operands if not isinstance(x, Value) and not is_number(x))
            raise TypeError(f"{op.name} got {describe(wrong)}; {NEEDED}, or a Value.")
        return result


class Constant(operators.PlainOperators, Value):
    """A Value that is never differentiated; a class of its own, so that no operation asks whether a Value is one."""

    __slots__ = ()

    @Value.grad.getter  # type: ignore[attr-defined,untyped-decorator]  # a property
    def grad(self) -> float:
        """Not computed, even where `backward` gave it a share with the rest of a list, as it does."""
        return NOT_COMPUTED


def record(op: Op, *operands: Any) -> Value:
    """Do one operation, and remember its operands and partials on the result.

    A constant operand gets no partial, so none is computed: `x**3` at -2 never computes log(-2).
    """
    if set(map(type, operands)) == {Value}:
        numbers, moving = [x._data for x in operands], [True] * len(operands)
    else:
        operands = tuple([operand(x, op) for x in operands])
        if any(x is NotImplemented for x in operands):
            return NotImplemented  # type: ignore[no-any-return]  # Python asks the other operand
        numbers = [x if isinstance(x, float) else x._data for x in operands]
        moving = [not isinstance(x, (float, Constant)) for x in operands]
    out = op.evaluate(*numbers)
    recorded = any(moving) and blocks.is_recording()
    value = node(op, out, operands, op.partials_at(numbers, out, moving)) if recorded else Constant(out)
    blocks.show(value, op, operands)  # to `detect_anomaly`, if it is there
    return value


def operand(x: Any, op: Op) -> Any:
    """Return a Value as it is, a number as a float, in a list as a constant; NotImplemented for what may take over."""
    if isinstance(x, Value):
        return x
    number = as_float(x, op.name) if type(x) is float or is_number(x) else not_an_operand(x, op.name)
    return Constant(number) if isinstance(op, ListOp) and number is not NotImplemented else number


def node(op: Op, out: float, operands: Sequence[Value], partials: Sequence[float | None]) -> Value:
    """Return a result with its record: what each slot holds (`operators.py` has these lines written out)."""
    value = Value(out)
    value._row = op
    if isinstance(op, ListOp):
        value._a, value._b = (operands, (), 1.0), ((), partials)
    else:
        value._a, value._b = operands if len(operands) == 2 else (operands[0], None)
        value._da, value._db = partials if len(partials) == 2 else (partials[0], None)
    return value


new = functools.partial(object.__new__, Value)  # for results: a tenth faster than `object.__new__(Value)`
operators.Value, operators.record, operators.new = Value, record, new  # type: ignore[attr-defined]  # for types only there
