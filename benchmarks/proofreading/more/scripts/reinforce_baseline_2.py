# objective: -np.mean(np.log(pi[idx, acts]) * adv) + 0.5 * np.mean((vals - G) ** 2) + ent_coef * np.mean(np.sum(pi * np.log(pi), axis=1))
# Policy gradient with a value baseline and an entropy bonus on a toy corridor.
# One shared hidden layer, two heads. The advantage uses the critic of the episode before (a table),
# so that it is a constant here.
import numpy as np

rng = np.random.default_rng(12)
n_states, n_h, n_act = 5, 6, 2
theta = {
    "W": rng.normal(0, 0.6, (n_states, n_h)), "b": np.zeros(n_h),
    "Wp": rng.normal(0, 0.6, (n_h, n_act)), "bp": np.zeros(n_act),
    "Wv": rng.normal(0, 0.6, (n_h,)), "bv": np.zeros(1),
}
ent_coef, gamma, lr = 0.05, 0.9, 0.1
cache2 = {k: np.zeros_like(p) for k, p in theta.items()}


def policy(S):
    h = np.tanh(S @ theta["W"] + theta["b"])
    z = h @ theta["Wp"] + theta["bp"]
    z = np.exp(z - z.max(axis=-1, keepdims=True))
    return h, z / z.sum(axis=-1, keepdims=True), h @ theta["Wv"] + theta["bv"][0]


def play():
    s, S, A, R = 2, [], [], []
    for _ in range(8):
        x = np.eye(n_states)[s]
        _, p, _ = policy(x)
        a = int(rng.random() < p[1])
        s = min(max(s + (1 if a else -1), 0), n_states - 1)
        S.append(x), A.append(a), R.append(1.0 if s == n_states - 1 else -0.1)
    return np.array(S), np.array(A), R


v_old = np.zeros(n_states)
for episode in range(10):
    S, acts, R = play()
    G = np.zeros(len(R))
    run = 0.0
    for t in reversed(range(len(R))):
        run = R[t] + gamma * run
        G[t] = run
    h, pi, vals = policy(S)
    adv = G - S @ v_old
    T = len(R)
    idx = np.arange(T)

    # backward
    onehot = np.eye(n_act)[acts]
    dz = (pi - onehot) * adv[:, None] / T  #! dz = (onehot - pi) * adv[:, None] / T  #! dz = (pi - onehot) * G[:, None] / T  #! dz = (pi - onehot) * adv[:, None]
    logpi = np.log(pi)
    H = np.sum(pi * logpi, axis=1, keepdims=True)
    dz += ent_coef * pi * (logpi - H) / T  #! dz += ent_coef * pi * (logpi + 1) / T  #! dz -= ent_coef * pi * (logpi - H) / T
    dv = (vals - G) / T  #! dv = adv / T  #! dv = 2 * (vals - G) / T
    grads = {}
    grads["Wp"] = h.T @ dz
    grads["bp"] = dz.sum(axis=0)  #! grads["bp"] = dz.sum(axis=1)
    grads["Wv"] = h.T @ dv
    grads["bv"] = np.array([dv.sum()])  #! grads["bv"] = np.array([dv.mean()])
    dh = dz @ theta["Wp"].T + np.outer(dv, theta["Wv"])  #! dh = dz @ theta["Wp"].T
    da = dh * (1 - h ** 2)  #! da = dh * (1 - np.tanh(h) ** 2)  #! da = dh * h * (1 - h)
    grads["W"] = S.T @ da  #! grads["W"] = S.T @ dh
    grads["b"] = da.sum(axis=0)

    # update
    for k in theta:  # RMSprop
        cache2[k] = 0.9 * cache2[k] + 0.1 * grads[k] ** 2  #! cache2[k] = 0.9 * cache2[k] + 0.9 * grads[k] ** 2
        theta[k] -= lr * grads[k] / (np.sqrt(cache2[k]) + 1e-6)  #! theta[k] -= lr * grads[k] / np.sqrt(cache2[k] + 1)
    v_old = policy(np.eye(n_states))[2]
