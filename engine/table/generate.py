"""Write what is made from the table into files: `python -m engine.table.generate`.

Three things follow from the rows and are checked in, so that an editor, a debugger and a type checker see them:
`engine/operators.py` (operators and methods of Value), the public functions in `engine/__init__.py`, and the page
`docs/operations.md`. A test compares the files with the table.

A method computes as `value.record` does. Rows with one partial and Python's operators are written out for the common
operands, a function and a formula in one body, because a call to `record` costs four times as much (see
`benchmarks/`); anything else calls it. The new text is compiled before it replaces the old one: the command imports
the package that it writes.
"""

import math
import re
import textwrap
from collections.abc import Callable
from pathlib import Path

from engine import ops
from engine.table import floats, reference
from engine.table.primitive import ListOp, Op
from engine.table.symbol import formulas, names

PACKAGE = Path(ops.__file__).parent
OPERATORS = ("__add__", "__sub__", "__mul__", "__truediv__", "__pow__", "__neg__")
OPERATOR_METHODS = dict(zip(ops.OPERATORS, OPERATORS, strict=True))
UNLISTED = ("abs", "max", "min", "prod", "sum")
"""Functions outside `__all__`, so that a star import does not replace the built-in ones."""

ROWS = "    # --- from the table, by `python -m engine.table.generate`"
"""The line of `operators.py` below which everything is generated."""

RECORD = """\
value = new()
value._data = out
value._grad = NOT_COMPUTED
value._mark = None
value._row = ops.{row}
value._a = {a}
value._da = {da}
value._b = {b}
value._db = {db}
value.label = ""
return value
"""

BINARY = '''
def {name}(self, other: {other}) -> Value:
    """{doc}"""
    if not blocks.paused:
        {mine} = self._data
        try:
{both}            if type(other) is float:
                {given} = other
            elif type(other) is int:
                {given} = float(other)
            else:
                return record(ops.{row}, {operands})
            out = {function}
{one}
        except ArithmeticError:
            pass
    return record(ops.{row}, {operands})
'''

BOTH = """\
            if type(other) is Value:
                y = other._data
                out = {function}
{both}
"""

PLAIN_OPERATORS = '''

class {name}(Operators):
    """What `Constant` inherits besides `Value`: operators that leave all to `record`.

    So `a * b` of Values need not look at the class of a: that look took 6 % of recording.
    """

    __slots__ = ()
'''

PLAIN_OPERATOR = """
def {name}(self, other: {other}) -> Value:
    return record(ops.{row}, {operands})
"""

POWER = '''
def {name}(self, other: Operand) -> Value:
    """{doc}"""
    if type(self) is Value and not blocks.paused and (type(other) is float or type(other) is int):
        x = self._data
        try:
            y = float(other)
            if y and math.isfinite(y):
                out = {function}
{left}
        except (ValueError, ArithmeticError):
            pass
    return record(ops.{row}, self, other)

def {reflected}(self, other: float) -> Value:
    """{doc}"""
    return record(ops.{row}, other, self)
'''

UNARY = '''
def {name}(self) -> Value:
    """{doc}"""
    if type(self) is Value and not blocks.paused:
        x = self._data
        try:
            out = {function}
{node}
        except (ValueError, ArithmeticError):
            pass
    return record(ops.{row}, self)
'''

PLAIN = '''
def {name}(self{parameters}) -> Value:
    """{doc}"""
    return self._apply(ops.{row}, (self{operands}))
'''

WITH_SLOPE = """

WITH_SLOPE: dict[str, Callable[[float], tuple[float, float]]] = {{
{rows}}}
\"\"\"f(x) and f′(x), as the methods of rows with one operand compute them: a layer asks for both at once.\"\"\"
"""

PAIR = """\
    "{name}": lambda x: ({out}{function}, {partial}),
"""


def main() -> None:
    """Write the files."""
    for path, text in files().items():
        if path.suffix == ".py":
            compile(text, str(path), "exec")
        path.write_text(text, encoding="utf-8")


