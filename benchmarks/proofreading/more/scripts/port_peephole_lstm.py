"""Port of the peephole LSTM (Gers & Schmidhuber style) from the paper's appendix.

Gate order in the fused matrix: input, forget, output, candidate.
"""
import numpy as np

RNG = np.random.default_rng(2024)
B, T, NX, NH = 4, 5, 2, 3
seq = RNG.standard_normal((T, B, NX))
target = np.cumsum(seq[:, :, :1] * seq[:, :, 1:], axis=0)

theta = {
    "W": RNG.standard_normal((NX + NH, 4 * NH)) * 0.5,
    "b": np.zeros(4 * NH),
    "pi": RNG.standard_normal(NH) * 0.3,
    "pf": RNG.standard_normal(NH) * 0.3,
    "po": RNG.standard_normal(NH) * 0.3,
    "V": RNG.standard_normal((NH, 1)),
    "d": np.zeros(1),
}
theta["b"][NH:2 * NH] = 1.0
m1 = {k: np.zeros_like(v) for k, v in theta.items()}
m2 = {k: np.zeros_like(v) for k, v in theta.items()}


def sigma(a):
    return 1.0 / (1.0 + np.exp(-a))


def unroll(th):
    h, c = np.zeros((B, NH)), np.zeros((B, NH))
    tape, mse = [], 0.0
    for t in range(T):
        c_prev = c
        z = np.concatenate([seq[t], h], axis=1)
        ai, af, ao, ag = np.split(z @ th["W"] + th["b"], 4, axis=1)
        i = sigma(ai + th["pi"] * c_prev)
        f = sigma(af + th["pf"] * c_prev)
        g = np.tanh(ag)
        c = f * c_prev + i * g
        o = sigma(ao + th["po"] * c)
        h = o * np.tanh(c)
        r = h @ th["V"] + th["d"] - target[t]
        mse += np.sum(r ** 2) / (B * T)
        tape.append((z, i, f, o, g, c_prev, c, h, r))
    return tape, mse


for it in range(1, 13):
    tape, mse = unroll(theta)
    # backward
    G = {k: np.zeros_like(v) for k, v in theta.items()}
    dh_rec, dc_rec = np.zeros((B, NH)), np.zeros((B, NH))
    for z, i, f, o, g, c_prev, c, h, r in reversed(tape):
        dr = 2 * r / (B * T)
        G["V"] += h.T @ dr
        G["d"] += dr.sum(axis=0)
        dh = dr @ theta["V"].T + dh_rec
        tc = np.tanh(c)
        dao = dh * tc * o * (1 - o)  #! dao = dh * c * o * (1 - o)
        dc = dc_rec + dh * o * (1 - tc ** 2) + dao * theta["po"]  #! dc = dc_rec + dh * o * (1 - tc ** 2)
        dai = dc * g * i * (1 - i)
        daf = dc * c_prev * f * (1 - f)  #! daf = dc * c * f * (1 - f)
        dag = dc * i * (1 - g ** 2)
        G["pi"] += np.sum(dai * c_prev, axis=0)
        G["pf"] += np.sum(daf * c_prev, axis=0)  #! G["pf"] += np.sum(dai * c_prev, axis=0)
        G["po"] += np.sum(dao * c, axis=0)  #! G["po"] += np.sum(dao * c_prev, axis=0)
        da = np.concatenate([dai, daf, dao, dag], axis=1)  #! da = np.concatenate([dai, daf, dag, dao], axis=1)
        G["W"] += z.T @ da  #! G["W"] = z.T @ da
        G["b"] += da.sum(axis=0)
        dh_rec = (da @ theta["W"].T)[:, NX:]  #! dh_rec = (da @ theta["W"].T)[:, :NH]
        dc_rec = dc * f + dai * theta["pi"] + daf * theta["pf"]  #! dc_rec = dc * f
    # update
    for k in theta:
        m1[k] = 0.9 * m1[k] + 0.1 * G[k]
        m2[k] = 0.99 * m2[k] + 0.01 * G[k] ** 2
        mhat, vhat = m1[k] / (1 - 0.9 ** it), m2[k] / (1 - 0.99 ** it)  #! mhat, vhat = m1[k] / (1 - 0.9 ** it), m2[k] / (1 - 0.9 ** it)
        theta[k] = theta[k] - 0.05 * mhat / (np.sqrt(vhat) + 1e-8)
