"""Traces become the arrays of a layer, their product, and the words for what one entry is.

Each number is read from the graph: δ from the pre-activations, the layer's inputs from the partials ∂s/∂w, W from the
weights. One row of A and δ is one sample, so several traces make a batch.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Literal, NamedTuple

from engine.drawing.dot import equals
from engine.drawing.network import products_of
from engine.recording.places import PlacedNetwork
from engine.table.checks import describe
from engine.table.floats import NotComputed, total
from engine.table.notation import number

Rows = tuple[tuple[float, ...], ...]

WRITTEN = 8  # how many terms of a sum are written out with their numbers


class Grid(NamedTuple):
    """An array with its name as code; `flat` is a vector, which has one row here, or one column if it is `upright`."""

    name: str
    rows: Rows
    flat: bool = False
    upright: bool = False

    @property
    def shape(self) -> tuple[int, int]:
        """How many rows and columns."""
        return len(self.rows), len(self.rows[0])

    @property
    def sizes(self) -> tuple[int, ...]:
        """The shape, as NumPy has it."""
        return (max(self.shape),) if self.flat else self.shape

    def turned(self) -> "Grid":
        """Return the transpose, named X.T; of X.T it is X."""
        name = self.name.removesuffix(".T") if self.name.endswith(".T") else f"{self.name}.T"
        return Grid(name, tuple(zip(*self.rows, strict=True)))

    def at(self, row: int | str, column: int | str) -> str:
        """Return the name of an entry, as code."""
        return f"{self.name}[{row if self.upright else column}]" if self.flat else f"{self.name}[{row},{column}]"


class Swapped(NamedTuple):
    """The product in the wrong order, and what becomes of it."""

    left: Grid
    right: Grid
    says: str
    fits: bool


class Way(NamedTuple):
    """A layer as the product of one entry goes through it, a row for each sample."""

    of: Literal["W", "A", "b"]  # whose gradient
    ends: Rows  # the numbers at the inputs: x for "W", ∂L/∂x for "A", 1 for each bias
    delta: Rows  # the numbers at the neurons
    inward: bool  # whether W has a row for each input
    names: tuple[str, str]  # what the numbers at the inputs and at the neurons are called


@dataclass(frozen=True)
class Product:
    """left @ right = result; left is None for a bias, whose result sums the columns of right."""

    left: Grid | None
    right: Grid
    result: Grid
    entry: tuple[int, int]  # the place in the result that is lit
    over: str  # the index that is summed over
    meaning: str  # what one entry is, in terms of single weights and samples
    wrong: str = ""  # what becomes of it in the wrong order, where no two arrays can be exchanged
    swapped: Swapped | None = None  # the product in the wrong order, where two can
    way: Way | None = None  # the layer that it belongs to; None for a line of a program
    written: str = ""  # how it is written, if not left @ right

    @property
    def factors(self) -> list[tuple[float, float]]:
        """The terms of the lit entry, each as a pair of factors."""
        row, column = self.entry
        down = [numbers[column] for numbers in self.right.rows]
        across = [1.0] * len(down) if self.left is None else list(self.left.rows[row])
        return list(zip(across, down, strict=True))

    def term(self, factors: tuple[float, float]) -> str:
        """Return a term as it is written: (a)(b), for a bias (b) alone."""
        return f"({number(factors[0])})" * (self.left is not None) + f"({number(factors[1])})"

    @property
    def is_outer(self) -> bool:
        """Whether it is a column times a row, with one term for each entry."""
        return self.left is not None and self.left.upright and self.right.flat

    @property
    def sign(self) -> str:
        """What stands between both arrays."""
        return "⊗" if self.is_outer else "@"

    @property
    def code(self) -> str:
        """The product as code."""
        summed = f"{self.right.name}.sum(axis=0)" if self.left is None else f"{self.left.name} @ {self.right.name}"
        return self.written or summed


def describe_product(samples: Sequence[PlacedNetwork], layer: Any, of: str, entry: Any, orientation: str) -> Product:
    """Describe the product that makes ∂L/∂W, ∂L/∂A or ∂L/∂b of a layer, from one network for each sample.

    Raises:
        TypeError, ValueError: for a layer, a word or an entry that is not there, or δ that was not computed.
    """
    if of not in ("W", "A", "b"):
        raise ValueError(f'draw got of={of!r}; there is "W", "A" and "b": the array whose gradient is shown.')
    k, weights, inputs, delta = arrays(samples, layer)
    before, w = Grid("X" if k == 1 else f"A{k - 1}", inputs), Grid(f"W{k}", weights)
    if of == "W":
        return weight_gradient(Grid(f"δ{k}", delta), before, entry, orientation == "in_out")
    if of == "A":
        back = w if orientation == "out_in" else w._replace(name=f"W{k}.T")
        return input_gradient(Grid(f"δ{k}", delta), back, before.name, entry)
    return bias_gradient(Grid(f"δ{k}", delta), f"db{k}", entry)


def weight_gradient(delta: Grid, before: Grid, entry: Any, inward: bool) -> Product:
    """Return the product ∂L/∂W: one term for each sample."""
    left, right = (before.turned(), delta) if inward else (delta.turned(), before)
    result = Grid(f"dW{delta.name[1:]}", product(left.rows, right.rows))
    at, x = "j,i" if inward else "i,j", before.name[0].lower()
    meaning = f"entry [{at}] is ∂L/∂w_ij = Σ_n δ_ni · {x}_nj: one term for each sample"
    way = Way("W", before.rows, delta.rows, inward, (before.name, delta.name))
    return completed(left, right, result, entry, "n", meaning, (right, left.turned()), way)


def input_gradient(delta: Grid, back: Grid, before: str, entry: Any) -> Product:
    """Return the product ∂L/∂A of what comes in: one term for each neuron of the layer."""
    result = Grid(f"d{before}", product(delta.rows, back.rows))
    meaning = f"entry [n,j] is ∂L/∂{before[0].lower()}_nj = Σ_i δ_ni · w_ij: one term for each neuron that it goes into"
    way = Way("A", result.rows, delta.rows, True, (result.name, delta.name))
    return completed(delta, back, result, entry, "i", meaning, (delta, back.turned()), way)


def completed(
    left: Grid, right: Grid, result: Grid, entry: Any, over: str, meaning: str, swap: tuple[Grid, Grid], way: Way | None
) -> Product:
    """Return a product of two arrays, with its entry checked and the wrong order judged."""
    return Product(left, right, result, chosen(result, entry), over, meaning, swapped=order(*swap, result), way=way)


def arrays(samples: Sequence[PlacedNetwork], layer: Any) -> tuple[int, Rows, Rows, Rows]:
    """Return the layer's number, W with a row for each neuron, and its inputs and δ with a row for each sample."""
    numbers = range(1, len(samples[0].layers) + 1)
    if not isinstance(layer, int) or isinstance(layer, bool) or layer not in numbers:
        raise ValueError(f"draw got layer={layer!r}; layers count from 1, and this network has {len(numbers)}.")
    neurons = [network.layers[layer - 1] for network in samples]
    sums = [[products_of(neuron.s)[1] for neuron in row] for row in neurons]
    delta = tuple(tuple(neuron.s.grad for neuron in row) for row in neurons)
    if any(isinstance(d, NotComputed) for row in delta for d in row):
        raise ValueError('level="matrix" shows δ, which is not computed yet: call backward() on the loss first.')
    weights = tuple(tuple(term.w.data for term in found) for found in sums[0])
    return layer, weights, tuple(tuple(term.slope for term in row[0]) for row in sums), delta


