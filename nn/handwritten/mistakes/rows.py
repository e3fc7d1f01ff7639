"""What a row of the mistake table is.

A row names one way a hand-written backward pass goes wrong, and the step of `nn.matrix` that it replaces. Most are
families: several wrong lines that people write for the same reason. Each line has the signature of the step:

    step                    a line
    "loss"                  (A, Y) → ∂L/∂A before the loss's constant, as in `nn.losses.TABLE`
    "through_activation"    (G, Z, A, activation) → δ
    "weight_gradient"       (A_prev, δ) → dW
    "bias_gradient"         (δ) → db
    "back_through_weights"  (δ, W) → G of the layer below, where the mistake is counted

Three kinds of rows wrap a step instead of replacing it: "constant" multiplies dW and db, "sample" lets only one sample
into them, and "penalty" is a number c: the c · W that was added to dW for λ Σ W². Mistakes over several passes have
lines that are found in the learner's numbers (`diagnosis.passes`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from nn.handwritten.mistakes.seats import Seat


class Member(NamedTuple):
    """One wrong line of a row.

    words  the line as a formula, for the sentence: "a·(1 − a)"
    line   the step as it goes wrong; for a "constant" the number, for a "sample" which one and the number
    label  layers with the same label went wrong in the same way; "" if the row is one mistake whatever its line
    aside  whether the learner may well have the result in either orientation (δ in the place of dW, a product of
           another shape)
    whole  with a bias that is part of W: whether the line makes the matrix with its bias row
    upstream  on the way back: whether the line takes G of the layer above in the place of its δ
    unmasked  on the way back: whether a dropout mask is left out after the line
    undo   for a constant: the code that takes it out of dW again, "/ len(X)"; "" if only the number is known
    rate   for an update whose learning rate was found in the learner's numbers: that rate
    free   how many numbers of the line were fitted to the learner's own
    """

    words: str
    line: Any
    label: str = ""
    aside: bool = False
    whole: bool = False
    upstream: bool = False
    unmasked: bool = False
    undo: str = ""
    rate: float = 0.0
    free: int = 0


Lines = Callable[[Seat], Iterable[Member]]
Words = str | Callable[[Seat, Member], str]


@dataclass(frozen=True)
class Mistake:
    """One row of the table: a way in which a backward pass goes wrong.

    id       the stable name that a report gives
    step     the step of the pass that it replaces or wraps
    members  the lines it tries at a layer; none where it does not apply
    head     the mistake in a short sentence for a beginner, without a full stop: "You left out tanh′ in layer 1"
    says     one sentence that says what happened, with the learner's shapes
    fix      one line of NumPy that fixes it
    why      why numbers may not show it, for `also_possible`
    whole    whether it is one of the whole pass, which names every layer it made wrong
    in_bias     whether the constant may be off in db alone, in_weights in dW alone
    """

    id: str
    step: str
    members: Lines
    head: Callable[[Seat, Member], str]
    says: Callable[[Seat, Member], str]
    fix: Callable[[Seat, Member], str]
    why: str
    whole: bool = False
    in_weights: bool = True
    in_bias: bool = True


class StepRows(list[Mistake]):
    """The rows of one step, in the order in which they stand in their file.

    step   the step that they replace or wrap
    fix    the line that fixes them, unless a row has its own
    where  the layers in which the step is made; None if in all
    """

    def __init__(self, step: str, fix: Words = "", where: Callable[[Seat], bool] | None = None) -> None:
        super().__init__()
        self.step, self.fix, self.where = step, fix, where

    def row(
        self, mistake: str, head: Words, says: Words, why: str, fix: Words = "", **flags: bool
    ) -> Callable[[Lines], Lines]:
        """Return a decorator that adds a row, whose lines the decorated function yields.

        The words are functions as in `Mistake`, or templates with {s} for the layer's `Seat`, {m} for the `Member` and
        {k} for the layer's number. The flags are those of `Mistake`.

        >>> BIASES = StepRows("bias_gradient", fix="{s.bias_line}")
        >>> @BIASES.row("bias_missing", "You left out db{k}", "db{k} is 0", "the sum of δ is 0 here")
        ... def missing(seat):
        ...     yield Member("0", lambda delta: delta.sum(axis=0) * 0)
        >>> BIASES[0].id, BIASES[0].step
        ('bias_missing', 'bias_gradient')
        """

        def add(lines: Lines) -> Lines:
            where = self.where
            members = lines if where is None else lambda seat: lines(seat) if where(seat) else ()
            of_fix = _filled(fix or self.fix)
            self.append(Mistake(mistake, self.step, members, _filled(head), _filled(says), of_fix, why, **flags))
            return lines

        return add


def _filled(words: Words) -> Callable[[Seat, Member], str]:
    """Return words as a function of a layer and a line, which fills a template."""
    if not isinstance(words, str):
        return words
    template = words.format
    return lambda seat, member: template(s=seat, m=member, k=seat.number)
