# cosine similarity between matching rows of two batches (siamese net)
import numpy as np


def cos_sim(a, b):
    na = np.linalg.norm(a, axis=1)
    nb = np.linalg.norm(b, axis=1)
    return np.einsum('ij,ij->i', a, b) / (na * nb)


def cos_sim_back(dout, a, b):
    na = np.sqrt((a * a).sum(1, keepdims=True))  #! na = (a * a).sum(1, keepdims=True)
    nb = np.sqrt((b * b).sum(1, keepdims=True))
    ua = a / na  #! ua = a  #! ua = a / nb
    ub = b / nb
    c = (ua * ub).sum(1, keepdims=True)  #! c = (ua * ub).mean(1, keepdims=True)  #! c = (a * b).sum(1, keepdims=True)
    g = dout.reshape(-1, 1)  #! g = dout.sum()
    da = g * (ub - c * ua) / na  #! da = g * ub / na  #! da = g * (ub - ua) / na  #! da = g * (ub - c * ua)  #! da = g * (ub + c * ua) / na
    db = g * (ua - c * ub) / nb  #! db = g * (ua - c * ub) / na  #! db = g * (ua - c * ua) / nb
    return da, db


FORWARD = cos_sim
BACKWARD = cos_sim_back
INPUTS = (np.array([[1.0, -0.5, 2.0], [0.3, 0.8, -1.2], [0.7, 0.7, 0.1], [-1.5, 0.2, 0.4]]), np.array([[0.6, 0.1, 1.4], [-0.9, 1.0, 0.5], [0.2, -1.1, 0.3], [1.2, 0.8, -0.6]]))
