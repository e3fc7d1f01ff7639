import numpy as np

# REINFORCE (policy gradient) in a corridor of 5 cells: start in the middle, the cake is at the right end.
# pg-pong style: "gradients" of the log-prob are collected in lists, then stacked.

N_CELLS, HID = 5, 4
GAMMA, LR, ENT = 0.9, 0.4, 0.02

np.random.seed(3)
theta1 = np.random.randn(N_CELLS, HID) * 0.6
theta2 = np.random.randn(HID, 3) * 0.6        # left / stay / right
baseline = 0.1


def one_hot(s):
    v = np.zeros(N_CELLS)
    v[s] = 1.
    return v


def policy(s):
    hid = np.tanh(one_hot(s).dot(theta1))
    pref = hid.dot(theta2)
    pi = np.exp(pref - pref.max())
    return hid, pi / pi.sum()


for episode in range(6):
    S, A, R, HS, PI = [], [], [], [], []
    s = 2
    while s != N_CELLS - 1 and len(R) < 6:
        hid, pi = policy(s)
        a = np.random.choice(3, p=pi)
        s2 = min(max(s + a - 1, 0), N_CELLS - 1)
        S.append(one_hot(s)); A.append(a); HS.append(hid); PI.append(pi)
        R.append(1.0 if s2 == N_CELLS - 1 else -0.1)
        s = s2
    ret, G = 0.0, []
    for rew in R[::-1]:
        ret = rew + GAMMA * ret
        G.insert(0, ret)
    S, HS, PI = np.vstack(S), np.vstack(HS), np.vstack(PI)
    adv = np.array(G) - baseline
    steps = np.arange(len(A))
    entropy = -(PI * np.log(PI)).sum(axis=1)
    loss = -(np.log(PI[steps, A]) * adv).sum() - ENT * entropy.sum()

    # backward
    dpref = PI * adv[:, None]  #! dpref = PI.copy()  #! dpref = PI * adv.mean()  #! dpref = -PI * adv[:, None]
    dpref[steps, A] -= adv  #! dpref[steps, A] += adv  #! dpref[steps, A] -= 1  #! dpref[:, A[-1]] -= adv
    dpref += ENT * PI * (np.log(PI) + entropy[:, None])  #! dpref -= ENT * PI * (np.log(PI) + entropy[:, None])  #! dpref += ENT * PI * (np.log(PI) + 1)  #! dpref += ENT * (np.log(PI) + entropy[:, None])
    grad2 = HS.T.dot(dpref)  #! grad2 = HS.T.dot(dpref) / N_CELLS
    dhid = dpref.dot(theta2.T)  #! dhid = PI.dot(theta2.T)
    dhid *= 1 - HS ** 2  #! dhid *= 1 - HS  #! dhid *= 1 - dhid ** 2
    grad1 = S.T.dot(dhid)
    # update
    theta1 -= LR * grad1  #! theta1 += LR * grad1
    theta2 -= LR * grad2
    # end
    baseline = 0.9 * baseline + 0.1 * G[0]
    print("ep %d  steps %d  return %+.3f  loss %+.4f" % (episode, len(R), G[0], loss))

print(np.array([policy(s)[1] for s in range(N_CELLS)]).round(2))
