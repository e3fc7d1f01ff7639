# objective: np.mean(np.log(np.cosh(acts[-1] - target)))
# Regression with log-cosh loss. Bias is folded into the weights (a row of ones is appended)
# weights are (out, in+1), samples in rows
import numpy as np

gen = np.random.default_rng(99)
data = gen.uniform(-1, 1, (9, 3))
target = np.stack([np.sin(2 * data[:, 0]) + data[:, 1], data[:, 2] ** 2 - data[:, 0]], axis=1)

sizes = [3, 6, 5, 2]
ws = [gen.normal(0, 1 / np.sqrt(a), (b, a + 1)) for a, b in zip(sizes[:-1], sizes[1:])]
vel = [np.zeros_like(w) for w in ws]
LEAK = 0.1


def ones(a):
    return np.hstack([a, np.ones((len(a), 1))])


rate = 0.2
for e in range(20):
    acts = [data]
    pre = []
    for l, w in enumerate(ws):
        z = ones(acts[-1]) @ w.T
        pre.append(z)
        if l < len(ws) - 1:
            acts.append(np.where(z > 0, z, LEAK * z))
        else:
            acts.append(z)

    # backward
    tmp = np.tanh(acts[-1] - target) / target.size  #! tmp = np.tanh(acts[-1] - target) / len(target)  #! tmp = np.tanh(target - acts[-1]) / target.size
    gs = [None] * len(ws)
    for l in range(len(ws) - 1, -1, -1):
        gs[l] = tmp.T @ ones(acts[l])  #! gs[l] = tmp.T @ ones(acts[l + 1])
        if l > 0:
            tmp = tmp @ ws[l][:, :-1]  #! tmp = tmp @ ws[l][:, 1:]
            tmp = tmp * np.where(pre[l - 1] > 0, 1, LEAK)  #! tmp = tmp * np.where(pre[l - 1] > 0, 1, 0)  #! tmp = tmp * np.where(pre[l] > 0, 1, LEAK)  #! tmp = tmp * np.where(pre[l - 1] > 0, 1, LEAK * pre[l - 1])

    # update
    norm = np.sqrt(sum((g ** 2).sum() for g in gs))
    if norm > 1.0:
        gs = [g / norm for g in gs]
    for l in range(len(ws)):
        vel[l] = 0.8 * vel[l] - rate * gs[l]  #! vel[l] = 0.8 * vel[l - 1] - rate * gs[l]
        ws[l] = ws[l] + vel[l]  #! ws[l] = ws[l] - rate * vel[l]
    rate *= 0.95  #! rate -= 0.95

print(np.abs(acts[-1] - target).max())
