"""A script's tree with calls put in, so that a recorder sees every assignment, old value and turn of a loop.

    W = W - lr * dW      becomes      _pr_old(7, 0, lambda: W)
                                      W = W - lr * dW
                                      W = _pr_new(7, 0, W)

What `_pr_new` returns is what the script goes on with: that is how a right value is put in the place of a wrong one.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

SUITES = ("body", "orelse", "finalbody", "handlers")
LIBRARY = "numpy"


@dataclass(eq=False)
class Marked:
    """A tree with calls in it, and where the expression of each statement stands in it."""

    tree: ast.Module
    holders: dict[int, tuple[Any, str, int | None]] = field(default_factory=dict)


def mark(tree: ast.Module, *, deep: bool = False) -> Marked:
    """Put the calls in. With `deep`, the parts of each expression are seen, too."""
    marked = Marked(ast.Module([], []))
    marked.tree.body = _Marker(marked, deep).block(tree.body)
    ast.fix_missing_locations(marked.tree)
    return marked


def targets(statement: ast.stmt) -> list[ast.expr]:
    """What a statement assigns, one by one: names, attributes and entries.

    >>> [ast.unparse(each) for each in targets(ast.parse("a, (b.c, d[0]) = f()").body[0])]
    ['a', 'b.c', 'd[0]']
    """
    if isinstance(statement, ast.Assign):
        return [part for target in statement.targets for part in _flat(target)]
    if isinstance(statement, ast.AugAssign) or (isinstance(statement, ast.AnnAssign) and statement.value):
        return [statement.target]
    return []


def _flat(target: ast.expr) -> Iterator[ast.expr]:
    if isinstance(target, ast.Tuple | ast.List):
        for part in target.elts:
            yield from _flat(part)
    elif not isinstance(target, ast.Starred):
        yield target


def root(target: ast.AST) -> str:
    """The name that an attribute or an entry belongs to: `self.W` of `self.W[0][1]`.

    >>> root(ast.parse("self.W[0][1]", mode="eval").body)
    'self.W'
    """
    while isinstance(target, ast.Subscript):
        target = target.value
    return ast.unparse(target)


def mentions(expression: ast.AST | None, text: str) -> bool:
    """Whether a name or an attribute stands somewhere in an expression."""
    return expression is not None and any(
        ast.unparse(part) == text for part in ast.walk(expression) if isinstance(part, ast.Name | ast.Attribute)
    )


def _call(name: str, *arguments: ast.expr | int | str) -> ast.Call:
    given = [each if isinstance(each, ast.expr) else ast.Constant(each) for each in arguments]
    return ast.Call(ast.Name(f"_pr_{name}", ast.Load()), given, [])


def _read(target: ast.expr) -> ast.expr:
    """A target as an expression that reads it."""
    found = copy.copy(target)
    found.ctx = ast.Load()  # type: ignore[attr-defined]  # every target has one
    return found


def _later(expression: ast.expr) -> ast.Lambda:
    nothing = ast.arguments([], [], None, [], [], None, [])
    return ast.Lambda(nothing, _read(expression))


class _Marker:
    def __init__(self, marked: Marked, deep: bool) -> None:
        self.holders, self.deep = marked.holders, deep

    def block(self, statements: Iterable[ast.stmt]) -> list[Any]:
        return [each for statement in statements for each in self.statement(statement)]

    def statement(self, statement: ast.stmt) -> list[Any]:
        if found := targets(statement):
            return self.assignment(statement, found)
        if isinstance(statement, ast.Import | ast.ImportFrom):
            return [statement, *_doors(statement)]
        if isinstance(statement, ast.Return) and statement.value is not None:
            return [self.handed_on(statement)]
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            return self.called(statement, statement.value)
        marked = copy.copy(statement)
        for suite in SUITES:
            if isinstance(getattr(statement, suite, None), list):
                setattr(marked, suite, self.block(getattr(statement, suite)))
        if isinstance(statement, ast.For | ast.While):
            return self.loop(marked)
        return [marked]

    def assignment(self, statement: Any, found: list[ast.expr]) -> list[ast.stmt]:
        site, value = statement.site, statement.value
        marked = copy.copy(statement)
        marked.value = self.seen(value, site)
        self.holders[site] = (marked, "value", None)
        before: list[ast.stmt] = []
        for part, target in enumerate(found):
            grows = isinstance(statement, ast.AugAssign) or mentions(value, root(target))
            reads = _chain(target) if grows or isinstance(target, ast.Subscript) else []
            before.append(ast.Expr(_call("old", site, part, *map(_later, reads))))
        return [*before, marked, *(_shown(site, part, target) for part, target in enumerate(found))]

    def handed_on(self, statement: Any) -> ast.stmt:
        call = _call("new", statement.site, 0, self.seen(statement.value, statement.site))
        self.holders[statement.site] = (call, "args", 2)
        return ast.copy_location(ast.Return(call), statement)

    def called(self, statement: Any, call: ast.Call) -> list[ast.stmt]:
        """A call for its effect: what it appends or prints is seen, or the array that it changes."""
        marked, site = copy.copy(call), statement.site
        name = getattr(call.func, "attr", getattr(call.func, "id", ""))
        if name in ("append", "insert", "print") and call.args and not isinstance(call.args[-1], ast.Starred):
            if name == "print" and isinstance(call.args[-1], ast.Constant | ast.JoinedStr):
                return [statement]
            marked.args = [*call.args[:-1], _call("new", site, 0, self.seen(call.args[-1], site))]
            self.holders[site] = (marked.args[-1], "args", 2)
            return [ast.copy_location(ast.Expr(marked), statement)]
        if call.args and isinstance(call.args[0], ast.Name | ast.Attribute) and name not in ("print", "seed"):
            target = copy.copy(call.args[0])
            return [ast.Expr(_call("old", site, 0, _later(target))), statement, _shown(site, 0, target)]
        return [statement]

    def loop(self, marked: Any) -> list[ast.stmt]:
        site = marked.site
        marked.body = [ast.Expr(_call("turn", site)), *marked.body]
        done: list[ast.stmt] = [ast.Expr(_call("leave", site))]
        return [ast.Expr(_call("enter", site)), ast.Try([marked], [], [], done)]

    def seen(self, expression: ast.expr, site: int) -> ast.expr:
        return _Parts(site).inside(expression) if self.deep else expression


def _shown(site: int, part: int, target: ast.expr) -> ast.stmt:
    """The statement that shows a new value, and puts another in its place where the recorder says so."""
    stored = copy.copy(target)
    stored.ctx = ast.Store()  # type: ignore[attr-defined]  # every target has one
    return ast.Assign([stored], _call("new", site, part, _read(target)))


def _chain(target: ast.expr) -> list[ast.expr]:
    """A target and what it is an entry of: W[i][j], W[i], W."""
    found = [target]
    while isinstance(found[-1], ast.Subscript):
        found.append(found[-1].value)
    return found


def _doors(statement: ast.Import | ast.ImportFrom) -> list[ast.stmt]:
    """Names of NumPy's are led through a door, which is closed but for the run on Values."""
    module = getattr(statement, "module", None)
    names = [
        alias.asname or alias.name
        for alias in statement.names
        if (alias.name == LIBRARY or module == LIBRARY) and alias.name != "*"
    ]
    return [ast.Assign([ast.Name(name, ast.Store())], _call("door", ast.Name(name, ast.Load()))) for name in names]


class _Parts(ast.NodeTransformer):
    """Shows the parts of an expression, each with its text."""

    def __init__(self, site: int) -> None:
        self.site = site

    def inside(self, expression: ast.expr) -> ast.expr:
        """A copy of an expression whose parts are shown, but not the whole."""
        found = copy.deepcopy(expression)
        self.generic_visit(found)
        return found

    def visit(self, node: ast.AST) -> Any:
        text = ast.unparse(node) if isinstance(node, ast.BinOp | ast.Call) else ""
        if isinstance(node, ast.Lambda | ast.ListComp | ast.GeneratorExp | ast.DictComp):
            return node
        self.generic_visit(node)
        return _call("part", self.site, text, node) if text else node  # type: ignore[arg-type]  # an expression
