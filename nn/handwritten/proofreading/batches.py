"""The loss of the samples that one step is taken on, where a script only computes that of all of them.

for x, y in zip(X, Y):                       the steps: each on one sample, or on a batch
    out = predict(x)
    …
print(np.mean((predict(X) - Y) ** 2))        a loss of all samples, after some steps

What is computed of all samples is written once more with those of one step in their place, and with arrays that the
forward pass has made in the place of what is computed twice: here np.mean((out - y) ** 2).
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, cast

import numpy as np

from nn.handwritten.proofreading.lossnames import is_mean, told, weight
from nn.handwritten.proofreading.passes import Finder
from nn.handwritten.proofreading.recording import Array, Event, index_of
from nn.handwritten.proofreading.running import Outcome, Script
from nn.handwritten.proofreading.statements import root, step_of, targets
from nn.handwritten.proofreading.terms import (
    NAMED,
    Exchanged,
    called,
    every,
    is_list_call,
    names_in,
    renamed,
    sites_in,
    texts_in,
)
from nn.handwritten.proofreading.values import evaluated, parsed

MOST_INLINED = 6  # how many names are put in, one after the other
FORMS = "{}", "np.array([{}])", "[{}]", "np.reshape({}, (-1, 1))"
"""How one sample stands for many: as it is, as the only row, as the only member, as a column."""
MOST_OBJECTIVES = 3
MOST_TURNS = 3  # in how many turns an array must be what is computed once more: a target of 0 hides y - 0
Names = Mapping[str, Any]
Turn = dict[str, Array]  # what the parts of a loss, and arrays of the script, are in a turn of a loop


class SampleLoop(NamedTuple):
    """A loop over samples or batches: its statement, the event of its first step, and its turn there."""

    loop: Any
    first: int
    turn: tuple[int, int]


def objectives(script: Script, outcome: Outcome, without: Collection[int] = ()) -> list[str]:
    """Return what the loss of one step may be, as expressions in the script's names; no loop `without` is looked at."""
    found: list[str] = []
    for training in _trainings(script, outcome):
        if training.loop.site in without:
            continue
        around = _block_of(script.program.tree, training.loop)
        at = around.index(training.loop)
        for loss, before in (*_losses(around[at + 1 :]), *_losses(around[:at])):
            texts = _of_one_step(script, outcome, training, _inlined(loss, before))
            found += [text for text in texts if text not in found]
        if found:
            break
    return found[:MOST_OBJECTIVES]


def _trainings(script: Script, outcome: Outcome) -> Iterator[SampleLoop]:
    """Yield the loops in several turns of which one array takes steps, the innermost first.

    It came into being before the loop around them began its turn: a sum over a loop takes no steps.
    """
    finder, events = Finder(script, outcome), outcome.events
    chains: dict[Any, Any] = {}
    begun: dict[Any, int] = {}
    moved: dict[Any, list[tuple[tuple[int, int], int]]] = {}
    for change in finder.moves.changes:
        is_array = isinstance(change.old.thing, np.ndarray)
        key = id(change.old.thing) if is_array else (script.text(change.place), change.path)
        chain = chains.setdefault(key, key)
        if change.new is not None and is_array:
            chains[id(change.new.thing)] = chain
        if chain not in begun:
            born = finder.moves.birth(change.old, change.at, script.text(change.place))
            begun[chain] = len(events[index_of(events, born[0])].loops) if born is not None else 0
        for depth, turn in enumerate(events[change.at].loops if finder.moves.is_step(change) else ()):
            if begun[chain] == 0 or begun[chain] < depth:
                moved.setdefault((turn[0], chain), []).append((turn, change.at))
    again = {site for (site, _), own in moved.items() if len({turn for turn, _ in own}) > 1}
    steps = {site: [step for (s, _), own in moved.items() if s == site for step in own] for site in again}
    for site, own in sorted(steps.items(), key=lambda each: -_depth(events[each[1][0][1]], each[0])):
        turn, first = min(own, key=lambda each: each[1])
        yield SampleLoop(script.statement(site), first, turn)


