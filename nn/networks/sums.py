"""The weighted sums of a layer: what `Neuron.pre_activation` says, for all neurons at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from engine import Value
from engine.recording.sums import weighted_sums

if TYPE_CHECKING:
    from engine.recording.sums import Row
    from nn.networks.modules import Neuron


class Operands:
    """The operands (b, w_0, w_1, …) of a neuron in one tuple, the same one as long as they are the same Values."""

    def __init__(self) -> None:
        self.w: list[Value] = []
        self.all: tuple[Any, ...] = (None,)

    def renew(self, b: Any, w: Sequence[Any]) -> bool:
        """Store b and w. Return False if one of them is not a plain Value; b may be None."""
        if not all(type(each) is Value for each in (*w, *([] if b is None else [b]))):
            return False
        self.w, self.all = list(w), (*([] if b is None else [b]), *w)
        return True


def pre_activations(neurons: Sequence[Neuron], x: Sequence[Value | float], known: Any) -> list[Value]:
    """Return the pre-activations of a layer for one sample; `known` is the method that defines them."""
    rows = rows_of(neurons, len(x), known)
    made = None if rows is None else weighted_sums(rows, x)
    return [neuron.pre_activation(x) for neuron in neurons] if made is None else made


def rows_of(neurons: Sequence[Neuron], size: int, known: Any) -> list[Row] | None:
    """Return the operands of each neuron with the label of its sum; `size` is the number of inputs.

    None where the sums are for the neurons to compute: one has another method, another number of weights, something
    else than a Value among them, or only some have a bias.
    """
    rows: list[Row] = []
    biased = neurons[0].b is not None
    for neuron in neurons:
        operands = neuron._operands
        try:
            if neuron.pre_activation.__func__ is not known or len(neuron.w) != size:  # type: ignore[attr-defined]
                return None
            same = operands.w == neuron.w and (operands.all[0] is neuron.b or not biased)
        except AttributeError:  # a function in the place of the method has no __func__
            return None
        except (TypeError, ValueError):  # == between Value and number, or list and array
            same = False
        if not (same or operands.renew(neuron.b, neuron.w)) or len(operands.all) != size + biased:
            return None
        rows.append((operands.all, neuron._s_label))
    return rows
