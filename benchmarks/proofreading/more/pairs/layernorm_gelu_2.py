# layernorm followed by (tanh approx) gelu; my grads are off by about 5%, why?
import numpy as np

C0 = np.sqrt(2 / np.pi)


def ln_gelu_forward(x, gamma, beta):
    mu = x.mean(axis=-1, keepdims=True)
    var = x.var(axis=-1, keepdims=True)
    rstd = 1.0 / np.sqrt(var + 1e-5)
    xhat = (x - mu) * rstd
    u = gamma * xhat + beta
    th = np.tanh(C0 * (u + 0.044715 * u ** 3))
    out = 0.5 * u * (1 + th)
    return out, (xhat, rstd, gamma, u, th)


def ln_gelu_backward(dout, cache):
    # backward
    xhat, rstd, gamma, u, th = cache
    dinner = C0 * (1 + 3 * 0.044715 * u ** 2)  #! dinner = C0 * (u + 3 * 0.044715 * u ** 2)
    du = dout * (0.5 * (1 + th) + 0.5 * u * (1 - th ** 2) * dinner)  #! du = dout * 0.5 * (1 + th)
    dgamma = (du * xhat).sum(axis=0)  #! dgamma = (dout * xhat).sum(axis=0)
    dbeta = du.sum(axis=0)  #! dbeta = du.sum(axis=-1)
    dxhat = du * gamma  #! dxhat = du
    s1 = dxhat.mean(axis=-1, keepdims=True)  #! s1 = dxhat.mean(axis=0, keepdims=True)
    s2 = (dxhat * xhat).mean(axis=-1, keepdims=True)  #! s2 = (dxhat * xhat).sum(axis=-1, keepdims=True)
    dx = rstd * (dxhat - s1 - xhat * s2)
    return dx, dgamma, dbeta


_r = np.random.default_rng(0)
FORWARD = ln_gelu_forward
BACKWARD = ln_gelu_backward
INPUTS = (_r.normal(size=(4, 5)), _r.normal(size=5) + 1, _r.normal(size=5))
