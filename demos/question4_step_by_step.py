"""Question 4: a 2-3-1 example, step 1 for W2, step 2 for W1; then the increments, then mini-batches.

The lecture: "in step number one, we will calculate the gradient with respect to the weight vector W2 … the
gradient is simply the value of the corresponding activation h … in step two … the chain rule. Since we have
two inputs and three hidden neurons, we will have six gradients."

Answer, made visible: the lecture's "gradient" is ∂y/∂W, of the *output*, three numbers for W2 and six for
W1. It is not yet the gradient of the error. With E = ½ (d − y)², ∂E/∂w = −(d − y) ∂y/∂w, so the increment
Δw = α (d − y) ∂y/∂w is the step −α ∂E/∂w. A mini-batch averages the Δw of its samples, all computed with
the same weights. A bias, which the lecture leaves out, is one more weight, on an input that is always 1.

The network: 2-3-1, sigmoid hidden, linear output, no bias, weights stored (in, out).
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
W1 = [[0.1, 0.4, -0.2], [0.3, -0.5, 0.6]]
W2 = [0.7, -0.4, 0.2]
data = [([0.5, -0.3], 1.0), ([-0.8, 0.9], 0.0)]
alpha = 0.1

model = MLP.from_arrays([W1, [[w] for w in W2]], activations=["sigmoid", "linear"], orientation="in_out")


def gradient_of_y(x):
    """The trace of a sample, and ∂y/∂W1 and ∂y/∂W2: backward from the output itself, no loss yet."""
    model.zero_grad()
    trace = model.trace(x)
    trace.output[0].label = "y"
    trace.output[0].backward()
    gradients = gradient_arrays(model)
    return trace, gradients["W1"], gradients["W2"].ravel()


# %% [markdown]
# ## Steps 1 and 2: ∂y/∂W, three numbers and six

# %%
x, d = data[0]
trace, dy_dW1, dy_dW2 = gradient_of_y(x)
h, y = trace.layers[0].a, trace.output[0].data
print(f"y = {y:.9f}, target d = {d}\n")
print("step 1   ∂y/∂W2_i = h_i, for y is a sum of W2_i · h_i:")
for i in range(3):
    print(f"   W2[{i}]    {dy_dW2[i]:+.9f} = h_{i} = {h[i]:.9f}")
    assert dy_dW2[i] == h[i]

print("\nstep 2   ∂y/∂W1_ji = W2_i · f′(s_i) · x_j, the route through hidden unit i:")
for j in range(2):
    for i in range(3):
        slope = h[i] * (1 - h[i])
        print(f"   W1[{j},{i}]  {dy_dW1[j, i]:+.9f} = ({W2[i]:+.1f}) · ({slope:.6f}) · ({x[j]:+.1f})")
        assert abs(dy_dW1[j, i] - W2[i] * slope * x[j]) < 1e-12
picture = draw(trace.output[0])
print(f"   picture, where W1[j,i] is called w1[i,j]: {picture.save(pictures / 'question4_output.svg')}")
picture

# %% [markdown]
# ## From ∂y/∂W to the increment
# Δw = α (d − y) ∂y/∂w. The engine's ∂E/∂w, with E = ½ (d − y)², gives the same: Δw = −α ∂E/∂w.

# %%
increment_W1, increment_W2 = alpha * (d - y) * dy_dW1, alpha * (d - y) * dy_dW2
model.zero_grad()
E = squared_error(model.trace(x).output, [d], factor=0.5)
E.label = "E"
E.backward()
dE = gradient_arrays(model)
assert np.allclose(increment_W1, -alpha * dE["W1"], rtol=0, atol=1e-12)
assert np.allclose(increment_W2, -alpha * dE["W2"].ravel(), rtol=0, atol=1e-12)
print(f"\nΔW2 = α (d − y) ∂y/∂W2 = {np.array2string(increment_W2, precision=9, sign='+')}")
print(f"    = −α ∂E/∂W2        = {np.array2string(-alpha * dE['W2'].ravel(), precision=9, sign='+')}")
print(f"ΔW1 = α (d − y) ∂y/∂W1, the six numbers:\n{np.array2string(increment_W1, precision=9, sign='+')}")

# %% [markdown]
# ## A mini-batch averages the increments

# %%
increments_W1, increments_W2 = [], []
for sample, wanted in data:
    trace, from_W1, from_W2 = gradient_of_y(sample)
    error = wanted - trace.output[0].data
    increments_W1.append(alpha * error * from_W1)
    increments_W2.append(alpha * error * from_W2)
    print(f"\nx = {sample}, d = {wanted}, y = {trace.output[0]:.9f}")
    print(f"   ΔW2 = {np.array2string(increments_W2[-1], precision=9, sign='+')}")
    print(f"   ΔW1 = {np.array2string(increments_W1[-1].ravel(), max_line_width=100, precision=9, sign='+')}")
y_second = trace.output[0].data
mean_W1, mean_W2 = np.mean(increments_W1, axis=0), np.mean(increments_W2, axis=0)
print("\ntheir mean, which is what moves the weights:")
print(f"   ΔW1 = {np.array2string(mean_W1.ravel(), max_line_width=100, precision=9, sign='+')}")
print(f"   ΔW2 = {np.array2string(mean_W2, precision=9, sign='+')}")

X, D = [sample for sample, _ in data], [[wanted] for _, wanted in data]
report = compare(model, X, D, loss="mse", factor=0.5)
assert np.allclose(mean_W2, -alpha * report.scalar["W2"].ravel(), rtol=0, atol=1e-12)
print("         = −α ∂E/∂W2 with E the mean over the mini-batch; the matrix version agrees:\n")
print(report)
assert report

# %% [markdown]
# ## The bias the lecture leaves out
# A bias is a weight on a constant input 1: its gradient is δ_i · 1.

# %%
with_bias = MLP(2, [3, 1], activation="sigmoid", seed=4)
trace = with_bias.trace(x)
squared_error(trace.output, [d], factor=0.5).backward()
biases = [neuron.b.grad for neuron in with_bias.layers[0].neurons]
print(f"\n∂E/∂b = {[f'{b:+.6f}' for b in biases]} = δ · 1")
assert biases == list(trace.layers[0].delta)

results = {
    "h": list(h),
    "y": y,
    "dy_dW2": dy_dW2.tolist(),
    "dy_dW1": dy_dW1.tolist(),
    "increment_W2": increment_W2.tolist(),
    "increment_W1": increment_W1.tolist(),
    "y_second": y_second,
    "minibatch_increment_W2": mean_W2.tolist(),
    "minibatch_increment_W1": mean_W1.tolist(),
}
