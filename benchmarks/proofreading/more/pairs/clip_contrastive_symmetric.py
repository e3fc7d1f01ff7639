import numpy as np


def log_softmax(s, axis):
    s = s - s.max(axis=axis, keepdims=True)
    return s - np.log(np.exp(s).sum(axis=axis, keepdims=True))


def clip_loss(img, txt, log_scale):
    # the i-th caption belongs to the i-th picture
    scale = np.exp(log_scale)
    sim = img @ txt.T
    logits = scale * sim
    lr, lc = log_softmax(logits, 1), log_softmax(logits, 0)
    loss = -0.5 * (np.trace(lr) + np.trace(lc)) / len(img)
    return loss, (img, txt, scale, sim, lr, lc)


def clip_loss_backward(dloss, cache):
    # backward
    img, txt, scale, sim, lr, lc = cache
    n = len(img)
    eye = np.eye(n)
    by_row = np.exp(lr) - eye  #! by_row = eye - np.exp(lr)
    by_col = np.exp(lc) - eye
    dlogits = dloss * 0.5 * (by_row + by_col) / n  #! dlogits = dloss * 0.5 * by_row / n  #! dlogits = dloss * (by_row + by_col) / n
    dsim = scale * dlogits  #! dsim = dlogits
    dimg = dsim @ txt
    dtxt = dsim.T @ img
    dlog_scale = np.array([np.sum(dlogits * sim) * scale[0]])  #! dlog_scale = np.array([np.sum(dlogits * sim)])
    return dimg, dtxt, dlog_scale


gen = np.random.default_rng(2021)
FORWARD = clip_loss
BACKWARD = clip_loss_backward
INPUTS = (gen.normal(size=(4, 3)), gen.normal(size=(4, 3)), gen.uniform(0.2, 0.8, 1))
