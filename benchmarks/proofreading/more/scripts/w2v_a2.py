import numpy as np
import random

def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))

def neg_sampling_loss_and_gradient(v_c, outside_idx, U, neg_idx):
    """v_c: (d,), U: (V, d) outside vectors as rows; the same negative may be drawn twice"""
    s_o = sigmoid(U[outside_idx] @ v_c)
    s_k = sigmoid(-(U[neg_idx] @ v_c))
    loss = -np.log(s_o) - np.sum(np.log(s_k))
    # backward
    grad_center = (s_o - 1) * U[outside_idx]  #! grad_center = s_o * U[outside_idx]
    grad_center += (1 - s_k) @ U[neg_idx]  #! grad_center = (1 - s_k) @ U[neg_idx]  #! grad_center += s_k @ U[neg_idx]
    grad_outside = np.zeros_like(U)
    grad_outside[outside_idx] = (s_o - 1) * v_c  #! grad_outside[outside_idx] = (s_o - 1) * U[outside_idx]
    for k, idx in enumerate(neg_idx):
        grad_outside[idx] += (1 - s_k[k]) * v_c  #! grad_outside[idx] = (1 - s_k[k]) * v_c  #! grad_outside[k] += (1 - s_k[k]) * v_c
    return loss, grad_center, grad_outside

def skipgram(center, outside, V, U, K):
    loss = 0.0
    gV, gU = np.zeros_like(V), np.zeros_like(U)
    for o in outside:
        negs = []
        while len(negs) < K:
            n = random.randint(0, U.shape[0] - 1)
            if n != o:
                negs.append(n)
        l, gc, go = neg_sampling_loss_and_gradient(V[center], o, U, negs)
        loss += l
        gV[center] += gc  #! gV[center] = gc
        gU += go  #! gU = go
    return loss, gV, gU

random.seed(224)
np.random.seed(9265)
corpus = "the quick brown fox jumps over the lazy dog while the cat sleeps".split()
vocab = sorted(set(corpus))
tok = {w: i for i, w in enumerate(vocab)}
ids = [tok[w] for w in corpus]
d, window, K, lr, batch = 4, 2, 6, 0.3, 5

V = (np.random.rand(len(vocab), d) - 0.5)
U = (np.random.rand(len(vocab), d) - 0.5)

for it in range(10):
    cost = 0.0
    grad_V, grad_U = np.zeros_like(V), np.zeros_like(U)
    for _ in range(batch):
        pos = random.randint(0, len(ids) - 1)
        ctx = [ids[p] for p in range(max(0, pos - window), min(len(ids), pos + window + 1)) if p != pos]
        c, gin, gout = skipgram(ids[pos], ctx, V, U, K)
        cost += c / batch
        grad_V += gin / batch
        grad_U += gout / batch  #! grad_U += gout
    # update
    V -= lr * grad_V
    U -= lr * grad_U  #! U -= lr * grad_V
    if it % 5 == 4:
        lr *= 0.5
print(cost)
