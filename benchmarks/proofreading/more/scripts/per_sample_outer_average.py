# regression with 1 hidden layer, gradients summed over the samples and averaged at the very end
import numpy as np

np.random.seed(100)
samples = [np.random.randn(3) for _ in range(6)]
labels = [np.array([np.sin(s.sum()), s[0] * s[1]]) for s in samples]

V = np.random.randn(4, 3) * 0.8     # hidden weights
bv = np.random.randn(4) * 0.1
U = np.random.randn(2, 4) * 0.8     # output weights
bu = np.zeros(2)


def act(s):
    return s / (1 + np.abs(s))      # softsign


def act_prime(s):
    return 1 / (1 + np.abs(s)) ** 2


for epoch in range(3):
    dV, dbv = np.zeros_like(V), np.zeros_like(bv)
    dU, dbu = np.zeros_like(U), np.zeros_like(bu)
    total = 0
    for x, y in zip(samples, labels):
        net_h = V.dot(x) + bv
        h = act(net_h)
        o = U.dot(h) + bu
        total += np.dot(o - y, o - y) / 2
        # backward
        e = o - y
        dU += np.outer(e, h)  #! dU = np.outer(e, h)  #! dU += np.outer(e, net_h)
        dbu += e  #! dbu = e
        back = U.T.dot(e)
        back = back * act_prime(net_h)  #! back = back * act_prime(h)  #! back = back * act(net_h)
        dV += np.outer(back, x)  #! dV += np.outer(net_h, x)  #! dV += np.outer(e, x)
        dbv += back  #! dbv += act_prime(net_h)
    # objective: total / len(samples)
    # update
    for param, grad in [(V, dV), (bv, dbv), (U, dU), (bu, dbu)]:
        param -= 0.4 * grad / len(samples)  #! param += 0.4 * grad / len(samples)
    # end
    print(epoch, total / len(samples))
