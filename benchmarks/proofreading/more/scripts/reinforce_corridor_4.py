import numpy as np

# REINFORCE on a corridor of 6 cells: 0 = left, 1 = stay, 2 = right. Goal is the last cell.
# Two layer policy, the episodes of a batch are stacked in lists (like the pong script).
rng = np.random.RandomState(4)
S, Hd, A = 6, 5, 3
model = {'W1': rng.randn(Hd, S) / np.sqrt(S), 'W2': rng.randn(A, Hd) / np.sqrt(Hd)}
rmsprop_cache = {k: np.zeros_like(v) for k, v in model.items()}
gamma, decay_rate, learning_rate, ent_coef = 0.9, 0.9, 0.02, 0.01


def discount(r):
    out, run = np.zeros(len(r)), 0.0
    for t in range(len(r) - 1, -1, -1):
        run = r[t] + gamma * run
        out[t] = run
    return out


for batch in range(10):
    xs, acts, advs = [], [], []
    for episode in range(3):
        s, rew = 2, []
        for t in range(6):
            x = np.zeros(S)
            x[s] = 1
            hid = np.maximum(model['W1'] @ x, 0.1 * (model['W1'] @ x))
            e = np.exp(model['W2'] @ hid)
            a = int(np.searchsorted(np.cumsum(e / e.sum()), rng.rand()))
            s = min(max(s + a - 1, 0), S - 1)
            xs.append(x)
            acts.append(a)
            rew.append(1.0 if s == S - 1 else -0.1)
        advs.append(discount(rew))
    epx, epa = np.vstack(xs), np.array(acts)
    adv = np.concatenate(advs)
    adv = (adv - adv.mean()) / (adv.std() + 1e-6)
    # forward again on the whole batch
    pre = epx @ model['W1'].T
    eph = np.where(pre > 0, pre, 0.1 * pre)
    logits = eph @ model['W2'].T
    pi = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    N = len(epa)
    logpi = np.log(pi)
    entropy = -(pi * logpi).sum(1)
    # what we MAXIMISE is minus this one
    policy_loss = -np.mean(adv * logpi[np.arange(N), epa]) - ent_coef * entropy.mean()

    # backward
    onehot = np.eye(A)[epa]
    dlogp = (onehot - pi) * adv[:, None]  #! dlogp = onehot - pi
    dent = -pi * (logpi + entropy[:, None])  #! dent = -pi * (logpi + 1)  #! dent = pi * (logpi + entropy[:, None])
    dout = (dlogp + ent_coef * dent) / N  #! dout = (dlogp + dent) / N
    grad = {}
    grad['W2'] = dout.T @ eph  #! grad['W2'] = dout.T @ pre
    deph = dout @ model['W2']
    deph[pre <= 0] *= 0.1  #! deph[pre <= 0] = 0  #! deph[deph <= 0] *= 0.1
    grad['W1'] = deph.T @ epx  #! grad['W1'] = epx.T @ deph

    # update   (ascent!)
    for k in model:
        g = grad[k]
        rmsprop_cache[k] = decay_rate * rmsprop_cache[k] + (1 - decay_rate) * g ** 2  #! rmsprop_cache[k] = (1 - decay_rate) * rmsprop_cache[k] + decay_rate * g ** 2
        model[k] += learning_rate * g / (np.sqrt(rmsprop_cache[k]) + 1e-5)  #! model[k] += learning_rate * g / (rmsprop_cache[k] + 1e-5)
