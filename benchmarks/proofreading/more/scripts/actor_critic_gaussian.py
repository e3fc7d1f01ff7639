# One-step actor-critic with a Gaussian policy (mean is a small net, log-std is a free parameter)
# Task: push a point to the origin, reward = -x^2.  Semi-gradient for the critic.
import numpy as np

rng = np.random.RandomState(2)
wa = rng.randn(2, 4) * 0.3
va = rng.randn(4) * 0.1
logstd = np.array([-0.5])
wc = np.zeros(3)
gamma, lr_actor, lr_critic, beta = 0.9, 0.01, 0.05, 0.01


def features(s):
    return np.array([1.0, s[0] ** 2, s[1]])


state = np.array([1.0, 1.0])        # position, constant 1
for t in range(30):
    hidden = np.tanh(state @ wa)
    mean = hidden @ va
    action = mean + np.exp(logstd[0]) * rng.randn()
    nxt = np.array([np.clip(state[0] + 0.3 * action, -2, 2), 1.0])
    reward = -nxt[0] ** 2
    phi = features(state)
    target = reward + gamma * features(nxt) @ wc      # held fixed
    value = phi @ wc
    advantage = target - value                        # held fixed for the actor
    z = (action - mean) / np.exp(logstd[0])
    logp = -0.5 * z ** 2 - logstd[0] - 0.5 * np.log(2 * np.pi)
    entropy = logstd[0] + 0.5 * np.log(2 * np.pi * np.e)
    actor_loss = -advantage * logp - beta * entropy
    critic_loss = 0.5 * (target - value) ** 2

    # backward
    dmean = -advantage * z / np.exp(logstd[0])
    dlogstd = np.array([-advantage * (z ** 2 - 1) - beta])
    dva = dmean * hidden
    dwa = np.outer(state, dmean * va * (1 - hidden ** 2))
    dwc = -(target - value) * phi

    # update
    va = va - lr_actor * dva
    wa = wa - lr_actor * dwa
    logstd = logstd - lr_actor * dlogstd
    wc = wc - lr_critic * dwc
    if t % 10 == 0:
        print(f"t={t} x={state[0]:.2f} actor {actor_loss:.3f} critic {critic_loss:.3f}")
    state = nxt
