# objective: -log(prob[label])
# Ported from a microcontroller C program. Flat buffers, everything preallocated.
from math import exp, log

NIN, NHID, NOUT = 4, 5, 3
NSAMP, NEPOCH = 6, 20
LR = 0.15

_state = 12345
def lcg():
    global _state
    _state = (1103515245 * _state + 12345) & 0x7FFFFFFF
    return _state / 0x7FFFFFFF - 0.5

xbuf = [lcg() * 2 for _ in range(NSAMP * NIN)]
labels = [0, 1, 2, 0, 1, 2]
w1 = [lcg() for _ in range(NHID * NIN)]
w2 = [lcg() for _ in range(NOUT * NHID)]
b1 = [0.0] * NHID
b2 = [0.0] * NOUT
hid = [0.0] * NHID
prob = [0.0] * NOUT
dout = [0.0] * NOUT
dhid = [0.0] * NHID

for epoch in range(NEPOCH):
    nright = 0
    for n in range(NSAMP):
        base = n * NIN
        label = labels[n]
        for j in range(NHID):
            acc = b1[j]
            for i in range(NIN):
                acc += w1[j * NIN + i] * xbuf[base + i]
            hid[j] = acc if acc > 0 else 0.1 * acc     # leaky
        tot = 0.0
        for k in range(NOUT):
            acc = b2[k]
            for j in range(NHID):
                acc += w2[k * NHID + j] * hid[j]
            prob[k] = exp(acc)
            tot += prob[k]
        for k in range(NOUT):
            prob[k] /= tot
        nright += prob.index(max(prob)) == label
        # backward
        for k in range(NOUT):
            dout[k] = prob[k] - (1.0 if k == label else 0.0)
        for j in range(NHID):
            acc = 0.0
            for k in range(NOUT):
                acc += w2[k * NHID + j] * dout[k]
            dhid[j] = acc if hid[j] > 0 else 0.1 * acc
        # update
        for k in range(NOUT):
            for j in range(NHID):
                w2[k * NHID + j] -= LR * dout[k] * hid[j]
            b2[k] -= LR * dout[k]
        for j in range(NHID):
            for i in range(NIN):
                w1[j * NIN + i] -= LR * dhid[j] * xbuf[base + i]
            b1[j] -= LR * dhid[j]
    print("epoch %d: %d/%d" % (epoch, nright, NSAMP))
