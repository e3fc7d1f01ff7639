"""Where in a network a value stands: `nn` marks its values with `label.place`: layer, neuron, role and index.

The roles are "w" and "b" for parameters, "x" for inputs, "s" for pre-activations, "a" for activations. Pictures,
explanations and derived programs read a place here; nothing of `nn` is imported.
"""

from typing import Any


def place_in(label: Any) -> Any:
    """The place that a label has; None for any other text."""
    return getattr(label, "place", None)


def place_of(value: Any) -> Any:
    """Where in a network a value stands; None elsewhere."""
    return getattr(value.label, "place", None)


def role_of(value: Any) -> str:
    """What a value is in its neuron, "" if it has no place."""
    return str(getattr(place_of(value), "role", ""))
