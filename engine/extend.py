"""The second door: for those who add an operation, or walk over graphs.

A row made outside the table works at once on floats, Values and arrays:

>>> from engine import Value
>>> cube = Op(
...     "cube",
...     lambda x: x**3,
...     (lambda x, out: 3 * x**2,),
...     doc="x to the third.",
...     latex="{}^3",
...     samples=((0.5,), (-1.2,)),
... )
>>> x = Value(2.0)
>>> y = cube(x)
>>> y.backward()
>>> y.data, x.grad
(8.0, 12.0)

Only a graph of rows that stand in the table can be pickled, since pickle stores their names.
"""

from engine.graph import topological_order, with_leaves
from engine.ops import TABLE
from engine.table.primitive import DomainError, Op

__all__ = ["TABLE", "DomainError", "Op", "topological_order", "with_leaves"]
