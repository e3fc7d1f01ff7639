""" Policy gradients on a tiny 'catch the ball' game, after the well known pong gist. """
import numpy as np

H = 4                      # hidden neurons
D = 3                      # ball x, paddle x, height
gamma = 0.9
learning_rate = 0.5
np.random.seed(21)

model = {}
model['W1'] = np.random.randn(H, D) / np.sqrt(D)
model['W2'] = np.random.randn(H) / np.sqrt(H)

def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))

def discount_rewards(r):
    discounted_r = np.zeros_like(r)
    running_add = 0
    for t in reversed(range(0, r.size)):
        running_add = running_add * gamma + r[t]
        discounted_r[t] = running_add
    return discounted_r

def policy_forward(x):
    h = np.dot(model['W1'], x)
    h[h < 0] = 0                     # ReLU
    logp = np.dot(model['W2'], h)
    return sigmoid(logp), h          # probability of moving right, hidden state

def policy_backward(epx, eph, epdlogp):
    # backward
    dW2 = np.dot(eph.T, epdlogp).ravel()  #! dW2 = np.sum(eph, axis=0) * np.sum(epdlogp)  #! dW2 = np.mean(eph * epdlogp, axis=0)
    dh = np.outer(epdlogp, model['W2'])  #! dh = np.outer(epdlogp, dW2)
    dh[eph <= 0] = 0  #! dh[eph > 0] = 0  #! dh[dh <= 0] = 0  #! pass
    dW1 = np.dot(dh.T, epx)  #! dW1 = -np.dot(dh.T, epx)  #! dW1 = np.dot(dh.T, epx) / len(epx)
    # end
    return {'W1': dW1, 'W2': dW2}

for episode in range(6):
    ball, paddle = np.random.randint(-2, 3), 0
    xs, drs, ys, ps, hs = [], [], [], [], []
    for height in range(5, 0, -1):
        x = np.array([ball, paddle, height / 5.0])
        aprob, h = policy_forward(x)
        action = 1 if np.random.uniform() < aprob else 0
        old = abs(ball - paddle)
        paddle += 1 if action else -1
        xs.append(x); hs.append(h); ys.append(action); ps.append(aprob)
        drs.append(float(old - abs(ball - paddle)))

    epx, eph = np.vstack(xs), np.vstack(hs)
    epy, epp = np.array(ys).reshape(-1, 1), np.array(ps).reshape(-1, 1)
    discounted_epr = discount_rewards(np.array(drs)).reshape(-1, 1)
    discounted_epr -= np.mean(discounted_epr)
    discounted_epr /= np.std(discounted_epr) + 1e-8

    loss = -np.sum(discounted_epr * (epy * np.log(epp) + (1 - epy) * np.log(1 - epp)))
    print('ep %d: reward %.1f  surrogate loss %.4f' % (episode, sum(drs), loss))

    # backward
    epdlogp = epy - epp  # grad that encourages the action that was taken  #! epdlogp = epp - epy  #! epdlogp = 1 - epp  #! epdlogp = (epy - epp) * epp * (1 - epp)
    epdlogp = epdlogp * discounted_epr  #! epdlogp = epdlogp * discounted_epr[::-1]  #! epdlogp = epdlogp * np.array(drs).reshape(-1, 1)
    grad = policy_backward(epx, eph, epdlogp)
    # update
    for k in model:
        model[k] += learning_rate * grad[k]  #! model[k] -= learning_rate * grad[k]
    # end
