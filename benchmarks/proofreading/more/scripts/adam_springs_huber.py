"""Regression of a spring's extension with two softplus layers, Huber loss, trained with Adam."""
import numpy as np

rng = np.random.default_rng(5)
load = np.array([[0.2, 1.0], [0.5, 0.8], [0.9, 0.1], [1.3, 0.5], [1.6, 0.9], [2.0, 0.3]])
ext = np.array([[0.3], [0.6], [0.7], [1.6], [2.2], [4.8]])    # last one is an outlier
n = load.shape[0]

sizes = [2, 5, 4, 1]
theta = []
for a, b in zip(sizes[:-1], sizes[1:]):
    theta.append(rng.standard_normal((a, b)) / np.sqrt(a))
    theta.append(np.zeros((1, b)))


def softplus(x):
    return np.log1p(np.exp(x))


def value_and_grad(theta, delta=0.5):
    w1, b1, w2, b2, w3, b3 = theta
    u1 = load @ w1 + b1
    h1 = softplus(u1)
    u2 = h1 @ w2 + b2
    h2 = softplus(u2)
    out = h2 @ w3 + b3
    res = out - ext
    small = np.abs(res) <= delta
    value = np.mean(np.where(small, 0.5 * res ** 2, delta * (np.abs(res) - 0.5 * delta)))
    # backward
    g_out = np.where(small, res, delta * np.sign(res)) / n  #! g_out = np.where(small, delta * np.sign(res), res) / n  #! g_out = res / n
    g_w3 = h2.T @ g_out  #! g_w3 = u2.T @ g_out
    g_b3 = g_out.sum(0, keepdims=True)
    g_h2 = g_out @ w3.T
    g_u2 = g_h2 / (1 + np.exp(-u2))  #! g_u2 = g_h2 / (1 + np.exp(-h2))  #! g_u2 = g_h2
    g_w2 = h1.T @ g_u2  #! g_w2 = h1.T @ g_h2
    g_b2 = g_u2.sum(0, keepdims=True)  #! g_b2 = g_u2.mean(0, keepdims=True)
    g_h1 = g_u2 @ w2.T  #! g_h1 = g_h2 @ w2.T
    g_u1 = g_h1 / (1 + np.exp(-u1))  #! g_u1 = g_h1 * (u1 > 0)
    g_w1 = load.T @ g_u1
    g_b1 = g_u1.sum(0, keepdims=True)
    # end
    return value, [g_w1, g_b1, g_w2, g_b2, g_w3, g_b3]


m = [np.zeros_like(p) for p in theta]
v = [np.zeros_like(p) for p in theta]
beta1, beta2, lr, eps = 0.9, 0.99, 0.05, 1e-8

for t in range(1, 6):
    f, grads = value_and_grad(theta)
    # update
    for j, g in enumerate(grads):
        m[j] = beta1 * m[j] + (1 - beta1) * g  #! m[j] = beta1 * m[j] + beta1 * g
        v[j] = beta2 * v[j] + (1 - beta2) * g ** 2  #! v[j] = beta1 * v[j] + (1 - beta1) * g ** 2
        mhat = m[j] / (1 - beta1 ** t)  #! mhat = m[j] / (1 - beta1)
        vhat = v[j] / (1 - beta2 ** t)  #! vhat = v[j] / (1 - beta1 ** t)
        theta[j] = theta[j] - lr * mhat / (np.sqrt(vhat) + eps)  #! theta[j] = theta[j] + lr * mhat / (np.sqrt(vhat) + eps)
    # end
    print(f"t={t}  huber={f:.6f}")
