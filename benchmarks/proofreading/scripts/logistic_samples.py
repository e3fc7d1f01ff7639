import numpy as np
np.random.seed(1)
data = np.random.randn(5, 3)
labels = np.array([1, 0, 0, 1, 1])
w = np.random.randn(3)
bias = 0.0
for epoch in range(2):
    for x, t in zip(data, labels):
        z = np.dot(w, x) + bias
        a = 1.0 / (1.0 + np.exp(-z))
        loss = -(t * np.log(a) + (1 - t) * np.log(1 - a))
        # backward
        dz = a - t
        dw = dz * x
        # update
        w -= 0.1 * dw
        bias -= 0.1 * dz
