"""A clip the wrong way round: it makes short gradients longer, or shorter still, and leaves the long ones as they are.

    scale = max(1.0, 5.0 / norm)      for  min(1.0, 5.0 / norm)
    scale = min(1.0, norm / 5.0)      for  min(1.0, 5.0 / norm)

All gradients are right, and clips are known to make steps shorter: only this line tells that it is none. The line as
it should be is proved if with it each step is a part of what it was, or what it was.
"""

from __future__ import annotations

import ast
import re
from typing import Any

from nn.handwritten.proofreading.bench import Bench, Patch, Proof
from nn.handwritten.proofreading.case import DRAWS, Case
from nn.handwritten.proofreading.multiples import multiple, near
from nn.handwritten.proofreading.terms import called, every
from nn.handwritten.proofreading.wrongs import Wrong, fixed_by

NORM = re.compile(r"norm|sqrt\(", re.IGNORECASE)
TURNED = {"max": "min", "maximum": "minimum"}


def lengthened(case: Case) -> Wrong | None:
    """Return the line of a clip that is the wrong way round; None if there is none."""
    for event in case.events:
        statement: Any = case.statement(event.site) if event.site >= 0 else None
        value = statement.value if isinstance(statement, ast.Assign) else None
        made = _turned(value) if isinstance(value, ast.Call) and _is_factor(case, case.text(event.place)) else None
        if made is not None:
            patch = Patch(event.site, made, cost=0.5)
            if all(_is_no_longer(case, patch, draw) for draw in DRAWS if case.truth(draw) is not None):
                return fixed_by(case, Proof(patch, frozenset(range(len(case.window.parameters))), 0.0))
    return None


def _is_no_longer(case: Case, patch: Patch, draw: int) -> bool:
    """Return whether each step is the same part of what it was once a patch is in, or as long as it was."""
    before, now = (case.steps.moves(Bench(case).run(patches, draw=draw)) for patches in ([], [patch]))
    pairs = zip(now, before, strict=True)
    parts = [multiple(new, old) if new is not None and old is not None else None for new, old in pairs]
    return all(k is not None and 0 < k < 1 + 1e-9 and near(k, parts[0] or 0.0) for k in parts)


def _turned(call: ast.Call) -> ast.expr | None:
    """Return a clip as it should be; None for one that is right, and for all other calls.

    >>> lines = ("max(1.0, 5 / norm)", "min(1, norm / 5)", "min(1.0, 5 / norm)", "max(0.0, 1 / norm)", "max(1, n / 2)")
    >>> [made and ast.unparse(made) for made in (_turned(ast.parse(line, mode="eval").body) for line in lines)]
    ['min(1.0, 5 / norm)', 'min(1, 5 / norm)', None, None, None]
    """
    word = called(call.func)
    one = [each for each in call.args if isinstance(each, ast.Constant) and each.value == 1]
    parts = [each for each in call.args if isinstance(each, ast.BinOp) and isinstance(each.op, ast.Div)]
    if len(call.args) != 2 or len(one) != 1 or len(parts) != 1 or word not in (*TURNED, *TURNED.values()):
        return None
    above, below = (NORM.search(ast.unparse(side)) is not None for side in (parts[0].left, parts[0].right))
    text = ast.unparse(call)
    if below and not above and word in TURNED:
        text = text.replace(word, TURNED[word], 1)
    elif above and not below and word not in TURNED:
        text = text.replace(ast.unparse(parts[0]), ast.unparse(ast.BinOp(parts[0].right, ast.Div(), parts[0].left)))
    return ast.parse(text, mode="eval").body if text != ast.unparse(call) else None


def _is_factor(case: Case, name: str) -> bool:
    """Return whether something is multiplied by an array of this name."""
    products = [each for each in every(case.script.program.tree, ast.BinOp) if isinstance(each.op, ast.Mult)]
    scaled = [each.value for each in every(case.script.program.tree, ast.AugAssign) if isinstance(each.op, ast.Mult)]
    sides = [side for each in products for side in (each.left, each.right)]
    return name in {*map(ast.unparse, (*sides, *scaled))}
