"""The directive `primitives`: an entry of the reference for every row of the table that is a function of `engine`.

All of it is read from the rows, so it cannot say anything else than what is computed.
"""

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

import engine
from engine.ops import OPERATORS, TABLE
from engine.table import reference
from engine.table.generate import has_method
from engine.table.primitive import ListOp, Op
from engine.table.symbol import latex_formulas, latex_of, names, operand_symbol


def signature(op: Op) -> str:
    """How the function is called: sum(xs), leaky_relu(x, slope=0.01), max(x, y, *more)."""
    if isinstance(op, ListOp):
        return f"{op.name}({', '.join(['xs', 'ys'][: op.lists])})"
    name, _, operands = reference.as_called(op).partition("(")
    return f"{name}({operands[:-1]}{', *more' if op.folds else ''})"


def kinks(op: Op) -> str:
    """The convention at each kink."""
    listed = reference.listed
    return "; ".join(f"at {listed(point)} they are {listed(partials)}" for point, partials in op.kinks)


def entry(op: Op) -> list[str]:
    """The entry of one row: formula, partials, domain, convention, method."""
    partials = ", ".join(f"${formula}$" if formula else "none" for formula in latex_formulas(op))
    facts = {
        "Formula": f"${latex_of(op, *map(operand_symbol, names(op)))}$",
        "Partials": partials + (f"; {kinks(op)}" if op.kinks else ""),
        "Needs": f"{op.domain}; else {{py:obj}}`~engine.DomainError`" if op.outside else op.domain,
    }
    if has_method(op):
        others = signature(op).partition("(")[2].removeprefix("x").removeprefix(", ").replace(", *more", "")
        facts["Method"] = f"`x.{op.name}({others}`"
    fields = [f":{name}: {text}" for name, text in facts.items()]
    return [f"::::{{py:function}} engine.{signature(op)}", op.doc, "", *fields, "::::", ""]


class Primitives(SphinxDirective):
    """`:::{primitives}`: the entries of all rows that are functions, in the order of the table."""

    def run(self) -> list[nodes.Node]:
        """What stands in the page in place of the directive."""
        self.env.note_dependency(engine.ops.__file__)
        rows = [op for op in TABLE.values() if op.name not in OPERATORS]
        text = StringList([line for op in rows for line in entry(op)], source=engine.ops.__file__)
        node = nodes.container(classes=["primitives"])
        self.state.nested_parse(text, self.content_offset, node)
        return [node]


def setup(app: Sphinx) -> dict[str, bool]:
    """What Sphinx calls when it loads this file."""
    app.add_directive("primitives", Primitives)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
