# objective: np.sum(adv * np.log(probs[np.arange(T), acts])) / T - beta * np.sum(probs * np.log(probs)) / T
# REINFORCE with a moving average baseline and an entropy bonus.
# World: walk on a line of 5 cells, reward when you come to the right end.
# We *climb*, so the gradients are added.
import numpy as np

rng = np.random.RandomState(4)
n_cells, n_hidden, n_act = 5, 6, 3
gamma, beta, alpha = 0.9, 0.02, 0.3
W1 = rng.randn(n_cells, n_hidden) * 0.5
b1 = np.zeros(n_hidden)
W2 = rng.randn(n_hidden, n_act) * 0.5
b2 = np.zeros(n_act)
baseline = 0.0


def policy(obs):
    h = np.tanh(obs @ W1 + b1)
    z = h @ W2 + b2
    z = z - z.max(axis=-1, keepdims=True)
    e = np.exp(z)
    return h, e / e.sum(axis=-1, keepdims=True)


for episode in range(15):
    # play
    cell, obs_list, acts, rewards = 1, [], [], []
    for step in range(8):
        o = np.eye(n_cells)[cell]
        _, pr = policy(o)
        a = rng.choice(n_act, p=pr)
        cell = int(np.clip(cell + a - 1, 0, n_cells - 1))
        obs_list.append(o)
        acts.append(a)
        rewards.append(1.0 if cell == n_cells - 1 else -0.1)
        if cell == n_cells - 1:
            break
    T = len(acts)
    obs = np.array(obs_list)
    acts = np.array(acts)

    # discounted returns
    R, ret = 0.0, np.zeros(T)
    for t in range(T - 1, -1, -1):
        R = rewards[t] + gamma * R
        ret[t] = R
    adv = ret - baseline
    baseline = 0.9 * baseline + 0.1 * ret.mean()

    h, probs = policy(obs)

    # backward
    onehot = np.zeros((T, n_act))
    onehot[np.arange(T), acts] = 1
    dlogits = (onehot - probs) * adv[:, None]  #! dlogits = (probs - onehot) * adv[:, None]  #! dlogits = (onehot - probs) * ret[:, None]
    logp = np.log(probs)
    ent = -np.sum(probs * logp, axis=1, keepdims=True)
    dlogits += -beta * probs * (logp + ent)  #! dlogits += beta * probs * (logp + ent)  #! dlogits += -beta * (logp + 1)
    dlogits /= T
    dW2 = h.T @ dlogits
    db2 = dlogits.sum(axis=0)  #! db2 = dlogits.mean(axis=0)
    dh = dlogits @ W2.T
    dz1 = dh * (1 - h ** 2)  #! dz1 = dh * (1 - h)
    dW1 = obs.T @ dz1  #! dW1 = obs.T @ dh
    db1 = dz1.sum(axis=0)

    # update
    W1 += alpha * dW1
    b1 += alpha * db1  #! b1 -= alpha * db1
    W2 += alpha * dW2
    b2 += alpha * db2  #! b2 += alpha * db1
