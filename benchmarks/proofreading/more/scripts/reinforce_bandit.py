# objective: np.mean(adv * np.log(pi[idx, act])) - beta * np.mean(np.sum(pi * np.log(pi), axis=1))
# REINFORCE on a contextual bandit, with a running baseline and an entropy bonus.
# This one goes UP the gradient (we maximise reward), hence the plus signs.
import numpy as np


def softmax(s):
    e = np.exp(s - s.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def main():
    global policy
    rng = np.random.RandomState(4)
    n_s, n_h, n_a, B = 3, 5, 3, 8
    policy = [rng.randn(n_s, n_h) * 0.6, np.zeros(n_h), rng.randn(n_h, n_a) * 0.6, np.zeros(n_a)]
    W1, b1, W2, b2 = policy
    good = np.array([2, 0, 1])            # best action in each state
    baseline, beta, lr, max_norm = 0.0, 0.05, 0.5, 0.4
    idx = np.arange(B)

    for episode in range(20):
        state = rng.randint(0, n_s, B)
        obs = np.eye(n_s)[state] + 0.1 * rng.randn(B, n_s)
        hid = np.tanh(obs @ W1 + b1)
        pi = softmax(hid @ W2 + b2)
        act = np.array([rng.choice(n_a, p=q) for q in pi])
        R = (act == good[state]) * 1.0 + 0.1 * rng.randn(B)
        adv = R - baseline

        # backward
        chosen = np.zeros((B, n_a))
        chosen[idx, act] = 1
        dlogit = adv[:, None] * (chosen - pi)  #! dlogit = adv[:, None] * (pi - chosen)
        H = -np.sum(pi * np.log(pi), axis=1, keepdims=True)
        dlogit += -beta * pi * (np.log(pi) + H)
        dlogit /= B  #! dlogit /= n_a
        gW2 = hid.T @ dlogit
        gb2 = dlogit.sum(0)  #! gb2 = dlogit.mean(0)
        dhid = dlogit @ W2.T
        dpre = dhid * (1 - hid ** 2)  #! dpre = dhid * (1 - hid * 2)
        gW1 = obs.T @ dpre  #! gW1 = obs.T @ dhid
        gb1 = dpre.sum(0)

        # update
        grads = [gW1, gb1, gW2, gb2]  #! grads = [gW2, gb2, gW1, gb1]
        norm = np.sqrt(sum((g ** 2).sum() for g in grads))  #! norm = sum((g ** 2).sum() for g in grads)
        scale = min(1.0, max_norm / norm)  #! scale = max(1.0, max_norm / norm)
        for p, g in zip(policy, grads):
            p += lr * scale * g  #! p -= lr * scale * g
        baseline = 0.9 * baseline + 0.1 * R.mean()  #! baseline = 0.9 * baseline + R.mean()


main()
