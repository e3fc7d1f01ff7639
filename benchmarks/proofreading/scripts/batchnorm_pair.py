import numpy as np

def normalise(x, scale, shift):
    centred = x - x.mean(0)
    spread = np.sqrt((centred ** 2).mean(0) + 1e-5)
    unit = centred / spread
    return scale * unit + shift, (centred, spread, unit, scale)

def normalise_back(dy, saved):
    centred, spread, unit, scale = saved
    # backward
    dshift = dy.sum(0)
    dscale = (dy * unit).sum(0)  #! dscale = (dy * centred).sum(0)
    dunit = dy * scale
    dspread = -(dunit * centred / spread ** 2).sum(0)  #! dspread = (dunit * centred / spread ** 2).sum(0)
    dcentred = dunit / spread + centred * dspread / (len(dy) * spread)  #! dcentred = dunit / spread
    dx = dcentred - dcentred.mean(0)  #! dx = dcentred - dcentred.sum(0)
    # end
    return dx, dscale, dshift

gen = np.random.default_rng(44)
x, goal = gen.normal(size=(6, 2)), gen.normal(size=(6, 3))
weight = gen.normal(size=(2, 3))
scale, shift = gen.uniform(0.5, 1.5, size=3), gen.normal(size=3)
for turn in range(2):
    y, saved = normalise(x @ weight, scale, shift)
    loss = 0.5 * ((goal - y) ** 2).sum()
    # backward
    up = goal - y
    dx, dscale, dshift = normalise_back(up, saved)
    # update
    weight += 0.05 * (x.T @ dx)
    scale += 0.05 * dscale
    shift += 0.05 * dshift
