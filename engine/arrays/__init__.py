"""Arrays of Values: NumPy computes on them as on arrays of numbers, and `gradients` reads the answer.

A learner's forward pass in NumPy runs as it is, once its weights are wrapped:

>>> import numpy as np
>>> from engine.arrays import gradients, numbers, values
>>> W = values([[0.5, -1.0], [0.25, -2.0]], label="W")
>>> X, y = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([0.0, 1.0])
>>> hidden = np.maximum(X @ W, 0)
>>> loss = ((hidden.sum(axis=1) - y) ** 2).mean()
>>> loss.backward()
>>> gradients(W)
array([[5.5, 0. ],
       [8. , 0. ]])

The page `docs/how/numpy.md` shows which lines of course code have to change, how an array is filled, what is a view and
what a copy, which questions look at the data, and what is lost where NumPy makes a plain array of dtype object.

**What an array holds.** Every entry is a Value. A number that gets among them (a column of ones, np.where(…, a, 0))
becomes a constant. One entry, or a sum over all, is a Value and not an array:

>>> W[0, 1], type(loss).__name__
(Value(data=-1.0, grad=0.0, label='W[0,1]'), 'Value')

**One node or many.** `@`, np.dot, np.einsum, np.sum and np.mean make one node for each entry of the result, by the rows
`dot` and `sum` of the table (`products.py` says why). All else goes entry by entry.

**What has no row is refused, by name,** with what to write instead. Nothing cuts the graph in silence:

>>> np.floor(W)
Traceback (most recent call last):
TypeError: np.floor does not work on Values: its derivative is 0 wherever it has one, so it is a constant: ...

**New leaves each step.** `W = W - lr * gradients(W)` makes results, not leaves: the next graph would depend on this
one, and grow with every step. `W -= …` would do so inside W, and is refused. What is meant is

>>> W = values(numbers(W) - 0.01 * gradients(W), label="W")

Results may be changed in place, as in NumPy: `z += b`, `z[z < 0] = 0`. The graph keeps what was there before.
"""

from engine.arrays.array import ValueArray, values
from engine.arrays.reading import gradients, numbers

__all__ = ["ValueArray", "gradients", "numbers", "values"]
