"""Why dW = A.T @ δ: two arrays beside their product; one entry, its row and its column are lit, its sum written out.

Each number is read from the graph: δ from the pre-activations, the layer's inputs from the partials ∂s/∂w, W from the
weights. One row of A and δ is one sample, so several traces make a batch.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

from engine.drawing.dot import GRAPH_STYLE, INK, LINE, NODE_STYLE, equals, escaped, quiet, tint
from engine.drawing.network import products_of
from engine.drawing.picture import Picture, new_picture
from engine.recording.places import PlacedNetwork
from engine.table.checks import describe
from engine.table.floats import NotComputed, total
from engine.table.notation import number

Rows = tuple[tuple[float, ...], ...]

MOST = 9
"""How many rows and columns of an array are shown; of more, those at both ends and beside the lit one."""

WRITTEN = 8
"""How many terms of a sum are written out with their numbers."""


class Grid(NamedTuple):
    """An array with its name as code; `flat` is a vector, which has one row here."""

    name: str
    rows: Rows
    flat: bool = False

    @property
    def shape(self) -> tuple[int, int]:
        """How many rows and columns."""
        return len(self.rows), len(self.rows[0])

    def turned(self) -> "Grid":
        """The transpose, named X.T; of X.T it is X."""
        name = self.name.removesuffix(".T") if self.name.endswith(".T") else f"{self.name}.T"
        return Grid(name, tuple(zip(*self.rows, strict=True)))


@dataclass(frozen=True)
class Product:
    """left @ right = result; left is None for a bias, whose result sums the columns of right."""

    left: Grid | None
    right: Grid
    result: Grid
    entry: tuple[int, int]  # the place in the result that is lit
    over: str  # the index that is summed over
    meaning: str  # what one entry is, in terms of single weights and samples
    wrong: str  # what becomes of the product in the wrong order

    @property
    def factors(self) -> list[tuple[float, float]]:
        """The terms of the lit entry, each as a pair of factors."""
        row, column = self.entry
        down = [numbers[column] for numbers in self.right.rows]
        across = [1.0] * len(down) if self.left is None else list(self.left.rows[row])
        return list(zip(across, down, strict=True))


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
    """∂L/∂W: one term for each sample."""
    left, right = (before.turned(), delta) if inward else (delta.turned(), before)
    result = Grid(f"dW{delta.name[1:]}", product(left.rows, right.rows))
    at, x = "j,i" if inward else "i,j", before.name[0].lower()
    meaning = f"entry [{at}] is ∂L/∂w_ij = Σ_n δ_ni · {x}_nj: one term for each sample"
    return Product(left, right, result, chosen(result, entry), "n", meaning, order(right, left.turned(), result))


def input_gradient(delta: Grid, back: Grid, before: str, entry: Any) -> Product:
    """∂L/∂A of what comes in: one term for each neuron of the layer."""
    result = Grid(f"d{before}", product(delta.rows, back.rows))
    meaning = f"entry [n,j] is ∂L/∂{before[0].lower()}_nj = Σ_i δ_ni · w_ij: one term for each neuron that it goes into"
    return Product(delta, back, result, chosen(result, entry), "i", meaning, order(delta, back.turned(), result))


def arrays(samples: Sequence[PlacedNetwork], layer: Any) -> tuple[int, Rows, Rows, Rows]:
    """The layer's number, W with a row for each neuron, and its inputs and δ with a row for each sample."""
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


def bias_gradient(delta: Grid, name: str, entry: Any) -> Product:
    """∂L/∂b: δ summed over the samples."""
    result = Grid(name, (tuple(total(column) for column in zip(*delta.rows, strict=True)),), flat=True)
    meaning = "entry [i] is ∂L/∂b_i = Σ_n δ_ni: the bias is an operand of its neuron in every sample"
    many = delta.shape[0]
    wrong = f"{delta.name}.sum(axis=1) sums over the neurons: one number for each sample, shape ({many},)"
    at = entry if entry is None or isinstance(entry, tuple | list) else (0, entry)
    return Product(None, delta, result, chosen(result, at), "n", meaning, wrong)


def product(left: Rows, right: Rows) -> Rows:
    """left @ right."""
    columns = list(zip(*right, strict=True))
    return tuple(tuple(total(map(float.__mul__, row, column)) for column in columns) for row in left)


def chosen(result: Grid, entry: Any) -> tuple[int, int]:
    """The entry to light: as asked for, else the largest."""
    height, width = result.shape
    if entry is None:
        places = [(row, column) for row in range(height) for column in range(width)]
        return max(places, key=lambda place: abs(result.rows[place[0]][place[1]]))
    if not (isinstance(entry, tuple | list) and len(entry) == 2 and all(type(part) is int for part in entry)):
        raise TypeError(f"draw got entry={describe(entry)}; a pair is needed, (row, column) of {result.name}.")
    row, column = entry
    if not (0 <= row < height and 0 <= column < width):
        raise ValueError(f"draw got entry=({row}, {column}); {result.name} has the shape {sized(result)}.")
    return row, column


def order(left: Grid, right: Grid, result: Grid) -> str:
    """What the product in the wrong order gives: shapes that do not fit, or another array."""
    asked = f"{left.name} @ {right.name} is {sized(left)} @ {sized(right)}"
    if left.shape[1] != right.shape[0]:
        return f"{asked}: the inner sizes, {left.shape[1]} and {right.shape[0]}, do not fit"
    shape = (left.shape[0], right.shape[1])
    if shape != result.shape:
        return f"{asked}: it fits here by chance, and has the shape {shape}, which is not that of {result.name}"
    pairs = zip(chain(*product(left.rows, right.rows)), chain(*result.rows), strict=True)
    same = all(number(a) == number(b) for a, b in pairs)
    return f"{asked}: it fits here by chance, and {'gives the same numbers' if same else 'is another array'}"


