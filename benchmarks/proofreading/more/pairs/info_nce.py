import numpy as np
from numpy.linalg import norm

TAU = 0.5


def log_softmax(s, axis):
    s = s - s.max(axis=axis, keepdims=True)
    return s - np.log(np.exp(s).sum(axis=axis, keepdims=True))


def clip_loss(img, txt):
    """symmetric InfoNCE, row i of img belongs to row i of txt"""
    B = len(img)
    ni, nt = norm(img, axis=1, keepdims=True), norm(txt, axis=1, keepdims=True)
    u, v = img / ni, txt / nt
    sim = u @ v.T / TAU
    lr, lc = log_softmax(sim, 1), log_softmax(sim, 0)
    loss = -0.5 * (np.trace(lr) + np.trace(lc)) / B
    return loss, (u, v, ni, nt, lr, lc)


def unnormalise(du, u, n):
    # backward
    return (du - u * (du * u).sum(axis=1, keepdims=True)) / n   #! return du / n  #! return (du - u * (du * u).sum(axis=0, keepdims=True)) / n  #! return du - u * (du * u).sum(axis=1, keepdims=True)
    # end


def clip_loss_bwd(dout, cache):
    u, v, ni, nt, lr, lc = cache
    B = len(u)
    # backward
    dsim = 0.5 * (np.exp(lr) + np.exp(lc)) - np.eye(B)      #! dsim = np.exp(lr) - np.eye(B)  #! dsim = 0.5 * (np.exp(lr) + np.exp(lc) - np.eye(B))  #! dsim = 0.5 * (lr + lc) - np.eye(B)
    dsim *= dout / (B * TAU)                                #! dsim *= dout / B  #! dsim *= dout * TAU / B
    dimg = unnormalise(dsim @ v, u, ni)                     #! dimg = unnormalise(dsim @ v, v, ni)
    dtxt = unnormalise(dsim.T @ u, v, nt)                   #! dtxt = unnormalise(dsim @ u, v, nt)  #! dtxt = unnormalise(dsim.T @ u, v, ni)
    # end
    return dimg, dtxt


_g = np.random.RandomState(77)
FORWARD = clip_loss
BACKWARD = clip_loss_bwd
INPUTS = (_g.randn(4, 3), _g.randn(4, 3))
