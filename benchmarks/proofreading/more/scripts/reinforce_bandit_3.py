# objective: sum(adv[n] * np.log(pi[n, acts[n]]) for n in range(B)) / B - 0.01 * np.sum(pi * np.log(pi)) / B
# contextual bandit with REINFORCE + entropy bonus. this is gradient ASCENT, so +=
import numpy as np
rng = np.random.default_rng(55)
B, S, H, A = 8, 3, 4, 3
W1 = rng.normal(scale=.5, size=(S, H))
W2 = rng.normal(scale=.5, size=(H, A))
baseline = 0.0

for episode in range(25):
    s = rng.integers(0, S, B)
    onehot = np.eye(S)[s]
    h = np.tanh(onehot @ W1)
    pref = h @ W2
    pi = np.exp(pref) / np.exp(pref).sum(1)[:, None]
    acts = [rng.choice(A, p=row) for row in pi]
    reward = np.array([1.0 if a == st else 0.0 for a, st in zip(acts, s)])
    adv = reward - baseline

    # backward
    dpref = adv[:, None] * (np.eye(A)[acts] - pi)
    ent = -np.sum(pi * np.log(pi), axis=1, keepdims=True)
    dpref += 0.01 * -pi * (np.log(pi) + ent)
    dpref /= B
    dW2 = h.T @ dpref
    dW1 = onehot.T @ (dpref @ W2.T * (1 - h * h))

    # update
    W2 += 1.0 * dW2
    W1 += 1.0 * dW1
    baseline = 0.9 * baseline + 0.1 * reward.mean()
    if episode % 8 == 0:
        print(episode, "mean reward", reward.mean())
