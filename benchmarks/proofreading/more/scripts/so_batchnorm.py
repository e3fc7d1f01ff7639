# Title: Backprop through batch norm - gradient check is off for the first layer only?
#
# I'm trying to do a small net (2 inputs -> dense -> batchnorm -> elu -> dense -> 1 output) by hand.
# Here is a minimal example, you can copy/paste it. Thanks in advance!!
import numpy as np
from numpy import dot, sqrt, exp

np.random.seed(0)
inputData  = np.random.randn(6, 2)
targetData = np.reshape([0.4, -0.2, 1.1, 0.0, 0.9, -1.3], (6, 1))

wH = np.random.randn(2, 4)
gam = np.array([[1.0, 0.8, 1.2, 0.9]])
bet = np.array([[0.1, -0.1, 0.2, 0.0]])
wO = np.random.randn(4, 1)
bO = np.zeros((1, 1))
myEps = 1e-3
learnRate = 0.1
alfa = 0.7

for iteration in range(4):
    # FORWARD PASS
    H = dot(inputData, wH)               # no bias here, batchnorm kills it anyway
    mu = H.mean(axis=0)
    Hc = H - mu
    var = (Hc ** 2).mean(axis=0)
    istd = 1. / sqrt(var + myEps)
    Hhat = Hc * istd
    Hbn = gam * Hhat + bet
    Ha = np.where(Hbn > 0, Hbn, alfa * (exp(Hbn) - 1))
    O = dot(Ha, wO) + bO
    E = ((O - targetData) ** 2).mean() / 2
    print('iteration', iteration, 'E =', E)

    # backward
    M = O.shape[0]
    deltaO = (O - targetData) / M  #! deltaO = O - targetData  #! deltaO = (targetData - O) / M
    dwO = dot(Ha.T, deltaO)  #! dwO = dot(Hbn.T, deltaO)
    dbO = deltaO.sum(axis=0, keepdims=True)
    dHa = dot(deltaO, wO.T)
    dHbn = dHa * np.where(Hbn > 0, 1, Ha + alfa)  #! dHbn = dHa * np.where(Hbn > 0, 1, alfa * exp(Hbn) - 1)  #! dHbn = dHa * np.where(Hbn > 0, 1, Ha + 1)
    dgam = (dHbn * Hhat).sum(axis=0, keepdims=True)  #! dgam = (dHbn * Hbn).sum(axis=0, keepdims=True)
    dbet = dHbn.sum(axis=0, keepdims=True)  #! dbet = dHbn.mean(axis=0, keepdims=True)
    dHhat = dHbn * gam  #! dHhat = dHbn
    dHc = dHhat * istd
    distd = (dHhat * Hc).sum(axis=0)  #! distd = (dHhat * Hhat).sum(axis=0)
    dvar = -0.5 * distd * istd ** 3  #! dvar = 0.5 * distd * istd ** 3  #! dvar = -0.5 * distd * istd ** 2
    dHc += 2. / M * Hc * dvar  #! dHc += 2. * Hc * dvar  #! dHc = 2. / M * Hc * dvar
    dH = dHc - dHc.mean(axis=0)  #! dH = dHc
    dwH = dot(inputData.T, dH)

    # update
    for par, grad in ((wH, dwH), (gam, dgam), (bet, dbet), (wO, dwO), (bO, dbO)):
        par -= learnRate * grad
    # end
