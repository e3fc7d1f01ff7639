"""A learner's script as it is read: from a path, a text or a notebook, to a tree with a number for each statement.

Nothing of the script is changed but its seeds, so that the same lines can run on further draws of the data.
"""

from __future__ import annotations

import ast
import copy
import json
import os
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, cast

from nn.handwritten.proofreading.binding import note_bindings
from nn.handwritten.proofreading.checked import without_checks
from nn.handwritten.proofreading.epsilons import epsilons_in, rooted_in, without_epsilons
from nn.handwritten.proofreading.inline import WithoutInlineAssignments
from nn.handwritten.proofreading.lambdas import WithoutLambdas
from nn.handwritten.proofreading.listed import with_arrays
from nn.handwritten.proofreading.notes import notes_of
from nn.handwritten.proofreading.terms import called, enclosing, every, placed

SEEDED = ("seed", "default_rng", "RandomState", "PRNGKey")  # functions whose argument is a seed

MAGIC = re.compile(r"^(\s*)(?:[%!?].*|[\w, ]+=\s*[%!].*|[\w.]+\?+\s*$)")
"""A line that a notebook takes and Python does not: %matplotlib, !pip, x = !ls, np.dot?"""

OPERATORS = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/", "true_divide": "/"}
"""How the functions of NumPy that have an operator are written with it."""

EVERY = 10**9  # more lines than any script has


class UnreadableError(Exception):
    """What could not be read, in one sentence; proofread then says neither right nor wrong."""


class ListedError(UnreadableError):
    """Numbers in a list, of which nothing tells which is which."""


@dataclass(frozen=True, eq=False)
class LearnerScript:
    """A script: its text, its tree, where it stands, and its statements by number.

    own_lines   how many lines are the learner's; what stands below was added, and is not shown
    names       what the script finds defined when it starts
    remarks     what is worth saying of the whole
    missing     statements that the script should have, each with the statement before which it could stand
    has_arrays  whether its lists of numbers run as arrays
    is_freed    whether it runs without the small numbers in its logarithms
    is_trusted  whether it runs without the loops in which it checks its gradients by differences
    constants   the names of arrays through which no gradient goes
    starts      what puts other numbers in the place of those that the script starts with
    above       for a pair of functions the names of the gradients that come from above, each with that of its result
    """

    text: str
    tree: ast.Module
    path: Path | None
    statements: tuple[ast.stmt, ...]
    own_lines: int = EVERY
    names: Mapping[str, Any] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    missing: Mapping[int, int] = field(default_factory=dict)
    above: Mapping[str, str] = field(default_factory=dict)
    has_arrays: bool = False
    is_freed: bool = False
    is_trusted: bool = False
    constants: frozenset[str] = frozenset()
    starts: Callable[[tuple[int, int, int], Any], Any] | None = None

    @cached_property
    def running(self) -> ast.Module:
        """The tree as it runs."""
        tree = self.freed(without_checks(self.tree) if self.is_trusted else self.tree)
        return with_arrays(tree) if self.has_arrays else tree

    @cached_property
    def small(self) -> tuple[frozenset[str], frozenset[str]]:
        """The names of small numbers, and those of roots."""
        return epsilons_in(self.tree), rooted_in(self.tree)

    def freed(self, tree: Any) -> Any:
        """Return a part of the script, or a variant of one, as it runs."""
        return without_epsilons(tree, *self.small) if self.is_freed else tree

    def as_run(self, other: LearnerScript) -> LearnerScript:
        """Return a variant of this script, such as one with an edit, as this one runs."""
        kept = ("names", "has_arrays", "is_freed", "is_trusted", "constants", "starts")
        return replace(other, **{name: getattr(self, name) for name in kept})

    @property
    def has_added(self) -> bool:
        """Whether lines were added below the learner's."""
        return self.own_lines < EVERY

    @property
    def is_pair(self) -> bool:
        """Whether it is a pair of functions: whatever is returned is meant to be a gradient, and is judged."""
        return bool(self.names)

    def is_added(self, site: int) -> bool:
        """Return whether a statement is not the learner's."""
        return self.line(site) > self.own_lines

    def line(self, site: int) -> int:
        """Return the line on which a statement begins."""
        return self.statements[site].lineno

    def around(self, site: int, kind: Any) -> list[Any]:
        """Return what of a kind a statement stands in, or is, from the outermost on; nothing for what is none."""
        return enclosing(self.tree, kind).get(self.statements[site], []) if site >= 0 else []

    def source(self, site: int) -> str:
        """Return a statement as the learner wrote it, on one line; of a loop or a branch its first line."""
        if notes_of(self.statements[site]).is_lambda:
            return self.text.splitlines()[self.line(site) - 1].strip()
        text = self.segment(self.statements[site])
        if hasattr(self.statements[site], "body"):
            text = text.partition("\n")[0]
        return " ".join(part.strip().rstrip("\\") for part in text.splitlines())

    def segment(self, statement: ast.stmt) -> str:
        """Return the text of a statement; the columns of a tree count bytes."""
        lines = [line.encode() for line in self._lines[statement.lineno - 1 : statement.end_lineno]]
        lines[-1] = lines[-1][: statement.end_col_offset]
        lines[0] = lines[0][statement.col_offset :]
        return b"".join(lines).decode()

    @cached_property
    def _lines(self) -> list[str]:
        """The lines of the text, each with its end; as for Python, a form feed ends none."""
        return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", self.text)

    def headed(self, site: int, new: Any) -> tuple[tuple[int, str | None], ...]:
        """Return the line that changes where a loop or a branch has another first line."""
        line = self.text.splitlines()[self.line(site) - 1]
        bare = copy.copy(new)
        bare.body, bare.orelse = [ast.Pass()], []
        header = ast.unparse(bare).partition("\n")[0]
        rest = "; ".join(map(ast.unparse, new.body)) if new.body[0].lineno == new.lineno else ""
        start = "el" if line.lstrip().startswith("elif ") else ""
        return ((self.line(site), f"{start}{header} {rest}".rstrip()),)

    def replaced(self, site: int, text: str) -> tuple[tuple[int, str | None], ...]:
        """Return the lines that change where a statement is replaced: (number, new text, or None to delete)."""
        statement = self.statements[site]
        if notes_of(statement).is_lambda:  # without the word, and with the brackets of a tuple
            text = ast.unparse(cast("ast.Return", ast.parse(text).body[0]).value or statement)
        first, last = statement.lineno, statement.end_lineno or statement.lineno
        lines = [line.encode() for line in self.text.splitlines()]
        before = lines[first - 1][: statement.col_offset].decode()
        after = lines[last - 1][statement.end_col_offset :].decode()
        indent = before[: len(before) - len(before.lstrip())]
        new = text.replace("\n", "\n" + indent) + ("" if after.lstrip().startswith("#") else after.rstrip())
        return (first, before.lstrip() + new), *((number, None) for number in range(first + 1, last + 1))


