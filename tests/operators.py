"""Networks whose sums are computed with operators, by hand: what a layer's recorded sums are compared with."""

import copy

from nn import Neuron


class ByOperators(Neuron):
    """A neuron that computes b + w_0·x_0 + w_1·x_1 + … with `+` and `*` of Values, one operation at a time."""

    def pre_activation(self, x):
        products = [w * x_j for w, x_j in zip(self.w, x, strict=True)]
        s, *rest = products if self.b is None else [self.b, *products]
        for product in rest:
            s = s + product
        s.label = self._s_label
        return s


def by_operators(model):
    """A copy of an MLP, a Layer or another module with `layers` or `neurons` that computes with operators."""
    twin = copy.deepcopy(model)
    for layer in getattr(twin, "layers", [twin]):
        for neuron in layer.neurons:
            neuron.__class__ = ByOperators
    return twin


def both(make):
    """What `make` makes twice: by operators, and as it is."""
    made = make()
    return by_operators(made), made
