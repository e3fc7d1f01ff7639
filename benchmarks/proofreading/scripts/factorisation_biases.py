import numpy as np

class Recommender:
    def __init__(self, n_users, n_items, k):
        r = np.random.RandomState(19)
        self.P, self.Q = r.randn(k, n_users) * 0.3, r.randn(k, n_items) * 0.3
        self.bu, self.bi, self.mu = np.zeros(n_users), np.zeros(n_items), 0.0

    def fit(self, R, seen, lr=0.05, epochs=2):
        n = seen.sum()
        for epoch in range(epochs):
            guess = self.mu + self.bu[:, None] + self.bi + self.P.T @ self.Q
            gap = seen * (guess - R)
            self.loss = np.sum(gap ** 2) / n
            # backward
            g = 2 * gap / n  #! g = 2 * (guess - R) / n
            gP = self.Q @ g.T
            gQ = self.P @ g  #! gQ = self.Q @ g
            gbu = g.sum(axis=1)
            gbi = g.sum(axis=0)
            gmu = g.sum()
            # update
            self.P -= lr * gP
            self.Q -= lr * gQ
            self.bu -= lr * gbu  #! self.bu += lr * gbu
            self.bi -= lr * gbi
            self.mu -= lr * gmu  #! self.mu += lr * gmu

R = np.array([[5.0, 0, 2, 1], [0, 4, 0, 1], [1, 0, 5, 0]])
model = Recommender(3, 4, 2)
model.fit(R, R > 0)
