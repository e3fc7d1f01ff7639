import numpy as np

def sig(x):
    return 1 / (1 + np.exp(-x))

class Lstm:
    def __init__(self, n_in, n, seed=8):
        self.n = n
        self.W = np.random.RandomState(seed).randn(n_in + n + 1, 4 * n) * 0.4

    def forward(self, seq):
        n, h, c, self.tape = self.n, np.zeros(self.n), np.zeros(self.n), []
        for x in seq:
            row = np.concatenate([x, h, [1.0]])
            pre = row @ self.W
            i, f, o, g = sig(pre[:n]), sig(pre[n:2 * n]), sig(pre[2 * n:3 * n]), np.tanh(pre[3 * n:])
            old, c = c, f * c + i * g
            h = o * np.tanh(c)
            self.tape.append((row, i, f, o, g, old, c))
        return h

    def backward(self, dh):
        n = self.n
        # backward
        dW, dc = np.zeros_like(self.W), np.zeros(n)
        for row, i, f, o, g, old, c in reversed(self.tape):
            do = dh * np.tanh(c)
            dc = dc + dh * o * (1 - np.tanh(c) ** 2)  #! dc = dh * o * (1 - np.tanh(c) ** 2)
            di, df, dg = dc * g, dc * old, dc * i  #! di, df, dg = dc * g, dc * c, dc * i
            dpre = np.concatenate([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * (1 - g ** 2)])  #! dpre = np.concatenate([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * (1 - g)])
            dW += np.outer(row, dpre)
            dh = (self.W @ dpre)[-n - 1:-1]  #! dh = (self.W @ dpre)[-n:]
            dc = dc * f
        # end
        return dW

r = np.random.RandomState(9)
seq, goal = r.randn(3, 2), r.randn(2)
cell = Lstm(2, 2)
for epoch in range(2):
    h = cell.forward(seq)
    loss = 0.5 * np.sum((h - goal) ** 2)
    dW = cell.backward(h - goal)
    # update
    cell.W -= 0.5 * dW
