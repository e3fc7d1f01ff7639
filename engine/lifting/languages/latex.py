r"""A derived program in LaTeX: how each line comes about, from the formula of one entry to the matrices.

    chain rule        ∂L/∂W_ji = Σ ∂L/∂Z_ni · ∂Z_ni/∂W_ji, over the entries of Z that W_ji is used for
    local derivative  what the row of the table says for ∂Z_ni/∂W_ji; a branch is an Iverson bracket [Z > 0]
    matrices          the same for all entries at once, where mathematics has a way to write it
    the program       the line itself

It is read from the lines and their comments, which the tests evaluate; the functions are written as their rows say.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterator, Mapping, Sequence, Set

from engine import ops
from engine.lifting.languages.letters import (
    BIND,
    as_python,
    index_latex,
    indexed,
    letters,
    named,
    sigma,
)
from engine.lifting.languages.spelling import SpellingError
from engine.lifting.layout import SourceLine
from engine.lifting.text.formula import SIGMA
from engine.table.primitive import ListOp, Op
from engine.table.symbol import ATOM, POWER, PRODUCT, SUM, Symbol, latex_inside, symbol

SIGNS: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}

BINDINGS = {ast.Add: SUM, ast.Sub: SUM, ast.Mult: PRODUCT, ast.Pow: POWER}


class UnwrittenError(ValueError):
    """Raised for NumPy that mathematics has no short way to write."""


def latex(
    forward: Sequence[SourceLine],
    backward: Sequence[SourceLine],
    ranks: Mapping[str, int],
    timed: Set[str],
    rows: Sequence[Op],
) -> str:
    """Return all lines of a program, each with its derivation.

    Args:
        forward: the lines of the forward half.
        backward: those of the other half.
        ranks: how many axes each array has.
        timed: the arrays of which a loop computes one row at each step.
        rows: the rows of the table that occur.
    """
    writer = LatexWriter(ranks, timed, rows)
    made, back = ([derivation(line, writer) for line in lines] for lines in (forward, backward))
    heads = "% forward: each array from those before it", "% back: the gradient of the loss L for each array"
    return "\n\n".join([heads[0], *made, heads[1], *back]) + "\n"


def derivation(line: SourceLine, writer: LatexWriter) -> str:
    """Return one line of a program with its derivation, step by step."""
    steps = [*steps_of(line, writer)]
    aligned = " \\\\\n".join(rf"{left} &{sign} {right} && \text{{{rule}}}" for left, sign, right, rule in steps)
    why = "".join(f"% {line.why}\n" for _ in [0] if line.why)
    return f"{why}\\[\n\\begin{{aligned}}\n{aligned}\n\\end{{aligned}}\n\\]"


Step = tuple[str, str, str, str]
"""A step of a derivation: its left side, which may be empty, = or +=, its right side, and the rule."""


def steps_of(line: SourceLine, writer: LatexWriter) -> Iterator[Step]:
    """Yield the steps from the formula of one entry to the line of the program."""
    (target, code), (left, right) = sides(line.text), sides(re.sub(r"^\([^)]*\)(  |$)", "", line.comment))
    sign = r"+\!=" if " += " in line.text else "="
    right = re.sub(r" for [a-z]<\d+(, [a-z]<\d+)*$", "", right)
    writer.here, entry = line.text, ""
    if not line.comment and line.array is not None and not re.search(r"[:(]", line.text):
        left, right = target, code  # where the comment would say the same as the line
    if left:
        entry = writer.entry(right).latex
        linked = line.gradient and not is_handed_on(left) and not is_rearranged(right)
        chain = writer.chain(right, left) if linked else ""
        if chain:
            yield writer.entry(left).latex, sign, chain, "chain rule"
        yield "" if chain else writer.entry(left).latex, sign, entry, rule_of_entry(line, right)
        if not line.gradient:
            writer.made[left.partition("[")[0]] = (left.partition("[")[2].removesuffix("]"), right)
    if target and not re.search(r"np\.(zeros|full)\(", code):
        try:
            whole = writer.matrix(code).latex
            if whole != entry:
                yield writer.matrix(target).latex, sign, whole, rule_of_matrices(code, right)
        except UnwrittenError:
            pass
    yield typed(target) if target else "", sign if target else "", typed(code), "the line of the program"


def sides(text: str) -> tuple[str, str]:
    """Return what stands left and right of = or +=; nothing on the left if there is none."""
    left, sign, right = text.partition(" += " if " += " in text else " = ")
    return (left, right) if sign else ("", text)


def rule_of_entry(line: SourceLine, right: str) -> str:
    """Return the name of the rule that gives the formula of one entry."""
    if not line.gradient:
        return "one entry"
    if is_handed_on(line.text):
        return "handed to the step before"
    if is_rearranged(right):
        return "handed back: each entry to where it came from"
    return "local derivative: an Iverson bracket" if " > 0]" in right else "local derivative"


def is_handed_on(target: str) -> bool:
    """Return True if a line computes what a step of a loop hands back to the one before."""
    return re.match(r"\w+", target)[0].endswith("_next")  # type: ignore[index]  # it begins with a name


def is_rearranged(right: str) -> bool:
    """Return True if a line only brings the entries of another gradient into other axes."""
    return re.fullmatch(r"d\w+\[[^\]]*[+/%][^\]]*\]", right) is not None


def rule_of_matrices(code: str, right: str) -> str:
    """Return the name of the rule that makes matrices of the formula of one entry."""
    over = ", ".join(dict.fromkeys(x for _, under in BIND.findall(right) for x in re.findall(r"[a-z]", under)))
    if "@" in code:
        turned = " and ".join(dict.fromkeys(re.findall(r"(\w+)\.T", code)))
        return f"sum over the shared index {over}" + (f", {turned} turned around" if turned else "")
    if ".sum(" in code:
        return f"sum over {over}" if over else "sum"
    return "every pair" if "np.outer" in code else "every entry at once"


def typed(text: str) -> str:
    r"""Return code as it stands, in typewriter letters.

    >>> print(typed("dW1 = X.T @ dZ1"))
    \mathtt{dW1\ =\ X.T\ @\ dZ1}
    """
    escaped = re.sub(r"([_%#&{}])", r"\\\1", text).replace(" ", "\\ ").replace('"', r"\text{''}")
    return rf"\mathtt{{{escaped}}}"


# --- reading formulas and code ------------------------------------------------------------------------------


class LatexTerm(Symbol):
    """A piece of LaTeX that stands for an array with so many axes."""

    rank = 0


def term(latex: str, binding: int = ATOM, rank: int = 0) -> LatexTerm:
    """Return a piece of LaTeX, how tightly it binds, and how many axes it has."""
    found = LatexTerm(latex, binding, latex)
    found.rank = rank
    return found


class LatexWriter:
    """A writer of formulas of entries, and of lines of NumPy, in LaTeX."""

    def __init__(self, ranks: Mapping[str, int], timed: Set[str], rows: Sequence[Op]) -> None:
        self.ranks, self.timed, self.here = ranks, timed, ""
        self.made: dict[str, tuple[str, str]] = {}  # for each array the indices of an entry, and its formula
        self.rows = {**ops.TABLE, **{row.name: row for row in rows}}
        for row in ops.TABLE.values():
            name, _, operands = row.numpy.partition("(")
            if operands == ", ".join(["{}"] * len(row.partials)) + ")":
                self.rows.setdefault(name, row)

    def entry(self, formula: str) -> LatexTerm:
        """Return the LaTeX of a formula of entries; raise SpellingError if it has none."""
        try:
            return self._read(ast.parse(as_python(formula), mode="eval").body)
        except (UnwrittenError, SyntaxError) as error:
            raise SpellingError(
                f"program.latex has no spelling for {formula!r}, in the line {self.here!r} ({error})."
            ) from None

    def matrix(self, code: str) -> LatexTerm:
        """Return the LaTeX of a line of NumPy; raise UnwrittenError if there is no short way to write it."""
        return self._read(ast.parse(code, mode="eval").body)

    def chain(self, formula: str, target: str) -> str:
        """Return the chain rule behind a gradient: Σ ∂L/∂Z · ∂Z/∂W, over the entries of what W is used for.

        "" if that is not clear from the formulas.
        """
        found: dict[str, None] = {}
        for part in added(ast.parse(as_python(formula), mode="eval").body):
            names = [x for x in ast.walk(part) if isinstance(x, ast.Name) and self._is_gradient(x.id)]
            if len({x.id for x in names}) > 1:
                return ""
            used = names[0].id[1:] if names else self._only_user(target, formula)
            over, index = (self._place_in(part, names[0]) if names else None) or self._place(used, target)
            if index is None or used in ("", "loss"):
                return ""
            inner = self._entry_of(used, index)
            name, _, place = target[1:].partition("[")
            link = f"{{\\partial {inner}}}{{\\partial {self._entry_of(name, place.removesuffix(']'))}}}"
            found[rf"{over}\frac{{\partial L}}{{\partial {inner}}} \, \frac{link}"] = None
        return " + ".join(found)

    def _entry_of(self, name: str, index: str) -> str:
        """Return an entry whose gradient is asked for: in a loop it is that of step t."""
        return indexed(named(name), ",".join(filter(None, ["t" * (name in self.timed), index])))

    def _place_in(self, part: ast.expr, name: ast.Name) -> tuple[str, str] | None:
        """Return Σ and index of a gradient in a formula, if it has an index there or needs none."""
        places: dict[str, str] = {}
        for x in ast.walk(part):
            match x:
                case ast.Subscript(value=ast.Name(id=name.id), slice=ast.Constant(value=str(index))):
                    places[index] = sums_around(x, part)
        if not places and not self.ranks[name.id[1:]]:
            return sums_around(name, part), ""
        if len(places) > 1:  # as for a normalised array: take the one that is summed over
            places = {index: over for index, over in places.items() if over}
        return next((over, index) for index, over in places.items()) if len(places) == 1 else None

    def _only_user(self, target: str, formula: str) -> str:
        """Return the one array that is made of this one, and whose gradient is not named in a formula."""
        name = target[1:].partition("[")[0]
        users = [out for out, (_, right) in self.made.items() if re.search(rf"\b{name}\b", right)]
        left = [out for out in users if not re.search(rf"\bd{out}\b", formula)]
        return left[0] if len(left) == 1 else ""

    def _place(self, used: str, target: str) -> tuple[str, str | None]:
        """Return Σ and index of the entries that the target is used for, from the formula of the array that uses it."""
        name, _, index = target[1:].partition("[")
        if not self.ranks.get(used, 0):
            return "", ""
        made, right = self.made.get(used, ("", ""))
        places = set(re.findall(rf"\b{name}\[([^\[\]]*)\]", right))
        here = index.removesuffix("]").split(",")
        if len(places) != 1 or not made:
            return "", None
        there = places.pop().split(",")
        if len(there) != len(here) or not all(re.fullmatch("[a-z]", x) for x in (*there, *here)):
            return "", None
        known = dict(zip(there, here, strict=True))
        over = [x for x in made.split(",") if x not in known]
        if set(over) & set(here):
            return "", None
        return sigma("".join(over)) if over else "", ",".join(known.get(x, x) for x in made.split(","))

    def _is_gradient(self, name: str) -> bool:
        return name not in self.ranks and name[1:] in self.ranks and name[0] == "d"

    def _name(self, name: str, index: str = "") -> LatexTerm:
        """Return an array, or an entry of one, or the gradient of these."""
        rank = 0 if index else self.ranks.get(name.removeprefix("d") if name not in self.ranks else name, 0)
        if self._is_gradient(name):
            return term(rf"\frac{{\partial L}}{{\partial {self._entry_of(name[1:], index)}}}", POWER, rank)
        return term(indexed(named(name), index), POWER if "^" in named(name) else ATOM, rank)

    # --- formulas and lines -------------------------------------------------------------------

    def _read(self, node: ast.expr) -> LatexTerm:
        match node:
            case ast.Constant(value=float() | int() as number):
                return digits(number)
            case ast.Name(id=name):
                return self._name(name)
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str(index))):
                return self._name(name, index)
            case ast.Subscript(value=ast.Attribute(value=array, attr="flat"), slice=ast.Constant(value=str(index))):
                return term(rf"\mathrm{{vec}}\left({self._read(array).latex}\right)_{{{index_latex(index)}}}")
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Name() | ast.BinOp() | ast.Constant() as at):
                found = self._name(name)
                place = indexed(found.latex, ast.unparse(at).replace(" ", ""))
                return term(place, POWER, found.rank - (name not in self.timed))
            case ast.Attribute(value=ast.Name(id="np"), attr="inf" | "nan" as odd):
                return term({"inf": r"\infty", "nan": r"\mathrm{nan}"}[odd])
            case ast.Attribute(value=x, attr="T"):
                turned = self._read(x)
                return term(transposed(turned), POWER, turned.rank)
            case ast.UnaryOp(op=ast.USub(), operand=x):
                return negated(self._read(x))
            case ast.BinOp(left=x, op=ast.MatMult(), right=y):
                a, b = self._read(x), self._read(y)
                left = transposed(a) if a.rank == 1 else latex_inside(a, PRODUCT)
                return term(rf"{left} \, {latex_inside(b, POWER)}", PRODUCT, max(a.rank + b.rank - 2, 0))
            case ast.BinOp(left=x, op=op, right=y) if type(op) in SIGNS:
                return by_entries(self._read(x), type(op), self._read(y))
            case ast.List(elts=[ast.Compare(ops=[ast.Gt()]) as condition]) | (ast.Compare(ops=[ast.Gt()]) as condition):
                a, b = self._read(condition.left), self._read(condition.comparators[0])
                return term(rf"\left[{a.latex} > {b.latex}\right]", ATOM, max(a.rank, b.rank))
            case ast.Call(
                func=ast.Attribute(attr="where"), args=[ast.Compare() as condition, x, ast.Constant(value=0)]
            ):
                return by_entries(self._read(condition), ast.Mult, self._read(x))
            case ast.Call(func=ast.Attribute(value=x, attr="sum"), args=[], keywords=where):
                return self._summed(self._read(x), [ast.unparse(each.value) for each in where])
            case ast.Call(func=ast.Attribute(attr="outer"), args=[x, y]):
                u, v = latex_inside(self._read(x), POWER), transposed(self._read(y))
                return term(rf"{u} \, {v}", PRODUCT, 2)
            case ast.Call(func=ast.Name(id="Σ"), args=[ast.Constant(value=str(under)), body]):
                inner = self._read(body)
                reached = inner.latex if inner.latex_binding == SIGMA else latex_inside(inner, PRODUCT)
                return with_sum(f"{sigma(under)}{reached}")
            case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(under)), body]):
                template = self.rows[name].latex.replace(r"\sum", rf"\sum_{{{{{letters(under)}}}}}")
                return term(template.format(self._read(body).latex), PRODUCT)
            case ast.Call(func=function, args=operands) if ast.unparse(function) in self.rows:
                row = self.rows[ast.unparse(function)]
                if not isinstance(row, ListOp):
                    arrays = [self._read(x) for x in operands]
                    rank = max(x.rank for x in arrays)
                    return term(Symbol._apply(row, tuple(arrays)).latex, PRODUCT if rank else ATOM, rank)
        raise UnwrittenError(ast.unparse(node))

    def _summed(self, x: LatexTerm, where: Sequence[str]) -> LatexTerm:
        """Return sums along an axis, as products with a vector of ones."""
        ones = r"\mathbf{1}"
        inner = latex_inside(x, POWER)
        if where == ["0"] and x.rank == 2:
            return term(rf"{ones}^{{\top}} {inner}", PRODUCT, 1)
        if where in (["1"], ["-1"]) and x.rank == 2:
            return term(rf"{inner} \, {ones}", PRODUCT, 1)
        if not where and x.rank in (1, 2):
            return term(rf"{ones}^{{\top}} {inner}" + rf" \, {ones}" * (x.rank == 2), PRODUCT)
        raise UnwrittenError("a sum over some of several axes")


def combined(x: LatexTerm, op: type[ast.operator], y: LatexTerm) -> LatexTerm:
    """Return two formulas with a sign between them; the bar of a fraction groups, Σ reaches over a product."""
    if op in (ast.Add, ast.Sub) and y.latex_binding == SIGMA:
        return term(f"{x.latex} {SIGNS[op]} {y.latex}", SUM)
    if op is ast.Div:
        return term(rf"\frac{{{x.latex}}}{{{y.latex}}}", POWER)
    return LatexTerm.infix(x, SIGNS[op], y, BINDINGS[op])


def negated(x: LatexTerm) -> LatexTerm:
    """Return -x; Σ and fractions without parentheses."""
    if x.rank:
        return term(f"-{latex_inside(x, PRODUCT)}", PRODUCT, x.rank)
    return with_sum(f"-{x.latex}") if x.latex_binding == SIGMA else -x


def with_sum(latex: str) -> LatexTerm:
    """Return a Σ: only + and - stand beside it without parentheses."""
    found = term(latex, SUM)
    found.latex_binding = SIGMA  # type: ignore[assignment]  # between SUM and PRODUCT
    return found


def by_entries(x: LatexTerm, op: type[ast.operator], y: LatexTerm) -> LatexTerm:
    """Return two arrays combined entry by entry; a circle shows that it is not a product of matrices."""
    rank = max(x.rank, y.rank)
    if op is ast.Mult and x.rank and x.latex == y.latex:
        return term(rf"{latex_inside(x, ATOM)}^{{\circ 2}}", POWER, rank)
    if op is ast.Mult and x.rank and y.rank:
        return term(rf"{latex_inside(x, PRODUCT)} \odot {latex_inside(y, POWER)}", PRODUCT, rank)
    if op is ast.Div and y.rank:
        return term(rf"{latex_inside(x, PRODUCT)} \oslash {latex_inside(y, POWER)}", PRODUCT, rank)
    if op is ast.Pow and x.rank:
        return term(rf"{latex_inside(x, ATOM)}^{{\circ {y.latex}}}", POWER, rank)
    found = combined(x, op, y)
    return term(found.latex, found.latex_binding, rank)


def transposed(x: LatexTerm) -> str:
    """Return x with the sign of a transpose, beside its number if it has one."""
    if re.search(r"\^\{\(\w+\)\}$", x.latex):
        return x.latex[:-1] + r"\top}"
    return rf"{latex_inside(x, ATOM)}^{{\top}}"


def digits(number: float) -> LatexTerm:
    r"""Return a number with all its digits, or as what it is: 0.0833… is 1/12, 1.4142… the root of 2.

    >>> print(*[digits(x).latex for x in (0.5, 1 / 12, 2**0.5, 1 / 2**0.5, 0.123456789)])
    0.5 \frac{1}{12} \sqrt{2} \frac{1}{\sqrt{2}} 0.123456789
    """
    if len(repr(number)) <= 8:
        return term(symbol(number).latex, symbol(number).latex_binding)
    if not 1e-6 < number < 1e6:
        return term(repr(number))
    for written, part in ((r"{}", round(1 / number)), (r"\sqrt{{{}}}", round(1 / number**2))):
        if part and number == 1 / (part if written == "{}" else math.sqrt(part)):
            return term(rf"\frac{{1}}{{{written.format(part)}}}", POWER)
    square = round(number**2)
    return term(rf"\sqrt{{{square}}}") if number == math.sqrt(square) else term(repr(number))


def added(node: ast.expr) -> Iterator[ast.expr]:
    """Yield the terms of a sum."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        yield from added(node.left)
        yield from added(node.right)
    else:
        yield node


def sums_around(node: ast.AST, part: ast.expr) -> str:
    """Return the Σ of a term that reach over a piece of it."""
    found = ""
    for x in ast.walk(part):
        match x:
            case ast.Call(func=ast.Name(id="Σ"), args=[ast.Constant(value=under), body]):
                found += sigma(str(under)) if any(node is inner for inner in ast.walk(body)) else ""
    return found
