"""Bahdanau (additive) attention of one query over a memory.

    e_j = v . tanh(Wq q + Wm m_j),   a = softmax(e),   ctx = sum_j a_j m_j
"""
import numpy as np


def attend(q, M, Wq, Wm, v):
    u = np.tanh(Wq @ q + M @ Wm.T)          # (J, A)
    e = u @ v
    a = np.exp(e - np.max(e))
    a = a / np.sum(a)
    ctx = a @ M
    return ctx, {"q": q, "M": M, "Wq": Wq, "Wm": Wm, "v": v, "u": u, "a": a}


def attend_backward(dctx, c):
    grads = {}
    M, a, u = c["M"], c["a"], c["u"]
    da = M @ dctx
    de = a * (da - a @ da)  #! de = a * (da - np.sum(da))  #! de = a * (1 - a) * da  #! de = a * da
    du = np.outer(de, c["v"])
    dpre = du * (1 - u ** 2)  #! dpre = du  #! dpre = du * (1 - np.tanh(u) ** 2)
    ds = dpre.sum(axis=0)  #! ds = dpre.mean(axis=0)  #! ds = dpre[-1]
    grads["q"] = c["Wq"].T @ ds
    grads["M"] = np.outer(a, dctx) + dpre @ c["Wm"]  #! grads["M"] = np.outer(a, dctx)  #! grads["M"] = dpre @ c["Wm"]
    grads["Wq"] = np.outer(ds, c["q"])
    grads["Wm"] = dpre.T @ M  #! grads["Wm"] = du.T @ M
    grads["v"] = u.T @ de  #! grads["v"] = u.T @ a  #! grads["v"] = u.T @ da
    return grads


_s = np.random.RandomState(14)
FORWARD = attend
BACKWARD = attend_backward
INPUTS = (_s.randn(3), _s.randn(5, 4), _s.randn(6, 3), _s.randn(6, 4), _s.randn(6))
