"""Recommender head: temperature-scaled cosine similarity of user and item towers,
then log-softmax over items.  Is this the right gradient through the norm?"""
import numpy as np


def score(user, item, logtemp):
    nu = np.sqrt((user ** 2).sum(1, keepdims=True))
    ni = np.sqrt((item ** 2).sum(1, keepdims=True))
    uh = user / nu
    ih = item / ni
    cos = uh @ ih.T
    s = cos * np.exp(logtemp)
    s = s - s.max(1, keepdims=True)
    logp = s - np.log(np.exp(s).sum(1, keepdims=True))
    return logp, dict(nu=nu, ni=ni, uh=uh, ih=ih, cos=cos, temp=np.exp(logtemp), logp=logp)


def score_backward(dlogp, q):
    # backward
    p = np.exp(q["logp"])
    ds = dlogp - p * dlogp.sum(1, keepdims=True)  #! ds = dlogp - p
    dlogtemp = np.sum(ds * q["cos"]) * q["temp"]  #! dlogtemp = np.sum(ds * q["cos"])
    dcos = ds * q["temp"]  #! dcos = ds / q["temp"]
    duh = dcos @ q["ih"]
    dih = dcos.T @ q["uh"]  #! dih = dcos @ q["uh"]
    du = (duh - q["uh"] * (duh * q["uh"]).sum(1, keepdims=True)) / q["nu"]  #! du = duh / q["nu"]
    di = (dih - q["ih"] * (dih * q["ih"]).sum(1, keepdims=True)) / q["ni"]  #! di = (dih - q["ih"] * (dih * q["ih"]).sum(0, keepdims=True)) / q["ni"]  #! di = (dih + q["ih"] * (dih * q["ih"]).sum(1, keepdims=True)) / q["ni"]
    return du, di, np.array(dlogtemp)


rng = np.random.default_rng(99)
FORWARD = score
BACKWARD = score_backward
INPUTS = (rng.normal(size=(3, 4)), rng.normal(size=(5, 4)), np.array(0.4))
