import numpy as np

def forward(p, X):
    h = np.tanh(X.dot(p["W1"]) + p["b1"])
    return h, h.dot(p["W2"]) + p["b2"]

def mse(out, y):
    return ((out - y) ** 2).mean()

def gradients(p, X, y, h, out):
    n = y.size
    g = {}
    # backward
    d_out = 2.0 / n * (out - y)
    g["W2"] = h.T.dot(d_out)
    g["b2"] = d_out.sum(0)
    d_h = d_out.dot(p["W2"].T) * (1 - h ** 2)
    g["W1"] = X.T.dot(d_h)
    g["b1"] = d_h.sum(0)
    # end
    return g

def train(X, y, steps=3, lr=0.1):
    rng = np.random.default_rng(0)
    p = {"W1": rng.normal(size=(2, 5)), "b1": np.zeros(5), "W2": rng.normal(size=(5, 1)), "b2": np.zeros(1)}
    history = []
    for _ in range(steps):
        h, out = forward(p, X)
        history.append(mse(out, y))
        g = gradients(p, X, y, h, out)
        for name in p:
            # update
            p[name] = p[name] - lr * g[name]
            # end
    return p, history

rng = np.random.default_rng(1)
X = rng.uniform(-1, 1, size=(12, 2))
y = X[:, :1] * X[:, 1:]
if __name__ == "__main__":
    p, history = train(X, y)
    print(history[-1])
