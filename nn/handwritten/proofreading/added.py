"""Lines that are added below a script that takes no steps, so that it is judged by steps all the same.

A script that only computes gradients gets `W = W - dW` for each of them. No report shows these lines.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from nn.handwritten.proofreading.naming import says
from nn.handwritten.proofreading.passes import Finder, disturbed
from nn.handwritten.proofreading.recording import Leaf, Place, Recorder
from nn.handwritten.proofreading.running import Outcome, Script, transformed
from nn.handwritten.proofreading.source import LearnerScript, UnreadableError, parsed_program
from nn.handwritten.proofreading.terms import every, sites_in


def with_lines(
    program: LearnerScript,
    lines: Sequence[str],
    names: Mapping[str, Any] | None = None,
    remarks: tuple[str, ...] = (),
) -> LearnerScript:
    """Return a program with lines below it that are not the learner's."""
    text = program.text.rstrip("\n") + "\n"
    made = parsed_program(text + "\n".join(lines) + "\n", program.path)
    return replace(made, own_lines=text.count("\n"), names={**program.names, **(names or {})}, remarks=remarks)


def with_steps(script: Script, outcome: Outcome, given: Mapping[str, str] | None = None) -> LearnerScript:
    """Return a script with a step for each parameter whose gradient it computes.

    Args:
        script: the script, which takes no steps.
        outcome: its run.
        given: {parameter: gradient}, both as expressions in the script's names; else they are found by their names.

    Raises:
        UnreadableError: if there is none.
    """
    pairs = dict(given) if given else dict(_pairs(script, outcome))
    if not pairs:
        raise UnreadableError("no parameter was found: nothing that the loss depends on is updated, or has a gradient.")
    return with_lines(script.program, [f"{name} = {name} - {gradient}" for name, gradient in pairs.items()])


def _pairs(script: Script, outcome: Outcome) -> Iterator[tuple[str, str]]:
    """Return arrays of the script's top level, each with the last array whose name says that it is its gradient."""
    outer = every(script.program.tree, ast.FunctionDef | ast.ClassDef)
    inside = {site for node in outer for site in sites_in(node)}
    finder = Finder(script, outcome)
    seen: dict[str, tuple[Place, Leaf]] = {}
    first: dict[str, tuple[Place, Leaf]] = {}
    for event in outcome.events:
        for leaf in event.leaves:
            name = script.texts.get(event.place[:2], "") + leaf.path
            if event.site not in inside and isinstance(leaf.thing, np.ndarray | float) and name.isprintable():
                seen[name] = (event.place, leaf)
                first.setdefault(name, (event.place, leaf))
    found = {}
    for name, (_, leaf) in first.items():
        gradients = [
            g for g in seen if g != name and says(g, name) and np.shape(seen[g][1].thing) == np.shape(leaf.thing)
        ]
        if gradients and finder.birth(leaf, len(finder.events), name) is not None:
            found[name] = gradients[-1]
    made = _made_of_others(script, {name: first[name] for name in found})
    return ((name, gradient) for name, gradient in found.items() if name not in made)


def _made_of_others(script: Script, first: Mapping[str, tuple[Place, Leaf]]) -> set[str]:
    """Return those of some arrays that change with another of them: they are no parameters."""
    found = set()
    for name, (place, leaf) in first.items():
        path = leaf.path

        def change(_: Recorder, here: Place, value: Any, at: Place = place, path: str = path) -> Any:
            return transformed(value, lambda p, x: disturbed(x) if p == path else x) if here == at else value

        by_place = {event.place: event for event in script.run(change=change).events}
        for other, (where, kept) in first.items():
            now = (
                next((each for each in by_place[where].leaves if each.path == kept.path), None)
                if where in by_place
                else None
            )
            if other != name and now is not None and not np.array_equal(np.asarray(now.value), np.asarray(kept.value)):
                found.add(other)
    return found
