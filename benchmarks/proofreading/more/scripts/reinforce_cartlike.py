import numpy as np

# REINFORCE with a softmax policy on a made-up two-state-variable environment
np.random.seed(42)
n_obs, n_hid, n_act = 3, 5, 4
model = {'W1': np.random.randn(n_hid, n_obs) / np.sqrt(n_obs),
         'W2': np.random.randn(n_act, n_hid) / np.sqrt(n_hid)}
gamma, learning_rate, beta_entropy = 0.9, 1e-1, 0.02


def policy_forward(x):
    h = np.maximum(0, model['W1'] @ x)
    logits = model['W2'] @ h
    p = np.exp(logits - logits.max())
    return p / p.sum(), h


def discount(r):
    out, running = np.zeros(len(r)), 0.0
    for t in range(len(r) - 1, -1, -1):
        running = running * gamma + r[t]
        out[t] = running
    return out


def env_step(obs, a):
    reward = float(obs[a % n_obs] - 0.2 * a)
    return np.tanh(np.roll(obs, 1) + 0.3 * np.random.randn(n_obs)), reward


def policy_backward(eph, epdlogits, epx):
    # backward
    dW2 = epdlogits.T @ eph  #! dW2 = eph.T @ epdlogits
    dh = epdlogits @ model['W2']  #! dh = epdlogits @ model['W2'].T
    dh[eph <= 0] = 0  #! dh[dh <= 0] = 0
    dW1 = dh.T @ epx
    return {'W1': dW1, 'W2': dW2}


for episode in range(2):
    obs = np.random.randn(n_obs)
    xs, hs, ps, acts, rs = [], [], [], [], []
    for t in range(6):
        p, h = policy_forward(obs)
        a = (np.random.rand() > np.cumsum(p)).sum()
        xs.append(obs), hs.append(h), ps.append(p), acts.append(a)
        obs, r = env_step(obs, a)
        rs.append(r)

    adv = discount(rs)
    adv = (adv - adv.mean()) / (adv.std() + 1e-8)
    epx, eph, probs = np.vstack(xs), np.vstack(hs), np.vstack(ps)
    entropy = -(probs * np.log(probs)).sum(axis=1)
    # what goes up: return-weighted log probability plus a bit of entropy
    # objective: np.sum(adv * np.log(probs[np.arange(6), acts])) + beta_entropy * np.sum(entropy)

    # backward
    dlogp = np.eye(n_act)[acts] - probs
    dlogits = dlogp * adv[:, None]  #! dlogits = dlogp * np.array(rs)[:, None]  #! dlogits = dlogp
    dlogits += -beta_entropy * probs * (np.log(probs) + entropy[:, None])  #! dlogits += beta_entropy * probs * (np.log(probs) + entropy[:, None])  #! dlogits = -beta_entropy * probs * (np.log(probs) + entropy[:, None])
    grad = policy_backward(eph, dlogits, epx)
    # update
    for k in model:
        model[k] += learning_rate * grad[k]
    print('episode', episode, 'reward', sum(rs))