def sized(grid: Grid) -> str:
    """The shape in words of code."""
    return f"({grid.shape[1]},)" if grid.flat else f"({grid.shape[0]}, {grid.shape[1]})"


# --- the picture -----------------------------------------------------------------------------


def picture_of_product(shown: Product) -> Picture:
    """The arrays side by side, and the sum of the lit entry below."""
    lines = [f'<font point-size="14">{escaped(line)}</font>' for line in sum_lines(shown)]
    lines += [quiet(escaped(shown.meaning)), quiet(escaped(shown.wrong))]
    below = "".join(f'<tr><td align="left">{line}</td></tr>' for line in lines)
    spacing = {"rankdir": "LR", "nodesep": "0.1", "ranksep": "0.05", "labeljust": "l"}
    styles = (GRAPH_STYLE, NODE_STYLE, {"style": "invis"})
    picture = new_picture("product.gv", sentence_of_product(shown), styles, **spacing)
    picture.attr(label=f'<<table border="0" cellborder="0" cellpadding="3">{below}</table>>')
    row, column = shown.entry
    parts = [table(shown.right, (None, column)), table(shown.result, shown.entry)]
    signs = [".sum(axis=0)  ="]
    if shown.left is not None:
        parts, signs = [table(shown.left, (row, None)), *parts], ["@", "="]
    for k, part in enumerate(parts):
        picture.node(f"array{k}", f"<{part}>")
        if k:
            picture.node(f"sign{k}", escaped(signs[k - 1]), fontsize="16")
            picture.edge(f"array{k - 1}", f"sign{k}")
            picture.edge(f"sign{k}", f"array{k}")
    return picture


def table(grid: Grid, lit: tuple[int | None, int | None]) -> str:
    """An array: its name and shape, then its numbers with their indices, tinted; what is lit has a thick border."""
    height, width = grid.shape
    columns, rows = shown_of(width, lit[1]), shown_of(height, lit[0])
    largest = max(abs(x) for row in grid.rows for x in row)
    head = f'<td colspan="{len(columns) + 1}"><b>{escaped(grid.name)}</b> {quiet(sized(grid))}</td>'
    indices = "<td></td>" + "".join(f"<td>{quiet('…' if j is None else str(j))}</td>" for j in columns)
    body = ""
    for i in rows:
        numbers = "".join(cell(grid, i, j, lit, largest) for j in columns)
        index = "" if grid.flat else quiet("…" if i is None else str(i))
        body += f"<tr><td>{index}</td>{numbers}</tr>"
    return (
        f'<table border="0" cellborder="0" cellspacing="2" cellpadding="4"><tr>{head}</tr>'
        f"<tr>{indices}</tr>{body}</table>"
    )


def cell(grid: Grid, i: int | None, j: int | None, lit: tuple[int | None, int | None], largest: float) -> str:
    """One number of an array."""
    if i is None or j is None:
        return f"<td>{quiet('…')}</td>"
    x = grid.rows[i][j]
    bright = lit[0] in (None, i) and lit[1] in (None, j)
    border = f'border="3" cellpadding="2" color="{INK}"' if bright else f'border="1" color="{LINE}"'
    return f'<td {border} align="right" bgcolor="{tint(x, largest)}">{number(x)}</td>'


def shown_of(size: int, lit: int | None) -> list[int | None]:
    """The indices to show, None for a gap: all, or both ends and the neighbours of the lit one."""
    if size <= MOST:
        return list(range(size))
    around = range(max(lit - 1, 0), min(lit + 2, size)) if lit is not None else range(MOST - 3)
    kept = sorted({0, 1, *around, size - 1})
    found: list[int | None] = []
    for index in kept:
        if found and found[-1] != index - 1:
            found.append(None)
        found.append(index)
    return found


def sum_lines(shown: Product) -> list[str]:
    """The lit entry as a sum: in names, then in numbers."""
    (row, column), k = shown.entry, shown.over
    lit = shown.result.rows[row][column]
    if shown.left is None:
        name = f"{shown.result.name}[{column}]"
        rule = f"{name} = Σ_n {shown.right.name}[n,{column}]"
        products = [f"({number(x)})" for _, x in shown.factors]
    else:
        name = f"{shown.result.name}[{row},{column}]"
        rule = f"{name} = Σ_{k} {shown.left.name}[{row},{k}] · {shown.right.name}[{k},{column}]"
        products = [f"({number(a)})({number(b)})" for a, b in shown.factors]
    if len(products) > WRITTEN:
        products[WRITTEN - 2 : -1] = ["…"]
        return [rule, f"= {' + '.join(products)} = {number(lit)}, {len(shown.factors)} terms"]
    return [rule, f"= {' + '.join(products)} {equals(shown.factors, lit)} {number(lit)}"]


def sentence_of_product(shown: Product) -> str:
    """What there is to see, for those who do not see it."""
    row, column = shown.entry
    made = f"{shown.right.name}.sum(axis=0)" if shown.left is None else f"{shown.left.name} @ {shown.right.name}"
    at = f"[{column}]" if shown.left is None else f"[{row},{column}]"
    return f"{shown.result.name} = {made}. {' '.join(sum_lines(shown))} is lit at {shown.result.name}{at}."
