# Scalar engine against matrix version
from nn import MLP, compare

X = [[0, 1], [1, 0.5], [-1, 2]]  # three samples
Y = [[1], [0], [1]]

model = MLP(2, [3, 1], activation="sigmoid", seed=1)

# Both compute the gradient of the same loss: Values one by one,
# and NumPy with matrices.
print(compare(model, X, Y, loss="mse", factor=0.5))
