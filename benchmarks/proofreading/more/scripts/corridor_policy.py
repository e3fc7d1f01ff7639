import numpy as np

# Policy gradient (REINFORCE) for a corridor: states 0..4, start at 2, exit at 4 gives +1, 0 gives -1
# whole batch of episodes first, then one gradient step, with entropy bonus
np.random.seed(0)
nS, nA, hid = 5, 2, 6
theta1 = np.random.randn(nS, hid) * 0.5
theta2 = np.random.randn(hid, nA) * 0.5
gamma, c_ent = 0.9, 0.01

def policy(s_onehot):
    h = np.tanh(s_onehot @ theta1)
    l = h @ theta2
    e = np.exp(l - l.max(axis=1, keepdims=True))
    return h, e / e.sum(axis=1, keepdims=True)

def play():
    s, traj = 2, []
    while s not in (0, 4) and len(traj) < 10:
        _, pr = policy(np.eye(nS)[[s]])
        act = int(np.random.rand() < pr[0, 1])       # 0 left, 1 right
        s2 = s + (1 if act else -1)
        rew = {0: -1.0, 4: 1.0}.get(s2, -0.05)
        traj.append((s, act, rew))
        s = s2
    return traj

for update in range(8):
    S, A, G = [], [], []
    for ep in range(4):
        ret = 0.0
        for s, act, rew in reversed(play()):
            ret = rew + gamma * ret
            S.append(s); A.append(act); G.append(ret)
    X = np.eye(nS)[S]
    A, G = np.array(A), np.array(G)
    adv = (G - G.mean()) / (G.std() + 1e-8)

    h, pr = policy(X)
    N = len(A)
    logp = np.log(pr[np.arange(N), A])
    entropy = -(pr * np.log(pr)).sum(axis=1)
    loss = -(adv * logp).mean() - c_ent * entropy.mean()

    # backward
    dl = pr.copy()
    dl[np.arange(N), A] -= 1
    dl *= adv[:, None]
    dl += c_ent * pr * (np.log(pr) + entropy[:, None])
    dl /= N
    dtheta2 = h.T @ dl
    dtheta1 = X.T @ (dl @ theta2.T * (1 - h ** 2))

    # update
    theta1 -= 0.5 * dtheta1
    theta2 -= 0.5 * dtheta2
    print(update, "loss %.3f mean return %.3f" % (loss, G.mean()))
