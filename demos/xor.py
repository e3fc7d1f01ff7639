"""Exclusive or: the smallest task that one neuron cannot do, and two can prepare for a third.

The answer is 1 where exactly one of two inputs is 1. A single neuron parts the plane by one straight line, and no
line does it. A hidden layer of a few neurons draws several; the last neuron combines them.

    python demos/xor.py pictures
"""

# %%
import argparse
import sys
from pathlib import Path

from matplotlib import pyplot

from engine import draw
from nn import MLP, Adam, binary_cross_entropy, evaluate, fit, plot_decision_boundary, plot_weights

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("pictures", nargs="?", default="pictures", type=Path, help="the folder for the pictures")
parser.add_argument("--epochs", type=int, default=300, help="how often all four samples are seen, 100 or more")
as_script = "__file__" in globals()  # and not as a notebook
choice = parser.parse_args(sys.argv[1:] if as_script else [])
if as_script:
    pyplot.switch_backend("Agg")
    sys.stdout.reconfigure(encoding="utf-8")  # Windows would write a file in another encoding, without ∂
    print(__doc__)

# %%
X = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]
Y = [0, 1, 1, 0]

# %% [markdown]
# ## One neuron: as far as a straight line goes

# %%
line = MLP(2, [1], output="sigmoid", seed=1)
fit(line, X, Y, loss="bce", optimizer=Adam(line.parameters(), lr=0.05), epochs=choice.epochs)
alone = evaluate(line, X, Y, loss="bce", metrics=["accuracy"])
print(f"one neuron:   loss {alone['loss']:.4f}, accuracy {alone['accuracy']:.0%}   (log 2 = 0.6931 is guessing)")

# %% [markdown]
# ## A hidden layer of three

# %%
model = MLP(2, [3, 1], activation="tanh", output="sigmoid", seed=2)
print(f"\n{model.summary()}\n")
history = fit(
    model, X, Y, loss="bce", optimizer=Adam(model.parameters(), lr=0.05), epochs=choice.epochs, metrics=["accuracy"]
)
together = evaluate(model, X, Y, loss="bce", metrics=["accuracy"])
print(history)
print(f"\nwith 3 hidden neurons: loss {together['loss']:.4f}, accuracy {together['accuracy']:.0%}")
for x, y in zip(X, Y, strict=True):
    print(f"   {x} → {model(x):.4f}   (should be {y})")

results = {"alone": alone, "together": together}
assert alone["loss"] > 0.65
assert together["accuracy"] == 1.0
assert together["loss"] < 0.1

# %% [markdown]
# ## What it looks like
# The regions of the two classes, the weights, and the trained network for one sample.

# %%
choice.pictures.mkdir(parents=True, exist_ok=True)
boundary = plot_decision_boundary(model, X, Y)
boundary.set_title("exclusive or, 3 hidden neurons")
boundary.figure.savefig(choice.pictures / "xor_boundary.svg")
plot_weights(model).savefig(choice.pictures / "xor_weights.svg")

trace = model.trace([1.0, 0.0])
loss = binary_cross_entropy(trace.output, [1])
loss.backward()
picture = draw(trace, level="neuron")
picture.save(choice.pictures / "xor_network.svg")
print("\npictures:", *(choice.pictures / f"xor_{what}.svg" for what in ("boundary", "weights", "network")))
picture  # a notebook shows it
