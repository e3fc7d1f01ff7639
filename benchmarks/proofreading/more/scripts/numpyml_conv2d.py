import numpy as np
rs = np.random.RandomState(7)


class Conv2D:
    """Valid convolution. X is (n_ex, rows, cols, in_ch), W is (fr, fc, in_ch, out_ch)."""

    def __init__(self, in_ch, out_ch, fr, fc, stride=1):
        self.fr, self.fc, self.stride = fr, fc, stride
        self.parameters = {"W": 0.4 * rs.randn(fr, fc, in_ch, out_ch), "b": 0.1 * rs.randn(out_ch)}
        self.gradients = {k: np.zeros_like(v) for k, v in self.parameters.items()}

    def forward(self, X):
        W, b, s = self.parameters["W"], self.parameters["b"], self.stride
        n, r, c, _ = X.shape
        o_r, o_c = 1 + (r - self.fr) // s, 1 + (c - self.fc) // s
        Z = np.zeros((n, o_r, o_c, W.shape[3]))
        for i in range(o_r):
            for j in range(o_c):
                patch = X[:, i * s:i * s + self.fr, j * s:j * s + self.fc, :]
                Z[:, i, j, :] = np.tensordot(patch, W, axes=3) + b
        self.X, self.Z = X, Z
        return np.where(Z > 0, Z, 0.1 * Z)  # leaky relu

    def backward(self, dLdy):
        # backward
        W, X, s = self.parameters["W"], self.X, self.stride
        dX = np.zeros_like(X)
        dZ = dLdy * np.where(self.Z > 0, 1.0, 0.1)  #! dZ = dLdy * np.where(self.Z > 0, self.Z, 0.1 * self.Z)  #! dZ = dLdy * np.where(dLdy > 0, 1.0, 0.1)
        self.gradients["b"] += dZ.sum(axis=(0, 1, 2))  #! self.gradients["b"] += dZ.sum(axis=0).mean(axis=(0, 1))
        for i in range(dZ.shape[1]):
            for j in range(dZ.shape[2]):
                i0, j0 = i * s, j * s  #! i0, j0 = i, j
                patch = X[:, i0:i0 + self.fr, j0:j0 + self.fc, :]
                self.gradients["W"] += np.tensordot(patch, dZ[:, i, j, :], axes=([0], [0]))  #! self.gradients["W"] = np.tensordot(patch, dZ[:, i, j, :], axes=([0], [0]))
                dX[:, i0:i0 + self.fr, j0:j0 + self.fc, :] += np.tensordot(dZ[:, i, j, :], W, axes=([1], [3]))  #! dX[:, i0:i0 + self.fr, j0:j0 + self.fc, :] = np.tensordot(dZ[:, i, j, :], W, axes=([1], [3]))  #! dX[:, i0:i0 + self.fr, j0:j0 + self.fc, :] += np.tensordot(dZ[:, j, i, :], W, axes=([1], [3]))
        return dX


class FullyConnected:
    def __init__(self, n_in, n_out):
        self.parameters = {"W": 0.4 * rs.randn(n_in, n_out), "b": np.zeros((1, n_out))}
        self.gradients = {k: np.zeros_like(v) for k, v in self.parameters.items()}

    def forward(self, X):
        self.shape = X.shape
        self.X = X.reshape(X.shape[0], -1)
        return self.X @ self.parameters["W"] + self.parameters["b"]

    def backward(self, dLdy):
        self.gradients["W"] += self.X.T @ dLdy
        self.gradients["b"] += dLdy.sum(axis=0, keepdims=True)  #! self.gradients["b"] += dLdy.sum(keepdims=True)
        return (dLdy @ self.parameters["W"].T).reshape(self.shape)


class SquaredError:
    def loss(self, y, y_pred):
        return 0.5 * np.linalg.norm(y_pred - y) ** 2

    def grad(self, y, y_pred):
        return y_pred - y  #! return y - y_pred


X = rs.randn(4, 7, 7, 2)
y = rs.randn(4, 2)
layers = [Conv2D(2, 3, 3, 3), Conv2D(3, 2, 3, 3, stride=2), FullyConnected(8, 2)]
cost = SquaredError()
lr = 0.01
for epoch in range(5):
    out = X
    for layer in layers:
        out = layer.forward(out)
    loss = cost.loss(y, out)
    dLdy = cost.grad(y, out)
    for layer in reversed(layers):
        dLdy = layer.backward(dLdy)
    # update
    for layer in layers:
        for k in layer.parameters:
            layer.parameters[k] -= lr * layer.gradients[k]
            layer.gradients[k] = np.zeros_like(layer.gradients[k])
