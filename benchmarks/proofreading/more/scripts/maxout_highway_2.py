# highway layer on top of a maxout layer; nested functions return their own backward
import numpy as np

rng = np.random.default_rng(64)
theta = dict(
    M=rng.normal(0, 0.5, (3, 4, 5)),          # 3 pieces, 4 inputs, 5 units
    Wt=rng.normal(0, 0.5, (5, 5)), bt=-np.ones(5),
    Wh=rng.normal(0, 0.5, (5, 5)), bh=np.zeros(5),
    u=rng.normal(0, 0.5, 5),
)


def maxout(x, M):
    z = np.einsum("ni,pio->npo", x, M)
    win = z.argmax(axis=1)
    onehot = (np.arange(M.shape[0])[None, :, None] == win[:, None, :]).astype(float)

    def back(g):
        return np.einsum("ni,npo->pio", x, onehot * g[:, None, :])
    return z.max(axis=1), back


def highway(x, Wt, bt, Wh, bh):
    gate = 1 / (1 + np.exp(-(x @ Wt + bt)))
    h = np.tanh(x @ Wh + bh)

    def back(g):
        d_gate = g * (h - x) * gate * (1 - gate)
        d_h = g * gate * (1 - h ** 2)
        dx = g * (1 - gate) + d_gate @ Wt.T + d_h @ Wh.T
        return dx, x.T @ d_gate, d_gate.sum(0), x.T @ d_h, d_h.sum(0)
    return gate * h + (1 - gate) * x, back


X = rng.normal(size=(8, 4))
Y = np.max(X, axis=1)
for step in range(20):
    a, back_a = maxout(X, theta["M"])
    b, back_b = highway(a, theta["Wt"], theta["bt"], theta["Wh"], theta["bh"])
    out = b @ theta["u"]
    cost = np.sum(np.log(np.cosh(out - Y)))           # log-cosh
    # backward
    d_out = np.tanh(out - Y)
    grad = {"u": b.T @ d_out}
    da, grad["Wt"], grad["bt"], grad["Wh"], grad["bh"] = back_b(np.outer(d_out, theta["u"]))
    grad["M"] = back_a(da)
    # update
    for name in theta:
        theta[name] -= 0.03 * grad[name]
    print(step, round(float(cost), 4))
