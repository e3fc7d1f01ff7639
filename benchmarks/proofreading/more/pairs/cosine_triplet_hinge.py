import numpy as np

MARGIN = 0.4


def cosine(a, b):
    na = np.sqrt((a * a).sum(axis=1))
    nb = np.sqrt((b * b).sum(axis=1))
    return (a * b).sum(axis=1) / (na * nb), na, nb


def triplet_loss(anchor, positive, negative):
    """mean over the batch of max(0, margin - cos(a, p) + cos(a, n))"""
    cp, na, npos = cosine(anchor, positive)
    cn, _, nneg = cosine(anchor, negative)
    viol = MARGIN - cp + cn
    return np.maximum(viol, 0).mean()


def triplet_loss_backward(dout, anchor, positive, negative):
    cp, na, npos = cosine(anchor, positive)
    cn, _, nneg = cosine(anchor, negative)
    viol = MARGIN - cp + cn
    # backward
    dviol = dout * (viol > 0) / len(viol)  #! dviol = dout * (viol > 0)  #! dviol = dout * np.ones(len(viol)) / len(viol)  #! dviol = dout * (viol < 0) / len(viol)  #! dviol = dout * viol / len(viol)
    dcp = -dviol[:, None]  #! dcp = dviol[:, None]
    dcn = dviol[:, None]
    uA, uP, uN = anchor / na[:, None], positive / npos[:, None], negative / nneg[:, None]  #! uA, uP, uN = anchor, positive / npos[:, None], negative / nneg[:, None]
    dpositive = dcp * (uA - cp[:, None] * uP) / npos[:, None]  #! dpositive = dcp * uA / npos[:, None]  #! dpositive = dcp * (uA - cp[:, None] * uP) / na[:, None]  #! dpositive = dcp * (uA - cp[:, None] * uA) / npos[:, None]
    dnegative = dcn * (uA - cn[:, None] * uN) / nneg[:, None]  #! dnegative = dcn * (uA - cp[:, None] * uN) / nneg[:, None]
    danchor = dcp * (uP - cp[:, None] * uA) / na[:, None]  #! danchor = dcp * (uP - cp[:, None] * uA)
    danchor += dcn * (uN - cn[:, None] * uA) / na[:, None]  #! danchor = dcn * (uN - cn[:, None] * uA) / na[:, None]  #! danchor -= dcn * (uN - cn[:, None] * uA) / na[:, None]
    # end
    return danchor, dpositive, dnegative


r = np.random.default_rng(3)
FORWARD = triplet_loss
BACKWARD = triplet_loss_backward
INPUTS = (r.normal(size=(5, 3)), r.normal(size=(5, 3)), r.normal(size=(5, 3)))
