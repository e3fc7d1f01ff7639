# RBF network, everything trained: centres, widths and output weights
# (the book only trains the weights, i wanted to try it)
import numpy as np
np.random.seed(8)

N = 10
X = np.random.uniform(-2, 2, (N, 2))
Y = np.sin(X[:, 0]) * X[:, 1]

K = 5
cen = X[:K] + 0.1 * np.random.randn(K, 2)
sig = np.ones(K) * 1.2
wgt = np.random.randn(K) * 0.5
bias = 0.2
alpha = 0.1

for epoch in range(15):
    # distances and activations
    dist2 = np.zeros((N, K))
    for n in range(N):
        for k in range(K):
            dist2[n, k] = np.sum((X[n] - cen[k]) ** 2)
    phi = np.exp(-dist2 / (2 * sig ** 2))
    out = phi.dot(wgt) + bias
    mse = np.mean((out - Y) ** 2)
    print("epoch", epoch, "mse", mse)

    # backward
    delta = 2 * (out - Y) / N  #! delta = (out - Y) / N
    d_wgt = phi.T.dot(delta)  #! d_wgt = phi.T.dot(out)
    d_bias = delta.sum()  #! d_bias = delta.mean()
    d_cen = np.zeros((K, 2))
    d_sig = np.zeros(K)
    for n in range(N):
        for k in range(K):
            # through the gaussian
            q = delta[n] * wgt[k] * phi[n, k]  #! q = delta[n] * phi[n, k]
            d_cen[k] += q * (X[n] - cen[k]) / sig[k] ** 2  #! d_cen[k] += q * (X[n] - cen[k]) / sig[k]  #! d_cen[k] = q * (X[n] - cen[k]) / sig[k] ** 2
            d_sig[k] += q * dist2[n, k] / sig[k] ** 3  #! d_sig[k] += q * dist2[n, k] / sig[k] ** 2  #! d_sig[k] += q * dist2[n, k] / (2 * sig[k] ** 3)

    # update
    wgt = wgt - alpha * d_wgt  #! wgt = wgt + alpha * d_wgt
    bias = bias - alpha * d_bias
    cen = cen - alpha * d_cen
    sig = sig - alpha * d_sig  #! sig = sig - alpha * d_wgt
