"""Explain a value of a network: δ · x first, then where δ comes from, then the Iverson bracket."""

from __future__ import annotations

from engine.explanation.delta import derivative_by, story_of
from engine.explanation.document import Block, Heading, Text
from engine.explanation.iverson import bracket_of
from engine.explanation.names import Names, role_of
from engine.explanation.neurons import Network
from engine.explanation.pieces import Piece
from engine.explanation.terms import sum_of_terms
from engine.value import Value

DELTA = Piece("δ", r"\delta")


def explained(network: Network, names: Names, w: Value) -> list[Block]:
    """What is said of a weight, bias, input, pre-activation or activation; nothing of values without a place."""
    terms = network.terms(w)
    if role_of(w) == "s":
        return story_of(network, names, w)
    if not role_of(w) or not any(term.source in network.marked for term in terms):
        return []
    parts = sum_of_terms(names, derivative_by(names, w), terms)
    heaviest = max((t for t in terms if t.source in network.marked), key=lambda term: abs(term.product))
    if role_of(w) not in ("w", "b") or role_of(heaviest.source) != "s":
        return parts
    if len(terms) > 1:
        parts.append(
            Text(
                [
                    "The largest term with a ",
                    DELTA,
                    " is that of ",
                    names.delta(heaviest.source),
                    "; it is followed below.",
                ]
            )
        )
    return [
        *parts,
        Heading(["Where ", names.delta(heaviest.source), " comes from"]),
        *story_of(network, names, heaviest.source),
        *bracket_of(network, names, heaviest, terms),
    ]
