"""Steps that a script lacks: all of them, where it only computes gradients, or that of one parameter.

A script without steps gets `W = W - dW` below it for each gradient; no report shows these lines. A parameter whose
gradient is computed and used by no line gets the step that its sisters take, as a statement that stands nowhere in the
script: the fix is to insert it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from nn.handwritten.proofreading.checked import differs_by_hand, from_differences, loss_calls
from nn.handwritten.proofreading.multiples import are_equal
from nn.handwritten.proofreading.naming import belongs, plain, says, stem
from nn.handwritten.proofreading.passes import Finder
from nn.handwritten.proofreading.recording import Leaf, Place, index_of
from nn.handwritten.proofreading.running import Outcome, Script, changing, disturbed
from nn.handwritten.proofreading.source import LearnerScript, UnreadableError, parsed_program
from nn.handwritten.proofreading.statements import step_of, targets
from nn.handwritten.proofreading.terms import every, sites_in, texts_in
from nn.handwritten.proofreading.window import Parameter, ScriptPass, is_float, is_turn

USUAL = re.compile(r"(W|w|b|B|U|V)\w{0,3}\d*|(weights?|bias(es)?|theta|gamma|beta|syn|kernel|embed)\w*", re.IGNORECASE)
"""What people call a parameter; X, x, a and h are not among it."""


def with_lines(program: LearnerScript, lines: Sequence[str], **options: Any) -> LearnerScript:
    """Return a program with lines below it that are not the learner's."""
    text = program.text.rstrip("\n") + "\n"
    made = parsed_program(text + "\n".join(lines) + "\n", program.path)
    return replace(made, **{"own_lines": text.count("\n"), "names": program.names, **options})


def with_steps(script: Script, outcome: Outcome, given: Mapping[str, str] | None = None) -> LearnerScript:
    """Return a script with a step for each parameter whose gradient it computes; UnreadableError if there is none.

    The pairs are given as {parameter: gradient}, expressions in the script's names, or are found by their names.
    """
    pairs = dict(given) if given else dict(_pairs(script, outcome))
    if not pairs:
        raise UnreadableError("no parameter was found: nothing that the loss depends on is updated, or has a gradient.")
    steps = [f"{name} = {name} - {gradient}" for name, gradient in pairs.items()]
    return with_lines(script.program, [*_loss_again(script), *steps])


def _loss_again(script: Script) -> list[str]:
    """Return a line that computes the loss once more, where a check by differences has moved what it depends on."""
    for call in loss_calls(script.program.tree) if differs_by_hand(script.program.tree) else ():
        line = f"_loss = {call}"
        made = Script(with_lines(script.program, [line]), script.seed)
        last = next(reversed(made.run().events), None)
        found = last.only if last is not None and made.text(last.place) == "_loss" else None
        if found is not None and is_float(found) and np.size(found.thing) == 1:
            return [line]
    return []


def _pairs(script: Script, outcome: Outcome) -> Iterator[tuple[str, str]]:
    """Return arrays of the script's top level, each with the last array whose name says that it is its gradient."""
    outer = every(script.program.tree, ast.FunctionDef | ast.ClassDef)
    inside = {site for node in outer for site in sites_in(node)}
    finder = Finder(script, outcome)
    seen: dict[str, tuple[Place, Leaf]] = {}
    first: dict[str, tuple[Place, Leaf]] = {}
    for event in outcome.events:
        for leaf in event.leaves:
            name = script.text(event.place) + leaf.path
            is_deep = leaf.path.count("[") > 2  # c of a cache, in the list of all caches, beside x
            is_own = event.site not in inside and name.isprintable() and not is_deep
            if is_own and isinstance(leaf.thing, np.ndarray | float):
                seen[name] = (event.place, leaf)
                first.setdefault(name, (event.place, leaf))
    found = {}
    others = from_differences(script.program.tree)
    seen = {name: each for name, each in seen.items() if name.partition("[")[0] not in others}
    for name, (_, leaf) in first.items():
        shape = np.shape(leaf.thing)
        gradients = [g for g in seen if g != name and says(g, name) and np.shape(seen[g][1].thing) == shape]
        if gradients and finder.moves.birth(leaf, len(finder.events), name) is not None:
            found[name] = gradients[-1]
    made = _made_of_others(script, {name: first[name] for name in found})
    return ((name, gradient) for name, gradient in found.items() if name not in made)


def _made_of_others(script: Script, first: Mapping[str, tuple[Place, Leaf]]) -> set[str]:
    """Return those of some arrays that change with another of them: they are no parameters."""
    found: set[str] = set()
    for name, (place, leaf) in first.items():
        events = script.run(change=changing(place, leaf.path, disturbed)).events
        now = {(event.place, each.path): each.value for event in events for each in event.leaves}
        others = [(other, kept.value, now.get((at, kept.path))) for other, (at, kept) in first.items() if other != name]
        found |= {other for other, a, b in others if a is not None and b is not None and not are_equal(a, b)}
    return found


