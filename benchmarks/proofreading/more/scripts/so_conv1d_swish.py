"""
Question: my 1D convnet gives a slightly wrong gradient??
I classify short vibration signals (healthy / broken / unknown).
conv(kernel 3, 'valid') -> swish -> mean over time -> dense -> softmax
"""
import numpy as np
np.random.seed(3)

signals = np.random.randn(4, 2, 7)        # (batch, channels, time)
klass = [0, 2, 1, 2]
F, Cin, K = 3, 2, 3
kern = np.random.randn(F, Cin, K) * 0.5
kb = np.random.randn(F) * 0.1
dense = np.random.randn(3, F) * 0.7
db_ = np.zeros(3)

def sigm(q):
    return 1/(1+np.exp(-q))

def conv(x, w, bias):
    To = x.shape[2] - w.shape[2] + 1
    o = np.empty((x.shape[0], w.shape[0], To))
    for t in range(To):
        o[:, :, t] = np.tensordot(x[:, :, t:t+w.shape[2]], w, axes=([1, 2], [1, 2])) + bias
    return o

lr = 0.5
for epoch in range(5):
    z = conv(signals, kern, kb)
    s = sigm(z)
    a = z * s
    feat = a.mean(axis=2)                  # (batch, F)
    logits = feat @ dense.T + db_
    logits = logits - logits.max(axis=1)[:, None]
    p = np.exp(logits) / np.exp(logits).sum(axis=1)[:, None]
    loss = 0
    for n in range(len(klass)):
        loss += -np.log(p[n, klass[n]])
    loss /= len(klass)
    print(epoch, loss)

    # backward
    g = p.copy()
    for n in range(len(klass)):
        g[n, klass[n]] -= 1  #! g[n, klass[n]] = -1  #! g[klass[n] - 1, klass[n]] -= 1
    g /= len(klass)  #! g /= g.shape[1]
    gdense = g.T @ feat  #! gdense = (feat.T @ g)
    gdb = g.sum(0)  #! gdb = g.sum()
    gfeat = g @ dense  #! gfeat = g @ dense.T
    ga = np.repeat(gfeat[:, :, None], a.shape[2], axis=2) / a.shape[2]  #! ga = np.repeat(gfeat[:, :, None], a.shape[2], axis=2)  #! ga = np.repeat(gfeat[:, :, None], a.shape[2], axis=2) / signals.shape[2]
    gz = ga * (s + z*s*(1-s))  #! gz = ga * s*(1-s)  #! gz = ga * (s + a*s*(1-s))
    gkern = np.zeros_like(kern)
    for t in range(z.shape[2]):  #! for t in range(z.shape[2] - 1):
        for f in range(F):
            for n in range(signals.shape[0]):
                gkern[f] += gz[n, f, t] * signals[n, :, t:t+K]  #! gkern[f] = gz[n, f, t] * signals[n, :, t:t+K]  #! gkern[f] += gz[n, f, t] * signals[n, :, t:t+K][:, ::-1]
    gkb = gz.sum(axis=(0, 2))
    # update
    kern -= lr * gkern
    kb -= lr * gkb
    dense -= lr * gdense  #! dense = -lr * gdense
    db_ -= lr * gdb
    # end
