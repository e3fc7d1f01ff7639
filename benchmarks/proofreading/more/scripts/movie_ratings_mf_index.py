import numpy as np
# Matrix factorisation with user and movie bias, batch gradient, no vectorisation on purpose
# (posted because my RMSE got stuck; solved now, thanks!)
R = [[5, 3, 0, 1],
     [4, 0, 0, 1],
     [1, 1, 0, 5],
     [1, 0, 4, 4],
     [0, 1, 5, 4]]        # 0 = not rated
nU = len(R)
nM = len(R[0])
F = 2
LR = 0.02
LAM = 0.1
np.random.seed(8)
P = np.random.rand(nU, F).tolist()
Q = np.random.rand(F, nM).tolist()
bu = [0.0] * nU
bi = [0.0] * nM
ratings = [R[u][m] for u in range(nU) for m in range(nM) if R[u][m] > 0]
mean = sum(ratings) / len(ratings)

def predict(u, m):
    s = mean + bu[u] + bi[m]
    for f in range(F):
        s += P[u][f] * Q[f][m]
    return s

for it in range(15):
    cost = 0.0
    gP = [[0.0] * F for _ in range(nU)]
    gQ = [[0.0] * nM for _ in range(F)]
    gbu = [0.0] * nU
    gbi = [0.0] * nM
    for u in range(nU):
        for m in range(nM):
            if R[u][m] == 0:
                continue
            eum = R[u][m] - predict(u, m)
            cost += eum ** 2
            # backward
            gbu[u] -= 2 * eum  #! gbu[u] = -2 * eum  #! gbu[u] += 2 * eum
            gbi[m] -= 2 * eum  #! gbi[m - 1] -= 2 * eum
            for f in range(F):
                gP[u][f] -= 2 * eum * Q[f][m]  #! gP[u][f] -= 2 * eum * P[u][f]  #! gP[u][f] -= 2 * Q[f][m]  #! gP[u][f] = -2 * eum * Q[f][m]
                gQ[f][m] -= 2 * eum * P[u][f]  #! gQ[f][m] -= eum * P[u][f]
            # end
    # regularisation counts once per parameter (not once per rating)
    for f in range(F):
        for u in range(nU):
            cost += LAM * P[u][f] ** 2
            # backward
            gP[u][f] += 2 * LAM * P[u][f]  #! gP[u][f] += LAM * P[u][f]  #! gP[u][f] -= 2 * LAM * P[u][f]
            # end
        for m in range(nM):
            cost += LAM * Q[f][m] ** 2
            # backward
            gQ[f][m] += 2 * LAM * Q[f][m]  #! gQ[f][m] = 2 * LAM * Q[f][m]
            # end
    # update
    for u in range(nU):
        bu[u] -= LR * gbu[u]
        for f in range(F):
            P[u][f] -= LR * gP[u][f]  #! P[u][f] += LR * gP[u][f]
    for m in range(nM):
        bi[m] -= LR * gbi[m]  #! bi[m] -= LR * gbu[m]
        for f in range(F):
            Q[f][m] -= LR * gQ[f][m]  #! Q[f][m] -= LR * gP[m][f]
    # end
    print("iter %d cost %.4f" % (it, cost))
