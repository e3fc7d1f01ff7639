#!/usr/bin/env python
# coding: utf-8

# # A tiny net, step by step

# In[1]:

import numpy as np
np.random.seed(3)

# In[2]:

X = np.linspace(-2, 2, 12).reshape(-1, 1)
Y = np.sin(2 * X)

# In[3]: first try, only a line

def predict(X, W):
    return X @ W

W = np.random.randn(1, 1)
predict(X, W)[:3]

# In[4]: second try, hidden layer

def predict(X, W, V):
    H = np.tanh(X @ W)
    return H, H @ V

# In[7]: forgot the bias! third try

def add_one(A):
    return np.hstack([A, np.ones((len(A), 1))])

def predict(X, W, V):
    H = np.tanh(add_one(X) @ W)
    return H, add_one(H) @ V

W = np.random.randn(2, 6)
V = np.random.randn(7, 1) * 0.3

# In[8]:

def step(W, V, lr=0.1):
    H, out = predict(X, W, V)
    loss = ((out - Y) ** 2).mean()
    # backward
    dout = 2 * (out - Y) / out.size
    dV = add_one(H).T @ dout
    dH = (dout @ V.T)[:, :-1]      # last column was the one
    dA = dH * (1 - H ** 2)
    dW = add_one(X).T @ dA
    # update
    return W - lr * dW, V - lr * dV, loss

# In[9]:

hist = []
for _ in range(30):
    W, V, l = step(W, V)
    hist.append(l)
hist[-1]

# In[12]: smaller lr

for _ in range(30):
    W, V, l = step(W, V, lr=0.05)
    hist.append(l)
print(hist[0], hist[-1])
