"""Products as a page: a click or an arrow key lights another entry, its row, its column and its routes.

All numbers, signs and sentences are made here, entry by entry, so that they can be tested without a browser and are
printed as everywhere else.
"""

import html
import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from engine.drawing.dot import equals, strength
from engine.drawing.pages import Page, harmless, page_text
from engine.drawing.products.describing import Grid, Product, sum_lines
from engine.table.notation import number

TERMS = 20_000  # how many terms all entries of a page have together at most: a page of more takes megabytes

HEIGHT = 900  # how high the page is in a notebook, in pixels, so that four samples fit in


def page_of_products(products: Sequence[Product], first: int, still: Callable[[], bytes]) -> Page:
    """Return the page of some products, which begins with the `first` and its lit entry; `still` gives that as SVG.

    Raises:
        ValueError: if all entries have more than TERMS terms together.
    """
    terms = sum(len(p.factors) * math.prod(p.result.shape) for p in products)
    if terms > TERMS:
        raise ValueError(
            f"The entries of these arrays have {terms:,} terms; a page holds at most {TERMS:,}. Draw fewer samples "
            "or a smaller layer, or one entry as a picture: draw(…, entry=(row, column)).save('matrix.svg')."
        )
    title = f"Why {products[first].result.name} = {products[first].code}"
    data = harmless({"products": [contents(each) for each in products], "first": first})
    return Page(title, page_text(__package__, TITLE=html.escape(title), DATA=data), still, HEIGHT)


def contents(shown: Product) -> dict[str, Any]:
    """Return all that the page shows of a product, as JSON has it."""
    height, width = shown.result.shape
    swapped, way = shown.swapped, shown.way
    return {
        "code": shown.code,
        "left": shown.left and grid_data(shown.left),
        "right": grid_data(shown.right),
        "result": grid_data(shown.result),
        "sign": shown.sign,
        "over": shown.over,
        "meaning": shown.meaning,
        "start": shown.entry,
        "entries": [[entry_data(replace(shown, entry=(i, j))) for j in range(width)] for i in range(height)],
        "wrong": shown.wrong,
        "swapped": swapped and {**swapped._asdict(), "left": shape_of(swapped.left), "right": shape_of(swapped.right)},
        "way": way and {**way._asdict(), "ends": texts(way.ends), "delta": texts(way.delta)},
    }


def shape_of(shown: Grid) -> dict[str, Any]:
    """Return the name of an array, and its shape in words and numbers."""
    return {"name": shown.name, "shape": str(shown.sizes), "sizes": shown.sizes}


def grid_data(shown: Grid) -> dict[str, Any]:
    """Return an array: each number as it is printed, with its sign and the strength of its colour."""
    largest = max((abs(x) for row in shown.rows for x in row if math.isfinite(x)), default=0.0)
    cells = [[[number(x), sign(x), round(strength(x, largest), 3)] for x in row] for row in shown.rows]
    return {**shape_of(shown), "flat": shown.flat, "upright": shown.upright, "cells": cells}


def texts(rows: Sequence[Sequence[float]]) -> list[list[str]]:
    """Return numbers as they are printed."""
    return [[number(x) for x in row] for row in rows]


def entry_data(shown: Product) -> dict[str, Any]:
    """Return one entry: the rule of its sum, each term with its numbers, the sum, and the same as one sentence."""
    row, column = shown.entry
    value = shown.result.rows[row][column]
    rule, numbers = sum_lines(shown)
    terms = [
        [shown.term((a, b)), *([equals([(a, b)], a * b), number(a * b)] if shown.left else ["", ""])]
        for a, b in shown.factors
    ]
    name = shown.result.at(row, column)
    return {"name": name, "rule": rule, "terms": terms, "equals": equals(shown.factors, value), "says": numbers}


def sign(x: float) -> str:
    """Return the name of a number's colour."""
    return "positive" if x > 0 else "negative" if x < 0 else "neither"
