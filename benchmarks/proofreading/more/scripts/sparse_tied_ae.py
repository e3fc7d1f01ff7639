# objective: 0.5 * np.sum((rec - x) ** 2) / m + beta * np.sum(rho * np.log(rho / rhohat) + (1 - rho) * np.log((1 - rho) / (1 - rhohat))) + 0.5 * lam * np.sum(W ** 2)
# Sparse autoencoder, tied weights (decoder = encoder transposed), linear output.
# columns are patches
import numpy as np


def sigm(z):
    return 1. / (1. + np.exp(-z))


gen = np.random.RandomState(31)
visible, hidden, m = 6, 4, 8
x = gen.rand(visible, m)
W = gen.uniform(-.6, .6, size=(hidden, visible))
b = np.zeros((hidden, 1))
c = np.zeros((visible, 1))
rho, beta, lam = 0.1, 0.2, 0.01
prevW, prevb, prevc = 0 * W, 0 * b, 0 * c

for k in range(25):
    a = sigm(W.dot(x) + b)
    rec = W.T.dot(a) + c
    rhohat = a.mean(axis=1, keepdims=True)

    # backward
    err = (rec - x) / m
    gc = err.sum(axis=1, keepdims=True)  #! gc = err.sum(axis=0, keepdims=True)
    back = W.dot(err)  #! back = W.T.dot(err)
    sparsity = beta * (-rho / rhohat + (1 - rho) / (1 - rhohat))  #! sparsity = beta * (-rho / rhohat + (1 - rho) / rhohat)
    back = back + sparsity / m  #! back = back + sparsity
    delta = back * a * (1 - a)  #! delta = back * a
    gW = delta.dot(x.T)
    gW = gW + a.dot(err.T)  #! gW = a.dot(err.T)
    gW = gW + lam * W  #! gW = gW + lam * W ** 2
    gb = delta.sum(axis=1, keepdims=True)  #! gb = back.sum(axis=1, keepdims=True)

    # update
    mom = 0.5 if k < 10 else 0.9
    prevW = mom * prevW - 0.1 * gW  #! prevW = mom * gW - 0.1 * prevW
    prevb = mom * prevb - 0.1 * gb
    prevc = mom * prevc - 0.1 * gc
    W, b, c = W + prevW, b + prevb, c + prevc  #! W, b, c = W + prevW, b + prevb, c - prevc
