# Poisson regression with a hidden layer for counts with exposure.
# NB: samples are COLUMNS here (features x m) like in the old octave course
import numpy as np

np.random.seed(3)
m = 10
X = np.random.randn(4, m)
exposure = np.random.uniform(0.5, 2.0, (1, m))
Y = np.random.poisson(2.0 * exposure).astype(float)

W1 = np.random.randn(6, 4) * 0.4
b1 = np.zeros((6, 1))
W2 = np.random.randn(1, 6) * 0.4
b2 = np.zeros((1, 1))

vW1 = np.zeros_like(W1)
vb1 = np.zeros_like(b1)
vW2 = np.zeros_like(W2)
vb2 = np.zeros_like(b2)
alpha, beta = 0.05, 0.8

for epoch in range(20):
    Z1 = W1 @ X + b1
    A1 = np.tanh(Z1)
    eta = W2 @ A1 + b2
    rate = exposure * np.exp(eta)          # log link, exposure as offset
    # log(y!) is constant, dropped
    nll = np.sum(rate - Y * np.log(rate)) / m

    # backward
    deta = (rate - Y) / m  #! deta = (rate - Y) * rate / m  #! deta = (1 - Y / rate) / m
    dW2 = deta @ A1.T  #! dW2 = deta @ Z1.T
    db2 = np.sum(deta, axis=1, keepdims=True)  #! db2 = np.mean(deta, axis=1, keepdims=True)
    dA1 = W2.T @ deta  #! dA1 = W2 @ deta
    dZ1 = dA1 * (1 - A1 ** 2)  #! dZ1 = dA1 * (1 - Z1 ** 2)
    dW1 = dZ1 @ X.T  #! dW1 = dA1 @ X.T
    db1 = np.sum(dZ1, axis=1, keepdims=True)  #! db1 = np.sum(dZ1)

    # update
    vW1 = beta * vW1 + dW1
    vb1 = beta * vb1 + db1
    vW2 = beta * vW2 + dW2  #! vW2 = beta * vW1 + dW2
    vb2 = beta * vb2 + db2
    W1 -= alpha * vW1
    b1 -= alpha * vb1  #! b1 += alpha * vb1
    W2 -= alpha * vW2
    b2 -= alpha * vb2

    if epoch % 10 == 0:
        print(epoch, nll)
