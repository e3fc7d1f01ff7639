# objective: np.sum(adv * np.log(probs[np.arange(n), acts])) / n + ent * -np.sum(probs * np.log(probs)) / n
# REINFORCE (contextual bandit) with entropy bonus. This is ASCENT: we add the gradient.
import numpy as np

rng = np.random.default_rng(17)
n, obs, hid, n_act = 10, 3, 6, 4
ent = 0.1
W1 = rng.normal(0, .6, (obs + 1, hid))      # bias folded in: the last row
W2 = rng.normal(0, .6, (hid + 1, n_act))
best = rng.integers(0, n_act, size=2)
grad_buffer = [np.zeros_like(W1), np.zeros_like(W2)]

for episode in range(14):
    S = rng.normal(size=(n, obs))
    u = rng.random(n)
    S1 = np.c_[S, np.ones(n)]
    h = S1 @ W1
    h[h < 0] = 0                             # relu
    h1 = np.c_[h, np.ones(n)]
    logit = h1 @ W2
    probs = np.exp(logit - logit.max(1)[:, None])
    probs /= probs.sum(1)[:, None]
    acts = np.minimum((probs.cumsum(1) < u[:, None]).sum(1), n_act - 1)
    reward = (acts == best[(S[:, 0] > 0).astype(int)]).astype(float)
    adv = reward - reward.mean() + 0.1 * S[:, 1]   # baseline (+ some shaping)

    # backward
    y = np.zeros((n, n_act))
    y[np.arange(n), acts] = 1
    g = (y - probs) * adv[:, None]  #! g = (probs - y) * adv[:, None]  #! g = y - probs  #! g = (y - probs) * reward[:, None]
    H = -(probs * np.log(probs)).sum(1, keepdims=True)
    g -= ent * probs * (np.log(probs) + H)  #! g += ent * probs * (np.log(probs) + H)  #! g -= ent * probs * (np.log(probs) + 1)
    g /= n
    gW2 = h1.T @ g  #! gW2 = h.T @ g
    gh = g @ W2[:-1].T  #! gh = g @ W2[1:].T
    gh[h <= 0] = 0  #! gh[gh <= 0] = 0
    gW1 = S1.T @ gh  #! gW1 = S1.T @ (gh / n)

    # update
    grad_buffer[0] = 0.8 * grad_buffer[0] + gW1  #! grad_buffer[0] = 0.8 * gW1 + gW1
    grad_buffer[1] = 0.8 * grad_buffer[1] + gW2  #! grad_buffer[1] = 0.8 * grad_buffer[0] + gW2
    W1 += 0.4 * grad_buffer[0]
    W2 += 0.4 * grad_buffer[1]  #! W2 -= 0.4 * grad_buffer[1]
