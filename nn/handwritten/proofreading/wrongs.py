"""A wrong line with its fixes, what two of them are compared by, and all of them together."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from nn.handwritten.proofreading.bench import Patch, Proof
from nn.handwritten.proofreading.case import Case
from nn.handwritten.proofreading.fixes import SHOWN
from nn.handwritten.proofreading.leads import Lead
from nn.handwritten.proofreading.recording import Place
from nn.handwritten.proofreading.swap import Swap, first_wrong


@dataclass(frozen=True, eq=False)
class Wrong:
    """A wrong line: its first wrong assignment, the right value where it is known, and the proved fixes.

    is_first  nothing that it is made of is unsound, and it is
    is_giver  it hands a wrong thing to several lines, which are no adjoints with it
    """

    site: int
    place: Place
    swap: Swap | None = None
    proofs: tuple[Proof, ...] = ()
    fixed: frozenset[int] = frozenset()
    is_first: bool = False
    is_giver: bool = False


def fixed_by(case: Case, proof: Proof) -> Wrong:
    """Return the line of a proof as a wrong one."""
    site = proof.patch.site
    return Wrong(site, case.first_place(site), None, (proof,), proof.fixed)


Ranked = tuple[tuple[float, ...], Wrong]
"""A wrong line, and what it is compared by: the smallest comes first."""


@dataclass(frozen=True, eq=False)
class Found:
    """The wrong lines in the order of computation, what repairs them, and whether all steps are right with that."""

    wrong: tuple[Wrong, ...] = ()
    patches: tuple[Patch, ...] = ()
    swaps: tuple[Swap, ...] = ()
    done: bool = True

    @property
    def repairs(self) -> tuple[list[Patch], list[Swap]]:
        """Return what puts all lines right: their fixes, and right values where there is no fix."""
        fixed = [wrong for wrong in self.wrong if wrong.swap is not None and wrong.proofs]
        swaps = [swap for swap in self.swaps if not any(swap is wrong.swap for wrong in fixed)]
        return [*self.patches, *(wrong.proofs[0].patch for wrong in fixed)], swaps


def rated(lead: Lead, proofs: Sequence[Proof], order: int) -> Ranked:
    """Return a line with its fixes, and what it is compared by."""
    most = max(len(proof.fixed) for proof in proofs)
    shown = tuple(proof for proof in proofs if len(proof.fixed) == most)[:SHOWN]
    place = first_wrong(lead.swap) if lead.swap is not None else lead.places[0]
    cost = min(proof.patch.cost + 0.8 * proof.lost for proof in shown) + lead.penalty
    rank = -most - max(proof.nearly for proof in shown) / 2, cost, order
    return rank, Wrong(lead.site, place, lead.swap, shown, shown[0].fixed)


def plainest(statement: ast.stmt, proofs: Sequence[Proof]) -> tuple[Proof, ...]:
    """Return fixes without those that only take back what stands in the line, or bring in a 1, beside one before them.

    Of dW = X.T @ dZ / N those are dW = X.T @ dZ / N * len(X) and dW = 1 * X.T @ dZ, beside dW = X.T @ dZ.
    """
    held, kept = getattr(statement, "value", None), list[Proof]()
    texts: list[str] = []
    for proof in proofs:
        text = proof.patch.text(statement)
        is_again = any(text.replace("1 * ", "") == other for other in texts)
        is_more = any(_adds_to(held, proof) and not _adds_to(held, each) for each in kept)
        if not is_again and not is_more:
            kept.append(proof)
            texts.append(text)
    return tuple(kept)


def _adds_to(held: ast.expr | None, proof: Proof) -> bool:
    """Return whether a fix leaves an expression as it is, and puts more around it."""
    new, text = proof.patch.value, ast.dump(held) if held is not None else ""
    return new is not None and text != "" and any(ast.dump(node) == text for node in ast.walk(new))
