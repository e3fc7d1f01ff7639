"""One sample on its way through a network.

What goes in, checked, and what each layer made of it: pre-activations, activations and, after backward, δ.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from engine import Value
from engine.table.checks import as_float, describe
from engine.table.console import printed
from engine.table.notation import counted

Numbers = tuple[float, ...]
USUAL = frozenset([Value, float])


class LayerValues(NamedTuple):
    """The Values of one layer: inputs x, pre-activations s and activations a."""

    x: tuple[Value, ...]
    s: tuple[Value, ...]
    a: tuple[Value, ...]


class LayerTrace:
    """One layer's part of a trace.

    x, s, a   tuples of floats: inputs, pre-activations s_i = Σ_j w_ij x_j + b_i, activations a_i = f(s_i)
    delta     tuple of floats δ_i = ∂L/∂s_i; "not computed" before backward
    values    the same as Values: `values.x`, `values.s`, `values.a`
    """

    def __init__(self, x: Sequence[Value], s: Sequence[Value], a: Sequence[Value]) -> None:
        self.values = LayerValues(tuple(x), tuple(s), tuple(a))
        self.x: Numbers = tuple(v.data for v in x)
        self.s: Numbers = tuple(v.data for v in s)
        self.a: Numbers = tuple(v.data for v in a)

    @property
    def delta(self) -> Numbers:
        """δ_i = ∂L/∂s_i of the last backward pass."""
        return tuple(s.grad for s in self.values.s)

    @printed
    def __repr__(self) -> str:
        lines = (f"{name} = {_row(getattr(self, name))}" for name in ("x", "s", "a", "delta"))
        return "\n".join(lines).replace("delta", "δ")


class Trace:
    """What every layer did: `layers[0]` is layer 1. `output` is the list of the last activations.

    `copy.deepcopy` copies it whole; a pickle keeps the numbers, but not the ties between its Values.
    """

    def __init__(self, layers: Sequence[LayerTrace]) -> None:
        self.layers = list(layers)
        self.output: list[Value] = list(layers[-1].values.a)

    @printed
    def __repr__(self) -> str:
        return "\n".join(f"layer {k}\n{layer!r}" for k, layer in enumerate(self.layers, start=1))


def sample(x: Any, size: int, who: str, more: Sequence[Any] = ()) -> list[Value | float]:
    """Return one sample as a list of Values and floats; refuse it by its size, or if there are `more` arguments."""
    if more:
        asked = f"write model([{', '.join(f'x{j}' for j in range(min(size, 3)))}{', …' * (size > 3)}])"
        raise TypeError(
            f"{who} takes one sample as a list of {size} numbers; it got {1 + len(more)} arguments: {asked}."
        )
    if type(x) is list and len(x) == size and USUAL.issuperset(map(type, x)):  # the usual case
        return x
    if isinstance(x, Value) or not hasattr(x, "__len__") or isinstance(x, str):
        raise TypeError(f"{who} takes one sample, a list of {size} numbers or Values; it got {describe(x)}.")
    entries = list(x)
    if any(hasattr(entry, "__len__") and not isinstance(entry, str) for entry in entries):
        raise ValueError(f"{who} takes one sample of {size} numbers; for a batch write [model(x) for x in X].")
    if len(entries) != size:
        raise ValueError(f"{who} takes {counted(size, 'input')}, and the sample has {len(entries)}.")
    return [entry if isinstance(entry, Value) else as_float(entry, f"{who} input") for entry in entries]


def _row(numbers: Numbers) -> str:
    """Return numbers with six digits, and "not computed" once for all of them."""
    shown = [f"{x:.6g}" for x in numbers]
    return shown[0] if set(shown) == {"not computed"} else f"({', '.join(shown)})"
