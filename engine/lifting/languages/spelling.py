"""A derived program as the text of another array library: the tree of each line, rewritten by that library's rules.

A rule is a pair of texts, NumPy's and the other one's. In both, a small letter stands for any expression, `n` for a
number, `t` for a single index. So a language is a table that is read like a phrase book, and a step or a row that is
new needs a line in it only where the language does not say the same as NumPy.
"""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from engine import ops
from engine.lifting.layout import SourceLine, folded
from engine.lifting.text.code import HELPERS, is_known
from engine.table.primitive import ListOp, Op
from engine.table.symbol import NumPySymbol

CALLABLE = {"len", "range", "reversed", "sum", "zip", "enumerate", "slice"}
"""Built-in functions that a program may call."""


Function = Callable[[Callable[[SourceLine], SourceLine], Sequence[str]], str]
"""What gives the text of a function, from what spells each line and from lines that stand in front of the others."""


class SpellingError(ValueError):
    """Something that a language has no spelling for."""


@dataclass(frozen=True)
class Language:
    """How an array library says what NumPy says.

    name       as `program.name` has it
    head       the first lines of a text
    module     what stands for `np`
    rules      {NumPy: the same in this language}; the first that fits is taken, before any other name is changed
    functions  the names that are functions of `module` too, with the same meaning; None if all are
    methods    {NumPy's name of an array's method: the name here}
    keywords   {NumPy's name of an argument: the name here}
    helpers    functions that are written into the text where it calls them, in place of those of `text/code.py`
    given      the line that makes arrays of arguments; {} stands for their names
    given_indices    the same for those that are whole numbers
    check      the last lines of the text: gradients by hand and by the library's own differentiation
    """

    name: str
    head: str
    module: str
    rules: Mapping[str, str]
    methods: Mapping[str, str]
    given: str
    given_indices: str
    check: str
    functions: frozenset[str] | None = None
    keywords: Mapping[str, str] = field(default_factory=dict)
    helpers: Mapping[str, str] = field(default_factory=dict)

    def text(
        self,
        function: Function,
        constants: str,
        rows: Sequence[Op],
        arguments: Sequence[str],
        params: Sequence[str],
        indices: Sequence[str] = (),
    ) -> str:
        """Return a program in this language.

        Args:
            function: gives the text of its function, from what spells a line, and more lines in front.
            constants: the lines that assign its constants.
            rows: the rows of the table that occur in it.
            arguments: the names of its arguments, parameters first.
            params: the names that its gradients have, as they stand in the text.
            indices: those of the arguments that are whole numbers.
        """
        speller = Speller(self, {row.name: row for row in rows if not is_known(row)})
        floats = [name for name in arguments if name not in indices]
        given = [(self.given, floats), (self.given_indices, list(indices))]
        first = [how.format(", ".join(of), "," * (len(of) == 1)) for how, of in given if of]
        text = function(speller.respelled, [part for line in first for part in folded(line, "    ")]).rstrip()
        known = "\n".join(part for each in ast.parse(constants).body for part in folded(speller.spelled(each)))
        if params:
            quoted = f"({', '.join(params)}{',' * (len(params) == 1)})"
            places = tuple(range(len(params)))
            check = self.check.format(arguments=", ".join(arguments), places=places, names=quoted)
            lines = [re.fullmatch("( *)(.*)", line) for line in check.splitlines()]
            text += "\n\n\n" + "\n".join(part for x in lines if x for part in folded(x[2], x[1]))
        helpers = speller.written()
        math = "import math\n\n" * any("math." in helper for helper in helpers)
        parts = [math + self.head, *helpers, known, text]
        return "\n\n\n".join(part for part in parts if part) + "\n"


