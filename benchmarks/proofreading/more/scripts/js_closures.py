# I know JavaScript, so: objects == dicts, everything is a closure :)
import numpy as np

rng = np.random.default_rng(7)


def makeDense(nIn, nOut):
    state = {"W": rng.normal(0, 0.5, (nIn, nOut)), "b": np.zeros(nOut), "x": None, "dW": None, "db": None}

    def forward(x):
        state["x"] = x
        return x @ state["W"] + state["b"]

    def backward(g):
        state["dW"] = state["x"].T @ g
        state["db"] = g.sum(axis=0)
        return g @ state["W"].T

    def step(lr):
        state["W"] -= lr * state["dW"]
        state["b"] -= lr * state["db"]

    return {"forward": forward, "backward": backward, "step": step, "state": state}


def makeLeakyRelu(slope=0.1):
    saved = {}

    def forward(x):
        saved["pos"] = x > 0
        return np.where(saved["pos"], x, slope * x)

    def backward(g):
        return np.where(saved["pos"], g, slope * g)

    return {"forward": forward, "backward": backward, "step": lambda lr: None, "state": saved}


model = [makeDense(3, 6), makeLeakyRelu(), makeDense(6, 4), makeLeakyRelu(0.2), makeDense(4, 1)]
X = rng.normal(size=(9, 3))
y = np.sin(X[:, :1]) + X[:, 1:2] * X[:, 2:3]

for epoch in range(20):
    out = X
    for layer in model:
        out = layer["forward"](out)
    diff = out - y
    loss = np.mean(diff ** 2)
    # backward
    g = 2 * diff / diff.size
    for layer in model[::-1]:
        g = layer["backward"](g)
    # update
    for layer in model:
        layer["step"](0.05)
    if epoch % 4 == 0:
        print(f"epoch {epoch}: loss = {loss:.5f}")
