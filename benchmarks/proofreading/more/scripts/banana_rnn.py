"""Next-letter RNN on one short word, row vectors, Adagrad."""
import numpy as np

word = "banana"
chars = sorted(set(word))
V = len(chars)
ix = {c: i for i, c in enumerate(chars)}
xs_idx = [ix[c] for c in word[:-1]]
ys_idx = [ix[c] for c in word[1:]]

rng = np.random.RandomState(42)
H = 4
U = rng.randn(V, H) * 0.4
W = rng.randn(H, H) * 0.4
Vo = rng.randn(H, V) * 0.4
bh = np.zeros((1, H))
bo = np.zeros((1, V))


def lossFun(inputs, targets, hprev):
    xs, hs, ps = {}, {}, {}
    hs[-1] = hprev
    loss = 0
    for t in range(len(inputs)):
        xs[t] = np.zeros((1, V))
        xs[t][0, inputs[t]] = 1
        hs[t] = np.tanh(xs[t].dot(U) + hs[t - 1].dot(W) + bh)
        o = hs[t].dot(Vo) + bo
        ps[t] = np.exp(o) / np.sum(np.exp(o))
        loss += -np.log(ps[t][0, targets[t]])
    # backward
    dU, dW, dVo = np.zeros_like(U), np.zeros_like(W), np.zeros_like(Vo)
    dbh, dbo = np.zeros_like(bh), np.zeros_like(bo)
    dhnext = np.zeros((1, H))
    for t in reversed(range(len(inputs))):
        do = ps[t].copy()
        do[0, targets[t]] -= 1  #! do[0, inputs[t]] -= 1
        dVo += hs[t].T.dot(do)  #! dVo += hs[t - 1].T.dot(do)  #! dVo = hs[t].T.dot(do)
        dbo += do
        dh = do.dot(Vo.T) + dhnext  #! dh = do.dot(Vo.T)
        draw = (1 - hs[t] ** 2) * dh  #! draw = (1 - hs[t]) * dh  #! draw = (1 - np.tanh(hs[t]) ** 2) * dh
        dbh += draw  #! dbh += dh
        dU += xs[t].T.dot(draw)
        dW += hs[t - 1].T.dot(draw)  #! dW += hs[t].T.dot(draw)
        dhnext = draw.dot(W.T)  #! dhnext = draw.dot(W)  #! dhnext = dh.dot(W.T)
    # end
    return loss, [dU, dW, dVo, dbh, dbo], hs[len(inputs) - 1]


params = [U, W, Vo, bh, bo]
mem = [np.zeros_like(p) for p in params]
lr = 0.1
for n in range(8):
    h0 = np.zeros((1, H))
    loss, grads, _ = lossFun(xs_idx, ys_idx, h0)
    if n % 2 == 0:
        print('iter %d, loss: %f' % (n, loss))
    # update
    for p, g, m in zip(params, grads, mem):
        m += g * g
        p += -lr * g / np.sqrt(m + 1e-8)  #! p += -lr * g / (m + 1e-8)  #! p += lr * g / np.sqrt(m + 1e-8)
    # end
