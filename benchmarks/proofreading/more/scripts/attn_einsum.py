from numpy import array, einsum, exp, sqrt, zeros, zeros_like, newaxis, sum as npsum
from numpy.random import RandomState

# tiny self-attention regressor, everything with einsum   (s=sample, i/j=position, d/e=feature)
R = RandomState(9)
X = R.randn(3, 4, 5)
tgt = R.randn(3, 2)

theta = dict(Q=R.randn(5, 3) * .5, K=R.randn(5, 3) * .5, V=R.randn(5, 5) * .5, O=R.randn(5, 2) * .5)
causal = array([[1., 0, 0, 0], [1, 1, 0, 0], [1, 1, 1, 0], [1, 1, 1, 1]])


def forward(th):
    q = einsum('sid,de->sie', X, th['Q'])
    k = einsum('sid,de->sie', X, th['K'])
    v = einsum('sid,de->sie', X, th['V'])
    score = einsum('sie,sje->sij', q, k) / sqrt(3.)
    w = exp(score - score.max()) * causal
    A = w / w.sum(axis=2)[:, :, newaxis]
    mix = einsum('sij,sje->sie', A, v) + X            # residual
    pooled = mix[:, -1] + mix.mean(axis=1)
    out = pooled @ th['O']
    return out, (q, k, v, A, pooled)


def loss_of(out, th):
    return .5 * npsum((out - tgt)**2) / len(X) + .05 * npsum(th['V']**2)


def backward_pass(out, th, cache):
    q, k, v, A, pooled = cache
    d = {}
    # backward
    dout = (out - tgt) / len(X)  #! dout = (out - tgt)  #! dout = 2 * (out - tgt) / len(X)
    d['O'] = pooled.T @ dout
    dpool = dout @ th['O'].T
    dmix = zeros_like(X) + dpool[:, newaxis, :] / 4  #! dmix = zeros_like(X) + dpool[:, newaxis, :]
    dmix[:, -1] += dpool  #! dmix[:, -1] = dpool
    dv = einsum('sij,sie->sje', A, dmix)  #! dv = einsum('sij,sje->sie', A, dmix)
    dA = einsum('sie,sje->sij', dmix, v)  #! dA = einsum('sie,sje->sji', dmix, v)
    dS = A * (dA - (dA * A).sum(axis=2)[:, :, newaxis])  #! dS = A * (1 - A) * dA  #! dS = A * (dA - (dA * A).sum(axis=1)[:, newaxis, :])
    dS /= sqrt(3.)  #! dS *= sqrt(3.)
    dq = einsum('sij,sje->sie', dS, k)
    dk = einsum('sij,sie->sje', dS, q)  #! dk = einsum('sij,sje->sie', dS, q)  #! dk = einsum('sij,sie->sje', dS, k)
    d['Q'] = einsum('sid,sie->de', X, dq)
    d['K'] = einsum('sid,sie->de', X, dk)  #! d['K'] = einsum('sid,sie->de', X, dq)
    d['V'] = einsum('sid,sie->de', X, dv) + .1 * th['V']  #! d['V'] = einsum('sid,sie->de', X, dv)  #! d['V'] = einsum('sid,sie->de', X, dv) + .05 * th['V']
    # end
    return d


for step in range(5):
    out, cache = forward(theta)
    L = loss_of(out, theta)
    print(step, L)
    d = backward_pass(out, theta, cache)
    for name in theta:
        theta[name] -= .1 * d[name]
