# RankNet for one query: documents with relevance labels, scored by a small MLP.
# C = mean over pairs (i more relevant than j) of log(1 + exp(-sigma*(s_i - s_j)))
import numpy as np
import itertools


class RankNet:
    def __init__(self, n_feat, n_hid, sigma=1.5, seed=0):
        r = np.random.RandomState(seed)
        self.A = r.uniform(-.7, .7, size=(n_hid, n_feat))
        self.a = r.uniform(-.1, .1, size=n_hid)
        self.w = r.uniform(-.7, .7, size=n_hid)
        self.sigma = sigma

    def score(self, docs):
        self.docs = docs
        self.pre = docs @ self.A.T + self.a
        self.hid = np.where(self.pre > 0, self.pre, 0.1 * self.pre)     # leaky
        return self.hid @ self.w

    def fit_once(self, docs, rel, lr):
        s = self.score(docs)
        pairs = [(i, j) for i, j in itertools.permutations(range(len(rel)), 2) if rel[i] > rel[j]]
        cost = np.mean([np.log1p(np.exp(-self.sigma * (s[i] - s[j]))) for i, j in pairs])

        # backward
        lam = np.zeros(len(rel))
        for i, j in pairs:
            l_ij = -self.sigma / (1 + np.exp(self.sigma * (s[i] - s[j])))  #! l_ij = -1 / (1 + np.exp(self.sigma * (s[i] - s[j])))  #! l_ij = -self.sigma / (1 + np.exp(-self.sigma * (s[i] - s[j])))  #! l_ij = self.sigma / (1 + np.exp(self.sigma * (s[i] - s[j])))
            lam[i] += l_ij  #! lam[i] = l_ij
            lam[j] -= l_ij  #! lam[j] += l_ij
        lam /= len(pairs)  #! lam /= len(rel)
        grad_w = self.hid.T @ lam  #! grad_w = self.pre.T @ lam
        grad_hid = np.outer(lam, self.w)
        grad_pre = np.where(self.pre > 0, grad_hid, 0.1 * grad_hid)  #! grad_pre = np.where(self.pre > 0, grad_hid, 0)  #! grad_pre = np.where(self.pre < 0, grad_hid, 0.1 * grad_hid)  #! grad_pre = np.where(grad_hid > 0, grad_hid, 0.1 * grad_hid)
        grad_A = grad_pre.T @ self.docs
        grad_a = grad_pre.sum(axis=0)  #! grad_a = grad_hid.sum(axis=0)

        # update
        self.A = self.A - lr * grad_A
        self.a = self.a - lr * grad_a
        self.w = self.w - lr * grad_w  #! self.w = self.w - grad_w
        # end
        return cost


if __name__ == "__main__":
    docs = np.array([[1.0, 0.2, 0.0, 0.5],
                     [0.3, 0.9, 0.4, 0.1],
                     [0.0, 0.4, 1.0, 0.7],
                     [0.6, 0.6, 0.2, 0.9],
                     [0.1, 0.0, 0.3, 0.2]])
    rel = [3, 1, 0, 2, 0]
    net = RankNet(4, 6, seed=4)
    for epoch in range(50):
        c = net.fit_once(docs, rel, lr=0.5)
        if epoch % 10 == 0:
            print("epoch", epoch, "cost", c, "order", np.argsort(-net.score(docs)))
