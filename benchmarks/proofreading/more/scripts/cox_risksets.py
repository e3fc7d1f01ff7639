# objective: sum(events[i] * (eta[i] - np.log(denom[i])) for i in range(N))
# Cox proportional hazards, partial likelihood without ties. Ascent with the score vector U.
import numpy as np

np.random.seed(31)
N = 9
P = 2
Z = np.random.randn(N, P)
T = np.random.exponential(np.exp(-Z[:, 0]))
events = np.array([1, 1, 0, 1, 1, 0, 1, 1, 1])
b = np.zeros(P)

for rep in range(15):
    eta = np.zeros(N)
    for i in range(N):
        for p in range(P):
            eta[i] += Z[i, p] * b[p]
    denom = np.zeros(N)
    for i in range(N):
        for j in range(N):
            if T[j] >= T[i]:           # j still at risk when i fails
                denom[i] += np.exp(eta[j])
    # backward
    U = np.zeros(P)
    for i in range(N):
        if events[i] == 0:
            continue
        zbar = np.zeros(P)
        for j in range(N):
            if T[j] >= T[i]:
                zbar += Z[j] * np.exp(eta[j]) / denom[i]
        U += Z[i] - zbar
    # update
    b = b + 0.1 * U
print("log hazard ratios", b)
print("hazard ratios", np.exp(b))
