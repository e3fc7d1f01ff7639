# Sequence classifier with additive attention pooling - notebook "attention from scratch", cells 3-6
import numpy as np

rng = np.random.RandomState(42)
n, T, d, h, k = 5, 4, 3, 4, 3
X = rng.randn(n, T, d)
labels = rng.randint(0, k, size=n)

W = rng.randn(d, h) * 0.8       # token projection
b = rng.randn(h) * 0.1
Wa = rng.randn(h, h) * 0.8      # attention
v = rng.randn(h)
Wc = rng.randn(h, k) * 0.8      # classifier
bc = np.zeros(k)
lr = 0.4

def softmax(s):
    e = np.exp(s - s.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)

for it in range(15):
    # forward
    pre = X @ W + b                       # n T h
    H = np.maximum(pre, 0)
    U = np.tanh(H @ Wa)
    score = U @ v                         # n T
    alpha = softmax(score)
    ctx = np.einsum('nt,nth->nh', alpha, H)
    probs = softmax(ctx @ Wc + bc)
    loss = -np.mean(np.log(probs[np.arange(n), labels]))

    # backward
    dlogits = probs.copy()
    dlogits[np.arange(n), labels] -= 1.0  #! dlogits[:, labels] -= 1.0
    dlogits /= n  #! dlogits /= k
    dWc = ctx.T @ dlogits
    dbc = dlogits.sum(0)  #! dbc = dlogits.sum(1)
    dctx = dlogits @ Wc.T
    dalpha = np.einsum('nh,nth->nt', dctx, H)  #! dalpha = np.einsum('nh,nth->nt', dctx, U)
    dscore = alpha * (dalpha - (alpha * dalpha).sum(axis=1, keepdims=True))
    dv = np.einsum('nt,nth->h', dscore, U)  #! dv = np.einsum('nt,nth->h', alpha, U)
    dU = dscore[:, :, None] * v
    dUpre = dU * (1 - U ** 2)  #! dUpre = dU * (1 - U)
    dWa = np.einsum('nti,ntj->ij', H, dUpre)  #! dWa = np.einsum('nti,ntj->ji', H, dUpre)
    dH = alpha[:, :, None] * dctx[:, None, :] + dUpre @ Wa.T  #! dH = dUpre @ Wa.T
    dpre = dH * (pre > 0)
    dW = np.einsum('ntd,nth->dh', X, dpre)
    db = dpre.sum(axis=(0, 1))  #! db = dpre.mean(axis=(0, 1))

    # update
    for param, grad in ((W, dW), (b, db), (Wa, dWa), (v, dv), (Wc, dWc), (bc, dbc)):
        param -= lr * grad  #! param = param - lr * grad
