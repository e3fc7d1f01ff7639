# A stack of layers as a plain list of dicts. "t" says what a layer is.
# Robust regression: huber loss with knee at 1.
import numpy as np

R = np.random.RandomState(12)


def dense(i, o):
    return {"t": "dense", "W": R.randn(i, o) / np.sqrt(i), "b": np.zeros(o)}


def bnorm(o):
    return {"t": "bn", "gamma": np.ones(o), "beta": np.zeros(o)}


net = [dense(4, 6), bnorm(6), {"t": "leaky"}, dense(6, 5), bnorm(5), {"t": "leaky"}, dense(5, 2)]
X = R.randn(8, 4)
Y = np.stack([X[:, 0] * X[:, 1], 3 * X[:, 2]], axis=1)
lr, wd, leak, tiny = 0.1, 0.01, 0.2, 1e-5

for epoch in range(10):
    v = X
    for L in net:
        L["in"] = v
        if L["t"] == "dense":
            v = v @ L["W"] + L["b"]
        elif L["t"] == "bn":
            L["xc"] = v - v.mean(0)
            L["std"] = np.sqrt((L["xc"] ** 2).mean(0) + tiny)
            L["xn"] = L["xc"] / L["std"]
            v = L["gamma"] * L["xn"] + L["beta"]
        else:
            v = np.where(v > 0, v, leak * v)
    res = v - Y
    huber = np.where(abs(res) < 1, 0.5 * res ** 2, abs(res) - 0.5).mean()

    # backward
    up = np.clip(res, -1, 1) / res.size  #! up = res / res.size
    for L in reversed(net):
        n = len(up)
        if L["t"] == "dense":
            L["dW"] = L["in"].T @ up
            L["db"] = up.sum(0)
            up = up @ L["W"].T
        elif L["t"] == "bn":
            L["dgamma"] = (up * L["xn"]).sum(0)  #! L["dgamma"] = (up * L["xc"]).sum(0)
            L["dbeta"] = up.sum(0)
            dxn = up * L["gamma"]  #! dxn = up
            dstd = -(dxn * L["xc"]).sum(0) / L["std"] ** 2  #! dstd = -(dxn * L["xc"]).sum(0) / L["std"]
            dvar = dstd * 0.5 / L["std"]  #! dvar = dstd * 0.5 * L["std"]
            dxc = dxn / L["std"] + dvar * 2 * L["xc"] / n  #! dxc = dxn / L["std"] + dvar * 2 * L["xc"]
            up = dxc - dxc.mean(0)  #! up = dxc
        else:
            up = np.where(L["in"] > 0, up, leak * up)  #! up = np.where(up > 0, up, leak * up)

    # update
    for L in net:
        if L["t"] == "dense":
            L["W"] = L["W"] * (1 - lr * wd) - lr * L["dW"]  #! L["W"] = L["W"] * (1 - wd) - lr * L["dW"]
            L["b"] = L["b"] - lr * L["db"]
        elif L["t"] == "bn":
            L["gamma"] = L["gamma"] - lr * L["dgamma"]
            L["beta"] = L["beta"] - lr * L["dbeta"]  #! L["beta"] = L["beta"] - lr * L["dgamma"]
