import numpy as np
# nnCostFunction.m rewritten: but examples are COLUMNS (my prof insists), bias = extra row of ones on top
# two hidden layers instead of one; Theta1 (4x3), Theta2 (3x5), Theta3 (3x4)

def g(z): return 1.0 / (1.0 + np.exp(-z))
def gPrime(z): return g(z) * (1 - g(z))
def addOnes(A): return np.vstack((np.ones((1, A.shape[1])), A))

def debugInit(fanOut, fanIn):
    # same trick as debugInitializeWeights.m
    return np.sin(np.arange(1, fanOut * (fanIn + 1) + 1)).reshape((fanIn + 1, fanOut)).T * 0.8

X = np.cos(np.arange(1, 15)).reshape(2, 7)
y = np.array([1, 2, 3, 3, 1, 2, 2])
Y = (np.arange(1, 4)[:, None] == y[None, :]) * 1.0
m = X.shape[1]
Theta1, Theta2, Theta3 = debugInit(4, 2), debugInit(3, 4), debugInit(3, 3)
lamb = 0.3

for it in range(25):
    a1 = addOnes(X)
    z2 = Theta1 @ a1;  a2 = addOnes(g(z2))
    z3 = Theta2 @ a2;  a3 = addOnes(g(z3))
    z4 = Theta3 @ a3;  hx = g(z4)
    J = -np.sum(Y * np.log(hx) + (1 - Y) * np.log(1 - hx)) / m
    J += lamb / (2 * m) * sum(np.sum(T[:, 1:] ** 2) for T in (Theta1, Theta2, Theta3))
    if it % 8 == 0: print('J(%d) = %g' % (it, J))

    # backward
    d4 = hx - Y  #! d4 = (hx - Y) * gPrime(z4)  #! d4 = Y - hx
    d3 = (Theta3[:, 1:].T @ d4) * gPrime(z3)  #! d3 = (Theta3[:, :-1].T @ d4) * gPrime(z3)  #! d3 = (Theta3[:, 1:] @ d4) * gPrime(z3)  #! d3 = (Theta3[:, 1:].T @ d4) * gPrime(a3[1:])
    d2 = (Theta2.T @ d3)[1:] * gPrime(z2)  #! d2 = (Theta2.T @ d3)[:-1] * gPrime(z2)  #! d2 = (Theta2.T @ d3)[1:]  #! d2 = (Theta2.T @ d4)[1:] * gPrime(z2)
    Theta3_grad = d4 @ a3.T / m  #! Theta3_grad = d3 @ a3.T / m
    Theta2_grad = d3 @ a2.T / m  #! Theta2_grad = d3 @ a2.T
    Theta1_grad = d2 @ a1.T / m
    Theta3_grad[:, 1:] += lamb / m * Theta3[:, 1:]  #! Theta3_grad += lamb / m * Theta3  #! Theta3_grad[1:] += lamb / m * Theta3[1:]
    Theta2_grad[:, 1:] += lamb / m * Theta2[:, 1:]  #! Theta2_grad[:, 1:] += lamb * Theta2[:, 1:]
    Theta1_grad[:, 1:] += lamb / m * Theta1[:, 1:]  #! Theta1_grad[:, 1:] -= lamb / m * Theta1[:, 1:]
    # update
    Theta1 -= 1.5 * Theta1_grad
    Theta2 -= 1.5 * Theta2_grad
    Theta3 -= 1.5 * Theta3_grad
    # end

print('prediction', np.argmax(hx, 0) + 1, 'y', y)
