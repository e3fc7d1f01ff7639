"""What is known of a statement before a script runs, kept with the statement and with every copy of it."""

from __future__ import annotations

import ast
from dataclasses import dataclass


@dataclass
class Notes:
    """What `binding` and `lambdas` note; `marking` and the search for fixes read it.

    moves           what takes the step of a line under another name
    made_by         the line that makes the entries of what moves under another name
    is_lost         whether a line moves nothing
    is_overwritten  whether a step stands in the place of the array that should take it
    hands_back      whether a line returns what its function was given, as it was given
    is_lambda       whether what a line returns was the body of a lambda
    """

    moves: ast.expr | None = None
    made_by: ast.stmt | None = None
    is_lost: bool = False
    is_overwritten: bool = False
    hands_back: bool = False
    is_lambda: bool = False


def notes_of(statement: ast.AST) -> Notes:
    """Return the notes of a statement; those of one that has none say nothing.

    >>> notes_of(ast.parse("a = b = 0").body[0]).is_overwritten
    False
    """
    kept: dict[str, Notes] = vars(statement)
    return kept.setdefault("notes", Notes())
