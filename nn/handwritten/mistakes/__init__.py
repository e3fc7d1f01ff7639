"""The mistake table: the ways in which people get a hand-written backward pass wrong, each with a stable id.

The backward pass is written once, in `nn.matrix`. A row says which of its steps is replaced, and by what. To add a
mistake, add a row to the file of its step; the checker, its tests and `also_possible` read the table.

>>> len(TABLE)
47
>>> TABLE["missing_hidden_deriv"].step
'through_activation'
"""

from nn.handwritten.mistakes.biases import BIASES
from nn.handwritten.mistakes.constants import CONSTANTS, PENALTIES, SAMPLES
from nn.handwritten.mistakes.inputs import INPUTS
from nn.handwritten.mistakes.layout import LearnerLayout
from nn.handwritten.mistakes.outputs import LOSS_LEFT_OUT, WRONG_DERIVATIVE
from nn.handwritten.mistakes.problem import Kinks, Problem, Stated
from nn.handwritten.mistakes.products import PRODUCTS_WITH_SLOPES
from nn.handwritten.mistakes.routes import ROUTES
from nn.handwritten.mistakes.rows import Member, Mistake
from nn.handwritten.mistakes.seats import Seat
from nn.handwritten.mistakes.slopes import SLOPES

TABLE: dict[str, Mistake] = {
    row.id: row
    for rows in (
        *(CONSTANTS, SAMPLES, PENALTIES, LOSS_LEFT_OUT, SLOPES, PRODUCTS_WITH_SLOPES),
        *(WRONG_DERIVATIVE, ROUTES, INPUTS, BIASES),
    )
    for row in rows
}
"""Every row by its id. Where rows explain numbers equally well, they are listed in this order: special ones first."""

__all__ = ["TABLE", "Kinks", "LearnerLayout", "Member", "Mistake", "Problem", "Seat", "Stated"]
