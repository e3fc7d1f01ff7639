"""Products as a page: a click or an arrow key lights another entry, its row, its column and its routes.

All numbers, signs and sentences are made here, entry by entry, so that they can be tested without a browser and are
printed as everywhere else.
"""

import html
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib import resources
from typing import Any

from engine.drawing.dot import FULLEST, equals
from engine.drawing.pages import Page, harmless
from engine.drawing.products.describing import Grid, Product, sized, sum_lines
from engine.table.notation import number

TERMS = 20_000
"""How many terms all entries of a page have together at most: a page of more takes megabytes."""


HEIGHT = 900
"""How high the page is in a notebook, in pixels, so that four samples fit in."""


def page_of_products(products: Sequence[Product], first: int, still: Callable[[], bytes]) -> Page:
    """The page of some products, which begins with the `first` of them and the entry that is lit there.

    `still` gives the picture of that.

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
    parts = {
        "TITLE": html.escape(title),
        "CSS": part("page.css"),
        "SCRIPT": part("page.js"),
        "DATA": harmless({"products": [contents(each) for each in products], "first": first}),
    }
    return Page(title, re.sub(r"\{\{([A-Z]+)\}\}", lambda found: parts[found[1]], part("page.html")), still, HEIGHT)


def part(name: str) -> str:
    """A file beside this one."""
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


def contents(shown: Product) -> dict[str, Any]:
    """All that the page shows of a product, as JSON has it."""
    height, width = shown.result.shape
    swapped, way = shown.swapped, shown.way
    return {
        "code": shown.code,
        "left": shown.left and grid(shown.left),
        "right": grid(shown.right),
        "result": grid(shown.result),
        "sign": shown.sign,
        "over": shown.over,
        "meaning": shown.meaning,
        "start": shown.entry,
        "entries": [[entry(replace(shown, entry=(i, j))) for j in range(width)] for i in range(height)],
        "wrong": shown.wrong,
        "swapped": swapped and {**swapped._asdict(), "left": shape(swapped.left), "right": shape(swapped.right)},
        "way": way and {**way._asdict(), "ends": texts(way.ends), "delta": texts(way.delta)},
    }


def shape(shown: Grid) -> dict[str, Any]:
    """The name of an array, and its shape in words and numbers."""
    return {"name": shown.name, "shape": sized(shown), "sizes": shown.sizes}


def grid(shown: Grid) -> dict[str, Any]:
    """An array: each number as it is printed, with its sign and the strength of its colour."""
    largest = max((abs(x) for row in shown.rows for x in row if math.isfinite(x)), default=0.0)
    cells = [[[number(x), sign(x), strength(x, largest)] for x in row] for row in shown.rows]
    return {**shape(shown), "flat": shown.flat, "upright": shown.upright, "cells": cells}


def texts(rows: Sequence[Sequence[float]]) -> list[list[str]]:
    """Numbers as they are printed."""
    return [[number(x) for x in row] for row in rows]


def entry(shown: Product) -> dict[str, Any]:
    """One entry: the rule of its sum, each term with its numbers, the sum, and the same as one sentence."""
    row, column = shown.entry
    value = shown.result.rows[row][column]
    rule, numbers = sum_lines(shown)
    if shown.left is None:
        terms = [[f"({number(b)})", "", ""] for _, b in shown.factors]
    else:
        terms = [[f"({number(a)})({number(b)})", equals([(a, b)], a * b), number(a * b)] for a, b in shown.factors]
    name = shown.result.at(row, column)
    return {"name": name, "rule": rule, "terms": terms, "equals": equals(shown.factors, value), "says": numbers}


def sign(x: float) -> str:
    """How a number is coloured."""
    return "positive" if x > 0 else "negative" if x < 0 else "neither"


def strength(x: float, largest: float) -> float:
    """How much of its colour a number gets, as in pictures: the root of its size beside the largest."""
    if math.isnan(x) or not x:
        return 0.0
    return round(FULLEST * (1.0 if abs(x) >= largest else math.sqrt(abs(x) / largest)), 3)
