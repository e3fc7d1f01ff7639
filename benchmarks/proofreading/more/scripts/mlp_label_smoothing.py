"""Port of my PyTorch MLP (CrossEntropyLoss(label_smoothing=0.1)) to numpy."""
import numpy as np

rng = np.random.default_rng(0)
N, D, H1, H2, C = 8, 5, 7, 6, 3
eps = 0.1
lr = 0.3

X = rng.normal(size=(N, D))
y = rng.integers(0, C, size=N)

# nn.Linear keeps its weight as (out_features, in_features)
fc1_w = rng.uniform(-1, 1, (H1, D)) / np.sqrt(D)
fc1_b = np.zeros(H1)
fc2_w = rng.uniform(-1, 1, (H2, H1)) / np.sqrt(H1)
fc2_b = np.zeros(H2)
fc3_w = rng.uniform(-1, 1, (C, H2)) / np.sqrt(H2)
fc3_b = np.zeros(C)

for it in range(20):
    # forward
    z1 = X @ fc1_w.T + fc1_b
    h1 = np.maximum(z1, 0)
    z2 = h1 @ fc2_w.T + fc2_b
    h2 = np.tanh(z2)
    logits = h2 @ fc3_w.T + fc3_b

    shifted = logits - logits.max(axis=1, keepdims=True)
    logp = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    onehot = np.eye(C)[y]
    target = (1 - eps) * onehot + eps / C
    loss = -(target * logp).sum(axis=1).mean()
    if it % 5 == 0:
        print(it, round(float(loss), 4))

    # backward
    dlogits = (np.exp(logp) - target) / N  #! dlogits = (np.exp(logp) - onehot) / N  #! dlogits = (logp - target) / N
    dfc3_w = dlogits.T @ h2  #! dfc3_w = dlogits.T @ z2
    dfc3_b = dlogits.sum(axis=0)  #! dfc3_b = dlogits.mean(axis=0)
    dh2 = dlogits @ fc3_w  #! dh2 = dlogits @ fc3_w.T
    dz2 = dh2 * (1 - h2 ** 2)  #! dz2 = dh2 * (1 - z2 ** 2)
    dfc2_w = dz2.T @ h1
    dfc2_b = dz2.sum(axis=0)  #! dfc2_b = dz2.sum()
    dh1 = dz2 @ fc2_w
    dz1 = dh1 * (z1 > 0)  #! dz1 = dh1
    dfc1_w = dz1.T @ X  #! dfc1_w = dh1.T @ X
    dfc1_b = dz1.sum(axis=0)

    # update
    fc1_w -= lr * dfc1_w
    fc1_b -= lr * dfc1_b
    fc2_w -= lr * dfc2_w
    fc2_b -= lr * dfc2_b  #! fc2_b -= lr * fc2_b
    fc3_w -= lr * dfc3_w
    fc3_b -= lr * dfc3_b