def load(source: Any) -> LearnerScript:
    r"""Read a script: a path to a .py or .ipynb file, or the text; UnreadableError where there is none.

    >>> [type(each).__name__ for each in load("a = 1\nb = a + 1\n").statements]
    ['Assign', 'Assign']
    """
    path, text = _text(source)
    return parsed_program(text, path)


def parsed_program(text: str, path: Path | None) -> LearnerScript:
    """Parse a script and number its statements; UnreadableError for a syntax error."""
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise UnreadableError(f"line {error.lineno} is not Python: {error.msg}.") from None
    _Seeds().visit(tree)
    _Assigning(tree).visit(tree)
    WithoutInlineAssignments().visit(tree)
    WithoutLambdas().visit(tree)
    note_bindings(tree)
    statements = tuple(every(tree, ast.stmt))
    for number, statement in enumerate(statements):
        statement.site = number
    return LearnerScript(text, placed(tree), path, statements)


def _text(source: Any) -> tuple[Path | None, str]:
    """Return the path, if there is one, and the text."""
    is_path = not isinstance(source, str) or source.endswith((".py", ".ipynb")) or os.path.isfile(source)
    if not is_path or (isinstance(source, str) and "\n" in source):
        return None, without_magics(source)
    path = Path(source)
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror or error}.") from None
    except UnicodeDecodeError:
        raise UnreadableError(f"{path} is not text in UTF-8: give a script, a .py or .ipynb file.") from None
    return path, cells(text) if path.suffix == ".ipynb" else text


