"""One line of a program that is a product, with the numbers of the trace: what `draw(program, line=…)` shows.

The lines of the source are run one after the other, as they stand there, up to the one that was asked for.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.drawing.products.describing import Grid, Product, chosen, completed, summed
from engine.table.checks import describe


def product_on(source: str, namespace: dict[str, Any], numbers: Mapping[str, Any], line: Any, entry: Any) -> Product:
    """Return the product on a line of a program's source, computed from the numbers for its arguments.

    Args:
        source: the program.
        namespace: what its function needs beside the source.
        numbers: an array for each argument.
        line: the number of a line of the source, or the name of the array that a line computes.
        entry: the entry to light; None lights the largest.

    Raises:
        TypeError, ValueError: if there is no such line, no product on it, or no such entry.
    """
    module = ast.parse(source)
    function = next(part for part in module.body if isinstance(part, ast.FunctionDef) and part.name == "value_and_grad")
    exec(source, namespace)
    namespace |= numbers
    statement = statement_at(function, line)
    node = product_in(statement)
    if node is None and isinstance(statement, ast.For):
        raise ValueError(
            f"line {statement.lineno} begins a loop, which runs its lines many times; draw a line outside."
        )
    if node is None:
        there = ", ".join(str(s.lineno) for s in function.body if product_in(s) is not None)
        raise ValueError(
            f"line {statement.lineno} is not a product: {ast.unparse(statement)}. "
            + (f"There are products on the lines {there}." if there else "The program has no product of arrays.")
        )
    for before in function.body[: function.body.index(statement)]:
        with np.errstate(all="ignore"):
            exec(compile(ast.Module([before], []), "<program>", "exec"), namespace)
    comment = source.splitlines()[(statement.end_lineno or statement.lineno) - 1].partition("  # ")[2]
    return described(statement, node, namespace, re.sub(r"^\(.*?\)  ", "", comment), entry)


def statement_at(function: ast.FunctionDef, line: Any) -> ast.stmt:
    """Return the statement on a line, or the last one that assigns to a name."""
    if isinstance(line, bool) or not isinstance(line, int | str):
        raise TypeError(f"draw got line={describe(line)}; a number of a line is needed, or the name of its array.")
    if isinstance(line, str):
        found = [part for part in function.body if target_of(part) == line]
    else:
        found = [part for part in function.body if part.lineno <= line <= (part.end_lineno or part.lineno)]
    if not found:
        names = ", ".join(dict.fromkeys(filter(None, map(target_of, function.body))))
        raise ValueError(
            f"draw got line={line!r}; the statements stand on the lines {function.body[0].lineno} to "
            f"{function.body[-1].end_lineno} of program.source, and make {names}."
        )
    return found[-1]


def target_of(statement: ast.stmt) -> str:
    """Return the name that a statement assigns to; "" for any other statement."""
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
        return statement.targets[0].id
    return ""


def product_in(statement: ast.stmt) -> ast.BinOp | ast.Call | None:
    """Return the first product of arrays in a statement outside of loops: A @ B, np.outer(a, b), or A.sum(axis=0)."""
    if not isinstance(statement, ast.Assign):
        return None
    for node in ast.walk(statement.value):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
            return node
        if isinstance(node, ast.Call) and (
            ast.unparse(node.func) == "np.outer" or ast.unparse(node).endswith(".sum(axis=0)")
        ):
            return node
    return None


def described(
    statement: ast.stmt, node: ast.BinOp | ast.Call, namespace: dict[str, Any], formula: str, entry: Any
) -> Product:
    """Return the product as a record."""
    code = ast.unparse(node)
    whole = isinstance(statement, ast.Assign) and statement.value is node
    name = target_of(statement) if whole else f"({code})"
    over = re.findall(r"Σ_(\w)\b", formula)
    letter = over[0] if len(over) == 1 else "k"

    def numbers(part: ast.expr) -> Any:
        return np.asarray(eval(compile(ast.Expression(part), "<program>", "eval"), namespace), dtype=float)

    if isinstance(node, ast.Call) and ast.unparse(node.func) != "np.outer":
        assert isinstance(node.func, ast.Attribute)
        return summed(grid(node.func.value, numbers(node.func.value)), name, entry, letter, formula)
    if isinstance(node, ast.Call):
        first, second = node.args
        column, row = grid(first, numbers(first), upright=True), grid(second, numbers(second))
        return outer(Grid(name, rows_of(numbers(node), upright=False)), code, column, row, formula, entry)
    left, right = grid(node.left, numbers(node.left)), grid(node.right, numbers(node.right), upright=True)
    if left.flat and right.flat:
        raise ValueError(f"{code} is a single number; draw(program, line=…) shows products that make an array.")
    result = numbers(node)
    made = Grid(name, rows_of(result, upright=right.flat), result.ndim == 1, right.flat)
    swap = right, left.turned() if left.name.endswith(".T") else left
    if right.name.endswith(".T"):
        swap = left, right.turned()
    return completed(left, right, made, in_pair(made, entry), letter, formula, swap, None)


def outer(made: Grid, code: str, column: Grid, row: Grid, formula: str, entry: Any) -> Product:
    """Return the product of a column and a row."""
    wrong = f"np.outer({row.name}, {column.name}) is the transpose, of the shape {made.shape[::-1]}"
    return Product(column, row, made, chosen(made, entry), "k", formula, wrong, written=code)


def in_pair(made: Grid, entry: Any) -> Any:
    """Return the entry of a vector as a row and a column."""
    if not made.flat or entry is None or isinstance(entry, tuple | list):
        return entry
    return (entry, 0) if made.upright else (0, entry)


def grid(node: ast.expr, numbers: Any, *, upright: bool = False) -> Grid:
    """Return an operand: its code as its name, in parentheses unless it is a name or a transpose."""
    code = ast.unparse(node)
    simple = re.fullmatch(r"\w+(\.T)?(\[[\w, :]+\])?", code)
    if not 1 <= numbers.ndim <= 2:
        raise ValueError(f"{code} has the shape {numbers.shape}; draw(program, line=…) shows products of matrices.")
    flat = numbers.ndim == 1
    return Grid(code if simple else f"({code})", rows_of(numbers, upright=upright), flat, flat and upright)


def rows_of(numbers: Any, *, upright: bool) -> tuple[tuple[float, ...], ...]:
    """Return the rows of an array; of a vector one row, or one column."""
    if numbers.ndim == 1:
        numbers = numbers[:, None] if upright else numbers[None]
    return tuple(map(tuple, numbers.tolist()))
