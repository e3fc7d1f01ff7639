"""Question 2: was I right to replace kron(outputsᵀ, δ) by inputsᵀ @ δ?

"I found the formula weights_delta = eta * kronecker(transpose(outputs), delta) to be incorrect. What I
implemented is matrix multiplying the transposed inputs with delta. Does it make sense?"

Answer: yes. The guide's mistake is *outputs* in place of *inputs*. For one sample (one row)
kron(inputsᵀ, δ) is the same as inputsᵀ @ δ, so the Kronecker product alone would have done no harm; for a
batch it does not even have the right shape, while inputsᵀ @ δ sums over the samples as it should.

Why inputs: s_a = Σ_l w_al x_l, so ∂s_a/∂w_ij = [a = i] x_j. The bracket is 1 where a = i and 0 elsewhere:
weight w_ij feeds neuron i only. The sum over all routes has one term left:

    ∂L/∂w_ij = Σ_a δ_a [a = i] x_j = δ_i x_j

The network: 3-2, sigmoid, the bias as a fourth input that is always 1 (the last row of W),
E = ½ Σ (t − o)², one sample, weights stored (in, out). The question's δ is (t − o)·f′, which is −∂E/∂s;
it is called "their δ" here, and δ alone is ∂E/∂s.
"""

# %%
import sys
from pathlib import Path

import numpy as np

from engine import NOT_COMPUTED, draw
from nn import MLP, SGD, compare, squared_error
from nn.handwritten.comparison import gradient_arrays

pictures = Path(next((a for a in sys.argv[1:2] if not a.startswith("-")), "pictures"))
if "__file__" in globals():  # as a script, not as a notebook
    sys.stdout.reconfigure(encoding="utf-8")  # Windows would write a file in another encoding, without ∂
    print(__doc__)

# %%
sample = [0.2, 0.7, -0.4]
target = [1, 0]
W = [[0.1, -0.3], [0.2, 0.4], [-0.5, 0.6], [0.05, -0.15]]
eta = 0.1
inputs = [*sample, 1]  # a bias is a weight on a constant input 1

model = MLP.from_arrays([W], activations=["sigmoid"], orientation="in_out")

# %% [markdown]
# ## The Iverson bracket, seen
# Ask the graph for ∂s_a/∂w_ij, for both neurons a, by going back from s_a alone.

# %%
trace = model.trace(inputs)
layer = trace.layers[0]
local = []
for s in layer.values.s:
    model.zero_grad()
    s.backward()
    local.append([[w.grad for w in neuron.w] for neuron in model.layers[0].neurons])

print("∂s_a/∂w_ij = [a = i] · x_j, read from the graph:")
print("              " + "".join(f"{f'w[{i},{j}]':>9}" for i in range(2) for j in range(4)))
for a in range(2):
    numbers = [number for row in local[a] for number in row]
    cells = ("no route" if number is NOT_COMPUTED else f"{number:+.2f}" for number in numbers)
    print(f"   a = {a}      " + "".join(f"{cell:>9}" for cell in cells))
print("   (a weight of neuron i reaches s_i only; the other route does not exist)")

# %% [markdown]
# ## So the sum over routes has one term: δ_i · x_j

# %%
model.zero_grad()
E = squared_error(trace.output, target, factor=0.5)
E.label = "E"
E.backward()
delta = layer.delta
gradient = gradient_arrays(model)["W1"]

i, j = 1, 2
print(f"\nFor w[{i},{j}]:  ∂E/∂w = Σ_a δ_a · [a = {i}] x_{j}")
terms = " + ".join(f"({delta[a]:+.6f})·[{a} = {i}]·({inputs[j]:+.1f})" for a in range(2))
print(f"          = {terms}")
print(f"          = ({delta[i]:+.6f})·({inputs[j]:+.1f}) = {gradient[j, i]:+.9f}")
for i, neuron in enumerate(model.layers[0].neurons):
    for j, w in enumerate(neuron.w):
        routes = sum(delta[a] * local[a][i][j] for a in range(2))
        assert abs(w.grad - routes) < 1e-12
        assert w.grad == delta[i] * inputs[j]
print("   and so for all 8 weights.")

# %% [markdown]
# ## The question's lines, in NumPy

# %%
their_delta = -np.array([delta])  # one row; (t − o)·f′ = −∂E/∂s
o = np.array([layer.a])
x_row = np.array([inputs])
implemented = eta * x_row.T @ their_delta
guide = eta * np.kron(o.T, their_delta)
kron_inputs = eta * np.kron(x_row.T, their_delta)
batch = np.kron(np.vstack([x_row, x_row]).T, np.vstack([their_delta, their_delta]))
print(f"\nyours:   eta * inputs.T @ their_delta          {implemented.shape}   the shape of W")
print(f"guide:   eta * kron(outputs.T, their_delta)    {guide.shape}   wrong: outputs, and no row for each input")
print(f"         eta * kron(inputs.T, their_delta)     {kron_inputs.shape}   equal to yours, for one row")
print(f"         kron(inputs.T, their_delta), batch 2  {batch.shape}   nonsense for a batch")
assert np.allclose(implemented, kron_inputs, rtol=0, atol=1e-12)
assert np.allclose(implemented, -eta * gradient, rtol=0, atol=1e-12)

# %% [markdown]
# ## One step, and the matrix version beside it

# %%
before = E.data
print()
report = compare(model, inputs, target, loss="mse", factor=0.5)
print(report)
assert report
picture = draw(E)
print(f"\npicture: {picture.save(pictures / 'question2_graph.svg')}")
print("In the matrix, dW1[j,i] is ∂E/∂w[i,j]: weights are stored (in, out), a row for each input.")
picture

# %%

SGD(model.parameters(), lr=eta).step()
after = squared_error(model.trace(inputs).output, target, factor=0.5).data
print(f"E before the step {before:.6f}, after {after:.6f}: W + their weights_delta is W − η ∂E/∂W.")

results = {
    "outputs": list(layer.a),
    "minus_delta": [-d for d in delta],
    "weights_delta": [[-eta * g for g in row] for row in gradient.tolist()],
    "dE_dW": gradient.tolist(),
    "E_before": before,
    "E_after": after,
    "guide_kron_outputs": guide.tolist(),
    "guide_shape": list(guide.shape),
    "batch_of_2_kron_shape": list(batch.shape),
}