def cells(text: str) -> str:
    """Return the code cells of a notebook as one script, a magic as `pass`; UnreadableError for another text."""
    try:
        codes = ["".join(cell["source"]) for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
    except (ValueError, KeyError, TypeError):
        raise UnreadableError("the file is not a notebook: it has no list of cells.") from None
    return "\n".join(map(without_magics, codes)) + "\n"


def without_magics(code: str) -> str:
    r"""Code as it was typed into a cell, with `pass` in the place of each magic; code that Python reads stays.

    >>> without_magics("%matplotlib inline\nx = 7 \\\n% 2\n")
    'pass\nx = 7 \\\npass'
    >>> without_magics("x = 7 \\\n% 2\n")
    'x = 7 \\\n% 2\n'
    """
    try:
        ast.parse(code)
    except SyntaxError:
        lines = code.splitlines()
        other = re.match(r"\s*%%(\w+)", code)
        is_python = other is None or other[1] in ("time", "timeit", "capture", "prun")
        return "\n".join(MAGIC.sub(r"\1pass", line) if is_python else "pass" for line in lines)
    return code


class _Assigning(ast.NodeTransformer):
    """Reads a call that assigns as an assignment; `dicts` are the names of what has keys."""

    def __init__(self, tree: ast.Module) -> None:
        made = [s for s in every(tree, ast.Assign) if isinstance(s.value, ast.Dict | ast.DictComp) or _is_dict(s.value)]
        self.dicts = {ast.unparse(target) for statement in made for target in statement.targets}
        self.dicts |= {ast.unparse(each.value) for each in every(tree, ast.Subscript) if _is_key(each.slice)}

    def visit_Expr(self, node: ast.Expr) -> Any:  # the name that ast gives
        """Return an assignment for such a call."""
        text = assigning(node.value, self.dicts) if isinstance(node.value, ast.Call) else None
        if text is None:
            return node
        made = ast.parse(text).body[0]
        for part in ast.walk(made):
            ast.copy_location(part, node)
        return made


def _is_key(entry: ast.expr) -> bool:
    return isinstance(entry, ast.Constant) and isinstance(entry.value, str)


def _is_dict(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and called(value.func) in ("dict", "OrderedDict", "defaultdict")


def updating(call: ast.Call) -> str:
    """Return a call that adds entries to a dict as an assignment of them.

    >>> updating(ast.parse("p.update({'W': W, k: b})", mode="eval").body)
    "p['W'], p[k] = (W, b)"
    >>> updating(ast.parse("p.update(layer(3), scale=s)", mode="eval").body)
    'p |= dict(layer(3), scale=s)'
    """
    method: Any = call.func
    target, (keys, values) = ast.unparse(method.value), _entries(call)
    if not keys:
        return f"{target} |= dict({', '.join(map(ast.unparse, [*call.args, *call.keywords]))})"
    given = ast.unparse(ast.Tuple(values, ast.Load()) if values[1:] else values[0])
    return f"{', '.join(f'{target}[{key}]' for key in keys)} = {given}"


def _entries(call: ast.Call) -> tuple[list[str], list[ast.expr]]:
    """Return the keys and the values that stand in a call; none where others come with them."""
    given = call.args[0] if len(call.args) == 1 and not call.keywords else None
    if isinstance(given, ast.Dict) and None not in given.keys:
        return [ast.unparse(key) for key in given.keys if key is not None], given.values
    words = call.keywords if not call.args else []
    is_whole = all(word.arg is not None for word in words)
    return ([repr(word.arg) for word in words], [word.value for word in words]) if is_whole else ([], [])


def assigning(call: ast.Call, dicts: Collection[str] = ()) -> str | None:
    """Return a call of `setattr`, of a function of NumPy with `out=`, of the `update` of a dict, as an assignment.

    None for all others.

    >>> assigning(ast.parse("setattr(net, key, getattr(net, key) - step)", mode="eval").body)
    'vars(net)[key] = vars(net)[key] - step'
    >>> assigning(ast.parse("np.subtract(W, rate * dW, out=W)", mode="eval").body)
    'W -= rate * dW'
    >>> assigning(ast.parse("np.dot(X, W, out=Z)", mode="eval").body)
    'Z[...] = np.dot(X, W)'
    >>> assigning(ast.parse("D.sum(axis=0, out=db)", mode="eval").body)
    'db[...] = D.sum(axis=0)'
    """
    given, (name, options) = [*map(ast.unparse, call.args)], (ast.unparse(call.func), call.keywords)
    if name == "setattr" and len(given) == 3:
        entry = f"vars({given[0]})[{given[1]}]"
        return f"{entry} = {given[2].replace(f'getattr({given[0]}, {given[1]})', entry)}"
    owner, _, method = name.rpartition(".")
    if owner in dicts and method == "update":
        return updating(call)
    outs, others = ([each for each in options if (each.arg == "out") == side] for side in (True, False))
    if len(outs) != 1 or isinstance(outs[0].value, ast.Tuple):
        return None
    target, sign = ast.unparse(outs[0].value), OPERATORS.get(name.rpartition(".")[2]) if not others else None
    if sign is not None and len(given) == 2 and given[0] == target:
        return f"{target} {sign}= {given[1]}"
    made = f"{name}({', '.join([*given, *map(ast.unparse, others)])})"
    made = f"({given[0]}) {sign} ({given[1]})" if sign and len(given) == 2 else made
    return f"{target}[...] = {made}"


class _Seeds(ast.NodeTransformer):
    """Leads every seed through `_pr_seed`, which gives another one for each further draw."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if called(node.func) in SEEDED:
            named = [each for each in node.keywords if each.arg == "seed"]
            first = node.args[:1] or [each.value for each in named] or [ast.Constant(0)]
            node.args[:1] = [ast.Call(ast.Name("_pr_seed", ast.Load()), first, [])]
            node.keywords = [each for each in node.keywords if each not in named]
        return node
