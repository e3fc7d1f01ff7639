"""The loss of a pass in the script's words, for the headline of a report."""

from __future__ import annotations

import ast

from nn.handwritten.proofreading.case import Case
from nn.handwritten.proofreading.lossnames import told
from nn.handwritten.proofreading.lossnumbers import branches_of_sums
from nn.handwritten.proofreading.recording import Place
from nn.handwritten.proofreading.terms import every, is_list_call


def objective_text(case: Case) -> str:
    """Return the loss in the script's words."""
    many = "Σ " if len(case.losses) > 1 else ""
    if case.script.objective is not None:
        return many + case.script.objective
    site = _computed(case, case.losses[-1])
    statement = case.statement(site)
    value = statement.value if getattr(statement, "value", None) is not None else statement
    if is_list_call(statement):
        return many + ast.unparse(told(value.args[-1]))
    if not isinstance(statement, ast.AugAssign):
        return many + ast.unparse(value)
    is_in_turns = sum(event.site == site for event in case.events) > 1
    if not is_in_turns or not isinstance(statement.op, ast.Add | ast.Sub):
        target = ast.Name(ast.unparse(statement.target), ast.Load())
        return many + ast.unparse(ast.BinOp(target, statement.op, value))
    if _starts_above(case, site) or site in _branches(case):
        return many + ast.unparse(statement.target)
    return f"Σ {ast.unparse(value if isinstance(statement.op, ast.Add) else ast.UnaryOp(ast.USub(), value))}"


def _branches(case: Case) -> set[int]:
    """Return the lines of a sum of which each is one branch of a condition: none of them says what it is."""
    found = branches_of_sums(case.script)
    return {*found, *found.values()}


def _starts_above(case: Case, site: int) -> bool:
    """Return whether a sum that grows in turns held something else than 0 before the first one: cost = …, cost += …."""
    first = next(i for i, event in enumerate(case.events) if event.site == site)
    name = case.text(case.events[first].place)
    before = next((e.value for e in reversed(case.events[:first]) if case.text(e.place) == name), None)
    return before is not None and bool(before.any())


def _computed(case: Case, place: Place) -> int:
    """Return the statement that computes the loss, where the one at a place only hands it on: loss = step(x)."""
    program = case.script.program
    events = list(case.outcome.events)
    at = next((i for i, event in enumerate(events) if event.place == place), 0)
    for i in range(at, -1, -1):
        held, loss = events[i].value, events[at].value
        is_loss = held is not None and loss is not None and held.size == 1 and held.flat[0] == loss.flat[0]
        if is_loss and events[i].site >= 0 and not _hands_on(program.statements[events[i].site], program.tree):
            return events[i].site
    return place[0]


def _hands_on(statement: ast.stmt, tree: ast.Module) -> bool:
    """Return whether a line only hands a number on: a name, what a function of the script returns, np.squeeze(loss)."""
    value = getattr(statement, "value", None)
    passing = ("float", "np.squeeze", "losses.append")
    while isinstance(value, ast.Call) and value.args and ast.unparse(value.func) in passing:
        value = value.args[0]
    own = {node.name for node in every(tree, ast.FunctionDef)}
    is_call = isinstance(value, ast.Call) and ast.unparse(value.func).rpartition(".")[2] in own
    return is_call or isinstance(value, ast.Name | ast.Attribute | ast.Tuple)
