"""What the neurons of a layer consist of, checked once: the operands of their sums, and their activations.

A layer that asks each neuron for each sample spends a quarter of its time on that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from engine import Value
from engine.recording.sums import Row
from nn.networks.activations import METHODS

Known = tuple[list[tuple[Row, str]], list[tuple[Callable[[Value], Value], str]]]
"""(b, w_0, w_1, …) of each neuron with the label of its sum; the method of each activation with its label."""


class Operands:
    """Remembers the operands of a layer's sums, and its activations, as long as the neurons are what they were."""

    last: tuple[int, list[Any], Known] = (0, [], ([], []))
    """How many inputs, the parts of the neurons, what is known; one assignment, so that threads see all or nothing."""

    def __reduce__(self) -> tuple[type[Operands], tuple[()]]:
        return Operands, ()  # a copy of the layer has neurons of its own

    def of(self, neurons: Sequence[Any], size: int, plain: tuple[Callable[..., Value], ...]) -> Known:
        """Return what is known of neurons with `size` inputs; `plain` are Neuron's own pre_activation and activate.

        No sums are known where a class or a user has another pre_activation, or where w and b are not `size` plain
        Values and one more; and no activations where there is another activate, or a neuron that is linear.
        """
        last_size, parts, known = self.last
        try:  # all parts of all neurons in one comparison
            now = [(type(each).pre_activation, type(each).activate, each.__dict__) for each in neurons]
            if size == last_size and now == parts:
                return known
        except (AttributeError, TypeError, ValueError):  # another class; == of a Value and a number, or of an array
            pass
        rows: list[Any] = []
        activations: list[Any] = []
        parts = []
        for neuron in neurons:
            own, kind = getattr(neuron, "__dict__", {}), type(neuron)
            if getattr(kind, "pre_activation", None) is not plain[0] or "pre_activation" in own:
                return [], []
            w = list(neuron.w)
            operands = w if neuron.b is None else [neuron.b, *w]
            if len(w) != size or not w or any(type(each) is not Value for each in operands):
                return [], []
            # What a class makes a property is not among the neuron's own parts, which then are never the same.
            asked = {"w": w, "b": neuron.b, "activation": neuron.activation}
            parts.append((kind.pre_activation, kind.activate, own | asked))
            rows.append((Row(tuple(operands)), neuron._s_label))
            if kind.activate is plain[1] and "activate" not in own and neuron.activation in METHODS:
                activations.append((METHODS[neuron.activation], neuron._a_label))
        known = rows, activations if len(activations) == len(rows) else []
        self.last = (size, parts, known)
        return known
