# I come from MATLAB so I use np.matrix: * is the matrix product, multiply() is elementwise
import numpy as np
from numpy import multiply, exp, log, sign

np.random.seed(21)
P = np.matrix([[0.2, 1.1, -0.4], [1.5, -0.3, 0.8], [-0.9, 0.6, 0.1], [0.4, -1.2, 1.3], [-0.5, -0.7, 0.9]])
T = np.matrix([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [0.0, 0.0], [1.0, 0.0]])
IW = np.matrix(np.random.randn(3, 4) * 0.6)
LW = np.matrix(np.random.randn(4, 2) * 0.6)
l1, l2 = 0.02, 0.05
alpha = 0.3
Q = P.shape[0]


def logsig(n):
    return 1 / (1 + exp(-n))


for k in range(3):
    N1 = P * IW
    A1 = logsig(N1)
    N2 = A1 * LW
    A2 = logsig(N2)
    data_cost = -(multiply(T, log(A2)) + multiply(1 - T, log(1 - A2))).sum() / Q
    penalty = l1 * (np.abs(IW).sum() + np.abs(LW).sum()) + 0.5 * l2 * (np.square(IW).sum() + np.square(LW).sum())
    cost = data_cost + penalty
    print(k, cost)
    # backward
    S2 = (A2 - T) / Q  #! S2 = multiply(A2 - T, multiply(A2, 1 - A2)) / Q
    gLW = A1.T * S2  #! gLW = A1 * S2 #! gLW = N1.T * S2
    gLW += l1 * sign(LW) + l2 * LW  #! gLW += l1 * LW + l2 * sign(LW) #! gLW += l1 + l2 * LW
    S1 = multiply(S2 * LW.T, multiply(A1, 1 - A1))  #! S1 = multiply(S2 * LW.T, 1 - A1) #! S1 = multiply(S2 * LW.T, multiply(N1, 1 - N1)) #! S1 = (S2 * LW.T) * multiply(A1, 1 - A1)
    gIW = P.T * S1
    gIW += l1 * sign(IW) + l2 * IW  #! gIW += l2 * IW #! gIW += l1 * sign(IW) + 2 * l2 * IW #! gIW += l1 * np.abs(IW) + l2 * IW
    # update
    IW = IW - alpha * gIW
    LW = LW - alpha * gLW
