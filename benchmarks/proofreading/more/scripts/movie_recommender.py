# Movie recommender with biases, SGD like in the Netflix blog post.
# RMSE goes to NaN / or just stays the same when I change the learning rate. pls help
import numpy as np

np.random.seed(11)
R = np.array([
    [5, 3, 0, 1, 4],
    [4, 0, 0, 1, 2],
    [1, 1, 0, 5, 0],
    [1, 0, 3, 4, 4],
    [0, 1, 5, 4, 3],
], dtype=float)          # 0 = not rated

K = 3
P = np.random.normal(0, 0.5, (5, K))     # users
Q = np.random.normal(0, 0.5, (5, K))     # movies
bu = np.random.normal(0, 0.1, 5)
bi = np.random.normal(0, 0.1, 5)
mu = R[R > 0].mean()
alpha = 0.02
beta = 0.05


def train(epochs):
    global alpha
    for ep in range(epochs):
        total = 0
        for u in range(R.shape[0]):
            for i in range(R.shape[1]):
                if R[u, i] == 0:
                    continue
                guess = mu + bu[u] + bi[i] + P[u].dot(Q[i])
                reg = P[u].dot(P[u]) + Q[i].dot(Q[i]) + bu[u] ** 2 + bi[i] ** 2
                loss = (R[u, i] - guess) ** 2 + beta * reg
                total += loss

                # backward
                err = R[u, i] - guess  #! err = guess - R[u, i]
                gP = -2 * err * Q[i] + 2 * beta * P[u]  #! gP = -2 * err * P[u] + 2 * beta * P[u]
                gQ = -2 * err * P[u] + 2 * beta * Q[i]  #! gQ = -2 * err * P[i] + 2 * beta * Q[i]  #! gQ = -err * P[u] + 2 * beta * Q[i]
                gbu = -2 * err + 2 * beta * bu[u]  #! gbu = -2 * err + 2 * beta * bu[i]
                gbi = -2 * err + 2 * beta * bi[i]  #! gbi = -2 * err + beta * bi[i]

                # update
                P[u] -= alpha * gP  #! P[i] -= alpha * gP
                Q[i] -= alpha * gQ  #! Q[i] -= alpha * gP
                bu[u] -= alpha * gbu  #! bu -= alpha * gbu
                bi[i] -= alpha * gbi  #! bi[i] -= gbi
        alpha *= 0.95
        if ep % 5 == 0:
            print("epoch %d  total loss %.3f" % (ep, total))


train(12)
