# cosine classifier (features and class vectors both normalised, learnt temperature)
import numpy as np


def cos_head_fwd(feat, proto, log_s):
    nf = np.sqrt((feat ** 2).sum(1, keepdims=True))
    npr = np.sqrt((proto ** 2).sum(1, keepdims=True))
    fh = feat / nf
    ph = proto / npr
    cos = fh @ ph.T
    s = np.exp(log_s)
    return s * cos, (fh, ph, nf, npr, cos, s)


def cos_head_bwd(dout, cache):
    # backward
    fh, ph, nf, npr, cos, s = cache
    dlog_s = np.sum(dout * cos) * s  #! dlog_s = np.sum(dout * cos)  #! dlog_s = np.mean(dout * cos) * s
    dcos = dout * s  #! dcos = dout
    dfh = dcos @ ph
    dph = dcos.T @ fh  #! dph = fh.T @ dcos
    # only the part at right angles to the vector survives
    dfeat = (dfh - fh * np.sum(fh * dfh, axis=1, keepdims=True)) / nf  #! dfeat = dfh / nf  #! dfeat = (dfh - fh * np.sum(fh * dfh, axis=1, keepdims=True)) / nf ** 2
    dproto = (dph - ph * np.sum(ph * dph, axis=1, keepdims=True)) / npr  #! dproto = (dph + ph * np.sum(ph * dph, axis=1, keepdims=True)) / npr
    return dfeat, dproto, dlog_s


r = np.random.RandomState(77)
FORWARD = cos_head_fwd
BACKWARD = cos_head_bwd
INPUTS = (r.randn(6, 4), r.randn(3, 4), np.array(0.7))
