# 1-D Gaussian mixture fitted by gradient descent instead of EM (exercise 9.x, "just for fun")
from numpy import *

x = array([-2.1, -1.7, -2.6, 0.4, 0.1, 2.9, 3.3, 2.5])
K = 3
N = x.size
a = array([0.2, -0.1, 0.0])        # logits of the mixing weights
mu = array([-1.0, 0.5, 2.0])
s = array([0.1, -0.2, 0.3])        # log sigma
eta = 0.1

for epoch in range(20):
    pi_k = exp(a - a.max())
    pi_k = pi_k / pi_k.sum()
    sd = exp(s)
    u = (x[:, newaxis] - mu) / sd                                 # N x K
    logjoint = log(pi_k) - 0.5 * log(2 * pi) - s - 0.5 * u ** 2
    top = logjoint.max(axis=1, keepdims=True)
    lse = top[:, 0] + log(exp(logjoint - top).sum(axis=1))
    nll = -lse.mean()

    # backward
    resp = exp(logjoint - lse[:, newaxis])  #! resp = exp(logjoint)  #! resp = exp(logjoint - top)
    dlj = -resp / N  #! dlj = -resp
    Nk = dlj.sum(axis=0)  #! Nk = dlj.mean(axis=0)
    da = Nk - pi_k * Nk.sum()  #! da = Nk  #! da = Nk * pi_k * (1 - pi_k)  #! da = Nk + pi_k * Nk.sum()
    du = dlj * -u  #! du = dlj * u
    dmu = -(du / sd).sum(0)  #! dmu = (du / sd).sum(0)  #! dmu = -du.sum(0)  #! dmu = -(du / sd ** 2).sum(0)
    ds = -Nk - (du * u).sum(0)  #! ds = -Nk  #! ds = -(du * u).sum(0)

    # update
    a -= eta * da
    mu -= eta * dmu
    s -= eta * ds  #! sd -= eta * ds
    # end
    if epoch % 5 == 0:
        print('%3d  nll %.5f  mu %s' % (epoch, nll, mu))
