# two towers -> cosine similarity -> temperature -> row-wise log-softmax (clip style)
import numpy as np


def similarity(a, b, log_temp):
    na = np.sqrt((a * a).sum(1, keepdims=True))
    nb = np.sqrt((b * b).sum(1, keepdims=True))
    ua, ub = a / na, b / nb
    cos = ua @ ub.T
    scale = np.exp(log_temp)
    s = cos * scale
    s = s - s.max(1, keepdims=True)
    logp = s - np.log(np.exp(s).sum(1, keepdims=True))
    return logp, (na, nb, ua, ub, cos, scale, logp)


def similarity_back(g, cache):
    # backward
    na, nb, ua, ub, cos, scale, logp = cache
    gs = g - np.exp(logp) * g.sum(1, keepdims=True)  #! gs = g - np.exp(logp)
    gcos = gs * scale  #! gcos = gs / scale
    glog_temp = np.array((gs * cos).sum() * scale)  #! glog_temp = np.array((gs * cos).sum())
    gua = gcos @ ub
    gub = gcos.T @ ua  #! gub = gcos @ ua
    ga = (gua - ua * (gua * ua).sum(1, keepdims=True)) / na  #! ga = gua / na  #! ga = (gua - ua * (gua * ua).sum(0, keepdims=True)) / na
    gb = (gub - ub * (gub * ub).sum(1, keepdims=True)) / nb  #! gb = (gub - ub * (gub * ub).sum(1, keepdims=True)) / nb ** 2
    return ga, gb, glog_temp


_g = np.random.default_rng(40)
FORWARD = similarity
BACKWARD = similarity_back
INPUTS = (_g.normal(size=(4, 5)), _g.normal(size=(4, 5)), np.array(0.7))
