# matrix factorization for a tiny rating table, "gradient descent" the Netflix-prize way:
# e = true - predicted, each factor is moved towards e, rating after rating.
# P is users x K but Q is K x items (as in the blog post I followed)
import numpy

R = [
    [5, 3, 0, 1],
    [4, 0, 0, 1],
    [1, 1, 0, 5],
    [1, 0, 0, 4],
    [0, 1, 5, 4],
]
R = numpy.array(R, dtype=float)
N, M = R.shape
K = 2
numpy.random.seed(8)
P = numpy.random.rand(N, K)
Q = numpy.random.rand(K, M)
bu = numpy.random.normal(0, .1, N)
bi = numpy.random.normal(0, .1, M)
mu = R[R > 0].mean()

steps = 4
alpha = 0.02
beta = 0.1

for step in range(steps):
    cost = 0
    for i in range(N):
        for j in range(M):
            if R[i][j] > 0:
                eij = R[i][j] - mu - bu[i] - bi[j] - numpy.dot(P[i, :], Q[:, j])
                cost = cost + pow(eij, 2)
                cost = cost + (beta / 2) * (bu[i] ** 2 + bi[j] ** 2)
                for k in range(K):
                    cost = cost + (beta / 2) * (pow(P[i][k], 2) + pow(Q[k][j], 2))
                # backward
                bu[i] = bu[i] + alpha * (2 * eij - beta * bu[i])  #! bu[i] = bu[i] - alpha * (2 * eij - beta * bu[i])  #! bu[i] = bu[i] + alpha * (2 * eij)  #! bu[i] = alpha * (2 * eij - beta * bu[i])
                bi[j] = bi[j] + alpha * (2 * eij - beta * bi[j])  #! bi[j] = bi[j] + alpha * (2 * eij - beta * bu[j])  #! bi[j] = bi[j] + alpha * (eij - beta * bi[j])
                for k in range(K):
                    pik = P[i][k]
                    P[i][k] = P[i][k] + alpha * (2 * eij * Q[k][j] - beta * P[i][k])  #! P[i][k] = P[i][k] + alpha * (2 * eij * Q[k][j] + beta * P[i][k])  #! P[i][k] = P[i][k] + alpha * (eij * Q[k][j] - beta * P[i][k])  #! P[i][k] = P[i][k] + alpha * (2 * eij * Q[k][j])
                    Q[k][j] = Q[k][j] + alpha * (2 * eij * pik - beta * Q[k][j])  #! Q[k][j] = Q[k][j] + alpha * (2 * eij * P[i][k] - beta * Q[k][j])  #! Q[k][j] = Q[k][j] + alpha * (2 * eij * pik - beta * pik)  #! Q[k][j] = Q[k][j] - alpha * (2 * eij * pik - beta * Q[k][j])
                # end
    print(step, cost)
print(numpy.round(mu + bu[:, None] + bi[None, :] + P.dot(Q), 2))
