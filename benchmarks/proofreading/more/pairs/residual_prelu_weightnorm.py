# residual block, samples in columns: y = x + U prelu(W x + b), W = g * V / |V| row by row
import numpy as np


def block_forward(x, V, g, b, slope, U):
    nrm = np.sqrt(np.sum(V * V, axis=1, keepdims=True))
    unit = V / nrm
    W = g * unit
    z = W.dot(x) + b
    a = np.where(z > 0, z, slope * z)
    y = x + U.dot(a)
    stuff = {'x': x, 'g': g, 'nrm': nrm, 'unit': unit, 'W': W, 'z': z, 'a': a, 'slope': slope, 'U': U}
    return y, stuff


def block_backward(dy, st):
    # backward
    x, z, unit = st['x'], st['z'], st['unit']
    res = {}
    res['U'] = dy.dot(st['a'].T)  #! res['U'] = dy.dot(z.T)
    da = st['U'].T.dot(dy)
    res['slope'] = np.sum(da * np.where(z > 0, 0, z), axis=1, keepdims=True)  #! res['slope'] = np.sum(da * np.where(z > 0, 0, st['a']), axis=1, keepdims=True)
    dz = da * np.where(z > 0, 1, st['slope'])  #! dz = da * (z > 0)
    res['b'] = dz.sum(axis=1, keepdims=True)
    dW = dz.dot(x.T)
    res['g'] = np.sum(dW * unit, axis=1, keepdims=True)  #! res['g'] = np.sum(dW * st['W'], axis=1, keepdims=True)
    # project out the radial part
    res['V'] = st['g'] / st['nrm'] * (dW - res['g'] * unit)  #! res['V'] = st['g'] / st['nrm'] * dW  #! res['V'] = st['g'] * (dW - res['g'] * unit)
    res['x'] = dy + st['W'].T.dot(dz)  #! res['x'] = st['W'].T.dot(dz)
    return res['x'], res['V'], res['g'], res['b'], res['slope'], res['U']


rng = np.random.default_rng(44)
FORWARD = block_forward
BACKWARD = block_backward
INPUTS = (rng.normal(size=(4, 6)), rng.normal(size=(5, 4)), rng.normal(size=(5, 1)),
          rng.normal(size=(5, 1)), rng.uniform(0.1, 0.4, size=(5, 1)), rng.normal(size=(4, 5)))
