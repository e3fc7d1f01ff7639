import numpy

# Matrix factorization for my movie recommender (0 = not rated)
R = [
     [5,3,0,1],
     [4,0,0,1],
     [1,1,0,5],
     [1,0,0,4],
     [0,1,5,4],
    ]
R = numpy.array(R)
N = len(R)
M = len(R[0])
K = 2

numpy.random.seed(3)
P = numpy.random.rand(N,K)
Q = numpy.random.rand(M,K).T
bu = numpy.zeros(N)
bm = numpy.zeros(M)
mu = R[R > 0].mean()

steps=8
alpha=0.02
beta=0.1

for step in range(steps):
    total = 0
    for i in range(N):
        for j in range(M):
            if R[i][j] > 0:
                guess = mu + bu[i] + bm[j] + numpy.dot(P[i,:],Q[:,j])
                eij = R[i][j] - guess
                # squared error + half beta times the norms of what takes part
                loss = eij**2 + (beta/2) * (bu[i]**2 + bm[j]**2)
                for k in range(K):
                    loss = loss + (beta/2) * (P[i][k]**2 + Q[k][j]**2)
                total += loss

                # backward
                for k in range(K):
                    oldP = P[i][k]
                    P[i][k] = P[i][k] + alpha * (2 * eij * Q[k][j] - beta * P[i][k])  #! P[i][k] = P[i][k] + alpha * (2 * eij * Q[k][j])  #! P[i][k] = P[i][k] + alpha * (2 * eij * P[i][k] - beta * Q[k][j])  #! P[i][k] = P[i][k] + alpha * (2 * eij * Q[k][j] + beta * P[i][k])  #! P[i][k] = P[i][k] - alpha * (2 * eij * Q[k][j] - beta * P[i][k])
                    Q[k][j] = Q[k][j] + alpha * (2 * eij * oldP - beta * Q[k][j])  #! Q[k][j] = Q[k][j] + alpha * (2 * eij * P[i][k] - beta * Q[k][j])  #! Q[k][j] = Q[k][j] + alpha * (eij * oldP - beta * Q[k][j])  #! Q[k][j] = Q[k][j] + alpha * (2 * eij * oldP - beta * oldP)
                bu[i] = bu[i] + alpha * (2 * eij - beta * bu[i])  #! bu[i] = bu[i] + alpha * (eij - beta * bu[i])  #! bu[i] = alpha * (2 * eij - beta * bu[i])  #! bu[i] = bu[i] + alpha * 2 * eij
                bm[j] = bm[j] + alpha * (2 * eij - beta * bm[j])  #! bm[j] = bm[j] + alpha * (2 * eij - beta * bu[i])  #! bm[j] = bm[j] - alpha * (2 * eij - beta * bm[j])  #! bm[j] = bm[j] + alpha * 2 * eij
                # end
    print('step %d   %.4f' % (step, total))

nR = mu + bu[:,None] + bm[None,:] + numpy.dot(P,Q)
print(numpy.round(nR, 2))
