"""NumPy at the door: arrays of Values go in, NumPy computes on them, arrays of gradients come out.

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

**What an array holds.** Every entry is a Value. A number that gets among them (a column of ones, np.where(…, a, 0))
becomes a constant. One entry, or a sum over all, is a Value and not an array:

>>> W[0, 1], type(loss).__name__
(Value(data=-1.0, grad=0.0, label='W[0,1]'), 'Value')

**One node or many.** `@`, np.dot, np.einsum, np.sum and np.mean make one node for each entry of the result (the rows
`dot` and `sum` of the table), where single Values would make a chain of + and ×. So the arrows of
s = dot(w, x) carry ∂s/∂w_j = x_j, as the formula says, and the backward pass is faster. All else goes entry by entry.

**What has no row is refused, by name.** Nothing cuts the graph in silence:

>>> np.floor(W)
Traceback (most recent call last):
TypeError: np.floor does not work on Values: no row of the table of operations stands for it, ...

**New leaves each step.** `W = W - lr * gradients(W)` makes results, not leaves: the next graph would hang on this one,
and grow with every step. `W -= …` would do so inside W, and is refused. What is meant is

>>> W = values(numbers(W) - 0.01 * gradients(W), label="W")

Results may be changed in place, as in NumPy: `z += b`, `z[z < 0] = 0`. The graph keeps what was there before.

**Plain arrays.** np.array([v, w]) of Values is an array of dtype object that NumPy alone looks after; np.array(W) and
np.asarray(W) of a ValueArray are, too. `+ - * / ** @`, sums, and ufuncs named like a method of Value work there:

>>> from engine.value import Value
>>> plain = np.array([Value(2.0), Value(-3.0)])
>>> out = np.tanh(np.array([[0.1, 0.2]]) @ plain).sum()
>>> out.backward()
>>> gradients(plain)
array([0.08556388, 0.17112776])

But there nobody can catch what leaves plain numbers behind, which have no gradient. No route leads through them:

>>> np.sign(plain), np.clip(plain, 0.0, 1.0)
(array([1, -1], dtype=object), array([1.0, 0.0], dtype=object))
>>> np.maximum(plain, 0.0)[1], np.where([True, False], plain, 0.0)[1], np.concatenate([plain, [1.0]])[2]
(0.0, 0.0, 1.0)
>>> np.zeros_like(plain), np.pad(plain, 1)[0] == 0, plain.imag
(array([0, 0], dtype=object), ..., array([0, 0], dtype=object))

`X.dot(W)` of a float X gives a plain array, because the method of X asks nobody; `X @ W` and np.dot(X, W) give a
ValueArray. np.frombuffer(W) reads addresses as numbers, and cannot be caught.

np.maximum, np.clip and max() choose there and then, so that no node shows the choice; item assignment `plain[0] = 1.0`
and `plain -= 0.1` put numbers and results in the place of leaves; `np.array([1.0, 2.0])` in it stays numbers. What has
no method of its name fails with NumPy's own message, which does not say what to do (np.arcsin, np.isnan):

>>> np.arcsin(plain)
Traceback (most recent call last):
TypeError: loop of ufunc does not support argument 0 of type Value which has no callable arcsin method

A *list* of arrays, np.sign([W, V]), is made a plain array by NumPy before anybody is asked; np.stack([W, V]) is asked.
`values(plain)` keeps the Values and makes it a ValueArray.
"""

from engine.arrays.array import ValueArray, values
from engine.arrays.reading import gradients, numbers

__all__ = ["ValueArray", "gradients", "numbers", "values"]
