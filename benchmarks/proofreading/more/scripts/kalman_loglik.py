# Local level model: level_t = level_{t-1} + N(0,q), y_t = level_t + N(0,r).
# Maximise the innovations log likelihood over log q and log r, with derivatives
# carried along with the filter (tangent recursion), nothing is stored.
import numpy as np

rng = np.random.default_rng(21)
level = np.cumsum(0.5 * rng.normal(size=20))
y = level + 0.8 * rng.normal(size=20)

lq, lr_ = np.log(1.0), np.log(0.2)
eta = 0.08
history = []
for it in range(30):
    q, r = np.exp(lq), np.exp(lr_)
    m, P = y[0], r                      # start at the first observation
    ll = 0.0
    # d/d(lq), d/d(lr) as little vectors of two
    dm, dP = np.zeros(2), np.array([0.0, r])
    dq, dr = np.array([q, 0.0]), np.array([0.0, r])
    dll = np.zeros(2)
    # backward
    # (really a forward sweep: value and sensitivity side by side)
    for obs in y[1:]:
        # predict
        P, dP = P + q, dP + dq
        # innovation
        v, dv = obs - m, -dm
        F, dF = P + r, dP + dr
        ll += -0.5 * (np.log(2 * np.pi) + np.log(F) + v * v / F)
        dll += -0.5 * (dF / F + 2 * v * dv / F - v * v * dF / F ** 2)
        # gain and correction
        k, dk = P / F, dP / F - P * dF / F ** 2
        m, dm = m + k * v, dm + dk * v + k * dv
        P, dP = (1 - k) * P, (1 - k) * dP - dk * P
    history.append(ll)
    # update
    lq = lq + eta * dll[0]              # uphill!
    lr_ = lr_ + eta * dll[1]

print("log likelihood %.3f -> %.3f" % (history[0], history[-1]))
print("q %.3f r %.3f" % (np.exp(lq), np.exp(lr_)))
