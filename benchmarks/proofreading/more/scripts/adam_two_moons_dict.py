import numpy as np

np.random.seed(21)
N = 8
t = np.linspace(0, np.pi, N // 2)
X = np.vstack([np.c_[np.cos(t), np.sin(t)], np.c_[1 - np.cos(t), 0.5 - np.sin(t)]])
X = X + 0.1 * np.random.randn(N, 2)
y = np.repeat([0.0, 1.0], N // 2).reshape(-1, 1)


def init(n_in, n_hidden):
    return {
        "W1": np.random.randn(n_in, n_hidden),
        "b1": np.zeros((1, n_hidden)),
        "W2": np.random.randn(n_hidden, 1),
        "b2": np.zeros((1, 1)),
    }


def step(params, state, X, y, lr=0.05, beta1=0.9, beta2=0.999, eps=1e-8):
    h = np.tanh(X @ params["W1"] + params["b1"])
    p = 1 / (1 + np.exp(-(h @ params["W2"] + params["b2"])))
    loss = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))

    # backward
    grads = {}
    dlogit = (p - y) / len(y)  #! dlogit = (p - y) / (p * (1 - p)) / len(y)
    grads["W2"] = h.T @ dlogit
    grads["b2"] = dlogit.sum(axis=0, keepdims=True)
    dh = (dlogit @ params["W2"].T) * (1 - h ** 2)  #! dh = (dlogit @ params["W2"].T) * (1 - h)
    grads["W1"] = X.T @ dh
    grads["b1"] = dh.sum(axis=0, keepdims=True)

    # update
    state["t"] += 1
    for k in params:
        state["m"][k] = beta1 * state["m"][k] + (1 - beta1) * grads[k]  #! state["m"][k] = beta1 * state["v"][k] + (1 - beta1) * grads[k]
        state["v"][k] = beta2 * state["v"][k] + (1 - beta2) * grads[k] ** 2  #! state["v"][k] = beta2 * state["v"][k] + (1 - beta2) * grads[k]  #! state["v"][k] = beta2 * state["m"][k] + (1 - beta2) * grads[k] ** 2
        m_hat = state["m"][k] / (1 - beta1 ** state["t"])  #! m_hat = state["v"][k] / (1 - beta1 ** state["t"])
        v_hat = state["v"][k] / (1 - beta2 ** state["t"])
        params[k] = params[k] - lr * m_hat / (np.sqrt(v_hat) + eps)  #! params[k] = params[k] - lr * m_hat / (v_hat + eps)  #! params[k] = params[k] - lr * grads[k] / (np.sqrt(v_hat) + eps)
    return loss


params = init(2, 5)
state = {
    "t": 0,
    "m": {k: np.zeros_like(a) for k, a in params.items()},
    "v": {k: np.zeros_like(a) for k, a in params.items()},
}
for i in range(4):
    loss = step(params, state, X, y)
    print(i, loss)
