#!/usr/bin/env python
# coding: utf-8

# # Lifeboats, version 12: tiny NN in pure numpy
# Upvote if you like it :)

# In[1]:

import numpy as np
np.random.seed(42)

# In[2]:

# pclass, sex (1 = female), age, fare, survived  -- eight passengers typed from the CSV
train = np.array([
    [3, 0, 22.0,  7.25, 0],
    [1, 1, 38.0, 71.28, 1],
    [3, 1, 26.0,  7.92, 1],
    [1, 1, 35.0, 53.10, 1],
    [3, 0, 35.0,  8.05, 0],
    [1, 0, 54.0, 51.86, 0],
    [3, 0,  2.0, 21.07, 0],
    [2, 1, 14.0, 30.07, 1],
])
X = train[:, :4]
y = train[:, 4]
X = (X - X.mean(axis=0)) / X.std(axis=0)
X.shape, y.shape

# In[3]:

n_hidden = 5
W1 = np.random.randn(4, n_hidden) * np.sqrt(2 / 4)
b1 = np.zeros(n_hidden) + 0.05
W2 = np.random.randn(n_hidden) * np.sqrt(2 / n_hidden)
b2 = 0.0
vW1, vb1, vW2, vb2 = 0, 0, 0, 0

keep = 0.8
lr = 0.1
mu = 0.9
l2 = 0.01
w_pos = 1.5        # survivors are rarer in the full data
sample_w = np.where(y == 1, w_pos, 1.0)

# In[4]:

history = []
for epoch in range(25):
    # forward
    z1 = X @ W1 + b1
    a1 = np.maximum(0, z1)
    mask = (np.random.rand(*a1.shape) < keep) / keep
    d1 = a1 * mask
    z2 = d1 @ W2 + b2
    p = 1 / (1 + np.exp(-z2))
    bce = -sample_w * (y * np.log(p) + (1 - y) * np.log(1 - p))
    loss = bce.mean() + 0.5 * l2 * (np.sum(W1 ** 2) + np.sum(W2 ** 2))
    history.append(loss)

    # backward
    dz2 = sample_w * (p - y) / len(y)  #! dz2 = (p - y) / len(y)  #! dz2 = sample_w * (p - y)  #! dz2 = sample_w * (p - y) * p * (1 - p) / len(y)
    dW2 = d1.T @ dz2 + l2 * W2  #! dW2 = a1.T @ dz2 + l2 * W2  #! dW2 = d1.T @ dz2  #! dW2 = d1.T @ dz2 + 2 * l2 * W2
    db2 = dz2.sum()  #! db2 = dz2.mean()
    dd1 = np.outer(dz2, W2)
    da1 = dd1 * mask  #! da1 = dd1  #! da1 = dd1 * keep  #! da1 = dd1 * (mask > 0)
    dz1 = da1 * (z1 > 0)  #! dz1 = da1 * (dd1 > 0)  #! dz1 = da1 * z1
    dW1 = X.T @ dz1 + l2 * W1
    db1 = dz1.sum(axis=0)
    # update
    vW1 = mu * vW1 - lr * dW1
    vb1 = mu * vb1 - lr * db1
    vW2 = mu * vW2 - lr * dW2  #! vW2 = mu * vW2 - (1 - lr) * dW2
    vb2 = mu * vb2 - lr * db2
    W1 = W1 + vW1
    b1 = b1 + vb1  #! b1 = b1 + db1
    W2 = W2 + vW2
    b2 = b2 + vb2
    # end

# In[5]:

print('first / last loss:', history[0], history[-1])
pred = (1 / (1 + np.exp(-(np.maximum(0, X @ W1 + b1) @ W2 + b2))) > 0.5).astype(int)
print('train accuracy:', (pred == y).mean())
