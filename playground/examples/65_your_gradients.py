# Your matrix gradients against the engine's
import numpy as np

from nn import MLP, compare

X = np.array([[0.0, 1.0], [1.0, 0.5], [-1.0, 2.0]])
Y = np.array([[1.0], [0.0], [1.0]])
W1 = np.array([[0.1, -0.2, 0.3], [0.4, 0.5, -0.6]])  # (in, out)
b1 = np.zeros(3)
W2 = np.array([[0.7], [-0.8], [0.9]])
b2 = np.zeros(1)

# Forward
A1 = np.tanh(X @ W1 + b1)
A2 = A1 @ W2 + b2

# Backward, by hand. One line has a mistake: which?
delta2 = (A2 - Y) / len(X)
dW2 = A1.T @ delta2
db2 = delta2.sum(axis=0)
delta1 = (delta2 @ W2.T) * A1 * (1 - A1)
dW1 = X.T @ delta1
db1 = delta1.sum(axis=0)

model = MLP.from_arrays(
    [(W1, b1), (W2, b2)],
    activations=["tanh", "linear"],
    orientation="in_out",
)
report = compare(
    model, X, Y, loss="mse", factor=0.5,
    gradients={"W1": dW1, "b1": db1, "W2": dW2, "b2": db2},
)  # fmt: skip

# dW2 and db2 agree, dW1 and db1 do not, so look at delta1: what is
# the derivative of tanh?
print(report)
