"""Shared trunk, two heads: regression of the age and a 3-way class. Total loss is a weighted sum."""
import numpy as np

rng = np.random.default_rng(31)
n, d, h, k = 6, 4, 5, 3
X = rng.standard_normal((n, d))
age = rng.standard_normal(n)
cls = rng.integers(0, k, n)

W_shared = rng.standard_normal((d, h)) * 0.5
w_age = rng.standard_normal(h) * 0.5
b_age = 0.0
W_cls = rng.standard_normal((h, k)) * 0.5
b_cls = np.zeros(k)
alpha, lr = 0.3, 0.1

for it in range(3):
    feat = np.tanh(X @ W_shared)
    pred_age = feat @ w_age + b_age
    logits = feat @ W_cls + b_cls
    logits = logits - logits.max(axis=1, keepdims=True)
    prob = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    loss_age = np.mean((pred_age - age) ** 2)
    loss_cls = -np.mean(np.log(prob[np.arange(n), cls]))
    total_loss = alpha * loss_age + (1 - alpha) * loss_cls

    # backward
    d_age = alpha * 2 * (pred_age - age) / n  #! d_age = 2 * (pred_age - age) / n  #! d_age = (1 - alpha) * 2 * (pred_age - age) / n
    d_logits = prob.copy()
    d_logits[np.arange(n), cls] -= 1
    d_logits *= (1 - alpha) / n  #! d_logits /= n  #! d_logits *= alpha / n
    g_w_age = feat.T @ d_age
    g_b_age = d_age.sum()
    g_W_cls = feat.T @ d_logits
    g_b_cls = d_logits.sum(axis=0)  #! g_b_cls = d_logits.sum()
    d_feat = np.outer(d_age, w_age)  #! d_feat = np.outer(w_age, d_age)
    d_feat += d_logits @ W_cls.T  #! d_feat = d_logits @ W_cls.T  #! d_feat -= d_logits @ W_cls.T
    g_W_shared = X.T @ (d_feat * (1 - feat ** 2))  #! g_W_shared = X.T @ d_feat  #! g_W_shared = X.T @ (d_feat * feat * (1 - feat))
    # update
    W_shared -= lr * g_W_shared
    w_age -= lr * g_w_age
    b_age -= lr * g_b_age
    W_cls -= lr * g_W_cls
    b_cls -= lr * g_b_cls
