# objective: -np.log(p[np.arange(n), cls]).sum()
# Srivastava et al recipe: dropout on inputs and hidden, big lr, momentum, max-norm constraint
import numpy as np
rng = np.random.RandomState(14)
n = 8
X = rng.rand(n, 6)
cls = np.array([0, 1, 2, 0, 1, 2, 0, 1])
w_in = rng.randn(6, 8) * .3
w_out = rng.randn(8, 3) * .3
u_in = np.zeros_like(w_in)
u_out = np.zeros_like(w_out)
c = 2.0

def project(w, c):
    """incoming weights of every unit are put back in the ball of radius c"""
    norms = np.sqrt((w ** 2).sum(axis=0))
    return w * np.minimum(1, c / (norms + 1e-9))

for epoch in range(20):
    keep0 = rng.binomial(1, 0.8, X.shape)
    x = X * keep0 / 0.8
    a = x.dot(w_in)
    r = a * (a > 0)
    keep1 = rng.binomial(1, 0.5, r.shape)
    rd = r * keep1 / 0.5
    s = rd.dot(w_out)
    p = np.exp(s - s.max(axis=1)[:, np.newaxis])
    p /= p.sum(axis=1)[:, np.newaxis]
    # backward
    ds = p.copy()
    ds[np.arange(n), cls] -= 1
    dw_out = rd.T.dot(ds)
    dr = ds.dot(w_out.T) * keep1 / 0.5
    da = dr * (a > 0)
    dw_in = x.T.dot(da)
    # update
    mu = min(0.5 + epoch * 0.05, 0.95)
    u_in = mu * u_in - (1 - mu) * 0.1 * dw_in
    u_out = mu * u_out - (1 - mu) * 0.1 * dw_out
    w_in = project(w_in + u_in, c)
    w_out = project(w_out + u_out, c)

test = np.maximum(X.dot(w_in), 0).dot(w_out).argmax(axis=1)
print('train accuracy', np.mean(test == cls))
