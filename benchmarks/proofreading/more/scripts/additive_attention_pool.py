# bahdanau attention over a bag of annotation vectors, ONE example at a time
import numpy as np

np.random.seed(9)
examples = [(np.random.randn(n, 3), np.random.randn(2), np.random.randn()) for n in (2, 4, 3, 5)]

Ua = np.random.randn(5, 3) * 0.4     # for annotations
Wa = np.random.randn(5, 2) * 0.4     # for the query
va = np.random.randn(5) * 0.4
wr = np.random.randn(3) * 0.4        # readout

def forward(ann, query):
    s = np.tanh(ann @ Ua.T + Wa @ query)
    e = s @ va
    alpha = np.exp(e - np.max(e))
    alpha = alpha / np.sum(alpha)
    context = alpha @ ann
    return s, alpha, context, context @ wr

for epoch in range(10):
    order = np.random.permutation(len(examples))
    for n in order:
        ann, query, target = examples[n]
        s, alpha, context, guess = forward(ann, query)
        L = (guess - target) ** 2

        # backward
        dguess = 2 * (guess - target)
        dwr = dguess * context
        dcontext = dguess * wr
        dalpha = ann @ dcontext
        # full softmax jacobian because I don't trust the short form
        J = np.diag(alpha) - np.outer(alpha, alpha)
        de = J @ dalpha
        dva = s.T @ de
        ds = np.outer(de, va)
        dpre = ds * (1 - s * s)
        dUa = dpre.T @ ann
        dWa = np.outer(dpre.sum(axis=0), query)

        # update
        Ua = Ua - 0.05 * dUa
        Wa = Wa - 0.05 * dWa
        va = va - 0.05 * dva
        wr = wr - 0.05 * dwr
    print(epoch, [round(float((forward(a, q)[3] - t) ** 2), 3) for a, q, t in examples])
