import numpy as np


def ln_forward(x, gain, bias, eps=1e-5):
    mu = x.mean(-1, keepdims=True)
    inv = 1.0 / np.sqrt(x.var(-1, keepdims=True) + eps)
    xn = (x - mu) * inv
    return gain * xn + bias, (xn, inv, gain)


def ln_backward(dy, saved):
    xn, inv, gain = saved
    dxn = dy * gain
    dx = inv * (dxn - dxn.mean(-1, keepdims=True) - xn * (dxn * xn).mean(-1, keepdims=True))
    return dx, (dy * xn).sum(0), dy.sum(0)


def gelu(x):
    # tanh approximation
    u = np.sqrt(2 / np.pi) * (x + 0.044715 * x ** 3)
    return 0.5 * x * (1 + np.tanh(u))


def gelu_prime(x):
    c = np.sqrt(2 / np.pi)
    th = np.tanh(c * (x + 0.044715 * x ** 3))
    return 0.5 * (1 + th) + 0.5 * x * (1 - th ** 2) * c * (1 + 3 * 0.044715 * x ** 2)


def train(steps=15, lr=0.1, seed=40):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(7, 4))
    y = np.argmax(x[:, :3], axis=1)
    onehot = np.eye(3)[y]
    W1, gain, bias = rng.normal(0, .5, (4, 6)), np.ones(6), np.zeros(6)
    W2, b2 = rng.normal(0, .5, (6, 3)), np.zeros(3)
    curve = []
    for _ in range(steps):
        pre = x @ W1
        nrm, saved = ln_forward(pre, gain, bias)
        act = gelu(nrm)
        logits = act @ W2 + b2
        logp = logits - np.log(np.exp(logits).sum(1, keepdims=True))
        loss = -(onehot * logp).sum() / len(x)
        curve.append(loss)
        # backward
        dlogits = (np.exp(logp) - onehot) / len(x)
        dW2, db2 = act.T @ dlogits, dlogits.sum(0)
        dnrm = dlogits @ W2.T * gelu_prime(nrm)
        dpre, dgain, dbias = ln_backward(dnrm, saved)
        dW1 = x.T @ dpre
        # update
        for p, dp in [(W1, dW1), (gain, dgain), (bias, dbias), (W2, dW2), (b2, db2)]:
            p -= lr * dp
    return curve


if __name__ == "__main__":
    print(*("%.4f" % c for c in train()), sep="\n")
