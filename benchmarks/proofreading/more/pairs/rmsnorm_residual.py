from numpy import array, sqrt, sum, mean, square
import numpy.random as npr

# y = x + rmsnorm(x) * g  -> swish gate at the end: out = y * sigmoid(k * y), k is a learned scalar-per-channel
from numpy import exp


def fwd(x, g, k):
    ms = mean(square(x), axis=1, keepdims=True)
    rms = sqrt(ms + 1e-6)
    n = x / rms
    y = x + n * g
    s = 1 / (1 + exp(-k * y))
    return y * s, {"x": x, "g": g, "k": k, "rms": rms, "n": n, "y": y, "s": s}


def bwd(dout, c):
    x, g, k, rms, n, y, s = (c[name] for name in ("x", "g", "k", "rms", "n", "y", "s"))
    D = x.shape[1]
    # backward
    ds = dout * y
    da = ds * s * (1 - s)  #! da = ds * (1 - s)  #! da = dout * s * (1 - s)
    dk = sum(da * y, axis=0)  #! dk = sum(da, axis=0)  #! dk = sum(da * x, axis=0)
    dy = dout * s + da * k  #! dy = dout * s  #! dy = dout * s + da
    dg = sum(dy * n, axis=0)
    dn = dy * g
    dx = dy + dn / rms  #! dx = dn / rms  #! dx = dy + dn * rms
    drms = -sum(dn * x, axis=1, keepdims=True) / rms ** 2  #! drms = -sum(dn * x, axis=1, keepdims=True) / rms  #! drms = sum(dn * x, axis=1, keepdims=True) / rms ** 2  #! drms = -sum(dn * n, axis=1, keepdims=True) / rms ** 2
    dx += drms * x / (D * rms)  #! dx += drms * x / rms  #! dx = drms * x / (D * rms)
    # end
    return {"x": dx, "g": dg, "k": dk}


npr.seed(17)
FORWARD = fwd
BACKWARD = bwd
INPUTS = (npr.randn(4, 6), 1 + 0.3 * npr.randn(6), array([1.0, 0.5, 1.5, 2.0, -0.7, 1.2]))
