"""What the arrays of a program are called: by the labels of their members where these agree, else by what made them.

`nn` marks pre-activations and activations with their place, so that they become Z1 and A1. The engine only reads it.
"""

import builtins
import keyword
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from engine.lifting.placement import Placement
from engine.lifting.spelling import BY_NUMBER, HELPERS
from engine.lifting.steps import Elementwise, Gather, Joined, Rows, Sum, Term
from engine.lifting.views import Array

ROLES = {"s": "Z", "a": "A", "x": "X", "w": "W", "b": "b"}
TAKEN = {
    *(*keyword.kwlist, *dir(builtins), *HELPERS, *BY_NUMBER),
    *("np", "math", "N", "INF", "BERNOULLI", "factorial_over_power", "value_and_grad", "loss"),
}
"""Names that mean something else in the source."""


def identifier(text: str) -> str:
    """The nearest thing to `text` that Python takes as a name.

    >>> identifier("layers.0.w"), identifier("2nd"), identifier("lambda")
    ('layers_0_w', '_2nd', 'lambda_')
    """
    name = re.sub(r"\W", "_", text, flags=re.ASCII) or "_"
    name = f"_{name}" if name[0].isdigit() else name
    return f"{name}_" if name in TAKEN else name


def identifiers(names: Sequence[str]) -> dict[str, str]:
    """For each name of a user what it is called in the source; no two the same, nor the gradient of another one.

    >>> identifiers(["W1", "layer.w", "layer_w"])
    {'W1': 'W1', 'layer.w': 'layer_w', 'layer_w': 'layer_w_'}
    """
    found: dict[str, str] = {}
    for name in names:
        written = identifier(name)
        while {written, f"d{written}"} & {*found.values(), *(f"d{other}" for other in found.values())}:
            written += "_"
        found[name] = written
    return found


def common_name(labels: Iterable[Any]) -> str:
    """The name that all labels of an array share: Z1 for s1[0], s1[1], …; "" if they do not agree."""
    found = {stem(label) for label in labels}
    return found.pop() if len(found) == 1 else ""


def stem(label: Any) -> str:
    """What a label says about the array it belongs to: its place, or what stands before an index in brackets."""
    place = getattr(label, "place", None)
    if place is not None and place.role in ROLES:
        return f"{ROLES[place.role]}{'' if place.layer is None else place.layer}"
    name = re.sub(r"\[.*\]$", "", str(label))
    return name if name.isascii() and name.isidentifier() else ""


def name_arrays(groups: Placement, root: int) -> None:
    """Give every array a name of its own; those that the user named have theirs already."""
    taken = {array.name for array in groups.arrays if array.name} | TAKEN
    taken |= {f"d{name}" for name in taken}
    taken -= {"loss", "dloss"}
    count: Counter[str] = Counter()
    made = {id(step.out): step for step in groups.steps}
    for i, array in enumerate(groups.arrays):
        if array.name:
            continue
        name = label_of(groups, array)
        array.labelled = bool(name)
        if i == root and (not array.shape or (array.size == 1 and array.batched)):
            name = name or ("losses" if array.batched else "loss")
            array.labelled = True
        if not name or name in taken or f"d{name}" in taken:
            base = name or kind_of(array, made.get(id(array)))
            while not name or name in taken or f"d{name}" in taken:
                count[base] += 1
                name = f"{base}{count[base]}" if base[-1:].isalpha() else f"{base}_{count[base] + 1}"
        array.name = name
        taken |= {name, f"d{name}"}


def label_of(groups: Placement, array: Array) -> str:
    """The name that the labels of its members give it."""
    if array.members is None:
        return ""
    leaves, made = groups.reading.leaves, groups.reading.made
    values = [made[number - leaves] for number in array.members]
    if values[0] is None or not values[0].label:
        return ""
    name = common_name(value.label if value is not None else "" for value in values)
    return identifier(name) if name else ""


def kind_of(array: Array, step: Any) -> str:
    """What an array without a name is called after: the operation that made it."""
    if isinstance(step, Elementwise | Rows):
        return step.row.name
    if isinstance(step, Sum):
        plain = all(isinstance(term, Term) and term.y is None and not term.over for term in step.terms)
        scales = [term.scale for term in step.terms] if plain and not step.constant else []
        return "neg" if scales == [-1] else "diff" if scales == [1, -1] else "sum"
    if isinstance(step, Gather):
        return "picked"
    if isinstance(step, Joined):
        return "joined"
    return "I" if array.data is not None and array.data.dtype.kind == "i" else "C"
