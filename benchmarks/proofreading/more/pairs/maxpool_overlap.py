import numpy as np

POOL, STEP = 3, 2

def pool_fwd(a_prev):
    """channels last, windows overlap (3x3, stride 2)"""
    n, hh, ww, ch = a_prev.shape
    oh = (hh - POOL) // STEP + 1
    ow = (ww - POOL) // STEP + 1
    out = np.empty((n, oh, ow, ch))
    for r in range(oh):
        for s in range(ow):
            win = a_prev[:, r*STEP:r*STEP+POOL, s*STEP:s*STEP+POOL, :]
            out[:, r, s, :] = win.max(axis=(1, 2))
    return out

def pool_bwd(d_out, a_prev):
    n, oh, ow, ch = d_out.shape
    d_prev = np.zeros_like(a_prev)
    # backward
    for i in range(n):
        for r in range(oh):
            for s in range(ow):
                top, left = r * STEP, s * STEP  #! top, left = r * POOL, s * POOL  #! top, left = s * STEP, r * STEP  #! top, left = r, s
                for c in range(ch):
                    win = a_prev[i, top:top+POOL, left:left+POOL, c]  #! win = a_prev[i, top:top+POOL, left:left+POOL, 0]  #! win = a_prev[0, top:top+POOL, left:left+POOL, c]
                    mask = (win == np.max(win))  #! mask = (win == np.min(win))  #! mask = (win >= np.mean(win))  #! mask = (win == np.max(a_prev))
                    d_prev[i, top:top+POOL, left:left+POOL, c] += mask * d_out[i, r, s, c]  #! d_prev[i, top:top+POOL, left:left+POOL, c] = mask * d_out[i, r, s, c]  #! d_prev[i, top:top+POOL, left:left+POOL, c] += d_out[i, r, s, c]  #! d_prev[i, top:top+POOL, left:left+POOL, c] += mask * win  #! d_prev[i, top:top+POOL, left:left+POOL, c] += mask * d_out[i, s, r, c]
    # end
    return d_prev

_g = np.random.default_rng(77)
FORWARD = pool_fwd
BACKWARD = pool_bwd
INPUTS = (_g.permutation(2 * 7 * 7 * 2).reshape(2, 7, 7, 2) / 10.0,)
