import numpy as np
rng = np.random.default_rng(23)
X = rng.normal(size=(6, 4))
W = rng.normal(size=(4, 3)) * 0.5
for k in range(2):
    code = np.tanh(X @ W)
    recon = code @ W.T
    loss = np.sum((recon - X) ** 2) / X.shape[0]
    # backward
    drecon = 2 * (recon - X) / X.shape[0]
    dcode = drecon @ W
    ds = dcode * (1 - code ** 2)
    dW = X.T @ ds + drecon.T @ code
    # update
    W -= 0.05 * dW
