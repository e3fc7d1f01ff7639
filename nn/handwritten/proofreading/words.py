"""What stands in the lines of an optimiser, and the edits that put one of it in the place of another."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import permutations
from typing import Any

import numpy as np

from nn.handwritten.proofreading.edits import regrouped
from nn.handwritten.proofreading.fitting import SMALL, rest_of
from nn.handwritten.proofreading.lossnames import weight
from nn.handwritten.proofreading.scope import value_at
from nn.handwritten.proofreading.terms import NAMED, every, negated, renamed, with_field
from nn.handwritten.proofreading.values import parsed


def words_in(tree: ast.AST) -> Counter[str]:
    """Return the names, numbers and operators of a line, each as often as it is there."""
    kinds = ast.Name | ast.Attribute | ast.Constant | ast.operator
    return Counter(getattr(n, "attr", getattr(n, "id", "")) or ast.dump(n) for n in every(tree, kinds))


class Words:
    """What stands in the lines of an optimiser, and the edits that put one of it in the place of another."""

    def __init__(self, statements: Sequence[ast.stmt]) -> None:
        nodes = [node for statement in statements for node in ast.walk(statement)]
        is_number = [isinstance(n, ast.Constant) and isinstance(n.value, int | float) for n in nodes]
        atoms = [n for n, own in zip(nodes, is_number, strict=True) if own or isinstance(n, NAMED)]
        self.atoms = list(dict.fromkeys(map(ast.unparse, atoms)))
        self.texts = {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)}
        powers = [node for node in nodes if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow)]
        self.times = {ast.unparse(p.right) for p in powers if not isinstance(p.right, ast.Constant)}
        called = {ast.unparse(n.func) for n in nodes if isinstance(n, ast.Call)}
        self.roots = {name for name in called if "sqrt" in name}
        self.shapes: dict[str, tuple[int, ...]] = {}
        self.small: set[str] = set()

    def look(self, names: Mapping[str, Any]) -> None:
        """Take the shapes of what stands there from a paused script; counts are none of it."""
        own = [f"self.{name}" for name in getattr(names.get("self"), "__dict__", ())]
        texts = [text for text in (*names, *own) if not weight(text)]
        floats = [text for text in texts if isinstance(x := value_at(text, names), float) and 0 < x < 1]
        values = {text: value_at(text, names) for text in dict.fromkeys((*self.atoms, *floats))}
        self.shapes = {text: np.shape(v) for text, v in values.items() if isinstance(v, float | np.ndarray)}
        self.small = {text for text, v in values.items() if isinstance(v, float) and 0 < v < SMALL}
        self.roots = self.roots or ({"sqrt"} & set(names)) or {"np.sqrt"}

    @property
    def numbers(self) -> set[str]:
        """Return the last names of numbers."""
        return {text.rpartition(".")[2] for text, shape in self.shapes.items() if shape == ()}

    @property
    def own(self) -> list[str]:
        """Return the numbers that may be a β: no ε."""
        return [text for text, shape in self.shapes.items() if shape == () and text not in self.small]

    @property
    def arrays(self) -> set[str]:
        """Return the last names of arrays, and of what holds them: v of v['W']."""
        return {text.partition("[")[0].rpartition(".")[2] for text, shape in self.shapes.items() if shape}

    def renamed(self, value: ast.expr) -> Iterator[tuple[float, ast.expr]]:
        """Yield a line with another number wherever one stands: β₂ for β₁ in the whole mean."""
        held = {ast.unparse(node) for node in ast.walk(value) if isinstance(node, ast.expr)}
        for old, new in permutations(self.own, 2):
            if old in held:
                yield 1.0, renamed(value, old, parsed(new))

    def remembered(self, statement: Any) -> Iterator[tuple[float, ast.expr]]:
        """Yield a memory that starts anew with what it was before added: b * v + … for v = …, and v + …."""
        held = ast.unparse(statement.targets[0]) if isinstance(statement, ast.Assign) else ""
        if held in self.shapes and held not in map(ast.unparse, ast.walk(statement.value)):
            value = statement.value
            if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult) and ast.unparse(value.left) in self.own:
                yield 1.1, ast.BinOp(parsed(f"{ast.unparse(value.left)} * {held}"), ast.Add(), value.right)
            constants = [n.value for n in every(statement, ast.Constant) if isinstance(n.value, float)]
            yield 1.15, ast.BinOp(parsed(held), ast.Add(), value)
            for number in (*self.own, *(str(rest_of(n)) for n in constants if SMALL <= n < 0.5)):
                yield 1.2, ast.BinOp(parsed(f"{number} * {held}"), ast.Add(), statement.value)

    def edits(self, node: ast.expr) -> Iterator[tuple[float, ast.expr]]:
        """Yield the edits of one part of a line: another name, a power, a root, a factor, a part left out."""
        text = ast.unparse(node)
        parts = (getattr(node, "left", None), getattr(node, "right", None))
        if any(isinstance(part, ast.Constant) and isinstance(part.value, str) for part in parts):
            return  # a key: v['d' + k]
        if isinstance(node, ast.BinOp):
            yield from ((1.0, part) for part in (node.left, node.right))
            yield from ((1.0, ast.BinOp(node.left, other(), node.right)) for other in OTHER.get(type(node.op), ()))
            yield from (*_crossed(node), *regrouped(node))
            if isinstance(node.op, ast.Add | ast.Sub):
                yield 1.0, ast.BinOp(_turned(node.left), node.op, node.right)
            if isinstance(node.op, ast.Pow) and self.shapes.get(ast.unparse(node.left)):
                yield from ((1.2, ast.BinOp(parsed(f"1 - {n}"), ast.Mult(), node)) for n in self.own)
        elif isinstance(node, ast.Call) and len(node.args) == 1:
            yield from ((1.0, node.args[0]), (0.9, parsed(f"({ast.unparse(node.args[0])}) ** 2")))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from ((1.0, ast.Constant(other)) for other in self.texts)
        elif text in self.shapes:
            shape = self.shapes[text]
            alike = [other for other, its in self.shapes.items() if its == shape]
            numbers = self.own
            yield from ((1.0, parsed(other)) for other in alike if (other in self.small) == (text in self.small))
            if shape:
                yield from ((1.0, parsed(new)) for new in (f"{text} ** 2", *(f"{root}({text})" for root in self.roots)))
                yield from ((1.2, parsed(f"{k} * {text}")) for n in numbers for k in (n, f"(1 - {n})"))
                yield from ((1.2, parsed(f"{text} / (1 - {n} ** {t})")) for n in numbers for t in self.times)
            else:
                yield from ((1.0, parsed(new)) for new in (f"1 - {text}", *(f"{text} ** {t}" for t in self.times)))


def _turned(term: ast.expr) -> ast.expr:
    """Return a term with the other sign: -a * v for a * v."""
    if isinstance(term, ast.BinOp) and isinstance(term.op, ast.Mult | ast.Div):
        return with_field(term, "left", _turned(term.left))
    return negated(term)


OTHER: dict[type, tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Pow),
    ast.Div: (ast.Mult,),
}


def _crossed(node: ast.BinOp) -> Iterator[tuple[float, ast.expr]]:
    """Yield b·m + a·g for a·m + b·g."""
    a, b = node.left, node.right
    if isinstance(a, ast.BinOp) and isinstance(b, ast.BinOp):
        yield 1.0, ast.BinOp(with_field(a, "left", b.left), node.op, with_field(b, "left", a.left))
