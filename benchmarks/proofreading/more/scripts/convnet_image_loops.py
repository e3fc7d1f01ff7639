import numpy

# tiny convnet, one image at a time: conv 3x3 (2 filters) -> relu -> 2x2 max pool -> fc -> softmax
rng = numpy.random.RandomState(5)
images = rng.rand(3, 6, 6)
targets = [1, 0, 1]
filters = rng.randn(2, 3, 3) / 3.
fbias = numpy.array([0.05, 0.1])
Wfc = rng.randn(2, 8) * 0.5
bfc = numpy.zeros(2)
eta = 0.1


def conv(img):
    out = numpy.zeros((2, 4, 4))
    for f in range(2):
        for r in range(4):
            for c in range(4):
                out[f, r, c] = numpy.sum(img[r:r+3, c:c+3] * filters[f]) + fbias[f]
    return out


def pool(fm):
    out = numpy.zeros((2, 2, 2))
    for f in range(2):
        for r in range(2):
            for c in range(2):
                out[f, r, c] = fm[f, 2*r:2*r+2, 2*c:2*c+2].max()
    return out


for epoch in range(2):
    for img, t in zip(images, targets):
        c1 = conv(img)
        r1 = numpy.maximum(c1, 0)
        p1 = pool(r1)
        flat = p1.reshape(-1)
        o = Wfc.dot(flat) + bfc
        sm = numpy.exp(o - o.max())
        sm = sm / sm.sum()
        loss = -numpy.log(sm[t])
        print(epoch, loss)

        # backward
        do = sm.copy()
        do[t] -= 1  #! do[t] = -1  #! do[t] += 1
        dWfc = numpy.outer(do, flat)  #! dWfc = numpy.outer(do, flat) / len(flat)
        dbfc = do  #! dbfc = sm
        dflat = Wfc.T.dot(do)
        dp1 = dflat.reshape(p1.shape)  #! dp1 = dflat.reshape(p1.shape).transpose(0, 2, 1)  #! dp1 = dflat.reshape(p1.shape) * p1
        dr1 = numpy.zeros_like(r1)
        for f in range(2):
            for r in range(2):
                for c in range(2):
                    win = r1[f, 2*r:2*r+2, 2*c:2*c+2]  #! win = r1[f, r:r+2, c:c+2]
                    i, j = numpy.unravel_index(win.argmax(), win.shape)  #! j, i = numpy.unravel_index(win.argmax(), win.shape)  #! i, j = numpy.unravel_index(win.argmin(), win.shape)
                    dr1[f, 2*r+i, 2*c+j] = dp1[f, r, c]  #! dr1[f, r+i, c+j] = dp1[f, r, c]
        dc1 = dr1 * (c1 > 0)
        dfilters = numpy.zeros_like(filters)
        dfbias = numpy.zeros(2)
        for f in range(2):
            for r in range(4):
                for c in range(4):
                    dfilters[f] += dc1[f, r, c] * img[r:r+3, c:c+3]  #! dfilters[f] = dc1[f, r, c] * img[r:r+3, c:c+3]  #! dfilters[f] += dc1[f, c, r] * img[r:r+3, c:c+3]
                    dfbias[f] += dc1[f, r, c]  #! dfbias[f] = dc1[f, r, c]

        # update
        Wfc -= eta * dWfc
        bfc -= eta * dbfc
        filters -= eta * dfilters
        fbias -= eta * dfbias  #! fbias -= dfbias
        # end
