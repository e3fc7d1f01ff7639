"""Question 0: with many samples, do I keep several sets of weights?

"For another set of inputs, I will need to update the weights with another specific set of values … does
this mean that I need to maintain different sets of weights?"

Answer: no, one set. Each sample gives a gradient for the same weights. The batch gradient is the mean of
the per-sample gradients. Per-sample, mini-batch and full-batch training differ only in *when* the same
weights move: after each sample, after a few, or after all.

A trap in the posted answer: "divide by the number of rows … do the same thing for the hidden layer". The
division happens once, at the loss. Doing it again at the hidden layer divides its gradient by N twice.

The network: 2-3-1, sigmoid, no bias, C = 1/(2N) Σ (a − y)², weights stored (in, out), samples as rows.
"""

# %%
import sys
from pathlib import Path

import numpy as np

from engine import draw
from nn import MLP, SGD, compare, per_sample, squared_error
from nn.handwritten.comparison import gradient_arrays

pictures = Path(next((a for a in sys.argv[1:2] if not a.startswith("-")), "pictures"))
if "__file__" in globals():  # as a script, not as a notebook
    sys.stdout.reconfigure(encoding="utf-8")  # Windows would write a file in another encoding, without ∂
    print(__doc__)

# %%
X = [[0, 1], [1, 0.5], [-1, 2]]
Y = [[1], [0], [1]]
W1 = [[0.1, -0.2, 0.3], [0.4, 0.5, -0.6]]
W2 = [[0.7], [-0.8], [0.9]]
lr = 0.5


def network() -> MLP:
    """A fresh copy of the same network."""
    return MLP.from_arrays([W1, W2], activations="sigmoid", orientation="in_out")


def cost(model: MLP, samples: slice):
    """½ · mean of (a − y)² over some of the samples, as one Value."""
    outputs = [model.trace(x).output for x in X[samples]]
    return squared_error(outputs, Y[samples], factor=0.5)


def weights(model: MLP) -> list[float]:
    """W2 as three numbers."""
    return [w.data for w in model.layers[1].neurons[0].w]


# %% [markdown]
# ## Each sample has its own gradient, for the same weights

# %%
model = network()
alone = []
for n in range(len(X)):
    model.zero_grad()
    cost(model, slice(n, n + 1)).backward()
    alone.append(gradient_arrays(model))

model.zero_grad()
batch_cost = cost(model, slice(None))
batch_cost.backward()
batch = gradient_arrays(model)

print("∂C/∂W2 of each sample alone, for the one set of weights:")
for n, gradient in enumerate(alone):
    print(f"   sample {n}   {np.array2string(gradient['W2'].ravel(), precision=9, sign='+')}")
mean = np.mean([gradient["W2"] for gradient in alone], axis=0)
print(f"   their mean {np.array2string(mean.ravel(), precision=9, sign='+')}")
print(f"   the batch  {np.array2string(batch['W2'].ravel(), precision=9, sign='+')}")
assert np.allclose(mean, batch["W2"], rtol=0, atol=1e-12)

# %% [markdown]
# ## The same, neuron by neuron: δ · x of each sample, and their mean

# %%
view = per_sample(network(), X, Y, neuron=(2, 0), loss="mse", factor=0.5)
print(f"\n{view}")
assert view
print(f"picture: {view.draw().save(pictures / 'question0_batch.svg')}")
view

# %% [markdown]
# ## The same weights, moved at different times

# %%
print("\nW2 after each update (learning rate 0.5):")
after = {}
for name, size in {"after every sample": 1, "after two samples": 2, "after the whole batch": 3}.items():
    model = network()
    optimiser = SGD(model.parameters(), lr=lr)
    print(f"   {name}")
    for start in range(0, len(X), size):
        optimiser.zero_grad()
        cost(model, slice(start, start + size)).backward()
        optimiser.step()
        print(f"      {np.array2string(np.array(weights(model)), precision=9, sign='+')}")
    after[size] = weights(model)

# %% [markdown]
# ## The trap: dividing again at the hidden layer

# %%
print("\nDividing by N at the loss and again at the hidden layer gives a third of ∂C/∂W1:")
print(f"   right          dW1[0,0] = {batch['W1'][0, 0]:+.9f}")
print(f"   divided twice  dW1[0,0] = {batch['W1'][0, 0] / len(X):+.9f}\n")

# %% [markdown]
# ## The matrix version beside it

# %%
report = compare(network(), X, Y, loss="mse", factor=0.5)
print(report)
assert report

model = network()
first = cost(model, slice(0, 1))
first.label = "C"
first.backward()
picture = draw(first)
print(f"\npicture of the first sample: {picture.save(pictures / 'question0_sample0.svg')}")
picture

# %%
results = {
    "cost": batch_cost.data,
    "dW1": batch["W1"].tolist(),
    "dW2": batch["W2"].tolist(),
    "per_sample_dW2": [gradient["W2"].ravel().tolist() for gradient in alone],
    "W2_after_batch_step": after[3],
    "W2_after_3_online_steps": after[1],
}
