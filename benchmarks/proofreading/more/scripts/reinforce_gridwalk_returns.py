# REINFORCE on a tiny corridor: 5 cells, go left or right or stay, reward at the right end
import numpy as np

np.random.seed(10)
N_STATES, N_HID, N_ACT = 5, 4, 3
W1 = np.random.randn(N_HID, N_STATES) * 0.5
W2 = np.random.randn(N_ACT, N_HID) * 0.5
discount = 0.9


def policy(s):
    x = np.zeros(N_STATES)
    x[s] = 1.0
    h = np.tanh(W1 @ x)
    logits = W2 @ h
    p = np.exp(logits - logits.max())
    return x, h, p / p.sum()


for episode in range(2):
    s, steps, rewards = 2, [], []
    for _ in range(6):
        x, h, p = policy(s)
        a = np.random.choice(N_ACT, p=p)
        s = min(max(s + a - 1, 0), N_STATES - 1)
        steps.append((x, h, p, a))
        rewards.append(1.0 if s == N_STATES - 1 else -0.1)
    G = np.zeros(len(rewards))
    run = 0.0
    for k in range(len(rewards) - 1, -1, -1):
        run = rewards[k] + discount * run
        G[k] = run
    G = G - G.mean()
    # objective: sum(g * np.log(p[a]) for (x, h, p, a), g in zip(steps, G))

    # backward
    dW1, dW2 = np.zeros_like(W1), np.zeros_like(W2)
    for (x, h, p, a), g in zip(steps, G):
        dlog = -p
        dlog[a] += 1  #! dlog[a] -= 1  #! dlog[a] = 1
        dlog = dlog * g  #! dlog = dlog * rewards[-1]
        dW2 += np.outer(dlog, h)  #! dW2 = np.outer(dlog, h)
        dh = W2.T @ dlog
        dz = dh * (1 - h ** 2)  #! dz = dh * h * (1 - h)
        dW1 += np.outer(dz, x)  #! dW1 += np.outer(dz, s)  #! dW1 += np.outer(dh, x)

    # update
    W1 += 0.1 * dW1
    W2 += 0.1 * dW2  #! W2 -= 0.1 * dW2
