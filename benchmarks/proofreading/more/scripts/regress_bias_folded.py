# objective: 0.5 * np.sum((T - out) ** 2)
# Exercise 5.x: regression with two hidden layers, bias as first row of the weights.
# The book steps along (target - output), so everything here is the NEGATIVE gradient.
import numpy as np

rng = np.random.default_rng(11)
m = 9
X = rng.uniform(-1, 1, (m, 2))
T = np.column_stack([np.sin(2 * X[:, 0]), X[:, 0] * X[:, 1]])
one = np.ones((m, 1))
Xb = np.hstack([one, X])

nh = 4
W1 = rng.normal(0, 0.8, (3, nh))
W2 = rng.normal(0, 0.8, (nh + 1, nh))
W3 = rng.normal(0, 0.8, (nh + 1, 2))
V1, V2, V3 = 0 * W1, 0 * W2, 0 * W3
alpha = 0.3
momentum = 0.6

for sweep in range(25):
    h1 = np.tanh(Xb @ W1)
    h1b = np.hstack([one, h1])
    h2 = 1 / (1 + np.exp(-h1b @ W2))
    h2b = np.hstack([one, h2])
    out = h2b @ W3              # linear output

    # backward
    err = T - out  #! err = out - T
    g3 = h2b.T @ err  #! g3 = h2b.T @ err / m
    back2 = err @ W3[1:].T  #! back2 = err @ W3.T
    d2 = back2 * h2 * (1 - h2)  #! d2 = back2 * (1 - h2 ** 2)
    g2 = h1b.T @ d2  #! g2 = np.hstack([0 * one, h1]).T @ d2
    back1 = d2 @ W2[1:].T  #! back1 = d2 @ W2[1:]
    d1 = back1 * (1 - h1 ** 2)  #! d1 = back1 * (1 - h1)
    g1 = Xb.T @ d1

    # update
    V3 = momentum * V3 + alpha * g3 / m
    V2 = momentum * V2 + alpha * g2 / m  #! V2 = momentum * V2 + alpha * g3 / m
    V1 = momentum * V1 + alpha * g1 / m  #! V1 = alpha * g1 / m
    W3 += V3
    W2 += V2  #! W2 -= V2
    W1 += V1
