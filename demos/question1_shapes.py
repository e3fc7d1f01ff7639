"""Question 1: why does W_jk · g′ · x · err not have the shape 2×3 of W_ij?

"2 input nodes, 3 hidden nodes and 2 output nodes … the gradient of the error with respect to W_ij is
W_jk * g'(W_ij * x) * x * err. But the product gives the size 2x1. But it should be 2x3."

Answer: the factors are right, their order and the kind of product are not. In the question's letters, i is
an input, j a hidden unit and k an output. What flows back from the output to the hidden layer is a 3-vector,
∂E/∂h_j = Σ_k W_jk · err_k. Multiplied entry by entry by g′ it is δ_j of the hidden layer, still a 3-vector.
Then each weight takes *one* input and *one* δ: ∂E/∂W_ij = x_i · δ_j. All pairs of 2 inputs and 3 δ's are an
outer product, and that is 2×3:

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
from nn.handwritten.comparison import gradient_arrays

pictures = Path(next((a for a in sys.argv[1:2] if not a.startswith("-")), "pictures"))
if "__file__" in globals():  # as a script, not as a notebook
    sys.stdout.reconfigure(encoding="utf-8")  # Windows would write a file in another encoding, without ∂
    print(__doc__)

# %%
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
# Each hidden unit feeds both outputs, so its gradient is a sum of two routes. The engine computed these sums
# in `backward`; here they are only read.

# %%
err = list(output.delta)  # the output is linear, so δ is the error y − t itself
back = [h_j.grad for h_j in hidden.values.a]
print("∂E/∂h_j = Σ_k W_jk · err_k, one number for each hidden unit j:")
for j in range(3):
    routes = " + ".join(f"({W_jk[j][k]}) · ({err[k]:+.6f})" for k in range(2))
    print(f"   hidden {j}:  {routes} = {back[j]:+.6f}")
    assert abs(back[j] - sum(W_jk[j][k] * err[k] for k in range(2))) < 1e-12

print("\nδ_j = ∂E/∂h_j · g′(s_j), entry by entry:")
for j in range(3):
    slope = hidden.a[j] * (1 - hidden.a[j])
    print(f"   hidden {j}:  ({back[j]:+.6f}) · ({slope:.6f}) = {hidden.delta[j]:+.6f}")

# %% [markdown]
# ## Every weight takes one input and one δ
# Row i, column j of the question's W_ij is what the pictures call w1[j,i]: to hidden unit j, from input i.

# %%
gradients = gradient_arrays(model)
print("\n∂E/∂W_ij = x_i · δ_j, for 2 inputs i and 3 hidden units j: 2×3")
for i in range(2):
    row = (f"({x[i]:+.1f})·({hidden.delta[j]:+.4f}) = {gradients['W1'][i, j]:+.6f}" for j in range(3))
    print("   " + "   ".join(row))

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
print(f"W_jk @ err                           {(W2 @ e).shape}     what flows back, before any x comes in")
print(f"the shapes of W_ij and W_jk          {W1.shape} and {W2.shape}")
assert np.allclose(dW_ij, gradients["W1"], rtol=0, atol=1e-12)
assert np.allclose(dW_jk, gradients["W2"], rtol=0, atol=1e-12)

print()
report = compare(model, x, t, loss="mse", factor=0.5)
print(report)
assert report
picture = draw(E)
print(f"\npicture: {picture.save(pictures / 'question1_graph.svg')}")
picture

# %%

results = {
    "h": list(hidden.a),
    "y": list(output.a),
    "err": err,
    "E": E.data,
    "W_jk_times_err": back,
    "dW_ij": gradients["W1"].tolist(),
    "dW_jk": gradients["W2"].tolist(),
}
