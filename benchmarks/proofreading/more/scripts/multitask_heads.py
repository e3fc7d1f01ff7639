"""Shared trunk, two heads: what kind of animal (3 classes) + how heavy (regression)."""
import numpy as np
rng = np.random.RandomState(77)
n = 10
feats = rng.randn(n, 4)
kind = rng.randint(0, 3, size=n)
weight = (feats[:, 0] - 0.5 * feats[:, 2]).reshape(-1, 1)
onehot = np.eye(3)[kind]
lam = 0.4      # how much do we care about the weight task

trunk = rng.randn(4, 6) * 0.4
trunk_b = rng.randn(6) * 0.1
head_cls = rng.randn(6, 3) * 0.4
head_reg = rng.randn(6, 1) * 0.4
vel = {'t': 0, 'tb': 0, 'c': 0, 'r': 0}

for step in range(18):
    shared = np.tanh(feats @ trunk + trunk_b)
    scores = shared @ head_cls
    ex = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = ex / ex.sum(axis=1, keepdims=True)
    kg = shared @ head_reg
    loss_cls = -np.mean(np.sum(onehot * np.log(p), axis=1))
    loss_reg = np.mean(np.abs(kg - weight) ** 2)
    loss = loss_cls + lam * loss_reg

    # backward
    d_scores = (p - onehot) / n
    d_kg = lam * 2 * (kg - weight) / n
    g_cls = shared.T @ d_scores
    g_reg = shared.T @ d_kg
    # both tasks push on the trunk
    d_shared = d_scores @ head_cls.T + d_kg @ head_reg.T
    d_pre = d_shared * (1 - shared ** 2)
    g_trunk = feats.T @ d_pre
    g_trunk_b = d_pre.sum(axis=0)

    # update
    vel['t'] = 0.9 * vel['t'] - 0.1 * g_trunk
    vel['tb'] = 0.9 * vel['tb'] - 0.1 * g_trunk_b
    vel['c'] = 0.9 * vel['c'] - 0.1 * g_cls
    vel['r'] = 0.9 * vel['r'] - 0.1 * g_reg
    trunk += vel['t']
    trunk_b += vel['tb']
    head_cls += vel['c']
    head_reg += vel['r']
    if step % 6 == 0:
        print(step, loss_cls, loss_reg, 'acc', (p.argmax(1) == kind).mean())
