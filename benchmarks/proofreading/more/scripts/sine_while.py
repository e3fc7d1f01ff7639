# sine fitting, one hidden layer with tanh, data as ROW (1 x N), stops when error small
import numpy as np
np.random.seed(7)
N = 12
x = np.linspace(-np.pi, np.pi, N).reshape(1, N)
y = np.sin(x)
n_h = 7
W1, b1 = np.random.randn(n_h, 1), np.random.randn(n_h, 1)
W2, b2 = np.random.randn(1, n_h) * 0.3, np.zeros((1, 1))
tolerance = 1e-2
mse = 1e9
i = 0
try:
    while mse > tolerance:
        h = np.tanh(W1 @ x + b1)
        f = W2 @ h + b2
        mse = np.mean((f - y) ** 2)
        mae = np.mean(np.abs(f - y))          # only to look at
        # backward
        g = 2 * (f - y) / N
        gW2 = g @ h.T
        gb2 = g.sum(axis=1, keepdims=True)
        gh = (W2.T @ g) * (1 - h ** 2)
        gW1 = gh @ x.T
        gb1 = gh.sum(axis=1, keepdims=True)
        # update
        W1 = W1 - 0.05 * gW1
        b1 = b1 - 0.05 * gb1
        W2 = W2 - 0.05 * gW2
        b2 = b2 - 0.05 * gb2
        i += 1
        if i % 10 == 0:
            print(i, "mse %.5f mae %.5f" % (mse, mae))
        if i == 30:
            raise StopIteration
except StopIteration:
    print("gave up at", i)
