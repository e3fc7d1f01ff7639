import numpy as np
np.random.seed(17)

class Dropout:
    def __init__(self, keep):
        self.keep = keep

    def forward(self, x):
        self.on = np.random.rand(*x.shape) < self.keep
        return x * self.on / self.keep

    def backward(self, up):
        # backward
        down = up * self.on / self.keep  #! down = up * self.on #! down = up / self.keep
        # end
        return down

x, y = np.random.randn(4, 3), np.random.randn(4, 1)
w1, w2 = np.random.randn(3, 6), np.random.randn(6, 1)
drop = Dropout(0.6)
for epoch in range(2):
    h = np.tanh(x @ w1)
    kept = drop.forward(h)
    guess = kept @ w2
    loss = np.sum((y - guess) ** 2) / 2
    # backward
    err = y - guess
    dw2 = kept.T @ err  #! dw2 = h.T @ err
    dh = drop.backward(err @ w2.T) * (1 - h ** 2)  #! dh = drop.backward(err @ w2.T) * (1 - kept ** 2)
    dw1 = x.T @ dh
    # update
    w2 += 0.1 * dw2
    w1 += 0.1 * dw1
