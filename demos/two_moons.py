"""Two moons: a boundary that no straight line can draw, learned by a scalar network.

Two half circles of points reach into each other; the network has to say which one a point is from. This is the
demo of micrograd: the same network, MLP(2, [16, 16, 1]) with relu, the same loss (hinge, and a little of every
weight squared), the same falling learning rate, and gradient descent over all 100 points at once.

    python demos/two_moons.py pictures
"""

# %%
import argparse
import math
import random
import sys
from pathlib import Path

from matplotlib import pyplot

from nn import MLP, SGD, LambdaLR, evaluate, fit, plot_decision_boundary

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("pictures", nargs="?", default="pictures", type=Path, help="the folder for the pictures")
parser.add_argument("--epochs", type=int, default=100, help="how often all points are seen, 20 or more")
parser.add_argument("--grid", type=int, default=80, help="points along each side of the picture, 10 or more")
as_script = "__file__" in globals()  # and not as a notebook
choice = parser.parse_args(sys.argv[1:] if as_script else [])
if as_script:
    pyplot.switch_backend("Agg")
    sys.stdout.reconfigure(encoding="utf-8")  # Windows would write a file in another encoding, without ∂
    print(__doc__)

# %% [markdown]
# ## The points
# One moon is the upper half of a circle, the other the lower half of one that is shifted; each point is moved a
# little at random. The classes are −1 and 1, as hinge wants them.

# %%
rng = random.Random(1337)


def moons(count: int, noise: float = 0.1) -> tuple[list[list[float]], list[int]]:
    """`count` points of each moon, and their classes."""
    points, classes = [], []
    for k in range(count):
        t = math.pi * k / (count - 1)
        for x, y, label in ((math.cos(t), math.sin(t), -1), (1 - math.cos(t), 0.5 - math.sin(t), 1)):
            points.append([x + rng.gauss(0, noise), y + rng.gauss(0, noise)])
            classes.append(label)
    return points, classes


X, Y = moons(50)
unseen = moons(50)

# %% [markdown]
# ## Training
# `weight_decay` is the gradient of weight_decay / 2 · w²: twice 0.0001 gives micrograd's 0.0001 · Σ w². The learning
# rate falls from 1 to 0.1 in a straight line.

# %%
model = MLP(2, [16, 16, 1], activation="relu", seed=1337)
optimizer = SGD(model.parameters(), lr=1.0, weight_decay=2e-4)
schedule = LambdaLR(optimizer, lambda t: 1 - 0.9 * t / choice.epochs)
print(f"{model.summary()}\n")
history = fit(
    model, X, Y, loss="hinge", optimizer=optimizer, schedule=schedule, epochs=choice.epochs, metrics=["accuracy"]
)
print(history)

results = {
    "seen": evaluate(model, X, Y, loss="hinge", metrics=["accuracy"]),
    "unseen": evaluate(model, *unseen, loss="hinge", metrics=["accuracy"]),
}
print()
for which, found in results.items():
    print(f"{which:>8} points: loss {found['loss']:.4f}, accuracy {found['accuracy']:.0%}")
assert results["seen"]["loss"] < (0.05 if choice.epochs >= 100 else 0.3)
assert results["unseen"]["accuracy"] > 0.85

# %% [markdown]
# ## The boundary

# %%
choice.pictures.mkdir(parents=True, exist_ok=True)
figure, (left, right) = pyplot.subplots(1, 2, figsize=(10, 4.4), layout="constrained")
plot_decision_boundary(model, X, Y, ax=left, steps=choice.grid)
history.plot(ax=right)
figure.savefig(choice.pictures / "two_moons.svg")
print(f"\npicture: {choice.pictures / 'two_moons.svg'}")
