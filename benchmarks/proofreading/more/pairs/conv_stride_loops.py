from numpy import pad, zeros, zeros_like, sum as nsum
from numpy.random import RandomState

STRIDE, PAD = 2, 1


def convolve(images, filters, biases):
    n, cin, h, w = images.shape
    f, _, kh, kw = filters.shape
    padded = pad(images, ((0, 0), (0, 0), (PAD, PAD), (PAD, PAD)))
    oh = (h + 2 * PAD - kh) // STRIDE + 1
    ow = (w + 2 * PAD - kw) // STRIDE + 1
    result = zeros((n, f, oh, ow))
    for b in range(n):
        for k in range(f):
            for r in range(oh):
                for s in range(ow):
                    window = padded[b, :, r * STRIDE:r * STRIDE + kh, s * STRIDE:s * STRIDE + kw]
                    result[b, k, r, s] = nsum(window * filters[k]) + biases[k]
    return result, (padded, filters)


def convolve_back(top, cache):
    padded, filters = cache
    n, f, oh, ow = top.shape
    kh, kw = filters.shape[2:]
    dpadded, dfilters, dbiases = zeros_like(padded), zeros_like(filters), zeros(f)
    # backward
    for b in range(n):
        for k in range(f):
            dbiases[k] += nsum(top[b, k])  #! dbiases[k] = nsum(top[b, k])  #! dbiases[k] += nsum(top[b])
            for r in range(oh):
                for s in range(ow):
                    y, x = r * STRIDE, s * STRIDE  #! y, x = r, s  #! y, x = s * STRIDE, r * STRIDE
                    g = top[b, k, r, s]  #! g = top[b, k, s, r]
                    dfilters[k] += g * padded[b, :, y:y + kh, x:x + kw]  #! dfilters[k] = g * padded[b, :, y:y + kh, x:x + kw]  #! dfilters[k] += g * padded[b, :, r:r + kh, s:s + kw]
                    dpadded[b, :, y:y + kh, x:x + kw] += g * filters[k]  #! dpadded[b, :, y:y + kh, x:x + kw] = g * filters[k]  #! dpadded[b, :, y:y + kh, x:x + kw] += g * filters[k, :, ::-1, ::-1]  #! dpadded[:, :, y:y + kh, x:x + kw] += g * filters[k]
    dimages = dpadded[:, :, PAD:-PAD, PAD:-PAD]  #! dimages = dpadded[:, :, :-2 * PAD, :-2 * PAD]
    # end
    return dimages, dfilters, dbiases


rs = RandomState(6)
FORWARD = convolve
BACKWARD = convolve_back
INPUTS = (rs.randn(2, 2, 5, 5), rs.randn(2, 2, 3, 3), rs.randn(2))
