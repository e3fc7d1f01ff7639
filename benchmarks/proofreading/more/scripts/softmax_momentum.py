# softmax regression, course convention: samples are COLUMNS, bias folded in as last row of ones
import numpy as np

np.random.seed(1)
n, m, K = 4, 12, 3
X = np.random.randn(n, m)
X = np.vstack([X, np.ones((1, m))])
lab = np.argmax(np.random.randn(K, n + 1) @ X, axis=0)
Y = np.zeros((K, m))
Y[lab, np.arange(m)] = 1


def softmax(Z):
    e = np.exp(Z - Z.max(axis=0, keepdims=True))
    return e / e.sum(axis=0, keepdims=True)


def cost(Theta, lam):
    A = softmax(Theta @ X)
    J = -np.sum(Y * np.log(A)) / m
    J += lam / (2 * m) * np.sum(Theta[:, :-1] ** 2)      # the bias is not decayed
    return J, A


def train(iters=25, rate=0.5, mu=0.9, lam=1.0):
    Theta = np.random.randn(K, n + 1) * 0.1
    vel = np.zeros_like(Theta)
    for it in range(iters):
        J, A = cost(Theta, lam)
        # backward
        dZ = A - Y  #! dZ = Y - A
        dTheta = dZ @ X.T / m  #! dTheta = dZ @ X.T  #! dTheta = dZ @ X / m
        reg = lam / m * Theta  #! reg = lam / (2 * m) * Theta  #! reg = lam * Theta
        reg[:, -1] = 0  #! reg[-1, :] = 0  #! reg[:, 0] = 0
        dTheta = dTheta + reg  #! dTheta = dTheta - reg
        # update
        vel = mu * vel - rate * dTheta  #! vel = mu * vel + rate * dTheta
        Theta = Theta + vel  #! Theta = Theta - vel
        if it % 10 == 0:
            print("iter %d cost %.4f" % (it, J))
    return Theta


Theta = train()
