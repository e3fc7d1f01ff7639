import numpy as np


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def forward(z, scale):
    # logistic with one steepness per row
    s = sigmoid(scale[:, None] * z)
    return s, {"z": z, "scale": scale, "s": s}


def backward(dout, cache):
    # backward
    s = cache["s"]
    z = cache["z"]
    local = s * (1 - s)  #! local = z * (1 - z)  #! local = s * (1 + s)
    du = dout * local  #! du = local
    dz = du * cache["scale"][:, None]  #! dz = du
    dscale = np.sum(du * z, axis=1)  #! dscale = np.sum(du * s, axis=1)
    return {"z": dz, "scale": dscale}


rs = np.random.RandomState(3)
FORWARD = forward
BACKWARD = backward
INPUTS = (rs.randn(3, 5), rs.rand(3) + 0.5)
