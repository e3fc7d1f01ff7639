"""Where in a network a value stands: a label with a layer, a neuron, a role and an index.

The engine knows nothing of networks. A label is text like any other to it; a room that groups values into
neurons and layers, or names a weight by its indices, reads `label.place`.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """The place of a value in a network.

    layer   counts from 1; None outside an MLP
    neuron  counts from 0; for an input, its position
    role    "w" weight, "b" bias, "x" input, "s" pre-activation, "a" activation
    index   for a weight, the input it belongs to; else None
    """

    layer: int | None
    neuron: int
    role: str
    index: int | None = None


class PlacedLabel(str):
    """A label, text like any other, with a `place`.

    >>> PlacedLabel(Place(layer=2, neuron=1, role="w", index=0))
    'w2[1,0]'
    """

    place: Place
    __slots__ = ("place",)

    def __new__(cls, place: Place) -> "PlacedLabel":
        """Return the label of a place."""
        inside = str(place.neuron) if place.index is None else f"{place.neuron},{place.index}"
        label = super().__new__(cls, f"{place.role}{'' if place.layer is None else place.layer}[{inside}]")
        label.place = place
        return label

    def __reduce__(self) -> tuple[type["PlacedLabel"], tuple[Place]]:
        return PlacedLabel, (self.place,)  # made from a place, not from text
