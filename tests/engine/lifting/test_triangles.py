"""Loops that run up to a diagonal, or from it on: a triangle in the program, and the engine's numbers."""

import numpy as np
import pytest

from engine import values, vectorize
from tests.engine.lifting.test_by_hand import gradients, same

N, WIDTH = 4, 3
SHAPES = {"A": (N, N), "B": (N, WIDTH), "C": (N, N), "D": (2, N), "x": (N,)}


def pairs(a):
    """A number for each position and each one before it, as attention has them."""
    B = a["B"]
    return {(i, j): (B[i, 0] * B[j, 0] + B[i, 1] * B[j, 1]).tanh() for i in range(N) for j in range(i + 1)}


def weighted(S, C):
    """Rows of C, weighted with pairs."""
    return [sum(S[i, j] * C[j, k] for j in range(i + 1)) for i in range(N) for k in range(N)]


def along_columns(S):
    """Sums over the later positions."""
    return [sum(S[i, j] for i in range(j, N)) for j in range(N)]


FORMS = {
    "below the diagonal": lambda a: [sum(a["A"][i, j] * a["x"][j] for j in range(i)) for i in range(1, N)],
    "times a matrix": lambda a: [
        sum(a["A"][i, j] * a["B"][j, k] for j in range(i + 1)) for i in range(N) for k in range(WIDTH)
    ],
    "from the diagonal on": lambda a: [
        sum(a["A"][i, j] * a["B"][j, k] for j in range(i, N)) for i in range(N) for k in range(WIDTH)
    ],
    "the other one turned": lambda a: [
        sum(a["A"][i, j] * a["C"][k, j] for j in range(i + 1)) for i in range(N) for k in range(N)
    ],
    "behind a matrix": lambda a: [
        sum(a["D"][r, i] * a["A"][i, j] for i in range(j, N)) for r in range(2) for j in range(N)
    ],
    "along columns": lambda a: [sum(a["A"][i, j] * a["x"][i] for i in range(j + 1)) for j in range(N)],
    "pairs and rows": lambda a: weighted(pairs(a), a["C"]),
    "pairs along columns": lambda a: along_columns(pairs(a)),
}

FALLS_BACK = {
    "part of a row once more": lambda a: [
        sum(a["A"][i, j] * a["x"][j] for j in range(end)) for i, end in ((0, 1), (1, 2), (2, 3), (3, 4), (3, 2))
    ],
    "one entry is missing": lambda a: [
        sum(a["A"][i, j] * a["x"][j] for j in range(i + 1) if (i, j) != (3, 1)) for i in range(N)
    ],
    "steps that grow": lambda a: [sum(a["A"][i, j] * a["C"][j, j * j // 3] for j in range(i + 1)) for i in range(N)],
    "each row has its own": lambda a: [sum(a["A"][i, j] * a["C"][i, j] for j in range(i + 1)) for i in range(N)],
}


def derived(form, seed):
    """The arrays of a draw, and a loss in which each sum counts differently."""
    rng = np.random.default_rng(seed)
    leaves = {name: values(rng.normal(size=shape), label=name) for name, shape in SHAPES.items()}
    return leaves, sum((1 + i) * cell.tanh() for i, cell in enumerate(form(leaves)))


@pytest.mark.parametrize("name", [*FORMS, *FALLS_BACK])
def test_sums_up_to_a_diagonal(name):
    form = (FORMS | FALLS_BACK)[name]
    leaves, loss = derived(form, 0)
    program = vectorize(loss, leaves)
    assert ("np.tri" in program.source) is (name in FORMS), program.source
    for seed in (0, 1):
        leaves, loss = derived(form, seed)
        numbers = {name: np.array([[v.data for v in np.ravel(x)]]).reshape(x.shape) for name, x in leaves.items()}
        assert same(program.value_and_grad(numbers), gradients(loss, leaves))
