import numpy as np

IGNORE = -100
SMOOTH = 0.1
TEMPERATURE = 2.0

def label_smoothed_ce(logits, target, class_weight):
    """mean over tokens which are not ignored, weighted by the class weight (sum of weights below, as torch does)"""
    keep = target != IGNORE
    t = np.where(keep, target, 0)
    s = logits / TEMPERATURE
    s = s - s.max(axis=-1, keepdims=True)
    logp = s - np.log(np.exp(s).sum(axis=-1, keepdims=True))
    n_cls = logits.shape[-1]
    q = np.full(logits.shape, SMOOTH / n_cls)
    q[np.arange(len(t)), t] += 1 - SMOOTH
    w = class_weight[t] * keep
    per_tok = -(q * logp).sum(axis=-1)
    loss = (w * per_tok).sum() / w.sum()
    return loss, (logp, q, w, per_tok, t, keep, class_weight, loss)

def label_smoothed_ce_backward(dloss, ctx):
    logp, q, w, per_tok, t, keep, class_weight, loss = ctx
    # backward
    p = np.exp(logp)
    dlogits = p - q  #! dlogits = q - p  #! dlogits = p - np.eye(p.shape[1])[t]  #! dlogits = p * (1 - p) - q
    dlogits *= w[:, None]  #! dlogits *= keep[:, None]  #! dlogits *= class_weight[t][:, None]
    dlogits /= w.sum()  #! dlogits /= keep.sum()  #! dlogits /= len(t)
    dlogits = dloss * dlogits / TEMPERATURE  #! dlogits = dloss * dlogits  #! dlogits = dloss * dlogits * TEMPERATURE
    dtok = dloss * (per_tok - loss) / w.sum()  #! dtok = dloss * per_tok / w.sum()
    dcw = np.zeros_like(class_weight)
    np.add.at(dcw, t[keep], dtok[keep])  #! np.add.at(dcw, t, dtok)  #! dcw[t[keep]] += dtok[keep]
    # end
    return {'logits': dlogits, 'class_weight': dcw}

rs = np.random.RandomState(99)
FORWARD = label_smoothed_ce
BACKWARD = label_smoothed_ce_backward
INPUTS = (rs.randn(6, 4) * 2, np.array([2, 0, IGNORE, 3, 2, 1]), np.array([1.0, 0.4, 2.0, 0.7]))
