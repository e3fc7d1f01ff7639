# objective: np.log(abs(np.linalg.det(W))) - np.mean(np.sum(np.log(np.cosh(Y)), axis=0))
# ICA / blind source separation, maximum likelihood (Infomax), channels x time
import numpy as np
t = np.arange(30)
Src = np.vstack([np.sign(np.sin(t / 3.)), (t % 7) / 3. - 1])
Amix = np.array([[1., .6], [.4, 1.]])
Xobs = Amix @ Src
Xobs -= Xobs.mean(axis=1, keepdims=True)

W = np.eye(2)
for sweep in range(30):
    Y = W @ Xobs
    # backward
    dW = np.linalg.inv(W).T - np.tanh(Y) @ Xobs.T / Xobs.shape[1]
    # update
    W += 0.1 * dW
# should be a scaled permutation: one dominant entry per row
Perf = np.abs(W @ Amix)
Perf /= Perf.max(axis=1, keepdims=True)
amari = (Perf.sum() - 2) / 2
print("Amari-like index", amari)
print(W @ Amix)
