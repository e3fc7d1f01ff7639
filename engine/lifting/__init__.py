"""From a graph of scalars to the matrix version: `vectorize` derives it, as NumPy that can be read.

    given.py         what comes in, checked, and Values made of it
    reading.py       the graph in columns of numbers; chains of + and × as sums of products
    grids.py, placement.py      in which order and shape numbers are an array, and where each of them ended up
    views.py         which part of an array operands are: all of it, turned, a slice, repeated
    text/            pieces of NumPy, and what one entry of each is
    steps.py, contraction.py    what a line computes, and what it hands back: the chain rule on arrays
    patterns/        what a reader calls by one name: look-ups, convolutions, softmax
    groups.py        level by level, what is made in the same way from the same arrays becomes a step
    layout.py, source.py        names, lines and comments
    loops/           a loop in the place of steps that repeat
    one_product.py   a line that is a product, with the numbers of the trace
    program.py, whereabouts.py  the program: run it, read it, find a Value in it
    languages/       its lines for PyTorch and JAX, and as formulas in LaTeX
    notes.py, showing.py        what holds for the trace only; a program as people see it
    trial.py         a program with a loop: whether it is the same as without, at new numbers
    deriving.py      `vectorize` and its `check`

No derivative of a row is written here: each line of a backward pass is a rule of the table, run on code instead of
numbers. What several rows are together, softmax or a normalised array, has a formula of its own, derived in its file.
"""

from engine.lifting.deriving import vectorize
from engine.lifting.program import Program
from engine.lifting.whereabouts import Where

__all__ = ["Program", "Where", "vectorize"]
