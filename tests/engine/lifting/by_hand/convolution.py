"""A convolution with stride 2 and a border of zeros, over channels: y_noij = b_o + Σ_cpq x_nc,2i+p-1,2j+q-1 k_ocpq."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

STRIDE, PAD = 2, 1


def case(rng, size=5):
    """Two images of two channels, three kernels of 3 × 3."""
    params = {"K": rng.normal(size=(3, 2, 3, 3)), "b": rng.normal(size=3)}
    return params, {"X": rng.normal(size=(2, 2, size, size))}


def scalar(K, b, X):
    """Cell by cell; what the kernel covers of the border is 0 and left out."""
    images, channels, height, width = X.shape
    kernels, _, rows, columns = K.shape
    loss = 0
    for n in range(images):
        for o in range(kernels):
            for i in range((height + 2 * PAD - rows) // STRIDE + 1):
                for j in range((width + 2 * PAD - columns) // STRIDE + 1):
                    s = b[o]
                    for c in range(channels):
                        for p in range(rows):
                            for q in range(columns):
                                y, x = STRIDE * i + p - PAD, STRIDE * j + q - PAD
                                if 0 <= y < height and 0 <= x < width:
                                    s = s + X[n, c, y, x] * K[o, c, p, q]
                    loss = loss + s.tanh() ** 2
    return loss


def value_and_grad(K, b, X):
    """As a textbook has it: windows of the padded image, and the kernel."""
    padded = np.pad(X, ((0, 0), (0, 0), (PAD, PAD), (PAD, PAD)))
    windows = sliding_window_view(padded, K.shape[2:], axis=(2, 3))[:, :, ::STRIDE, ::STRIDE]
    Z = np.einsum("ncijpq,ocpq->noij", windows, K) + b[:, None, None]
    A = np.tanh(Z)
    loss = (A**2).sum()

    dA = 2 * A
    dZ = dA * (1 - A**2)
    db = dZ.sum(axis=(0, 2, 3))
    dK = np.einsum("noij,ncijpq->ocpq", dZ, windows)
    return loss, {"K": dK, "b": db}
