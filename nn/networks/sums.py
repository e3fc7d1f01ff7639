"""The weighted sums of a layer: what `Neuron.pre_activation` says, for all neurons at once.

In a layer all neurons have the same inputs, and a neuron has the same operands for every sample. A fused layer makes
use of it: where these are the same *objects*, records share them, and a backward pass knows them again
instead of looking at each operand.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from engine import Value
from engine.recording.eager import constant
from engine.recording.weighted import weighted_sums

if TYPE_CHECKING:
    from engine.recording.weighted import Row
    from nn.networks.modules import Neuron


class Operands:
    """The operands (b, w_0, w_1, …) of a neuron in one tuple, the same one as long as they are the same Values."""

    def __init__(self) -> None:
        self.w: list[Value] = []
        self.all: tuple[Any, ...] = (None,)

    def renew(self, b: Any, w: Sequence[Any]) -> bool:
        """Hold these from now on; or say False, if they are not all plain Values."""
        if not all(type(each) is Value for each in (b, *w)):
            return False
        self.w, self.all = list(w), (b, *w)
        return True


def pre_activations(neurons: Sequence[Neuron], x: Sequence[Value | float], known: Any, *, fused: bool) -> list[Value]:
    """The pre-activations of a layer for one sample; `known` is the method that says what they are."""
    rows = rows_of(neurons, len(x) + 1, known)
    made = None if rows is None else weighted_sums(rows, x, fused=fused)
    if made is None:
        shared = [v if isinstance(v, Value) else constant(v) for v in x] if fused else x
        made = [neuron.pre_activation(shared) for neuron in neurons]
    return made


def rows_of(neurons: Sequence[Neuron], size: int, known: Any) -> list[Row] | None:
    """The operands of each neuron with the label of its sum.

    None if one has another method, no bias, something else than a Value for a weight, or not `size` operands.
    """
    rows: list[Row] = []
    for neuron in neurons:
        operands = neuron._operands
        try:
            if neuron.pre_activation.__func__ is not known:  # type: ignore[attr-defined]  # a method has it
                return None
            same = bool(operands.all[0] is neuron.b and operands.w == neuron.w)
        except AttributeError:  # a function in the place of the method
            return None
        except (TypeError, ValueError):  # == between Value and number, or list and array
            same = False
        if not (same or operands.renew(neuron.b, neuron.w)) or len(operands.all) != size:
            return None
        rows.append((operands.all, neuron._s_label))
    return rows
