# objective: sum(G[t] * np.log(policy(W1, b1, W2, obs[t])[1][acts[t]]) for t in range(len(acts))) + ent_coef * sum(-np.sum(policy(W1, b1, W2, o)[1] * np.log(policy(W1, b1, W2, o)[1])) for o in obs)
import numpy as np
rng = np.random.default_rng(9)

# RL assignment: REINFORCE on a corridor with 5 cells, gradient ASCENT on the return.
nS, nH, nA, gamma, ent_coef = 5, 6, 2, 0.9, 0.05
W1 = rng.normal(0, 0.6, (nS, nH))
b1 = np.zeros(nH)
W2 = rng.normal(0, 0.6, (nH, nA))

def policy(W1, b1, W2, s):
    h = np.tanh(W1[s] + b1)          # one hot state, so just pick the row
    z = h @ W2
    e = np.exp(z - z.max())
    return h, e / e.sum()

baseline = 0.0
for episode in range(15):
    s, obs, acts, rews, hids, pis = 1, [], [], [], [], []
    for t in range(7):
        h, pi = policy(W1, b1, W2, s)
        a = int(rng.random() > pi[0])
        obs.append(s); acts.append(a); hids.append(h); pis.append(pi)
        s = max(0, s - 1) if a == 0 else min(nS - 1, s + 1)
        rews.append(1.0 if s == nS - 1 else -0.1)
        if s == nS - 1:
            break
    # returns minus running baseline
    G = np.zeros(len(rews))
    run = 0.0
    for t in reversed(range(len(rews))):
        run = rews[t] + gamma * run
        G[t] = run
    G0 = G[0]
    G = G - baseline
    baseline = 0.9 * baseline + 0.1 * G0

    # backward
    gW1 = np.zeros_like(W1)
    gb1 = np.zeros_like(b1)
    gW2 = np.zeros_like(W2)
    for t in range(len(acts)):  #! for t in range(len(acts) - 1):
        pi, h = pis[t], hids[t]  #! pi, h = pis[t], hids[t - 1]
        onehot = np.zeros(nA)
        onehot[acts[t]] = 1.0
        dz = G[t] * (onehot - pi)  #! dz = G[0] * (onehot - pi)  #! dz = rews[t] * (onehot - pi)
        # entropy bonus
        H = -np.sum(pi * np.log(pi))
        dz += -ent_coef * pi * (np.log(pi) + H)  #! dz += -ent_coef * pi * np.log(pi)  #! dz = -ent_coef * pi * (np.log(pi) + H)
        gW2 += np.outer(h, dz)
        dh = W2 @ dz
        dpre = dh * (1 - h ** 2)  #! dpre = dh * (1 - h)
        gW1[obs[t]] += dpre  #! gW1[obs[t]] = dpre  #! gW1 += dpre
        gb1 += dpre  #! gb1 += dh

    # update
    W1 += 0.2 * gW1
    b1 += 0.2 * gb1
    W2 += 0.2 * gW2
