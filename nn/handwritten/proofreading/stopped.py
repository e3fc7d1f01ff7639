"""The steps that an error kept from being taken: of a script that stops before them, they are read off its tree.

What a step would have moved is the array that its target held, or held last; of a step under another name, as in
W = p["W"] - lr * dW, the one that stands under that key.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from nn.handwritten.proofreading.losses import is_float
from nn.handwritten.proofreading.marking import targets
from nn.handwritten.proofreading.recording import Leaf, Place
from nn.handwritten.proofreading.running import Outcome


def stopped(finder: Any, outcome: Outcome) -> Iterator[tuple[Place, Leaf]]:
    """Yield the changes that an error kept from coming: from the old value, or the tree."""
    recorder = outcome.recorder
    came = {event.place for event in finder.events}
    for place, (_, before, _) in recorder.started.items():
        if place not in came and not isinstance(finder.script.statement(place[0]), ast.Expr):
            yield from ((place, leaf) for leaf in before if is_float(leaf))
    held: dict[str, list[Leaf]] = {}
    for event in finder.events:
        held.setdefault(finder.script.text(event.place), []).extend(leaf for leaf in event.leaves if is_float(leaf))
    statements: list[tuple[int, Any]] = list(enumerate(finder.script.program.statements))
    for site, statement in sorted(statements, key=lambda each: each[1].lineno):
        for part, target in enumerate(targets(statement)):
            moved = getattr(statement, "moves", None)
            is_sum = isinstance(statement, ast.AugAssign) or ast.unparse(target) in ast.unparse(statement.value)
            is_step = moved is not None or is_sum
            if recorder.counts[site, part] or (site, part) in recorder.waiting or not is_step:
                continue
            found = _under_key(finder, moved) or held.get(ast.unparse(moved or target), [])
            if isinstance(target, ast.Subscript):  # a loop over layers fills them and changes them in one order
                yield from (((site, part, i), leaf) for i, leaf in enumerate(found))
            else:
                last = {leaf.path: leaf for leaf in found}
                yield from (((site, part, 0), leaf) for leaf in last.values())


def _under_key(finder: Any, entry: Any) -> list[Leaf]:
    """Return the array that stands under the key of an entry, in whichever dict; the dict may have another name."""
    key = f"[{entry.slice.value!r}]" if isinstance(getattr(entry, "slice", None), ast.Constant) else ""
    leaves = [(finder.exact(e.place) + leaf.path, leaf) for e in finder.events for leaf in e.leaves if is_float(leaf)]
    return [leaf._replace(path="") for text, leaf in leaves if key and text.endswith(key)][-1:]
