""" Policy gradients "from pixels" as in the Pong post; the game is a toy with 6 'pixels'. """
import numpy as np

# hyperparameters
H = 4            # hidden units
batch_size = 2   # episodes per update
learning_rate = 1e-2
gamma = 0.9      # discount factor for reward
decay_rate = 0.99
D = 6

np.random.seed(7)
model = {}
model['W1'] = np.random.randn(H, D) / np.sqrt(D)  # "Xavier"
model['W2'] = np.random.randn(H) / np.sqrt(H)

grad_buffer = {k: np.zeros_like(v) for k, v in model.items()}
rmsprop_cache = {k: np.zeros_like(v) for k, v in model.items()}


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


def discount_rewards(r):
    """ the return that follows each step """
    discounted_r = np.zeros_like(r)
    running_add = 0
    for t in reversed(range(0, r.size)):
        if r[t] != 0:
            running_add = 0  # a point was scored, start anew
        running_add = running_add * gamma + r[t]
        discounted_r[t] = running_add
    return discounted_r


def policy_forward(x):
    h = np.dot(model['W1'], x)
    h[h < 0] = 0  # ReLU
    logp = np.dot(model['W2'], h)
    p = sigmoid(logp)
    return p, h  # chance of going up; the hidden state is needed later


def policy_backward(eph, epdlogp):
    """ eph: hidden states of the whole episode, one per row (epx is global, as in the post) """
    # backward
    dW2 = np.dot(eph.T, epdlogp).ravel()
    dh = np.outer(epdlogp, model['W2'])  #! dh = np.outer(epdlogp, dW2)
    dh[eph <= 0] = 0  #! dh[dh <= 0] = 0
    dW1 = np.dot(dh.T, epx)  #! dW1 = np.dot(eph.T, epx)
    return {'W1': dW1, 'W2': dW2}


def env_step(x, action):
    """ next frame, and a point at the end of a rally """
    drift = 0.3 if action == 2 else -0.3
    return 0.7 * x + drift + 0.5 * np.random.randn(D)


# objective: -np.sum(discounted_epr * (epy * np.log(epp) + (1 - epy) * np.log(1 - epp)))
episode_number = 0
while episode_number < 4:
    xs, hs, dlogps, drs, ys, ps = [], [], [], [], [], []
    x = np.random.randn(D)
    for t in range(7):
        aprob, h = policy_forward(x)
        action = 2 if np.random.uniform() < aprob else 3
        y = 1 if action == 2 else 0  # a "fake label"
        xs.append(x)
        hs.append(h)
        ps.append(aprob)
        ys.append(y)
        # backward
        dlogps.append(y - aprob)  #! dlogps.append((y - aprob) * aprob * (1 - aprob))
        # end
        x = env_step(x, action)
        reward = 0.0
        if t in (3, 6):
            reward = 1.0 if x.sum() > 0 else -1.0
        drs.append(reward)

    # an episode finished
    episode_number += 1
    epx = np.vstack(xs)
    eph = np.vstack(hs)
    epp = np.vstack(ps)
    epy = np.vstack(ys)
    epr = np.vstack(drs)
    discounted_epr = discount_rewards(epr)
    discounted_epr -= np.mean(discounted_epr)
    discounted_epr /= np.std(discounted_epr) + 1e-8

    # backward
    epdlogp = np.vstack(dlogps)
    # good actions up, bad actions down
    epdlogp *= discounted_epr  #! epdlogp *= epr
    grad = policy_backward(eph, epdlogp)
    for k in model:
        grad_buffer[k] += grad[k]  #! grad_buffer[k] = grad[k]
    # end

    if episode_number % batch_size == 0:
        # update
        for k, v in model.items():
            g = grad_buffer[k]
            rmsprop_cache[k] = decay_rate * rmsprop_cache[k] + (1 - decay_rate) * g ** 2
            model[k] += learning_rate * g / (np.sqrt(rmsprop_cache[k]) + 1e-5)
            grad_buffer[k] = np.zeros_like(v)
    print('ep %d: game finished, reward: %f' % (episode_number, epr.sum()))
