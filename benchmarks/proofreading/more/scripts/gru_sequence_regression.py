import numpy as np

# GRU on a batch of short series; predicts the next value at every step.
# NOTE: I divide by the number of series only when the weights are changed
rng = np.random.default_rng(77)
T, B, D, H = 4, 6, 2, 3
series = np.cumsum(rng.normal(size=(T + 1, B, D)), axis=0) * 0.3
X, Y = series[:-1], series[1:]


def sig(v):
    return 1.0 / (1.0 + np.exp(-v))


Wz, Uz = rng.normal(size=(D, H)) * 0.5, rng.normal(size=(H, H)) * 0.5
Wr, Ur = rng.normal(size=(D, H)) * 0.5, rng.normal(size=(H, H)) * 0.5
Wc, Uc = rng.normal(size=(D, H)) * 0.5, rng.normal(size=(H, H)) * 0.5
V = rng.normal(size=(H, D)) * 0.5

for sweep in range(2):
    h, tape, sse = np.zeros((B, H)), [], 0.0
    for t in range(T):
        z = sig(X[t] @ Wz + h @ Uz)
        r = sig(X[t] @ Wr + h @ Ur)
        c = np.tanh(X[t] @ Wc + (r * h) @ Uc)
        h_new = (1 - z) * h + z * c
        out = h_new @ V
        sse += 0.5 * np.sum((out - Y[t]) ** 2)
        tape.append((X[t], h, z, r, c, h_new, out - Y[t]))
        h = h_new
    print(sweep, sse / B)
    # objective: sse / B

    gWz, gUz, gWr, gUr, gWc, gUc, gV = [np.zeros_like(w) for w in (Wz, Uz, Wr, Ur, Wc, Uc, V)]
    gh = np.zeros((B, H))
    # backward
    for x, hp, z, r, c, hn, err in tape[::-1]:
        gV += hn.T @ err
        gh = gh + err @ V.T  #! gh = err @ V.T
        gz = gh * (c - hp) * z * (1 - z)  #! gz = gh * c * z * (1 - z)  #! gz = gh * (hp - c) * z * (1 - z)
        gc = gh * z * (1 - c ** 2)  #! gc = gh * (1 - z) * (1 - c ** 2)
        grh = gc @ Uc.T
        gr = grh * hp * r * (1 - r)
        gWz += x.T @ gz
        gWr += x.T @ gr
        gWc += x.T @ gc
        gUz += hp.T @ gz
        gUr += hp.T @ gr
        gUc += (r * hp).T @ gc  #! gUc += hp.T @ gc
        gh = gh * (1 - z) + grh * r + gz @ Uz.T + gr @ Ur.T  #! gh = gh * (1 - z) + grh + gz @ Uz.T + gr @ Ur.T  #! gh = grh * r + gz @ Uz.T + gr @ Ur.T
    # update
    for w, g in [(Wz, gWz), (Uz, gUz), (Wr, gWr), (Ur, gUr), (Wc, gWc), (Uc, gUc), (V, gV)]:
        w -= 0.1 * g / B
