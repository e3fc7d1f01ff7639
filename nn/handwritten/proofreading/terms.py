"""What an expression is made of: names, what is called, the terms of a sum, the factors of a product.

With these, whether a step is a plain one, a number times a gradient, and what a line prints or appends: the number in
print("Loss: " + str(np.mean(d**2))), which has no name.
"""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, TypeVar

NAMED = ast.Name | ast.Attribute | ast.Subscript  # what stands for a thing: a name, an attribute, an entry
PLACE = "lineno", "col_offset", "end_lineno", "end_col_offset"
Node = TypeVar("Node", bound=ast.AST)


def every(node: ast.AST, kind: Any) -> list[Any]:
    """Return the parts of a tree that are of a kind, from the outermost on, in half the time that ast.walk takes."""
    parts = [node]
    for each in parts:
        for name in each._fields:
            child = getattr(each, name, None)
            if isinstance(child, ast.AST):
                parts.append(child)
            elif type(child) is list:
                parts += [part for part in child if isinstance(part, ast.AST)]
    return [each for each in parts if isinstance(each, kind)]


def copied(node: Any) -> Any:
    """Return a copy of a tree, in a fraction of the time that copy.deepcopy takes; operators are never changed.

    >>> tree = ast.parse("a[0] = f(x, *y) if z else -1")
    >>> ast.dump(copied(tree)) == ast.dump(tree), copied(tree).body[0].value is tree.body[0].value
    (True, False)
    """
    if type(node) is list:
        return [copied(each) for each in node]
    if not isinstance(node, ast.AST):
        return node if isinstance(node, str | int | float | complex | bytes | None) else copy.deepcopy(node)
    if isinstance(node, ast.expr_context | ast.operator | ast.unaryop | ast.cmpop | ast.boolop):
        return node
    made = type(node)()
    vars(made).update({name: copied(child) for name, child in vars(node).items()})
    return made


def placed(tree: Node) -> Node:
    """Give what is new in a tree the place of what it stands in, in half the time that ast's own function takes.

    >>> call = ast.copy_location(ast.Call(ast.Name("f", ast.Load()), [], []), ast.parse("g()").body[0])
    >>> placed(call).func.end_col_offset
    3
    """
    parts: list[tuple[Any, dict[str, Any]]] = [(tree, dict(zip(PLACE, (1, 0, 1, 0), strict=True)))]
    for node, place in parts:
        own = vars(node)
        if node._attributes:
            if own.get("end_lineno") is None:
                own |= {name: place[name] for name in PLACE if own.get(name) is None}
            place = own
        for child in [*own.values()]:
            if isinstance(child, ast.AST):
                parts.append((child, place))
            elif type(child) is list:
                parts += [(part, place) for part in child if isinstance(part, ast.AST)]
    return tree


@lru_cache(256)
def enclosing(tree: ast.AST, kind: Any) -> dict[ast.stmt, list[Any]]:
    r"""Return for each statement of a script what of a kind it stands in, or is, from the outermost on.

    >>> tree = ast.parse("for i in a:\n    for j in b: c = i * j")
    >>> [ast.unparse(loop.target) for loop in enclosing(tree, ast.For)[tree.body[0].body[0].body[0]]]
    ['i', 'j']
    """
    found: dict[ast.stmt, list[Any]] = {}
    for outer in every(tree, kind):
        for statement in every(outer, ast.stmt):
            found.setdefault(statement, []).append(outer)
    return found


def sites_in(node: ast.AST) -> set[int]:
    """Return the numbers of the statements that stand in a part of a script."""
    return {each.site for each in every(node, ast.stmt) if hasattr(each, "site")}


def texts_in(node: ast.AST, kind: Any = NAMED) -> list[str]:
    """Return the parts of a tree that are of a kind, else its names, attributes and entries, as text."""
    return [ast.unparse(each) for each in every(node, kind)]


class Exchanged(ast.NodeTransformer):
    """Puts something else in the place of those parts of a tree for which `other` gives it."""

    def __init__(self, other: Callable[[Any], ast.AST | None]) -> None:
        self.other = other

    def visit(self, node: ast.AST) -> Any:
        """Return what stands for a node, or the node with its parts exchanged."""
        new = self.other(node)
        return self.generic_visit(node) if new is None else new


