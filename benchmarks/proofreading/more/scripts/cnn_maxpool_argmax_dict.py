import numpy as np

np.random.seed(11)
N = 4
X = np.random.randn(N, 6, 5)              # grayscale "images"
labels = np.array([1, 0, 3, 2])
onehot = np.eye(4)[labels]

P = dict(K=np.random.randn(2, 3, 2) * 0.5, kb=np.zeros(2),
         W=np.random.randn(8, 4) * 0.3, b=np.zeros(4))


def forward(X, P):
    c = {}
    H, W = X.shape[1] - 2, X.shape[2] - 1
    conv = np.zeros((len(X), 2, H, W))
    for f in range(2):
        for i in range(H):
            for j in range(W):
                conv[:, f, i, j] = (X[:, i:i + 3, j:j + 2] * P["K"][f]).sum(axis=(1, 2)) + P["kb"][f]
    c["conv"] = conv
    c["act"] = np.where(conv > 0, conv, 0.1 * conv)     # leaky relu
    # 2x2 max pooling, remember who won
    pooled = np.zeros((len(X), 2, H // 2, W // 2))
    winner = np.zeros(pooled.shape, dtype=int)
    for i in range(H // 2):
        for j in range(W // 2):
            block = c["act"][:, :, 2 * i:2 * i + 2, 2 * j:2 * j + 2].reshape(len(X), 2, 4)
            winner[:, :, i, j] = block.argmax(axis=2)
            pooled[:, :, i, j] = block.max(axis=2)
    c["winner"] = winner
    c["flat"] = pooled.reshape(len(X), -1)
    logits = c["flat"] @ P["W"] + P["b"]
    e = np.exp(logits - logits.max(1, keepdims=True))
    c["probs"] = e / e.sum(1, keepdims=True)
    return c


def backward(X, onehot, P, c):
    # backward
    G = {}
    dlogits = (c["probs"] - onehot) / len(X)
    G["W"] = c["flat"].T @ dlogits
    G["b"] = dlogits.sum(0)
    dpool = (dlogits @ P["W"].T).reshape(c["winner"].shape)
    dact = np.zeros_like(c["act"])
    n, f = np.indices(dact.shape[:2])
    for i in range(dpool.shape[2]):
        for j in range(dpool.shape[3]):
            w = c["winner"][:, :, i, j]
            dact[n, f, 2 * i + w // 2, 2 * j + w % 2] = dpool[:, :, i, j]  #! dact[n, f, 2 * i + w % 2, 2 * j + w // 2] = dpool[:, :, i, j]  #! dact[n, f, i + w // 2, j + w % 2] = dpool[:, :, i, j]
    dconv = dact * np.where(c["conv"] > 0, 1.0, 0.1)  #! dconv = dact * (c["conv"] > 0)  #! dconv = np.where(c["conv"] > 0, 1.0, 0.1)
    G["K"] = np.zeros_like(P["K"])
    G["kb"] = dconv.sum(axis=(0, 2, 3))  #! G["kb"] = dact.sum(axis=(0, 2, 3))
    for i in range(dconv.shape[2]):
        for j in range(dconv.shape[3]):
            G["K"] += np.einsum("nf,nab->fab", dconv[:, :, i, j], X[:, i:i + 3, j:j + 2])  #! G["K"] += np.einsum("nf,nab->fab", dconv[:, :, i, j], X[:, :3, :2])
    return G


for epoch in range(2):
    cache = forward(X, P)
    loss = -np.sum(onehot * np.log(cache["probs"])) / N
    grads = backward(X, onehot, P, cache)
    print(f"{epoch}: {loss:.4f}")
    # update
    for k in P:
        P[k] = P[k] - 0.2 * grads[k]
