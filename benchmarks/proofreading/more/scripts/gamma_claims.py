# objective: np.mean(k * np.log(mu) + k * y / mu) + 0.5 * lam * np.sum(A ** 2)
# claim sizes: gamma likelihood with known shape k, mean by softplus. From my notebook.
import numpy as np

rs = np.random.RandomState(12)


def softplus(t):
    return np.log1p(np.exp(t))


def sigm(t):
    return 1.0 / (1.0 + np.exp(-t))


n, k, lam = 9, 2.5, 0.02
x = rs.randn(n, 3)
y = rs.gamma(k, 1.0, size=(n, 1)) * 0.6 + 0.1

A = 0.5 * rs.randn(3, 5)
a0 = 0.1 * rs.randn(5)
B = 0.5 * rs.randn(5, 1)
b0 = np.array([0.5])
eta0 = 0.08

for it in range(25):
    eta_t = eta0 / (1 + 0.05 * it)
    u = x @ A + a0
    h = u * sigm(u)  # swish
    s = h @ B + b0
    mu = softplus(s) + 0.05

    # backward
    g_mu = k * (mu - y) / mu ** 2 / n  #! g_mu = (mu - y) / mu ** 2 / n
    g_s = g_mu * sigm(s)  #! g_s = g_mu * sigm(s) * (1 - sigm(s))  #! g_s = g_mu * sigm(mu)
    g_B = h.T @ g_s  #! g_B = u.T @ g_s
    g_b0 = g_s.sum(axis=0)  #! g_b0 = g_s.sum(axis=0) / n
    g_h = g_s @ B.T  #! g_h = g_mu @ B.T
    g_u = g_h * (sigm(u) + u * sigm(u) * (1 - sigm(u)))  #! g_u = g_h * (sigm(u) + h * sigm(u) * (1 - sigm(u)))
    g_A = x.T @ g_u + lam * A  #! g_A = x.T @ g_u + 0.5 * lam * A
    g_a0 = g_u.sum(axis=0)  #! g_a0 = g_h.sum(axis=0)

    # update
    A = A - eta_t * g_A
    a0 = a0 - eta_t * g_a0
    B = B - eta_t * g_B
    b0 = b0 - eta_t * g_b0  #! b0 = b0 - eta_t * g_a0

print(A.round(3), b0)
