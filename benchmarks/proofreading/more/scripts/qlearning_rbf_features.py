# Q-learning with linear function approximation (RBF features of a 1-d position).
# semi-gradient: y_target is computed first and then held fixed
import math
import random

random.seed(50)
CENTRES = [0.0, 0.25, 0.5, 0.75, 1.0]
ACTIONS = (-0.2, 0.2)
theta = {a: [0.0] * len(CENTRES) for a in ACTIONS}
GAMMA, EPS = 0.9, 0.2


def phi(s):
    return [math.exp(-((s - c) / 0.2) ** 2) for c in CENTRES]


def Q(s, a):
    return sum(w * f for w, f in zip(theta[a], phi(s)))


def env(s, a):
    s2 = min(1.0, max(0.0, s + a + random.gauss(0, 0.02)))
    return s2, (1.0 if s2 > 0.9 else -0.1), s2 > 0.9


s, alpha, episodes = 0.5, 0.3, 0
td_losses = []
for t in range(30):
    greedy = max(ACTIONS, key=lambda a: Q(s, a))
    a = random.choice(ACTIONS) if random.random() < EPS else greedy
    s2, rew, done = env(s, a)
    y_target = rew if done else rew + GAMMA * max(Q(s2, b) for b in ACTIONS)
    feats = phi(s)
    q_sa = sum(w * f for w, f in zip(theta[a], feats))
    td_loss = 0.5 * (y_target - q_sa) ** 2
    td_losses.append(td_loss)

    # backward
    td = q_sa - y_target
    grad = [td * f for f in feats]

    # update
    theta[a] = [w - alpha * g for w, g in zip(theta[a], grad)]
    alpha *= 0.99
    if done:
        s = random.uniform(0, 0.3)
        episodes += 1
    else:
        s = s2

print("episodes finished:", episodes)
print("mean td loss", sum(td_losses) / len(td_losses))
