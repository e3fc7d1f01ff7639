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

The page `docs/how/numpy.md` shows which lines of course code have to change. In short:

**What an array holds.** Every entry is a Value. A number that gets among them (a column of ones, np.where(…, a, 0))
becomes a constant. One entry, or a sum over all, is a Value and not an array:

>>> W[0, 1], type(loss).__name__
(Value(data=-1.0, grad=0.0, label='W[0,1]'), 'Value')

**One node or many.** `@`, np.dot, np.einsum, np.sum and np.mean make one node for each entry of the result (the rows
`dot` and `sum` of the table), where single Values would make a chain of + and ×. So the arrows of
s = dot(w, x) carry ∂s/∂w_j = x_j, as the formula says, and the backward pass is faster. All else goes entry by entry.

**Views and copies.** A basic slice, a reshape, a transpose, a row of a loop are views: they have the same Values, so
`W[0, 1].data = 3.0` writes through, and the gradient of a view is that of the entries, from all that they are used for.
What NumPy copies is copied here, by the row `identity`: W[[0, 2, 0]], masks, np.where, np.concatenate, np.repeat,
np.broadcast_to, `W.copy()`, and what is written into an array. A copy has a gradient of its own, as in PyTorch.

**Questions look at the data** and answer with True and False: < and >, == and !=, `in`, np.isnan, np.argmax. Only
between two single Values == asks whether they are the same one. `a.item()` is the float of one entry.

**Arrays to fill.** np.zeros makes floats, which cannot take a Value. np.zeros_like(W), with `shape=` if it is to have
another shape, makes constants of Values (and so do ones_like, empty_like, full_like): results take their place. With
`dtype=bool` or int they stay arrays of NumPy's.

**What has no row is refused, by name,** with what to write instead. Nothing cuts the graph in silence:

>>> np.floor(W)
Traceback (most recent call last):
TypeError: np.floor does not work on Values: its derivative is 0 wherever it has one, so it is a constant: ...

**New leaves each step.** `W = W - lr * gradients(W)` makes results, not leaves: the next graph would depend on this
one, and grow with every step. `W -= …` would do so inside W, and is refused. What is meant is

>>> W = values(numbers(W) - 0.01 * gradients(W), label="W")

Results may be changed in place, as in NumPy: `z += b`, `z[z < 0] = 0`. The graph keeps what was there before.

**Plain arrays.** np.array([v, w]) of Values is an array of dtype object that NumPy alone works on; np.array(W) and
np.asarray(W) of a ValueArray are, too. `+ - * / ** @`, sums, and ufuncs named like a method of Value work there:

>>> from engine.value import Value
>>> plain = np.array([Value(2.0), Value(-3.0)])
>>> out = np.tanh(np.array([[0.1, 0.2]]) @ plain).sum()
>>> out.backward()
>>> gradients(plain)
array([0.08556388, 0.17112776])

But what leaves plain numbers behind, which have no gradient, cannot be caught there. No route leads through them:

>>> np.sign(plain), np.clip(plain, 0.0, 1.0)
(array([1, -1], dtype=object), array([1.0, 0.0], dtype=object))
>>> np.maximum(plain, 0.0)[1], np.where([True, False], plain, 0.0)[1], np.concatenate([plain, [1.0]])[2]
(0.0, 0.0, 1.0)
>>> np.zeros_like(plain), np.pad(plain, 1)[0] == 0, plain.imag
(array([0, 0], dtype=object), ..., array([0, 0], dtype=object))

np.frombuffer(W) reads addresses as numbers, and cannot be caught.

np.maximum, np.clip and max() choose there and then, so that no node shows the choice; item assignment `plain[0] = 1.0`
and `plain -= 0.1` put numbers and results in the place of leaves; `np.array([1.0, 2.0])` in it stays numbers. What has
no method of its name fails with NumPy's own message, which does not say what to do (np.arcsin, np.isnan):

>>> np.arcsin(plain)
Traceback (most recent call last):
TypeError: loop of ufunc does not support argument 0 of type Value which has no callable arcsin method

NumPy makes a *list* of arrays a plain array, in np.array([W, V]) as in np.sign([W, V]); np.stack([W, V]) gives a
ValueArray. `values(plain)` keeps the Values, makes leaves of the numbers among them, and gives a ValueArray, on which
np.maximum and all else work.
"""

from engine.arrays.array import ValueArray, values
from engine.arrays.reading import gradients, numbers

__all__ = ["ValueArray", "gradients", "numbers", "values"]
