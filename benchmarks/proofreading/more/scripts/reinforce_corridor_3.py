# objective: -np.sum(adv * logps)
# REINFORCE for a corridor of 5 cells: start in the middle, reward 1 at the right end, -0.2 at the left.
# (the pong-from-pixels idea, but small and with a softmax). Gradient ASCENT on log p * advantage
import numpy as np

rng = np.random.RandomState(9)
n_cells, n_hid, n_act = 5, 6, 3        # actions: left, stay, right
W1 = rng.randn(n_hid, n_cells) * 0.6
b1 = np.zeros(n_hid)
W2 = rng.randn(n_act, n_hid) * 0.6
gamma = 0.9
baseline = 0.0
vW1, vb1, vW2 = np.zeros_like(W1), np.zeros_like(b1), np.zeros_like(W2)

def policy(s):
    h = np.tanh(W1 @ s + b1)
    logits = W2 @ h
    e = np.exp(logits - logits.max())
    return h, e / e.sum()

for episode in range(15):
    cell = 2
    ss, hs, ps, acts, rews, logps = [], [], [], [], [], []
    for step in range(8):
        s = np.zeros(n_cells)
        s[cell] = 1
        h, p = policy(s)
        a = min(int(np.searchsorted(np.cumsum(p), rng.rand())), n_act - 1)
        cell = min(max(cell + a - 1, 0), n_cells - 1)
        ss.append(s); hs.append(h); ps.append(p); acts.append(a)
        logps.append(np.log(p[a]))
        rews.append({0: -0.2, n_cells - 1: 1.0}.get(cell, -0.05))
    logps = np.array(logps)

    # discounted rewards to go
    returns = np.zeros(len(rews))
    run = 0
    for t in reversed(range(len(rews))):
        run = rews[t] + gamma * run
        returns[t] = run
    adv = returns - baseline

    # backward
    gW1, gb1, gW2 = np.zeros_like(W1), np.zeros_like(b1), np.zeros_like(W2)
    for t in range(len(rews)):
        dlog = -ps[t]  #! dlog = ps[t].copy()
        dlog[acts[t]] = dlog[acts[t]] + 1  #! dlog[acts[t]] = 1
        dlog = dlog * adv[t]  #! dlog = dlog * rews[t]  #! dlog = dlog * adv[-1]
        gW2 += np.outer(dlog, hs[t])  #! gW2 += np.outer(dlog, h)
        dh = W2.T @ dlog  #! dh = W2 @ dlog
        dh = dh * (1 - hs[t] * hs[t])  #! dh = dh * hs[t] * (1 - hs[t])
        gW1 += np.outer(dh, ss[t])  #! gW1 += np.outer(dh, s)
        gb1 += dh  #! gb1 = gb1 + dlog.sum()

    # update
    vW1 = 0.5 * vW1 + gW1
    vb1 = 0.5 * vb1 + gb1
    vW2 = 0.5 * vW2 + gW2
    W1 += 0.1 * vW1
    b1 += 0.1 * vb1  #! b1 -= 0.1 * vb1
    W2 += 0.1 * vW2
    baseline = 0.8 * baseline + 0.2 * returns.mean()
