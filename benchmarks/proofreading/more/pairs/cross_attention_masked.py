"""Cross attention: decoder states ask, encoder states answer. Padded keys are masked out."""
import numpy as np

LENGTHS = [5, 3]


def attend(dec, enc, Wq, Wk, Wv):
    q, k, v = dec @ Wq, enc @ Wk, enc @ Wv
    scale = 1 / np.sqrt(Wq.shape[1])
    s = np.einsum('bqd,bkd->bqk', q, k) * scale
    for n, length in enumerate(LENGTHS):
        s[n, :, length:] = -1e9
    e = np.exp(s - s.max(axis=-1, keepdims=True))
    p = e / e.sum(axis=-1, keepdims=True)
    ctx = p @ v
    # residual
    out = dec + ctx
    return out, {'dec': dec, 'enc': enc, 'q': q, 'k': k, 'v': v, 'p': p,
                 'Wq': Wq, 'Wk': Wk, 'Wv': Wv, 'scale': scale}


def attend_grad(dout, c):
    # backward
    dp = dout @ c['v'].transpose(0, 2, 1)
    dv = c['p'].transpose(0, 2, 1) @ dout
    ds = c['p'] * (dp - np.sum(dp * c['p'], axis=-1, keepdims=True))  #! ds = c['p'] * (1 - c['p']) * dp  #! ds = c['p'] * (dp - np.sum(dp * c['p'], axis=1, keepdims=True))
    ds = ds * c['scale']  #! ds = ds / c['scale']
    dq = ds @ c['k']
    dk = ds.transpose(0, 2, 1) @ c['q']  #! dk = ds.transpose(0, 2, 1) @ c['dec']
    dWq = np.einsum('bqi,bqd->id', c['dec'], dq)
    dWk = np.einsum('bki,bkd->id', c['enc'], dk)  #! dWk = np.einsum('bki,bkd->id', c['k'], dk)
    dWv = np.einsum('bki,bkd->id', c['enc'], dv)
    d_dec = dout + dq @ c['Wq'].T  #! d_dec = dq @ c['Wq'].T
    d_enc = dk @ c['Wk'].T + dv @ c['Wv'].T  #! d_enc = dk @ c['Wk'].T
    return {'dec': d_dec, 'enc': d_enc, 'Wq': dWq, 'Wk': dWk, 'Wv': dWv}


rng = np.random.default_rng(12)
FORWARD = attend
BACKWARD = attend_grad
INPUTS = (rng.normal(size=(2, 3, 4)), rng.normal(size=(2, 5, 6)),
          rng.normal(size=(4, 3)), rng.normal(size=(6, 3)), rng.normal(size=(6, 4)))
