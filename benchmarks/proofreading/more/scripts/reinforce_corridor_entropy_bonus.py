import numpy as np

# REINFORCE on a 5-cell corridor, reward at the right end.  Policy: one hidden tanh layer.
np.random.seed(3)
N_CELLS, N_HID, N_ACT, GAMMA, ENT = 5, 4, 2, 0.9, 0.01
theta1 = np.random.randn(N_CELLS, N_HID) * 0.6
theta2 = np.random.randn(N_HID, N_ACT) * 0.6


def policy(s):
    h = np.tanh(theta1[s])
    logits = h @ theta2
    p = np.exp(logits - np.max(logits))
    return h, p / p.sum()


def play():
    s, steps = 1, []
    for _ in range(6):
        h, p = policy(s)
        a = np.random.choice(N_ACT, p=p)
        s_new = min(max(s + (1 if a == 1 else -1), 0), N_CELLS - 1)
        steps.append((s, a, 1.0 if s_new == N_CELLS - 1 else -0.1))
        s = s_new
        if s == N_CELLS - 1:
            break
    return steps


for episode in range(6):
    steps = play()
    G, returns = 0.0, []
    for _, _, r in steps[::-1]:
        G = r + GAMMA * G
        returns.insert(0, G)
    returns = np.array(returns)
    adv = returns - returns.mean()
    loss = 0.0
    for (s, a, _), A in zip(steps, adv):
        _, p = policy(s)
        loss += -A * np.log(p[a]) + ENT * np.sum(p * np.log(p))    # minus the entropy bonus

    # backward
    g1 = np.zeros_like(theta1)
    g2 = np.zeros_like(theta2)
    for (s, a, _), A in zip(steps, adv):  #! for (s, a, _), A in zip(steps, returns):
        h, p = policy(s)
        dlog = A * p  #! dlog = -A * p
        dlog[a] -= A  #! dlog[a] -= 1  #! dlog[a] += A  #! dlog[1 - a] -= A
        dlog += ENT * p * (np.log(p) - np.sum(p * np.log(p)))  #! dlog -= ENT * p * (np.log(p) - np.sum(p * np.log(p)))  #! dlog += ENT * p * np.log(p)
        g2 += np.outer(h, dlog)  #! g2 = np.outer(h, dlog)
        g1[s] += (theta2 @ dlog) * (1 - h ** 2)  #! g1[s] += theta2 @ dlog  #! g1[s] = (theta2 @ dlog) * (1 - h ** 2)
    # update
    theta1 -= 0.3 * g1  #! theta1 += 0.3 * g1
    theta2 -= 0.3 * g2  #! theta2 += 0.3 * g2
    # end
    print(f"episode {episode}: {len(steps)} steps, return {returns[0]:+.3f}, loss {loss:+.4f}")
