"""Question 3: why `weight2 + lr * a1.T @ dC_dw2`, and not the textbook's `weight2 - lr * dC_dw2`?

"I am not getting the source of the equation of updating the weights by multiplying with the activation of
the previous layer."

Answer: the variable's name is misleading. What the script calls dC_dw2 is (y − a2)·σ′(z2): that is −∂C/∂z2,
the negative gradient of the *pre-activation*, one number for each sample. The gradient of the *weights*
still lacks its input factor:

    ∂C/∂W2 = a1.T @ ∂C/∂z2 = −a1.T @ dC_dw2

So `W2 + lr * a1.T @ dC_dw2` *is* W2 − lr·∂C/∂W2: gradient descent. The + undoes the minus
that began as y − a2. The textbook line runs on W2 at all only by accident: 4 samples and 4 hidden units
give dC_dw2 the shape of W2. On W1 it fails.

The network: 3-4-1, sigmoid, no bias, C = ½ Σ (y − a)², np.random.seed(1), learning rate 1, 1000
iterations, weights stored (in, out). Symbols of the script keep its meaning and are called "theirs".
"""

# %%
import sys
from pathlib import Path

import numpy as np

from engine import draw
from nn import MLP, SGD, compare, squared_error
from nn.handwritten.comparison import gradient_arrays

pictures = Path(next((a for a in sys.argv[1:2] if not a.startswith("-")), "pictures"))
if "__file__" in globals():  # as a script, not as a notebook
    sys.stdout.reconfigure(encoding="utf-8")  # Windows would write a file in another encoding, without ∂
    print(__doc__)

# %%
x = [[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]]
y = [[0], [1], [1], [0]]
np.random.seed(1)  # the posted script's numbers need the posted script's generator
weight1 = np.random.random((3, 4))
weight2 = np.random.random((4, 1))
lr = 1.0

model = MLP.from_arrays([weight1, weight2], activations="sigmoid", orientation="in_out")


def run():
    """The four traces, and the cost ½ Σ (y − a2)² as a Value."""
    traces = [model.trace(sample) for sample in x]
    return traces, squared_error([trace.output for trace in traces], y, reduction="sum", factor=0.5)


# %% [markdown]
# ## What the script's `dC_dw2` is
# δ of the output neuron is ∂C/∂z2, one for each sample; the script's variable is its negative.

# %%
traces, C = run()
C.backward()
first_cost = C.data
first_a2 = [trace.output[0].data for trace in traces]
dC_dz2 = [trace.layers[1].delta[0] for trace in traces]
theirs = np.array([[-d] for d in dC_dz2])
first = gradient_arrays(model)
a0 = np.array(x, dtype=float)
a1 = np.array([trace.layers[1].x for trace in traces])

print("In the first iteration, for each sample:")
print("   sample      a2      their dC_dw2    ∂C/∂z2 (engine)")
for n in range(4):
    print(f"   {x[n]}  {first_a2[n]:.6f}   {theirs[n, 0]:+.9f}   {dC_dz2[n]:+.9f}")
print("\n∂C/∂W2, entry by entry = Σ over samples of ∂C/∂z2 · a1:")
for i in range(4):
    routes = " ".join(f"{dC_dz2[n] * a1[n, i]:+.5f}" for n in range(4))
    print(f"   W2[{i},0]: {routes} = {first['W2'][i, 0]:+.9f}")
assert np.allclose(first["W2"], -a1.T @ theirs, rtol=0, atol=1e-12)
print("   = −a1.T @ their dC_dw2: hence `weight2 + lr * a1.T @ dC_dw2` is gradient descent.")

# %% [markdown]
# ## The textbook's line, tried

# %%
their_dC_dw1 = (theirs * weight2.T) * a1 * (1 - a1)
print(f"\nweight2 - lr * dC_dw2   {(weight2 - lr * theirs).shape}: runs, because samples = hidden units = 4")
try:
    weight1 - lr * their_dC_dw1
    textbook_error = ""
except ValueError as error:
    textbook_error = str(error).strip()
print(f"weight1 - lr * dC_dw1   ValueError: {textbook_error}")

print()
report = compare(model, x, y, loss="mse", reduction="sum", factor=0.5)
print(report)
assert report
model.zero_grad()  # gradients of leaves add up: without this the picture would show the batch's on top
one = squared_error(model.trace(x[1]).output, y[1], factor=0.5)
one.label = "C"
one.backward()
picture = draw(one)
print(f"\npicture of one sample: {picture.save(pictures / 'question3_sample1.svg')}")
picture

# %% [markdown]
# ## A thousand iterations, on Values alone

# %%
optimiser = SGD(model.parameters(), lr=lr)
for _ in range(1000):
    traces, C = run()
    optimiser.zero_grad()
    C.backward()
    optimiser.step()
printed = np.array([[trace.output[0].data] for trace in traces])  # as the script: before the last update
shapes = f"Shape weight1 {weight1.shape}\nShape weight2 {weight2.shape}\n"
shapes += f"Shape dC_dw2 {theirs.shape}\nShape dC_dw1 {their_dC_dw1.shape}\n"
with np.printoptions(formatter={"float": "{: 0.3f}".format}):
    posted = f"{shapes}New ouput\n {printed}\n"
print("\nWhat the posted script prints, after 1000 iterations:\n")
print(posted)

results = {
    "initial_W2": weight2.ravel().tolist(),
    "first_a2": first_a2,
    "first_cost": first_cost,
    "script_dC_dw2": theirs.ravel().tolist(),
    "first_dC_dW1": first["W1"].tolist(),
    "first_dC_dW2": first["W2"].ravel().tolist(),
    "final_a2_printed": printed.ravel().tolist(),
    "final_cost": C.data,
    "a2_after_last_update": [trace.output[0].data for trace in run()[0]],
    "textbook_line_W2_shape": list((weight2 - lr * theirs).shape),
    "textbook_line_W1_error": textbook_error,
    "printed": posted,
}
