# MLP with inverted dropout. bias trick: a column of ones is glued to every input
import numpy as np

rng = np.random.RandomState(13)


def with_ones(A):
    return np.hstack([A, np.ones((A.shape[0], 1))])


Xtr = rng.randn(8, 3)
Ttr = np.eye(3)[rng.randint(0, 3, 8)]
TH1 = rng.randn(4, 6) * 0.5     # (3 + 1) x 6
TH2 = rng.randn(7, 5) * 0.5     # (6 + 1) x 5
TH3 = rng.randn(6, 3) * 0.5     # (5 + 1) x 3
keep = 0.7
lr = 0.3
lam = 0.01

for it in range(10):
    a0 = with_ones(Xtr)
    h1 = np.maximum(a0 @ TH1, 0)
    m1 = (rng.rand(*h1.shape) < keep) / keep
    a1 = with_ones(h1 * m1)
    h2 = np.tanh(a1 @ TH2)
    m2 = (rng.rand(*h2.shape) < keep) / keep
    a2 = with_ones(h2 * m2)
    s = a2 @ TH3
    s = s - s.max(1, keepdims=True)
    q = np.exp(s) / np.exp(s).sum(1, keepdims=True)
    # the last row of every TH is the bias, it is not decayed
    L = -(Ttr * np.log(q)).sum() / len(Xtr)
    L += lam / 2 * ((TH1[:-1] ** 2).sum() + (TH2[:-1] ** 2).sum() + (TH3[:-1] ** 2).sum())

    # backward
    delta3 = (q - Ttr) / len(Xtr)    #! delta3 = (q - Ttr)
    G3 = a2.T @ delta3    #! G3 = with_ones(h2).T @ delta3
    back2 = (delta3 @ TH3.T)[:, :-1]    #! back2 = (delta3 @ TH3.T)[:, 1:]
    back2 = back2 * m2    #! back2 = back2 * m2 * keep
    delta2 = back2 * (1 - h2 ** 2)    #! delta2 = back2 * (1 - h2 * m2) ** 2
    G2 = a1.T @ delta2    #! G2 = a1.T @ back2
    back1 = (delta2 @ TH2.T)[:, :-1] * m1    #! back1 = (delta2 @ TH2.T)[:, :-1]
    delta1 = back1 * (h1 > 0)    #! delta1 = back1 * h1
    G1 = a0.T @ delta1
    G1[:-1] += lam * TH1[:-1]    #! G1 += lam * TH1
    G2[:-1] += lam * TH2[:-1]
    G3[:-1] += lam * TH3[:-1]    #! G3[:-1] += lam / 2 * TH3[:-1]

    # update
    TH1 -= lr * G1
    TH2 -= lr * G2
    TH3 -= lr * G3
    lr *= 0.95

print("last loss", L)
