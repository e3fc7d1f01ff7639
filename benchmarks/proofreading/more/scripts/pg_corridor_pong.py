""" Policy gradients a la pg-pong, but the game is a 5 cell corridor: walk left/stay/right, goal at the right end. """
import numpy as np

# hyperparameters
H = 6
learning_rate = 0.05
gamma = 0.9
D, A = 5, 3
np.random.seed(4)

model = {}
model['W1'] = np.random.randn(H,D)      # each row is the weights of one hidden neuron
model['W2'] = np.random.randn(A,H) / np.sqrt(H)

def discount_rewards(r):
  discounted_r = np.zeros_like(r)
  running_add = 0
  for t in reversed(range(r.size)):
    running_add = running_add * gamma + r[t]
    discounted_r[t] = running_add
  return discounted_r

def policy_forward(x):
  h = np.dot(model['W1'], x)
  h[h<0] = 0 # ReLU nonlinearity
  logp = np.dot(model['W2'], h)
  p = np.exp(logp - logp.max())
  return p / p.sum(), h

def policy_backward(epx, eph, epdlogp):
  # backward
  dW2 = np.dot(epdlogp.T, eph)  #! dW2 = np.dot(epdlogp.T, eph) / len(eph)
  dh = np.dot(epdlogp, model['W2'])
  dh[eph <= 0] = 0  #! dh[eph > 0] = 0  #! dh[eph < 0] = 0  #! dh[dh <= 0] = 0
  dW1 = np.dot(dh.T, epx)  #! dW1 = np.dot(dh.T, epx) / len(epx)
  # end
  return {'W1':dW1, 'W2':dW2}

for episode_number in range(5):
  pos, done = 1, False
  xs,hs,dlogps,drs,logprobs = [],[],[],[],[]
  for t in range(6):
    x = np.zeros(D)
    x[pos] = 1
    x[0] += 0.5 # bias-ish input
    aprob, h = policy_forward(x)
    action = np.random.choice(A, p=aprob)
    xs.append(x)
    hs.append(h)
    y = np.zeros(A); y[action] = 1 # a "fake label"
    dlogps.append((y, aprob))
    logprobs.append(np.log(aprob[action]))
    pos = min(max(pos + action - 1, 0), D-1)
    drs.append(1.0 if pos == D-1 else -0.1)
    if pos == D-1: break

  epr = np.array(drs)
  discounted_epr = discount_rewards(epr)
  discounted_epr -= np.mean(discounted_epr)
  discounted_epr /= np.std(discounted_epr) + 1e-8
  loss = -np.sum(np.array(logprobs) * discounted_epr) # surrogate, only to look at

  # backward
  epx, eph = np.vstack(xs), np.vstack(hs)
  epdlogp = np.vstack([y - aprob for y, aprob in dlogps])  #! epdlogp = np.vstack([aprob - y for y, aprob in dlogps])  #! epdlogp = np.vstack([y for y, aprob in dlogps])  #! epdlogp = np.vstack([(y - aprob) * aprob for y, aprob in dlogps])
  epdlogp *= discounted_epr[:, None]  #! epdlogp *= epr[:, None]  #! epdlogp *= discounted_epr.sum()
  grad = policy_backward(epx, eph, epdlogp)
  # update
  for k in model: model[k] += learning_rate * grad[k]  #! for k in model: model[k] -= learning_rate * grad[k]
  # end
  print('ep %d: reward total was %f, loss %f' % (episode_number, epr.sum(), loss))
