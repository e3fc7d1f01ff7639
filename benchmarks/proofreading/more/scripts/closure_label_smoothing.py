"""
Softmax classifier with a learned temperature and label smoothing.
Functional style: make_loss returns a closure, make_momentum returns an update function.
"""
import numpy as np
from numpy import exp, log


def one_hot(labels, k):
    out = np.zeros((k, len(labels)))
    out[labels, range(len(labels))] = 1
    return out


def make_loss(k, smooth, l2):
    def loss_fn(theta, x, labels):
        w, b, logT = theta
        m = x.shape[1]
        target = (1 - smooth) * one_hot(labels, k) + smooth / k
        score = w @ x + b
        T = exp(logT)
        a = score / T
        a = a - a.max(axis=0)
        logp = a - log(exp(a).sum(axis=0))
        cost = -(target * logp).sum() / m + l2 * (w * w).sum() / 2
        # backward
        da = (exp(logp) - target) / m  #! da = (logp - target) / m  #! da = (exp(logp) - one_hot(labels, k)) / m  #! da = exp(logp) - target
        dscore = da / T  #! dscore = da * T  #! dscore = da / logT
        dw = dscore @ x.T + l2 * w  #! dw = da @ x.T + l2 * w  #! dw = dscore @ x.T + 2 * l2 * w
        db = dscore.sum(axis=1, keepdims=True)  #! db = dscore.sum(axis=0, keepdims=True).T  #! db = da.sum(axis=1, keepdims=True)
        dlogT = -(da * score).sum() / T  #! dlogT = (da * score).sum() / T  #! dlogT = -(da * score).sum() / T ** 2  #! dlogT = -(dscore * score).sum() / T
        # end
        return cost, (dw, db, np.array(dlogT))
    return loss_fn


def make_momentum(theta, beta):
    velocity = [np.zeros_like(p) for p in theta]

    def apply(theta, grads, lr):
        # update
        for i, g in enumerate(grads):
            velocity[i] = beta * velocity[i] + (1 - beta) * g  #! velocity[i] = beta * velocity[i] - (1 - beta) * g
        return [p - lr * v for p, v in zip(theta, velocity)]  #! return [p + lr * v for p, v in zip(theta, velocity)]
        # end
    return apply


def schedule(step, warmup=4, top=0.8):
    if step < warmup:
        return top * (step + 1) / warmup
    return top * 0.5 ** ((step - warmup) // 5)


if __name__ == '__main__':
    rng = np.random.default_rng(42)
    labels = np.array([0, 2, 1])
    x = rng.normal(size=(4, 3)) + labels
    theta = [rng.normal(scale=0.5, size=(3, 4)), np.zeros((3, 1)), np.array(0.3)]
    f = make_loss(3, smooth=0.1, l2=0.01)
    opt = make_momentum(theta, beta=0.7)
    for step in range(12):
        cost, grads = f(theta, x, labels)
        theta = opt(theta, grads, schedule(step))
        print(f'{step:3d} lr={schedule(step):.3f} cost={cost:.5f} T={exp(theta[2]):.3f}')
