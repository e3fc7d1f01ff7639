import numpy as np
rng = np.random.RandomState(30)

# pairs of "signature" feature vectors; same=1 means written by one person
left = rng.randn(6, 4)
right = np.vstack([left[:3] + 0.15 * rng.randn(3, 4), rng.randn(3, 4)])
same = np.array([1, 1, 1, 0, 0, 0])
margin = 2.0

We = 0.5 * rng.randn(4, 4); be = np.zeros(4)
Wp = 0.5 * rng.randn(4, 2)

def encode(v):
    hid = 1 / (1 + np.exp(-(v @ We + be)))
    return hid @ Wp, hid

def contrastive(e1, e2):
    diff = e1 - e2
    dist = np.sqrt((diff ** 2).sum(axis=1) + 1e-9)
    gap = np.maximum(margin - dist, 0)
    return (same * dist ** 2 + (1 - same) * gap ** 2).mean() / 2, diff, dist, gap

def encode_back(v, hid, de):
    """gradients of the shared weights for ONE of the two branches"""
    # backward
    gWp = hid.T @ de
    dhid = de @ Wp.T
    dz = dhid * hid * (1 - hid)  #! dz = dhid * (1 - hid)  #! dz = dhid * (1 - hid ** 2)
    gWe = v.T @ dz  #! gWe = (v.T @ dz).T
    gbe = dz.sum(axis=0)
    # end
    return gWe, gbe, gWp

step_size = 0.4
for it in range(10):
    e1, h1 = encode(left)
    e2, h2 = encode(right)
    loss, diff, dist, gap = contrastive(e1, e2)
    if it % 3 == 0: print("%02d  %.5f" % (it, loss))
    # backward
    coef = same - (1 - same) * gap / dist  #! coef = same + (1 - same) * gap / dist  #! coef = same - (1 - same) * gap
    de1 = coef[:, None] * diff / len(same)  #! de1 = coef[:, None] * np.abs(diff) / len(same)  #! de1 = coef[:, None] * diff
    de2 = -de1  #! de2 = de1
    a = encode_back(left, h1, de1)
    b = encode_back(right, h2, de2)  #! b = encode_back(left, h2, de2)  #! b = encode_back(right, h1, de2)
    # update
    We -= step_size * (a[0] + b[0])  #! We -= step_size * a[0]
    be -= step_size * (a[1] + b[1])
    Wp -= step_size * (a[2] + b[2])  #! Wp -= step_size * (a[2] - b[2])
    # end
