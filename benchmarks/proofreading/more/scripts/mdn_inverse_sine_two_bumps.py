import numpy as np
from numpy import exp, log, pi

# Mixture density network (Bishop 1994) for the inverse problem t -> x of x = t + 0.3 sin(2 pi t)
# K = 2 gaussians, one hidden tanh layer, three heads: priorities, means, log sigmas

gen = np.random.RandomState(1994)
tt = np.array([0.05, 0.2, 0.35, 0.45, 0.55, 0.68, 0.8, 0.95])
x = (tt + 0.3 * np.sin(2 * pi * tt) + 0.02 * gen.randn(8)).reshape(-1, 1)
t = tt.reshape(-1, 1)
N, H, K = len(x), 4, 2

V, a = gen.randn(1, H), 0.3 * gen.randn(H)
Wp, Wm, Ws = (0.5 * gen.randn(H, K) for _ in 'pms')
bp, bm, bs = np.zeros(K), np.array([0.2, 0.8]), np.array([-1.0, -0.7])

lr, decay = 0.05, 1e-2
for epoch in range(20):
    hid = np.tanh(x @ V + a)
    zp = hid @ Wp + bp
    mix = exp(zp) / exp(zp).sum(axis=1, keepdims=True)
    m = hid @ Wm + bm
    ls = hid @ Ws + bs
    s = exp(ls)
    dist = (t - m) / s
    comp = mix * exp(-0.5 * dist ** 2) / (s * np.sqrt(2 * pi))
    like = comp.sum(axis=1, keepdims=True)
    nll = -log(like).mean() + 0.5 * decay * (Ws ** 2).sum()

    # responsibilities
    gam = comp / like

    # backward
    ep = (mix - gam) / N  #! ep = (gam - mix) / N  #! ep = (mix - gam) * mix * (1 - mix) / N
    em = -gam * dist / s / N  #! em = -gam * dist / N  #! em = -mix * dist / s / N  #! em = gam * dist / s / N
    es = gam * (1 - dist ** 2) / N  #! es = gam * (1 - dist ** 2) / s / N  #! es = gam * (dist ** 2 - 1) / N  #! es = -gam * dist ** 2 / N  #! es = gam * (1 - dist) / N
    gWp, gbp = hid.T @ ep, ep.sum(axis=0)
    gWm, gbm = hid.T @ em, em.sum(axis=0)
    gWs, gbs = hid.T @ es + decay * Ws, es.sum(axis=0)  #! gWs, gbs = hid.T @ es, es.sum(axis=0)
    ehid = ep @ Wp.T + em @ Wm.T + es @ Ws.T  #! ehid = ep @ Wp.T + em @ Wm.T  #! ehid = (ep + em + es) @ Wm.T
    ein = ehid * (1 - hid ** 2)  #! ein = ehid * (1 - ehid ** 2)
    gV, ga = x.T @ ein, ein.sum(axis=0)

    # update
    V, a = V - lr * gV, a - lr * ga
    Wp, bp = Wp - lr * gWp, bp - lr * gbp
    Wm, bm = Wm - lr * gWm, bm - lr * gbm  #! Wm, bm = Wm - lr * gWp, bm - lr * gbp
    Ws, bs = Ws - lr * gWs, bs - lr * gbs
    # end
    if epoch in (0, 4, 9, 19):
        print('epoch', epoch, 'nll', nll.round(4), 'mean sigma', s.mean().round(3))
