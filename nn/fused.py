"""The weighted sums of fused neurons, a layer at once.

A fused neuron is `dot([b, w_0, w_1, …], [1, x_0, x_1, …])`. In a layer all neurons have the same second list, and a
neuron has the same first list for every sample. Where these are the same *objects*, records share them, and a
backward pass knows them again instead of looking at each operand.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from engine import Value
from engine.eager import constant, dots

if TYPE_CHECKING:
    from nn.modules import Neuron


class Row:
    """The operands (b, w_0, w_1, …) of a neuron in one tuple, the same one as long as they are the same Values."""

    def __init__(self) -> None:
        self.w: list[Value] = []
        self.operands: tuple[Any, ...] = (None,)

    def renew(self, b: Any, w: Sequence[Any]) -> bool:
        """Hold these from now on; or say False, if they are not all Values."""
        if not all(isinstance(each, Value) for each in (b, *w)):
            return False
        self.w, self.operands = list(w), (b, *w)
        return True


def pre_activations(neurons: Sequence[Neuron], x: Sequence[Value | float]) -> list[Value]:
    """The weighted sums of a layer of fused neurons, for one sample."""
    inputs = tuple([v if isinstance(v, Value) else constant(v) for v in (1.0, *x)])
    rows = []
    for neuron in neurons:
        row = neuron._row
        try:
            same = bool(row.operands[0] is neuron.b and row.w == neuron.w)
        except (TypeError, ValueError):  # == between Value and number, or list and array
            same = False
        if not same and not row.renew(neuron.b, neuron.w):  # no bias, or a number in the place of a weight
            return [neuron.pre_activation(inputs[1:]) for neuron in neurons]
        rows.append((row.operands, neuron._s_label))
    return dots(rows, inputs)
