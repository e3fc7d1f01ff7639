"""A script's tree with calls put in, so that a recorder sees every assignment, old value and turn of a loop.

    W = W - lr * dW      becomes      _pr_old(7, 0, lambda: W)
                                      W = W - lr * dW
                                      W = _pr_new(7, 0, W)

What `_pr_new` returns is what the script goes on with: that is how a right value is put in the place of a wrong one.
"""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from nn.handwritten.proofreading.clock import READING, work
from nn.handwritten.proofreading.door import led_from
from nn.handwritten.proofreading.lossnames import told, unrounded
from nn.handwritten.proofreading.notes import notes_of
from nn.handwritten.proofreading.parts import hook, seen
from nn.handwritten.proofreading.statements import mentions, overwrites, root, targets, trainers
from nn.handwritten.proofreading.terms import (
    Exchanged,
    argument_of,
    called,
    copied,
    every,
    is_list_call,
    placed,
    scattered,
    sites_in,
)

Sites = Collection[int]
Instead = Mapping[int, Sequence[ast.stmt]]
SUITES = ("body", "orelse", "finalbody")
ENUM = re.compile(r"(Enum|Flag)$")
LIBRARIES = ("numpy", "numpy.linalg", "math", "statistics", "scipy.special", "copy")


@dataclass(eq=False)
class Marked:
    """A tree with calls in it, and where each statement and its expression stand in it.

    blocks    {statement: its block, what stands there for it, the names that the function around it binds}
    trainers  the functions that take steps
    """

    tree: ast.Module
    skipped: Sites
    trainers: set[str]
    holders: dict[int, tuple[Any, str, int | None]] = field(default_factory=dict)
    blocks: dict[int, tuple[list[Any], list[Any], set[str] | None]] = field(default_factory=dict)


def mark(tree: ast.Module, deep: bool = False, skipped: Sites = ()) -> Marked:
    """Put the calls into a script whose statements are numbered.

    deep      whether the parts of expressions are seen
    skipped   statements that the script passes over if they stop it
    """
    marked = Marked(ast.Module([], []), skipped, trainers(tree))
    marked.tree.body = _Marker(marked, deep).block(tree.body)
    placed(marked.tree)
    work(READING * len(marked.blocks))
    return marked


@contextmanager
def exchanged(marked: Marked, instead: Instead, statements: Sequence[ast.stmt]) -> Iterator[Marked]:
    """Let other statements stand in the place of some of a script for a while; only they are marked anew.

    What stands in a statement that is exchanged itself, as in a loop with another head, is exchanged there.
    """
    made = replace(marked, holders={**marked.holders}, blocks={**marked.blocks})
    inner: set[int] = set()
    undo: list[tuple[list[Any], list[Any]]] = []
    try:
        for site in sorted(instead):  # a statement has a smaller number than those in it
            block, old, own = (made if site in inner else marked).blocks[site]
            at = [each is old[0] for each in block].index(True)
            undo.append((block, block[:]))
            new = _Marker(made, own=own).block(instead[site])
            block[at : at + len(old)] = map(placed, new)
            inner |= sites_in(statements[site]) - {site}
        yield made
    finally:
        for block, kept in reversed(undo):
            block[:] = kept


def guarded(value: Any) -> Any:
    """Return an expression with calls such as np.add.at(a, i, b) that are refused where b has more axes than a[i].

    NumPy 2.4 reads past the end of its arrays there, and may crash.

    >>> ast.unparse(guarded(ast.parse("np.add.at(a, i, b)", mode="eval").body))
    '_pr_at(np.add.at, a, i, b)'
    """

    def other(node: Any) -> ast.AST | None:
        is_at = isinstance(node, ast.Call) and called(node.func) == "at" and len(node.args) == 3
        return ast.copy_location(hook("at", node.func, *node.args), node) if is_at else None

    is_safe = all(called(call.func) != "at" for call in every(value, ast.Call))
    return value if is_safe else other(value) or Exchanged(other).visit(copied(value))  # what is put in later stays


def _read(target: ast.expr) -> ast.expr:
    """Return a target as an expression that reads it."""
    found = copy.copy(target)
    found.ctx = ast.Load()  # type: ignore[attr-defined]  # every target has one
    return found


NOTHING = ast.arguments([], [], None, [], [], None, [])  # what a function is given that is given nothing


def _later(expression: ast.expr) -> ast.Lambda:
    return ast.Lambda(NOTHING, _read(expression))


