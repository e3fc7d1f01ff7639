"""Handwritten digits, read by a network of scalars: 8 × 8 pixels, ten digits, 1797 pictures.

Every product and sum of this network is a Value or part of one. Still, in a few seconds it reads
more than nine of ten digits that it never saw. `fit` derives a NumPy program from the graph, and trains with that.

    python demos/digits.py pictures                  (needs scikit-learn, which brings the data)
    python demos/digits.py pictures --scalars        the same training, with a graph for each picture
"""

# %%
import argparse
import random
import sys
import time
from pathlib import Path

import numpy as np
from matplotlib import pyplot
from sklearn.datasets import load_digits

import nn
from nn import MLP, Adam, evaluate, fit, one_hot, predict

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("pictures", nargs="?", default="pictures", type=Path, help="the folder for the picture")
parser.add_argument("--epochs", type=int, default=8, help="how often all pictures are seen")
parser.add_argument("--scalars", action="store_true", help="train with a graph for each picture, and no program")
as_script = "__file__" in globals()  # and not as a notebook
choice = parser.parse_args(sys.argv[1:] if as_script else [])
if as_script:
    pyplot.switch_backend("Agg")
    sys.stdout.reconfigure(encoding="utf-8")  # Windows would write a file in another encoding, without ∂
    print(__doc__)

# %% [markdown]
# ## The data
# A pixel is a number from 0 to 16, here from 0 to 1. Every fifth picture is kept aside.

# %%
data = load_digits()
X, Y = data.data / 16, np.array(one_hot(data.target))
order = list(range(len(X)))
random.Random(0).shuffle(order)
test, train = order[::5], [n for k, n in enumerate(order) if k % 5]
print(f"{len(train)} pictures to train on, {len(test)} to judge by\n")

# %% [markdown]
# ## Training
# The outputs are logits: the cross-entropy takes their softmax itself, which is stable. Adam, batches of 16.

# %%
model = MLP(64, [16, 10], activation="relu", init="kaiming_uniform", seed=0)
print(f"{model.summary()}\n")
start = time.perf_counter()
history = fit(
    model, X[train], Y[train], loss=nn.cross_entropy_with_logits, optimizer=Adam(model.parameters(), lr=0.01),
    epochs=choice.epochs, batch_size=16, seed=0, metrics=["accuracy"], vectorized=False if choice.scalars else "auto",
)  # fmt: skip
seconds = time.perf_counter() - start
print(history)
print(f"\n{history.way}")

results = {"seconds": seconds}
results |= evaluate(model, X[test], Y[test], loss=nn.cross_entropy_with_logits, metrics=["accuracy"])
print(f"\n{results['accuracy']:.1%} of the digits it never saw are read right, after {seconds:.0f} seconds of training")
assert results["accuracy"] >= (0.9 if choice.epochs >= 3 else 0.8)

# %% [markdown]
# ## What it reads, and what it misreads

# %%
said = predict(model, X[test]).argmax(axis=1)
wrong = [k for k, n in enumerate(test) if said[k] != data.target[n]]
right = [k for k, n in enumerate(test) if said[k] == data.target[n]]
choice.pictures.mkdir(parents=True, exist_ok=True)
figure, axes = pyplot.subplots(2, 8, figsize=(10, 3.2), layout="constrained")
for row, (chosen, colour) in zip(axes, ((right, "#2166ac"), (wrong, "#b2182b")), strict=True):
    for ax in row:
        ax.axis("off")
    for ax, k in zip(row, chosen, strict=False):
        ax.imshow(data.images[test[k]], cmap="gray_r")
        ax.set_title(f"{said[k]}" if colour == "#2166ac" else f"{said[k]}, is {data.target[test[k]]}", color=colour)
figure.suptitle("read right (above) and misread (below)")
figure.savefig(choice.pictures / "digits.svg")
print(f"picture: {choice.pictures / 'digits.svg'}")
