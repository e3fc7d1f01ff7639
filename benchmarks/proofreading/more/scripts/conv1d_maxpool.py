import numpy as np

# assignment 3: 1-D convolution, relu, max pooling (2), dense, sigmoid. Index loops on purpose so that I see each sum
np.random.seed(11)
m = 6          # samples
L = 9          # length of the signal
K = 3          # kernel
F = 2          # filters
L_out = L - K + 1 - 1   # 6: the last position is not used so that the pool divides it
P = L_out // 2
sig = np.random.randn(m, L)
label = (sig[:, :4].sum(axis=1) > sig[:, 4:8].sum(axis=1)).astype(float)

kern = np.random.randn(F, K) * 0.6
kbias = np.full(F, 0.05)
w = np.random.randn(F, P) * 0.6
b = 0.0
alpha = 0.4

for epoch in range(10):
    g_kern = np.zeros((F, K))
    g_kbias = np.zeros(F)
    g_w = np.zeros((F, P))
    g_b = 0.0
    cost = 0.0
    for s in range(m):
        x = sig[s]
        conv = np.zeros((F, L_out))
        for f in range(F):
            for j in range(L_out):
                conv[f, j] = np.sum(kern[f] * x[j:j + K]) + kbias[f]
        act = np.where(conv > 0, conv, 0.1 * conv)     # leaky
        pool = np.zeros((F, P))
        where = np.zeros((F, P), dtype=int)
        for f in range(F):
            for q in range(P):
                where[f, q] = 2 * q + np.argmax(act[f, 2 * q:2 * q + 2])
                pool[f, q] = act[f, where[f, q]]
        yhat = 1 / (1 + np.exp(-(np.sum(w * pool) + b)))
        cost -= (label[s] * np.log(yhat) + (1 - label[s]) * np.log(1 - yhat)) / m

        # backward
        delta = yhat - label[s]  #! delta = (yhat - label[s]) * yhat * (1 - yhat)
        g_w += delta * pool / m  #! g_w = delta * pool / m
        g_b += delta / m  #! g_b += delta
        d_pool = delta * w / m  #! d_pool = delta * pool / m
        d_conv = np.zeros((F, L_out))
        for f in range(F):
            for q in range(P):
                j = where[f, q]  #! j = 2 * q
                slope = 1.0 if conv[f, j] > 0 else 0.1  #! slope = 1.0 if conv[f, j] > 0 else 0.0
                d_conv[f, j] = d_pool[f, q] * slope
        for f in range(F):
            for j in range(L_out):
                g_kbias[f] += d_conv[f, j]  #! g_kbias[f] = d_conv[f, j]
                for k in range(K):
                    g_kern[f, k] += d_conv[f, j] * x[j + k]  #! g_kern[f, k] += d_conv[f, j] * x[j - k]  #! g_kern[f, k] += d_conv[f, j] * x[j]
    # update
    kern = kern - alpha * g_kern
    kbias = kbias - alpha * g_kbias  #! kbias = kbias - alpha * g_kern.sum(axis=1)
    w = w - alpha * g_w
    b = b - alpha * g_b
