import numpy as np

# Q: my resnet-ish thing with SVM loss does not learn as well as without the skip, is backward right?
np.random.seed(8)
data = np.random.randn(6, 4)
lab = np.array([2, 0, 1, 1, 0, 2])

U = 0.5 * np.random.randn(4, 5)      # bottleneck up
V = 0.5 * np.random.randn(5, 4)      # and back to 4
c = 0.1 * np.random.randn(4)
S = 0.8 * np.random.randn(4, 3)      # class scores
DELTA = 1.0
REG = 0.02
rows = np.arange(6)

for epoch in range(7):
    pre = data.dot(U)
    hid = pre * (pre > 0)
    res = data + hid.dot(V) + c
    act = np.tanh(res)
    out = res + act                     # second skip
    scores = out.dot(S)
    margins = scores - scores[rows, lab][:, None] + DELTA
    margins[rows, lab] = 0
    hinge = np.maximum(0, margins)
    L = hinge.sum() / 6 + REG * ((U ** 2).sum() + (V ** 2).sum() + (S ** 2).sum())

    # backward
    gs = (margins > 0).astype(float)  #! gs = hinge.copy()  #! gs = (scores > 0).astype(float)
    gs[rows, lab] = -gs.sum(axis=1)  #! gs[rows, lab] = gs.sum(axis=1)  #! gs[rows, lab] = -1
    gs /= 6
    gS = out.T.dot(gs) + 2 * REG * S  #! gS = out.T.dot(gs) + REG * S  #! gS = act.T.dot(gs) + 2 * REG * S
    gout = gs.dot(S.T)
    gres = gout + gout * (1 - act ** 2)  #! gres = gout * (1 - act ** 2)  #! gres = gout + gout * (1 - res ** 2)
    gc = gres.sum(0)  #! gc = gout.sum(0)
    gV = hid.T.dot(gres) + 2 * REG * V  #! gV = hid.T.dot(gres)  #! gV = hid.T.dot(gout) + 2 * REG * V
    gpre = gres.dot(V.T) * (pre > 0)  #! gpre = gres.dot(V.T)
    gU = data.T.dot(gpre) + 2 * REG * U
    # update
    for P, G in ((U, gU), (V, gV), (c, gc), (S, gS)):
        P -= 0.2 * G
    # end
    print("epoch %d loss %.4f" % (epoch, L))
