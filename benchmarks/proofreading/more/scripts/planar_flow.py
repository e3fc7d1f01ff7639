# objective: np.mean(-0.5 * z ** 2 - 0.5 * np.log(2 * np.pi) + logdet)
# 1-D normalising flow x -> z, two monotone layers z = exp(s) x + t + softplus-ish bump; maximise the likelihood
import numpy as np
gen = np.random.RandomState(3)
x = np.concatenate([gen.randn(6) * 0.4 - 1.5, gen.randn(6) * 0.4 + 1.5])
#        log scale, shift, log amount of tanh, log steepness
flow = [dict(s=0.0, t=0.1, a=-1.0, c=0.0), dict(s=0.1, t=-0.1, a=-1.2, c=0.2)]

def layer(p, v):
    th = np.tanh(np.exp(p['c']) * v)
    out = np.exp(p['s']) * v + p['t'] + np.exp(p['a']) * th
    slope = np.exp(p['s']) + np.exp(p['a'] + p['c']) * (1 - th ** 2)
    return out, slope, th

for it in range(30):
    z, logdet, tape = x, 0, []
    for p in flow:
        out, slope, th = layer(p, z)
        tape.append((z, slope, th))
        logdet = logdet + np.log(slope)
        z = out
    # backward
    n = len(x)
    dz = -z / n
    grads = []
    for p, (v, slope, th) in zip(flow[::-1], tape[::-1]):
        A, C, S = np.exp(p['a']), np.exp(p['c']), np.exp(p['s'])
        sech2 = 1 - th ** 2
        dslope = 1 / (n * slope)
        # slope = S + A C sech2(C v)
        dsech = -2 * th * sech2
        g = {
            's': np.sum(dz * S * v + dslope * S),
            't': np.sum(dz),
            'a': np.sum(dz * A * th + dslope * A * C * sech2),
            'c': np.sum(dz * A * sech2 * C * v + dslope * A * C * (sech2 + dsech * C * v)),
        }
        dz = dz * slope + dslope * A * C * dsech * C
        grads.append(g)
    grads.reverse()
    # update
    for p, g in zip(flow, grads):
        for key in p:
            p[key] += 0.1 * g[key]
print(flow)
