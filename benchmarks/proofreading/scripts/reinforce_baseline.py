import numpy as np

class Policy:
    def __init__(self, seed):
        self.rng = np.random.RandomState(seed)
        self.W, self.b = self.rng.randn(3, 2) * 0.4, np.zeros(3)

    def probs(self, s):
        z = self.W @ s + self.b
        e = np.exp(z - z.max())
        return e / e.sum()

policy = Policy(21)
baseline, lr, discount = 0.2, 0.1, 0.9
for episode in range(2):
    path = []
    for t in range(4):
        s = policy.rng.randn(2)
        a = policy.rng.randint(3)
        path.append((s, a, policy.rng.rand()))
    gW, gb, loss, G = np.zeros_like(policy.W), np.zeros_like(policy.b), 0.0, 0.0
    for s, a, reward in reversed(path):
        G = reward + discount * G
        p = policy.probs(s)
        loss -= (G - baseline) * np.log(p[a])
        # backward
        dz = p.copy()
        dz[a] -= 1  #! dz[a] += 1
        dz *= G - baseline  #! dz *= G #! dz *= reward - baseline
        gW += np.outer(dz, s)  #! gW = np.outer(dz, s)
        gb += dz
    # update
    policy.W -= lr * gW
    policy.b -= lr * gb
