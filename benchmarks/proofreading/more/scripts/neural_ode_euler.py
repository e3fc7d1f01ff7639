# neural ODE solved with explicit Euler; discretise-then-optimise adjoint
import numpy as np
np.random.seed(0)
A_true = np.array([[-0.1, 1.0], [-1.0, -0.1]])
dt, steps = 0.1, 12

def rollout(f, y0):
    ys = [y0]
    for _ in range(steps):
        ys.append(ys[-1] + dt * f(ys[-1]))
    return ys

y0 = np.random.randn(2, 5)                     # 5 starting points as columns
truth = rollout(lambda y: A_true @ y, y0)

W1 = np.random.randn(6, 2) * 0.5
b1 = np.zeros((6, 1))
W2 = np.random.randn(2, 6) * 0.3

def dynamics(y):
    return W2 @ np.tanh(W1 @ y + b1)

def make_sgd(lr, mu):
    memo = {}
    def apply(name, p, g):
        memo[name] = mu * memo.get(name, 0) - lr * g
        p += memo[name]
    return apply

sgd = make_sgd(0.05, 0.8)
for epoch in range(20):
    ys = rollout(dynamics, y0)
    loss = 0
    for t in range(1, steps + 1):
        loss += 0.5 * np.mean(np.sum((ys[t] - truth[t]) ** 2, axis=0))
    # backward
    adj = np.zeros_like(y0)
    dW1, db1, dW2 = np.zeros_like(W1), np.zeros_like(b1), np.zeros_like(W2)
    for t in range(steps, 0, -1):
        adj = adj + (ys[t] - truth[t]) / y0.shape[1]
        h = np.tanh(W1 @ ys[t-1] + b1)
        df = dt * adj
        dW2 += df @ h.T
        dpre = (W2.T @ df) * (1 - h ** 2)
        dW1 += dpre @ ys[t-1].T
        db1 += dpre.sum(axis=1, keepdims=True)
        adj = adj + W1.T @ dpre            # y_{t} = y_{t-1} + dt f(y_{t-1})
    # update
    sgd('W1', W1, dW1); sgd('b1', b1, db1); sgd('W2', W2, dW2)
    print(epoch, loss)
