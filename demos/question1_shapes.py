"""Question 1: why does W_jk · g′ · x · err not have the shape 2×3 of W_ij?

"2 input nodes, 3 hidden nodes and 2 output nodes … the gradient of the error with respect to W_ij is
W_jk * g'(W_ij * x) * x * err. But the product gives the size 2x1. But it should be 2x3."

Answer: the factors are right, their order and the kind of product are not. What flows back from the output
to the hidden layer is a 3-vector, W_jk · err. Multiplied entry by entry by g′ it is δ of the hidden layer,
still a 3-vector. Each weight then takes *one* input and *one* δ: ∂E/∂w = x_j · δ_i. All pairs of 2 inputs
and 3 δ's are an outer product, and that is 2×3:

    dW_jk = outer(h, err)                         3×2
    dW_ij = outer(x, (W_jk @ err) * g′(s))        2×3

The network: 2-3-2, sigmoid hidden, linear output, no bias, E = ½ Σ (y − t)², weights stored (in, out).
"""

# %%
import sys
from pathlib import Path

import numpy as np

from engine import draw
from nn import MLP, compare, squared_error
from nn.comparison import gradient_arrays

pictures = Path(next((a for a in sys.argv[1:2] if not a.startswith("-")), "pictures"))

x = [0.5, -1.0]
t = [1.0, 0.0]
W_ij = [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]]
W_jk = [[0.7, 0.8], [0.9, 1.0], [1.1, 1.2]]

model = MLP.from_arrays([W_ij, W_jk], activations=["sigmoid", "linear"], orientation="in_out")
trace = model.trace(x)
E = squared_error(trace.output, t, factor=0.5)
E.label = "E"
E.backward()
hidden, output = trace.layers

# %% [markdown]
# ## What flows back is a 3-vector
# Each hidden unit feeds both outputs, so its gradient is a sum of two routes. The engine found these sums
# by itself; we only read them.

# %%
err = list(output.delta)  # the output is linear, so δ is the error y − t itself
back = [a.grad for a in hidden.values.a]
print("∂E/∂h_i = Σ_k w_ik · err_k, one number for each hidden unit:")
for i in range(3):
    routes = " + ".join(f"({W_jk[i][k]}) · ({err[k]:+.6f})" for k in range(2))
    print(f"   hidden {i}:  {routes} = {back[i]:+.6f}")
    assert abs(back[i] - sum(W_jk[i][k] * err[k] for k in range(2))) < 1e-12

print("\nδ_i = ∂E/∂h_i · g′(s_i), entry by entry:")
for i in range(3):
    slope = hidden.a[i] * (1 - hidden.a[i])
    print(f"   hidden {i}:  ({back[i]:+.6f}) · ({slope:.6f}) = {hidden.delta[i]:+.6f}")

# %% [markdown]
# ## Every weight takes one input and one δ

# %%
gradients = gradient_arrays(model)
print("\n∂E/∂w = x_j · δ_i, for 2 inputs and 3 hidden units: 2×3")
for j in range(2):
    print(
        "   " + "   ".join(f"({x[j]:+.1f})·({hidden.delta[i]:+.4f}) = {gradients['W1'][j, i]:+.6f}" for i in range(3))
    )

# %% [markdown]
# ## The same with matrices, and what the question's product gives

# %%
W1, W2, e = np.array(W_ij), np.array(W_jk), np.array(err)
h = np.array(hidden.a)
slope = h * (1 - h)
dW_jk = np.outer(h, e)
dW_ij = np.outer(x, (W2 @ e) * slope)
print(f"\nouter(h, err)                        {dW_jk.shape}")
print(f"outer(x, (W_jk @ err) * g')          {dW_ij.shape}")
print(f"W_jk @ err                           {(W2 @ e).shape}   a vector, before any x comes in")
assert np.allclose(dW_ij, gradients["W1"], rtol=0, atol=1e-12)
assert np.allclose(dW_jk, gradients["W2"], rtol=0, atol=1e-12)

print()
report = compare(model, x, t, loss="mse", factor=0.5)
print(report)
assert report
print(f"\npicture: {draw(E).save(pictures / 'question1_graph.svg')}")

results = {
    "h": list(hidden.a),
    "y": list(output.a),
    "err": err,
    "E": E.data,
    "W_jk_times_err": back,
    "dW_ij": gradients["W1"].tolist(),
    "dW_jk": gradients["W2"].tolist(),
}
