import numpy as np

# matching score of two texts: a bilinear score for every slice of M, plus a weighted cosine similarity


def forward(u, v, M, alpha):
    nu = np.sqrt((u ** 2).sum(axis=1))
    nv = np.sqrt((v ** 2).sum(axis=1))
    cos = (u * v).sum(axis=1) / (nu * nv)
    out = np.zeros((len(u), len(M)))
    for k in range(len(M)):
        out[:, k] = ((u @ M[k]) * v).sum(axis=1) + alpha[k] * cos
    return out, {"nu": nu, "nv": nv, "cos": cos}


def backward(dout, u, v, M, alpha, cache):
    nu, nv, cos = cache["nu"], cache["nv"], cache["cos"]
    # backward
    du, dv, dM = np.zeros(u.shape), np.zeros(v.shape), np.zeros(M.shape)
    for k in range(len(M)):
        col = dout[:, [k]]
        dM[k] = u.T @ (col * v)  #! dM[k] = v.T @ (col * u)  #! dM[k] = u.T @ v
        du += (col * v) @ M[k].T  #! du += (col * v) @ M[k]
        dv += (col * u) @ M[k]  #! dv = (col * u) @ M[k]
    dalpha = dout.T @ cos
    dcos = dout @ alpha  #! dcos = dout.sum(axis=1)
    du += dcos[:, None] * (v / (nu * nv)[:, None] - cos[:, None] * u / nu[:, None] ** 2)  #! du += dcos[:, None] * v / (nu * nv)[:, None]
    dv += dcos[:, None] * (u / (nu * nv)[:, None] - cos[:, None] * v / nv[:, None] ** 2)  #! dv += dcos[:, None] * (u / (nu * nv)[:, None] - cos[:, None] * v / nv[:, None])
    return du, dv, dM, dalpha


def inputs():
    np.random.seed(6)
    return np.random.randn(5, 3), np.random.randn(5, 3), np.random.randn(2, 3, 3), np.random.randn(2)


FORWARD = forward
BACKWARD = backward
INPUTS = inputs()
