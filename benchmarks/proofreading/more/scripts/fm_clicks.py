# factorization machine for click prediction (from my first competition notebook)
# hold out the last rows, stop when validation gets worse
import numpy as np
rng = np.random.RandomState(0)
n_feat, k = 7, 2
all_rows = []
all_clicks = []
for i in range(14):
    user, ad = rng.randint(0, 3), rng.randint(3, 6)
    all_rows.append({user: 1.0, ad: 1.0, 6: rng.rand()})      # sparse rows, feature 6 = hour
    all_clicks.append(1 if (user + ad) % 2 == 0 else 0)
rows, clicks = all_rows[:10], all_clicks[:10]
val_rows, val_clicks = all_rows[10:], all_clicks[10:]
reg = 0.01

w0 = 0.0
w = np.zeros(n_feat)
V = rng.normal(0, .2, (n_feat, k))

def fm_score(row):
    score = w0
    for j, xj in row.items():
        score += w[j] * xj
    sums = np.zeros(k)
    for f in range(k):
        s1, s2 = 0, 0
        for j, xj in row.items():
            s1 += V[j, f] * xj
            s2 += (V[j, f] * xj) ** 2
        sums[f] = s1
        score += 0.5 * (s1 ** 2 - s2)
    return score, sums

def compute_loss(rs, cs):
    loss = 0
    for row, c in zip(rs, cs):
        margin = fm_score(row)[0]
        loss += np.log(1 + np.exp(-margin)) if c == 1 else np.log(1 + np.exp(margin))
    return loss / len(rs) + 0.5 * reg * (np.sum(w ** 2) + np.sum(V ** 2))

best = 1e9
for epoch in range(20):
    # backward
    dw0 = 0.0
    dw = reg * w
    dV = reg * V
    for row, c in zip(rows, clicks):
        score, sums = fm_score(row)
        d = (1 / (1 + np.exp(-score)) - c) / len(rows)
        dw0 += d
        for j, xj in row.items():
            dw[j] += d * xj
            for f in range(k):
                dV[j, f] += d * (xj * sums[f] - V[j, f] * xj ** 2)
    # update
    w0 -= 1.0 * dw0
    w -= 1.0 * dw
    V -= 1.0 * dV
    val = compute_loss(val_rows, val_clicks)
    if val > best + 1e-3:
        print("stop at epoch", epoch)
        break
    best = min(best, val)
print("train", compute_loss(rows, clicks), "val", best)
