import numpy as np

rng = np.random.RandomState(29)
T, B, D, H1, H2, V = 4, 3, 2, 5, 4, 3
X = rng.randn(T, B, D)
targets = rng.randint(V, size=(T, B))

net = {"Wx1": rng.randn(D, H1), "Wh1": rng.randn(H1, H1), "b1": np.zeros(H1),
       "Wx2": rng.randn(H1, H2), "Wh2": rng.randn(H2, H2), "b2": np.zeros(H2),
       "Wy": rng.randn(H2, V), "by": np.zeros(V)}
for key in net:
    net[key] = net[key] * 0.4
mem = {key: np.zeros_like(val) for key, val in net.items()}


def forward():
    h1, h2, probs = {-1: np.zeros((B, H1))}, {-1: np.zeros((B, H2))}, {}
    for t in range(T):
        h1[t] = np.tanh(X[t] @ net["Wx1"] + h1[t - 1] @ net["Wh1"] + net["b1"])
        h2[t] = np.tanh(h1[t] @ net["Wx2"] + h2[t - 1] @ net["Wh2"] + net["b2"])
        o = np.exp(h2[t] @ net["Wy"] + net["by"])
        probs[t] = o / o.sum(axis=1, keepdims=True)
    return h1, h2, probs


def backward(h1, h2, probs):
    # backward
    grad = {key: np.zeros_like(val) for key, val in net.items()}
    back1, back2 = np.zeros((B, H1)), np.zeros((B, H2))
    for t in reversed(range(T)):
        do = probs[t].copy()
        do[np.arange(B), targets[t]] -= 1
        do /= T * B
        grad["Wy"] += h2[t].T @ do
        grad["by"] += do.sum(axis=0)
        dh2 = do @ net["Wy"].T + back2  #! dh2 = do @ net["Wy"].T
        dz2 = dh2 * (1 - h2[t] ** 2)
        grad["Wx2"] += h1[t].T @ dz2  #! grad["Wx2"] += h1[t - 1].T @ dz2  #! grad["Wx2"] = h1[t].T @ dz2
        grad["Wh2"] += h2[t - 1].T @ dz2  #! grad["Wh2"] += h2[t].T @ dz2
        grad["b2"] += dz2.sum(axis=0)
        back2 = dz2 @ net["Wh2"].T
        dh1 = dz2 @ net["Wx2"].T + back1  #! dh1 = dz2 @ net["Wx2"].T  #! dh1 = back1 + dh2 @ net["Wx2"].T
        dz1 = dh1 * (1 - h1[t] ** 2)  #! dz1 = dh1 * (1 - h1[t - 1] ** 2)
        grad["Wx1"] += X[t].T @ dz1
        grad["Wh1"] += h1[t - 1].T @ dz1
        grad["b1"] += dz1.sum(axis=0)
        back1 = dz1 @ net["Wh1"].T  #! back1 = dz1 @ net["Wh1"]
    return grad


for epoch in range(3):
    h1, h2, probs = forward()
    loss = -np.mean([np.log(probs[t][np.arange(B), targets[t]]) for t in range(T)])
    g = backward(h1, h2, probs)
    # update
    for key in net:
        mem[key] = 0.9 * mem[key] - 0.1 * g[key]
        net[key] = net[key] + mem[key]