BIAS = "entry [i] is ∂L/∂b_i = Σ_n δ_ni: the bias is an operand of its neuron in every sample"


def bias_gradient(delta: Grid, name: str, entry: Any) -> Product:
    """Return ∂L/∂b: δ summed over the samples."""
    ones = tuple((1.0,) * delta.shape[1] for _ in delta.rows)
    way = Way("b", ones, delta.rows, True, ("1", delta.name))
    wrong = f"sums over the neurons: one number for each sample, shape ({delta.shape[0]},)"
    return summed(delta, name, entry, "n", BIAS, wrong, way)


def summed(
    right: Grid, name: str, entry: Any, over: str, meaning: str, wrong: str = "sums each row", way: Way | None = None
) -> Product:
    """Return the sum of the rows of an array."""
    result = Grid(name, (tuple(total(column) for column in zip(*right.rows, strict=True)),), flat=True)
    at = entry if entry is None or isinstance(entry, tuple | list) else (0, entry)
    wrong = f"{right.name}.sum(axis=1) {wrong}"
    return Product(None, right, result, chosen(result, at), over, meaning, wrong, way=way)


def product(left: Rows, right: Rows) -> Rows:
    """Return left @ right."""
    columns = list(zip(*right, strict=True))
    return tuple(tuple(total(map(float.__mul__, row, column)) for column in columns) for row in left)


