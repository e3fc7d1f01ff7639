"""A script that checks its gradients by differences: what moves an entry a little, and which call gives the loss.

def numeric(f, W, eps=1e-5):
    …
    W[i] = old + eps                          is no step
    …
dW = backward(W)
print(numeric(lambda: loss(W), W) - dW)       loss(W) is the loss, and what `numeric` gives is no gradient to be read

Where nothing else computes the loss, it is computed once more below such a script, with the parameters as they are.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from nn.handwritten.proofreading.lossnames import weight
from nn.handwritten.proofreading.statements import step_of, targets
from nn.handwritten.proofreading.terms import called, copied, every

NUDGE = re.compile(r"(2(\.0)? \* )?(eps\w*|h|1e-\d+)")  # what a check of the gradients adds to an entry
TWICE = re.compile(r"\(?2(\.0)? \* (eps\w*|h|1e-\d+)\)?")  # what it divides by
COPIES = "copy", "deepcopy", "array"
MOST_CALLS = 4


def is_nudge(step: ast.expr) -> bool:
    """Return whether what a line adds is the small number of a check by differences."""
    return NUDGE.fullmatch(ast.unparse(step)) is not None


def nudged(tree: ast.AST) -> set[str]:
    """Return the entries that a check moves a little and puts back, as they are written: W[i].

    Where it moves a copy, low[i] -= eps, they are those that the copy is put into: params[k] = low.
    """
    assigned = every(tree, ast.Assign)
    lines = [s for s in every(tree, ast.Assign | ast.AugAssign) if (step := step_of(s)) is not None and is_nudge(step)]
    moved = [each for line in lines for each in targets(line) if isinstance(each, ast.Subscript)]
    copies = {ast.unparse(t) for s in assigned if called(getattr(s.value, "func", None)) in COPIES for t in s.targets}
    low = copies & {ast.unparse(each.value) for each in moved}
    moved += [t for s in assigned if ast.unparse(s.value) in low for t in s.targets if isinstance(t, ast.Subscript)]
    return {ast.unparse(each) for each in moved}


def without_checks(tree: ast.Module) -> ast.Module:
    r"""Return a copy of a tree without the innermost loops that move an entry a little and take differences.

    >>> loop = "for i in range(3):\n    w[i] = old + h\n    g[i] = (loss(w) - below) / (2 * h)\ndw = back(w)"
    >>> ast.unparse(without_checks(ast.parse(loop)))
    'pass\ndw = back(w)'
    """
    made: ast.Module = _WithoutChecks().visit(copied(tree))
    return made


class _WithoutChecks(ast.NodeTransformer):
    def visit(self, node: Any) -> Any:
        """Return a part of a tree without such loops, the innermost first."""
        self.generic_visit(node)
        moves = isinstance(node, ast.For | ast.While) and map(_moves_an_entry, every(node, ast.Assign | ast.AugAssign))
        if not moves or not differs_by_hand(node) or not any(moves):
            return node
        nothing: Any = ast.copy_location(ast.Pass(), node)
        nothing.site = getattr(node, "site", -1)  # as every statement that runs
        return nothing


def _moves_an_entry(line: ast.Assign | ast.AugAssign) -> bool:
    step = step_of(line)
    return isinstance(targets(line)[0], ast.Subscript) and step is not None and is_nudge(step)


def differs_by_hand(node: ast.AST) -> bool:
    """Return whether a part of a script divides by twice a small number, as a check by differences does.

    >>> [differs_by_hand(ast.parse(line)) for line in ("g = (up - down) / (2 * eps)", "z = (x - mu) / (s + eps)")]
    [True, False]
    """
    return any(isinstance(n.op, ast.Div) and TWICE.fullmatch(ast.unparse(n.right)) for n in every(node, ast.BinOp))


def from_differences(tree: ast.AST) -> set[str]:
    """Return the names of what functions give that take differences: they are no gradients of the backward pass."""
    makers = {each.name for each in every(tree, ast.FunctionDef) if differs_by_hand(each)}
    found: set[str] = set()
    for statement in every(tree, ast.Assign):
        for target in statement.targets:
            pairs = [(target, statement.value)]
            if isinstance(target, ast.Tuple) and isinstance(statement.value, ast.Tuple):
                pairs = list(zip(target.elts, statement.value.elts, strict=False))
            found |= {ast.unparse(name) for name, value in pairs if called(getattr(value, "func", None)) in makers}
    return found


def loss_calls(tree: ast.Module) -> list[str]:
    r"""Return the calls of a script's own functions that may give its loss, the likeliest first.

    They stand in the script with names of its top level, or have the names that a function gives to what it takes.

    >>> loss_calls(ast.parse("def loss(W): return 1.0\nW = 2.0\nf = lambda: loss(W)"))
    ['loss(W)', 'loss(W)[0]']
    """
    own = {each.name: each for each in tree.body if isinstance(each, ast.FunctionDef) and not differs_by_hand(each)}
    calls = every(tree, ast.Call)
    written: list[str] = []
    for names in _scopes(tree):
        written += [ast.unparse(call) for call in calls if _is_plain(call, own, names)]
        for name, function in own.items():
            given = [each.arg for each in function.args.args]
            written += [f"{name}({', '.join(given)})"] if given and set(given) <= names else []
    ordered = sorted(dict.fromkeys(written), key=lambda text: -weight(text.partition("(")[0]))
    return [each for text in ordered[:MOST_CALLS] for each in (text, f"{text}[0]")]


def _scopes(tree: ast.Module) -> Iterator[set[str]]:
    """Yield the names of the top level, and of each function that calls others in a loop, as one that trains does."""
    outer = [each for each in tree.body if not isinstance(each, ast.FunctionDef | ast.ClassDef)]
    yield {n.id for each in outer for n in every(each, ast.Name) if isinstance(n.ctx, ast.Store)}
    made = {each.name for each in tree.body if isinstance(each, ast.FunctionDef)}
    for function in every(tree, ast.FunctionDef):
        looped = [call for loop in every(function, ast.For | ast.While) for call in every(loop, ast.Call)]
        if any(called(call.func) in made for call in looped):
            stored = {n.id for n in every(function, ast.Name) if isinstance(n.ctx, ast.Store)}
            yield stored | {each.arg for each in function.args.args}


def _is_plain(call: ast.Call, own: Any, names: set[str]) -> bool:
    """Return whether a call gives one of the script's own functions names of its top level only."""
    function = own.get(called(call.func))
    gives = [each.value for each in every(function, ast.Return) if each.value] if function is not None else []
    is_own = bool(gives) and not call.keywords and (bool(call.args) or not isinstance(gives[0], ast.Tuple))
    return is_own and all(isinstance(each, ast.Name) and each.id in names for each in call.args)
