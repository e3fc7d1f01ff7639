import numpy as np

# We MAXIMISE the mean log likelihood of a small softmax net with batch norm,
# hence plus signs in every update. U and V are stored (out, in); V has the bias as its last column.
S = np.random.RandomState(21)
inp = S.randn(7, 3)
cls = np.array([2, 0, 1, 1, 0, 2, 0])
Tgt = np.zeros((7, 3))
Tgt[np.arange(7), cls] = 1.

U = S.randn(5, 3)
V = S.randn(3, 6) * .6
scale = np.linspace(.8, 1.2, 5)
shift = np.linspace(-.1, .3, 5)
M = len(inp)


def with_ones(a):
    return np.c_[a, np.ones(len(a))]


for n in range(10):
    lin = inp @ U.T
    # batch norm, step by step
    mean = 1. / M * lin.sum(axis=0)
    cent = lin - mean
    var = 1. / M * (cent ** 2).sum(axis=0)
    sqrtvar = np.sqrt(var + 1e-4)
    ivar = 1. / sqrtvar
    xhat = cent * ivar
    act = np.maximum(0.01 * (scale * xhat + shift), scale * xhat + shift)
    hid = with_ones(act)
    expo = np.exp(hid @ V.T)
    P = expo / expo.sum(axis=1)[:, None]
    LL = np.mean(np.sum(Tgt * np.log(P), axis=1))
    print('step', n, 'log likelihood', LL)

    # backward
    up = (Tgt - P) / M  #! up = (P - Tgt) / M  #! up = Tgt - P
    gV = up.T @ hid
    up = (up @ V)[:, :-1]  #! up = (up @ V)[:, 1:]
    up = np.where(act > 0, up, 0.01 * up)  #! up = np.where(act > 0, 0.01 * up, up)  #! up = np.where(xhat > 0, up, 0.01 * up)
    gshift = up.sum(axis=0)  #! gshift = up.mean(axis=0)
    gscale = np.sum(up * xhat, axis=0)  #! gscale = np.sum(up * cent, axis=0)
    dxhat = up * scale
    divar = np.sum(dxhat * cent, axis=0)
    dsqrtvar = -1. / (sqrtvar ** 2) * divar  #! dsqrtvar = 1. / (sqrtvar ** 2) * divar
    dvar = 0.5 * ivar * dsqrtvar  #! dvar = 0.5 * sqrtvar * dsqrtvar
    dcent = dxhat * ivar + 2 * cent * dvar / M  #! dcent = dxhat * ivar + 2 * cent * dvar  #! dcent = dxhat * ivar
    dlin = dcent - dcent.sum(axis=0) / M  #! dlin = dcent - dcent.sum(axis=1, keepdims=True) / M  #! dlin = dcent
    gU = dlin.T @ inp
    # update
    U += .5 * gU  #! U -= .5 * gU
    V += .5 * gV
    scale += .5 * gscale
    shift += .5 * gshift
    # end

print((P.argmax(axis=1) == cls).mean())
