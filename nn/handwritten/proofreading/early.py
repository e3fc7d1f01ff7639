"""A step that stands before what is returned after it: return grad @ self.W.T below self.W -= lr * dW."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from nn.handwritten.proofreading.bench import Patch
from nn.handwritten.proofreading.marking import targets
from nn.handwritten.proofreading.terms import names_in, texts_in

NAMES = ("dx", "dinput", "back", "given_back")
"""What the returned value may be called."""


def returned_first(early: Any, late: Any, tree: ast.Module) -> Iterator[Patch]:
    """Yield a step below what is returned after it: nothing stands below a return, so its value gets a name."""
    moved = {ast.unparse(target) for target in targets(early)}
    if moved.isdisjoint(texts_in(late)) or isinstance(late.value, ast.Name):
        return
    name = next((each for each in NAMES if each not in names_in(tree)), NAMES[-1])
    made: Any = ast.copy_location(ast.Assign([ast.Name(name, ast.Store())], late.value), late)
    handed: Any = ast.copy_location(ast.Return(ast.Name(name, ast.Load())), late)
    made.site = handed.site = late.site
    yield Patch(early.site, instead={early.site: (made, early), late.site: (handed,)})
