"""`Value`: one scalar that remembers how it was made, and what that says about derivatives.

An operation on Values computes a number and records three things on the result: which primitive
made it, its operands, and the partial (local derivative) with respect to each operand. That record
is the computation graph. `backward` walks it from the result to the leaves and multiplies and adds
what it finds: the chain rule, and nothing else.

    leaf      a Value no operation made: `Value(2.0)`; its gradients add up over backward passes
    constant  a number in a formula, a detached Value, or a result under `no_grad`: never differentiated
    partial   d result / d operand, fixed when the operation runs
    grad      d root / d value, of the value that `backward` was called on

What an operation computes, and its partials, stand in `ops.py`; the order of the walk in `graph.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, Never, TypeAlias

from engine import ops
from engine.graph import topological_order
from engine.recording import blocks
from engine.table.checks import NEEDED, NO_FLOAT, as_float, describe, is_any_number, is_number, not_an_operand
from engine.table.floats import NOT_COMPUTED
from engine.table.primitive import ListOp, Op

Operand: TypeAlias = "Value | float"


class Value:
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

    # One object per operation and no more: two operands and two partials in slots, not in tuples.
    # `_row` is the primitive, None for a leaf. `_da` is None where nothing is differentiated. Only a row that
    # takes lists has both `_da` and `_db` None; all operands are in `_a` and all partials in `_b`, in pieces that
    # records may share. `_b` is a list if a partial may be infinite or NaN, else a tuple.
    __slots__ = ("__weakref__", "_a", "_b", "_da", "_data", "_db", "_grad", "_row", "label")

    _row: Op | None
    _a: Any
    _b: Any
    _da: float | None
    _db: float | None

    def __init__(self, data: float, label: str = "") -> None:
        self._data = as_float(data, "Value(…)")
        self._grad: float = NOT_COMPUTED
        self._row = self._a = self._b = self._da = self._db = None
        self.label = label

    # --- what a Value tells ------------------------------------------------------------------

    @property
    def data(self) -> float:
        """The number. Setting it changes no graph that was recorded before."""
        return self._data

    @data.setter
    def data(self, number: float) -> None:
        self._data = number if type(number) is float else as_float(number, "v.data = …")

    @property
    def grad(self) -> float:
        """The gradient of the last root, summed over backward passes on a leaf. Set it to 0 to start afresh.

        Before any backward pass it is `NOT_COMPUTED`, which acts as 0.0. Setting None brings that back.
        """
        return self._grad

    @grad.setter
    def grad(self, number: float | None) -> None:
        nobody_looked = number is None or number is NOT_COMPUTED
        self._grad = NOT_COMPUTED if nobody_looked else as_float(number, "v.grad = …")

    @property
    def op(self) -> str:
        """The name of the primitive that made this value, "" for a leaf."""
        return self._row.name if self._row else ""

    @property
    def operands(self) -> tuple[Operand, ...]:
        """What the operation was done with, in order and with repeats; a number may still be a float."""
        if isinstance(self._row, ListOp):
            return tuple(chain(*self._a))
        return (self._a, self._b)[: len(self._row.partials) if self._row else 0]

    @property
    def parents(self) -> tuple[Value, ...]:
        """The operands as Values: two for `a * a`. Numbers appear as constants, the same ones each time."""
        if not isinstance(self._row, ListOp):  # it keeps numbers as they are until somebody looks
            self._a, self._b = (Constant(x) if isinstance(x, float) else x for x in (self._a, self._b))
        return self.operands  # type: ignore[return-value]  # all of them are Values now

    @property
    def partials(self) -> tuple[float | None, ...]:
        """The local derivative for each parent, None where the parent is a constant."""
        if isinstance(self._row, ListOp):
            pairs: Any = zip(self.operands, chain(*self._b), strict=True)
            return tuple(d if x.requires_grad else None for x, d in pairs)
        return (self._da, self._db)[: len(self.operands)]

    @property
    def moving_operands(self) -> list[Value]:
        """The operands to which the chain rule goes on: those with a partial."""
        return [x for x, d in zip(self.operands, self.partials, strict=True) if isinstance(x, Value) and d is not None]

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
    # What runs is the same, written out by `walking.py`.

    def backward(self) -> None:
        """Compute d self / d v for every value v that self was made from, and put it in `v.grad`.

        Values between self and the leaves start afresh; a leaf adds to what it has (`zero_grad` clears).

        Raises:
            RuntimeError: for a constant, such as a result made under `no_grad`: it has no graph.

        >>> x = Value(3.0)
        >>> y = x * x * x
        >>> y.backward()
        >>> x.grad
        27.0
        """
        if not self.requires_grad:
            raise RuntimeError(
                f"backward() on a constant, {self!r}: nothing was recorded to go back through. It was detached, "
                "or made under no_grad or from numbers only; compute it from Values outside no_grad."
            )
        order = topological_order(self)  # operands before results; the leaves are not in it
        for value in order:
            value._grad = 0.0
        self._grad += 1.0  # d self / d self; += because a leaf may be the root, too
        for value in blocks.watched(reversed(order)):
            for operand, partial in zip(value.operands, value.partials, strict=True):
                if partial is not None:  # then the operand is a Value, and no constant
                    operand._grad += value._grad * partial

    def detach(self) -> Value:
        """The same number as a constant, cut off from the graph.

        >>> x = Value(3.0)
        >>> y = x * x.detach()
        >>> y.backward()
        >>> x.grad
        3.0
        """
        return Constant(self._data, self.label)

    # --- operators: Value ∘ Value, Value ∘ number, number ∘ Value ------------------------------
    # What they mean. What runs is the same, written out by `eager.py`; CHALKGRAD_PLAIN=1 runs these.

    # fmt: off
    def __add__(self, other: Operand) -> Value: return record(ops.add, self, other)
    def __radd__(self, other: float) -> Value: return record(ops.add, other, self)
    def __sub__(self, other: Operand) -> Value: return record(ops.sub, self, other)
    def __rsub__(self, other: float) -> Value: return record(ops.sub, other, self)
    def __mul__(self, other: Operand) -> Value: return record(ops.mul, self, other)
    def __rmul__(self, other: float) -> Value: return record(ops.mul, other, self)
    def __truediv__(self, other: Operand) -> Value: return record(ops.div, self, other)
    def __rtruediv__(self, other: float) -> Value: return record(ops.div, other, self)
    def __pow__(self, other: Operand) -> Value: return record(ops.power, self, other)
    def __rpow__(self, other: float) -> Value: return record(ops.power, other, self)
    def __neg__(self) -> Value: return record(ops.neg, self)
    def __pos__(self) -> Value: return self
    def __abs__(self) -> Value: return record(ops.absolute, self)

    # --- comparisons look at the data; == asks whether it is the same value --------------------
    def __lt__(self, other: Operand) -> bool: return self._data < getattr(other, "_data", other)
    def __le__(self, other: Operand) -> bool: return self._data <= getattr(other, "_data", other)
    def __gt__(self, other: Operand) -> bool: return self._data > getattr(other, "_data", other)
    def __ge__(self, other: Operand) -> bool: return self._data >= getattr(other, "_data", other)
    # fmt: on

    def __eq__(self, other: object) -> bool:
        if is_any_number(other):
            raise TypeError(
                f"Between Values, == asks whether they are the same one; for numbers compare v.data == {other!r}."
            )
        return True if self is other else NotImplemented

    __hash__ = object.__hash__

    if TYPE_CHECKING:  # exp, tanh, …: `eager.py` gives Value a method for each row of the table

        def _unary(self) -> Value: ...
        def _binary(self, other: Operand = ..., /) -> Value: ...

        abs = exp = expm1 = log = log1p = log2 = log10 = sqrt = erf = erfc = lgamma = digamma = step = sign = _unary
        sin = cos = tan = asin = acos = atan = sinh = cosh = tanh = asinh = acosh = atanh = _unary
        sigmoid = softplus = relu = silu = gelu = identity = _unary
        max = min = leaky_relu = elu = atan2 = hypot = logaddexp = _binary
        item: Callable[[], float]

    def __bool__(self) -> Never:
        raise TypeError("A Value has no truth of its own: ask v.data, as in `if v.data > 0`, or `v is not None`.")

    def __float__(self) -> Never:
        raise TypeError(NO_FLOAT)

    __int__ = __float__

    def _apply(self, op: Op, operands: tuple[Any, ...]) -> Value:
        """How a primitive called as a function computes on Values."""
        result = record(op, *operands)
        if result is NotImplemented:
            wrong = next(x for x in operands if not isinstance(x, Value) and not is_number(x))
            raise TypeError(f"{op.name} got {describe(wrong)}; {NEEDED}, or a Value.")
        return result


class Constant(Value):
    """A Value that is never differentiated: its gradient is never computed.

    Being a class of its own keeps the question "is it a constant?" out of every operation.
    """

    __slots__ = ()

    @Value.grad.getter  # type: ignore[attr-defined,untyped-decorator]  # a property
    def grad(self) -> float:
        """Not computed, even where `backward` gave it a share with the rest of a list, as it does."""
        return NOT_COMPUTED


def record(op: Op, *operands: Any) -> Value:
    """Do one operation, and remember its operands and partials on the result.

    A constant operand gets no partial, so none is computed: `x**3` at -2 never asks for log(-2).
    """
    numbers = []
    for x in operands:
        if isinstance(x, Value):
            numbers.append(x._data)
        elif is_number(x):
            numbers.append(as_float(x, op.name))
        else:
            return not_an_operand(x, op.name)  # type: ignore[no-any-return]  # NotImplemented
    moving = [isinstance(x, Value) and not isinstance(x, Constant) for x in operands]
    out = op.evaluate(*numbers)
    if any(moving) and blocks.is_recording():
        kept = [x if isinstance(x, Value) else n for x, n in zip(operands, numbers, strict=True)]
        value = node(op, out, kept, op.partials_at(numbers, out, moving))
    else:
        value = Constant(out)
    blocks.show(value, op, operands)  # to `detect_anomaly`, if it is there
    return value


def node(op: Op, out: float, operands: Sequence[Any], partials: Sequence[float | None]) -> Value:
    """A result with its record: the one place that knows which slot holds what (`eager.py` inlines it)."""
    value = Value.__new__(Value)
    value._data = out
    value._grad = NOT_COMPUTED
    value._row = op
    if isinstance(op, ListOp):
        value._a = (tuple(x if isinstance(x, Value) else Constant(x) for x in operands),)
        value._b, value._da, value._db = op.kept(list(partials), out), None, None  # type: ignore[arg-type]  # none is None here
    else:
        value._a, value._b = operands if len(operands) == 2 else (operands[0], None)
        value._da, value._db = partials if len(partials) == 2 else (partials[0], None)
    value.label = ""
    return value
