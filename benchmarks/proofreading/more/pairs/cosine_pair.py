import numpy as np


def cos_forward(a, b, temp):
    # similarity of every row of a with every row of b, over a temperature (CLIP like)
    na = np.linalg.norm(a, axis=1, keepdims=True)
    nb = np.linalg.norm(b, axis=1, keepdims=True)
    ua = a / na
    ub = b / nb
    cos = ua.dot(ub.T)
    return cos / temp, (ua, ub, na, nb, cos, temp)


def cos_backward(dsim, cache):
    # backward
    ua, ub, na, nb, cos, temp = cache
    dcos = dsim / temp  #! dcos = dsim * temp
    dtemp = -np.sum(dsim * cos) / temp ** 2  #! dtemp = -np.sum(dsim * cos) / temp  #! dtemp = np.sum(dsim * cos) / temp ** 2
    dua = dcos.dot(ub)
    dub = dcos.T.dot(ua)  #! dub = dcos.dot(ua)
    # x / |x|: take away what points along x itself
    da = (dua - ua * np.sum(ua * dua, axis=1, keepdims=True)) / na  #! da = dua / na
    db = (dub - ub * np.sum(ub * dub, axis=1, keepdims=True)) / nb  #! db = (dub - ub * np.sum(ub * dub, axis=1, keepdims=True)) / nb ** 2  #! db = (dub - ub * np.sum(ub * dub)) / nb
    return da, db, np.array([dtemp])


np.random.seed(12)
FORWARD = cos_forward
BACKWARD = cos_backward
INPUTS = (np.random.randn(4, 5), np.random.randn(4, 5), np.array([0.7]))
