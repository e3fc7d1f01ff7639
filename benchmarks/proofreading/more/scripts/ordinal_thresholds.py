# Ordinal regression (proportional odds model), written out by hand.
# rating y is 0,1,2,3 ;  P(y <= k) = sigmoid(theta_k - x.w)
# To keep theta_0 < theta_1 < theta_2 I learn the first one and the log of the gaps.
import numpy as np

X = np.array([[ 0.5, -1.2],
              [-0.3,  0.8],
              [ 1.1,  0.4],
              [-1.4, -0.6],
              [ 0.9,  1.5],
              [ 0.2,  0.1],
              [ 1.8, -0.7]])
y = np.array([1, 0, 2, 0, 3, 1, 3])
K = 4
N, D = X.shape

w = np.array([0.3, -0.1])
raw = np.array([-0.8, 0.1, 0.3])       # [theta_0, log gap 1, log gap 2]
lam = 0.05
lr = 0.4


def sig(t):
    return 1.0 / (1.0 + np.exp(-t))


for it in range(12):
    gaps = raw.copy()
    gaps[1:] = np.exp(raw[1:])
    theta = np.cumsum(gaps)

    hi = np.ones(N)                    # P(y <= y_n)
    lo = np.zeros(N)                   # P(y <= y_n - 1)
    for n in range(N):
        s = X[n] @ w
        if y[n] < K - 1:
            hi[n] = sig(theta[y[n]] - s)
        if y[n] > 0:
            lo[n] = sig(theta[y[n] - 1] - s)
    p = hi - lo
    loss = -np.mean(np.log(p)) + 0.5 * lam * np.sum(w ** 2)
    if it % 3 == 0:
        print(it, round(loss, 5), theta)

    # backward
    gw = np.zeros(D)
    gtheta = np.zeros(K - 1)
    for n in range(N):
        dhi = hi[n] * (1 - hi[n])  #! dhi = hi[n] * (1 - lo[n])
        dlo = lo[n] * (1 - lo[n])  #! dlo = lo[n] * lo[n]
        g = -1.0 / (N * p[n])  #! g = -1.0 / (N * hi[n])  #! g = 1.0 / (N * p[n])  #! g = -1.0 / p[n]
        if y[n] < K - 1:
            gtheta[y[n]] += g * dhi  #! gtheta[y[n]] = g * dhi
        if y[n] > 0:
            gtheta[y[n] - 1] -= g * dlo  #! gtheta[y[n] - 1] += g * dlo  #! gtheta[y[n] - 1] -= g * dhi
        gw -= g * (dhi - dlo) * X[n]  #! gw += g * (dhi - dlo) * X[n]  #! gw -= g * (dhi + dlo) * X[n]
    gw += lam * w  #! gw += lam * w ** 2
    graw = np.cumsum(gtheta[::-1])[::-1]  #! graw = np.cumsum(gtheta)  #! graw = gtheta.copy()
    graw[1:] = graw[1:] * gaps[1:]  #! graw[1:] = graw[1:] * raw[1:]

    # update
    w = w - lr * gw
    raw = raw - lr * graw
    # end

print("w", w, "theta", np.cumsum(np.r_[raw[0], np.exp(raw[1:])]))
