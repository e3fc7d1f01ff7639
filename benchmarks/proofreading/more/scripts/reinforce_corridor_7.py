"""REINFORCE with baseline in a corridor of 5 cells (start in the middle, goal at the right end).
The surrogate  sum_t log pi(a_t|s_t) * (G_t - b)  is ascended; advantages are constants."""
import numpy as np

rng = np.random.default_rng(1992)
N_STATES, LEFT, RIGHT = 5, 0, 1
GAMMA, MAX_T = 0.9, 10
logits = np.zeros((N_STATES, 2))       # tabular softmax policy
baseline = 0.0


def policy(s):
    e = np.exp(logits[s] - logits[s].max())
    return e / e.sum()


def play():
    s, states, actions, rewards = 2, [], [], []
    for _ in range(MAX_T):
        a = rng.choice(2, p=policy(s))
        states.append(s)
        actions.append(int(a))
        s = s + 1 if a == RIGHT else s - 1
        rewards.append(1.0 if s == N_STATES - 1 else -0.1)
        if s in (0, N_STATES - 1):
            break
    return states, actions, rewards


def returns(rewards):
    G, out = 0.0, []
    for r in reversed(rewards):
        G = r + GAMMA * G
        out.insert(0, G)
    return np.array(out)


for episode in range(25):
    states, actions, rewards = play()
    G = returns(rewards)
    adv = G - baseline
    surrogate = 0.0
    # backward
    dlogits = np.zeros_like(logits)
    for s, a, A in zip(states, actions, adv):
        pi = policy(s)
        surrogate += A * np.log(pi[a])
        onehot = np.array([a == LEFT, a == RIGHT], dtype=float)
        dlogits[s] += A * (onehot - pi)
    # update
    logits += 0.4 * dlogits
    baseline += 0.1 * (G[0] - baseline)
    if episode % 6 == 0:
        print(f"episode {episode}: return {G[0]:.2f} surrogate {surrogate:.3f}")
print("P(right):", [round(float(policy(s)[RIGHT]), 2) for s in range(1, 4)])
