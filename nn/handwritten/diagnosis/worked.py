"""One entry worked out: the learner's, the right one, and the terms that the right one is made of."""

from __future__ import annotations

import numpy as np

from engine.table.notation import apart, bracketed, number
from nn.handwritten import matrix
from nn.handwritten.diagnosis.reading import Seen
from nn.handwritten.matrix import Array
from nn.handwritten.mistakes import Problem, Seat

TERMS = 4
"""How many samples a worked entry writes out."""


def worked_entry(problem: Problem, seen: list[Seen], affected: tuple[str, ...], seat: Seat) -> str:
    """Return the most wrong entry of the first array that went wrong: the learner's, the right one, and its terms."""
    names = [name for name in affected if int(name[2:]) == seat.number] or list(affected[-1:])
    if not names:
        return ""
    name = names[0]
    k = int(name[2:])
    given, right = seen[k - 1], problem.right
    W_right, layer = problem.gradients[f"W{k}"], problem.seats[k - 1]
    if name[1] == "W":
        if given.inner is None:
            return f"{name} has shape {given.given.shape}; it should have {layer.weight_shape}."
        j, i = _worst(given.inner, W_right)
        if in_bias_row(given, right.gradients, k, abs(given.inner[j, i] - W_right[j, i])):
            return _bias_entry(given, right, layer, f"{name}{{}}")
        where = f"{name}{layer.layout.index(j, i)}"
        terms = [(layer.A_prev[n, j], right.delta[k - 1][n, i]) for n in range(layer.N)]
        decay = f" + {2 * problem.l2:.6g} · {bracketed(float(layer.W[j, i]))}" if problem.l2 else ""
        yours, _ = apart(float(given.inner[j, i]), float(W_right[j, i]))
        return f"{where}: yours {yours}, {_sum(W_right[j, i], terms, f'{layer.x}_{j} · δ_{i}')}{decay}"
    if given.b is None:
        shape = "no shape, for it is not there" if given.b_given is None else f"shape {given.b_given.shape}"
        return f"{name} has {shape}; it should have {layer.n_out} entries."
    return _bias_entry(given, right, layer, f"{name}[{{}}]")


def in_bias_row(given: Seen, right: matrix.Gradients, k: int, gap: float) -> bool:
    """Return whether the largest difference is in the bias row of W, if it has one."""
    if given.b is None or given.b_given is not None or f"b{k}" not in right:
        return False
    return float(np.abs(given.b - right[f"b{k}"]).max()) > gap


def _bias_entry(given: Seen, right: matrix.Backward, layer: Seat, where: str) -> str:
    """Return the worst entry of db; `where` names it, with a place for its index."""
    assert given.b is not None
    b_right = right.gradients[f"b{layer.number}"]
    (i,) = _worst(given.b, b_right)
    index = layer.layout.bias_index(layer.n_in, i) if layer.layout.folded else str(i)
    terms = [(1.0, right.delta[layer.k][n, i]) for n in range(layer.N)]
    yours, _ = apart(float(given.b[i]), float(b_right[i]))
    return f"{where.format(index)}: yours {yours}, {_sum(b_right[i], terms, f'δ_{i}', alone=True)}"


def _worst(given: Array, right: Array) -> tuple[int, ...]:
    index = np.unravel_index(int(np.abs(given - right).argmax()), right.shape)
    return tuple(int(x) for x in index)


def _sum(right: float, terms: list[tuple[float, float]], formula: str, alone: bool = False) -> str:
    """Return a line such as "right −0.092 = x_0 · δ_2 = 0.500 · (−0.184)"; over several samples with a Σ."""

    def term(x: float, delta: float) -> str:
        return bracketed(delta) if alone else f"{bracketed(x)} · {bracketed(delta)}"

    front = "" if len(terms) == 1 else "Σ "
    written = " + ".join(term(x, d) for x, d in terms[:TERMS]) + (" + …" if len(terms) > TERMS else "")
    return f"right {number(right)} = {front}{formula} = {written}"
