import numpy as np

K = np.sqrt(2 / np.pi)


class _Saved:
    pass


def dense_gelu_forward(X, W, b):
    """GPT-2 style: gelu(X W + b), tanh approximation"""
    s = _Saved()
    s.X, s.W = X, W
    s.z = X @ W + b
    s.th = np.tanh(K * (s.z + 0.044715 * s.z ** 3))
    return 0.5 * s.z * (1 + s.th), s


def dense_gelu_backward(dY, s):
    sech2 = 1 - s.th ** 2  #! sech2 = 1 - s.th  #! sech2 = 1 - np.tanh(s.th) ** 2
    dinner = K * (1 + 3 * 0.044715 * s.z ** 2)  #! dinner = K * (1 + 0.044715 * s.z ** 2)  #! dinner = 1 + 3 * 0.044715 * s.z ** 2  #! dinner = K * (s.z + 0.044715 * s.z ** 3)
    dgelu = 0.5 * (1 + s.th) + 0.5 * s.z * sech2 * dinner  #! dgelu = 0.5 * (1 + s.th)  #! dgelu = 0.5 * s.z * sech2 * dinner  #! dgelu = 0.5 * (1 + s.th) + 0.5 * sech2 * dinner
    dz = dY * dgelu  #! dz = dgelu
    dW = s.X.T @ dz  #! dW = s.X.T @ dY
    db = dz.sum(axis=0)  #! db = dz.mean(axis=0)
    dX = dz @ s.W.T  #! dX = dz @ s.W  #! dX = dY @ s.W.T
    return dX, dW, db


rng = np.random.default_rng(5)
FORWARD = dense_gelu_forward
BACKWARD = dense_gelu_backward
INPUTS = (rng.normal(size=(5, 3)), rng.normal(size=(3, 3)), rng.normal(size=3))
