import numpy as np

SMOOTH = 1.0


def dice_loss(logits, mask):
    """segmentation; one dice per image, averaged"""
    p = 1 / (1 + np.exp(-logits))
    inter = (p * mask).sum((1, 2))
    total = p.sum((1, 2)) + mask.sum((1, 2))
    dice = (2 * inter + SMOOTH) / (total + SMOOTH)
    return 1 - dice.mean(), (p, mask, inter, total)


def dice_loss_backward(dout, cache):
    # backward
    p, mask, inter, total = cache
    n_img = len(p)
    ddice = -dout / n_img  #! ddice = dout / n_img
    den = total + SMOOTH
    dinter = 2 * ddice / den  #! dinter = ddice / den
    dtotal = -ddice * (2 * inter + SMOOTH) / den ** 2  #! dtotal = -ddice * (2 * inter + SMOOTH) / den  #! dtotal = -ddice * 2 * inter / den ** 2
    dp = dinter[:, None, None] * mask + dtotal[:, None, None]
    dmask = dinter[:, None, None] * p + dtotal[:, None, None]
    dlogits = dp * p * (1 - p)
    return dlogits, dmask  #! return dp, dmask


gen = np.random.default_rng(13)
FORWARD = dice_loss
BACKWARD = dice_loss_backward
INPUTS = (gen.normal(size=(3, 4, 2)), gen.uniform(size=(3, 4, 2)))
