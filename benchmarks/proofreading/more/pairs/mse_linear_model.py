import numpy as np


def mse_forward(X, theta, y):
    pred = X.dot(theta)
    err = pred - y
    loss = np.mean(err ** 2)
    return loss, (X, theta, err)


def mse_backward(dloss, cache):
    # backward
    X, theta, err = cache
    m = err.size
    derr = 2 * err * dloss / m  #! derr = err * dloss / m  #! derr = 2 * err * dloss
    dtheta = X.T.dot(derr)
    dX = np.outer(derr, theta)  #! dX = np.outer(theta, derr)
    dy = -derr  #! dy = derr
    return dX, dtheta, dy


np.random.seed(99)
FORWARD = mse_forward
BACKWARD = mse_backward
INPUTS = (np.random.randn(6, 3), np.random.randn(3), np.random.randn(6))
