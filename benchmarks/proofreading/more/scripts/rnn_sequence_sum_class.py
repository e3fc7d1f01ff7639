import numpy as np

# Toy task: read a short sequence, say (roughly) how much came in at the end.
# My error is target - output everywhere, so all the updates are += (easier for me to think about).

rng = np.random.default_rng(12)


class SimpleRNN:
    def __init__(self, n_in, n_hid, n_out):
        self.U = rng.normal(0, 0.4, (n_in, n_hid))
        self.W = rng.normal(0, 0.4, (n_hid, n_hid))
        self.b = np.zeros(n_hid)
        self.V = rng.normal(0, 0.4, (n_hid, n_out))
        self.c = np.zeros(n_out)

    def run(self, X):
        n, steps, _ = X.shape
        self.X = X
        self.states = [np.zeros((n, self.b.size))]
        for t in range(steps):
            self.states.append(np.tanh(X[:, t] @ self.U + self.states[-1] @ self.W + self.b))
        self.out = self.states[-1] @ self.V + self.c
        return self.out

    def learn(self, Y, eta):
        # backward
        err = Y - self.out
        gV = self.states[-1].T @ err  #! gV = self.states[-2].T @ err
        gc = err.sum(axis=0)
        back = err @ self.V.T
        gU, gW, gb = np.zeros_like(self.U), np.zeros_like(self.W), np.zeros_like(self.b)
        for t in range(self.X.shape[1] - 1, -1, -1):  #! for t in range(self.X.shape[1] - 1, 0, -1):
            back = back * (1 - self.states[t + 1] ** 2)  #! back = back * (1 - self.states[t] ** 2)  #! back = back * (1 - self.states[t + 1])
            gU += self.X[:, t].T @ back
            gW += self.states[t].T @ back  #! gW += self.states[t + 1].T @ back
            gb += back.sum(axis=0)
            back = back @ self.W.T  #! back = back @ self.W
        # update
        n = len(Y)
        self.U += eta * gU / n
        self.W += eta * gW / n
        self.b += eta * gb / n
        self.V += eta * gV / n
        self.c += eta * gc / n


X = rng.normal(size=(7, 5, 2))
Y = np.stack([X.sum(axis=(1, 2)), X[:, :, 0].sum(axis=1), X[:, -1, 1]], axis=1) * 0.3

net = SimpleRNN(2, 4, 3)
for epoch in range(2):
    out = net.run(X)
    # objective: 0.5 * np.sum((Y - out) ** 2) / len(Y)
    net.learn(Y, 0.2)
print(net.run(X)[:2])