@lru_cache(maxsize=10_000)
def _kind_of(text: str) -> type:
    return type(ast.parse(text, mode="eval").body)


def renamed(tree: Any, text: str, new: ast.expr) -> Any:
    """Return a copy of a tree with an expression in the place of each one with some text."""
    kind = _kind_of(text)  # asked first, since most parts are of another one

    def other(node: ast.AST) -> ast.expr | None:
        return new if type(node) is kind and ast.unparse(node) == text else None

    return Exchanged(other).visit(copied(tree))


def instead_of(statement: Any, made: Any) -> Any:
    """Return a new statement with the number and the place of the one that it stands for."""
    made.site = statement.site
    return ast.copy_location(made, statement)


def names_in(node: ast.AST) -> set[str]:
    """Return the names that stand in a part of a script."""
    return {each.id for each in every(node, ast.Name)}


def names_read(node: ast.AST) -> set[str]:
    """Return the names that a part of a script reads."""
    return {each.id for each in every(node, ast.Name) if isinstance(each.ctx, ast.Load)}


def called(function: ast.AST | None) -> str:
    """Return the last word of what is called: `sum` of np.sum, and of sum; "" if it has no name."""
    return str(getattr(function, "attr", getattr(function, "id", "")))


def comprehension(value: Any) -> Any:
    """Return the comprehension that a value is, or that a tuple or a record is made of; None for all else.

    >>> lines = ("[w - g for w in W]", "tuple(w - g for w in W)", "Net(*[w - g for w in W])", "sum(w - g for w in W)")
    >>> [comprehension(ast.parse(line, mode="eval").body) is not None for line in lines]
    [True, True, True, False]
    """
    if isinstance(value, ast.Call) and len(value.args) == 1 and not value.keywords:
        only = value.args[0]
        is_holder = called(value.func) in ("tuple", "list")
        value = only.value if isinstance(only, ast.Starred) else only if is_holder else None
    return value if isinstance(value, ast.ListComp | ast.DictComp | ast.GeneratorExp) else None


def inner(value: Any) -> Any:
    """Return what a comprehension makes of each member, of a dict the value; all else as it is."""
    made = comprehension(value)
    return value if made is None else made.value if isinstance(made, ast.DictComp) else made.elt


def names_of_members(value: Any) -> list[str]:
    """Return the names that a comprehension gives to what it goes through, and one in it to the members of that."""
    made = comprehension(value)
    loops = getattr(made, "generators", ())
    names = [node.id for loop in loops for node in every(loop.target, ast.Name)]
    return names if made is None else [*names, *names_of_members(inner(value))]


def with_inner(value: ast.expr, new: ast.expr) -> ast.expr:
    """Return a comprehension that makes something else of each member; in the place of all else that."""
    old = comprehension(value)
    if old is None:
        return new
    made: ast.expr = copy.copy(old)
    setattr(made, "value" if isinstance(old, ast.DictComp) else "elt", new)
    if not isinstance(value, ast.Call):
        return made
    call = copy.copy(value)
    call.args = [ast.Starred(made, ast.Load()) if isinstance(value.args[0], ast.Starred) else made]
    return call


def literals(tree: ast.AST) -> set[float]:
    """Return the numbers with a fraction that are written in a script."""
    found = {node.value for node in every(tree, ast.Constant) if isinstance(node.value, float)}
    return {number for number in found if not number.is_integer()}


def terms_of(value: ast.expr | None) -> Iterator[ast.expr]:
    """Yield the terms of a sum, or the expression itself."""
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add | ast.Sub):
        yield from terms_of(value.left)
        yield from terms_of(value.right)
    elif value is not None:
        yield value


def signed_terms(value: ast.expr | None, sign: int = 1) -> Iterator[tuple[int, ast.expr]]:
    """Yield the terms of a sum, each with its sign."""
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add | ast.Sub):
        yield from signed_terms(value.left, sign)
        yield from signed_terms(value.right, -sign if isinstance(value.op, ast.Sub) else sign)
    elif isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.USub):
        yield from signed_terms(value.operand, -sign)
    elif value is not None:
        yield sign, value


