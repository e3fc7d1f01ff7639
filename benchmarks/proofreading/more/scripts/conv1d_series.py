import numpy as np

# 1-D convolution over a noisy wave (np.convolve flips the kernel! use correlate in 'valid' mode)
rs = np.random.RandomState(21)
series = np.sin(np.arange(40) * 0.6) + 0.1 * rs.randn(40)
windows = [(series[s:s + 9], series[s + 9]) for s in range(0, 30, 5)]
kernels = [rs.randn(3) * 0.5 for _ in range(3)]
kbias = [0.0, 0.0, 0.0]
dense = rs.randn(3, 2) * 0.5          # 3 kernels, average pooled into 2 halves... 7 positions: first 3, last 4
cuts = [slice(0, 3), slice(3, 7)]
acc = None

def softplus(x): return np.log1p(np.exp(x))

for sweep in range(5):
    total = 0.0
    for x, target in windows:
        pre = [np.correlate(x, k, mode='valid') + b for k, b in zip(kernels, kbias)]
        act = [softplus(p) for p in pre]
        pooled = np.array([[a[c].mean() for c in cuts] for a in act])
        yhat = np.sum(pooled * dense)
        loss = (yhat - target) ** 2
        total += loss

        # backward
        g = 2 * (yhat - target)
        g_dense = g * pooled
        g_pooled = g * dense
        g_kernels, g_kbias = [], []
        for f in range(3):
            ga = np.zeros(7)
            for q, c in enumerate(cuts):
                ga[c] = g_pooled[f, q] / (c.stop - c.start)
            gp = ga / (1 + np.exp(-pre[f]))        # softplus' = sigmoid
            g_kernels.append(np.correlate(x, gp, mode='valid'))
            g_kbias.append(gp.sum())

        # update
        for f in range(3):
            kernels[f] = kernels[f] - 0.02 * g_kernels[f]
            kbias[f] = kbias[f] - 0.02 * g_kbias[f]
        dense = dense - 0.02 * g_dense
    print(sweep, total)
