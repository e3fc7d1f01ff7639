# objective: -np.sum(Q * np.log(O)) / M
import numpy as np

# Notation from the slides: samples are COLUMNS, bias = last column of Theta
r = np.random.RandomState(1)
K, n, M = 3, 4, 10
X = r.standard_normal((n, M))
lbl = r.randint(0, K, M)
ls = 0.1
Q = np.full((K, M), ls / K)
Q[lbl, np.arange(M)] += 1 - ls

def add1(A):
    return np.vstack((A, np.ones((1, A.shape[1]))))

Theta1 = r.standard_normal((6, n + 1)) * .4
Theta2 = r.standard_normal((K, 6 + 1)) * .4
V1, V2 = 0 * Theta1, 0 * Theta2
for k in range(25):
    X1 = add1(X)
    S = np.log1p(np.exp(Theta1 @ X1))          # softplus
    S1 = add1(S)
    O = np.exp(Theta2 @ S1)
    O /= O.sum(0)
    # backward
    Delta2 = O - Q
    D2 = Delta2 @ S1.T / M
    Delta1 = (Theta2[:, :-1].T @ Delta2) * (1 - np.exp(-S))    # derivative of softplus through its output
    D1 = Delta1 @ X1.T / M
    # update
    V1, V2 = 0.9 * V1 + D1, 0.9 * V2 + D2
    Theta1, Theta2 = Theta1 - 0.05 * V1, Theta2 - 0.05 * V2
print('train acc', np.mean(np.argmax(O, 0) == lbl))
