# objective: 0.5 * np.sum(seen * (stars - guess) ** 2) + 0.5 * reg * (np.sum(U**2) + np.sum(M**2) + np.sum(bu**2) + np.sum(bm**2))
# movie stars by matrix factorisation, the output squeezed into 1..5
import numpy as np
np.random.seed(99)
users, movies, rank = 7, 6, 3
stars = np.random.randint(1, 6, size=(users, movies)).astype(float)
seen = (np.random.rand(users, movies) < 0.6) * 1.0   # 1 = we have the rating
U = 0.3 * np.random.randn(users, rank)
M = 0.3 * np.random.randn(movies, rank)
bu = np.zeros(users); bm = np.zeros(movies); base = 0.0
reg = 0.05
rate = 0.03
for sweep in range(20):
    raw = base + bu[:, None] + bm[None, :] + U.dot(M.T)
    s = 1 / (1 + np.exp(-raw))
    guess = 1 + 4 * s
    # backward
    # (everything here points DOWNHILL, so we add below)
    miss = seen * (stars - guess)  #! miss = stars - guess
    pull = miss * 4 * s * (1 - s)  #! pull = miss * s * (1 - s)  #! pull = miss * 4 * guess * (1 - guess)
    toU = pull.dot(M) - reg * U  #! toU = pull.dot(M) + reg * U
    toM = pull.T.dot(U) - reg * M  #! toM = pull.dot(U) - reg * M
    tobu = pull.sum(axis=1) - reg * bu  #! tobu = pull.sum(axis=1)
    tobm = pull.sum(axis=0) - reg * bm  #! tobm = pull.mean(axis=0) - reg * bm
    tobase = pull.sum()  #! tobase = miss.sum()
    # update
    U += rate * toU
    M += rate * toM  #! M += rate * toM / seen.sum()
    bu += rate * tobu
    bm += rate * tobm
    base += rate * tobase  #! base = rate * tobase
    rate *= 0.98
