# many-to-one RNN, input is TIME MAJOR: X[t, sample, feature]
# label: 1 if the first channel won more steps than the second
from numpy import *
from numpy.random import default_rng

g = default_rng(12)
T, B, D, K = 5, 6, 2, 4
X = g.normal(size=(T, B, D))
y = ((X[:, :, 0] > X[:, :, 1]).sum(0) >= 3).astype(float)      # (B,)

Wi = g.normal(size=(D, K)) * .6
Wr = g.normal(size=(K, K)) * .4
b = g.normal(size=K) * .1
v = g.normal(size=K)
c = 0.05
eta, lam = .3, .01

for epoch in range(8):
    h = zeros((T + 1, B, K))          # h[0] is the start state, h[t+1] comes after reading X[t]
    for t in range(T):
        h[t + 1] = tanh(X[t] @ Wi + h[t] @ Wr + b)
    score = h[T] @ v + c
    p = 1 / (1 + exp(-score))
    cost = -mean(y * log(p) + (1 - y) * log(1 - p)) + lam / 2 * (sum(Wi ** 2) + sum(Wr ** 2))
    print(epoch, round(float(cost), 5), "acc", mean((p > .5) == y))

    # backward
    ds = (p - y) / B  #! ds = (p - y)  #! ds = (y - p) / B  #! ds = (p - y) * p * (1 - p) / B
    gv = h[T].T @ ds  #! gv = h[T - 1].T @ ds
    gc = ds.sum()  #! gc = ds.mean()
    gWi = lam * Wi  #! gWi = zeros_like(Wi)
    gWr = lam * Wr  #! gWr = 2 * lam * Wr
    gb = zeros(K)
    dh = outer(ds, v)  #! dh = outer(p, v)
    for t in range(T - 1, -1, -1):  #! for t in range(T - 1, 0, -1):
        dz = dh * (1 - h[t + 1] ** 2)  #! dz = dh * (1 - h[t] ** 2)
        gWi = gWi + X[t].T @ dz
        gWr = gWr + h[t].T @ dz  #! gWr = gWr + h[t + 1].T @ dz
        gb = gb + dz.sum(0)  #! gb = dz.sum(0)
        dh = dz @ Wr.T  #! dh = dz @ Wr
    # update
    Wi = Wi - eta * gWi
    Wr = Wr - eta * gWr  #! Wr = Wr + eta * gWr
    b = b - eta * gb
    v = v - eta * gv
    c = c - eta * gc
    # end
