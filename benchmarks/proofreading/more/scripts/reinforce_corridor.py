import numpy as np

# REINFORCE on a corridor with 5 cells, start in the middle, reward +1 at the right end, -1 at the left end.
# policy: state (2 features) -> tanh -> softmax over {left, stay, right}

rng = np.random.RandomState(4)
gamma = 0.9
model = {"W1": rng.randn(4, 2) * 0.5, "b1": np.zeros(4), "W2": rng.randn(3, 4) * 0.5}


def features(cell):
    return np.array([cell / 2.0 - 1.0, 1.0])


def policy(s):
    h = np.tanh(model["W1"] @ s + model["b1"])
    logits = model["W2"] @ h
    p = np.exp(logits - logits.max())
    return h, p / p.sum()


def play():
    cell, S, Hid, Pr, A, R = 2, [], [], [], [], []
    while len(R) < 7:
        s = features(cell)
        h, p = policy(s)
        a = rng.choice(3, p=p)
        cell += a - 1
        S.append(s); Hid.append(h); Pr.append(p); A.append(a)
        R.append({0: -1.0, 4: 1.0}.get(cell, -0.05))
        if cell in (0, 4):
            break
    return np.array(S), np.array(Hid), np.array(Pr), np.array(A), R


def returns(R):
    G, out = 0.0, []
    for r in reversed(R):
        G = r + gamma * G
        out.insert(0, G)
    return np.array(out)


for update in range(2):
    grads = {k: np.zeros_like(v) for k, v in model.items()}
    # objective: score
    score = 0.0
    for episode in range(3):
        S, Hid, Pr, A, R = play()
        G = returns(R)
        score += np.sum(G * np.log(Pr[np.arange(len(A)), A]))
        # backward
        dlogits = -Pr.copy()
        dlogits[np.arange(len(A)), A] += 1  #! dlogits[np.arange(len(A)), A] -= 1
        dlogits *= G[:, None]  #! dlogits *= G[::-1, None]  #! dlogits *= np.array(R)[:, None]
        grads["W2"] += dlogits.T @ Hid
        dh = dlogits @ model["W2"]
        dpre = dh * (1 - Hid ** 2)  #! dpre = dh * (1 - Hid)
        grads["W1"] += dpre.T @ S  #! grads["W1"] = dpre.T @ S
        grads["b1"] += dpre.sum(axis=0)
    # update
    for k in model:
        model[k] += 0.1 * grads[k]  #! model[k] -= 0.1 * grads[k]
