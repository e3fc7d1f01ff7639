"""tiny char rnn, adagrad. why does my loss explode after the first line of the text?"""
import numpy as np

text = "hello yellow hollow "
chars = sorted(set(text))
ix = {c: i for i, c in enumerate(chars)}
V, H, T = len(chars), 6, 5
np.random.seed(0)

p = {
    'Wxh': np.random.randn(H, V) * 0.3,
    'Whh': np.random.randn(H, H) * 0.3,
    'Why': np.random.randn(V, H) * 0.3,
    'bh': np.zeros((H, 1)),
    'by': np.zeros((V, 1)),
}
mem = {k: np.zeros_like(v) for k, v in p.items()}


def loss_fun(inputs, targets, hprev):
    xs, hs, ps = {}, {}, {}
    hs[-1] = hprev.copy()
    loss = 0
    for t in range(len(inputs)):
        xs[t] = np.zeros((V, 1))
        xs[t][inputs[t]] = 1
        hs[t] = np.tanh(p['Wxh'] @ xs[t] + p['Whh'] @ hs[t - 1] + p['bh'])
        y = p['Why'] @ hs[t] + p['by']
        ps[t] = np.exp(y) / np.sum(np.exp(y))
        loss += -np.log(ps[t][targets[t], 0])

    # backward
    g = {k: np.zeros_like(v) for k, v in p.items()}
    dhnext = np.zeros_like(hprev)
    for t in reversed(range(len(inputs))):
        dy = ps[t].copy()
        dy[targets[t]] -= 1  #! dy[targets[t]] = -1
        g['Why'] += dy @ hs[t].T  #! g['Why'] += dy @ hs[t - 1].T
        g['by'] += dy
        dh = p['Why'].T @ dy + dhnext  #! dh = p['Why'].T @ dy
        draw = (1 - hs[t] ** 2) * dh  #! draw = (1 - hs[t - 1] ** 2) * dh  #! draw = (1 - hs[t]) * dh
        g['bh'] += draw  #! g['bh'] += dh
        g['Wxh'] += draw @ xs[t].T
        g['Whh'] += draw @ hs[t - 1].T  #! g['Whh'] += draw @ hs[t].T
        dhnext = p['Whh'].T @ draw  #! dhnext += p['Whh'].T @ draw
    return loss, g, hs[len(inputs) - 1]


pos = 0
h = np.zeros((H, 1))
for n in range(9):
    if pos + T + 1 >= len(text):
        h = np.zeros((H, 1))
        pos = 0
    a = [ix[c] for c in text[pos:pos + T]]
    b = [ix[c] for c in text[pos + 1:pos + T + 1]]
    loss, grads, h = loss_fun(a, b, h)
    # update
    for k in p:
        dparam = np.clip(grads[k], -1, 1)  #! dparam = np.clip(grads[k], 0, 1)
        mem[k] += dparam * dparam  #! mem[k] += dparam
        p[k] += -0.1 * dparam / np.sqrt(mem[k] + 1e-8)
    pos += T
