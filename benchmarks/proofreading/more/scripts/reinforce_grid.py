# REINFORCE on a 2x3 grid.  S . .   actions: 0 up 1 down 2 left 3 right
#                           . # G   -1 for bumping, +5 at G, -0.1 a step
# one hidden layer policy, "pong from pixels" way of stacking the episode
import numpy as np
np.random.seed(21)

ROWS, COLS = 2, 3
GOAL, WALL = (1, 2), (1, 1)
MOVES = [(-1, 0), (1, 0), (0, -1), (0, 1)]
gamma, lr = 0.9, 0.02
hidden = 6

model = {}
model['W1'] = np.random.randn(ROWS * COLS, hidden)
model['W2'] = np.random.randn(hidden, 4) * 0.5


def env_step(pos, a):
    nr, nc = pos[0] + MOVES[a][0], pos[1] + MOVES[a][1]
    if not (0 <= nr < ROWS and 0 <= nc < COLS) or (nr, nc) == WALL:
        return pos, -1.0, False
    if (nr, nc) == GOAL:
        return (nr, nc), 5.0, True
    return (nr, nc), -0.1, False


def policy(x):
    h = x @ model['W1']
    h[h < 0] = 0
    logit = h @ model['W2']
    e = np.exp(logit - logit.max())
    return e / e.sum(), h


baseline = 0.5
for episode in range(30):
    pos, done = (0, 0), False
    exs, ehs, eps, acts, rews = [], [], [], [], []
    while not done and len(acts) < 6:
        x = np.zeros(ROWS * COLS)
        x[pos[0] * COLS + pos[1]] = 1
        prob, h = policy(x)
        a = np.random.choice(4, p=prob)
        pos, rew, done = env_step(pos, a)
        exs.append(x); ehs.append(h); eps.append(prob); acts.append(a); rews.append(rew)

    epx, eph, epp = np.vstack(exs), np.vstack(ehs), np.vstack(eps)
    T = len(acts)
    G = np.zeros(T)
    running = 0
    for i in range(T - 1, -1, -1):
        running = rews[i] + gamma * running
        G[i] = running
    adv = G - baseline
    surrogate = -np.sum(adv * np.log(epp[np.arange(T), acts]))

    # backward
    dlogit = -epp  #! dlogit = np.zeros_like(epp)  #! dlogit = -epp * (1 - epp)
    dlogit[np.arange(T), acts] += 1  #! dlogit[np.arange(T), acts] -= 1  #! dlogit[:, acts] += 1
    dlogit *= adv[:, None]  #! dlogit *= G[:, None]  #! dlogit *= np.array(rews)[:, None]
    dW2 = eph.T @ dlogit
    dh = dlogit @ model['W2'].T
    dh[eph <= 0] = 0  #! dh[eph > 0] = 0  #! dh[dh <= 0] = 0  #! dh[eph <= 0] = 1
    dW1 = epx.T @ dh  #! dW1 = epx.T @ (dlogit @ model['W2'].T)
    # update
    model['W1'] += lr * dW1  #! model['W1'] -= lr * dW1
    model['W2'] += lr * dW2  #! model['W2'] -= lr * dW2
    # end
    baseline = 0.9 * baseline + 0.1 * G[0]
    if episode % 10 == 0:
        print('ep %d: steps %d, return %.2f, surrogate %.3f' % (episode, T, G[0], surrogate))
