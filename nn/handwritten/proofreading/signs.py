"""The same explanation with its signs elsewhere: two steps that go up, and not a minus in a line above both.

One other sign in an earlier line often makes all steps right whose own lines have the wrong one. Then an array on the
way has another sign than all others, and a step like its sisters another sign than they have.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from nn.handwritten.proofreading.bench import Patch
from nn.handwritten.proofreading.blame import Blame
from nn.handwritten.proofreading.case import Case
from nn.handwritten.proofreading.clock import spent
from nn.handwritten.proofreading.fixes import Search, blame_of
from nn.handwritten.proofreading.multiples import near
from nn.handwritten.proofreading.naming import RATE, is_gradient, stem
from nn.handwritten.proofreading.recording import index_of
from nn.handwritten.proofreading.statements import step_of
from nn.handwritten.proofreading.terms import NAMED, factors_of, texts_in
from nn.handwritten.proofreading.wrongs import Found, fixed_by

SECONDS = 1.0
MIXED = 2.0  # what speaks against an explanation for each array whose sign is another one than the usual
CONTRARY = 0.5  # what speaks against an explanation with which the gradients have another sign than their names say
TURNED = 1.5  # what more speaks against it for each step line that adds what is named as a gradient, if all go up
PLAIN = 0.8  # what a patch costs less without the minus in front of it


def with_other_signs(case: Case, found: Found) -> Iterator[Found]:
    """Yield explanations of the same steps in which a line has the other sign, and the steps behind it have theirs.

    Each of the lines that were found has a fix.
    """
    deadline = case.left(SECONDS)
    patches = [wrong.proofs[0].patch for wrong in found.wrong]
    steps = {parameter.changes[0][0][0] for parameter in case.window.parameters}
    for own in patches:
        others = [patch for patch in patches if patch is not own and patch.site not in steps]
        for start in (_unsigned(own), None):
            kept = [*others, start] if start is not None else others
            made = _flipped(case, kept) if spent() < deadline else []
            if made:
                yield from _proved(case, [*kept, *made], found)


def in_a_memory(case: Case, found: Found) -> Found:
    """Return the explanation with the sign in the line of a momentum that has the rate: v = mu * v + lr * g, W += v.

    The line that only adds it may have any sign; where the rate comes in, its own is meant.
    """
    patch = found.wrong[0].proofs[0].patch if len(found.wrong) == 1 and found.wrong[0].proofs else None
    statement = case.statement(patch.site) if patch is not None else None
    step = step_of(statement) if isinstance(statement, ast.Assign | ast.AugAssign) else None
    if patch is None or statement is None or not isinstance(step, NAMED):
        return found
    signs = [sign.split(ast.unparse(step), 1)[0] for sign in (ast.unparse(statement), patch.text(statement))]
    if patch.instead or {each.rstrip("= ")[-1:] for each in signs} != {"+", "-"}:
        return found
    for site, line in enumerate(case.script.program.statements):
        is_made = isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == ast.unparse(step)
        value = getattr(line, "value", None) if is_made else None
        if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add) and _is_rated(value.right):
            made = Patch(site, ast.BinOp(value.left, ast.Sub(), value.right), cost=patch.cost)
            return next(_proved(case, [made], found), found)
    return found


def _is_rated(term: ast.expr) -> bool:
    """Return whether a term is a product with a rate, or with a number: lr * g, 0.02 * g."""
    factors = [factor for factor, _ in factors_of(term)]
    is_number = any(isinstance(each, ast.Constant) for each in factors)
    return len(factors) > 1 and (is_number or any(RATE.search(ast.unparse(each)) for each in factors))


def _unsigned(patch: Patch) -> Patch | None:
    """Return a patch without the minus in front of its expression."""
    value: Any = patch.value
    inside = value.right if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult) else value  # 2 * -(a / b)
    if not isinstance(inside, ast.UnaryOp) or not isinstance(inside.op, ast.USub):
        return None
    plain = inside.operand if inside is value else ast.BinOp(value.left, value.op, inside.operand)
    return replace(patch, value=plain, cost=patch.cost - PLAIN)


def _flipped(case: Case, kept: Sequence[Patch]) -> list[Patch]:
    """Return the other sign for each step that only has the wrong one; [] if some step is wrong in another way."""
    search = Search(case, kept, blame=blame_of(case, kept))
    sites: dict[int, bool] = {}
    for parameter, k, right in zip(case.window.parameters, search.verdict.factors, search.before, strict=True):
        site = parameter.changes[0][0][0]
        site = site if right else _sum_of(search.blame, parameter.name, site)
        if sites.setdefault(site, right) != right or k is None or not (right or near(-k, search.verdict.wanted)):
            return []
    signs = [
        min(search.lines.signs(site), key=lambda patch: patch.cost, default=None) for site in sites if not sites[site]
    ]
    return [patch for patch in signs if patch is not None]


def _sum_of(blame: Blame, name: str, step: int) -> int:
    """Return the line that adds up the gradient of a parameter with an unusual sign, or else that of its step."""
    for unit in blame.units:
        own = [a for a in blame.named(blame.case.text(unit.key)) if a.name == name]
        is_sum = isinstance(blame.case.statement(unit.site), ast.AugAssign)
        factors = [blame.factor(unit, a) for a in own] if is_sum else []
        if any(k is not None and k * (blame.conventions.usual or 1.0) < 0 for k in factors):
            return unit.site
    return step


def _proved(case: Case, patches: Sequence[Patch], found: Found) -> Iterator[Found]:
    """Yield the explanation by some patches, if each of them is proved beside the others."""
    wrong = []
    for patch in patches:
        proof = Search(case, [each for each in patches if each is not patch]).proof(patch)
        if proof is None or case.script.program.is_added(patch.site):  # a pair has no steps of its own
            return
        made = fixed_by(case, proof)
        places = [each.place for each in found.wrong if each.site == made.site]
        wrong.append(replace(made, place=[*places, made.place][0]))
    wrong.sort(key=lambda each: index_of(case.events, each.place))
    yield Found(tuple(wrong), tuple(patches), (), True)


def mixed(case: Case, found: Found) -> float:
    """Return what the signs of gradients without the name of an array, and of steps, say against an explanation."""
    blame = blame_of(case, *found.repairs)
    units = {unit.key: unit for unit in blame.units if unit.last.size > 1}
    texts = {key: case.text(key) for key in units}
    open_ = [unit for key, unit in units.items() if is_gradient(texts[key]) and not blame.named(texts[key])]
    signs = [np.sign(k) for unit in open_ if (k := blame.any_factor(unit)) is not None]
    steps = list(_directions(case, found))
    fewer = min(steps.count(True), steps.count(False))
    more = TURNED * sum(map(_adds_gradient, _step_lines(case))) if Blame(case).conventions.goes_up else 0.0
    contrary = (CONTRARY + more) * (blame.conventions.usual is not None and blame.conventions.usual < 0)
    return contrary + MIXED * (fewer + sum(bool(sign != blame.conventions.usual_sign) for sign in signs))


def _directions(case: Case, found: Found) -> Iterator[bool]:
    """For each line that takes a step, and adds or subtracts it once all is right, whether it adds."""
    patches = {patch.site: patch for patch in found.repairs[0] if not patch.instead}
    for statement in _step_lines(case):
        site = statement.site
        made: Any = ast.parse(patches[site].text(statement)).body[0] if site in patches else statement
        op = getattr(made, "op", getattr(getattr(made, "value", None), "op", None))
        if isinstance(op, ast.Add | ast.Sub):
            yield isinstance(op, ast.Add)


def _step_lines(case: Case) -> list[Any]:
    """Return the lines that take steps, each once."""
    sites = dict.fromkeys(parameter.changes[0][0][0] for parameter in case.window.parameters)
    return [case.script.program.statements[site] for site in sites]


def _adds_gradient(statement: Any) -> bool:
    """Return whether a line adds what is named as a gradient: dW, and not step, up or velocity."""
    return any(is_gradient(stem(text)) for text in texts_in(step_of(statement) or statement.value))
