"""The arguments of `proofread`, checked before anything runs: the value that was given, what is allowed, what to do."""

from __future__ import annotations

import ast
import operator
import os
from collections.abc import Mapping, Sequence
from typing import Any

from engine.table.notation import one_line
from nn.handwritten.proofreading.source import LearnerScript
from nn.handwritten.proofreading.terms import texts_in

CALL = "proofread(forward, backward, *inputs)"
MOST_SEED = 2**32 - 4  # NumPy's largest seed, less the further draws


class WrongNameError(Exception):
    """A name among the arguments that the script does not have."""


def check_source(source: Any, functions: Sequence[Any]) -> None:
    """TypeError unless it is a script, or two functions and the inputs of the first."""
    if isinstance(source, str | os.PathLike):
        if functions:
            raise TypeError(f"{shown(functions[0])} stands after a script: give the script only, or write {CALL}.")
        return
    if not callable(source):
        kinds = "the path of a .py or .ipynb file, the text of a script, or two functions"
        raise TypeError(f"source is {shown(source)}: give {kinds}.")
    if not functions or not callable(functions[0]):
        given = f"{shown(functions[0])} is" if functions else "nothing is"
        raise TypeError(f"{given} given as the backward function: write {CALL}.")


def check_words(objective: Any, at: Any, seed: Any) -> None:
    """TypeError or ValueError unless these are an expression or None, and two whole numbers that are not below 0."""
    check_number("at", at, "passes are counted from 0")
    check_number("seed", seed, f"take one from 0 to {MOST_SEED:,}")
    if seed > MOST_SEED:
        raise ValueError(f"seed={seed}: take one from 0 to {MOST_SEED:,}.")
    if objective is None:
        return
    if not isinstance(objective, str):
        raise TypeError(f'objective={shown(objective)}: give the loss as text, such as "np.mean((out - y) ** 2)".')
    try:
        ast.parse(objective.strip(), mode="eval")
    except SyntaxError as error:
        raise ValueError(
            f"objective={shown(objective)} is not an expression of Python ({error.msg}): give the loss in the script's "
            'names, such as "np.mean((out - y) ** 2)".'
        ) from None


def check_number(name: str, number: Any, allowed: str) -> None:
    """TypeError or ValueError unless it is a whole number that is not below 0."""
    try:
        is_below = operator.index(number) < 0
    except TypeError:
        raise TypeError(f"{name}={shown(number)} is not a whole number: {allowed}.") from None
    if is_below:
        raise ValueError(f"{name}={number} is below 0: {allowed}.")


def check_lists(parameters: Any, gradients: Any) -> None:
    """TypeError unless parameters is a list of names, and gradients one, or a dict of names."""
    if parameters is not None and not _are_names(parameters):
        raise TypeError(f'parameters={shown(parameters)}: give a list of names, such as ["W1", "b1"].')
    is_dict = isinstance(gradients, Mapping) and _are_names([*gradients, *gradients.values()])
    if gradients is not None and not is_dict and not (_are_names(gradients) and not isinstance(gradients, Mapping)):
        raise TypeError(f'gradients={shown(gradients)}: give names, such as {{"W1": "dW1"}}, or a list of them.')


def check_names(program: LearnerScript, parameters: Any, gradients: Mapping[str, str] | None) -> None:
    """WrongNameError for a name that the script does not have."""
    texts = set(texts_in(program.tree))
    pairs = [*(gradients or {}), *(gradients or {}).values()]
    for word, names in (("parameters", [*(parameters or ())]), ("gradients", pairs)):
        for name in names:
            own = _unparsed(name)
            is_plain = own is None or own.isidentifier()
            root = (own or name).partition("[")[0].partition(".")[0]
            if (is_plain and own not in texts) or root not in texts:
                raise WrongNameError(f"{word} has {name!r}: the script has no such name. Write it as the script does.")


def _unparsed(name: str) -> str | None:
    """Return an expression as ast writes it; None if it is none."""
    try:
        return ast.unparse(ast.parse(name.strip(), mode="eval"))
    except SyntaxError:
        return None


def _are_names(names: Any) -> bool:
    """Return whether it is a list, or another collection, of texts."""
    is_many = isinstance(names, Sequence | Mapping | set | frozenset) and not isinstance(names, str | bytes)
    return is_many and all(isinstance(name, str) for name in names)


def shown(thing: Any) -> str:
    """Return a value as an error message shows it: on one line, and not too long."""
    text = one_line(repr(thing))
    return text if len(text) <= 60 else f"{text[:59]}…"
