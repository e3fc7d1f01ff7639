# objective: sum(-(G - base) * np.log(pi[act]) + 0.5 * (G - value) ** 2 for G, base, value, pi, act in zip(returns, baselines, values, probs, acts)) / len(acts)
# REINFORCE on a 5-cell corridor, goal on the right. The baseline is a little network of its own;
# baselines = its values taken as plain numbers (no gradient goes there from the policy part)
import numpy as np

rng = np.random.default_rng(3)
cells, hidden, discount = 5, 4, 0.9
Wp = np.zeros((2, cells))                       # policy: logits = Wp s
Wv1 = rng.normal(size=(hidden, cells)) * 0.5    # baseline net
Wv2 = np.zeros(hidden)
lengths = []

for episode in range(30):
    pos, states, acts, rewards, probs, hids, values = 1, [], [], [], [], [], []
    while pos != cells - 1 and len(acts) < 15:
        s = np.eye(cells)[pos]
        z = Wp @ s
        pi = np.exp(z - z.max())
        pi /= pi.sum()
        act = rng.choice(2, p=pi)
        h = np.tanh(Wv1 @ s)
        states.append(s); acts.append(act); probs.append(pi); hids.append(h); values.append(Wv2 @ h)
        pos = max(0, pos + (1 if act == 1 else -1))
        rewards.append(1.0 if pos == cells - 1 else -0.05)
    returns, G = [], 0.0
    for rew in reversed(rewards):
        G = rew + discount * G
        returns.insert(0, G)
    baselines = [float(v) for v in values]
    lengths.append(len(acts))

    # backward
    gp, g1, g2 = np.zeros_like(Wp), np.zeros_like(Wv1), np.zeros_like(Wv2)
    n = len(acts)
    for s, act, pi, h, value, base, G in zip(states, acts, probs, hids, values, baselines, returns):
        adv = G - base
        dz = pi.copy()
        dz[act] -= 1
        gp += adv * np.outer(dz, s) / n
        dv = (value - G) / n
        g2 += dv * h
        g1 += np.outer(dv * Wv2 * (1 - h ** 2), s)

    # update
    Wp -= 0.8 * gp
    Wv1 -= 0.3 * g1
    Wv2 -= 0.3 * g2

print("episode lengths", lengths)
