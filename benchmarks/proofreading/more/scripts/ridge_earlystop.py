import numpy as np

rng = np.random.default_rng(12)
X = rng.normal(size=(16, 5))
true_w = np.array([2., 0., -1., 0., .5])
y = X @ true_w + 3 + 0.1 * rng.normal(size=16)

# train / validation split
perm = rng.permutation(16)
Xtr, ytr = X[perm[:12]], y[perm[:12]]
Xva, yva = X[perm[12:]], y[perm[12:]]

# standardise with the training statistics only!
mu, sd = Xtr.mean(0), Xtr.std(0)
Xtr = (Xtr - mu) / sd
Xva = (Xva - mu) / sd

results = {}
for lam in [0.0, 0.05, 0.5]:
    w = np.full(5, 0.1)
    b = 0.0
    best, best_w, patience = np.inf, None, 0
    for epoch in range(30):
        res = Xtr @ w + b - ytr
        J = 0.5 * np.mean(res ** 2) + 0.5 * lam * np.sum(w ** 2)

        # backward
        gw = Xtr.T @ res / len(ytr) + lam * w
        gb = res.mean()

        # update
        lr = 0.3 / (1 + 0.01 * epoch)
        w = w - lr * gw
        b = b - lr * gb

        val = np.mean((Xva @ w + b - yva) ** 2)   # no penalty in validation
        if val < best:
            best, best_w, patience = val, (w.copy(), b), 0
        else:
            patience += 1
            if patience == 4:
                print(f"lam={lam}: early stop at {epoch}, J={J:.4f}")
                break
    results[lam] = best

for lam, v in sorted(results.items(), key=lambda kv: kv[1]):
    print(lam, round(v, 5))
