"""How does dW1 = dZ1.T @ X come out of δ_i x_j?

A network of scalars finds each weight's gradient on its own: ∂L/∂w_ij = δ_i x_j for one sample, and over a batch
the sum Σ_n δ_ni x_nj. The matrix version computes all of them in one line. Here that line is derived
from the scalar graph, and put beside the sums it stands for.

Answer: Σ_n δ_ni x_nj is what the product of two matrices is, entry by entry: row i of dZ1.T (the δ of neuron i,
over the samples) times column j of X (input j, over the samples). With weights stored (in, out) it is the same
product transposed, dW1 = X.T @ dZ1.

The network: 2-3-1, tanh, C = mean of ½(a − y)², samples as rows, weights stored (out, in): a row per neuron.
"""

# %%
import sys
import time
from pathlib import Path

import numpy as np

from engine import Value, draw, explain, vectorize
from nn import MLP, squared_error

pictures = Path(next((a for a in sys.argv[1:2] if not a.startswith("-")), "pictures"))
if "__file__" in globals():  # as a script, not as a notebook
    sys.stdout.reconfigure(encoding="utf-8")  # Windows would write a file in another encoding, without ∂
    print(__doc__)

# %%
X = [[0.5, -1.0], [1.0, 2.0], [-0.3, 0.8], [0.0, 1.5]]
Y = [[1.0], [0.0], [0.5], [-1.0]]
model = MLP(2, [3, 1], activation="tanh", seed=1)
weights = model.arrays(orientation="out_in")

# %% [markdown]
# ## The scalar graph of a batch, with inputs and targets as Values
# What is to change from call to call has to be a Value: a plain number leaves no trace in the graph.

# %%
x = [[Value(v) for v in row] for row in X]
y = [[Value(v) for v in row] for row in Y]
traces = [model.trace(row) for row in x]
C = squared_error([trace.output for trace in traces], y, factor=0.5)
C.label = "C"
C.backward()

i, j = 1, 0
w = model.layers[0].neurons[i].w[j]
print(f"One weight, w1[{i},{j}], by the chain rule on single numbers:")
terms = [trace.layers[0].delta[i] * trace.layers[0].x[j] for trace in traces]
for n, (trace, term) in enumerate(zip(traces, terms, strict=True)):
    delta, x_j = trace.layers[0].delta[i], trace.layers[0].x[j]
    print(f"   sample {n}   δ_{i} = {delta:+.6f}   x_{j} = {x_j:+.1f}   δ_{i} x_{j} = {term:+.6f}")
print(f"   their sum {sum(terms):+.6f}, and w.grad is {w.grad:+.6f}\n")
assert abs(sum(terms) - w.grad) < 1e-15

# %% [markdown]
# ## The same graph, as a program

# %%
program = vectorize(C, weights, {"X": x, "Y": y})
print("The program that is derived from this graph:\n")
print(program.source)
program  # a notebook shows it

# %% [markdown]
# ## The line, and the weight in it

# %%
[(number, line)] = program.lines(w)
where = program.where(w)
print(f"w1[{i},{j}] is {where}. Its gradient is computed in line {number}, with all the others: {line}")
loss, gradients = program.value_and_grad(weights, {"X": X, "Y": Y})
dZ1 = np.array([trace.layers[0].delta for trace in traces])
by_hand = dZ1.T @ np.array(X)
print(f"   (dZ1.T @ X)[{i},{j}] = {' '.join(f'{term:+.6f}' for term in terms)} = {gradients['W1'][i, j]:+.6f}\n")
assert np.abs(by_hand - gradients["W1"]).max() < 1e-15
assert abs(gradients["W1"][where.index] - w.grad) < 1e-15
print("\n".join(str(explain(C, w, program=program)).splitlines()[-2:]))

# %% [markdown]
# ## One sample is enough
# From the graph of one sample comes a program for batches of any size. Look at the line before the gradients: the
# mean divides by N once, at the loss.

# %%
first = squared_error([model.trace(x[0]).output], [y[0]], factor=0.5)
any_size = vectorize(first, weights, {"X": x[0], "Y": y[0]}, batch="mean")
print("\nDerived from one sample, for any number of them:\n")
print(any_size.source)
again, same = any_size.value_and_grad(weights, {"X": X, "Y": Y})
assert abs(again - loss) < 1e-15
assert all(np.abs(same[name] - gradients[name]).max() < 1e-15 for name in gradients)

# %% [markdown]
# ## What a picture shows: few arrays in place of many scalars

# %%
picture = draw(program)
print(f"picture: {picture.save(pictures / 'vectorize_batch.svg')}")
a, b, c = (Value(v, label=name) for name, v in (("a", 2.0), ("b", -3.0), ("c", 5.5)))
neuron = (a * b + c).tanh()
neuron.label = "y"
small = draw(vectorize(neuron, {"a": a, "b": b}, {"c": c}), level="value")
print(f"picture: {small.save(pictures / 'vectorize_neuron.svg')}")
picture

# %% [markdown]
# ## Training at array speed
# `load` takes the weights out of the model, `store` puts them back.

# %%
rng = np.random.default_rng(0)
many = {"X": rng.uniform(-1, 1, (500, 2))}
many["Y"] = np.sin(3 * many["X"][:, :1]) * many["X"][:, 1:]
wide = MLP(2, [32, 1], activation="tanh", seed=3)
sample = {"X": [Value(0.1), Value(0.2)], "Y": [Value(0.0)]}
step = vectorize(squared_error([wide.trace(sample["X"]).output], [sample["Y"]]), wide, sample, batch="mean")
params, history = step.load(wide), []
start = time.perf_counter()
for _ in range(2000):
    loss_now, grads = step.value_and_grad(params, many)
    history.append(loss_now)
    for name, d in grads.items():
        params[name] -= 0.2 * d
step.store(wide)
seconds = time.perf_counter() - start
print(f"\n2000 steps of 500 samples in {seconds:.1f} s: the loss went from {history[0]:.4f} to {history[-1]:.4f}")
value = squared_error([wide.trace(row).output for row in many["X"].tolist()], many["Y"].tolist()).data
print(f"the scalar network, with the weights it got back: {value:.4f}")
step.check(lambda x, y: squared_error([wide.trace(x).output], [y]), wide, {"X": many["X"][:5], "Y": many["Y"][:5]})

# %%
results = {"gradient": w.grad, "line": line, "dW1": gradients["W1"].tolist(), "history": history, "stored": value}
