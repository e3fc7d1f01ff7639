# My 4 layer regression net, with a different activation in each layer just to see what happens.
# columns are samples. I keep everything in lists so I can change the depth.
import numpy as np

np.random.seed(3)
m = 10
X = np.random.randn(2, m)
Y = (np.sin(X[0]) * X[1] + 0.3 * X[0]).reshape(1, m)

sizes = [2, 6, 5, 4, 1]
L = len(sizes) - 1
W = [0.7 * np.random.randn(sizes[i + 1], sizes[i]) for i in range(L)]
b = [0.1 * np.random.randn(sizes[i + 1], 1) for i in range(L)]

act = [np.tanh,
       lambda z: np.where(z > 0, z, 0.1 * z),      # leaky relu
       lambda z: np.log(1 + np.exp(z)),            # softplus
       lambda z: z]                                # output is linear
dact = [lambda z: 1 - np.tanh(z) ** 2,
        lambda z: np.where(z > 0, 1.0, 0.1),
        lambda z: 1 / (1 + np.exp(-z)),
        lambda z: np.ones_like(z)]

lr = 0.05
mom = 0.8
vW = [np.zeros_like(w) for w in W]
vb = [np.zeros_like(x) for x in b]

for epoch in range(25):
    # forward, remember every z and every a
    A = [X]
    Z = []
    for l in range(L):
        z = W[l] @ A[l] + b[l]
        Z.append(z)
        A.append(act[l](z))
    cost = np.sum((Y - A[-1]) ** 2) / (2 * m)

    # backward
    # delta is (target - output), so everything below is MINUS the gradient and I add it at the end
    gW = [None] * L
    gb = [None] * L
    delta = (Y - A[-1]) * dact[-1](Z[-1])  #! delta = (Y - A[-1]) * dact[-2](Z[-1])  #! delta = (A[-1] - Y) * dact[-1](Z[-1])
    for l in range(L - 1, -1, -1):
        gW[l] = delta @ A[l].T / m  #! gW[l] = delta @ A[l + 1].T / m  #! gW[l] = delta @ A[l].T
        gb[l] = np.sum(delta, axis=1, keepdims=True) / m  #! gb[l] = np.sum(delta) / m
        if l > 0:
            back = W[l].T @ delta  #! back = W[l] @ delta
            delta = back * dact[l - 1](Z[l - 1])  #! delta = back * dact[l - 1](A[l])  #! delta = back * dact[l](Z[l - 1])

    # update
    for l in range(L):
        vW[l] = mom * vW[l] + lr * gW[l]  #! vW[l] = mom * vW[l] - lr * gW[l]
        vb[l] = mom * vb[l] + lr * gb[l]
        W[l] += vW[l]  #! W[l] -= vW[l]
        b[l] += vb[l]

    if epoch % 10 == 0:
        print(epoch, cost)
