# every weight matrix carries its bias in the LAST column, every activation gets a row of ones at the bottom
import numpy as np

def ones_below(A):
    return np.vstack((A, np.ones((1, A.shape[1]))))

np.random.seed(29)
X = np.random.randn(2, 6)
T = np.vstack((np.sin(X.sum(axis=0)), X.prod(axis=0), X[0] ** 2))
Ws = [np.random.randn(4, 3) * 0.6, np.random.randn(5, 5) * 0.6, np.random.randn(3, 6) * 0.6]
eta = 0.05

for loop in range(3):
    O0 = ones_below(X)
    O1 = ones_below(np.tanh(Ws[0] @ O0))
    O2 = ones_below(np.tanh(Ws[1] @ O1))
    O3 = Ws[2] @ O2
    E = T - O3
    sse = 0.5 * np.sum(E * E)
    # backward
    D3 = E  #! D3 = -E  #! D3 = E * (1 - O3 ** 2)
    D2 = (Ws[2][:, :-1].T @ D3) * (1 - O2[:-1] ** 2)  #! D2 = (Ws[2].T @ D3) * (1 - O2 ** 2)  #! D2 = (Ws[2][:, 1:].T @ D3) * (1 - O2[:-1] ** 2)  #! D2 = (Ws[2][:, :-1].T @ D3) * (1 - O2[:-1])
    D1 = (Ws[1][:, :-1].T @ D2) * (1 - O1[:-1] ** 2)  #! D1 = (Ws[1][:, :-1].T @ D2) * (1 - O1[1:] ** 2)  #! D1 = Ws[1][:, :-1].T @ D2  #! D1 = (Ws[1][:, :-1].T @ D2) * O1[:-1] * (1 - O1[:-1])
    # update
    Ws[2] += eta * D3 @ O2.T  #! Ws[2] += eta * D3 @ O3.T
    Ws[1] += eta * D2 @ O1.T  #! Ws[1] -= eta * D2 @ O1.T  #! Ws[1] += eta * D2 @ O2.T
    Ws[0] += eta * D1 @ O0.T  #! Ws[0] = eta * D1 @ O0.T
    # end
    print("sum of squared errors", sse)
