import numpy as np

# two component gaussian mixture by gradient on the log-likelihood rather than EM
# (a, m, s) = logit of the weight, means, log sds
rng = np.random.default_rng(21)
x = np.r_[rng.normal(-1, .5, 5), rng.normal(2, .8, 7)]
a = 0.0
m = np.array([-0.5, 0.5])
s = np.array([0.0, 0.0])

def logaddexp_cols(L):
    top = L.max(1, keepdims=True)
    return (top + np.log(np.exp(L - top).sum(1, keepdims=True)))[:, 0]

for epoch in range(30):
    w = 1 / (1 + np.exp(-a))
    z = (x[:, None] - m) / np.exp(s)
    logcomp = np.log(np.array([w, 1 - w])) - s - 0.5 * z**2 - 0.5 * np.log(2 * np.pi)
    lse = logaddexp_cols(logcomp)
    NLL = -np.mean(lse)
    # backward
    resp = np.exp(logcomp - lse[:, None])     # responsibilities
    dm = -np.mean(resp * z / np.exp(s), axis=0)
    ds = -np.mean(resp * (z**2 - 1), axis=0)
    da = -np.mean(resp[:, 0] * (1 - w) - resp[:, 1] * w)
    # update
    m, s, a = m - 0.3 * dm, s - 0.3 * ds, a - 0.3 * da
    if epoch % 10 == 9:
        print(epoch + 1, "NLL", NLL, "means", m, "sds", np.exp(s))
