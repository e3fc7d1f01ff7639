import numpy as np

rng = np.random.default_rng(22)


def cosine(a, b):
    na, nb = np.sqrt((a * a).sum()), np.sqrt((b * b).sum())
    return a @ b / (na * nb)


def cosine_backward(dout, a, b):
    # backward
    na, nb = np.sqrt((a * a).sum()), np.sqrt((b * b).sum())
    c = a @ b / (na * nb)
    da = dout * (b / (na * nb) - c * a / na**2)  #! da = dout * b / (na * nb) #! da = dout * (b / (na * nb) - c * a / na)
    db = dout * (a / (na * nb) - c * b / nb**2)  #! db = dout * (a / (na * nb) - c * b / na**2) #! db = a / (na * nb) - c * b / nb**2
    return da, db


FORWARD = cosine
BACKWARD = cosine_backward
INPUTS = (rng.normal(size=4), rng.normal(size=4))
