"""Weight decay above the line of a step, which is in no loss: dW += 0.01 * W, g = grads[k] + wd * params[k].

PyTorch's `weight_decay` does the same. The gradient is then that of the loss and a penalty ½ · 0.01 · ΣW² that the
script never computes. This sum is read as its loss, so that a decay of another sign is a mistake, as any other one. It
is a decay if a constant times the parameter itself is added, and if the loss has no penalty of its own: that says which
one is meant.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from math import prod
from typing import Any

import numpy as np

from nn.handwritten.proofreading.multiples import multiple, near
from nn.handwritten.proofreading.recording import Array, Place
from nn.handwritten.proofreading.report import counted
from nn.handwritten.proofreading.running import Outcome, Script
from nn.handwritten.proofreading.scope import value_at
from nn.handwritten.proofreading.separate import NUMBER
from nn.handwritten.proofreading.spelled import members_of, spelled
from nn.handwritten.proofreading.steps import ParameterSteps
from nn.handwritten.proofreading.terms import NAMED, comprehension, every, factors_of, terms_of, texts_in
from nn.handwritten.proofreading.truth import Truth
from nn.handwritten.proofreading.window import Decay, Parameter, ScriptPass

MOST_PLACES = 100
LEAST = 1e-9  # less of a decay is rounding
OWNERS = {"self", "np"}  # names that say nothing of what is read by them
Factors = list[tuple[ast.expr, bool]]


def decays_above(script: Script, window: ScriptPass, outcome: Outcome, truth: Truth) -> dict[int, Decay]:
    """Return the parameters that lines of the backward pass decay, by their number; {} if the loss has a penalty."""
    events = outcome.events[window.start : window.end]
    own = [e for e in events if e.site >= 0 and e.place not in truth.forward | window.moved]
    terms = {e.place: list(_products(script, script.statement(e.site))) for e in own}
    places = [place for place, each in terms.items() if each][:MOST_PLACES]
    lines = [script.statement(site) for site in {place[0] for place in truth.forward if place[0] >= 0}]
    lines += [ast.parse(script.objective, mode="eval")] if script.objective else []
    forward = {ast.unparse(n) for line in lines for n in every(line, NAMED) if isinstance(n.ctx, ast.Load)}
    made = {script.text(e.place) for e in events if e.only is not None and isinstance(e.only.thing, float)}
    found: dict[int, Decay] = {}

    def look(place: Place, names: Mapping[str, Any]) -> None:
        for i, parameter in enumerate(window.parameters):
            texts = {parameter.name, *(script.text(change) for change, _ in parameter.changes)}
            read = [_decay(factors, place, parameter, texts, names, made | forward) for factors in terms[place]]
            own = [each for each in read if each is not None]
            found.setdefault(i, own[0]) if own else None

    if not places or _has_penalty(window, truth, lines):
        return {}
    script.run(inspect={place: partial(look, place) for place in places}, until=window.until)
    return found


def _products(script: Script, statement: ast.stmt) -> Iterator[Factors]:
    """Yield the factors of what a line adds, or of each term of its sums, if there are several."""
    value = getattr(statement, "value", None)
    members = members_of(script.program.tree, statement) if comprehension(value) is not None else {}
    sums = [each for each in every(value, ast.BinOp) if isinstance(each.op, ast.Add | ast.Sub)] if value else []
    for each in [*sums, *([value] if isinstance(statement, ast.AugAssign) else [])]:
        products = (list(factors_of(spelled(term, members))) for term in terms_of(each))
        yield from (factors for factors in products if len(factors) > 1)


def _decay(
    factors: Factors, place: Place, parameter: Parameter, texts: set[str], names: Mapping[str, Any], made: set[str]
) -> Decay | None:
    """Return the decay that a product of a constant and a parameter is, or some of its rows; None of all else.

    What is 0 is like any other array that begins with zeros, such as a momentum: it is known by its text.
    """
    path, numbers, are_rows = parameter.changes[0][1], list[float](), list[bool]()
    for factor, is_below in factors:
        text = ast.unparse(factor)
        value = value_at(text, names)
        value = value_at(text + path, names) if isinstance(value, list | tuple | dict) else value
        whole = value_at(text.partition("[")[0], names)
        is_row = np.size(value) > 1 and isinstance(factor, ast.Subscript) and _is_same(whole, parameter)
        is_known = text in texts or (parameter.before.size > 1 and parameter.before.any())
        if not is_below and is_known and (_is_same(value, parameter) or is_row):
            are_rows.append(not _is_same(value, parameter))
        elif (
            isinstance(value, NUMBER)
            and value
            and (isinstance(value, int) or made.isdisjoint({*texts_in(factor)} - OWNERS))
        ):
            numbers.append(1 / float(value) if is_below and value else float(value))
    is_decay = len(are_rows) == 1 and len(numbers) == len(factors) - 1 and all(numbers)
    return Decay(abs(prod(numbers)), place, are_rows[0]) if is_decay else None


def _is_same(value: Any, parameter: Parameter) -> bool:
    """Return whether an array is what a parameter is before its step."""
    is_array = isinstance(value, np.ndarray | float)
    return is_array and np.shape(value) == parameter.before.shape and np.array_equal(value, parameter.before)


def _has_penalty(window: ScriptPass, truth: Truth, lines: Sequence[ast.AST]) -> bool:
    """Return whether the share of some use of a parameter is a multiple of the parameter, as that of λ ΣW² is.

    Each number is a multiple of another one, and of zeros nothing is known: of those, lines have squares. What an
    object calls self.b is layer.b outside.
    """
    names = {parameter.name for parameter in window.parameters}
    last = {name.rpartition(".")[2] for name in names}
    squares = {ast.unparse(n.left) for line in lines for n in every(line, ast.BinOp) if isinstance(n.op, ast.Pow)}
    products = {ast.unparse(n.left) for line in lines for n in every(line, ast.BinOp) if _is_square(n)}
    uses = [each for each in truth.adjoints if each.is_part and each.held.size > 1 and each.value.any()]
    arrays = [parameter.before for parameter in window.parameters]
    own = (
        e for e in uses if e.name.partition("[")[0] in names or any(np.array_equal(e.held, array) for array in arrays)
    )
    squared = {text.rpartition(".")[2] for text in squares | products}
    squared |= {text.partition("[")[0] for text in squared if text.endswith(":]")}  # without the bias in W[1:]
    return not last.isdisjoint(squared) or any(multiple(e.value, e.held) is not None for e in own)


def _is_square(node: ast.BinOp) -> bool:
    return isinstance(node.op, ast.Mult) and ast.unparse(node.left) == ast.unparse(node.right)


def remark_of(decays: Mapping[int, Decay], parameters: Sequence[Parameter]) -> str:
    """Return what is to be said of the decays of a pass."""
    names = [parameters[i].name for i in sorted(decays)]
    numbers = sorted({f"{each.number:.3g}" for each in decays.values()})
    return (
        f"Weight decay: {' and '.join(numbers)} times the parameter is added to the gradient of {counted(names)}, "
        "and no loss of the script has it. ∂L/∂ is that of the loss with this penalty."
    )


def as_steps_have_it(
    decays: Mapping[int, Decay], steps: ParameterSteps, outcome: Outcome, gradients: Sequence[Array]
) -> dict[int, Decay]:
    """Return the decays beside the gradients of the loss, where those of the script are all a multiple of them.

    With dW a sum over samples and lr / N in front of dW + lam * W, the decay of a mean is lam / N.
    """
    taken = steps.taken(outcome)
    for i, decay in decays.items():
        step, gradient, before = taken[i], gradients[i], steps.window.parameters[i].before
        if step is None or not step.shape == gradient.shape == before.shape or step.size < 3:
            continue
        terms = np.stack([gradient.reshape(-1), before.reshape(-1)], axis=1)
        found = np.linalg.lstsq(terms, step.reshape(-1), rcond=None)[0]
        is_whole = np.abs(terms @ found - step.reshape(-1)).max() <= 1e-9 * np.abs(step).max()
        ratio = float(found[1] / found[0]) / decay.number if is_whole and found[0] else 0.0
        if ratio > LEAST and not near(ratio, 1.0):
            return {i: own._replace(number=ratio * own.number) for i, own in decays.items()}
    return {}
