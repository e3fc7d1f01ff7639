# REINFORCE on a 5-cell corridor. Start in the middle, +1 at the right end, -1 at the left end.
# policy: one-hot state -> tanh layer -> softmax over {left, right, stay}
import numpy as np

random = np.random.RandomState(5)
N_STATES, N_HIDDEN, N_ACTIONS = 5, 4, 3
GAMMA, ENT, LR = 0.9, 0.01, 0.1

W1 = 0.5 * random.randn(N_STATES, N_HIDDEN)
W2 = 0.5 * random.randn(N_HIDDEN, N_ACTIONS)
b2 = np.zeros(N_ACTIONS)
baseline = 0.0


def play():
    """one episode with the current policy"""
    s, states, actions, rewards = 2, [], [], []
    for _ in range(6):
        h = np.tanh(W1[s])
        e = np.exp(h @ W2 + b2)
        a = random.choice(N_ACTIONS, p=e / e.sum())
        s2 = s + (-1, 1, 0)[a]
        rew = 1.0 if s2 == 4 else -1.0 if s2 == 0 else -0.1
        states.append(s); actions.append(a); rewards.append(rew)
        if s2 in (0, 4):
            break
        s = s2
    return states, actions, rewards


for episode in range(30):
    states, actions, rewards = play()
    # returns
    G, returns = 0.0, []
    for rew in rewards[::-1]:
        G = rew + GAMMA * G
        returns.insert(0, G)
    adv = np.array(returns) - baseline
    baseline = 0.9 * baseline + 0.1 * returns[0]

    x = np.eye(N_STATES)[states]
    hid = np.tanh(x @ W1)
    z = hid @ W2 + b2
    z = z - z.max(axis=1, keepdims=True)
    logpi = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    pi = np.exp(logpi)
    steps = np.arange(len(actions))
    entropy = -(pi * logpi).sum(axis=1)
    loss = -(logpi[steps, actions] * adv).sum() - ENT * entropy.sum()

    # backward
    dz = pi * adv[:, None]  #! dz = pi.copy()  #! dz = -pi * adv[:, None]  #! dz = pi * np.array(returns)[:, None]
    dz[steps, actions] -= adv  #! dz[steps, actions] -= 1  #! dz[steps, actions] += adv
    dz += ENT * pi * (logpi + entropy[:, None])  #! dz -= ENT * pi * (logpi + entropy[:, None])  #! dz += ENT * (logpi + 1)
    dW2 = hid.T @ dz
    db2 = dz.sum(axis=0)  #! db2 = dz.mean(axis=0)
    dhid = (dz @ W2.T) * (1 - hid ** 2)  #! dhid = dz @ W2.T  #! dhid = (dz @ W2.T) * hid * (1 - hid)
    dW1 = x.T @ dhid

    # update
    W1 -= LR * dW1  #! W1 += LR * dW1
    W2 -= LR * dW2
    b2 -= LR * db2  #! b2 = LR * db2
    # end
    if episode % 10 == 0:
        print(episode, sum(rewards), loss)
