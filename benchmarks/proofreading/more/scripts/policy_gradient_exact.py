# Contextual bandit, known reward table: maximise the expected reward + entropy bonus by exact gradient ascent
import numpy as np

states = np.array([[1, 0, 0.5], [0, 1, -0.5], [1, 1, 0.0], [-1, 0.5, 1.0]])
reward = np.array([[1.0, 0.0, 0.2], [0.0, 1.0, 0.1], [0.3, 0.3, 1.0], [0.9, 0.0, 0.5]])
rng = np.random.RandomState(28)
W = rng.randn(3, 3) * 0.1
tau = 0.1                     # entropy weight
lr = 1.0
J_hist = []


def policy(W):
    z = states @ W
    z = z - z.max(1)[:, None]
    return np.exp(z) / np.exp(z).sum(1)[:, None]


for it in range(25):
    pi = policy(W)
    J = np.mean((pi * reward).sum(1) - tau * (pi * np.log(pi)).sum(1))
    J_hist.append(J)
    # backward
    # softmax jacobian applied to dJ/dpi; the constant -tau drops out
    q = reward - tau * np.log(pi)
    advantage = q - (pi * q).sum(1, keepdims=True)
    dW = states.T @ (pi * advantage) / len(states)
    # update
    W += lr * dW
    if it and J_hist[-1] - J_hist[-2] < 0:
        lr *= 0.5

print("J from %.3f to %.3f" % (J_hist[0], J_hist[-1]))
print(policy(W).round(2))
