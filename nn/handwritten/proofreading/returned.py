"""The source of two functions that were handed over as objects, and which gradient belongs to which input.

A function is found again by the line on which its code begins; a method brings its whole class with it. A gradient is
that of an input by its name, by its shape, or by its numbers.
"""

from __future__ import annotations

import ast
import functools
import inspect
import linecache
import re
import textwrap
import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any, NamedTuple

import numpy as np

from nn.handwritten.proofreading.multiples import are_equal
from nn.handwritten.proofreading.naming import says, stem
from nn.handwritten.proofreading.recording import Array, Leaf, leaves
from nn.handwritten.proofreading.source import UnreadableError
from nn.handwritten.proofreading.terms import every, names_read

Slope = Callable[[str, Array], float]  # (path of an input, direction) -> how the loss changes along it
NO_SOURCE = "the source of the functions cannot be read; give the script instead."
NO_NAME = "a lambda has no name: write def forward(…), or forward = lambda …, on a line of its own."


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

    These are the names in `space` after its call, and `before` it.
    """
    texts = _returned(backward)
    if "_gradients" not in space and (keys := _keys(backward)):
        yield from (Gradient(f"_gradients[{key!r}]", key, None) for key in keys)
    elif "_gradients" not in space:
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
    return a is None or not are_equal(a, b)


def _members(space: Mapping[str, Any]) -> Iterator[Leaf]:
    """Yield the arrays of floats that an object keeps."""
    if "self" in space:
        for name, thing in vars(space["self"]).items():
            yield from floats(thing, f"self.{name}")


def _returned(backward: Definition) -> list[str]:
    """Return the names of what the last return of a function gives, "" for what has none."""
    found = [n.value for n in every(backward.function, ast.Return) if n.value is not None]
    found = [backward.function.body] if isinstance(backward.function, ast.Lambda) else found
    last = max(found, key=lambda node: node.lineno, default=ast.Tuple([]))
    parts = last.elts if isinstance(last, ast.Tuple | ast.List) else [last]
    names = (ast.Name, ast.Attribute, ast.Subscript, ast.Constant)
    return [ast.unparse(each).removesuffix(".T") if isinstance(each, names) else "" for each in parts]


def _keys(backward: Definition) -> list[str]:
    """Return the keys of the dict that a function returns, as they stand in it; [] where it returns no such dict."""
    found = [n.value for n in every(backward.function, ast.Return) if n.value is not None]
    last = found[-1] if found else None
    lines = every(backward.function, ast.Assign)
    made = [each.value for each in lines if last is not None and ast.unparse(each.targets[0]) == ast.unparse(last)]
    shown = [each for each in (last, *made) if isinstance(each, ast.Dict)]
    keys: list[Any] = [key for each in shown for key in each.keys]
    entries = [each.targets[0] for each in lines if isinstance(each.targets[0], ast.Subscript)]
    keys += [each.slice for each in entries if last is not None and ast.unparse(each.value) == ast.unparse(last)]
    return [key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)]


def belonging(inputs: Mapping[str, Any], found: Iterator[Gradient], slope: Slope) -> dict[str, str]:
    """Return {path of an input: path of its gradient}, in the order of the inputs."""
    wanted = [leaf for name, thing in inputs.items() for leaf in floats(thing, name)]
    free = {output.path: output for output in found}
    pairs: dict[str, str] = {}
    for leaf in wanted:
        named = [each for each in free.values() if each.path != leaf.path and _is_named(each, leaf.path)]
        if named:
            key = leaf.path.partition("[")[2]
            best = min(named, key=lambda each: (each.name.partition("[")[2] != key, not each.is_returned))
            pairs[leaf.path] = free.pop(best.path).path
    free = {path: output for path, output in free.items() if output.is_returned}
    for is_sure in (True, False):
        for leaf in (leaf for leaf in wanted if leaf.path not in pairs):
            made = {path: each.value for path, each in free.items() if each.value is not None}  # where it does not stop
            fits = [path for path, value in made.items() if np.shape(value) == np.shape(leaf.thing)]
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


def _agrees(leaf: Leaf, gradient: Any, slope: Slope) -> bool:
    """Return whether a gradient is that of an input along one direction, by a central difference."""
    way: Array = np.random.default_rng(1).normal(size=np.shape(leaf.thing))
    return bool(np.isclose(slope(leaf.path, way), np.sum(gradient * way), rtol=1e-4, atol=1e-7))


class Definition(NamedTuple):
    """A function, a class or a named lambda: its file, the statement there, what it is called, and its own node."""

    file: str
    node: ast.stmt
    name: str
    function: ast.AST


def plain_function(thing: Any) -> types.FunctionType | None:
    """Return the function of a method, a partial, a decorated function or an object that is called; None if none."""
    while isinstance(thing, functools.partial):
        thing = thing.func
    if not inspect.isroutine(thing) and not inspect.isclass(thing):
        thing = getattr(thing, "__call__", thing)  # noqa: B004  # the method itself is wanted
    found = inspect.unwrap(getattr(thing, "__func__", thing))
    return found if inspect.isfunction(found) else None


class Definitions:
    """The text of two functions and of what they call in the same files, at the lines where they stand.

    called    the two functions
    text      the source; where it comes from several files, that of the backward function stands at its own lines
    names     what else the functions use: {name: thing}
    objects   those names of objects whose class stands in the same files, as `layer` of layer.forward(x): {name: class}
    imports   lines that import NumPy under the names that the functions use
    """

    def __init__(self, functions: Iterable[Any]) -> None:
        self._trees: dict[str, tuple[list[str], ast.Module | None]] = {}
        given = [plain_function(each) for each in functions]
        found = [definition for each in given if each is not None and (definition := self._definition(each))]
        if len(found) < 2:
            raise UnreadableError(NO_SOURCE)
        self.called = dict(zip(("forward", "backward"), found, strict=True))
        kept: dict[int, Definition] = {}
        scopes = [_scope(each) for each in given if each is not None]
        todo = list(zip(self.called.values(), scopes, strict=True))
        files = {each.file for each in self.called.values()}
        self.names: dict[str, Any] = {}
        self.objects: dict[str, str] = {}
        for definition, scope in todo:  # which grows
            if id(definition.node) in kept:
                continue
            kept[id(definition.node)] = definition
            for name in sorted(names_read(definition.node)):
                if name not in scope:
                    continue
                self.names[name] = scope[name]
                kind = _class_of(scope[name])
                other = self._definition(kind or scope[name])
                if other is not None and other.file in files and other.name == (kind.__name__ if kind else name):
                    todo.append((other, _scope(_any_function(kind or scope[name]))))
                    self.objects |= {name: kind.__name__} if kind else {}
        self.text = self._text(list(kept.values()))
        self.imports = list(_imports(self.names))

    def _definition(self, thing: Any) -> Definition | None:
        """Return where a function or a class is defined; None if that cannot be read."""
        function = _any_function(thing)
        if function is None:
            return None
        file, start = function.__code__.co_filename, function.__code__.co_firstlineno
        tree = self._tree(file, function)
        if tree is None:
            return None
        for outer, node in _with_outer(tree):
            if isinstance(node, ast.Lambda) and node.lineno == start and function.__name__ == "<lambda>":
                if isinstance(outer, ast.Assign) and isinstance(outer.targets[0], ast.Name):
                    return Definition(file, outer, outer.targets[0].id, node)
                raise UnreadableError(NO_NAME)
            if isinstance(node, ast.FunctionDef) and node.name == function.__name__ and _first_line(node) == start:
                if not isinstance(outer, ast.ClassDef):
                    return Definition(file, node, node.name, node)
                name = outer.name if inspect.isclass(thing) else f"{outer.name}.{node.name}"
                return Definition(file, outer, name, node)
        return None

    def _tree(self, file: str, function: types.FunctionType) -> ast.Module | None:
        """Return the tree of a file; None if it is not there."""
        if file not in self._trees:
            linecache.checkcache(file)
            self._trees[file] = linecache.getlines(file, function.__globals__), None
            with suppress(SyntaxError):
                lines, _ = self._trees[file]
                self._trees[file] = lines, ast.parse("".join(lines)) if lines else None
        return self._trees[file][1]

    def _text(self, kept: list[Definition]) -> str:
        """Return the lines of what is kept: those of the backward function where they stand, others below."""
        home = self.called["backward"].file
        at_home = [each for each in kept if each.file == home]
        rows = [""] * max(each.node.end_lineno or 0 for each in at_home)
        for each in at_home:
            rows[_first_line(each.node) - 1 : each.node.end_lineno] = self._rows(each)
        return "\n".join(rows + [row for each in kept if each.file != home for row in self._rows(each)]) + "\n"

    def _rows(self, each: Definition) -> list[str]:
        lines = self._trees[each.file][0]
        if isinstance(each.function, ast.Lambda):
            body = ast.get_source_segment("".join(lines), each.function.body) or ""
            rows = f"def {each.name}({ast.unparse(each.function.args)}): return ({body})".splitlines()
            return rows + [""] * ((each.node.end_lineno or 0) - each.node.lineno + 1 - len(rows))
        rows = lines[_first_line(each.node) - 1 : each.node.end_lineno]
        return textwrap.dedent("".join(rows)).splitlines()


def _any_function(thing: Any) -> types.FunctionType | None:
    """Return a function itself, or one that stands in a class."""
    if inspect.isclass(thing):
        inside = [plain_function(each) for each in vars(thing).values() if isinstance(each, types.FunctionType)]
        return next((each for each in inside if each is not None), None)
    return inspect.unwrap(thing) if inspect.isfunction(thing) else None


def _class_of(thing: Any) -> type | None:
    """Return the class of an object that a learner made; None for a function, a class, and what keeps no members."""
    is_made = hasattr(thing, "__dict__") and not inspect.isroutine(thing) and not inspect.isclass(thing)
    return type(thing) if is_made and not inspect.ismodule(thing) else None


def _scope(function: types.FunctionType | None) -> Mapping[str, Any]:
    """Return the names that a function sees outside itself."""
    if function is None:
        return {}
    closed = {}
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        try:
            closed[name] = cell.cell_contents
        except ValueError:  # not assigned yet
            continue
    return {**function.__globals__, **closed}


def _with_outer(node: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
    """Yield every part of a tree with the part that it stands in."""
    for part in ast.iter_child_nodes(node):
        yield node, part
        yield from _with_outer(part)


def _first_line(node: Any) -> int:
    """Return the line of a statement's first decorator, or its own."""
    return int(min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", ()))]))


def _imports(names: Mapping[str, Any]) -> Iterator[str]:
    """Yield lines that import NumPy, and functions of NumPy, under the names that are used."""
    for name, thing in names.items():
        own = getattr(thing, "__name__", "")
        if thing is np:
            yield f"import numpy as {name}"
        elif own.isidentifier() and getattr(np, own, None) is thing:
            yield f"from numpy import {own} as {name}"
