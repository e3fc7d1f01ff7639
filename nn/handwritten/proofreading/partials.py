"""Local derivatives by their names: d_h1_d_w1 and dp_dz, which are no ∂L/∂v, and what they should be.

    d_h1_d_w1 = x[1] * deriv_sigmoid(sum_h1)      ∂h1/∂w1
    w1 -= rate * d_L_d_h1 * d_h1_d_w1             the chain rule, as a product

A step is wrong with each factor of it, and each other factor could make up for that. What the name of a line says is
measured by differences, so that the line itself is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import numpy as np

from nn.handwritten.proofreading.case import Case
from nn.handwritten.proofreading.multiples import close
from nn.handwritten.proofreading.naming import stem
from nn.handwritten.proofreading.recording import Array, Event, Place

WEIGHTS = {-2: 1 / 12, -1: -2 / 3, 1: 2 / 3, 2: -1 / 12}  # of a difference that is exact up to the fourth power
STEP = 1e-3


def wrong_partials(case: Case) -> Iterator[tuple[Event, Array]]:
    """Yield the assignments of local derivatives that hold another value than their names say, with the right one."""
    known: dict[str, Event] = {}
    for event in case.outcome.events[: case.window.end]:
        name, held = case.text(event.place), event.value
        if event.site < 0 or held is None or held.dtype.kind != "f":
            continue
        for outer, inner in pairs_of(name, known) if event.place not in case.window.moved else ():
            right = _partial(case, outer, inner)
            if right is not None and right.shape == held.shape and not close(right, held):
                yield event, right
        known[_bare(name)] = event


def pairs_of(name: str, known: Mapping[str, Event]) -> Iterator[tuple[Event, Event]]:
    """Yield the forward values of which a name says that it is the derivative of one by the other."""
    text = stem(name)
    for at in re.finditer("d", text[1:]) if text.startswith("d") else ():
        outer, inner = (known.get(_bare(part)) for part in (text[1 : at.start() + 1], text[at.end() + 1 :]))
        if outer is not None and inner is not None:
            yield outer, inner


def _bare(name: str) -> str:
    """Return a name as it stands in that of a derivative: y_pred is in dL_dypred, too."""
    return stem(name).replace("_", "").lower()


def _partial(case: Case, outer: Event, inner: Event) -> Array | None:
    """Return the derivative of a forward value by one before it, entry by entry; None where it cannot be measured."""
    if inner.value is None or outer.value is None or inner.value.shape != outer.value.shape:
        return None
    total = np.zeros_like(outer.value)
    for steps, weight in WEIGHTS.items():
        moved = _value(case, outer.place, {inner.place: inner.value + steps * STEP})
        if moved is None or moved.shape != total.shape:
            return None
        total = total + weight / STEP * moved
    return total


def _value(case: Case, place: Place, swaps: Mapping[Place, Array]) -> Array | None:
    """Return what is assigned at a place once other values are put in."""
    return next((event.value for event in case.run(swaps=dict(swaps)).events if event.place == place), None)
