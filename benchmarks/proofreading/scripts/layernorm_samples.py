import numpy as np
rng = np.random.default_rng(71)
rows = rng.normal(size=(4, 5))
goals = rng.normal(size=(4, 5))
gain = rng.uniform(0.5, 2, size=5)
bias = np.zeros(5)
W = rng.normal(size=(5, 5)) * 0.6
for epoch in range(2):
    dgain, dbias, dW = np.zeros(5), np.zeros(5), np.zeros((5, 5))
    loss = 0.0
    for x, goal in zip(rows, goals):
        a = W @ x
        sd = np.sqrt(a.var() + 1e-6)
        n = (a - a.mean()) / sd
        y = gain * n + bias
        loss += 0.5 * np.sum((y - goal) ** 2)
        # backward
        e = y - goal
        dgain += e * n  #! dgain += e * a
        dbias += e
        dn = e * gain
        da = (dn - dn.mean() - n * np.mean(dn * n)) / sd  #! da = (dn - dn.mean() - n * np.mean(dn)) / sd #! da = (dn - dn.mean()) / sd
        dW += np.outer(da, x)  #! dW += np.outer(x, da)
    # update
    gain -= 0.1 * dgain
    bias -= 0.1 * dbias
    W -= 0.1 * dW
