"""What the neurons of a layer consist of, checked once: the operands of their sums, and their activations.

A layer that asks each neuron for each sample spends a quarter of its time on that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from engine import Value
from engine.recording.sums import Sums
from nn.networks.activations import METHODS

Methods = list[tuple[Any, Any, Any]]
"""Classes of neurons, each with its pre_activation and its activate."""


class Operands:
    """Remembers the operands of a layer's sums, and its activations, as long as the neurons are what they were."""

    last: tuple[int, list[Any], list[Any], list[Any], list[Any], Methods, Sums | None] = (0, [], [], [], [], [], None)
    """How many inputs; the neurons, their classes, their attributes and what these were; their methods; what is known.

    The attributes are the dicts of the neurons themselves: to ask each neuron for its own costs more than to compare
    them. One assignment, so that threads see all or nothing.
    """

    def __reduce__(self) -> tuple[type[Operands], tuple[()]]:
        return Operands, ()  # a copy of the layer has neurons of its own

    def of(self, neurons: Sequence[Any], size: int, plain: tuple[Callable[..., Value], ...]) -> Sums | None:
        """Return what is known of neurons with `size` inputs; `plain` are Neuron's own pre_activation and activate.

        That is nothing where a class or a user has another pre_activation, where w and b are not `size` plain Values
        and one more, or where only some neurons have a b; and no activations where there is another activate.
        """
        last_size, same, kinds, owned, parts, methods, known = self.last
        try:  # all parts of all neurons in one comparison
            if size == last_size and neurons == same and [*map(type, neurons)] == kinds and owned == parts:
                for kind, pre_activation, activate in methods:
                    if kind.pre_activation is not pre_activation or kind.activate is not activate:
                        break
                else:
                    return known
        except (AttributeError, TypeError, ValueError):  # another class; == of a Value and a number, or of an array
            pass
        operands: list[tuple[Value, ...]] = []
        kinds, parts, activates = [*map(type, neurons)], [], True
        for neuron in neurons:
            own, kind = getattr(neuron, "__dict__", {}), type(neuron)
            if getattr(kind, "pre_activation", None) is not plain[0] or "pre_activation" in own:
                return None
            w = list(neuron.w)
            operands.append(tuple(w if neuron.b is None else [neuron.b, *w]))
            if len(w) != size or not w or any(type(each) is not Value for each in operands[-1]):
                return None
            activates = activates and kind.activate is plain[1] and "activate" not in own
            # What a class makes a property is not among the neuron's own parts, which then are never the same.
            parts.append(own | {"w": w, "b": neuron.b, "activation": neuron.activation})
        if len(set(map(len, operands))) != 1:
            return None
        labels = [each._s_label for each in neurons]
        made = [(METHODS.get(each.activation), each._a_label) for each in neurons] if activates else []
        known = Sums(operands, labels, made, biased=len(operands[0]) > size)
        methods = [(kind, plain[0], kind.activate) for kind in set(kinds)]
        self.last = (size, [*neurons], kinds, [vars(each) for each in neurons], parts, methods, known)
        return known
