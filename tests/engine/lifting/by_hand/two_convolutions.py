"""Two convolutions, one on the other: the gradient of the image between them goes back through the second kernel."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def case(rng, size=6):
    """An image, and two kernels."""
    return {"K": rng.normal(size=(3, 3)), "M": rng.normal(size=(2, 2))}, {"X": rng.normal(size=(size, size))}


def convolved(X, K):
    """Cell by cell."""
    (height, width), (rows, columns) = np.shape(X), np.shape(K)
    return [
        [
            sum(X[i + p][j + q] * K[p][q] for p in range(rows) for q in range(columns))
            for j in range(width - columns + 1)
        ]
        for i in range(height - rows + 1)
    ]


def scalar(K, M, X):
    """The sum of squares of the second image."""
    A = [[s.tanh() for s in row] for row in convolved(X, K)]
    return sum(s * s for row in convolved(A, M) for s in row)


def value_and_grad(K, M, X):
    """dA is what each offset of the kernel hands back, added up."""
    windows = sliding_window_view(X, K.shape)
    Z = np.einsum("ijpq,pq->ij", windows, K)
    A = np.tanh(Z)
    windows2 = sliding_window_view(A, M.shape)
    Y = np.einsum("ijpq,pq->ij", windows2, M)
    loss = (Y**2).sum()

    dY = 2 * Y
    dM = np.einsum("ij,ijpq->pq", dY, windows2)
    dA = np.zeros_like(A)
    for p, q in np.ndindex(M.shape):
        dA[p : p + len(Y), q : q + len(Y[0])] += dY * M[p, q]
    dZ = dA * (1 - A**2)
    dK = np.einsum("ij,ijpq->pq", dZ, windows)
    return loss, {"K": dK, "M": dM}
