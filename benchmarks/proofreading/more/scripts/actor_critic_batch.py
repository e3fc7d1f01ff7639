# objective: (-adv * np.log(pi[rows, A]) - beta * H + 0.5 * (target - V) ** 2).mean()
# Advantage actor-critic with one shared trunk on a batch of one-step transitions
# (contextual toy world). adv and target are numbers here, "stop gradient".
import numpy as np

rng = np.random.default_rng(88)
B, S, Hn, nA = 8, 4, 6, 3
gamma, beta, lr = 0.9, 0.01, 0.2
Wt = rng.normal(size=(S, Hn)) * 0.5
Wa = rng.normal(size=(Hn, nA)) * 0.1
wv = np.zeros(Hn)
M = rng.normal(size=(nA, S))                  # hidden world: reward of action a is M[a].s
rows = np.arange(B)
mean_rewards = []


def trunk(s):
    return np.tanh(s @ Wt)


for it in range(25):
    s = rng.normal(size=(B, S))
    f = trunk(s)
    logit = f @ Wa
    pi = np.exp(logit - logit.max(1, keepdims=True))
    pi /= pi.sum(1, keepdims=True)
    V = f @ wv
    A = np.array([rng.choice(nA, p=p) for p in pi])
    reward = np.sign((M[A] * s).sum(1))
    s_next = 0.5 * s + 0.1 * rng.normal(size=(B, S))
    target = reward + gamma * (trunk(s_next) @ wv)
    adv = target - V
    H = -(pi * np.log(pi)).sum(1)
    mean_rewards.append(reward.mean())

    # backward
    pick = np.zeros((B, nA))
    pick[rows, A] = 1
    d_logit = adv[:, None] * (pi - pick)
    d_logit += beta * pi * (np.log(pi) + H[:, None])
    d_logit /= B
    d_V = (V - target) / B
    d_Wa = f.T @ d_logit
    d_wv = f.T @ d_V
    d_f = d_logit @ Wa.T + np.outer(d_V, wv)
    d_Wt = s.T @ (d_f * (1 - f ** 2))

    # update
    Wa -= lr * d_Wa
    wv -= lr * d_wv
    Wt -= lr * d_Wt

print("reward first five %.2f, last five %.2f" % (np.mean(mean_rewards[:5]), np.mean(mean_rewards[-5:])))
