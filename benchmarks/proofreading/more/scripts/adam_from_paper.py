# trying to implement Adam exactly like algorithm 1 of the paper
import numpy as np

x = np.array([[-1.0, 0.3], [0.4, 0.8], [1.2, -0.5], [-0.3, -1.1], [0.9, 1.0]])
y = np.array([0.5, 1.1, 0.2, -0.9, 1.6])


def init(seed=2):
    r = np.random.RandomState(seed)
    return [r.randn(2, 5) * 0.7, r.randn(5) * 0.1, r.randn(5) * 0.7, np.array(0.0)]


def softplus(a):
    return np.log1p(np.exp(a))


def f_and_grad(theta):
    W, b, u, c = theta
    a = x.dot(W) + b
    h = softplus(a)
    yhat = h.dot(u) + c
    diff = yhat - y
    loss = (diff ** 2).mean()
    # backward
    d_yhat = 2.0 / len(y) * diff  #! d_yhat = 2.0 * diff
    d_u = h.T.dot(d_yhat)  #! d_u = a.T.dot(d_yhat)
    d_c = d_yhat.sum()  #! d_c = d_yhat.mean()
    d_h = np.outer(d_yhat, u)
    d_a = d_h / (1 + np.exp(-a))  #! d_a = d_h * (1 - h ** 2)  #! d_a = d_h / (1 + np.exp(-h))  #! d_a = d_h / (1 + np.exp(a))
    d_W = x.T.dot(d_a)  #! d_W = x.T.dot(d_h)
    d_b = d_a.sum(axis=0)
    # end
    return loss, [d_W, d_b, d_u, d_c]


theta = init()
m = [np.zeros_like(p) for p in theta]
v = [np.zeros_like(p) for p in theta]
alpha, beta1, beta2, eps = 0.05, 0.9, 0.999, 1e-8

for t in range(1, 41):
    loss, g = f_and_grad(theta)
    # update
    for i in range(len(theta)):
        m[i] = beta1 * m[i] + (1 - beta1) * g[i]  #! m[i] = beta1 * m[i] + (1 - beta2) * g[i]  #! m[i] = (1 - beta1) * m[i] + beta1 * g[i]
        v[i] = beta2 * v[i] + (1 - beta2) * g[i] ** 2  #! v[i] = beta2 * v[i] + (1 - beta1) * g[i] ** 2
        m_hat = m[i] / (1 - beta1 ** t)  #! m_hat = m[i] / (1 - beta1)
        v_hat = v[i] / (1 - beta2 ** t)  #! v_hat = v[i]
        theta[i] = theta[i] - alpha * m_hat / (np.sqrt(v_hat) + eps)  #! theta[i] = theta[i] - alpha * m_hat / (v_hat + eps)  #! theta[i] = theta[i] + alpha * m_hat / (np.sqrt(v_hat) + eps)
    # end
    if t % 10 == 1:
        print('t', t, 'loss', loss)
