"""An expression typed by a user, such as "tanh(a*b + c)", computed with rows of the table.

Python parses it, and this room walks the tree: numbers, names, operators and calls of rows. Nothing is
ever run as Python code, so nothing else can happen; what is not in the table is refused by its name.
"""

import ast
import keyword
import math
import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any

from engine import ops
from engine.table.checks import as_float
from engine.table.primitive import ListOp, Op
from engine.value import Value

BINARY: dict[type[ast.operator], Op] = {
    ast.Add: ops.add, ast.Sub: ops.sub, ast.Mult: ops.mul, ast.Div: ops.div, ast.Pow: ops.power,
}  # fmt: skip
FUNCTIONS = {name: row for name, row in ops.TABLE.items() if name not in ops.OPERATORS}


WRITTEN = str.maketrans({"·": "*", "⋅": "*", "×": "*", "÷": "/", "−": "-", "²": "**2", "³": "**3"})
"""Signs of printed mathematics, and how Python writes them."""

OTHER_NAMES = {f"arc{name}": f"a{name}" for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")} | {
    "ln": "log",
    "lg": "log10",
    "sgn": "sign",
    "heaviside": "step",
    "logistic": "sigmoid",
    "gammaln": "lgamma",
    "maximum": "max",
    "minimum": "min",
    "sen": "sin",
    "tg": "tan",
}
"""What other books and programs call a function of the table."""

SEVERAL_RESULTS = ("softmax", "log_softmax")

NEAR = 0.7
"""How much a misspelt name has to have in common with one of the table: more than softmax with max."""


EXAMPLE = '"tanh(a*b + c)"'

ALLOWED = "numbers, names, + - * / **, parentheses, and functions of the table"
"""What an expression is made of."""

INSTEAD: dict[type[ast.expr], str] = {
    ast.IfExp: "for a choice by if write max(a, b), min(a, b), relu(a), step(a) or abs(a)",
    ast.Compare: "for a > 0 write step(a), which is 1 there and else 0",
    ast.Attribute: "for a.data write a alone",
    ast.Subscript: "in the place of an index give each entry a name of its own",
}
"""What to write in the place of Python that is often typed."""


class ExpressionError(ValueError):
    """Raised if what was typed is not an expression of the table; the message shows the place."""


def as_python(text: str) -> str:
    """Return an expression with the signs of printed mathematics as Python writes them.

    >>> as_python(" a·b − c² ")
    'a*b - c**2'
    """
    return text.strip().translate(WRITTEN)


def parse(text: str) -> ast.expr:
    """Return the tree of an expression; ExpressionError if Python cannot read it."""
    text = as_python(text)
    if not text:
        raise ExpressionError(f"the expression is empty: write one, such as {EXAMPLE}.")
    try:
        return ast.parse(text, mode="eval").body
    except SyntaxError as error:
        place = (error.offset or 1) - 1
        raise ExpressionError(
            f"this is not an expression: {error.msg}{product_hint(text)}.{pointer(text, place)}"
        ) from None
    except (ValueError, RecursionError, MemoryError):
        raise ExpressionError("this is not an expression, or it is nested too deeply; write it as a script.") from None


def product_hint(text: str) -> str:
    """Return what to write where a * was left out, as in 2a, or the parentheses of a function, as in sin a."""
    found = re.search(r"(?<![\w.])(\d+\.?\d*)\s*((?![eE]\d)[^\W\d]\w*)|(\w+)\s+(\w+)", text)
    factors = [part for part in found.groups() if part is not None] if found else []
    if not factors or any(map(keyword.iskeyword, factors)):
        return ""
    name = OTHER_NAMES.get(factors[0], factors[0])
    return f"; write {name}({factors[1]})" if name in FUNCTIONS else f"; for a product write {'*'.join(factors)}"


def names_in(tree: ast.expr) -> list[str]:
    """Return the names that need a value, in the order in which they are read.

    >>> names_in(parse("tanh(b*a + b)"))
    ['b', 'a']
    """
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in called]
    return list(dict.fromkeys(node.id for node in sorted(found, key=lambda node: (node.lineno, node.col_offset))))


def compute(text: str, values: Mapping[str, Value]) -> Value | float:
    """Return the value of an expression.

    Args:
        text: numbers, names, + - * / **, parentheses, and calls of rows: `tanh(x)`, `max(x, y)`, `dot([x, y], [2, 3])`;
            · × ÷ − ² ³ are read as well.
        values: what the names stand for.

    Raises:
        ExpressionError: for anything else; the message names it and shows the place.
        DomainError: where an operation has no value.

    >>> a = Value(2.0, label="a")
    >>> y = compute("tanh(a) ** 2 + 1", {"a": a})
    >>> y.backward()
    >>> f"{y.data:.6f} {a.grad:.6f}"
    '1.929349 0.136219'
    """
    tree = parse(text)
    try:
        result: Value | float = Reader(as_python(text), values).read(tree)
    except RecursionError:
        raise ExpressionError("the expression is nested too deeply; write it as a script.") from None
    return result


