"""From a graph of scalars to the matrix version: `vectorize` derives it, as NumPy that can be read.

    reading.py       the graph in columns of numbers
    terms.py         chains of + and × as sums of products
    groups.py        level by level, what is made in the same way from the same arrays:
      singles.py       operations that are no sums
      sums.py          sums of products
      layout.py        in which order and shape a group is an array
      placement.py     where every number of the graph ended up
    views.py         which part of an array operands are: all of it, turned, a slice, repeated
    steps.py, contraction.py    what a line computes, and what it hands back: the chain rule on arrays
    code.py, spelling.py        the rules of the table, run on pieces of source; how NumPy spells a function
    formula.py, index.py        what one entry of each piece is, as the comments say it
    naming.py, source.py        names, lines and comments
    program.py       the program: run it, read it, find a Value in it
    notes.py, proving.py        what holds for the numbers of the trace only; new numbers
    given.py, fresh.py, deriving.py, showing.py    what comes in; a fresh trace; `vectorize`; pictures

No derivative is written here: each line of a backward pass is a rule of the table, run on code instead of numbers.
"""

from engine.lifting.deriving import vectorize
from engine.lifting.program import Program, Where

__all__ = ["Program", "Where", "vectorize"]