def files() -> dict[Path, str]:
    """Return what each file should say; the page only where there is a folder for it."""
    package = PACKAGE / "__init__.py"
    made = {PACKAGE / "operators.py": operators(), package: with_functions(package.read_text(encoding="utf-8"))}
    page = PACKAGE.parent / "docs" / "operations.md"
    return made | ({page: reference.page()} if page.parent.exists() else {})


# --- operators and methods -----------------------------------------------------------------------


def has_method(row: Op) -> bool:
    """Return whether a row is a method of Value: not an operator, and its first operand may be a Value."""
    return row.name not in ops.OPERATORS and not isinstance(row, ListOp) and row.partials[0] is not None


def has_short_method(row: Op) -> bool:
    """Return whether a row is a method of one operand, whose partial needs no second look."""
    return has_method(row) and len(row.partials) == 1 and not is_delicate(row)


def operators() -> str:
    """Return the text of `engine/operators.py`."""
    methods = [method(row) for row in ops.TABLE.values() if row.name in OPERATOR_METHODS or has_method(row)]
    plain = [plain_operators(row) for row in ops.TABLE.values() if is_binary(row)]
    head = (PACKAGE / "operators.py").read_text(encoding="utf-8").partition(ROWS)[0]
    second = PLAIN_OPERATORS.format(name="PlainOperators")
    pairs = WITH_SLOPE.format(rows="".join(with_slope(row) for row in ops.TABLE.values() if has_short_method(row)))
    return f"{head}{ROWS}\n{indented(''.join(methods))}{second}{indented(''.join(plain))}{pairs}"


def indented(methods: str) -> str:
    """Return the source of methods as it stands in a class."""
    return f"{textwrap.indent(methods.rstrip(), '    ', lambda line: bool(line.strip()))}\n"


def is_binary(row: Op) -> bool:
    """Return whether a row is an operator that two Values may have as operands; a power of Values has no fast form."""
    return row.name in OPERATOR_METHODS and len(row.partials) == 2 and row is not ops.power


def plain_operators(row: Op) -> str:
    """Return the source of an operator and its reflection for constants."""
    name = OPERATOR_METHODS[row.name]
    names = {"name": name, "other": "Operand", "operands": "self, other"}
    reflected = {"name": name.replace("__", "__r", 1), "other": "float", "operands": "other, self"}
    return "".join(PLAIN_OPERATOR.format(row=variable(row), **words) for words in (names, reflected))


def method(row: Op) -> str:
    """Return the source of a row's method; of an operator with its reflection."""
    doc = f"{row.doc}\n\n    Domain: {row.domain}.\n    "
    words = {"name": OPERATOR_METHODS.get(row.name, row.name), "row": variable(row), "doc": doc}
    words["reflected"] = words["name"].replace("__", "__r", 1)
    partials = partials_of(row)
    if row is ops.power:  # a whole exponent other than 0: what the case in its rule asks does not come here
        words |= {"function": call(row), "left": node(row, "self", partials[0], "y", None, 4)}
        return POWER.format(**words)
    if is_binary(row):
        dx, dy = partials
        words["function"] = row.text.format("x", "y")
        left = {"other": "Operand", "mine": "x", "given": "y", "operands": "self, other"}
        left["both"] = BOTH.format(both=node(row, "self", dx, "other", dy, 4), **words)
        right = {"other": "float", "mine": "y", "given": "x", "operands": "other, self", "both": ""}
        return BINARY.format(one=node(row, "self", dx, "y", None, 3), **words | left) + BINARY.format(
            one=node(row, "x", None, "self", dy, 3), **words | right | {"name": words["reflected"]}
        )
    if len(partials) == 1 and not is_delicate(row):  # of rows that have a method, those in WITH_SLOPE; and -x
        function = row.text.format("x") if row.name in ops.OPERATORS else call(row)
        return UNARY.format(function=function, node=node(row, "self", partials[0], None, None, 3), **words)
    parameters, operands = others(row)
    return PLAIN.format(parameters=parameters, operands=operands, **words)


def partials_of(row: Op) -> list[str]:
    """Return the source of a row's partials."""
    return [code(partial) + " or floats.off(out)" * row.switches for partial in formulas(row)]