class Reader:
    """The reader of one expression: it walks over its tree."""

    def __init__(self, text: str, values: Mapping[str, Value]) -> None:
        self.text = text
        self.values = values

    def read(self, node: ast.expr) -> Any:
        """Return what a part of the tree comes to."""
        reader: Callable[[Any], Any] | None = getattr(self, f"read_{type(node).__name__}", None)
        if reader is None:
            instead = f"; {INSTEAD[type(node)]}" if type(node) in INSTEAD else ""
            raise self.error(
                node, f"{ast.unparse(node)} is not in the table of operations; allowed are {ALLOWED}{instead}"
            )
        return reader(node)

    def read_Constant(self, node: ast.Constant) -> float:  # noqa: N802  # named after the class in ast, as all below
        """Return a number."""
        if type(node.value) not in (int, float):
            raise self.error(node, f"{node.value!r} is not a number")
        number = as_float(node.value, "a number")
        if math.isinf(number):
            raise self.error(node, "a number is too large for a float (over 1.8e308)")
        return number

    def read_Name(self, node: ast.Name) -> Value:  # noqa: N802  # the name that `ast` gives
        """Return a name that was given a value."""
        if node.id in FUNCTIONS:
            raise self.error(node, f"{node.id} is a function: write {node.id}(…)")
        if node.id not in self.values:
            raise self.error(node, f"{node.id} has no value: add {node.id}=…")
        return self.values[node.id]

    def read_BinOp(self, node: ast.BinOp) -> Any:  # noqa: N802  # the name that `ast` gives
        """Read x + y and its like."""
        row = BINARY.get(type(node.op))
        if row is None:
            allowed = " ".join(each.symbol for each in BINARY.values())
            power = "; write ** for a power, as in a**2" if isinstance(node.op, ast.BitXor) else ""
            raise self.error(
                node, f"the operator in {ast.unparse(node)} is not in the table; there are {allowed}{power}"
            )
        return row(self.read(node.left), self.read(node.right))

    def read_UnaryOp(self, node: ast.UnaryOp) -> Any:  # noqa: N802  # the name that `ast` gives
        """Read -x or +x; the minus of a number belongs to the number."""
        if not isinstance(node.op, ast.USub | ast.UAdd):
            raise self.error(node, f"the operator in {ast.unparse(node)} is not in the table; there are - and +")
        inner = self.read(node.operand)
        return ops.neg(inner) if isinstance(node.op, ast.USub) else inner

    def read_Call(self, node: ast.Call) -> Any:  # noqa: N802  # the name that `ast` gives
        """Return a row, called."""
        name = ast.unparse(node.func)
        if name not in FUNCTIONS:
            raise self.error(node, self.not_a_function(node, name))
        if node.keywords or any(isinstance(each, ast.Starred) for each in node.args):
            raise self.error(node, f"{name} takes its operands in order, without names and stars")
        row = FUNCTIONS[name]
        operands: list[Any] = [self.read_list(x) if isinstance(row, ListOp) else self.read(x) for x in node.args]
        try:
            return row(*operands)
        except (TypeError, ValueError) as error:
            if isinstance(error, ArithmeticError | ExpressionError):  # a DomainError says enough, and is both
                raise
            raise self.error(node, str(error).rstrip(".")) from None

    def not_a_function(self, node: ast.Call, name: str) -> str:
        """Return what is wrong with a call of something that is not a row."""
        if isinstance(node.func, ast.Constant | ast.BinOp) or name in self.values:
            factor = f"({name})" if isinstance(node.func, ast.BinOp) else name
            return f"{factor} is not a function: for a product write {factor}*(…)"
        bare = name.rpartition(".")[2]  # of np.tanh
        known = OTHER_NAMES.get(bare, bare if bare in FUNCTIONS else "")
        if known:
            return f"{name} is not in the table of operations: write {known}"
        if name in SEVERAL_RESULTS:
            return f"{name} has several results, and an expression has one: write exp(a) / (exp(a) + exp(b))"
        near = get_close_matches(name, FUNCTIONS, n=1, cutoff=NEAR)
        hint = f": did you mean {near[0]}" if near else ""
        return f"{name} is not in the table of operations{hint}; there are {', '.join(sorted(FUNCTIONS))}"

    def read_list(self, node: ast.expr) -> list[Any]:
        """Return a list of operands, for a row that takes lists."""
        if not isinstance(node, ast.List | ast.Tuple):
            raise self.error(node, f"{ast.unparse(node)} is not a list: write [a, b]")
        return [self.read(each) for each in node.elts]

    def error(self, node: ast.expr, message: str) -> ExpressionError:
        """Return the error that shows the place."""
        place = len(self.text.encode()[: node.col_offset].decode())  # ast counts bytes
        return ExpressionError(f"{message}.{pointer(self.text, place)}")


def pointer(text: str, place: int) -> str:
    """Return the expression with an arrow under a place, if it fits on a line."""
    if len(text) > 100 or "\n" in text:
        return ""
    return f"\n  {text}\n  {' ' * place}^"
