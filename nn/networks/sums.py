"""The operands of a layer's sums, checked once and kept in rows, which the sums of all samples share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from engine import Value
from engine.recording.sums import Row


class NeuronRows:
    """The rows of a layer's neurons: the same ones as long as the neurons are what they were."""

    def __init__(self) -> None:
        self.known: tuple[int, list[Any], list[tuple[Row, str]]] = (0, [], [])
        """How many inputs, what the neurons were made of, their rows; one assignment: threads see all or nothing."""

    def __reduce__(self) -> tuple[type[NeuronRows], tuple[()]]:
        return NeuronRows, ()  # a copy of the layer has neurons of its own

    def of(self, neurons: Sequence[Any], size: int, plain: Callable[..., Value]) -> list[tuple[Row, str]] | None:
        """Return (b, w_0, w_1, …) of each neuron and the label of its sum, or None if a neuron must be asked.

        That is so where a class or a user has another pre-activation than `plain`, or where w and b are not `size`
        plain Values and one more.
        """
        known_size, known, rows = self.known
        try:  # all parts of all neurons in one comparison
            if size == known_size and [(type(each).pre_activation, each.__dict__) for each in neurons] == known:
                return rows
        except (AttributeError, TypeError, ValueError):  # another class; == of a Value and a number, or of an array
            pass
        known, rows = [], []
        for neuron in neurons:
            own = getattr(neuron, "__dict__", {})
            if getattr(type(neuron), "pre_activation", None) is not plain or "pre_activation" in own:
                return None
            w = list(neuron.w)
            operands = w if neuron.b is None else [neuron.b, *w]
            if len(w) != size or not w or any(type(each) is not Value for each in operands):
                return None
            known.append((plain, {**own, "w": w, "b": neuron.b}))  # if a class makes one a property, it never is known
            rows.append((Row(tuple(operands)), neuron._s_label))
        self.known = (size, known, rows)
        return rows
