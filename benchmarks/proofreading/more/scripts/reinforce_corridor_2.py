# REINFORCE (Monte Carlo policy gradient) on a little corridor, goal is on the right.
# small policy net with one hidden layer, entropy bonus so it does not collapse at once
import numpy as np

rng = np.random.RandomState(17)
n_states, n_hidden, n_actions = 5, 6, 3    # actions: left, stay, right
W1 = rng.randn(n_states, n_hidden) * 0.5
b1 = np.zeros(n_hidden)
W2 = rng.randn(n_hidden, n_actions) * 0.5
b2 = np.zeros(n_actions)
gamma, lr, ent_coef = 0.9, 0.1, 0.05
baseline = 0.0


def policy(s):
    x = np.zeros(n_states)
    x[s] = 1.0
    h = np.tanh(x @ W1 + b1)
    logits = h @ W2 + b2
    e = np.exp(logits - logits.max())
    return x, h, e / e.sum()


def env_step(s, a):
    s2 = min(max(s + a - 1, 0), n_states - 1)
    done = s2 == n_states - 1
    return s2, (1.0 if done else -0.1), done


for episode in range(12):
    s, done = 1, False
    xs, hs, ps, acts, rewards = [], [], [], [], []
    while not done and len(acts) < 10:
        x, h, p = policy(s)
        a = rng.choice(n_actions, p=p)
        xs.append(x), hs.append(h), ps.append(p), acts.append(a)
        s, r, done = env_step(s, a)
        rewards.append(r)

    # returns
    G, returns = 0.0, []
    for r in reversed(rewards):
        G = r + gamma * G
        returns.insert(0, G)
    adv = np.array(returns) - baseline
    x, h, p = np.array(xs), np.array(hs), np.array(ps)
    T = len(acts)
    logp = np.log(p)
    H = -np.sum(p * logp, axis=1)
    loss = -np.sum(logp[np.arange(T), acts] * adv) - ent_coef * np.sum(H)

    # backward
    onehot = np.eye(n_actions)[acts]
    dlogits = (p - onehot) * adv[:, None]  #! dlogits = (onehot - p) * adv[:, None]  #! dlogits = p * adv[:, None]
    dlogits += ent_coef * p * (logp + H[:, None])  #! dlogits += ent_coef * p * (logp + 1)
    dW2 = h.T @ dlogits
    db2 = dlogits.sum(axis=0)  #! db2 = dlogits.mean(axis=0)
    dh = dlogits @ W2.T
    dpre = dh * (1 - h * h)  #! dpre = dh * (1 - h)
    dW1 = x.T @ dpre  #! dW1 = x.T @ dh
    db1 = dpre.sum(axis=0)  #! db1 = dpre[-1]

    # update
    W1 -= lr * dW1  #! W1 += lr * dW1
    b1 -= lr * db1
    W2 -= lr * dW2  #! W2 -= lr * dW2 / T
    b2 -= lr * db2  #! b2 -= lr * db1[:n_actions]
    baseline = 0.8 * baseline + 0.2 * returns[0]

print("steps in the last episode:", T, "return %.2f" % returns[0])
