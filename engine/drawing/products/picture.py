"""A product as a picture: the arrays side by side, the sum of the lit entry written out below."""

import re
from collections.abc import Sequence
from functools import partial
from typing import Any

from engine.drawing.dot import GRAPH_STYLE, INK, LINE, NODE_STYLE, cell, escaped, quiet, signed, table, tint
from engine.drawing.picture import Picture, new_picture
from engine.drawing.products.describing import Grid, Product, describe_product, sentence_of_product, sum_lines
from engine.drawing.products.page import page_of_products
from engine.recording.places import PlacedNetwork
from engine.table.notation import number

MOST = 9  # how many rows and columns of an array are shown; of more, those at both ends and beside the lit one

MISFIT = signed(-1.0, 1.0)


def picture_of_layer(samples: Sequence[PlacedNetwork], layer: Any, of: Any, entry: Any, orientation: str) -> Picture:
    """Draw the product that makes one gradient of a layer; the page of the picture has all three of them."""
    shown = describe_product(samples, layer, of, entry, orientation)
    every = [shown if x == of else describe_product(samples, layer, x, None, orientation) for x in "WAb"]
    picture = picture_of_product(shown)
    picture._make_page = partial(page_of_products, every, every.index(shown), partial(picture.pipe, format="svg"))
    return picture


def picture_of_product(shown: Product) -> Picture:
    """Draw the arrays side by side, and the sum of the lit entry below."""
    lines = [f'<font point-size="14">{escaped(line)}</font>' for line in sum_lines(shown)]
    lines += [quiet(escaped(shown.meaning)), wrong_order(shown)]
    below = table([[cell(line, align="left")] for line in lines], border=0, cellborder=0, cellpadding=3)
    spacing = {"rankdir": "LR", "nodesep": "0.1", "ranksep": "0.05", "labeljust": "l"}
    styles = (GRAPH_STYLE, NODE_STYLE, {"style": "invis"})
    picture = new_picture("product.gv", sentence_of_product(shown), styles, **spacing)
    picture.attr(label=f"<{below}>")
    row, column = shown.entry
    parts, signs = [array(shown.right, (None, column)), array(shown.result, shown.entry)], ["", ".sum(axis=0)  ="]
    if shown.left is not None:
        parts, signs = [array(shown.left, (row, None)), *parts], ["", shown.sign, "="]
    for k, (part, sign) in enumerate(zip(parts, signs, strict=True)):
        picture.node(f"array{k}", f"<{part}>")
        if k:
            picture.node(f"sign{k}", escaped(sign), fontsize="16")
            picture.edges([(f"array{k - 1}", f"sign{k}"), (f"sign{k}", f"array{k}")])
    picture._make_page = partial(page_of_products, [shown], 0, partial(picture.pipe, format="svg"))
    return picture


def wrong_order(shown: Product) -> str:
    """Return what becomes of the product in the wrong order; sizes that do not fit stand out."""
    if shown.swapped is None:
        return quiet(escaped(shown.wrong))
    left, right, says, fits = shown.swapped
    inner = r"\1" if fits else rf'<font color="{MISFIT}"><u>\1</u></font>'
    first = re.sub(r"(\d+)(?=,?\)$)", inner, str(left.sizes))
    second = re.sub(r"(?<=^\()(\d+)", inner, str(right.sizes))
    return quiet(f"{escaped(left.name)} @ {escaped(right.name)} is {first} @ {second}: {escaped(says)}")


def array(grid: Grid, lit: tuple[int | None, int | None]) -> str:
    """Return the table of an array: name and shape, then tinted numbers with indices; a thick border lights some."""
    height, width = grid.shape
    columns, largest = shown_of(width, lit[1]), max(abs(x) for row in grid.rows for x in row)
    head = [cell(f"<b>{escaped(grid.name)}</b> {quiet(str(grid.sizes))}", colspan=len(columns) + 1)]
    rows = [head, [cell(""), *(cell(index(j)) for j in columns)]]
    for i in shown_of(height, lit[0]):
        rows.append([cell("" if grid.flat else index(i)), *(number_cell(grid, i, j, lit, largest) for j in columns)])
    return table(rows, border=0, cellborder=0, cellspacing=2, cellpadding=4)


def index(i: int | None) -> str:
    """Return an index at the edge of an array; None is a gap."""
    return quiet("…" if i is None else str(i))


def number_cell(grid: Grid, i: int | None, j: int | None, lit: tuple[int | None, int | None], largest: float) -> str:
    """Return the cell of one number of an array."""
    if i is None or j is None:
        return cell(index(None))
    x = grid.rows[i][j]
    bright = lit[0] in (None, i) and lit[1] in (None, j)
    border = {"border": 3, "cellpadding": 2, "color": INK} if bright else {"border": 1, "color": LINE}
    return cell(number(x), **border, align="right", bgcolor=tint(x, largest))


def shown_of(size: int, lit: int | None) -> list[int | None]:
    """Return the indices to show, None for a gap: all, or both ends and the neighbours of the lit one."""
    if size <= MOST:
        return list(range(size))
    around = range(max(lit - 1, 0), min(lit + 2, size)) if lit is not None else range(MOST - 3)
    found: list[int | None] = []
    for index in sorted({0, 1, *around, size - 1}):
        if found and found[-1] != index - 1:
            found.append(None)
        found.append(index)
    return found
