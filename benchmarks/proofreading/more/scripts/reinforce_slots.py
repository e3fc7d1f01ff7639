# REINFORCE with a learned baseline + entropy bonus, contextual slot machine.
# The pulls below were logged with the starting policy, so no simulator is needed.
import numpy as np

ctx = np.array([[1, 0, .5], [0, 1, -.5], [1, 1, 0.], [0, 0, 1.], [.3, -.7, .2], [-1, .4, .6]])
pulled = np.array([0, 2, 1, 1, 3, 0])
reward = np.array([1.0, 0.0, 2.0, -1.0, 0.5, 1.5])
NUM_ARMS = 4


class Gambler:
    def __init__(self, seed=0):
        g = np.random.default_rng(seed)
        self.w1 = g.normal(0, .7, (3, 5))
        self.c1 = g.normal(0, .1, 5)
        self.pi = g.normal(0, .7, (5, NUM_ARMS))
        self.val = g.normal(0, .7, 5)
        self.beta = .05
        self.vcoef = .5

    def act(self, s):
        self.s = s
        self.pre = s @ self.w1 + self.c1
        self.h = np.where(self.pre > 0, self.pre, np.expm1(self.pre))      # elu
        e = np.exp(self.h @ self.pi)
        self.p = e / np.sum(e, 1, keepdims=True)
        self.v = self.h @ self.val
        return self.p

    def objective(self, a, R, adv):
        n = range(len(a))
        logp = np.log(self.p)
        self.ent = -np.sum(self.p * logp, axis=1)
        pg = np.mean(logp[n, a] * adv)
        vf = np.mean((R - self.v) ** 2)
        return -pg - self.beta * np.mean(self.ent) + self.vcoef * vf

    # backward
    def learn(self, a, R, adv, lr):
        n = len(a)
        hot = np.eye(NUM_ARMS)[a]
        dz = (self.p - hot) * adv[:, None]  #! dz = (hot - self.p) * adv[:, None]  #! dz = (self.p - hot) * R[:, None]  #! dz = self.p - hot
        dz += self.beta * self.p * (np.log(self.p) + self.ent[:, None])  #! dz += self.beta * self.p * np.log(self.p)  #! dz -= self.beta * self.p * (np.log(self.p) + self.ent[:, None])
        dz /= n  #! dz /= NUM_ARMS
        dv = 2 * self.vcoef * (self.v - R) / n  #! dv = 2 * self.vcoef * (R - self.v) / n  #! dv = 2 * (self.v - R) / n
        dpi = self.h.T @ dz
        dval = self.h.T @ dv
        dh = dz @ self.pi.T + np.outer(dv, self.val)  #! dh = dz @ self.pi.T
        dpre = dh * np.where(self.pre > 0, 1, self.h + 1)  #! dpre = dh * np.where(self.pre > 0, 1, self.h)  #! dpre = dh * (self.pre > 0)
        dw1 = self.s.T @ dpre  #! dw1 = self.s.T @ dh
        dc1 = dpre.sum(0)
        self.w1 -= lr * dw1
        self.c1 -= lr * dc1
        self.pi -= lr * dpi  #! self.pi += lr * dpi
        self.val -= lr * dval
    # end


gambler = Gambler(seed=5)
gambler.act(ctx)
baseline = gambler.v.copy()
advantage = reward - baseline
for k in range(5):
    probs = gambler.act(ctx)
    L = gambler.objective(pulled, reward, advantage)
    gambler.learn(pulled, reward, advantage, lr=0.1)
    print(f"update {k}   surrogate {L:+.4f}   entropy {gambler.ent.mean():.3f}")