def _depth(event: Event, site: int) -> int:
    return [loop for loop, _ in event.loops].index(site)


def _block_of(tree: ast.AST, statement: ast.stmt) -> list[Any]:
    """Return the statements among which one stands."""
    bodies = [body for node in ast.walk(tree) for _, body in ast.iter_fields(node) if isinstance(body, list)]
    return next(body for body in bodies if any(each is statement for each in body))


def _losses(block: Sequence[Any], before: Sequence[Any] = ()) -> Iterator[tuple[ast.expr, list[Any]]]:
    """Yield what is called a loss in a block, or written as one, each with the statements before it."""
    for i, statement in enumerate(block):
        above = [*before, *block[:i]]
        if isinstance(statement, ast.If | ast.With):
            yield from _losses(statement.body, above)
        value: Any = getattr(statement, "value", None)
        if isinstance(statement, ast.Expr) and is_list_call(statement):
            name, given = ast.unparse(value.func).partition(".append")[0], _in_text(told(value.args[-1]))
            if _is_written_as_one(given) or weight(name if name != "print" else ast.unparse(given)):
                yield given, above
        made = [ast.unparse(target) for target in targets(statement)]
        if isinstance(statement, ast.Assign | ast.Return) and (any(map(weight, made)) or _is_written_as_one(value)):
            part = next((k for k, name in enumerate(made) if weight(name)), 0)
            yield value if len(made) < 2 else _part(value, part), above


def _in_text(given: ast.expr) -> ast.expr:
    """Return the loss in a text that is printed, f"cost {cost(data):.3f}"; all else as it is."""
    is_text = any(isinstance(node.value, str) for node in every(given, ast.Constant))
    calls = (
        [call for call in every(given, ast.Call) if isinstance(call.func, ast.Name | ast.Attribute)] if is_text else []
    )
    named = [call for call in calls if "'" not in ast.unparse(call.func) and weight(ast.unparse(call.func))]
    return named[0] if named else given


def _is_written_as_one(value: ast.expr) -> bool:
    """Return whether a mean or a sum of what losses consist of stands in an expression, and no root of one."""
    return "sqrt" not in ast.unparse(value) and any(is_mean(part) for part in every(value, ast.Call | ast.BinOp))


def _part(value: Any, i: int) -> ast.expr:
    """Return one of the things that an expression gives."""
    if isinstance(value, ast.Tuple):
        return value.elts[i]
    return ast.Subscript(value, ast.Constant(i), ast.Load())


def _inlined(expression: ast.expr, before: Sequence[Any]) -> ast.expr:
    """Return an expression with what was assigned before in the place of its name."""
    for _ in range(MOST_INLINED):
        for statement in reversed(before):
            made = [ast.unparse(target) for target in targets(statement)]
            found = next((name for name in made if name in texts_in(expression)), None)
            if found is not None and isinstance(statement, ast.Assign):
                value = statement.value if len(made) == 1 else _part(statement.value, made.index(found))
                expression = renamed(expression, found, value)
                break
        else:
            break
    return expression


def looked_at(tree: ast.AST, statement: ast.stmt) -> str | None:
    """Return what a line adds to a sum that is made in some turns only, in names that the other turns have, too.

    >>> tree = ast.parse('''
    ... e = y - t
    ... if k % 100 == 0:
    ...     for y, t in seen:
    ...         error = (y - t) ** 2
    ...         total = total + error
    ... ''')
    >>> looked_at(tree, tree.body[1].body[0].body[1])
    '(y - t) ** 2'
    """
    looks = [each for each in every(tree, ast.If) if statement in every(each, ast.Assign | ast.AugAssign)]
    inside = every(looks[0], ast.Assign) if looks else []
    others = {name for each in every(tree, ast.Assign) if each not in inside for name in _made(each)}
    own = [each for each in inside if each is not statement and others.isdisjoint(_made(each))]
    added = (step_of(statement) if targets(statement) else None) or getattr(statement, "value", None)
    return ast.unparse(_inlined(added, own)) if looks and added is not None else None


