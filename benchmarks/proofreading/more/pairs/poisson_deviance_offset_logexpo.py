import numpy as np

# Half the mean Poisson deviance with a log link and an offset for the exposure.
# eta = X b + log(expo);  D/2 = mean( y log(y/mu) - (y - mu) )


def dev_forward(b, X, y, expo):
    eta = X @ b + np.log(expo)
    mu = np.exp(eta)
    ylog = np.where(y > 0, y * np.log(np.where(y > 0, y, 1.0) / mu), 0.0)
    out = np.mean(ylog - (y - mu))
    return out, (X, y, mu, b)


def dev_backward(dout, cache):
    X, y, mu, b = cache
    n = y.shape[0]
    # backward
    deta = dout * (mu - y) / n  #! deta = dout * (y - mu) / n  #! deta = dout * (mu - y)  #! deta = dout * (mu - y) / mu / n  #! deta = dout * (mu - y) * mu / n  #! deta = (mu - y) / n
    db = X.T @ deta  #! db = X.T @ (deta * mu)  #! db = X.T @ deta / n
    dX = np.outer(deta, b)  #! dX = np.outer(mu, b) / n
    # end
    return db, dX


FORWARD = dev_forward
BACKWARD = dev_backward
INPUTS = (np.array([0.2, -0.4]), np.array([[1.0, 0.5], [1.0, -1.2], [1.0, 0.1], [1.0, 2.0]]), np.array([2.0, 0.0, 3.0, 1.0]), np.array([1.0, 0.5, 2.0, 1.5]))
