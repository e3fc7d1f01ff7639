"""Switch-transformer routing: top-1 expert, output scaled by gate probability,
auxiliary load balancing loss  alpha * E * sum_e f_e * P_e   (f_e is a constant count)."""
import numpy as np

rng = np.random.default_rng(21)
N, D, H, E = 12, 4, 5, 3
ALPHA = 0.05
x = rng.normal(size=(N, D))
y = np.where(x[:, :1] > 0, x, -x[:, ::-1])
router = rng.normal(0, .3, (D, E))
experts = [[rng.normal(0, .5, (D, H)), rng.normal(0, .5, (H, D))] for _ in range(E)]

for step in range(15):
    logits = x @ router
    prob = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    choice = prob.argmax(axis=1)
    out = np.zeros((N, D))
    cache = {}
    for e in range(E):
        idx = np.flatnonzero(choice == e)
        if len(idx) == 0:
            continue
        h = np.maximum(x[idx] @ experts[e][0], 0)
        raw = h @ experts[e][1]
        out[idx] = prob[idx, e][:, None] * raw
        cache[e] = idx, h, raw
    frac = np.bincount(choice, minlength=E) / N
    main_loss = ((out - y) ** 2).sum() / N
    aux = ALPHA * E * np.dot(frac, prob.mean(axis=0))
    loss = main_loss + aux
    # backward
    dout = 2 * (out - y) / N
    dprob = np.tile(ALPHA * E * frac / N, (N, 1))
    dexp = [[np.zeros_like(w) for w in ex] for ex in experts]
    for e, (idx, h, raw) in cache.items():
        dprob[idx, e] += (dout[idx] * raw).sum(axis=1)
        draw = dout[idx] * prob[idx, e][:, None]
        dexp[e][1] = h.T @ draw
        dexp[e][0] = x[idx].T @ ((draw @ experts[e][1].T) * (h > 0))
    dlogits = prob * (dprob - (dprob * prob).sum(axis=1, keepdims=True))
    drouter = x.T @ dlogits
    # update
    router -= 0.1 * drouter
    for e in range(E):
        for w, g in zip(experts[e], dexp[e]):
            w -= 0.1 * g
    if step % 5 == 0:
        print(step, "loss", loss, "aux", aux, "load", frac)
