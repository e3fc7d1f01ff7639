import numpy as np
np.random.seed(1)
def sigmoid(x):
    return 1 / (1 + np.exp(-x))
n_a, n_x, n_y, m, T = 3, 2, 2, 4, 3
P = {}
for g in "fioc":
    P["W" + g] = np.random.randn(n_a, n_a + n_x) * .4
    P["b" + g] = np.zeros((n_a, 1))
P["Wy"], P["by"] = np.random.randn(n_y, n_a) * .4, np.zeros((n_y, 1))
x = np.random.randn(n_x, m, T)
target = np.random.randn(n_y, m, T)
for it in range(2):
    a, c = np.zeros((n_a, m)), np.zeros((n_a, m))
    caches, loss = [], 0.0
    for t in range(T):
        concat = np.vstack([a, x[:, :, t]])
        ft = sigmoid(P["Wf"] @ concat + P["bf"])
        it_ = sigmoid(P["Wi"] @ concat + P["bi"])
        cct = np.tanh(P["Wc"] @ concat + P["bc"])
        c_prev, c = c, ft * c + it_ * cct
        ot = sigmoid(P["Wo"] @ concat + P["bo"])
        a = ot * np.tanh(c)
        y = P["Wy"] @ a + P["by"]
        loss += 0.5 * np.sum((y - target[:, :, t]) ** 2)
        caches.append((concat, ft, it_, cct, c_prev, c, ot, a, y))
    G = {k: np.zeros_like(v) for k, v in P.items()}
    da_next, dc_next = np.zeros((n_a, m)), np.zeros((n_a, m))
    for t in reversed(range(T)):
        concat, ft, it_, cct, c_prev, c_t, ot, a_t, y = caches[t]
        # backward
        dy = y - target[:, :, t]
        G["Wy"] += dy @ a_t.T
        G["by"] += dy.sum(axis=1, keepdims=True)
        da = P["Wy"].T @ dy + da_next
        dot = da * np.tanh(c_t) * ot * (1 - ot)
        dc = da * ot * (1 - np.tanh(c_t) ** 2) + dc_next
        dcct = dc * it_ * (1 - cct ** 2)
        dit = dc * cct * it_ * (1 - it_)
        dft = dc * c_prev * ft * (1 - ft)
        for k, d in (("f", dft), ("i", dit), ("c", dcct), ("o", dot)):
            G["W" + k] += d @ concat.T
            G["b" + k] += d.sum(axis=1, keepdims=True)
        dconcat = P["Wf"].T @ dft + P["Wi"].T @ dit + P["Wc"].T @ dcct + P["Wo"].T @ dot
        da_next = dconcat[:n_a]
        dc_next = dc * ft
    # update
    for k in P:
        P[k] = P[k] - 0.05 * G[k]
