"""Tiny character RNN. Learns 'hello world' a bit. Adagrad like in the famous gist (but I typed it myself)"""
import numpy as np

text = "hello world hello"
chars = sorted(set(text))
vocab = len(chars)
ix = {c: i for i, c in enumerate(chars)}
H = 6
rs = np.random.RandomState(3)
params = {
    'Wxh': rs.randn(H, vocab) * 0.3,
    'Whh': rs.randn(H, H) * 0.3,
    'Why': rs.randn(vocab, H) * 0.3,
    'bh': np.zeros((H, 1)),
    'by': np.zeros((vocab, 1)),
}
mem = {k: np.zeros_like(v) for k, v in params.items()}


def run(inp, tgt, h0):
    xs, hs, ps = {}, {-1: h0}, {}
    loss = 0.0
    for t in range(len(inp)):
        xs[t] = np.zeros((vocab, 1))
        xs[t][inp[t]] = 1
        hs[t] = np.tanh(params['Wxh'] @ xs[t] + params['Whh'] @ hs[t - 1] + params['bh'])
        o = params['Why'] @ hs[t] + params['by']
        ps[t] = np.exp(o - o.max())
        ps[t] /= ps[t].sum()
        loss += -np.log(ps[t][tgt[t], 0])

    # backward
    grads = {k: np.zeros_like(v) for k, v in params.items()}
    dhnext = np.zeros_like(h0)
    for t in reversed(range(len(inp))):
        dy = ps[t].copy()
        dy[tgt[t]] -= 1  #! dy[inp[t]] -= 1
        grads['Why'] += dy @ hs[t].T  #! grads['Why'] += dy @ hs[t - 1].T
        grads['by'] += dy  #! grads['by'] += ps[t]
        dh = params['Why'].T @ dy + dhnext  #! dh = params['Why'].T @ dy
        dhraw = (1 - hs[t] ** 2) * dh  #! dhraw = (1 - hs[t]) ** 2 * dh
        grads['bh'] += dhraw  #! grads['bh'] += dh
        grads['Wxh'] += dhraw @ xs[t].T  #! grads['Wxh'] += dhraw @ xs[t - 1].T
        grads['Whh'] += dhraw @ hs[t - 1].T  #! grads['Whh'] += dhraw @ hs[t].T
        dhnext = params['Whh'].T @ dhraw  #! dhnext = params['Whh'].T @ dh
    return loss, grads, hs[len(inp) - 1]


h = np.zeros((H, 1))
p = 0
seq = 5
for n in range(12):
    if p + seq + 1 > len(text):
        h = np.zeros((H, 1))
        p = 0
    inputs = [ix[c] for c in text[p:p + seq]]
    targets = [ix[c] for c in text[p + 1:p + seq + 1]]
    loss, grads, h = run(inputs, targets, h)
    # update
    for k in params:
        gr = np.clip(grads[k], -5, 5)
        mem[k] += gr * gr  #! mem[k] = gr * gr
        params[k] += -0.1 * gr / np.sqrt(mem[k] + 1e-8)
    p += seq

if __name__ == "__main__":
    print(loss)
