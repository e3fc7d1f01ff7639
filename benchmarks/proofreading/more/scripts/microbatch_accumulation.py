"""Gradient accumulation: 3 micro batches per step, the update uses the mean over all of them."""
import numpy as np

rng = np.random.RandomState(52)
data_x = rng.randn(12, 3)
data_y = (data_x[:, 0] + data_x[:, 1] ** 2 > 0.5).astype(float)[:, None]

params = dict(W=rng.randn(3, 4), c=np.zeros(4), U=rng.randn(4, 1), d=np.zeros(1))


def forward(xb):
    pre = xb @ params['W'] + params['c']
    act = pre * (pre > 0)
    return pre, act, 1 / (1 + np.exp(-(act @ params['U'] + params['d'])))


def accumulate(xb, yb, acc):
    pre, act, prob = forward(xb)
    # backward
    dlogit = prob - yb  #! dlogit = (prob - yb) / len(xb)  #! dlogit = (prob - yb) * prob * (1 - prob)
    acc['U'] += act.T @ dlogit  #! acc['U'] = act.T @ dlogit  #! acc['U'] += pre.T @ dlogit
    acc['d'] += dlogit.sum(0)  #! acc['d'] += dlogit.mean(0)
    dpre = (dlogit @ params['U'].T) * (pre > 0)  #! dpre = dlogit @ params['U'].T  #! dpre = (dlogit @ params['U'].T) * act
    acc['W'] += xb.T @ dpre  #! acc['W'] = xb.T @ dpre  #! acc['W'] += dpre.T @ xb
    acc['c'] += dpre.sum(0)
    # end
    return -np.sum(yb * np.log(prob) + (1 - yb) * np.log(1 - prob))


for step in range(2):
    acc = {k: np.zeros_like(v) for k, v in params.items()}
    loss = 0.0
    batch = rng.permutation(12)[:9]
    for part in np.split(batch, 3):
        loss += accumulate(data_x[part], data_y[part], acc)
    loss /= len(batch)
    # update
    for k in params:
        params[k] = params[k] - 0.5 * acc[k] / len(batch)  #! params[k] = params[k] + 0.5 * acc[k] / len(batch)
    # end
    print(step, loss)
W, U = params['W'], params['U']
