import numpy as np
# layer norm followed by (tanh) GELU -- the MLP entrance of GPT-2 without the matmul

K0 = np.sqrt(2.0 / np.pi)
K1 = 0.044715

def forward(x, scale, offset, eps=1e-5):
    mean = np.mean(x, axis=-1, keepdims=True)
    var = np.mean((x - mean) ** 2, axis=-1, keepdims=True)
    rstd = (var + eps) ** -0.5
    norm = (x - mean) * rstd
    u = norm * scale + offset
    th = np.tanh(K0 * (u + K1 * u ** 3))
    y = 0.5 * u * (1 + th)
    return y, dict(norm=norm, rstd=rstd, u=u, th=th, scale=scale)

def backward(dy, c):
    # backward
    u, th = c['u'], c['th']
    dth = dy * 0.5 * u
    du = dy * 0.5 * (1 + th)  #! du = dy * 0.5 * th
    du += dth * (1 - th ** 2) * K0 * (1 + 3 * K1 * u ** 2)  #! du += dth * (1 - th ** 2) * (1 + 3 * K1 * u ** 2)  #! du += dth * (1 - th ** 2) * K0 * (1 + K1 * u ** 2)  #! du = dth * (1 - th ** 2) * K0 * (1 + 3 * K1 * u ** 2)  #! du += dth * (1 - u ** 2) * K0 * (1 + 3 * K1 * u ** 2)
    doffset = du.sum(axis=0)  #! doffset = dy.sum(axis=0)
    dscale = (du * c['norm']).sum(axis=0)  #! dscale = (du * u).sum(axis=0)
    dnorm = du * c['scale']  #! dnorm = du * c['scale'] * c['norm']
    n = dnorm.shape[-1]
    s1 = dnorm.sum(axis=-1, keepdims=True)  #! s1 = du.sum(axis=-1, keepdims=True)
    s2 = (dnorm * c['norm']).sum(axis=-1, keepdims=True)  #! s2 = (dnorm * c['norm']).sum(keepdims=True)
    dx = c['rstd'] / n * (n * dnorm - s1 - c['norm'] * s2)  #! dx = c['rstd'] / n * (dnorm - s1 - c['norm'] * s2)  #! dx = c['rstd'] / n * (n * dnorm - s1 - s2)
    # end
    return {'x': dx, 'scale': dscale, 'offset': doffset}

_r = np.random.default_rng(31)
FORWARD = forward
BACKWARD = backward
INPUTS = (_r.normal(size=(4, 5)), 1 + .2 * _r.normal(size=5), .3 * _r.normal(size=5))