def chosen(result: Grid, entry: Any) -> tuple[int, int]:
    """Return the entry to light: as asked for, else the largest."""
    height, width = result.shape
    if entry is None:
        places = [(row, column) for row in range(height) for column in range(width)]
        return max(places, key=lambda place: abs(result.rows[place[0]][place[1]]))
    if not (isinstance(entry, tuple | list) and len(entry) == 2 and all(type(part) is int for part in entry)):
        raise TypeError(f"draw got entry={describe(entry)}; a pair is needed, (row, column) of {result.name}.")
    row, column = entry
    if not (0 <= row < height and 0 <= column < width):
        raise ValueError(f"draw got entry=({row}, {column}); {result.name} has the shape {result.sizes}.")
    return row, column


def order(left: Grid, right: Grid, result: Grid) -> Swapped:
    """Return what the product in the wrong order gives: shapes that do not fit, or another array."""
    if left.shape[1] != right.shape[0]:
        says = f"the inner sizes, {left.shape[1]} and {right.shape[0]}, do not fit"
        return Swapped(left, right, says, fits=False)
    shape = (left.shape[0], right.shape[1])
    other = f"has the shape {shape}, which is not that of {result.name}"
    if shape == result.shape:
        made, right_ones = product(left.rows, right.rows), list(chain(*result.rows))
        rounding = 1e-12 * max((abs(x) for x in right_ones if math.isfinite(x)), default=0.0)
        same = all(
            math.isclose(a, b, rel_tol=1e-12, abs_tol=rounding) for a, b in zip(chain(*made), right_ones, strict=True)
        )
        other = "gives the same numbers" if same else "is another array"
    return Swapped(left, right, f"it fits here by chance, and {other}", fits=True)


# --- the lit entry in words ------------------------------------------------------------------


def sum_lines(shown: Product) -> list[str]:
    """Return the lit entry as a sum: in names, then in numbers."""
    (row, column), k = shown.entry, shown.over
    lit, name = shown.result.rows[row][column], shown.result.at(row, column)
    first = "" if shown.left is None else f"{shown.left.at(row, k)} · "
    rule = f"{name} = {'' if shown.is_outer else f'Σ_{k} '}{first}{shown.right.at(k, column)}"
    products = list(map(shown.term, shown.factors))
    if len(products) > WRITTEN:
        products[WRITTEN - 2 : -1] = ["…"]
        return [rule, f"= {' + '.join(products)} = {number(lit)}, {len(shown.factors)} terms"]
    return [rule, f"= {' + '.join(products)} {equals(shown.factors, lit)} {number(lit)}"]


def sentence_of_product(shown: Product) -> str:
    """Return what there is to see, in a sentence for those who do not see it."""
    lit = shown.result.at(*shown.entry)
    return f"{shown.result.name} = {shown.code}. {' '.join(sum_lines(shown))} is lit at {lit}."
