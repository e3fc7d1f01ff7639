import numpy as np

# ---- data: two spirals-ish arms, +1 / -1 -------------------------------------
ang = np.linspace(0.3, 2.6, 4)
X = np.concatenate([np.c_[ang * np.cos(ang), ang * np.sin(ang)],
                    np.c_[-ang * np.cos(ang), -ang * np.sin(ang)]])
X[:, 1] += 0.1
y = np.repeat([1., -1.], 4)[:, None]
WD = 0.01


def forward(params, X, y):
    w1, b1, w2, b2, w3, b3 = params
    z1 = X @ w1 + b1
    a1 = z1 / (1 + np.exp(-z1))          # swish
    a2 = np.tanh(a1 @ w2 + b2)
    out = a2 @ w3 + b3
    loss = np.mean(np.log(1 + np.exp(-y * out))) + WD * sum((w ** 2).sum() for w in (w1, w2, w3))
    return loss, (X, y, z1, a1, a2, out)


def grad(params, cache):
    w1, _, w2, _, w3, _ = params
    X, y, z1, a1, a2, out = cache
    # backward
    dout = -y / (1 + np.exp(y * out)) / len(y)  #! dout = y / (1 + np.exp(y * out)) / len(y)  #! dout = -y / (1 + np.exp(-y * out)) / len(y)
    gw3 = a2.T @ dout + 2 * WD * w3  #! gw3 = a2.T @ dout + WD * w3
    gb3 = dout.sum(0)
    dz2 = (dout @ w3.T) * (1 - a2 * a2)  #! dz2 = (dout @ w3.T) * a2 * (1 - a2)
    gw2 = a1.T @ dz2 + 2 * WD * w2  #! gw2 = z1.T @ dz2 + 2 * WD * w2
    gb2 = dz2.sum(0)
    da1 = dz2 @ w2.T
    s = 1 / (1 + np.exp(-z1))
    dz1 = da1 * (s + z1 * s * (1 - s))  #! dz1 = da1 * s * (1 - s)
    gw1 = X.T @ dz1 + 2 * WD * w1
    gb1 = dz1.sum(0)
    # end
    return [gw1, gb1, gw2, gb2, gw3, gb3]


rng = np.random.default_rng(2024)
params = []
for fan_in, fan_out in [(2, 6), (6, 5), (5, 1)]:
    params += [rng.standard_normal((fan_in, fan_out)) / fan_in ** 0.5, np.zeros(fan_out)]

lr, beta1, beta2, eps = 0.02, 0.9, 0.999, 1e-8
m = [np.zeros_like(q) for q in params]
v = [np.zeros_like(q) for q in params]

for t in range(1, 9):
    loss, cache = forward(params, X, y)
    grads = grad(params, cache)
    # update
    for k, g in enumerate(grads):
        m[k] = beta1 * m[k] + (1 - beta1) * g
        v[k] = beta2 * v[k] + (1 - beta2) * g ** 2  #! v[k] = beta1 * v[k] + (1 - beta1) * g ** 2
        m_hat = m[k] / (1 - beta1 ** t)  #! m_hat = m[k] / (1 - beta1 * t)
        v_hat = v[k] / (1 - beta2 ** t)  #! v_hat = v[k]
        params[k] -= lr * m_hat / (np.sqrt(v_hat) + eps)  #! params[k] -= lr * m_hat / (v_hat + eps)
    # end
    print(f't={t} loss={loss:.5f}')
