# objective: -sum(adv[t] * np.log(softmax(theta[states[t]])[actions[t]]) for t in range(len(actions)))
# policy gradient on a corridor of 5 cells, start in the middle, exit right = +1, exit left = 0
import numpy as np
np.random.seed(3)
theta = np.zeros((5, 2))          # table: state x {left, right}
baseline = np.zeros(5)
gamma = 0.9

def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()

wins = []
for episode in range(25):
    s = 2
    states = []; actions = []; rewards = []
    while 0 <= s < 5 and len(states) < 20:
        a = 1 if np.random.rand() < softmax(theta[s])[1] else 0
        states.append(s)
        actions.append(a)
        s = s + (1 if a == 1 else -1)
        rewards.append(1.0 if s == 5 else 0.0)
    wins.append(s == 5)

    # discounted return, from the last step to the first
    G = 0
    returns = []
    for rew in reversed(rewards):
        G = rew + gamma * G
        returns.insert(0, G)
    adv = [ret - baseline[st] for ret, st in zip(returns, states)]

    # backward
    g = np.zeros_like(theta)
    for t in range(len(actions)):
        p = softmax(theta[states[t]])
        for a in range(2):
            if a == actions[t]:
                g[states[t], a] += adv[t] * (p[a] - 1)
            else:
                g[states[t], a] += adv[t] * p[a]

    # update
    theta = theta - 0.5 * g
    for ret, st in zip(returns, states):
        baseline[st] += 0.1 * (ret - baseline[st])
print("wins in the last ten:", sum(wins[-10:]))
