# Your own NumPy lines, differentiated
import numpy as np

from engine import gradients, values

X = np.array([[0.5, -0.3], [-0.8, 0.9]])
Y = np.array([[1.0], [0.0]])
W1 = values([[0.1, -0.2, 0.3], [0.4, 0.5, -0.6]], label="W1")
W2 = values([[0.7], [-0.8], [0.9]], label="W2")

# The lines of a NumPy script, as they are.
A1 = np.tanh(X @ W1)
loss = 0.5 * ((A1 @ W2 - Y) ** 2).mean()
loss.backward()

print("loss =", round(loss.data, 6))
print("∂L/∂W1 =")
print(gradients(W1))
print("∂L/∂W2 =")
print(gradients(W2))