class Idle(NamedTuple):
    """A parameter that does not move: its name, where it came into being, and the name of its gradient."""

    name: str
    birth: tuple[Place, str]
    leaf: Leaf
    gradient: str


def with_unmoved(script: Script, finder: Finder, window: ScriptPass) -> tuple[Script, ScriptPass]:
    """Return the script and its pass, with a missing step for each parameter that should move and does not."""
    for idle in list(_idle(script, finder, window)):
        statement, sister = _step(script, window, idle)
        if statement is None:
            continue
        statements = script.program.statements
        statement.site = site = len(statements)
        last = [s for s in statements if idle.name in map(ast.unparse, targets(s))][-1:]
        ast.copy_location(statement, last[0] if last else statements[idle.birth[0][0]])
        missing = {**script.program.missing, site: sister}
        program = replace(script.program, statements=(*statements, statement), missing=missing)
        script = Script(program, script.seed, script.objective, script.skipped)
        parameter = Parameter(idle.name, idle.birth, np.array(idle.leaf.value), (((site, 0, 0), ""),))
        window = replace(window, parameters=(*window.parameters, parameter))
    return script, window


def _idle(script: Script, finder: Finder, window: ScriptPass) -> Iterator[Idle]:
    """Yield arrays that were there before the pass, have a parameter's name, and a gradient that is not used."""
    loss = index_of(finder.events, window.losses[0][-1])
    born = [(finder.events[index_of(finder.events, place)], path) for place, path in window.births]
    known = {id(leaf.thing) for event, path in born for leaf in event.leaves if leaf.path == path}
    moved = [leaf.thing for event, path in born for leaf in event.leaves if leaf.path == path]
    moved = [thing for thing in moved if isinstance(thing, np.ndarray)]
    later = finder.events[loss + 1 : window.end]
    gradients = {script.text(e.place): e.whole.shape for e in later if e.whole is not None}
    around, loop = window.turns[:-1], window.turns[-1][0] if window.turns else None
    for event in finder.events[: min(window.start, loss)]:
        if loop is not None and is_turn(event, around, loop):
            continue  # of an earlier pass: what a function unpacks there is an array that has moved since
        for leaf in event.leaves:
            name = script.text(event.place) + leaf.path
            if id(leaf.thing) in known or not is_float(leaf) or leaf.value is None or not USUAL.fullmatch(stem(name)):
                continue
            if any(np.may_share_memory(leaf.thing, each) for each in moved):
                continue  # a part of one that moves: W1 = theta[:6].reshape(2, 3)
            own = [g for g, shape in gradients.items() if belongs(g, name) and shape == leaf.value.shape]
            is_idle = bool(own) and not _is_used(script, own[-1], name)
            if is_idle and finder.moves.is_felt(leaf, loss, script.text(event.place)):
                known.add(id(leaf.thing))
                yield Idle(name, (event.place, leaf.path), leaf, own[-1])


def _is_used(script: Script, gradient: str, name: str) -> bool:
    """Return whether some line reads a gradient, but for packing it, or moves the parameter in some other place."""
    for statement in script.program.statements:
        found = [stem(ast.unparse(target)) for target in targets(statement)]
        if stem(name) in found and step_of(statement) is not None:
            return True
        if stem(gradient) not in found and any(_reads(statement, gradient)):
            return True
    return False


def _reads(statement: ast.stmt, gradient: str) -> Iterator[bool]:
    """For each expression in a statement that reads a gradient, whether it does more than to pack it."""
    if isinstance(statement, ast.Return) or hasattr(statement, "body"):
        return
    value: Any = getattr(statement, "value", None)
    if value is None or isinstance(value, (ast.Dict, ast.Tuple, ast.List, ast.Name, ast.Subscript)):
        return
    yield from (stem(text) == stem(gradient) for text in texts_in(value))


def _step(script: Script, window: ScriptPass, idle: Idle) -> tuple[Any, int]:
    """Return the step that is missing, written as that of a sister, and the sister's statement."""
    for parameter in sorted(window.parameters, key=lambda p: stem(p.name)[:1] != stem(idle.name)[:1]):
        site, part, _ = parameter.changes[-1][0]
        statement = script.statement(site)
        own = ast.unparse(targets(statement)[part])
        if len(targets(statement)) == 1 and step_of(statement) is not None and stem(own) == stem(parameter.name):
            return ast.parse(_renamed(ast.unparse(statement), stem(own), stem(idle.name))).body[0], site
    return None, 0


def _renamed(text: str, old: str, new: str) -> str:
    """Return a statement for another parameter: W1 -= lr * dW1 becomes W2 -= lr * dW2.

    >>> _renamed("W1 = W1 - lr * grads['dW1']", "W1", "b2")
    "b2 = b2 - lr * grads['db2']"
    """

    def word(found: re.Match[str]) -> str:
        name = found[0]
        is_own = name == old or (name.endswith(old) and plain(name) == old.lower())
        return name[: len(name) - len(old)] + new if is_own else name

    return re.sub(r"[A-Za-z_]\w*", word, text)
