import numpy as np

class Norm:
    def __init__(self, n):
        self.p = {"g": np.ones(n) * 1.2, "b": np.zeros(n)}
        self.d = {}

    def __call__(self, x):
        self.cache = {}
        self.cache["xc"] = x - x.mean(axis=1, keepdims=True)
        self.cache["r"] = 1 / np.sqrt(np.mean(self.cache["xc"] ** 2, axis=1, keepdims=True) + 1e-5)
        self.cache["xn"] = self.cache["xc"] * self.cache["r"]
        return self.cache["xn"] * self.p["g"] + self.p["b"]

    def back(self, up):
        xc, r, xn = self.cache["xc"], self.cache["r"], self.cache["xn"]
        # backward
        self.d["g"] = np.sum(up * xn, axis=0)
        self.d["b"] = np.sum(up, axis=0)
        dxn = up * self.p["g"]
        dr = np.sum(dxn * xc, axis=1, keepdims=True)  #! dr = np.sum(dxn * xc, axis=0, keepdims=True)
        dxc = dxn * r - xc * r ** 3 * dr / up.shape[1]  #! dxc = dxn * r - xc * r ** 3 * dr / up.shape[0] #! dxc = dxn * r - xc * r ** 2 * dr / up.shape[1]
        dx = dxc - np.mean(dxc, axis=1, keepdims=True)  #! dx = dxc - np.mean(dxc, axis=0, keepdims=True)
        # end
        return dx

rng = np.random.RandomState(12)
x, t = rng.randn(3, 4), rng.randn(3, 2)
A, B = rng.randn(4, 6), rng.randn(6, 2)
norm = Norm(6)
for i in range(2):
    h = norm(x @ A)
    out = np.maximum(h, 0) @ B
    loss = np.mean((out - t) ** 2)
    # backward
    dout = 2 * (out - t) / out.size
    dB = np.maximum(h, 0).T @ dout
    dh = dout @ B.T * (h > 0)
    dA = x.T @ norm.back(dh)
    # update
    A -= 0.1 * dA
    B -= 0.1 * dB
    for k in norm.p:
        norm.p[k] -= 0.1 * norm.d[k]