def _made(statement: ast.stmt) -> list[str]:
    return [ast.unparse(target) for target in targets(statement)]


def _of_one_step(script: Script, outcome: Outcome, training: SampleLoop, loss: ast.expr) -> Iterator[str]:
    """Yield a loss of all samples as that of the samples of one step."""
    picked = _samples(script, training.loop)
    if picked and not any(name in texts_in(loss) for name in picked):
        loss = _written_out(loss, script.program.tree)
    samples = {name: part for name, part in picked.items() if name in texts_in(loss)}
    if picked and not samples:
        return
    is_tuple = any(part.startswith("(") for part in samples.values())
    forms = FORMS[2:3] if is_tuple else FORMS if samples else FORMS[:1]
    made = [_exchanged(loss, samples, form) for form in forms]
    inside = sites_in(training.loop)
    events = [e for e in outcome.events[: training.first + 1] if training.turn in e.loops]
    place = next((e.place for e in reversed(events) if e.site in inside), None)
    if place is None:
        yield from map(ast.unparse, made)
        return
    own = list(dict.fromkeys(text for event in events for text in _texts_of(script, event)))
    turns: list[Turn] = []

    def look(names: Names) -> None:
        parts = [part for each in made for part in every(each, ast.expr)]
        texts = {**{ast.unparse(part): part for part in parts}, **{text: parsed(text) for text in own}}
        values = {text: evaluated(copy.deepcopy(part), names) for text, part in texts.items()}
        turns.append({text: value for text, value in values.items() if value is not None})

    places = [(*place[:2], place[2] + i) for i in range(MOST_TURNS)]
    script.run(until=places[-1], inspect=dict.fromkeys(places, look))
    held: dict[float, str] = {}
    for each in made:
        value = turns[0].get(ast.unparse(each)) if turns else None
        if value is not None and value.size == 1 and np.isfinite(value).all():
            held.setdefault(float(value.flat[0]), ast.unparse(_known(each, own, turns)))
    yield from held.values()


def _written_out(loss: ast.expr, tree: ast.AST) -> ast.expr:
    """Return a loss with what a function of the script returns in the place of its call: cost(w) reads data, too."""
    for function in every(tree, ast.FunctionDef):
        body, names = function.body, [each.arg for each in function.args.args]
        for call in every(loss, ast.Call):
            is_it = ast.unparse(call.func) == function.name and len(call.args) == len(names) and not call.keywords
            if is_it and isinstance(body[-1], ast.Return) and body[-1].value is not None and len(body) == 1:
                value = body[-1].value
                for name, given in zip(names, call.args, strict=True):
                    value = renamed(value, name, given)
                loss = renamed(loss, ast.unparse(call), value)
    return loss


def _exchanged(loss: ast.expr, samples: Mapping[str, str], form: str) -> ast.expr:
    """Return a loss with some samples in the place of all; what goes through one sample only needs no loop."""
    for name, part in samples.items():
        loss = renamed(loss, name, parsed(form.replace("{}", part)))
    return cast("ast.expr", Exchanged(_of_one).visit(copy.deepcopy(loss)))


def _of_one(node: ast.AST) -> ast.expr | None:
    """Return what sum(f(x, t) for x, t in [(x, t)]) and len([(x, t)]) are; None for all else."""
    match node:
        case ast.Call(ast.Name("sum"), [ast.GeneratorExp(term, [ast.comprehension(target, ast.List([one]), [])])]):
            return term if ast.unparse(target) == ast.unparse(one) else None
        case ast.Call(ast.Name("len"), [ast.List([_])]):
            return ast.Constant(1)
    return None


