# objective: 0.5 * (target - q[action]) ** 2
# Q-learning with a small hidden layer. The target is a constant (semi-gradient!)
import numpy as np

r = np.random.RandomState(99)
GOAL = 3

def features(pos):
    return np.array([pos / GOAL, 1.0])     # position and bias

Wh = r.randn(4, 2) * 0.7
Wq = r.randn(2, 4) * 0.4                   # 2 actions: back, forward
steps_needed = []

def q_values(f):
    hid = np.maximum(0.1 * (Wh @ f), Wh @ f)
    return Wq @ hid, hid

for game in range(5):
    pos, n, epsilon = 0, 0, 0.5 / (1 + game)
    while pos != GOAL and n < 12:
        f = features(pos)
        q, hid = q_values(f)
        action = r.randint(2) if r.rand() < epsilon else int(np.argmax(q))
        new = max(0, pos + (1 if action == 1 else -1))
        reward = 1.0 if new == GOAL else -0.1
        target = reward if new == GOAL else reward + 0.9 * np.max(q_values(features(new))[0])

        # backward
        td = target - q[action]
        stepWq = np.zeros_like(Wq)
        stepWq[action] = td * hid
        dhid = td * Wq[action]
        dhid[hid < 0] *= 0.1
        stepWh = np.outer(dhid, f)

        # update
        Wq += 0.2 * stepWq
        Wh += 0.2 * stepWh
        pos, n = new, n + 1
    steps_needed.append(n)

print("steps per game:", steps_needed)
