"""Derivatives as Values: `grad` gives gradients that can be differentiated again, to any order.

`Value.backward` multiplies the partials that were recorded as numbers. Here the same walk runs the
*formulas* of the table on the operands themselves, which are Values. So the gradient is one more
computation graph, and whatever can be done with a Value can be done with it. `.grad` is neither read
nor written.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from engine.graph import RECORDS, topological_order, walk
from engine.recording import blocks
from engine.table.checks import describe
from engine.table.floats import NOT_COMPUTED, OFF
from engine.table.notation import one_line, shortened
from engine.table.primitive import DomainError, ListOp
from engine.value import Value

Nested: TypeAlias = Any
"""A Value, or a list, tuple or array of such; results have the same shape."""

NO_ROUTE = "no route: 0"


def grad(y: Value, xs: Nested) -> Nested:
    """Compute ∂y/∂x for every x in xs, as Values that can be differentiated again.

    Args:
        y: the result to differentiate.
        xs: a Value, leaf or not; or a list, tuple or array of Values, nested as you like.

    Returns:
        Values in the shape of xs. Where no route leads from y to x it is 0, labelled "no route: 0".

    Raises:
        TypeError: if y or an x is not a Value, or an x is a constant.
        RuntimeError: if y is a constant, such as a result made under `no_grad`; or if `.data` was changed
            after y was computed, since the formulas would then see other numbers than y did.
        DomainError: where a derivative exists as a limit only (sqrt at 0: inf); `backward` gives that.

    >>> x = Value(3.0)
    >>> slope = grad(x**3, x)
    >>> curvature = grad(slope, x)
    >>> slope.data, curvature.data, grad(curvature, x).data
    (27.0, 18.0, 6.0)
    """
    check_value("grad", y)
    blocks.check_recorded(y, "grad got")
    wanted = leaves_of(xs)
    adjoints: dict[Value, Value | float] = {y: 1.0}
    order, leading = on_the_way(y, wanted)
    for value in reversed(order):
        send_back(value, adjoints, leading)
    return same_shape(xs, lambda x: as_value(adjoints.get(x)))


class Matrix(list[list[Value]]):
    """A list of rows, which prints as an array: the numbers, in columns."""

    def __repr__(self) -> str:
        texts = [[f"{value.data:.6g}" for value in row] for row in self]
        width = max((len(text) for row in texts for text in row), default=0)
        rows = [f"[{' '.join(text.rjust(width) for text in row)}]" for row in texts]
        return "[" + "\n ".join(rows) + "]"


def hessian(y: Value, xs: Sequence[Value]) -> Matrix:
    """Return all second derivatives ∂²y/∂x_i∂x_j: one row for each x_i, one column for each x_j.

    Raises:
        TypeError: if xs is not a flat list of Values; else as `grad`.

    >>> a, b = Value(2.0), Value(3.0)
    >>> hessian(a * a * b, [a, b])
    [[6 4]
     [4 0]]
    >>> hessian(a * a * b, [a, b])[0][1].data
    4.0
    """
    check_value("hessian", y)
    return jacobian(grad(y, flat("hessian", xs)), xs)


def jacobian(ys: Sequence[Value], xs: Sequence[Value]) -> Matrix:
    """Return the matrix ∂y_i/∂x_j: one row for each y_i, one column for each x_j.

    Raises:
        TypeError: if xs or ys is not a flat list of Values; else as `grad`.

    >>> a, b = Value(2.0), Value(3.0)
    >>> jacobian([a * b, a / b, b], [a, b])
    [[        3         2]
     [ 0.333333 -0.222222]
     [        0         1]]
    """
    columns = flat("jacobian", xs)
    return Matrix(grad(y, columns) for y in flat("jacobian", ys))


def adjoints(root: Value) -> dict[Value, float]:
    """Return ∂root/∂v as a number for every v that root was made from, root and leaves included.

    `.grad` is left as it was: this is what tools use that need gradients for a moment. A neuron's sum counts as one
    operation, unless it has been written out (`topological_order` does so).

    Raises:
        RuntimeError: if root is a constant.

    >>> x = Value(3.0)
    >>> y = x * x
    >>> adjoints(y)[x], x.grad
    (6.0, not computed)
    """
    with RECORDS:
        results, leaves = walk(root)
        members = [*results, *[leaf for leaf in leaves if leaf.requires_grad]]
        before = [value._grad for value in members]
        try:
            for leaf in leaves:
                leaf._grad = NOT_COMPUTED
            root.backward()
            return {value: value._grad for value in members}
        finally:
            for value, grad in zip(members, before, strict=True):
                value._grad = grad


# --- the chain rule, on Values -------------------------------------------------------------------


def on_the_way(y: Value, wanted: list[Value]) -> tuple[list[Value], set[Value]]:
    """Return the operations between y and the wanted values, operands first, and all that lead to a wanted one."""
    leading = set(wanted)
    order = []
    for value in topological_order(y):
        if any(x in leading for x, d in zip(value.operands, value.partials, strict=True) if d is not None):
            leading.add(value)
            order.append(value)
    return order, leading


def send_back(value: Value, adjoints: dict[Value, Any], leading: set[Value]) -> None:
    """Add to each operand's adjoint this value's adjoint times the partial, as Values, where that leads on."""
    needed = [x in leading for x in value.parents]
    partials = zip(value.parents, partial_values(value, needed), value.partials, needed, strict=True)
    for x, partial, recorded, leads in partials:
        if leads:
            share = times(adjoints[value], partial)
            if recorded is OFF and is_nan(share):
                share = 0.0
            adjoints[x] = adjoints[x] + share if x in adjoints else share


def partial_values(value: Value, needed: list[bool]) -> list[Any]:
    """Return the partials of an operation once more, as Values or floats; None where none is needed."""
    row, parents = value._row, value.parents
    assert row is not None  # a leaf has no partials
    check_unchanged(value)
    try:
        if isinstance(row, ListOp):
            found = row.rule(0)(*row.split(parents), value)
        else:
            found = [row.rule(i)(*parents, value) if leads else None for i, leads in enumerate(needed)]
    except DomainError as error:
        raise DomainError(
            f"The derivative of {operation_text(value)} is {shown(value.partials)}, which is not a function that can "
            f"be differentiated again ({error}). backward() gives the first derivative."
        ) from None
    return [limit if is_nan(p) and limit == limit else p for p, limit in zip(found, value.partials, strict=True)]


def is_nan(partial: Any) -> bool:
    """Return whether a partial is NaN, such as ∞ · 0: the recorded one is the limit there, if there is one."""
    number = getattr(partial, "data", partial)
    return number is not None and number != number


def times(adjoint: Any, partial: Any) -> Any:
    """Return adjoint · partial; a factor of exactly 1 makes no node."""
    if isinstance(partial, float) and partial == 1:
        return adjoint
    if isinstance(adjoint, float) and adjoint == 1:
        return partial
    return adjoint * partial


def as_value(adjoint: Value | float | None) -> Value:
    """Return what `grad` returns for one x. One that depends on nothing is a leaf, so that it has a derivative: 0."""
    if isinstance(adjoint, Value) and adjoint.requires_grad:
        return adjoint
    if isinstance(adjoint, Value):
        adjoint = adjoint.data
    number = Value(0.0, NO_ROUTE) if adjoint is None else Value(adjoint)
    return number if blocks.is_recording() else number.detach()


# --- what is refused -----------------------------------------------------------------------------


def check_value(who: str, y: Any) -> None:
    """Raise TypeError unless y is a Value."""
    if not isinstance(y, Value):
        hint = f"Call the function: {who}(f(x), x)." if callable(y) else "For a list use jacobian."
        raise TypeError(f"{who} got y = {describe(y)}; it differentiates one Value. {hint}")


def check_unchanged(value: Value) -> None:
    """Raise RuntimeError if the operands, or the operation, no longer have the data that were recorded."""
    row = value._row
    assert row is not None  # a leaf has no operands
    operands = [x.data for x in value.parents]
    moving = [x.requires_grad for x in value.parents]
    try:
        partials = row.partials_at(operands, value.data, moving)
        now = [row.evaluate(*operands), *[p if moves else None for p, moves in zip(partials, moving, strict=True)]]
        found = f"the data {now[0]} and the partials {shown(now[1:])}"
    except DomainError as error:
        now, found = [], f"no result ({error})"
    then = [value.data, *value.partials]
    if not same_numbers(now, then):
        raise RuntimeError(
            f"The data of {operation_text(value)} were changed after it was computed: it has the data {then[0]} and "
            f"the partials {shown(then[1:])}, and its operands now would give {found}. Compute the result again from "
            "the new data before you ask for its derivative."
        )


def same_numbers(now: Sequence[float | None], then: Sequence[float | None]) -> bool:
    """Return whether the numbers are the same ones, where NaN is NaN."""
    return len(now) == len(then) and all(a == b or (a != a and b != b) for a, b in zip(now, then, strict=True))


def operation_text(value: Value) -> str:
    """Return an operation with the numbers of its operands; a long list of them is cut in the middle."""
    assert value._row is not None  # a leaf is not an operation
    return shortened(value._row.written(*[one_line(str(x.label or x.data)) for x in value.parents]))


def shown(partials: Sequence[float | None]) -> str:
    """Return partials as a message shows them."""
    numbers = [str(p) for p in partials if p is not None]
    return ", ".join(numbers if len(numbers) <= 6 else [*numbers[:3], "…", *numbers[-2:]])


# --- shapes ----------------------------------------------------------------------------------------


def leaves_of(xs: Nested) -> list[Value]:
    """Return the Values in xs, from left to right; TypeError for anything else."""
    found: list[Value] = []
    same_shape(xs, found.append)
    for x in found:
        if not x.requires_grad:
            raise TypeError(f"grad got {x!r} among xs: a constant is never differentiated. Make it a leaf: Value(…).")
    return found


def same_shape(xs: Nested, function: Callable[[Value], Any]) -> Nested:
    """Return xs with the function's answer in place of each Value."""
    if isinstance(xs, Value):
        return function(xs)
    if isinstance(xs, list | tuple):
        answers = [same_shape(x, function) for x in xs]
        return getattr(type(xs), "_make", type(xs))(answers)  # a named tuple is made another way
    if hasattr(xs, "ndim") and str(getattr(xs, "dtype", "")) == "object":
        import numpy as np  # only a caller who has arrays gets here

        entries = np.empty(xs.shape, dtype=object)
        for place, x in enumerate(np.asarray(xs).flat):
            entries.flat[place] = same_shape(x, function)
        return entries.view(type(xs))
    raise TypeError(f"a Value is needed, or a list or array of Values; got {describe(xs)}.")


def flat(who: str, xs: Any) -> list[Value]:
    """Return a flat list of Values; TypeError if it is something else."""
    found = list(xs) if hasattr(xs, "__len__") else []
    if not found or not all(isinstance(x, Value) for x in found):
        hint = (
            "Call the function, and give what it returns." if callable(xs) else "For a matrix use its entries in a row."
        )
        raise TypeError(f"{who} takes a flat list of Values; got {describe(xs)}. {hint}")
    return found
