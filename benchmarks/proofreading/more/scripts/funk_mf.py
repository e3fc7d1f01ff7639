# objective: 0.5 * (R[u][i] - predict(u, i)) ** 2 + 0.5 * reg * (bu[u] ** 2 + bi[i] ** 2 + dot(P[u], P[u]) + dot(Q[i], Q[i]))
# matrix factorization with biases, plain python, 0 = unknown rating
import random
random.seed(3)
R = [[5, 3, 0, 1],
     [4, 0, 0, 1],
     [1, 1, 0, 5],
     [0, 1, 5, 4]]
K = 3
reg = 0.02
gamma = 0.05
P = [[random.gauss(0, .3) for _ in range(K)] for _ in R]
Q = [[random.gauss(0, .3) for _ in range(K)] for _ in R[0]]
bu = [0.0] * len(R)
bi = [0.0] * len(R[0])
known = [(u, i) for u in range(len(R)) for i in range(len(R[0])) if R[u][i] > 0]
mean = sum(R[u][i] for u, i in known) / len(known)

def dot(a, b):
    return sum(x * y for x, y in zip(a, b))

def predict(u, i):
    return mean + bu[u] + bi[i] + dot(P[u], Q[i])

for step in range(10):
    random.shuffle(known)
    for u, i in known:
        e = R[u][i] - predict(u, i)
        # backward
        gu = e - reg * bu[u]
        gi = e - reg * bi[i]
        gp = [e * Q[i][k] - reg * P[u][k] for k in range(K)]
        gq = [e * P[u][k] - reg * Q[i][k] for k in range(K)]
        # update
        bu[u] += gamma * gu
        bi[i] += gamma * gi
        for k in range(K):
            P[u][k] += gamma * gp[k]
            Q[i][k] += gamma * gq[k]
    rmse = (sum((R[a][b] - predict(a, b)) ** 2 for a, b in known) / len(known)) ** 0.5
    print(step, "rmse", rmse)
for u in range(len(R)):
    print([round(predict(u, i), 1) for i in range(len(R[0]))])
