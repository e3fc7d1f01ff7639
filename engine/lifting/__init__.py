"""From a graph of scalars to the matrix version: `vectorize` derives it, as NumPy that can be read.

    reading.py       the graph in columns of numbers; chains of + and × as sums of products
    placement.py     in which order and shape numbers are an array, and where each of them ended up
    groups.py        level by level, what is made in the same way from the same arrays
    repeats.py       what is computed twice in a graph, once
    lookups.py       rows of a table and classes of samples, by numbers that are arguments
    windows.py, pooling.py      convolutions, and the sum and the largest entry of windows
    triangles.py     diagonals; loops that run up to a diagonal, as those over causal pairs do
    rearranging.py   axes split, turned and joined
    rewriting.py, norms.py, softmax.py      steps that are one step for a reader: means, variances, what they normalise
    blocks.py, recurrence.py    blocks of steps that repeat, and what they start from
    loops.py, rolling.py        a loop as a step, forward and back; a program with one in it
    lengths.py, trial.py        at which lengths it holds; whether it is the same as without, at new numbers
    views.py         which part of an array operands are: all of it, turned, a slice, repeated
    steps.py, contraction.py    what a line computes, and what it hands back: the chain rule on arrays
    code.py          the rules of the table, run on pieces of source; the functions that the source calls
    formula.py, index.py        what one entry of each piece is, as the comments say it
    source.py        names, lines and comments
    notes.py         what holds for the numbers of the trace only
    showing.py       a program as people see it
    one_product.py   one line of it that is a product, with the numbers of the trace
    program.py       the program: run it, read it, find a Value in it
    given.py, deriving.py       what comes in, and a fresh trace; `vectorize` and its `check`

No derivative of a row is written here: each line of a backward pass is a rule of the table, run on code instead of
numbers. What several rows are together, softmax or a normalised array, has a formula of its own, derived in its file.
"""

from engine.lifting.deriving import vectorize
from engine.lifting.program import Program, Where

__all__ = ["Program", "Where", "vectorize"]
