# objective: np.sum(discounted_epr * np.log(np.where(epy == 1, epp, 1 - epp)))
""" policy gradient on a toy 'catch the ball' line instead of pong, numpy only """
import numpy as np
np.random.seed(5)

# hyperparameters
H = 5
batch_size = 2  # every how many episodes to do a param update?
learning_rate = 1e-2
gamma = 0.9
decay_rate = 0.99
D = 3

model = {}
model['W1'] = np.random.randn(H, D) / np.sqrt(D)
model['W2'] = np.random.randn(H) / np.sqrt(H)
grad_buffer = {k: np.zeros_like(v) for k, v in model.items()}
rmsprop_cache = {k: np.zeros_like(v) for k, v in model.items()}

def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))

def discount_rewards(r):
    discounted_r = np.zeros_like(r)
    running_add = 0
    for t in reversed(range(0, r.size)):
        running_add = running_add * gamma + r[t, 0]
        discounted_r[t] = running_add
    return discounted_r

def policy_forward(x):
    h = np.dot(model['W1'], x)
    h[h < 0] = 0  # ReLU nonlinearity
    logp = np.dot(model['W2'], h)
    return sigmoid(logp), h

def policy_backward(eph, epdlogp):
    """ backward pass. (eph is array of intermediate hidden states) """
    dW2 = np.dot(eph.T, epdlogp).ravel()  #! dW2 = np.dot(eph.T, epp).ravel()
    dh = np.outer(epdlogp, model['W2'])
    dh[eph <= 0] = 0  #! dh[dh <= 0] = 0  #! eph[dh <= 0] = 0
    dW1 = np.dot(dh.T, epx)  #! dW1 = np.dot(eph.T, epx)  #! dW1 = np.dot(dh, epx.T)
    return {'W1': dW1, 'W2': dW2}

for episode_number in range(1, 11):
    xs, hs, ps, ys, drs = [], [], [], [], []
    ball, paddle = np.random.randint(0, 7), 3
    for step in range(7):
        x = np.array([(ball - paddle) / 3.0, paddle / 6.0, 1.0])
        aprob, h = policy_forward(x)
        action = 1 if np.random.uniform() < aprob else 0  # roll the dice!
        paddle = min(6, max(0, paddle + (1 if action == 1 else -1)))
        reward = 1.0 if paddle == ball else -0.2
        xs.append(x)
        hs.append(h)
        ps.append(aprob)
        ys.append(action)
        drs.append(reward)
    epx, eph = np.vstack(xs), np.vstack(hs)
    epp, epy, epr = np.vstack(ps), np.vstack(ys), np.vstack(drs)
    discounted_epr = discount_rewards(epr)
    discounted_epr -= np.mean(discounted_epr)
    discounted_epr /= np.std(discounted_epr)

    # backward
    epdlogp = epy - epp  #! epdlogp = epp - epy
    epdlogp *= discounted_epr  # modulate the gradient with advantage (PG magic happens right here.)  #! epdlogp *= epr
    grad = policy_backward(eph, epdlogp)
    for k in model:
        grad_buffer[k] += grad[k]  # accumulate grad over batch  #! grad_buffer[k] = grad[k]
    # update
    if episode_number % batch_size == 0:
        for k, v in model.items():
            g = grad_buffer[k]
            rmsprop_cache[k] = decay_rate * rmsprop_cache[k] + (1 - decay_rate) * g ** 2  #! rmsprop_cache[k] = decay_rate * rmsprop_cache[k] + (1 - decay_rate) * g
            model[k] += learning_rate * g / (np.sqrt(rmsprop_cache[k]) + 1e-5)  #! model[k] -= learning_rate * g / (np.sqrt(rmsprop_cache[k]) + 1e-5)
            grad_buffer[k] = np.zeros_like(v)  # reset batch gradient buffer
