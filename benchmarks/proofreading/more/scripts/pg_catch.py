# tiny "catch the ball" instead of pong, so no gym. policy gradient with one hidden layer, 1 output = P(go right)
import numpy as np

H = 5; D = 4
gamma = 0.9
lr = 0.05
decay_rate = 0.95
rng = np.random.RandomState(10)
model = {}
model['W1'] = rng.randn(H, D) / np.sqrt(D)
model['W2'] = rng.randn(H) / np.sqrt(H)
grad_buffer = {k: np.zeros_like(v) for k, v in model.items()}
rmsprop_cache = {k: np.zeros_like(v) for k, v in model.items()}

def discount_rewards(r):
    out = np.zeros(len(r))
    running_add = 0
    for t in range(len(r) - 1, -1, -1):
        if r[t] != 0: running_add = 0     # reset, game over
        running_add = running_add * gamma + r[t]
        out[t] = running_add
    return out

def policy_forward(x):
    h = np.dot(model['W1'], x)
    h[h < 0] = 0
    logp = np.dot(model['W2'], h)
    p = 1.0 / (1.0 + np.exp(-logp))
    return p, h

def policy_backward(eph, epx, epdlogp):
    # backward
    dW2 = np.dot(eph.T, epdlogp).ravel()  #! dW2 = np.dot(eph.T, epdlogp).ravel() / len(epx)  #! dW2 = np.dot(eph.T, np.abs(epdlogp)).ravel()
    dh = np.outer(epdlogp, model['W2'])  #! dh = np.outer(epdlogp, np.ones(H))
    dh[eph <= 0] = 0  #! dh[dh <= 0] = 0  #! dh[eph > 0] = 0
    dW1 = np.dot(dh.T, epx)  #! dW1 = np.dot(eph.T, epx)
    # end
    return {'W1': dW1, 'W2': dW2}

actions = [1, 0, 0, 1, 1, 0, 1]          # fixed so that i can debug
rewards = [0, 0, 1.0, 0, 0, 0, -1.0]
frames = rng.randn(7, D)

# objective: -np.sum(adv * np.log(pa))
for episode in range(4):
    xs, hs, dlogps, pa = [], [], [], []
    for t in range(len(actions)):
        x = frames[t] - (frames[t - 1] if t > 0 else 0)
        aprob, h = policy_forward(x)
        y = actions[t]
        xs.append(x); hs.append(h)
        pa.append(aprob if y == 1 else 1 - aprob)
        # backward
        dlogps.append(y - aprob)  #! dlogps.append(aprob - y)  #! dlogps.append(y - pa[-1])
        # end
    epx, eph, epdlogp = np.vstack(xs), np.vstack(hs), np.array(dlogps)
    pa = np.array(pa)
    adv = discount_rewards(rewards)
    adv -= adv.mean()
    adv /= adv.std()
    # backward
    epdlogp *= adv  #! epdlogp *= np.array(rewards)  #! epdlogp += adv
    grad = policy_backward(eph, epx, epdlogp)
    # update
    for k in model: grad_buffer[k] += grad[k]
    for k, v in model.items():
        g = grad_buffer[k]
        rmsprop_cache[k] = decay_rate * rmsprop_cache[k] + (1 - decay_rate) * g ** 2
        model[k] += lr * g / (np.sqrt(rmsprop_cache[k]) + 1e-5)  #! model[k] -= lr * g / (np.sqrt(rmsprop_cache[k]) + 1e-5)  #! model[k] += lr * g / (rmsprop_cache[k] + 1e-5)
        grad_buffer[k] = np.zeros_like(v)
    # end
    print('episode %d, objective %.4f, mean p(taken) %.3f' % (episode, -np.sum(adv * np.log(pa)), pa.mean()))