def with_slope(row: Op) -> str:
    """Return the source of a row's value and partial for one number."""
    (partial,) = partials_of(row)
    out = "out := " if re.search(r"\bout\b", partial) else ""
    return PAIR.format(name=row.name, out=out, function=call(row), partial=partial)


def node(row: Op, a: str, da: str | None, b: str | None, db: str | None, indent: int) -> str:
    """Return the lines that record a result and return it: the slots as `value.node` fills them."""
    text = RECORD.format(row=variable(row), a=a, da=da, b=b, db=db)
    return textwrap.indent(text.rstrip(), "    " * indent)


def variable(row: Op) -> str:
    """Return the name that a row has in `ops.py`."""
    return next(name for name, thing in vars(ops).items() if thing is row)


def call(row: Op) -> str:
    """Return the call of a row's function on x and y."""
    return f"{path(row)}({', '.join(('x', 'y')[: len(row.partials)])})"


def path(row: Op) -> str:
    """Return where a row's function stands: math.tanh, floats.sigmoid; a function without a name, in its row."""
    function = row.function
    for module in (math, floats):
        if getattr(module, getattr(function, "__name__", ""), None) is function:
            return f"{module.__name__.rpartition('.')[2]}.{function.__name__}"
    return row.name if function is ops.absolute.function else f"ops.{variable(row)}.function"


def code(formula: str) -> str:
    """Return a formula as it runs on floats: the rows in it replaced by their functions."""
    return re.sub(r"([a-z_0-9]+)(?=\()", lambda found: path(ops.TABLE[found[1]]), formula)


def others(row: Op) -> tuple[str, str]:
    """Return the parameters of a method after self, and the operands they give."""
    given = names(row)[1:]
    defaults = dict(zip(reversed(given), reversed(row.defaults), strict=False))
    parameters = [f"{name}: Operand{f' = {defaults[name]}' if name in defaults else ''}" for name in given]
    return "".join(f", {each}" for each in [*parameters, *(["/"] if given else [])]), "".join(
        f", {name}" for name in given
    ) or ","


def is_delicate(row: Op) -> bool:
    """Return whether the partial of a row of one operand is NaN at an infinity, so that `Op.partial` looks further."""
    for x in (math.inf, -math.inf):
        try:
            if math.isnan(row.rule(0)(x, row.function(x))):
                return True
        except (ValueError, ArithmeticError):
            pass  # no value there
    return False


# --- the public functions ------------------------------------------------------------------------

FUNCTIONS = ("# --- functions: from the table", "# --- end of the functions")
LISTED = ("__all__ = [", "]")


def with_functions(text: str) -> str:
    """Return `engine/__init__.py` with the functions of the table between its marks, and their names in `__all__`."""
    rows = {row.name: variable(row) for row in ops.TABLE.values() if row.name not in ops.OPERATORS}
    before: list[str] = []

    def functions(old: str) -> str:
        before.extend(re.findall(r"^(\w+) = ops\.", old, re.MULTILINE))
        return "".join(f"{name} = ops.{rows[name]}\n" for name in sorted(rows))

    def listed(old: str) -> str:
        others = set(re.findall(r'"(\w+)"', old)) - set(before)
        return "".join(f'    "{name}",\n' for name in sorted({*others, *rows} - set(UNLISTED), key=order_of_names))

    return between(between(text, *FUNCTIONS, functions), *LISTED, listed)


def order_of_names(name: str) -> tuple[bool, bool, list[int | str]]:
    """Return the key that sorts CONSTANTS first, then Classes, then functions; log2 before log10."""
    parts: list[int | str] = [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]
    return not name.isupper(), not name[0].isupper(), parts


def between(text: str, first: str, last: str, new: Callable[[str], str]) -> str:
    """Return a text with the lines between two marks replaced."""
    head, mark, rest = text.partition(first)
    if not mark or f"\n{last}" not in rest:
        raise ValueError(f"engine/__init__.py has no lines between {first!r} and {last!r}.")
    line, _, body = rest.partition("\n")
    old, _, tail = f"\n{body}".partition(f"\n{last}")
    return f"{head}{mark}{line}\n{new(old.lstrip(chr(10)))}{last}{tail}"


if __name__ == "__main__":
    main()
