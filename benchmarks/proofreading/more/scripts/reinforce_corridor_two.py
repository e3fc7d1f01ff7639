'''
REINFORCE in a corridor of 5 cells, goal at the right end, with the average of the
earlier returns as baseline and an entropy bonus. Policy: tanh hidden layer, 2 actions.
'''
import numpy as np

rng = np.random.RandomState(13)
N_CELLS, HID, GAMMA, ENT = 5, 4, 0.9, 0.02
Wp1 = rng.randn(N_CELLS, HID) * 0.5
Wp2 = rng.randn(HID, 2) * 0.5
bp2 = np.zeros(2)
baseline = 0.0


def onehot(cell):
    v = np.zeros(N_CELLS)
    v[cell] = 1.0
    return v


def policy(S):
    hid = np.tanh(S @ Wp1)
    lg = hid @ Wp2 + bp2
    ex = np.exp(lg - lg.max(axis=-1, keepdims=True))
    return hid, ex / ex.sum(axis=-1, keepdims=True)


def play():
    cell, states, acts, rews = 2, [], [], []
    for _ in range(6):
        s = onehot(cell)
        _, pr = policy(s)
        a = rng.choice(2, p=pr)
        states.append(s)
        acts.append(a)
        cell = max(0, cell + (1 if a == 1 else -1))
        rews.append(1.0 if cell == N_CELLS - 1 else -0.1)
        if cell == N_CELLS - 1:
            break
    return np.array(states), np.array(acts), rews


for episode in range(5):
    S, A, rewards = play()
    T = len(A)
    G = np.zeros(T)
    run = 0.0
    for t in range(T - 1, -1, -1):
        run = rewards[t] + GAMMA * run
        G[t] = run
    hid, pi = policy(S)
    adv = G - baseline
    logpi = np.log(pi)
    H = -(pi * logpi).sum(axis=1)
    loss = -(adv * logpi[np.arange(T), A]).mean() - ENT * H.mean()

    # backward
    dlog = pi.copy()
    dlog[np.arange(T), A] -= 1  #! dlog[np.arange(T), A] += 1  #! dlog[np.arange(T), 1 - A] -= 1
    dlog *= adv[:, None]  #! dlog *= G[:, None]  #! dlog *= -adv[:, None]
    dlog += ENT * pi * (logpi + H[:, None])  #! dlog -= ENT * pi * (logpi + H[:, None])  #! dlog += ENT * (logpi + 1)  #! dlog += ENT * pi * (logpi - H[:, None])
    dlog /= T  #! dlog /= len(rewards) + 1
    dWp2 = hid.T @ dlog  #! dWp2 = hid.T @ pi
    dhid = dlog @ Wp2.T
    dhid *= 1 - hid ** 2  #! dhid *= hid * (1 - hid)  #! dhid *= 1 - hid
    dWp1 = S.T @ dhid  #! dWp1 = S.T @ (dlog @ Wp2.T)
    dbp2 = dlog.sum(axis=0)  #! dbp2 = dlog.mean(axis=0)
    # update
    Wp1 -= 0.2 * dWp1
    Wp2 -= 0.2 * dWp2  #! Wp2 += 0.2 * dWp2
    bp2 -= 0.2 * dbp2
    # end
    baseline = 0.8 * baseline + 0.2 * G.mean()
    print(f"episode {episode}: return {G[0]:+.3f}  loss {loss:+.4f}")
