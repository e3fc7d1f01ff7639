"""A first tour: from one multiplication to a trained network, and to the matrix version beside it.

Run it with a folder for its pictures: `python demos/tour.py pictures`. It is also a notebook: VS Code and
Jupyter (with jupytext) open the `# %%` cells.
"""

# %%
import sys
from pathlib import Path

from engine import Value, draw, tanh
from nn import MLP, SGD, compare, squared_error

pictures = Path(next((a for a in sys.argv[1:2] if not a.startswith("-")), "pictures"))
if "__file__" in globals():  # as a script, not as a notebook
    sys.stdout.reconfigure(encoding="utf-8")  # Windows would write a file in another encoding, without ∂
    print(__doc__)

# %% [markdown]
# ## 1. A Value remembers how it was made
# Every operation records its operands and its local derivatives. `backward` multiplies them along each
# route from the result, and adds up the routes: the chain rule.

# %%
a = Value(2.0, label="a")
b = Value(-3.0, label="b")
c = Value(5.5, label="c")
y = tanh(a * b + c)
y.label = "y"
y.backward()

print("1. y = tanh(a·b + c)")
print(f"   y = {y:.4f},  ∂y/∂a = {a.grad:.4f},  ∂y/∂b = {b.grad:.4f},  ∂y/∂c = {c.grad:.4f}")
picture = draw(y)
print(f"   picture: {picture.save(pictures / 'tour_expression.svg')}\n")
picture  # a notebook shows it

# %% [markdown]
# ## 2. A network of nothing but Values, and the formula ∂L/∂w_ij = δ_i · x_j
# The task: the answer is 1 where exactly one of the first two inputs is 1. The network: 3 inputs, 4 hidden
# neurons and 1 output, all sigmoid. The formula is not written into it: it emerges from + and ×. δ_i is
# ∂L/∂s_i, the gradient of neuron i's pre-activation; x_j is what came in on connection j.

# %%
X = [[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]]
Y = [[0], [1], [1], [0]]
model = MLP(3, [4, 1], activation="sigmoid", output="sigmoid", seed=2)

trace = model.trace(X[2])
loss = squared_error(trace.output, Y[2])
loss.label = "L"
loss.backward()

print(f"2. ∂L/∂w_ij = δ_i · x_j, weight by weight, for the sample {X[2]}")
checked = 0
for layer, traced in zip(model.layers, trace.layers, strict=True):
    for i, neuron in enumerate(layer.neurons):
        for j, w in enumerate(neuron.w):
            delta, x_j = traced.delta[i], traced.x[j]
            assert w.grad == delta * x_j  # the same float, not merely close
            print(f"   {w.label}   {w.grad:+.6f} = δ_{i} · x_{j} = ({delta:+.6f}) · ({x_j:.6f})")
            checked += 1
print(f"   Checked: {checked} weights, each equal to the last bit.")
picture = draw(loss)
print(f"   picture: {picture.save(pictures / 'tour_network.svg')}\n")
picture

# %% [markdown]
# ## 3. The matrix version beside it
# The textbook's formulas, in NumPy, on the whole batch: entry by entry the same numbers.

# %%
report = compare(model, X, Y, loss="mse")
print("3. the matrix version beside it\n")
print(report)
assert report

# %% [markdown]
# ## 4. Training
# Gradient descent on the mean squared error over the four samples.

# %%
optimiser = SGD(model.parameters(), lr=2.0)
print("\n4. training")
for step in range(1501):
    mean_loss = squared_error([model.trace(x).output for x in X], Y)
    optimiser.zero_grad()
    mean_loss.backward()
    if step % 500 == 0:
        print(f"   step {step:4}   loss {mean_loss:.5f}")
    optimiser.step()
for x, target in zip(X, Y, strict=True):
    print(f"   {x} → {model(x):.3f}   (target {target[0]})")
