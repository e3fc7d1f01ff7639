"""Iris: three kinds of flowers, classified by four measurements (Fisher, 1936).

Real data, and what goes with it: inputs brought to a common scale, a part kept aside to see whether what was
learned holds for flowers that were never seen, and training that stops when it no longer helps there.

    python demos/iris.py pictures            (needs scikit-learn, which brings the data: pip install scikit-learn)
"""

# %%
import argparse
import random
import sys
from pathlib import Path

import numpy as np
from matplotlib import pyplot
from sklearn.datasets import load_iris

from nn import MLP, Adam, EarlyStopping, evaluate, fit, one_hot, plot_decision_boundary, predict

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("pictures", nargs="?", default="pictures", type=Path, help="the folder for the pictures")
parser.add_argument("--epochs", type=int, default=200, help="how often all flowers are seen at most, 20 or more")
as_script = "__file__" in globals()  # and not as a notebook
choice = parser.parse_args(sys.argv[1:] if as_script else [])
if as_script:
    pyplot.switch_backend("Agg")
    sys.stdout.reconfigure(encoding="utf-8")  # Windows would write a file in another encoding, without ∂
    print(__doc__)

# %% [markdown]
# ## The data
# Length and width of sepals and petals, in cm. Each input is shifted and scaled to mean 0 and spread 1, by the
# numbers of the flowers that are trained on: those kept aside must have no influence.

# %%
data = load_iris()
order = list(range(len(data.target)))
random.Random(0).shuffle(order)
train, valid, test = order[:90], order[90:120], order[120:]
mean, spread = data.data[train].mean(axis=0), data.data[train].std(axis=0)
X, Y = (data.data - mean) / spread, np.array(one_hot(data.target))
print(f"{len(train)} flowers to train on, {len(valid)} to say when to stop, {len(test)} to judge by")
print(f"inputs: {', '.join(data.feature_names)}\n")

# %% [markdown]
# ## Training

# %%
model = MLP(4, [8, 3], activation="tanh", output="softmax", init="xavier_uniform", seed=1)
print(f"{model.summary()}\n")
history = fit(
    model, X[train], Y[train], loss="cross_entropy", optimizer=Adam(model.parameters(), lr=0.02), epochs=choice.epochs,
    batch_size=10, seed=1, metrics=["accuracy"], validation=(X[valid], Y[valid]), early_stopping=EarlyStopping(20),
)  # fmt: skip
print(history)

results = {
    name: evaluate(model, X[part], Y[part], loss="cross_entropy", metrics=["accuracy"])
    for name, part in (("trained on", train), ("stopped by", valid), ("judged by", test))
}
print()
for name, found in results.items():
    print(f"{name:>11}: loss {found['loss']:.4f}, accuracy {found['accuracy']:.1%}")
assert results["judged by"]["accuracy"] >= 0.9
assert results["trained on"]["loss"] < 0.3

# %% [markdown]
# ## Where it is wrong
# Rows are the true kinds, columns what the network says.

# %%
said, right = predict(model, X).argmax(axis=1), data.target
print("\nof all flowers" + " " * 6 + "".join(f"{name:>12}" for name in data.target_names))
for k, name in enumerate(data.target_names):
    print(f"   {name:<14}" + "".join(f"{int(((right == k) & (said == j)).sum()):>12}" for j in range(3)))

# %% [markdown]
# ## Two inputs are enough for a picture
# A second network gets petal length and petal width only.

# %%
petals = MLP(2, [6, 3], activation="tanh", output="softmax", init="xavier_uniform", seed=1)
fit(
    petals, X[train][:, 2:], Y[train], loss="cross_entropy", optimizer=Adam(petals.parameters(), lr=0.03),
    epochs=min(choice.epochs, 60), batch_size=10, seed=1,
)  # fmt: skip
choice.pictures.mkdir(parents=True, exist_ok=True)
figure, (left, right_side) = pyplot.subplots(1, 2, figsize=(10, 4.4), layout="constrained")
plot_decision_boundary(petals, X[:, 2:], Y, ax=left)
left.set_xlabel("petal length, scaled")
left.set_ylabel("petal width, scaled")
for text, name in zip(left.get_legend().get_texts(), data.target_names, strict=True):
    text.set_text(name)
history.plot(ax=right_side)
figure.savefig(choice.pictures / "iris.svg")
print(f"\npicture: {choice.pictures / 'iris.svg'}")
