"""REINFORCE on a 5-cell corridor. Start in the middle; the right end pays +1, the left end -1,
every step costs 0.1. Policy: relu net over (left, stay, right). Karpathy-pong style lists."""
import numpy as np

CELLS, HIDDEN, ACTIONS = 5, 6, 3
MAX_STEPS, GAMMA, RATE = 6, 0.9, 0.1
rs = np.random.RandomState(8)

model = {}
model['W1'] = rs.randn(HIDDEN, CELLS) * 0.7
model['b1'] = np.full(HIDDEN, 0.1)
model['W2'] = rs.randn(ACTIONS, HIDDEN) * 0.4


def policy_forward(x):
    pre = np.dot(model['W1'], x) + model['b1']
    h = np.maximum(pre, 0)
    logits = np.dot(model['W2'], h)
    e = np.exp(logits - np.max(logits))
    return e / e.sum(), h


def discount(r):
    out, running = np.zeros(len(r)), 0.0
    for t in reversed(range(len(r))):
        running = r[t] + GAMMA * running
        out[t] = running
    return out


def policy_backward(epx, eph, epdlogp):
    # backward
    dW2 = np.dot(epdlogp.T, eph)            #! dW2 = np.dot(epdlogp.T, eph > 0)  #! dW2 = np.dot(epdlogp.T, eph) / len(epx)
    dh = np.dot(epdlogp, model['W2'])
    dh[eph <= 0] = 0                        #! dh[eph > 0] = 0  #! dh[dh <= 0] = 0
    db1 = np.sum(dh, axis=0)                #! db1 = np.sum(dh)  #! db1 = np.mean(dh, axis=0)
    dW1 = np.dot(dh.T, epx)                 #! dW1 = np.dot(dh.T, epx) / len(epx)
    # end
    return {'W1': dW1, 'b1': db1, 'W2': dW2}


for episode in range(25):
    pos, done = 2, False
    xs, hs, ps, acts, rewards = [], [], [], [], []
    while not done and len(xs) < MAX_STEPS:
        x = np.eye(CELLS)[pos]
        p, h = policy_forward(x)
        a = np.searchsorted(np.cumsum(p), rs.rand() * 0.999999)
        pos += a - 1
        done = pos in (0, CELLS - 1)
        xs.append(x); hs.append(h); ps.append(p); acts.append(a)
        rewards.append(-0.1 if not done else (1.0 if pos else -1.0))

    epx, eph, epp = np.vstack(xs), np.vstack(hs), np.vstack(ps)
    G = discount(rewards)
    adv = G - 0.2
    loss = -np.sum(adv * np.log(epp[np.arange(len(acts)), acts]))

    # backward
    epdlogp = -epp.copy()                   #! epdlogp = epp.copy()  #! epdlogp = 1 - epp.copy()
    epdlogp[np.arange(len(acts)), acts] += 1    #! epdlogp[np.arange(len(acts)), acts] -= 1  #! epdlogp[:, acts] += 1
    epdlogp *= adv[:, None]                 #! epdlogp *= np.array(rewards)[:, None]  #! epdlogp *= G[:, None]
    grad = policy_backward(epx, eph, epdlogp)
    # update
    for k, g in grad.items():
        model[k] += RATE * g                #! model[k] -= RATE * g
    # end
    print('ep %2d  steps %d  return %.3f  loss %.4f' % (episode, len(acts), G[0], loss))
