# spam filter: few spam mails so spam counts 3 times
import numpy as np
vocab = ["free", "win", "money", "meeting", "report", "hello"]
mails = ["win free money", "hello the report", "meeting report meeting", "hello money report",
         "free free win", "hello meeting", "report", "hello hello free meeting"]
spam = [1, 0, 0, 0, 1, 0, 0, 0]
X = np.array([[m.split().count(v) for v in vocab] for m in mails], dtype=float)
X = np.append(X, np.ones((len(mails), 1)), axis=1)
y = np.array(spam).reshape(-1, 1)
cw = np.where(y == 1, 3.0, 1.0)
w = np.zeros((len(vocab) + 1, 1))
eps = 1e-12
print("shape", X.shape, y.shape, w.shape)
i = 0
while True:
    p = 1.0 / (1.0 + np.exp(-X @ w))
    # backward
    dz = cw * (p - y)
    dw = X.T @ dz / cw.sum()
    # update
    w -= 1.0 * dw
    i += 1
    if i % 5 == 0:
        loss = -(cw * (y * np.log(p + eps) + (1 - y) * np.log(1 - p + eps))).sum() / cw.sum()
        print(i, "weighted loss", loss, "accuracy", ((p > 0.5) == y).mean())
        if loss < 0.1:
            break
    if i >= 30:
        break
for v, c in zip(vocab + ["(bias)"], w[:, 0]):
    print("%10s %6.2f" % (v, c))
