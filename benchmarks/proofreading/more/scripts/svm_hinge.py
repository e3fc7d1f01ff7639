# objective: np.maximum(0, 1 - t * (X @ w + b)).mean() + 0.5 * C * (w @ w)
# OR / AND gates with an SVM (hinge loss), labels -1 and 1
import numpy as np
X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]) * 2.0 - 1
gates = {'AND': [-1, -1, -1, 1], 'OR': [-1, 1, 1, 1], 'NAND': [1, 1, 1, -1]}
C = 0.01
for name in gates:
    t = np.array(gates[name])
    w = np.array([0.05, -0.03])
    b = 0.02
    for epoch in range(20):
        margin = t * (X @ w + b)
        bad = margin < 1
        # backward
        dw = C * w
        db = 0.0
        for i in range(4):
            if bad[i]:
                dw = dw - t[i] * X[i] / 4
                db = db - t[i] / 4
        # update
        w = w - 0.2 * dw
        b = b - 0.2 * db
        if not bad.any():
            break
    print(name, "epochs", epoch + 1, "w", w, "b", b, "ok" if (np.sign(X @ w + b) == t).all() else "NOT ok")
