"""What a parameter must be, and what an optimiser says of one that has no gradient."""

import warnings
from collections.abc import Sequence

from engine import NOT_COMPUTED, Value
from engine.table.checks import describe


def check_parameter(parameter: object) -> None:
    """TypeError unless `parameter` is a leaf: moving a result would move nothing that it was made from."""
    if not isinstance(parameter, Value):
        raise TypeError(f"a parameter got {describe(parameter)}; a Value is needed.")
    if not parameter.is_leaf or not parameter.requires_grad:
        what = "a constant" if parameter.is_leaf else f"made by {parameter.op}"
        raise TypeError(
            f"a parameter got {parameter!r}, which is {what}; "
            "a leaf is needed. `w = w - lr * w.grad` makes a new value: write `w.data -= lr * w.grad`."
        )


def warn_of_missing_gradients(parameters: Sequence[Value], stacklevel: int) -> bool:
    """Warn of parameters whose gradient is "not computed", and say whether there are any."""
    missing = [p for p in parameters if p.grad is NOT_COMPUTED]
    if not missing:
        return False
    names = ", ".join(str(p.label or f"the one of data {p.data:.4g}") for p in missing[:5])
    warnings.warn(
        f"{len(missing)} of {len(parameters)} parameters have no gradient and stay where they are: {names}"
        f"{', …' if len(missing) > 5 else ''}. Either loss.backward() has not run since zero_grad(), or the loss was "
        "made from other values. This optimiser does not say so again.",
        stacklevel=stacklevel + 1,
    )
    return True
