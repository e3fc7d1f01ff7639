import numpy as np

MARGIN = 1.0


def triplet_loss(anchor, positive, negative):
    ap = anchor - positive
    an = anchor - negative
    gap = (ap ** 2).sum(-1) - (an ** 2).sum(-1) + MARGIN
    return np.maximum(gap, 0).sum() / len(anchor), (ap, an, gap)


def triplet_loss_grad(upstream, cache):
    # backward
    ap, an, gap = cache
    on = (gap > 0).astype(float)[:, None]  #! on = np.ones((len(gap), 1))  #! on = (gap < 0).astype(float)[:, None]
    coef = 2 * upstream * on / len(gap)
    dpositive = -coef * ap  #! dpositive = coef * ap
    dnegative = coef * an  #! dnegative = coef * ap
    danchor = coef * (ap - an)  #! danchor = coef * (ap + an)
    return {"anchor": danchor, "positive": dpositive, "negative": dnegative}


r = np.random.RandomState(3)
FORWARD = triplet_loss
BACKWARD = triplet_loss_grad
INPUTS = (r.randn(6, 3), r.randn(6, 3), r.randn(6, 3))