def _texts_of(script: Script, event: Event) -> tuple[str, ...]:
    """Return how an event's array may be named: as it was assigned, or as the last member of its list."""
    text = script.text(event.place)
    if text in ("return", "") or "(" in text:
        return ()
    return (text, f"{text}[-1]") if event.site in script.listed else (text,)


def _samples(script: Script, loop: Any) -> dict[str, str]:
    """Return what stands for some samples in a turn of a loop, by the name of all samples."""
    found: dict[str, str] = {}
    given = loop.iter if isinstance(loop, ast.For) else None
    target = getattr(loop, "target", None)
    if isinstance(given, ast.Call) and called(given.func) == "enumerate" and isinstance(target, ast.Tuple):
        given, target = given.args[0], target.elts[1]
    if isinstance(given, NAMED) and target is not None:
        found[ast.unparse(given)] = ast.unparse(target)
    elif isinstance(given, ast.Call) and isinstance(target, ast.Tuple) and len(given.args) >= len(target.elts):
        found |= {ast.unparse(a): ast.unparse(t) for a, t in zip(given.args, target.elts, strict=False)}
    own = names_in(target) if target is not None else set()
    inside = [statement for statement in every(loop, ast.stmt) if statement is not loop]
    own |= {ast.unparse(t) for statement in inside for t in targets(statement)}
    for node in every(loop, ast.Subscript):
        name = ast.unparse(node.value)
        is_picked = isinstance(node.ctx, ast.Load) and names_in(node.slice) & own
        if is_picked and name not in own and isinstance(node.value, ast.Name | ast.Attribute):
            found.setdefault(name, ast.unparse(node))
    found |= {whole: found[name] for name, whole in _aliases(script.program.tree) if name in found}
    moved = {root(each) for statement in inside for each in targets(statement)}
    return {name: part for name, part in found.items() if name not in moved}


def _aliases(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield (name, what it was taken from): of X_shuffled = X[order], or of a, b = shuffle(X, y)."""
    for statement in every(tree, ast.Assign):
        value, made = statement.value, targets(statement)
        if isinstance(value, ast.ListComp):  # mini_batches = [data[k:k + size] for k in range(0, n, size)]
            value = value.elt
        values = value.elts if isinstance(value, ast.Tuple) else value.args if isinstance(value, ast.Call) else [value]
        if len(values) < len(made) or (len(made) == 1 and isinstance(value, ast.Call)):
            continue
        for target, each in zip(made, values, strict=False):
            yield ast.unparse(target), ast.unparse(each.value if isinstance(each, ast.Subscript) else each)


def _known(expression: ast.expr, own: Sequence[str], turns: Sequence[Turn]) -> ast.expr:
    """Return an expression with arrays of the script in the place of what is computed once more, in all turns."""

    def other(node: ast.AST) -> ast.expr | None:
        is_error = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub)  # a δ, which may be the wrong line
        text = ast.unparse(node) if isinstance(node, ast.Call | ast.Subscript | ast.BinOp) and not is_error else ""
        value = turns[0].get(text)
        held = [turn[text] for turn in turns if text in turn]
        if value is None or all((each == np.round(each)).all() for each in held):  # 0 and 1 may be anything
            return None
        same = next((name for name in own if all(_agree(turn.get(name), turn.get(text)) for turn in turns)), None)
        is_shaped = same is not None and turns[0][same].shape == value.shape
        return None if same is None else parsed(same if is_shaped else f"np.reshape({same}, {value.shape})")

    made = copy.deepcopy(expression)
    Exchanged(other).generic_visit(made)  # the loss itself is not looked for
    return made


def _agree(a: Array | None, b: Array | None) -> bool:
    """Return whether two arrays hold the same numbers."""
    if a is None or b is None or a.size != b.size:
        return False
    return np.allclose(a.ravel(), b.ravel(), rtol=1e-12, atol=0)
