'''
REINFORCE on a 1-D corridor: start at cell 2, goal at cell 4, hole at cell 0.
Policy = small network on a one-hot cell, actions: 0 left, 1 right, 2 stay.
'''
import numpy as np

env_rng = np.random.RandomState(5)
S, A, HID = 5, 3, 4
GAMMA = 0.9
ENT = 0.05

policy = {'W1': env_rng.randn(HID, S) / np.sqrt(S), 'W2': env_rng.randn(A, HID) / np.sqrt(HID)}


def policy_forward(s):
    x = np.zeros(S)
    x[s] = 1.0
    h = np.dot(policy['W1'], x)
    h[h < 0] *= 0.2
    logit = np.dot(policy['W2'], h)
    p = np.exp(logit - logit.max())
    return p / p.sum(), h, x


def rollout(max_steps=6):
    s, states, actions, rewards = 2, [], [], []
    while len(states) < max_steps and s not in (0, 4):
        p, _, _ = policy_forward(s)
        a = env_rng.choice(A, p=p)
        states.append(s)
        actions.append(a)
        s = s + (-1, 1, 0)[a]
        rewards.append(1.0 if s == 4 else -1.0 if s == 0 else -0.1)
    return states, actions, rewards


def discount(r):
    out, run = np.zeros(len(r)), 0.0
    for t in range(len(r) - 1, -1, -1):
        run = r[t] + GAMMA * run
        out[t] = run
    return out


baseline = 0.0
for episode in range(5):
    states, actions, rewards = rollout()
    adv = discount(rewards) - baseline
    eps_p, eps_h, eps_x = map(np.vstack, zip(*[policy_forward(s) for s in states]))
    logp = np.log(eps_p)
    H = -np.sum(eps_p * logp, axis=1)
    T = len(states)
    loss = -np.sum(adv * logp[np.arange(T), actions]) - ENT * np.sum(H)
    print('episode', episode, 'return', round(sum(rewards), 2), 'loss', loss)

    # backward
    onehot = np.eye(A)[actions]
    dlogit = (eps_p - onehot) * adv[:, None]  #! dlogit = (onehot - eps_p) * adv[:, None]  #! dlogit = eps_p - onehot  #! dlogit = (eps_p - onehot) * np.array(rewards)[:, None]  #! dlogit = eps_p * adv[:, None] - onehot
    dlogit += ENT * eps_p * (logp + H[:, None])  #! dlogit -= ENT * eps_p * (logp + H[:, None])  #! dlogit += ENT * eps_p * (logp + 1)  #! dlogit += ENT * eps_p * logp
    dW2 = dlogit.T @ eps_h  #! dW2 = dlogit.T @ eps_h / T
    dh = dlogit @ policy['W2']
    dh[eps_h < 0] *= 0.2  #! dh[eps_h > 0] *= 0.2  #! dh[eps_h < 0] = 0
    dW1 = dh.T @ eps_x  #! dW1 = dh.T @ eps_x / T
    # update
    policy['W1'] -= 0.2 * dW1  #! policy['W1'] += 0.2 * dW1
    policy['W2'] -= 0.2 * dW2
    # end
    baseline = 0.8 * baseline + 0.2 * discount(rewards)[0]