class Speller(ast.NodeTransformer):
    """A reader of lines of NumPy, which rewrites them and notes the functions that they need."""

    def __init__(self, language: Language, own: Mapping[str, Op]) -> None:
        self.language, self.own = language, own
        self.rules = [(tree_of(said), tree_of(spelled)) for said, spelled in language.rules.items()]
        self.called: dict[str, None] = {}  # names of functions, in the order in which they were met
        self.here = ""  # the line that is being spelled

    def respelled(self, line: SourceLine) -> SourceLine:
        """Return a line of the program in this language."""
        return replace(line, text=self.line(line.text))

    def line(self, line: str) -> str:
        """Return a line of code, with its indent; comments stay as they are."""
        text = line.strip()
        if not text or text.startswith("#"):
            return line
        self.here = text
        opens, returns = text.endswith(":"), text.startswith("return ")
        spelled = self.spelled(ast.parse(f"{text} pass" if opens else text.removeprefix("return ")).body[0])
        if opens:  # a loop, or the first line of a function
            spelled = spelled.rpartition("\n")[0]
        return line[: len(line) - len(line.lstrip())] + "return " * returns + spelled

    def spelled(self, tree: ast.AST) -> str:
        """Return a statement in this language."""
        return in_double_quotes(ast.unparse(ast.fix_missing_locations(self.visit(tree))))

    def visit(self, node: ast.AST) -> Any:
        """Return the result of the first rule that fits, else the same node with its parts spelled."""
        for said, spelled in self.rules:
            found: dict[str, ast.AST] = {}
            if type(said) is type(node) and fits(said, node, found):
                names = [x.id for x in ast.walk(spelled) if isinstance(x, ast.Name)]
                self.called |= {name: None for name in names if name in self.language.helpers}
                return put(spelled, {name: self.visit(part) for name, part in found.items()})
        return super().visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:  # named after the class in ast, as all below
        """Return a call of a function of NumPy, of an array's method, or of a function written into the text."""
        if isinstance(node.func, ast.Name):
            if node.func.id in {*HELPERS, *self.language.helpers, *self.own}:
                self.called[node.func.id] = None
            elif node.func.id not in CALLABLE:
                raise self.error(f"{node.func.id}(…)")
        for keyword in node.keywords:
            keyword.arg = self.language.keywords.get(keyword.arg or "", keyword.arg)
        return self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """Return np.name or array.name in this language."""
        language = self.language
        if isinstance(node.value, ast.Name) and node.value.id == "np":
            if language.functions is not None and node.attr not in language.functions:
                raise self.error(f"np.{node.attr}")
            return ast.Attribute(ast.Name(language.module), node.attr)
        if not (isinstance(node.value, ast.Attribute) and ast.unparse(node.value).startswith("np.")):
            if node.attr not in language.methods:
                raise self.error(f".{node.attr}")
            node.attr = language.methods[node.attr]
        return self.generic_visit(node)

    def error(self, what: str) -> SpellingError:
        """Return the error that names what has no spelling."""
        return SpellingError(
            f"program.{self.language.name} has no spelling for {what}, in the line {self.here!r}. `program.source` "
            "has the same in NumPy."
        )

    def written(self) -> list[str]:
        """Return the functions that the lines called so far need."""
        found: dict[str, str] = {}
        while waiting := [name for name in self.called if name not in found]:
            for name in waiting:
                found[name] = self.language.helpers.get(name, "").rstrip() or self.helper(name)
        return [*reversed(found.values())]

    def helper(self, name: str) -> str:
        """Return a function that the source of the program has as well, in this language."""
        lines = (HELPERS[name] if name in HELPERS else self.own_function(name)).rstrip().splitlines()
        return "\n".join(self.line(line.partition("  # ")[0]) for line in lines)

    def own_function(self, name: str) -> str:
        """Return a function for a row without `numpy=`: its formula, if it can be run on symbols."""
        row = self.own[name]
        operands = [] if isinstance(row, ListOp) else ["x", "y"][: len(row.partials)]
        try:
            formula: Any = row.function(*map(Operand, operands))
        except Exception as error:  # whatever a row of the user's raises on a symbol
            raise SpellingError(
                f"program.{self.language.name} has no spelling for the row {name!r}: its function is not a formula of "
                f"operations of the table ({type(error).__name__}: {error}). Write it so, or give the row numpy=…."
            ) from None
        return f"def {name}({', '.join(operands)}):\n    return {formula}"


class Operand(NumPySymbol):
    """A symbol that has |x| as well, which Python writes as a function."""

    __slots__ = ()

    def __abs__(self) -> NumPySymbol:
        return self._apply(ops.absolute, (self,))


# --- trees ----------------------------------------------------------------------------------------------


def tree_of(text: str) -> ast.AST:
    """Return the tree of an expression or of a statement."""
    (statement,) = ast.parse(text).body
    whole = isinstance(statement, ast.Expr) and not text.startswith("np.add.at(")
    return statement.value if whole and isinstance(statement, ast.Expr) else statement


def fits(said: Any, node: Any, found: dict[str, ast.AST]) -> bool:
    """Return True if a tree matches the left side of a rule; `found` gets what its letters stand for."""
    if isinstance(said, ast.Name) and len(said.id) == 1 and said.id.islower():
        if said.id in found:
            return ast.dump(found[said.id]) == ast.dump(node)
        found[said.id] = node
        if said.id == "t":
            return isinstance(node, ast.Name | ast.BinOp | ast.Constant)
        return isinstance(node, ast.expr | ast.Slice) and (said.id != "n" or is_number(node))
    if isinstance(said, list):
        return len(said) == len(node) and all(fits(x, y, found) for x, y in zip(said, node, strict=True))
    if not isinstance(said, ast.AST):
        return bool(said == node)
    if type(said) is not type(node):
        return False
    return all(fits(getattr(said, name), getattr(node, name), found) for name in said._fields if name != "ctx")


def is_number(node: ast.AST) -> bool:
    """Return True if an expression is a Python number, not an array: N is the number of samples."""
    inner = [x for x in ast.walk(node) if not isinstance(x, ast.operator | ast.unaryop | ast.expr_context)]
    return all(
        isinstance(x, ast.Constant | ast.BinOp | ast.UnaryOp) or (isinstance(x, ast.Name) and x.id == "N")
        for x in inner
    )


def put(spelled: ast.AST, found: Mapping[str, ast.AST]) -> ast.AST:
    """Return the right side of a rule with its letters replaced."""

    class Putter(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.AST:
            return copy.deepcopy(found.get(node.id, node))

    return ast.fix_missing_locations(Putter().visit(copy.deepcopy(spelled)))  # type: ignore[no-any-return]  # a tree


def in_double_quotes(text: str) -> str:
    """Return code with strings in double quotes: `ast` writes single ones."""
    return re.sub(r"'([^'\"\\]*)'", r'"\1"', text)
