# objective: np.mean(adv * np.log(probs[np.arange(B), actions]))
import numpy as np

rng = np.random.default_rng(7)
S, HID, ACT, B = 3, 6, 3, 12
theta1 = rng.normal(0, .5, (S, HID))
theta2 = rng.normal(0, .5, (HID, ACT))
baseline = 0.0

def reward(s, a):
    return (s.argmax(axis=1) == a).astype(float)

returns = []
for episode in range(30):
    states = rng.normal(size=(B, S))
    hid = np.tanh(states @ theta1)
    logits = hid @ theta2
    probs = np.exp(logits - logits.max(1, keepdims=True))
    probs /= probs.sum(1, keepdims=True)
    actions = np.array([rng.choice(ACT, p=pr) for pr in probs])
    rew = reward(states, actions)
    adv = rew - baseline
    # backward
    dlog = -probs
    dlog[np.arange(B), actions] += 1          # grad log pi
    dlog *= adv[:, None] / B
    grad2 = hid.T @ dlog
    grad1 = states.T @ (dlog @ theta2.T * (1 - hid ** 2))
    # update
    theta1 += 0.8 * grad1       # ascent!
    theta2 += 0.8 * grad2
    baseline = 0.9 * baseline + 0.1 * rew.mean()
    returns.append(rew.mean())
print('avg reward first 5 / last 5:', np.mean(returns[:5]), np.mean(returns[-5:]))
