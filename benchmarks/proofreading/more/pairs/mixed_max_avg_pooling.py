import numpy as np

# out = a * maxpool(x) + (1 - a) * avgpool(x), a is learned for every channel. Windows of 3 overlap (step 2).
size, step = 3, 2


def forward(x, a):
    n, ch, height, width = x.shape
    oh, ow = (height - size) // step + 1, (width - size) // step + 1
    out = np.zeros((n, ch, oh, ow))
    for r in range(oh):
        for c in range(ow):
            patch = x[:, :, r * step:r * step + size, c * step:c * step + size]
            out[:, :, r, c] = a * patch.max(axis=(2, 3)) + (1 - a) * patch.mean(axis=(2, 3))
    return out


def backward(dout, x, a):
    n, ch, oh, ow = dout.shape
    # backward
    dx = np.zeros_like(x)
    da = np.zeros_like(a)
    for i in range(n):
        for k in range(ch):
            for r in range(oh):
                for c in range(ow):
                    r0, c0 = r * step, c * step  #! r0, c0 = r * size, c * size
                    patch = x[i, k, r0:r0 + size, c0:c0 + size]
                    g = dout[i, k, r, c]
                    da[k] += g * (patch.max() - patch.mean())  #! da[k] += g * patch.max()  #! da[k] = g * (patch.max() - patch.mean())
                    is_max = patch == patch.max()  #! is_max = patch == patch.min()
                    dx[i, k, r0:r0 + size, c0:c0 + size] += g * a[k] * is_max
                    dx[i, k, r0:r0 + size, c0:c0 + size] += g * (1 - a[k]) / size ** 2  #! dx[i, k, r0:r0 + size, c0:c0 + size] += g * (1 - a[k])  #! dx[i, k, r0:r0 + size, c0:c0 + size] = g * (1 - a[k]) / size ** 2
    return dx, da


def inputs():
    rng = np.random.default_rng(64)
    return rng.normal(size=(2, 3, 5, 7)), rng.uniform(0.2, 0.8, 3)


FORWARD = forward
BACKWARD = backward
INPUTS = inputs()
