"""Five questions, diagnosed: each learner's own line, given to the checker.

The five questions of `question0_…` to `question4_…` come from people whose matrix gradient was wrong, or whose right
one looked wrong. Here their lines are computed as they stand, and `nn.diagnose` says what happened in them.
"""

# %%
import json
import sys

import numpy as np

from nn import diagnose

if "__file__" in globals():  # as a script, not as a notebook
    sys.stdout.reconfigure(encoding="utf-8")  # Windows would write a file in another encoding, without δ
    print(__doc__)


def sigmoid(z):
    """1 / (1 + e**-z)."""
    return 1 / (1 + np.exp(-z))


found = {}


def show(question, report):
    """Print what the checker says, and keep the ids."""
    print(f"--- {question}\n{report}\n")
    found[question] = [finding.mistake for finding in report.findings]
    return report


# %% [markdown]
# ## Question 0: "Calculate the derivative … and divide by the number of rows. Do the same for the hidden layer."
# The answer means the average over samples. Read literally, the hidden layer divides what was divided already.

# %%
X = np.array([[0, 1], [1, 0.5], [-1, 2]])
Y = np.array([[1.0], [0], [1]])
W1 = np.array([[0.1, -0.2, 0.3], [0.4, 0.5, -0.6]])
W2 = np.array([[0.7], [-0.8], [0.9]])
N = len(X)

h = sigmoid(X @ W1)
a = sigmoid(h @ W2)
delta2 = (a - Y) * a * (1 - a) / N  # divided by the number of rows
delta1 = (delta2 @ W2.T) * h * (1 - h) / N  # "do the same for the hidden layer"

network = {"activations": ["sigmoid", "sigmoid"], "loss": "mse", "factor": 0.5}
show("question 0", diagnose([W1, W2], X, Y, [X.T @ delta1, h.T @ delta2], **network))

# %% [markdown]
# ## Question 1: "W_jk · g′ · x · err … the product gives the size 2x1. But it should be 2x3."
# Multiplied in the order in which it runs, their product is (W_jkᵀ g′) · x · err: two numbers.
# Ordered as the chain rule has it, (W_jk err) ⊙ g′ is the δ of the hidden layer: three numbers, and no input yet.

# %%
x, t = np.array([0.5, -1.0]), np.array([1.0, 0.0])
W_ij = np.array([[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]])
W_jk = np.array([[0.7, 0.8], [0.9, 1.0], [1.1, 1.2]])

h = sigmoid(x @ W_ij)
err = h @ W_jk - t
slope = h * (1 - h)
dW_jk = np.outer(h, err)

network = {"activations": ["sigmoid", "linear"], "loss": "mse", "factor": 0.5}
show("question 1, as written", diagnose([W_ij, W_jk], x, t, [(W_jk.T @ slope) * x * err, dW_jk], **network))
show("question 1, in order", diagnose([W_ij, W_jk], x, t, [(W_jk @ err) * slope, dW_jk], **network))

# %% [markdown]
# ## Question 2: was it right to replace `kronecker(transpose(outputs), delta)`?
# Yes. For one row sample kron is the outer product; what is wrong in the guide's line is *outputs*.

# %%
sample, target = np.array([0.2, 0.7, -0.4]), np.array([1.0, 0.0])
W = np.array([[0.1, -0.3], [0.2, 0.4], [-0.5, 0.6], [0.05, -0.15]])  # the last row is the bias

outputs = sigmoid(np.append(sample, 1) @ W)
minus_delta = (target - outputs) * outputs * (1 - outputs)  # theirs: to be added to the weights
guide = np.kron(outputs[:, None], minus_delta[None, :])
theirs = np.append(sample, 1)[:, None] @ minus_delta[None, :]

network = {"activations": "sigmoid", "loss": "mse", "factor": 0.5, "bias": "last_row"}
show("question 2, the guide", diagnose([W], sample, target, [guide], **network))
show("question 2, theirs", diagnose([W], sample, target, [theirs], **network))
show("question 2, theirs as a gradient", diagnose([W], sample, target, [-theirs], **network))

# %% [markdown]
# ## Question 3: why not the textbook's `weight2 - learningRate*dC_dw2`?
# Because what is called dC_dw2 is not a gradient of w2.

# %%
x3 = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
y3 = np.array([[0, 1, 1, 0]]).T
np.random.seed(1)  # the posted script's numbers need the posted script's generator
weight1 = np.random.random((3, 4))
weight2 = np.random.random((4, 1))

a1 = sigmoid(x3 @ weight1)
a2 = sigmoid(a1 @ weight2)
dC_dw2 = (y3 - a2) * (a2 * (1 - a2))
dC_dw1 = np.multiply(dC_dw2, weight2.T) * (a1 * (1 - a1))

network = {"activations": ["sigmoid", "sigmoid"], "loss": "mse", "reduction": "sum", "factor": 0.5}
show("question 3, the textbook's line", diagnose([weight1, weight2], x3, y3, [dC_dw1, dC_dw2], **network))
works = [x3.T @ dC_dw1, a1.T @ dC_dw2]
show("question 3, what works", diagnose([weight1, weight2], x3, y3, works, **network))

# %% [markdown]
# ## Question 4: the lecture's "gradient"
# Six numbers for W1 and three for W2: the gradient of the *output* y. The factor (d − y) of the loss comes later.

# %%
W1 = np.array([[0.1, 0.4, -0.2], [0.3, -0.5, 0.6]])
W2 = np.array([0.7, -0.4, 0.2])
x4, d = np.array([0.5, -0.3]), np.array([1.0])

h = sigmoid(x4 @ W1)
dy_dW2 = h
dy_dW1 = np.outer(x4, W2 * h * (1 - h))

network = {"activations": ["sigmoid", "linear"], "loss": "mse", "factor": 0.5}
show("question 4", diagnose([W1, W2], x4, d, [dy_dW1, dy_dW2], **network))

# %%
print("In short:")
print(json.dumps(found, ensure_ascii=False, indent=1))
