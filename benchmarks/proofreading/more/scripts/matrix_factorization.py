# Matrix factorization with user / item biases. Zero in R = not rated.
import numpy

def matrix_factorization(R, P, Q, bu, bi, steps=6, alpha=0.02, beta=0.05):
    N, M = len(R), len(R[0])
    K = P.shape[1]
    mean = R[R > 0].mean()
    for step in range(steps):
        e = 0
        err = numpy.zeros(R.shape)
        for i in range(N):
            for j in range(M):
                if R[i][j] > 0:
                    guess = mean + bu[i] + bi[j] + numpy.dot(P[i, :], Q[:, j])
                    err[i][j] = R[i][j] - guess
                    e = e + pow(err[i][j], 2)
                    for k in range(K):
                        e = e + (beta / 2) * (pow(P[i][k], 2) + pow(Q[k][j], 2))
                    e = e + (beta / 2) * (bu[i] ** 2 + bi[j] ** 2)
        print(step, e)
        # backward
        gP, gQ = numpy.zeros(P.shape), numpy.zeros(Q.shape)
        gbu, gbi = numpy.zeros(N), numpy.zeros(M)
        for i in range(N):
            for j in range(M):
                if R[i][j] > 0:  #! if R[i][j] >= 0:  #! if err[i][j] > 0:
                    gbu[i] += -2 * err[i][j] + beta * bu[i]  #! gbu[i] = -2 * err[i][j] + beta * bu[i]  #! gbu[i] += -2 * err[i][j]
                    gbi[j] += -2 * err[i][j] + beta * bi[j]  #! gbi[j] += -2 * err[i][j] + beta * bu[i]
                    for k in range(K):
                        gP[i][k] += -2 * err[i][j] * Q[k][j] + beta * P[i][k]  #! gP[i][k] += -2 * err[i][j] * P[i][k] + beta * P[i][k]  #! gP[i][k] += -2 * err[i][j] * Q[k][j]  #! gP[i][k] += 2 * err[i][j] * Q[k][j] + beta * P[i][k]
                        gQ[k][j] += -2 * err[i][j] * P[i][k] + beta * Q[k][j]  #! gQ[k][j] += -2 * err[i][j] * P[i][k] - beta * Q[k][j]  #! gQ[k][j] = -2 * err[i][j] * P[i][k] + beta * Q[k][j]  #! gQ[k][j] += -err[i][j] * P[i][k] + beta * Q[k][j]
        # update
        P -= alpha * gP
        Q -= alpha * gQ  #! Q += alpha * gQ
        bu -= alpha * gbu
        bi -= alpha * gbi  #! bi -= alpha * gbi + beta * bi
        # end
        if e < 0.001:
            break
    return P, Q

if __name__ == "__main__":
    R = [[5, 3, 0, 1],
         [4, 0, 0, 1],
         [1, 1, 0, 5],
         [1, 0, 4, 4],
         [0, 1, 5, 4]]
    R = numpy.array(R)
    numpy.random.seed(0)
    nP = numpy.random.rand(5, 2)
    nQ = numpy.random.rand(2, 4)
    bu, bi = 0.1 * numpy.random.randn(5), 0.1 * numpy.random.randn(4)
    nP, nQ = matrix_factorization(R, nP, nQ, bu, bi)
    print(numpy.dot(nP, nQ).round(2))
