"""
Minimal character-level GRU, modified from Karpathy's min-char-rnn.py (BSD).
Everything is a column vector. Concatenated [h; x] inputs.
"""
import numpy as np

data = "hihello"
chars = sorted(set(data))
vocab_size, hidden_size = len(chars), 4
ch2ix = {c: i for i, c in enumerate(chars)}

np.random.seed(99)
cat = hidden_size + vocab_size
Wz = np.random.randn(hidden_size, cat) * 0.5
Wr = np.random.randn(hidden_size, cat) * 0.5
Wh = np.random.randn(hidden_size, cat) * 0.5
Why = np.random.randn(vocab_size, hidden_size) * 0.5
bz, br, bh = np.zeros((hidden_size, 1)), np.ones((hidden_size, 1)) * 0.5, np.zeros((hidden_size, 1))
by = np.zeros((vocab_size, 1))
params = dict(Wz=Wz, Wr=Wr, Wh=Wh, Why=Why, bz=bz, br=br, bh=bh, by=by)


def sigm(x):
    return 1 / (1 + np.exp(-x))


def lossFun(inputs, targets, hprev):
    xs, hx, zs, rs, rhx, hc, hs, ps = {}, {}, {}, {}, {}, {}, {-1: np.copy(hprev)}, {}
    loss = 0
    for t in range(len(inputs)):
        xs[t] = np.zeros((vocab_size, 1))
        xs[t][inputs[t]] = 1
        hx[t] = np.vstack((hs[t - 1], xs[t]))
        zs[t] = sigm(Wz @ hx[t] + bz)
        rs[t] = sigm(Wr @ hx[t] + br)
        rhx[t] = np.vstack((rs[t] * hs[t - 1], xs[t]))
        hc[t] = np.tanh(Wh @ rhx[t] + bh)
        hs[t] = zs[t] * hs[t - 1] + (1 - zs[t]) * hc[t]
        y = Why @ hs[t] + by
        ps[t] = np.exp(y) / np.sum(np.exp(y))
        loss += -np.log(ps[t][targets[t], 0])
    g = {k: np.zeros_like(v) for k, v in params.items()}
    dhnext = np.zeros_like(hs[0])
    # backward
    for t in reversed(range(len(inputs))):
        dy = np.copy(ps[t])
        dy[targets[t]] -= 1  #! dy[inputs[t]] -= 1
        g['Why'] += dy @ hs[t].T  #! g['Why'] = dy @ hs[t].T
        g['by'] += dy
        dh = Why.T @ dy + dhnext  #! dh = Why.T @ dy
        dhc = dh * (1 - zs[t]) * (1 - hc[t] ** 2)  #! dhc = dh * zs[t] * (1 - hc[t] ** 2)  #! dhc = dh * (1 - zs[t])
        dz = dh * (hs[t - 1] - hc[t]) * zs[t] * (1 - zs[t])  #! dz = dh * (hc[t] - hs[t - 1]) * zs[t] * (1 - zs[t])  #! dz = dh * (hs[t] - hc[t]) * zs[t] * (1 - zs[t])  #! dz = dh * hs[t - 1] * zs[t] * (1 - zs[t])
        drh = (Wh.T @ dhc)[:hidden_size]
        dr = drh * hs[t - 1] * rs[t] * (1 - rs[t])  #! dr = drh * hs[t] * rs[t] * (1 - rs[t])
        g['Wh'] += dhc @ rhx[t].T  #! g['Wh'] += dhc @ hx[t].T
        g['Wz'] += dz @ hx[t].T
        g['Wr'] += dr @ hx[t].T
        g['bh'] += dhc
        g['bz'] += dz
        g['br'] += dr  #! g['br'] += dz
        dhnext = dh * zs[t] + drh * rs[t]  #! dhnext = dh * zs[t] + drh  #! dhnext = dh * zs[t]
        dhnext += (Wz.T @ dz + Wr.T @ dr)[:hidden_size]  #! dhnext += (Wz.T @ dz)[:hidden_size]
    # end
    return loss, g, hs[len(inputs) - 1]


inputs = [ch2ix[c] for c in data[:-1]]
targets = [ch2ix[c] for c in data[1:]]
hprev = np.full((hidden_size, 1), 0.1)
for n in range(8):
    loss, grads, hprev = lossFun(inputs, targets, hprev)
    # update
    for k in params:
        params[k] -= 0.1 * np.clip(grads[k], -5, 5)
    # end
    print('iter %d, loss: %f' % (n, loss))
