# objective: -sum(log(P[i][label[i]]) for i in range(N)) / N
# softmax classifier translated line by line from my C program
from math import exp, log

N = 6
D = 2
K = 3
x = [[0.2, 1.1], [1.3, 0.1], [-0.9, -0.8], [0.0, 1.4], [1.0, -0.2], [-1.2, -0.5]]
label = [0, 1, 2, 0, 1, 2]
W = [[0.0] * (D + 1) for k in range(K)]     # last column = bias
P = [[0.0] * K for i in range(N)]
dW = [[0.0] * (D + 1) for k in range(K)]

epoch = 0
while epoch < 20:
    i = 0
    while i < N:
        mx = -1e30
        for k in range(K):
            P[i][k] = W[k][D]
            for j in range(D):
                P[i][k] += W[k][j] * x[i][j]
            if P[i][k] > mx:
                mx = P[i][k]
        s = 0.0
        for k in range(K):
            P[i][k] = exp(P[i][k] - mx)
            s += P[i][k]
        for k in range(K):
            P[i][k] /= s
        i += 1

    # backward
    for k in range(K):
        for j in range(D + 1):
            dW[k][j] = 0.0
    for i in range(N):
        for k in range(K):
            t = 1 if k == label[i] else 0
            for j in range(D):
                dW[k][j] += (P[i][k] - t) * x[i][j] / N
            dW[k][D] += (P[i][k] - t) / N

    # update
    for k in range(K):
        for j in range(D + 1):
            W[k][j] -= 0.5 * dW[k][j]
    epoch += 1

correct = 0
for i in range(N):
    if P[i].index(max(P[i])) == label[i]:
        correct += 1
print("correct:", correct, "of", N)