def factors_of(expression: ast.expr, is_below: bool = False) -> Iterator[tuple[ast.expr, bool]]:
    """Yield the factors of a product, each with whether it is divided by."""
    if isinstance(expression, ast.BinOp) and isinstance(expression.op, ast.Mult | ast.MatMult):
        yield from factors_of(expression.left, is_below)
        yield from factors_of(expression.right, is_below)
    elif isinstance(expression, ast.BinOp) and isinstance(expression.op, ast.Div):
        yield from factors_of(expression.left, is_below)
        yield from factors_of(expression.right, not is_below)
    elif isinstance(expression, ast.UnaryOp) and isinstance(expression.op, ast.USub):
        yield from factors_of(expression.operand, is_below)
    else:
        yield expression, is_below


def without_factor(product: ast.expr, text: str) -> ast.expr:
    """Return a product without its first factor.

    >>> ast.unparse(without_factor(ast.parse("W * lr * dW", mode="eval").body, "W"))
    'lr * dW'
    """
    if not isinstance(product, ast.BinOp) or ast.unparse(product.left) == text:
        return getattr(product, "right", product)
    return ast.BinOp(without_factor(product.left, text), product.op, product.right)


def negated(expression: ast.expr) -> ast.expr:
    """Return an expression with the other sign."""
    if isinstance(expression, ast.UnaryOp) and isinstance(expression.op, ast.USub):
        return expression.operand
    return ast.UnaryOp(ast.USub(), expression)


LINEAR = (
    *("dot", "matmul", "sum", "outer", "mean", "reshape", "transpose", "len", "multiply", "float", "einsum", "kron"),
    *("squeeze", "ravel", "flatten", "array", "asarray", "divide", "average", "zip", "range", "str"),
    *("getattr", "vars", "get", "copy", "astype"),
)
"""Functions that a step may call and still be a multiple of what goes in."""


def is_linear(expression: ast.AST) -> bool:
    """True if a step is a plain one: no root, no sign, no clipping; a function of the gradient is the gradient."""
    names = [called(call.func) for call in every(expression, ast.Call)]
    return all(name in LINEAR or re.match(r"(?!.*(clip|norm)).*(grad|deriv|nabla)", name) for name in names)


def averages(statement: ast.stmt) -> bool:
    """Return whether a line keeps a running average: its old value times c, plus something times 1 - c.

    >>> lines = ("b = 0.9 * b + 0.1 * G[0]", "b += 0.1 * (r - b)", "b += (r - b) / n", "w += lr * (y - p)")
    >>> [averages(ast.parse(line).body[0]) for line in (*lines, "s[...] = 0.9 * s + 0.1 * g * g")]
    [True, True, True, False, True]
    """
    value, made = getattr(statement, "value", None), getattr(statement, "targets", [])
    if _goes_towards(statement):
        return True
    if not isinstance(value, ast.BinOp) or not isinstance(value.op, ast.Add) or len(made) != 1:
        return False
    pairs = [_factors(part) for part in (value.left, value.right)]
    own = re.sub(r"\[(\.\.\.|:)\]$", "", ast.unparse(made[0]))  # all entries of s
    if not any(own in map(ast.unparse, pair) for pair in pairs):
        return False
    return any(
        a in (f"1 - {b}", f"1.0 - {b}") or b in (f"1 - {a}", f"1.0 - {a}") or _are_one(a, b) for a, b in _shares(value)
    )


def smooths(value: ast.expr | None) -> bool:
    """Return whether an expression is most of one number and the rest of another: loss * 0.999 + new * 0.001.

    >>> [smooths(parsed.value) for parsed in ast.parse("0.95 * a + 0.05 * b; 0.7 * a + 0.3 * b; 0.95 * a").body]
    [True, False, False]
    """
    is_sum = isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add)
    shares = _shares(value) if is_sum and isinstance(value, ast.BinOp) else []
    return any(_are_one(a, b) and max(float(a), float(b)) >= MOST for a, b in shares)


MOST = 0.9


def _shares(value: ast.BinOp) -> list[tuple[str, str]]:
    """Return the factors of two products, each of the one with each of the other."""
    return [(ast.unparse(a), ast.unparse(b)) for a in _factors(value.left) for b in _factors(value.right)]


