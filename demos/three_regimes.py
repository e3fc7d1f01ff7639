"""One sample, a few, or all: when does the one set of weights move?

"Do I need to maintain different sets of weights?" No: per-sample, mini-batch and full-batch training move the same
weights against the mean of per-sample gradients. They differ in how many samples that mean is taken over before
the weights move, and so in how often they move. Here the three regimes start from the same weights, side by side.

The data: 24 points on a noisy curve, y = sin 3x. The network: 1-8-1, tanh, squared error with a ½.

    python demos/three_regimes.py pictures
"""

# %%
import argparse
import math
import random
import sys
from pathlib import Path

from matplotlib import pyplot

from nn import MLP, fit

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("pictures", nargs="?", default="pictures", type=Path, help="the folder for the picture")
parser.add_argument("--epochs", type=int, default=150, help="how often each regime sees all samples, 20 or more")
as_script = "__file__" in globals()  # and not as a notebook
choice = parser.parse_args(sys.argv[1:] if as_script else [])
if as_script:
    pyplot.switch_backend("Agg")
    sys.stdout.reconfigure(encoding="utf-8")  # Windows would write a file in another encoding, without ∂
    print(__doc__)

# %%
rng = random.Random(3)
X = [[2 * k / 23 - 1] for k in range(24)]
Y = [[math.sin(3 * x) + rng.gauss(0, 0.1)] for (x,) in X]
REGIMES = {"per sample": 1, "mini-batches of 6": 6, "full batch": None}


def network() -> MLP:
    """The same start for all."""
    return MLP(1, [8, 1], activation="tanh", seed=1)


# %% [markdown]
# ## One epoch, weight by weight
# One weight after each update of the first epoch: it moves 24 times, 4 times, or once. The order of the samples is
# shuffled from a seed, so the numbers can be reproduced.

# %%
paths, histories = {}, {}
for name, size in REGIMES.items():
    model = network()
    weight, path = model.layers[0].neurons[0].w[0], []
    histories[name] = fit(
        model, X, Y, factor=0.5, lr=0.05, epochs=choice.epochs, batch_size=size, seed=1,
        on_update=lambda history, path=path, weight=weight: path.append(weight.data),
    )  # fmt: skip
    paths[name] = path

start = network().layers[0].neurons[0].w[0].data
print(f"w1[0,0] starts at {start:+.5f}; after each update of the first epoch it is")
for name, path in paths.items():
    updates = histories[name].epochs[0].updates
    shown = "  ".join(f"{w:+.5f}" for w in path[: min(updates, 5)])
    print(f"   {name:<18} {updates:>2} updates: {shown}{'  …' if updates > 5 else ''}")

# %% [markdown]
# ## The same number of looks at the data
# An epoch costs the same in all three: 24 gradients. What they gain from it differs.

# %%
print(f"\nloss ½·mean (a − y)², mean over the samples of an epoch{'':>8}and updates")
marks = [e for e in (1, 2, 5, 10, 20, 50, 100, 150) if e <= choice.epochs]
print(f"   {'epoch':<18}" + "".join(f"{e:>9}" for e in marks))
for name, history in histories.items():
    print(f"   {name:<18}" + "".join(f"{history.loss[e - 1]:>9.4f}" for e in marks) + f"   {len(history.updates):>6}")

results = {
    "paths": paths,
    "losses": {name: history.loss for name, history in histories.items()},
    "updates": {name: len(history.updates) for name, history in histories.items()},
}
assert results["losses"]["per sample"][-1] < (0.02 if choice.epochs >= 150 else 0.08)  # the noise alone is 0.005

# %% [markdown]
# ## Loss curves

# %%
LOOKS = [
    {"color": "#2166ac", "linestyle": "-"},
    {"color": "#1b7837", "linestyle": "--"},
    {"color": "#b2182b", "linestyle": ":"},
]
figure, (left, right) = pyplot.subplots(1, 2, figsize=(10, 3.8), layout="constrained")
for (name, history), look in zip(histories.items(), LOOKS, strict=True):
    epochs = [epoch.number for epoch in history]
    left.plot(epochs, history.loss, label=name, linewidth=2, **look)
    right.plot([epoch.updates for epoch in history], history.loss, label=name, linewidth=2, **look)
for ax, what in ((left, "epochs (looks at all samples)"), (right, "updates (moves of the weights)")):
    ax.set_yscale("log")
    ax.set_xlabel(what)
    ax.set_ylabel("loss")
    ax.legend(frameon=False)
right.set_xscale("log")
choice.pictures.mkdir(parents=True, exist_ok=True)
figure.savefig(choice.pictures / "three_regimes.svg")
print(f"\npicture: {choice.pictures / 'three_regimes.svg'}")
