import numpy as np

class Rnn:
    def __init__(self, n_in, n_state, seed=3):
        r = np.random.RandomState(seed)
        self.U, self.W, self.v = r.randn(n_state, n_in) * 0.6, r.randn(n_state, n_state) * 0.4, r.randn(n_state)

    def forward(self, xs):
        self.xs, self.states = xs, [np.zeros(len(self.v))]
        for x in xs:
            self.states.append(np.tanh(self.U @ x + self.W @ self.states[-1]))
        return self.v @ self.states[-1]

    def backward(self, err):
        # backward
        dU, dW = np.zeros_like(self.U), np.zeros_like(self.W)
        dv = err * self.states[-1]
        ds = err * self.v
        for t in range(len(self.xs), 0, -1):
            da = ds * (1 - self.states[t] ** 2)  #! da = ds * (1 - self.states[t - 1] ** 2)
            dU += np.outer(da, self.xs[t - 1])
            dW += np.outer(da, self.states[t - 1])  #! dW += np.outer(da, self.states[t]) #! dW = np.outer(da, self.states[t - 1])
            ds = self.W.T @ da  #! ds = self.W @ da
        # end
        return dU, dW, dv

xs = np.random.RandomState(4).randn(4, 2)
goal, net = 0.7, Rnn(2, 3)
for epoch in range(2):
    loss = 0.5 * (goal - net.forward(xs)) ** 2
    dU, dW, dv = net.backward(goal - net.v @ net.states[-1])
    # update
    net.U += 0.1 * dU
    net.W += 0.1 * dW
    net.v += 0.1 * dv
