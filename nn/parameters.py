"""What a parameter must be: a leaf, since moving a result would move nothing that it was made from."""

from engine import Value
from engine.checks import describe


def check_parameter(parameter: object) -> None:
    """TypeError unless `parameter` is a Value that no operation made, and no constant."""
    if not isinstance(parameter, Value):
        raise TypeError(f"a parameter got {describe(parameter)}; a Value is needed.")
    if not parameter.is_leaf or not parameter.requires_grad:
        what = "a constant" if parameter.is_leaf else f"made by {parameter.op}"
        raise TypeError(
            f"a parameter got {parameter!r}, which is {what}; "
            "a leaf is needed. `w = w - lr * w.grad` makes a new value: write `w.data -= lr * w.grad`."
        )
