"""New numbers of the same shapes, at which a program is tried."""

from __future__ import annotations

import numpy as np

from engine.lifting.given import Floats

SAMPLES = 3  # how many samples a new batch has


def anew(x: Floats, rng: np.random.Generator, attempt: int) -> Floats:
    """Random numbers of a shape, about as large; every other time all of one sign, if the old ones are."""
    finite = np.abs(x[np.isfinite(x)])
    largest = 1.5 * float(finite.max(initial=0.0)) or 1.0
    if attempt % 2 and finite.size and ((x > 0).all() or (x < 0).all()):
        return np.asarray(np.sign(x) * rng.uniform(0.5 * finite.min(), largest, x.shape))
    return np.asarray(rng.uniform(-largest, largest, x.shape))


def new_input(x: Floats, batch: str | None, rng: np.random.Generator, attempt: int) -> Floats:
    """The same for an input, one for each sample of a batch. Whole numbers, such as classes, may change places only."""
    if batch is not None:
        return np.stack([new_input(x, None, rng, attempt) for _ in range(SAMPLES)])
    if attempt % 2 and x.ndim and (x == np.round(x)).all():
        return np.asarray(rng.permutation(x))
    return anew(x, rng, attempt)
