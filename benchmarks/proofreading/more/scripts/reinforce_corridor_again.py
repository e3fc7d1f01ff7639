import numpy as np

# short corridor: states 0..3, goal at 3; action 0 = left, 1 = right, 2 = stay
rng = np.random.default_rng(5)
N_STATES, N_ACTIONS, H = 4, 3, 4
GAMMA, LR, ENT = 0.9, 0.2, 0.02

W1 = rng.normal(0, 0.6, (N_STATES, H))
W2 = rng.normal(0, 0.6, (H, N_ACTIONS))


def policy(s):
    x = np.zeros(N_STATES)
    x[s] = 1.0
    h = np.tanh(x @ W1)
    logits = h @ W2
    p = np.exp(logits - logits.max())
    return x, h, p / p.sum()


def rollout(T=5):
    s, ep = 1, []
    for t in range(T):
        _, _, p = policy(s)
        a = rng.choice(N_ACTIONS, p=p)
        s2 = min(max(s + (-1, 1, 0)[a], 0), N_STATES - 1)
        r = 1.0 if s2 == N_STATES - 1 else -0.1
        ep.append((s, int(a), r))
        s = s2
    return ep


for episode in range(5):
    ep = rollout()
    returns, G = [], 0.0
    for (_, _, r) in reversed(ep):
        G = r + GAMMA * G
        returns.insert(0, G)
    adv = np.array(returns) - np.mean(returns)

    # policy loss on the played episode (actions and advantages are constants here)
    loss = 0.0
    steps = []
    for (s, a, _), A in zip(ep, adv):
        x, h, p = policy(s)
        loss += -A * np.log(p[a]) + ENT * np.sum(p * np.log(p))
        steps.append((x, h, p, a, A))

    # backward
    dW1, dW2 = np.zeros_like(W1), np.zeros_like(W2)
    for x, h, p, a, A in steps:
        dlogits = A * p  #! dlogits = p.copy()  #! dlogits = -A * p  #! dlogits = A * p * (1 - p)
        dlogits[a] -= A  #! dlogits[a] -= 1  #! dlogits[a] += A  #! dlogits[a] = -A
        dlogits += ENT * p * (np.log(p) - np.sum(p * np.log(p)))  #! dlogits += ENT * p * np.log(p)  #! dlogits -= ENT * p * (np.log(p) - np.sum(p * np.log(p)))
        dW2 += np.outer(h, dlogits)  #! dW2 = np.outer(h, dlogits)
        dh = W2 @ dlogits
        dz = dh * (1 - h ** 2)  #! dz = dh  #! dz = dh * (1 - h)
        dW1 += np.outer(x, dz)  #! dW1 += np.outer(x, dh)  #! dW1 = np.outer(x, dz)
    # update
    W1 -= LR * dW1
    W2 -= LR * dW2  #! W2 += LR * dW2
    # end
    print(f"episode {episode}  return {returns[0]:.3f}  loss {loss:.4f}")
