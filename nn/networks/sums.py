"""What the neurons of a layer consist of, checked once: the operands of their sums, and their activations.

A layer that asks each neuron for each sample spends a quarter of its time on that. So a neuron says when one of its
attributes is set, and until then a layer looks only at what says nothing: the list of neurons, and their lists of
weights.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from engine import Value
from engine.recording.sums import Sums
from nn.networks.activations import METHODS

Methods = list[tuple[Any, Any, Any]]
"""Classes of neurons, each with its pre_activation and its activate."""

neuron_set: object = None
"""None whenever an attribute of any neuron was set: what layers have remembered may be out of date."""


class Operands:
    """Remembers the operands of a layer's sums, and its activations, as long as the neurons are what they were."""

    last: tuple[object, int, list[Any], list[Any], list[Any], Methods, Sums | None] = (None, 0, [], [], [], [], None)
    """What `neuron_set` was, how many inputs; the neurons, their lists of weights, what was in these; their methods;
    what is known. One assignment, so that threads see all or nothing.
    """

    def __reduce__(self) -> tuple[type[Operands], tuple[()]]:
        return Operands, ()  # a copy of the layer has neurons of its own

    def of(self, neurons: Sequence[Any], size: int, plain: tuple[Callable[..., Value], ...]) -> Sums | None:
        """Return what is known of neurons with `size` inputs; `plain` are Neuron's own pre_activation and activate.

        That is nothing where a class or a user has another pre_activation, where w and b are not `size` plain Values
        and one more, or where only some neurons have a b; and no activations where there is another activate.
        """
        last_set, last_size, same, ws, weights, methods, known = self.last
        try:
            if last_set is neuron_set and size == last_size and neurons == same and ws == weights:
                for kind, pre_activation, activate in methods:
                    if kind.pre_activation is not pre_activation or kind.activate is not activate:
                        break
                else:
                    return known
        except (TypeError, ValueError):  # == of a Value and a number, or of an array
            pass
        return self.look(neurons, size, plain)

    def look(self, neurons: Sequence[Any], size: int, plain: tuple[Callable[..., Value], ...]) -> Sums | None:
        """Look at each neuron, and remember what it consists of."""
        global neuron_set
        if (last_set := neuron_set) is None:
            neuron_set = last_set = object()  # before the neurons are read: another thread may set one meanwhile
        operands: list[tuple[Value, ...]] = []
        activates = own_parts = True
        for neuron in neurons:
            own, kind = getattr(neuron, "__dict__", {}), type(neuron)
            if getattr(kind, "pre_activation", None) is not plain[0] or "pre_activation" in own:
                return None
            w = list(neuron.w)
            operands.append(tuple(w if neuron.b is None else [neuron.b, *w]))
            if len(w) != size or not w or any(type(each) is not Value for each in operands[-1]):
                return None
            activates = activates and kind.activate is plain[1] and "activate" not in own
            # What a class makes a property may be another at any time.
            parts = [own.get(name) is getattr(neuron, name) for name in ("w", "b", "activation")]
            own_parts = own_parts and type(neuron.w) is list and all(parts)
        if len(set(map(len, operands))) != 1:
            return None
        labels = [each._s_label for each in neurons]
        made = [(METHODS.get(each.activation), each._a_label) for each in neurons] if activates else []
        known = Sums(operands, labels, made, biased=len(operands[0]) > size)
        if own_parts:
            kinds: set[Any] = {*map(type, neurons)}
            methods = [(kind, plain[0], kind.activate) for kind in kinds]
            ws = [each.w for each in neurons]
            self.last = (last_set, size, [*neurons], ws, [list(w) for w in ws], methods, known)
        return known
