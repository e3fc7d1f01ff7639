# Matrix factorization in plain loops: R ~ mu + bu + bi + P Q   (0 = not rated)
import numpy

R = [[5, 3, 0, 1],
     [4, 0, 0, 1],
     [1, 1, 0, 5],
     [1, 0, 4, 4],
     [0, 1, 5, 4]]
R = numpy.array(R)

N = len(R)
M = len(R[0])
K = 3

numpy.random.seed(17)
P = numpy.random.rand(N, K)
Q = numpy.random.rand(K, M)
bu = numpy.zeros(N)
bi = numpy.zeros(M)
mu = numpy.mean(R[R > 0])

steps = 12
alpha = 0.02
beta = 0.1

for step in range(steps):
    gP = numpy.zeros(P.shape)
    gQ = numpy.zeros(Q.shape)
    gbu = numpy.zeros(N)
    gbi = numpy.zeros(M)
    e = 0
    for i in range(N):
        for j in range(M):
            if R[i][j] > 0:
                eij = R[i][j] - mu - bu[i] - bi[j] - numpy.dot(P[i,:], Q[:,j])
                e = e + pow(eij, 2)
                for k in range(K):
                    e = e + (beta/2) * (pow(P[i][k], 2) + pow(Q[k][j], 2))
                # backward
                gbu[i] += -2 * eij  #! gbu[j] += -2 * eij  #! gbu[i] = -2 * eij  #! gbu[i] += 2 * eij
                gbi[j] += -2 * eij  #! gbi[j] += -eij
                for k in range(K):
                    gP[i][k] += -2 * eij * Q[k][j] + beta * P[i][k]  #! gP[i][k] += -2 * eij * Q[k][j]  #! gP[i][k] += -2 * eij * Q[k][j] + beta * Q[k][j]  #! gP[i][k] += -2 * eij * P[i][k] + beta * P[i][k]  #! gP[i][k] += -2 * eij * Q[k][j] - beta * P[i][k]
                    gQ[k][j] += -2 * eij * P[i][k] + beta * Q[k][j]  #! gQ[k][j] += -2 * eij * Q[k][j] + beta * Q[k][j]  #! gQ[k][j] = -2 * eij * P[i][k] + beta * Q[k][j]  #! gQ[k][j] += -2 * eij * P[i][k] + 2 * beta * Q[k][j]
                # end
    print(step, e)
    # update
    P = P - alpha * gP  #! P = P + alpha * gP
    Q = Q - alpha * gQ
    bu = bu - alpha * gbu
    bi = bi - alpha * gbi  #! bi = bi - alpha * gbu[:M]
    # end

nR = mu + bu[:, None] + bi[None, :] + numpy.dot(P, Q)
print(numpy.round(nR, 1))