class _Marker:
    def __init__(self, marked: Marked, deep: bool = False, own: set[str] | None = None) -> None:
        self.marked, self.holders, self.deep = marked, marked.holders, deep
        self.skipped, self.trainers = marked.skipped, marked.trainers
        self.own = own
        """The names that the function around a statement binds; None outside of functions."""

    def block(self, statements: Iterable[Any]) -> list[Any]:
        found: list[Any] = []
        for statement in statements:
            made = self.passing(statement)
            self.marked.blocks[statement.site] = found, made, self.own
            found += made
        return found or [ast.Pass()]

    def passing(self, statement: Any) -> list[Any]:
        """Return a statement with its calls; one that stops the script is passed over."""
        marked = self.statement(statement)
        if statement.site not in self.skipped:
            return marked
        nothing = [made for each in targets(statement) if isinstance(each, ast.Name) for made in _unbound(each.id)]
        skipped = [ast.Expr(hook("skip", statement.site)), *nothing]
        handler = ast.ExceptHandler(ast.Name("Exception", ast.Load()), None, skipped)
        return [ast.copy_location(ast.Try(marked, [handler], [], []), statement)]

    def looping(self, statement: Any) -> Any:
        """Return a statement whose comprehensions are loops of training: losses = [net.fit(x, t) for x, t in data]."""
        value = getattr(statement, "value", None) if self.trainers else None
        is_one = isinstance(value, ast.expr) and bool(every(value, ast.ListComp | ast.GeneratorExp))
        made = copied(value) if is_one else None
        for each in every(made, ast.ListComp | ast.GeneratorExp) if made is not None else ():
            if {called(call.func) for call in every(each.elt, ast.Call)} & self.trainers:
                each.generators[0].iter = hook("goes", statement.site, each.generators[0].iter)
                statement = copy.copy(statement)
                statement.value = made
        return statement

    def statement(self, statement: ast.stmt) -> list[Any]:
        statement = self.looping(statement)
        if (call := scattered(statement)) is not None:
            return self.moved(statement, call)
        if found := targets(statement):
            return self.assignment(statement, found)
        if isinstance(statement, ast.Import | ast.ImportFrom):
            return [statement, *_doors(statement)]
        if isinstance(statement, ast.Return) and statement.value is not None:
            return self.handed_on(statement)
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            return self.called(statement, statement.value)
        if isinstance(statement, ast.Assert):
            statement = copy.copy(statement)
            statement.test = hook("holds", ast.Lambda(NOTHING, statement.test))
        marked = self.with_blocks(statement)
        if isinstance(marked, ast.FunctionDef) and self.deep:
            marked.body = [*given(marked), *marked.body]
        return self.loop(marked) if isinstance(statement, ast.For | ast.While) else [marked]

    def with_blocks(self, statement: Any) -> Any:
        """Return a statement whose blocks have their calls, also those of `except`."""
        if isinstance(statement, ast.ClassDef) and any(ENUM.search(ast.unparse(base)) for base in statement.bases):
            return statement  # a member of it may be given once only
        marked, around = copy.copy(statement), self.own
        if isinstance(statement, ast.FunctionDef):
            self.own = _own(statement)
        for suite in SUITES:
            if getattr(statement, suite, None):
                setattr(marked, suite, self.block(getattr(statement, suite)))
        self.own = around
        if isinstance(statement, ast.Try | ast.TryStar):
            marked.handlers = [self.with_blocks(handler) for handler in statement.handlers]
        return marked

    def assignment(self, statement: Any, found: list[ast.expr]) -> list[ast.stmt]:
        site, value = statement.site, statement.value
        marked = copy.copy(statement)
        marked.value = self.seen(value, site)
        self.holders[site] = (marked, "value", None)
        before: list[ast.stmt] = []
        found = [_fixed(target) for target in found]
        for part, target in enumerate(found):
            grows = isinstance(statement, ast.AugAssign) or mentions(value, root(target)) or overwrites(statement)
            reads = _chain(target) if grows or isinstance(target, ast.Subscript) else []
            if notes_of(statement).is_lost:  # seen as an entry: what is there afterwards is the array that was
                reads = [ast.Constant(None), target]
            elif (moved := notes_of(statement).moves) is not None:
                reads = [moved]
            before.append(ast.Expr(hook("old", site, part, *map(_later, reads))))
        return [*before, marked, *(_shown(site, part, target) for part, target in enumerate(found))]

    def handed_on(self, statement: Any) -> list[ast.stmt]:
        """Return a `return` whose value is seen, and announced: it may stop the script."""
        call = hook("new", statement.site, 0, self.seen(statement.value, statement.site))
        self.holders[statement.site] = (call, "args", 2)
        return [ast.Expr(hook("old", statement.site, 0)), ast.copy_location(ast.Return(call), statement)]

    def called(self, statement: Any, call: ast.Call) -> list[ast.stmt]:
        """Return a call for its effect: what it appends or prints is seen, or the array that it changes."""
        argument = argument_of(statement)
        if (safe := guarded(call)) is not call:
            statement = copy.copy(statement)
            statement.value = safe
        marked, site = copy.copy(call), statement.site
        self.holders[site] = (statement, "value", None)
        name = called(call.func)
        if is_list_call(statement):
            last = copied(call.args[-1])
            found = told(last) if name == "print" else unrounded(last)
            if name == "print" and found is last and isinstance(last, ast.Constant | ast.JoinedStr):
                return [statement]
            shown = hook("new", site, 0, self.seen(found, site))
            put = Exchanged(lambda node: shown if node is found else None)
            marked.args = [*call.args[:-1], put.visit(last)]
            self.holders[site] = (shown, "args", 2)
            return [ast.copy_location(ast.Expr(marked), statement)]
        if argument is not None:
            shown = hook("new", site, 0, self.seen(call.args[argument], site))
            marked.args = [*call.args[:argument], shown, *call.args[argument + 1 :]]
            self.holders[site] = (shown, "args", 2)
            return [ast.Expr(hook("old", site, 0)), ast.copy_location(ast.Expr(guarded(marked)), statement)]
        if call.args and isinstance(call.args[0], ast.Name | ast.Attribute) and name not in ("print", "seed"):
            target = copy.copy(call.args[0])
            if isinstance(target, ast.Name) and self.own is not None and target.id not in self.own:
                return [statement]  # an assignment would make it a name of this function
            return [ast.Expr(hook("old", site, 0, _later(target))), statement, _shown(site, 0, target)]
        return [statement]

    def moved(self, statement: Any, call: ast.Call) -> list[ast.stmt]:
        """Return a call that moves rows of an array, with what was there before and after; no name is bound anew."""
        site, target = statement.site, call.args[0]
        marked: Any = guarded(call)
        marked.args[-1] = self.seen(marked.args[-1], site)
        self.holders[site] = (marked, "args", len(marked.args) - 1)
        whole = ast.Subscript(target, ast.Constant(...), ast.Store())
        shown = ast.Assign([whole], hook("new", site, 0, target))
        moves = ast.copy_location(ast.Expr(marked), statement)
        return [ast.Expr(hook("old", site, 0, _later(target))), moves, shown]

    def loop(self, marked: Any) -> list[ast.stmt]:
        site = marked.site
        marked.body.insert(0, ast.Expr(hook("turn", site)))
        done: list[ast.stmt] = [ast.Expr(hook("leave"))]
        return [ast.Expr(hook("enter", site)), ast.Try([marked], [], [], done)]

    def seen(self, expression: ast.expr, site: int) -> ast.expr:
        return seen(expression, site) if self.deep else expression


