"""
REINFORCE on a corridor with 5 cells. Start in the middle, reward +1 on the right end, -1 on the left end,
-0.05 each step. Policy = one tanh layer and a softmax. Gradient ASCENT on
  J = mean over steps of  log pi(a|s) * (G - baseline)  +  beta * entropy
"""
import numpy as np

rng = np.random.RandomState(13)
nS, nH, nA = 5, 4, 2
W = rng.randn(nS, nH) * 0.5
U = rng.randn(nH, nA) * 0.5
c = np.zeros(nA)
gamma, beta, lr = 0.9, 0.1, 0.4


def policy(S):
    hid = np.tanh(S @ W)
    lg = hid @ U + c
    e = np.exp(lg - lg.max(1, keepdims=True))
    return hid, e / e.sum(1, keepdims=True)


def play():
    s, states, actions, rewards = 2, [], [], []
    while 0 < s < nS - 1 and len(states) < 6:
        onehot = np.eye(nS)[s]
        _, pi = policy(onehot[None])
        a = int(rng.rand() < pi[0, 1])
        states.append(onehot)
        actions.append(a)
        s = s + 1 if a == 1 else s - 1
        rewards.append(1.0 if s == nS - 1 else -1.0 if s == 0 else -0.05)
    return np.array(states), np.array(actions), rewards


def discount(rewards):
    G, out = 0.0, []
    for r in rewards[::-1]:
        G = r + gamma * G
        out.insert(0, G)
    return np.array(out)


baseline = 0.1
for episode in range(40):
    S, A, R = play()
    G = discount(R)
    adv = G - baseline
    n = len(A)
    hid, pi = policy(S)
    logp = np.log(pi)
    H = -(pi * logp).sum(axis=1)
    J = np.mean(logp[np.arange(n), A] * adv) + beta * np.mean(H)

    # backward
    dlog = -pi * adv[:, None]  #! dlog = -pi
    dlog[np.arange(n), A] += adv  #! dlog[np.arange(n), A] += 1  #! dlog[np.arange(n), A] -= adv  #! dlog[np.arange(n), 1 - A] += adv
    dlog += -beta * pi * (logp + H[:, None])  #! dlog += beta * pi * (logp + H[:, None])  #! dlog += -beta * (logp + 1)  #! dlog += -pi * (logp + H[:, None])
    dlog /= n  #! dlog /= nA
    dU = hid.T @ dlog
    dc = dlog.sum(0)  #! dc = dlog.mean(0)
    dhid = dlog @ U.T
    dpre = dhid * (1 - hid ** 2)  #! dpre = dhid * (1 - hid)  #! dpre = dhid * hid
    dW = S.T @ dpre  #! dW = S.T @ dhid
    # update
    W += lr * dW  #! W -= lr * dW
    U += lr * dU
    c += lr * dc  #! c -= lr * dc
    # end
    baseline = 0.9 * baseline + 0.1 * G[0]
    if episode % 10 == 0:
        print(f"episode {episode} steps {n} return {G[0]:.3f} J {J:.4f}")
