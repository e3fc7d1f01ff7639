"""Statements that stand too early: a step above a line that needs the array as it was before, or above the return."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from typing import Any

from nn.handwritten.proofreading.bench import Patch
from nn.handwritten.proofreading.marking import SUITES, root, targets
from nn.handwritten.proofreading.terms import instead_of, names_in, texts_in

NAMES = ("dx", "dinput", "back", "given_back")  # what the returned value may be called


MOST_BELOW = 12  # how far below its place a statement is tried


def blocks(tree: ast.AST) -> Iterator[list[Any]]:
    """Yield the blocks of a script."""
    for node in ast.walk(tree):
        for block in (getattr(node, suite, None) for suite in SUITES):
            if isinstance(block, list) and len(block) > 1 and isinstance(block[0], ast.stmt):
                yield block


def moves(tree: ast.Module, sites: Collection[int], steps: Collection[int]) -> Iterator[Patch]:
    """Yield each of some statements, below a later one in the same block that has a name in common with it."""
    for block in blocks(tree):
        for i, early in enumerate(block):
            for late in block[i + 1 : i + 1 + MOST_BELOW] if early.site in sites else ():
                if isinstance(late, ast.Return):
                    yield from returned_first(early, late, tree) if early.site in steps else ()
                elif late.site in sites and (_makes(early) & names_in(late) or _makes(late) & names_in(early)):
                    yield Patch(early.site, instead={early.site: (), late.site: (late, early)})


def _makes(statement: ast.stmt) -> set[str]:
    """Return the names that a statement assigns, or changes a part of."""
    return {root(target).partition(".")[0] for target in targets(statement)}


def returned_first(early: Any, late: Any, tree: ast.Module) -> Iterator[Patch]:
    """Yield a step below what is returned after it: nothing stands below a return, so its value gets a name."""
    moved = {ast.unparse(target) for target in targets(early)}
    if moved.isdisjoint(texts_in(late)) or isinstance(late.value, ast.Name):
        return
    name = next((each for each in NAMES if each not in names_in(tree)), NAMES[-1])
    made = instead_of(late, ast.Assign([ast.Name(name, ast.Store())], late.value))
    handed = instead_of(late, ast.Return(ast.Name(name, ast.Load())))
    yield Patch(early.site, instead={early.site: (made, early), late.site: (handed,)})
