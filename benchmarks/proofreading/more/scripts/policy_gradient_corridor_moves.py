""" Policy gradient in a 1-D corridor (pg-pong style: hidden relu layer, softmax over 3 moves).
    Gradients are of the EXPECTED RETURN, i.e. we go uphill. """
import numpy as np

H = 6
D = 5            # corridor cells, one-hot-ish observation
gamma = 0.9
learning_rate = 0.05
np.random.seed(21)
model = {}
model['W1'] = np.random.randn(H, D) / np.sqrt(D)
model['W2'] = np.random.randn(3, H) / np.sqrt(H)

def discount_rewards(r):
    discounted_r = np.zeros_like(r)
    running_add = 0
    for t in reversed(range(0, r.size)):
        running_add = running_add * gamma + r[t]
        discounted_r[t] = running_add
    return discounted_r

def policy_forward(x):
    h = np.dot(model['W1'], x)
    h[h < 0] = 0
    logp = np.dot(model['W2'], h)
    p = np.exp(logp - np.max(logp))
    return p / np.sum(p), h

for episode in range(6):
    pos = 1
    xs, hs, dlogps, drs, picked = [], [], [], [], []
    grad = {k: np.zeros_like(v) for k, v in model.items()}
    for t in range(6):
        x = np.exp(-np.abs(np.arange(D) - pos))
        aprob, h = policy_forward(x)
        u = np.random.uniform()
        action = int(np.searchsorted(np.cumsum(aprob), u))
        xs.append(x)
        hs.append(h)
        picked.append(aprob[action])
        # backward
        y = np.zeros(3)
        y[action] = 1  #! y[action] = aprob[action]
        dlogps.append(y - aprob)  #! dlogps.append(aprob - y)  #! dlogps.append(y)  #! dlogps.append((y - aprob) * aprob)
        # end
        pos = min(max(pos + action - 1, 0), D - 1)
        drs.append(1.0 if pos == D - 1 else -0.1)

    epx = np.vstack(xs)
    eph = np.vstack(hs)
    epr = np.array(drs)
    adv = discount_rewards(epr)
    adv -= np.mean(adv)
    adv /= np.std(adv) + 1e-8
    J = np.sum(np.log(np.array(picked)) * adv)
    print('episode %d  reward %.2f  surrogate %.4f' % (episode, epr.sum(), J))

    # backward
    epdlogp = np.vstack(dlogps)
    epdlogp *= adv[:, None]  #!  #! epdlogp *= epr[:, None]  #! epdlogp *= adv.sum()
    grad['W2'] += np.dot(epdlogp.T, eph)  #! grad['W2'] += np.dot(epdlogp.T, eph) / len(eph)  #! grad['W2'] -= np.dot(epdlogp.T, eph)
    dh = np.dot(epdlogp, model['W2'])
    dh[eph <= 0] = 0  #! dh[eph > 0] = 0  #! dh[dh <= 0] = 0  #!
    grad['W1'] += np.dot(dh.T, epx)  #! grad['W1'] = np.dot(dh.T, epx) * adv.mean()
    # update
    for k in model:
        model[k] += learning_rate * grad[k]  #! model[k] -= learning_rate * grad[k]
    # end