def _goes_towards(statement: ast.stmt) -> bool:
    """Return whether a line moves a number a part of the way to another one: b += c * (r - b), b = b + (r - b) / n."""
    value: Any = getattr(statement, "value", None)
    target = ast.unparse(getattr(statement, "target", None) or [*getattr(statement, "targets", []), ast.Pass()][0])
    if isinstance(statement, ast.Assign) and isinstance(value, ast.BinOp) and ast.unparse(value.left) == target:
        is_sum, value = isinstance(value.op, ast.Add), value.right
    else:
        is_sum = isinstance(statement, ast.AugAssign) and isinstance(statement.op, ast.Add)
    parts = [*factors_of(value)] if is_sum else []
    ways = [each for each, is_below in parts if isinstance(each, ast.BinOp) and isinstance(each.op, ast.Sub)]
    return len(parts) > 1 and any(ast.unparse(way.right) == target for way in ways)


def _factors(part: ast.expr) -> list[ast.expr]:
    """Return the factors of a product; none of all else."""
    is_product = isinstance(part, ast.BinOp) and isinstance(part.op, ast.Mult)
    return [factor for factor, is_below in factors_of(part) if not is_below] if is_product else []


def _are_one(a: str, b: str) -> bool:
    """Return whether two numbers add up to 1."""
    try:
        return abs(float(a) + float(b) - 1) < 1e-9
    except ValueError:  # names
        return False


OTHERS = re.compile(r"(np|numpy|math|random|rng|plt|ax\w*|fig|sns|sys|os|warnings|logging|writer|super)\b")
"""With what calls begin that hand nothing to a function of the script."""


def scattered(statement: ast.stmt) -> ast.Call | None:
    """Return a call that adds to rows of an array, or takes off: np.add.at(dE, ids, g) is read as dE += … is.

    >>> lines = ("np.subtract.at(E, ids, lr * g)", "np.add.at(dE, ids, g)", "np.maximum.at(top, ids, g)")
    >>> [scattered(ast.parse(line).body[0]) is not None for line in lines]
    [True, True, False]
    """
    call = statement.value if isinstance(statement, ast.Expr) else None
    if not isinstance(call, ast.Call) or called(call.func) != "at" or len(call.args) != 3:
        return None
    return call if ast.unparse(call.func).endswith(("add.at", "subtract.at")) else None


def argument_of(statement: ast.stmt) -> int | None:
    """Return which argument of a call for its effect is what the line computes; None for all other lines.

    It is the last of `append` and `print`, else the first that is more than a name.

    >>> lines = ("out.append(a @ b)", "left.backward(g @ b.T)", "net.step(x, y)", "plt.plot(t, a * b)")
    >>> [argument_of(ast.parse(line).body[0]) for line in lines]
    [-1, 0, None, None]
    """
    call: Any = getattr(statement, "value", None)
    if not isinstance(statement, ast.Expr) or not isinstance(call, ast.Call):
        return None
    if scattered(statement) is not None:
        return 2
    if is_list_call(statement):
        return -1
    if OTHERS.match(ast.unparse(call.func)) or called(call.func) in ("print", "seed", "append", "insert", "extend"):
        return None
    is_made = [isinstance(each, ast.BinOp | ast.UnaryOp) or _is_numpys(each) for each in call.args]
    return is_made.index(True) if True in is_made else None


def _is_numpys(argument: ast.expr) -> bool:
    """Return whether an argument is what NumPy computes: np.dot(a, b), a.dot(b)."""
    name = called(argument.func) if isinstance(argument, ast.Call) else ""
    return name in LINEAR and name not in ("len", "float", "zip", "range", "str", "get", "vars", "getattr", "copy")


def is_list_call(statement: ast.stmt) -> bool:
    """Return whether a statement appends to a list, or prints: then its last argument is what it is about."""
    call: Any = getattr(statement, "value", None)
    name = called(getattr(call, "func", None))
    is_named = name in ("append", "insert", "print") and isinstance(statement, ast.Expr)
    return is_named and bool(call.args) and not isinstance(call.args[-1], ast.Starred)


def with_field(node: Node, name: str, value: Any) -> Node:
    """Return a copy of a node with another value of one field."""
    made = copy.copy(node)
    setattr(made, name, value)
    return made
