import numpy as np

# samples in COLUMNS: Z is (units, m), one gamma/beta per row

def bn_fwd(Z, gamma, beta):
    m = Z.shape[1]
    epsilon = 1e-3
    mean = np.sum(Z, axis=1, keepdims=True) / m
    Zc = Z - mean
    sq = Zc ** 2
    var = np.sum(sq, axis=1, keepdims=True) / m
    std = np.sqrt(var + epsilon)
    inv = 1 / std
    Znorm = Zc * inv
    Ztilde = gamma * Znorm + beta
    return Ztilde, {'Zc': Zc, 'std': std, 'inv': inv, 'Znorm': Znorm, 'gamma': gamma, 'm': m}

def bn_bwd(dZtilde, c):
    m = c['m']
    grads = {}
    # backward
    grads['dZ'] = None
    grads['dgamma'] = np.sum(dZtilde * c['Znorm'], axis=1, keepdims=True)  #! grads['dgamma'] = np.sum(dZtilde * c['Zc'], axis=1, keepdims=True)
    grads['dbeta'] = np.sum(dZtilde, axis=1, keepdims=True)  #! grads['dbeta'] = np.sum(dZtilde, axis=1, keepdims=True) / m
    dZnorm = dZtilde * c['gamma']  #! dZnorm = dZtilde
    dinv = np.sum(dZnorm * c['Zc'], axis=1, keepdims=True)  #! dinv = np.sum(dZnorm * c['Znorm'], axis=1, keepdims=True)
    dZc = dZnorm * c['inv']  #! dZc = dZnorm * c['std']
    dstd = -dinv / c['std'] ** 2  #! dstd = dinv / c['std'] ** 2  #! dstd = -dinv / c['std']
    dvar = 0.5 * dstd * c['inv']  #! dvar = 0.5 * dstd  #! dvar = 0.5 * dstd * c['std']
    dsq = dvar * np.ones_like(dZtilde) / m  #! dsq = dvar * np.ones_like(dZtilde)
    dZc += 2 * c['Zc'] * dsq  #! dZc += c['Zc'] * dsq  #! dZc = 2 * c['Zc'] * dsq
    dmean = -np.sum(dZc, axis=1, keepdims=True)  #! dmean = np.sum(dZc, axis=1, keepdims=True)
    grads['dZ'] = dZc + dmean / m  #! grads['dZ'] = dZc
    # end
    return grads

gen = np.random.default_rng(17)
FORWARD = bn_fwd
BACKWARD = bn_bwd
INPUTS = (gen.normal(1, 2, (3, 5)), gen.uniform(.5, 1.5, (3, 1)), gen.normal(size=(3, 1)))
