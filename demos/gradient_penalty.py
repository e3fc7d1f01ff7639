"""A gradient penalty: a loss that contains a derivative, trained by the derivative of that loss.

A network is fitted to eight noisy points. It has more freedom than it needs, and bends through the
noise. So its slope is made part of the loss:

    L = mean (f(x) − y)²  +  λ · mean (∂f/∂x)²

`grad(f, x)` gives ∂f/∂x as a Value, a graph that leads to the weights, so that `backward` goes through it like
through anything else. Nothing is approximated: the last step checks it against differences.
"""

# %%
import math
import random
import sys
from pathlib import Path

from engine import Value, draw, grad
from engine import sum as total
from nn import MLP, SGD

pictures = Path(next((a for a in sys.argv[1:2] if not a.startswith("-")), "pictures"))
if "__file__" in globals():  # as a script, not as a notebook
    sys.stdout.reconfigure(encoding="utf-8")  # Windows would write a file in another encoding, without ∂
    print(__doc__)

# %%
rng = random.Random(3)
X = [-1.75 + 0.5 * n for n in range(8)]
Y = [math.sin(2 * x) + rng.gauss(0, 0.5) for x in X]
between = [-1.75 + 0.25 * n for n in range(15)]  # where the slope is asked for: also between the points


def fit_of(model):
    """mean (f(x) − y)²"""
    return total([(model([x]) - y) ** 2 for x, y in zip(X, Y, strict=True)]) / len(X)


def penalty_of(model):
    """mean (∂f/∂x)²"""
    inputs = [Value(x, label="x") for x in between]
    return total([grad(model([x]), x) ** 2 for x in inputs]) / len(between)


def loss_of(model, weight):
    """The fit, and the penalty if it counts."""
    return fit_of(model) + weight * penalty_of(model) if weight else fit_of(model)


# %% [markdown]
# ## The graph of a slope
# Small enough to look at: one hidden neuron. Under `∂f/∂x` stand the operations of the chain rule; the weights
# are among its leaves.

# %%
tiny, x = MLP(1, [1, 1], activation="tanh", seed=1), Value(0.5, label="x")
slope = grad(tiny([x]), x)
slope.label = "∂f/∂x"
slope.backward()
picture = draw(slope)
print("1. One hidden neuron: f(x) = w2·tanh(w1·x + b1) + b2")
print(f"   ∂f/∂x = {slope:.6f}; the derivative of that for w1 is {tiny.layers[0].neurons[0].w[0].grad:.6f}")
print(f"   picture: {picture.save(pictures / 'gradient_penalty.svg')}\n")
picture  # a notebook shows it

# %% [markdown]
# ## Two trainings

# %%
print("2. 400 steps, with and without the penalty")
print("   λ      mean (f − y)²   mean (∂f/∂x)²   steepest   error to sin 2x")
results = {}
for weight in (0.0, 0.05):
    model = MLP(1, [8, 1], activation="tanh", seed=4)
    optimiser = SGD(model.parameters(), lr=0.2)
    for _ in range(400):
        optimiser.zero_grad()
        loss_of(model, weight).backward()
        optimiser.step()
    inputs = [Value(x) for x in between]
    steepest = max(abs(grad(model([x]), x).data) for x in inputs)
    error = sum((model([x]).data - math.sin(2 * x.data)) ** 2 for x in inputs) / len(inputs)
    fit, penalty = fit_of(model).data, penalty_of(model).data
    results[weight] = {"fit": fit, "penalty": penalty, "steepest": steepest, "error": error}
    print(f"   {weight:<4}   {fit:13.5f}   {penalty:13.5f}   {steepest:8.3f}   {error:15.5f}")
print("   The penalty made the curve flatter, and brought it closer to what lies under the noise.")
assert results[0.05]["penalty"] < results[0.0]["penalty"]
assert results[0.05]["error"] < results[0.0]["error"]

# %% [markdown]
# ## Is it right? Compare with differences
# Move one weight a little, compute the whole loss again, with its slopes, and divide.

# %%
w = model.layers[0].neurons[0].w[0]
model.zero_grad()
loss_of(model, 0.05).backward()
here, h = w.data, 1e-5
w.data = here + h
above = loss_of(model, 0.05).data
w.data = here - h
below = loss_of(model, 0.05).data
w.data = here
difference = (above - below) / (2 * h)
print(f"\n3. ∂L/∂w1[0,0] through the penalty: {w.grad:.10f}; by differences: {difference:.10f}")
assert abs(w.grad - difference) < 1e-8
