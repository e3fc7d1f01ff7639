import numpy as np


def rbf_forward(X, centers, log_gamma):
    # phi[n, k] = exp(-gamma_k * |x_n - c_k|^2)
    N, K = X.shape[0], centers.shape[0]
    phi = np.zeros((N, K))
    dist2 = np.zeros((N, K))
    gamma = np.exp(log_gamma)
    for n in range(N):
        for k in range(K):
            diff = X[n] - centers[k]
            dist2[n, k] = diff @ diff
            phi[n, k] = np.exp(-gamma[k] * dist2[n, k])
    return phi, {"X": X, "centers": centers, "gamma": gamma, "dist2": dist2, "phi": phi}


def rbf_backward(dphi, cache):
    X, centers, gamma = cache["X"], cache["centers"], cache["gamma"]
    dist2, phi = cache["dist2"], cache["phi"]
    N, K = phi.shape
    grads = {"X": np.zeros_like(X), "centers": np.zeros_like(centers), "log_gamma": np.zeros(K)}
    # backward
    for n in range(N):
        for k in range(K):
            darg = dphi[n, k] * phi[n, k]  #! darg = dphi[n, k] * dist2[n, k]  #! darg = dphi[n, k]
            dgamma = -darg * dist2[n, k]  #! dgamma = darg * dist2[n, k]
            ddist = -darg * gamma[k]  #! ddist = -darg / gamma[k]
            grads["log_gamma"][k] += dgamma * gamma[k]  #! grads["log_gamma"][k] += dgamma  #! grads["log_gamma"][k] = dgamma * gamma[k]
            ddiff = 2 * ddist * (X[n] - centers[k])  #! ddiff = ddist * (X[n] - centers[k])  #! ddiff = 2 * ddist * (centers[k] - X[n])
            grads["X"][n] += ddiff
            grads["centers"][k] -= ddiff  #! grads["centers"][k] += ddiff
    return grads


rng = np.random.default_rng(7)
FORWARD = rbf_forward
BACKWARD = rbf_backward
INPUTS = (0.7 * rng.normal(size=(5, 2)), 0.7 * rng.normal(size=(3, 2)), np.array([-0.5, 0.1, -1.0]))
