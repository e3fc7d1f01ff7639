""" Policy gradient a la 'Pong from pixels', on a 5-cell corridor instead of Atari. Goal: reach the right end. """
import numpy as np

np.random.seed(2)
N, HID, gamma = 5, 4, 0.9
model = {'W1': np.random.randn(HID, N) / np.sqrt(N),
         'W2': np.random.randn(HID) / np.sqrt(HID)}
entropy_bonus = 0.01

def policy_forward(x):
    h = np.dot(model['W1'], x)
    h[h < 0] = 0
    return 1.0 / (1.0 + np.exp(-np.dot(model['W2'], h))), h

def discount_rewards(r):
    out, run = np.zeros(len(r)), 0.0
    for t in reversed(range(len(r))):
        run = run * gamma + r[t]
        out[t] = run
    return out

def play():
    pos, xs, hs, ps, acts, rs = 1, [], [], [], [], []
    for t in range(6):
        x = np.zeros(N)
        x[pos] = 1.0
        x += 0.05 * np.random.randn(N)
        p, h = policy_forward(x)
        a = 1 if np.random.uniform() < p else 0
        pos = min(max(pos + (1 if a else -1), 0), N - 1)
        xs.append(x); hs.append(h); ps.append(p); acts.append(a)
        rs.append(1.0 if pos == N - 1 else -0.1)
        if pos == N - 1:
            break
    return np.array(xs), np.array(hs), np.array(ps), np.array(acts), rs

for episode in range(12):
    xs, hs, ps, acts, rewards = play()
    adv = discount_rewards(rewards)
    adv = (adv - adv.mean()) / (adv.std() + 1e-8)
    logp = np.where(acts == 1, np.log(ps), np.log(1 - ps))
    ent = -(ps * np.log(ps) + (1 - ps) * np.log(1 - ps))
    surrogate = -(adv * logp + entropy_bonus * ent).mean()

    # backward
    dlogp = acts - ps  #! dlogp = ps - acts  #! dlogp = 1 - ps  #! dlogp = acts * (1 - ps)
    dent = -ps * (1 - ps) * np.log(ps / (1 - ps))  #! dent = ps * (1 - ps) * np.log(ps / (1 - ps))  #! dent = -np.log(ps / (1 - ps))
    dscore = -(dlogp * adv + entropy_bonus * dent) / len(ps)  #! dscore = -(dlogp + entropy_bonus * dent) / len(ps)  #! dscore = (dlogp * adv + entropy_bonus * dent) / len(ps)  #! dscore = -(dlogp * np.array(rewards) + entropy_bonus * dent) / len(ps)  #! dscore = -(dlogp * adv + entropy_bonus * dent)
    grad = {}
    grad['W2'] = np.dot(hs.T, dscore).ravel()
    dh = np.outer(dscore, model['W2'])
    dh[hs <= 0] = 0  #! dh[hs > 0] = 0  #! dh[dh <= 0] = 0  #! dh[hs < 0] = 0
    grad['W1'] = np.dot(dh.T, xs)  #! grad['W1'] = np.dot(dh.T, xs) / N
    # update
    for k in model:
        model[k] -= 0.5 * grad[k]  #! model[k] += 0.5 * grad[k]
    # end
    print('ep %d  steps %d  return %.2f  surrogate %.4f' % (episode, len(ps), sum(rewards), surrogate))
