"""Which of the gradients that a backward function gives belongs to which input: by name, by shape, by its numbers."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from nn.handwritten.proofreading.definitions import Definition
from nn.handwritten.proofreading.naming import says, stem
from nn.handwritten.proofreading.recording import Array, Leaf, leaves
from nn.handwritten.proofreading.terms import every

Slope = Callable[[str, Array], float]
"""(path of an input, direction) -> how the loss changes along it."""


class Gradient(NamedTuple):
    """A gradient: how it is reached, what it is called, itself (None where the function stopped), if it is returned."""

    path: str
    name: str
    value: Any
    is_returned: bool = True


def floats(thing: Any, path: str = "") -> Iterator[Leaf]:
    """Yield the arrays of floats in a thing."""
    return (leaf for leaf in leaves(thing, path) if getattr(getattr(leaf.thing, "dtype", None), "kind", "") == "f")


def outputs(backward: Definition, space: Mapping[str, Any], before: Mapping[str, Any]) -> Iterator[Gradient]:
    """Yield what a backward function returned, or would have, had it not stopped; and what its object keeps since.

    Args:
        backward: where it is defined.
        space: the names after its call.
        before: the names before it.
    """
    texts = _returned(backward)
    if "_gradients" not in space:
        paths = ["_gradients"] if len(texts) == 1 else [f"_gradients[{i}]" for i in range(len(texts))]
        yield from (Gradient(path, text, None) for path, text in zip(paths, texts, strict=True) if text != "None")
    for leaf in leaves(space.get("_gradients")):
        index = re.match(r"\[(\d+)\]", leaf.path)
        place = int(index[1]) if index else 0
        text = texts[place] if place < len(texts) and (index or len(texts) == 1) else ""
        rest = leaf.path[index.end() :] if index else leaf.path
        yield Gradient("_gradients" + leaf.path, (stem(rest) if "'" in rest else text + rest), leaf.thing)
    old = {leaf.path: leaf.value for leaf in _members(before)}
    for leaf in _members(space):
        if leaf.path not in old or differs(old[leaf.path], leaf.value):
            yield Gradient(leaf.path, leaf.path, leaf.thing, is_returned=False)


def differs(a: Array | None, b: Array | None) -> bool:
    """Return whether two arrays are not the same."""
    return a is None or b is None or not np.array_equal(a, b)


def _members(space: Mapping[str, Any]) -> Iterator[Leaf]:
    """Yield the arrays of floats that an object keeps."""
    if "self" in space:
        for name, thing in vars(space["self"]).items():
            yield from floats(thing, f"self.{name}")


def _returned(backward: Definition) -> list[str]:
    """Return the names of what the last return of a function gives, "" for what has none."""
    found = [n.value for n in every(backward.function, ast.Return) if n.value is not None]
    if isinstance(backward.function, ast.Lambda):
        found = [backward.function.body]
    if not found:
        return []
    last = max(found, key=lambda node: node.lineno)
    parts = last.elts if isinstance(last, ast.Tuple | ast.List) else [last]
    names = (ast.Name, ast.Attribute, ast.Subscript, ast.Constant)
    return [ast.unparse(each).removesuffix(".T") if isinstance(each, names) else "" for each in parts]


def belonging(inputs: Mapping[str, Any], found: Iterator[Gradient], slope: Slope) -> dict[str, str]:
    """Return {path of an input: path of its gradient}, in the order of the inputs."""
    wanted = [leaf for name, thing in inputs.items() for leaf in floats(thing, name)]
    free = {output.path: output for output in found}
    pairs: dict[str, str] = {}
    for leaf in wanted:
        named = [each for each in free.values() if each.path != leaf.path and _is_named(each, leaf.path)]
        if named:
            best = min(named, key=lambda each: (_suffix(each.name) != _suffix(leaf.path), not each.is_returned))
            pairs[leaf.path] = free.pop(best.path).path
    free = {path: output for path, output in free.items() if output.is_returned}
    for is_sure in (True, False):
        for leaf in (leaf for leaf in wanted if leaf.path not in pairs):
            fits = [path for path, each in free.items() if np.shape(each.value) == np.shape(leaf.thing)]
            fits = [path for path in fits if not is_sure or _agrees(leaf, free[path].value, slope)]
            if fits and (len(free) > 1 or not is_sure):
                pairs[leaf.path] = free.pop(fits[0]).path
    left = [leaf.path for leaf in wanted if leaf.path not in pairs and "." not in leaf.path]
    if len(left) == len(free):  # of another shape: that is the mistake
        pairs |= dict(zip(left, free, strict=True))
    return {leaf.path: pairs[leaf.path] for leaf in wanted if leaf.path in pairs}


def _is_named(output: Gradient, path: str) -> bool:
    """Return whether a gradient is called like that of an input; one that is only kept needs more than its name."""
    is_kept = not output.is_returned and not re.search(r"grad|\bd", output.name)
    return bool(output.name) and not is_kept and says(output.name, path)


def _suffix(name: str) -> str:
    return re.sub(r"^[^\[]*", "", name)


def _agrees(leaf: Leaf, gradient: Any, slope: Slope) -> bool:
    """Return whether a gradient is that of an input along one direction, by a central difference."""
    way: Array = np.random.default_rng(1).normal(size=np.shape(leaf.thing))
    return bool(np.isclose(slope(leaf.path, way), np.sum(gradient * way), rtol=1e-4, atol=1e-7))
