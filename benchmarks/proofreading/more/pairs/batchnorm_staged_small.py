import numpy as np


def bn_forward(X, gamma, beta):
    """Batch normalisation, one small step after the other (so I can derive it)."""
    eps = 1e-5
    N = X.shape[0]
    mean = 1.0 / N * np.sum(X, axis=0)
    centered = X - mean
    variance = 1.0 / N * np.sum(centered ** 2, axis=0)
    stddev = np.sqrt(variance + eps)
    inverse = 1.0 / stddev
    normed = centered * inverse
    Y = gamma * normed + beta
    return Y, {'gamma': gamma, 'centered': centered, 'stddev': stddev, 'inverse': inverse, 'normed': normed}


def bn_backward(dY, c):
    N, D = dY.shape
    # backward
    dbeta = np.sum(dY, axis=0)  #! dbeta = np.sum(dY, axis=0) / N
    dgamma = np.sum(dY * c['normed'], axis=0)  #! dgamma = np.sum(dY * c['centered'], axis=0)  #! dgamma = np.sum(dY, axis=0) * np.sum(c['normed'], axis=0)
    dnormed = dY * c['gamma']  #! dnormed = dY  #! dnormed = dY / c['gamma']
    dinverse = np.sum(dnormed * c['centered'], axis=0)  #! dinverse = np.sum(dnormed * c['normed'], axis=0)
    dcentered = dnormed * c['inverse']  #! dcentered = dnormed * c['stddev']
    dstddev = -dinverse / c['stddev'] ** 2  #! dstddev = dinverse / c['stddev'] ** 2  #! dstddev = -dinverse / c['stddev']
    dvariance = 0.5 * dstddev * c['inverse']  #! dvariance = 0.5 * dstddev * c['stddev']
    dcentered += 2.0 / N * c['centered'] * dvariance  #! dcentered += 2.0 * c['centered'] * dvariance  #! dcentered = 2.0 / N * c['centered'] * dvariance
    dmean = -np.sum(dcentered, axis=0)  #! dmean = np.sum(dcentered, axis=0)
    dX = dcentered + dmean / N  #! dX = dcentered + dmean
    # end
    return {'X': dX, 'gamma': dgamma, 'beta': dbeta}


rng = np.random.default_rng(17)
FORWARD = bn_forward
BACKWARD = bn_backward
INPUTS = (rng.normal(1.0, 1.5, (5, 3)), np.array([0.8, 1.3, -0.6]), np.array([0.1, 0.0, -0.2]))
