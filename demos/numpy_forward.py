"""Question 3 again, in the NumPy it was asked in: can my own forward pass check my own backward pass?

"I am getting stuck on the last step of updating the weights."

Answer: yes, as it stands. Wrap the weights, `values(weight1)`, and run the script's four lines: `@`, `np.exp`,
`1/(1+…)` work on arrays of Values. Then `backward` finds the gradients that the script's `a1.T @ dC_dw2`
writes by hand, and they are the same with the opposite sign:

    gradients(weight2) = −a1.T @ dC_dw2        gradients(weight1) = −a0.T @ dC_dw1

One thing of the script has to change, its loop. `weight2 = weight2 + …` gives results, not leaves. With weights that
were wrapped once, before the loop, each step would be added to one graph that grows and grows. So each step wraps
them again: numbers in, gradients out.

The network: 3-4-1, sigmoid, no bias, C = ½ Σ (y − a)², np.random.seed(1), learning rate 1, 1000
iterations, weights stored (in, out).
"""

# %%
import sys
from pathlib import Path

import numpy as np

from engine import draw, gradients, numbers, values
from engine.extend import with_leaves
from nn import MLP, compare

pictures = Path(next((a for a in sys.argv[1:2] if not a.startswith("-")), "pictures"))
if "__file__" in globals():  # as a script, not as a notebook
    sys.stdout.reconfigure(encoding="utf-8")  # Windows would write a file in another encoding, without ∂
    print(__doc__)

# %%
x = [[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]]
y = [[0], [1], [1], [0]]
np.random.seed(1)  # the posted script's numbers need the posted script's generator
initial1 = np.random.random((3, 4))
initial2 = np.random.random((4, 1))
lr = 1

# %% [markdown]
# ## The script's own lines
# Two functions and the four lines of the forward pass, as posted; and its backward pass, likewise.


# %%
def sigmoid(x):
    """The script's sigmoid."""
    return 1 / (1 + np.exp(-x))


def derv_sigmoid(x):
    """Its derivative, from its result."""
    return x * (1 - x)


def forward(x, weight1, weight2):
    """The forward pass, as posted."""
    z1 = x @ weight1
    a1 = sigmoid(z1)
    z2 = a1 @ weight2
    a2 = sigmoid(z2)
    return a1, a2


def by_hand(a1, a2, weight2):
    """The backward pass, as posted."""
    delta2 = y - a2
    dC_dw2 = delta2 * derv_sigmoid(a2)
    dC_dw1 = (np.multiply(dC_dw2, weight2.T)) * derv_sigmoid(a1)
    return dC_dw1, dC_dw2


# %% [markdown]
# ## Wrap the weights, and nothing else

# %%
a0 = np.array(x)
weight1, weight2 = values(initial1, label="w1"), values(initial2, label="w2")
a1, a2 = forward(a0, weight1, weight2)
C = ((y - a2) ** 2).sum() / 2
C.backward()

their_dC_dw1, their_dC_dw2 = by_hand(numbers(a1), numbers(a2), initial2)
first = {"W1": gradients(weight1), "W2": gradients(weight2)}
first_cost, first_a2 = C.data, numbers(a2)
print(f"C = {C:.12f}, from a graph of {len(with_leaves(C))} values\n")
print("∂C/∂weight2: by the engine   −a1.T @ dC_dw2")
for engine, hand in zip(first["W2"].ravel(), (-numbers(a1).T @ their_dC_dw2).ravel(), strict=True):
    print(f"              {engine:+.12f}   {hand:+.12f}")

model = MLP.from_arrays([initial1, initial2], activations="sigmoid", orientation="in_out")
theirs = {"W1": -a0.T @ their_dC_dw1, "W2": -numbers(a1).T @ their_dC_dw2}
print("\nThe script's gradients beside those of a network of neurons:\n")
report = compare(model, x, y, loss="mse", reduction="sum", factor=0.5, gradients=theirs)
print(report)
assert report
assert all(np.allclose(first[name], theirs[name], rtol=0, atol=1e-12) for name in theirs)

one = values(initial1, label="w1"), values(initial2, label="w2")
C1 = ((y[1] - forward(a0[1], *one)[1]) ** 2).sum() / 2
C1.label = "C"
C1.backward()
picture = draw(C1)
print(f"\npicture of one sample: {picture.save(pictures / 'question3_numpy_sample1.svg')}")
picture

# %% [markdown]
# ## The trap: weights wrapped once, before the loop

# %%
print("\nWeights wrapped once, and the script's loop as it is:")
weight1, weight2 = values(initial1), values(initial2)
for step in range(1, 5):
    a1, a2 = forward(a0, weight1, weight2)
    C = ((y - a2) ** 2).sum() / 2
    print(f"   step {step}: a graph of {len(with_leaves(C)):4} values; weight2[0,0] is a leaf: {weight2[0, 0].is_leaf}")
    dC_dw1, dC_dw2 = by_hand(a1, a2, weight2)
    weight2 = weight2 + lr * np.dot(a1.T, dC_dw2)
    weight1 = weight1 + lr * np.dot(a0.T, dC_dw1)
print("The numbers are right, but each step hangs on all before it, and a thousand make one huge graph.\n")

weight2 = values(initial2)
try:
    weight2 += lr * np.dot(numbers(a1).T, their_dC_dw2)
except TypeError as error:
    print(f"weight2 += …  TypeError: {error}")

# %% [markdown]
# ## The right way: new leaves each step
# The weights are numbers. Each step wraps them, asks for the gradients, and is then forgotten, graph and all.

# %%
W1, W2 = initial1, initial2
for _ in range(1000):
    weight1, weight2 = values(W1), values(W2)
    _, a2 = forward(a0, weight1, weight2)
    C = ((y - a2) ** 2).sum() / 2
    C.backward()
    W1 = W1 - lr * gradients(weight1)
    W2 = W2 - lr * gradients(weight2)
print(f"\nAfter 1000 steps, each a graph of {len(with_leaves(C))} values: C = {C:.12f}")

try:
    initial1 - lr * their_dC_dw1
    textbook_error = ""
except ValueError as error:
    textbook_error = str(error).strip()
shapes = f"Shape weight1 {weight1.shape}\nShape weight2 {weight2.shape}\n"
shapes += f"Shape dC_dw2 {their_dC_dw2.shape}\nShape dC_dw1 {their_dC_dw1.shape}\n"
with np.printoptions(formatter={"float": "{: 0.3f}".format}):
    posted = f"{shapes}New ouput\n {a2}\n"  # as the script: before the last update
print("\nWhat the posted script prints:\n")
print(posted)

results = {
    "initial_W2": initial2.ravel().tolist(),
    "first_a2": first_a2.ravel().tolist(),
    "first_cost": first_cost,
    "script_dC_dw2": their_dC_dw2.ravel().tolist(),
    "first_dC_dW1": first["W1"].tolist(),
    "first_dC_dW2": first["W2"].ravel().tolist(),
    "final_a2_printed": numbers(a2).ravel().tolist(),
    "final_cost": C.data,
    "a2_after_last_update": forward(a0, W1, W2)[1].ravel().tolist(),
    "textbook_line_W2_shape": list((initial2 - lr * their_dC_dw2).shape),
    "textbook_line_W1_error": textbook_error,
    "printed": posted,
}
