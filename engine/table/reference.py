"""The table of operations as a page, `docs/operations.md`; `engine.table.generate` writes it.

Every line is read from a row, so the page cannot say anything else than what the engine computes.
"""

from engine.ops import OPERATORS, TABLE
from engine.table.primitive import Op
from engine.table.symbol import latex_formulas, latex_of, names, operand_symbol

HEAD = """# Operations

This page is made from the table (`engine/ops.py`) by `python -m engine.table.generate`.

Each operation is a method of `Value` and a function of `engine`, unless Python has an operator for it; the ones at
the end take lists. Partials are the local derivatives, one for each operand; $\\mathrm{out}$ is the result. Where
a partial is infinite, as that of sqrt at 0, it is ±inf. At a kink one convention holds: the partials that are
listed.
"""


def page() -> str:
    """Return the whole page, in Markdown with LaTeX between dollar signs."""
    rows = [
        "| written | operation | partials | needs | at kinks |",
        "|---|---|---|---|---|",
        *map(line, TABLE.values()),
    ]
    return "\n".join([HEAD, *rows, ""])


def line(op: Op) -> str:
    """Return one row of the page.

    >>> from engine import ops
    >>> line(ops.sub)
    '| `x - y` | $x - y$ <br> x - y. | $1$, $-1$ | any numbers |  |'
    """
    partials = ", ".join(f"${formula}$" if formula else "none" for formula in latex_formulas(op))
    kinks = "; ".join(f"at {listed(point)}: {listed(partials)}" for point, partials in op.kinks)
    doc = op.doc.replace("|", r"\|")
    operation = f"${latex_of(op, *map(operand_symbol, names(op)))}$ <br> {doc}"
    return f"| `{as_called(op)}` | {operation} | {partials} | {op.domain} | {kinks} |"


def as_called(op: Op) -> str:
    """Return how a program writes it: x + y, sum([x0, x1, x2]), leaky_relu(x, slope=0.01)."""
    operands = names(op)
    for place, default in enumerate(op.defaults, start=len(operands) - len(op.defaults)):
        operands[place] += f"={default}"
    text = op.written(*operands)
    return text if op.name in OPERATORS or "(" in text else f"{op.name}({', '.join(operands)})"


def listed(numbers: tuple[float, ...]) -> str:
    """Return numbers without needless digits, in parentheses if there are two."""
    digits = ", ".join(f"{x:g}" for x in numbers)
    return digits if len(numbers) == 1 else f"({digits})"
