"""What has no row of the table is refused: the sentences, each with what to write instead."""

from typing import Any

from engine.table.checks import describe

NUMBERS = "its derivative is 0 wherever it has one, so it is a constant: {name}(numbers(a))"
PIVOTS = (
    "it chooses pivots, or an order, by the data, and the choice would be frozen into the graph. Write the elimination "
    "with + - * / (for 2 × 2 the determinant is a[0, 0] * a[1, 1] - a[0, 1] * a[1, 0]); for the numbers alone: "
    "{name}(numbers(a))"
)
MIDDLE = "take the entries out of a sorted array: np.sort(a)[len(a) // 2] is the middle one of an odd number"
SPECTRUM = "write it as a product with the matrix of its cosines and sines, C @ a and S @ a"
ASSIGN = "a[…] = … changes entries"

INSTEAD = {
    **dict.fromkeys(
        ("floor", "ceil", "trunc", "rint", "round", "around", "fix", "modf", "frexp", "spacing", "nextafter", "ldexp"),
        NUMBERS,
    ),
    "floor_divide": "its derivative is 0 wherever it has one, so it is a constant: numbers(a) // m",
    **dict.fromkeys(
        ("remainder", "mod", "fmod", "divmod"), "a - m * np.floor(numbers(a) / m) has the same values, and a gradient"
    ),
    "heaviside": "(a > 0) is the mask, and engine.step(a) the operation",
    "copysign": "np.abs(a) * np.sign(numbers(b)) has the same values",
    "cbrt": "np.sign(numbers(a)) * np.abs(a) ** (1 / 3) has the same values",
    "sinc": "np.sin(np.pi * a) / (np.pi * a) is the same, but for a = 0",
    **dict.fromkeys(
        ("inv", "pinv", "det", "slogdet", "solve", "lstsq", "cholesky", "qr", "svd", "svdvals", "cond", "tensorinv"),
        PIVOTS,
    ),
    **dict.fromkeys(("eig", "eigh", "eigvals", "eigvalsh", "matrix_rank", "tensorsolve", "roots", "polyfit"), PIVOTS),
    **dict.fromkeys(("median", "percentile", "quantile", "nanmedian", "nanpercentile", "nanquantile"), MIDDLE),
    **dict.fromkeys(("partition", "sort_complex", "msort"), "np.sort(a) gives a sorted array"),
    "interp": "choose the interval by the numbers, i = np.searchsorted(xp, numbers(x)) - 1, and write the line: "
    "fp[i] + (x - xp[i]) * (fp[i + 1] - fp[i]) / (xp[i + 1] - xp[i])",
    **dict.fromkeys(
        ("unique", "histogram", "histogram2d", "histogramdd", "bincount", "intersect1d", "union1d", "setdiff1d"),
        "it sorts and counts numbers, and does not return a Values back: {name}(numbers(a))",
    ),
    **dict.fromkeys(
        ("fft", "ifft", "rfft", "irfft", "fft2", "ifft2", "fftn", "ifftn", "rfft2", "irfft2", "rfftn", "irfftn"),
        SPECTRUM,
    ),
    **dict.fromkeys(("hfft", "ihfft", "fftshift", "ifftshift"), SPECTRUM),
    **dict.fromkeys(("put", "place", "resize"), ASSIGN),
    "apply_along_axis": "np.stack([f(row) for row in a]) has the same rows",
    "apply_over_axes": "name the axes: np.sum(a, axis=(0, 1))",
    "piecewise": "np.where(a > 0, …, …) chooses entry by entry",
    "choose": "index with the numbers of the choices: np.stack(choices)[index, np.arange(n)]",
    "cov": "centred = a - a.mean(axis=1, keepdims=True); centred @ centred.T / (a.shape[1] - 1)",
    "corrcoef": "divide the covariances by the standard deviations: np.std(a, axis=1, ddof=1)",
    "gradient": "write the differences: (a[2:] - a[:-2]) / 2",
    "trim_zeros": "the numbers say what is cut off; write the slice, a[i:j]",
    "linspace": "a + (b - a) * np.linspace(0, 1, n) are the same points",
    "reduceat": "np.stack([a[i:j].sum() for i, j in pairs]) are the same sums",
    **dict.fromkeys(("bitwise_and", "bitwise_or", "bitwise_xor"), "compare first: (a > 0) & (b > 0)"),
    "invert": "compare first: ~(a > 0)",
    **dict.fromkeys(("angle", "imag"), "there are real numbers only"),
}
"""By the name of NumPy's function: what to write in its place."""

ROWS = (
    "no row of the table of operations stands for it, and the graph would end there. For gradients write it with what "
    "there is, such as + - * / ** @, np.exp, np.log, np.tanh, np.maximum, np.where, np.sum, np.mean; for the numbers "
    "alone {name}(numbers(a))"
)


def no_row(name: str) -> TypeError:
    """Return the error for what cannot be differentiated here; `name` as the user wrote it, such as "np.floor"."""
    last = name.rpartition(".")[2]
    return TypeError(f"{name} does not work on Values: {INSTEAD.get(last, ROWS).format(name=name)}.")


def numbers_only(name: str, target: Any) -> TypeError:
    """Return the error for Values that should be written into an array of numbers."""
    shape = getattr(target, "shape", ())
    return TypeError(
        f"{name} should write Values into {describe(target)}, which holds numbers only. Make it an array that takes "
        f"Values, np.zeros_like(W, shape={shape}) with W any array of Values, in place of np.zeros({shape}); or write "
        "a = a + … in place of a += …."
    )


LEAVES = (
    "a[…] = … and a += … would put results or numbers in the place of leaves, which are what is trained. "
    "For the next step make new leaves: W = values(numbers(W) - lr * gradients(W)); to change one: "
    "W[0, 1].data = 3.0; for an array of results: W = W + …, or np.where(…), or W = W.copy() before; and an array "
    "that is filled step by step starts as np.zeros_like(W, shape=(…))."
)
