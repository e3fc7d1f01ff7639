import numpy as np

# (user, film, stars)
ratings = [(0, 0, 5), (0, 2, 1), (1, 0, 4), (1, 1, 2), (2, 1, 5), (2, 2, 4), (3, 3, 3), (3, 0, 1)]


class FunkSVD(object):
    def __init__(self, ratings, k=3, lr=0.05, reg=0.1):
        self.ratings = ratings
        self.lr, self.reg, self.k = lr, reg, k
        nu = 1 + max(u for u, _, _ in ratings)
        ni = 1 + max(i for _, i, _ in ratings)
        rnd = np.random.RandomState(1979)
        self.P = rnd.normal(0, 0.4, (nu, k))
        self.Q = rnd.normal(0, 0.4, (ni, k))
        self.bu = np.zeros(nu)
        self.bi = np.zeros(ni)
        self.mu = np.mean([r for _, _, r in ratings])

    def predict(self, u, i):
        return self.mu + self.bu[u] + self.bi[i] + np.dot(self.P[u], self.Q[i])

    def objective(self, u, i, r):
        e = r - self.predict(u, i)
        penalty = self.bu[u] ** 2 + self.bi[i] ** 2 + np.sum(self.P[u] ** 2) + np.sum(self.Q[i] ** 2)
        return 0.5 * e ** 2 + 0.5 * self.reg * penalty

    def epoch(self):
        cost = 0.0
        for u, i, r in self.ratings:
            cost += self.objective(u, i, r)
            # backward
            err = self.predict(u, i) - r  #! err = r - self.predict(u, i)  #! err = np.dot(self.P[u], self.Q[i]) - r
            g_bu = err + self.reg * self.bu[u]  #! g_bu = err  #! g_bu = err - self.reg * self.bu[u]
            g_bi = err + self.reg * self.bi[i]  #! g_bi = err + self.reg * self.bu[u]
            g_p = err * self.Q[i] + self.reg * self.P[u]  #! g_p = err * self.P[u] + self.reg * self.P[u]  #! g_p = err * self.Q[i]  #! g_p = err * self.Q[u] + self.reg * self.P[u]
            g_q = err * self.P[u] + self.reg * self.Q[i]  #! g_q = err * self.P[i] + self.reg * self.Q[i]
            # update
            self.bu[u] -= self.lr * g_bu
            self.bi[i] -= self.lr * g_bi  #! self.bi[u] -= self.lr * g_bi
            self.P[u] -= self.lr * g_p  #! self.P[u] += self.lr * g_p
            self.Q[i] -= self.lr * g_q  #! self.Q -= self.lr * g_q
            # end
        return cost


if __name__ == '__main__':
    model = FunkSVD(ratings)
    for ep in range(4):
        c = model.epoch()
        rmse = np.sqrt(np.mean([(r - model.predict(u, i)) ** 2 for u, i, r in ratings]))
        print('epoch %d cost %.3f rmse %.3f' % (ep, c, rmse))
