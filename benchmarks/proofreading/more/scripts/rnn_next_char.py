# vanilla RNN that predicts the next letter. h0 is learned too.
# weights are (in, out) and h is a row vector
import numpy as np

text = "hello yellow jello"
vocab = sorted(set(text))
V = len(vocab)
ix = {c: i for i, c in enumerate(vocab)}
H = 6
T = 6
rng = np.random.RandomState(1)

params = {
    'Wx': rng.randn(V, H) * 0.4,
    'Wh': rng.randn(H, H) * 0.4,
    'bh': rng.randn(H) * 0.1,
    'Wy': rng.randn(H, V) * 0.4,
    'by': np.zeros(V),
    'h0': rng.randn(H) * 0.2,
}


def forward(inp, tgt):
    hs = [params['h0']]
    ps = []
    loss = 0.0
    for t in range(len(inp)):
        # a one-hot times Wx is just a row of Wx
        h = np.tanh(params['Wx'][inp[t]] + hs[-1] @ params['Wh'] + params['bh'])
        s = h @ params['Wy'] + params['by']
        e = np.exp(s - np.max(s))
        p = e / e.sum()
        loss += -np.log(p[tgt[t]])
        hs.append(h)
        ps.append(p)
    return loss, hs, ps


def backward(inp, tgt, hs, ps):
    # backward
    grads = {k: np.zeros_like(v) for k, v in params.items()}
    dh_next = np.zeros(H)
    for t in reversed(range(len(inp))):
        dy = ps[t].copy()
        dy[tgt[t]] -= 1  #! dy[inp[t]] -= 1
        h = hs[t + 1]  #! h = hs[t]
        grads['Wy'] += np.outer(h, dy)  #! grads['Wy'] = np.outer(h, dy)
        grads['by'] += dy
        dh = params['Wy'] @ dy + dh_next
        draw = (1 - h ** 2) * dh  #! draw = (1 - np.tanh(h) ** 2) * dh
        grads['bh'] += draw
        grads['Wx'][inp[t]] += draw
        grads['Wh'] += np.outer(hs[t], draw)  #! grads['Wh'] += np.outer(hs[t + 1], draw)
        dh_next = params['Wh'] @ draw  #! dh_next = params['Wh'].T @ draw
    grads['h0'] = dh_next  #! grads['h0'] = dh
    return grads


mem = {k: np.zeros_like(v) for k, v in params.items()}
lr = 0.1
for it in range(12):
    start = (it * T) % (len(text) - T - 1)
    inp = [ix[c] for c in text[start:start + T]]
    tgt = [ix[c] for c in text[start + 1:start + T + 1]]
    loss, hs, ps = forward(inp, tgt)
    grads = backward(inp, tgt, hs, ps)
    # update
    for k in params:
        # exploding gradients...
        g = np.clip(grads[k], -1, 1)  #! g = np.clip(grads[k], 0, 1)
        mem[k] += g * g  #! mem[k] = g * g
        params[k] -= lr * g / np.sqrt(mem[k] + 1e-8)  #! params[k] -= lr * grads[k] / np.sqrt(mem[k] + 1e-8)
    print(it, round(loss, 4))