def _own(function: ast.FunctionDef) -> set[str]:
    """Return the names that a function binds: its arguments, and all that is assigned in it."""
    return {each.arg for each in every(function, ast.arg)} | {
        each.id for each in every(function, ast.Name) if not isinstance(each.ctx, ast.Load)
    }


def _unbound(name: str) -> list[ast.stmt]:
    """Return statements that bind a name to None where it has no value, so that a loop over such names begins."""
    return ast.parse(f"try:\n    {name}\nexcept NameError:\n    {name} = None").body


DRAWN = re.compile(r"\b(choice|permutation|shuffle|rand\w*|integers|sample|pop|next)\(")
"""What gives another entry whenever it is read."""


def _fixed(target: ast.expr) -> ast.expr:
    """Return a target that is the same entry whenever it is read: of row[rng.choice(n)] the array."""
    return target.value if isinstance(target, ast.Subscript) and DRAWN.search(ast.unparse(target.slice)) else target


def _shown(site: int, part: int, target: ast.expr) -> ast.stmt:
    """Return the statement that shows a new value, and puts another in its place where the recorder says so."""
    stored = copy.copy(target)
    stored.ctx = ast.Store()  # type: ignore[attr-defined]  # every target has one
    return ast.Assign([stored], hook("new", site, part, _read(target)))


def _chain(target: ast.expr) -> list[ast.expr]:
    """Return a target and what it is an entry of: W[i][j], W[i], W."""
    found = [target]
    while isinstance(found[-1], ast.Subscript):
        found.append(found[-1].value)
    return found


def given(statement: Any) -> Iterator[ast.stmt]:
    """Yield statements that give each argument of a function an adjoint of its own: what comes back through this call.

    What the function changes in place is left as it is.
    """
    changed = {root(target) for each in every(statement, ast.stmt) for target in _changed(each)}
    for each in (*statement.args.posonlyargs, *statement.args.args, *statement.args.kwonlyargs):
        if each.arg not in changed:
            name = ast.Name(each.arg, ast.Load())
            yield ast.Assign([ast.Name(each.arg, ast.Store())], hook("use", statement.site, each.arg, name))


def _changed(statement: ast.stmt) -> list[ast.expr]:
    """Return the arrays that a statement changes in place."""
    found = targets(statement)
    if isinstance(statement, ast.AugAssign):
        return found
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        return [n for n in statement.value.args[:1] if isinstance(n, ast.Name)]
    return [each for each in found if isinstance(each, ast.Subscript)]


def _doors(statement: ast.Import | ast.ImportFrom) -> list[ast.stmt]:
    """Lead the names of NumPy's and of `math` through a door, which is closed but for the run on Values."""
    module = getattr(statement, "module", None)
    names = [
        name
        for alias in statement.names
        if not {alias.name, module, f"{module}.{alias.name}"}.isdisjoint(LIBRARIES)
        if alias.asname or "." not in alias.name
        for name in (led_from(str(module)) if alias.name == "*" else [alias.asname or alias.name])
    ]
    return [ast.Assign([ast.Name(name, ast.Store())], hook("door", ast.Name(name, ast.Load()))) for name in names]
