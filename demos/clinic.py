"""A clinic: eight backward passes, each with one mistake. Find it before you read the answer.

All patients have the same network and batch: two inputs, three tanh units, two sigmoid outputs, squared error
½ Σ (a − y)² / N over four samples, rows are samples, W is (inputs, units). The healthy pass stands first. Each
patient's lines run, and the loss often even goes down. Cover the answers at the end, read the lines, and say what is
wrong and in which layer.
"""

# %%
import inspect
import sys

import numpy as np

from nn import diagnose

if "__file__" in globals():  # as a script, not as a notebook
    sys.stdout.reconfigure(encoding="utf-8")  # Windows would write a file in another encoding, without δ
    print(__doc__)

# %%
X = np.array([[0.5, -0.3], [-0.8, 0.9], [0.1, 0.7], [1.2, -0.4]])
Y = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 1.0], [1.0, 0.0]])
W1, b1 = np.array([[0.4, -0.7, 0.2], [0.3, 0.5, -0.6]]), np.array([0.1, -0.2, 0.3])
W2, b2 = np.array([[0.7, -0.4], [-0.2, 0.5], [0.6, 0.3]]), np.array([0.05, -0.1])
N = len(X)

Z1 = X @ W1 + b1
A1 = np.tanh(Z1)
Z2 = A1 @ W2 + b2
A2 = 1 / (1 + np.exp(-Z2))


def healthy():
    """As the textbook has it."""
    d2 = (A2 - Y) / N * A2 * (1 - A2)
    d1 = (d2 @ W2.T) * (1 - A1**2)
    return [(X.T @ d1, d1.sum(axis=0)), (A1.T @ d2, d2.sum(axis=0))]


# %% [markdown]
# ## The patients


# %%
def patient_1():
    """The error is an error, isn't it?"""
    d2 = (A2 - Y) / N
    d1 = (d2 @ W2.T) * (1 - A1**2)
    return [(X.T @ d1, d1.sum(axis=0)), (A1.T @ d2, d2.sum(axis=0))]


def patient_2():
    """The same formula for both layers, it worked for the output."""
    d2 = (A2 - Y) / N * A2 * (1 - A2)
    d1 = (d2 @ W2.T) * A1 * (1 - A1)
    return [(X.T @ d1, d1.sum(axis=0)), (A1.T @ d2, d2.sum(axis=0))]


def patient_3():
    """Update as soon as the gradient is there, why wait?"""
    learning_rate = 0.5
    d2 = (A2 - Y) / N * A2 * (1 - A2)
    dW2 = A1.T @ d2
    W2_new = W2 - learning_rate * dW2
    d1 = (d2 @ W2_new.T) * (1 - A1**2)
    return [(X.T @ d1, d1.sum(axis=0)), (dW2, d2.sum(axis=0))]


def patient_4():
    """A loop over the samples is easier to read."""
    for x, a1, a2, y in zip(X, A1, A2, Y, strict=True):
        d2 = (a2 - y) / N * a2 * (1 - a2)
        d1 = (W2 @ d2) * (1 - a1**2)
        dW1, db1, dW2, db2 = np.outer(x, d1), d1, np.outer(a1, d2), d2
    return [(dW1, db1), (dW2, db2)]


def patient_5():
    """The bias has one number per unit, and a sum gives numbers."""
    d2 = (A2 - Y) / N * A2 * (1 - A2)
    d1 = (d2 @ W2.T) * (1 - A1**2)
    return [(X.T @ d1, d1.sum()), (A1.T @ d2, d2.sum())]


def patient_6():
    """z is what the activation is made of, so its derivative must be taken there."""
    d2 = (A2 - Y) / N * A2 * (1 - A2)
    d1 = (d2 @ W2.T) * (1 - Z1**2)
    return [(X.T @ d1, d1.sum(axis=0)), (A1.T @ d2, d2.sum(axis=0))]


def patient_7():
    """The hidden layer gets the error of the output, sent back."""
    error = (A2 - Y) / N
    d2 = error * A2 * (1 - A2)
    d1 = (error @ W2.T) * (1 - A1**2)
    return [(X.T @ d1, d1.sum(axis=0)), (A1.T @ d2, d2.sum(axis=0))]


def patient_8():
    """The shapes fit."""
    error = Y - A2
    d2 = error / N * A2 * (1 - A2)
    d1 = (d2 @ W2.T) * (1 - A1**2)
    return [(X.T @ d1, d1.sum(axis=0)), (Z1.T @ d2, d2.sum(axis=0))]


patients = [patient_1, patient_2, patient_3, patient_4, patient_5, patient_6, patient_7, patient_8]


def examine(backward):
    """What the checker says of a backward pass."""
    network = {"activations": ["tanh", "sigmoid"], "loss": "mse", "factor": 0.5}
    return diagnose([(W1, b1), (W2, b2)], X, Y, backward(), **network)


assert examine(healthy).correct
for patient in patients:
    print(inspect.getsource(patient))

# %% [markdown]
# ## The answers

# %%
answers = {}
for patient in patients:
    report = examine(patient)
    answers[patient.__name__] = [finding.mistake for finding in report.findings]
    print(f"--- {patient.__name__}: {patient.__doc__}\n{report}\n")

# %% [markdown]
# ## A point that hides mistakes
# With one sample, many wrong lines give the right numbers. The checker says which, and offers another point.

# %%
one = X[:1], Y[:1]
h = np.tanh(one[0] @ W1 + b1)
o = 1 / (1 + np.exp(-(h @ W2 + b2)))
d = (o - one[1]) * o * (1 - o)
e = (d @ W2.T) * (1 - h**2)
gradients = [(one[0].T @ e, e[0]), (h.T @ d, d[0])]
report = diagnose([(W1, b1), (W2, b2)], *one, gradients, activations=["tanh", "sigmoid"], loss="mse", factor=0.5)
print(report)
print("a better point has", len(report.suggest_point().X), "samples")
