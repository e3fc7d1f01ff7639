"""The formula of what a wrong line should be, where no small fix is proved.

It is read off the forward statements that use the array: the rule of each operation, from the table, times what comes
back to it. It is a claim: it is evaluated at the wrong line, and only said if it holds on all draws.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any, cast

import numpy as np

from engine import ops
from engine.table.primitive import ListOp, Op
from engine.table.symbol import ATOM, PRODUCT, SUM, NumPySymbol, inside
from nn.handwritten.proofreading.adjoints import Adjoint
from nn.handwritten.proofreading.bench import Bench, swaps_on
from nn.handwritten.proofreading.case import DRAWS, Case
from nn.handwritten.proofreading.matching import key_of
from nn.handwritten.proofreading.meaning import Meanings
from nn.handwritten.proofreading.naming import says
from nn.handwritten.proofreading.recording import Array, Names, grouped
from nn.handwritten.proofreading.terms import texts_in
from nn.handwritten.proofreading.truth import Truth
from nn.handwritten.proofreading.values import evaluated, parsed
from nn.handwritten.proofreading.wrongs import Found, Wrong

Roots = dict[str, Adjoint]  # the adjoints in a formula that no name of the script holds, by what stands for them
LONGEST = 80
SIGNS: dict[type, Op] = {ast.Add: ops.add, ast.Sub: ops.sub, ast.Mult: ops.mul, ast.Div: ops.div, ast.Pow: ops.power}
OPERATIONS = {row.name: row for row in vars(ops).values() if isinstance(row, Op) and not isinstance(row, ListOp)}
OPERATIONS |= {
    found[1]: row for row in OPERATIONS.values() if (found := re.fullmatch(r"np\.(\w+)\([{}, ]+\)", row.numpy or ""))
}
FITTED = (
    *("{}", "{}.sum(axis=0)", "{}.sum(axis=0, keepdims=True)", "{}.sum(axis=1)", "{}.sum(axis=1, keepdims=True)"),
    *("{}.sum()", "{} * np.ones_like({name})"),
)
"""How what comes back to an array that was repeated gets its shape."""
MOST = 200  # how many formulas are tried


def formula(case: Case, wrong: Wrong, found: Found, meanings: Meanings) -> str:
    """Return what the right side of a wrong line should be; "" if no formula is right on every draw."""
    swap, statement = wrong.swap, case.statement(wrong.site)
    is_known = swap is not None and not wrong.proofs and isinstance(statement, ast.Assign | ast.AugAssign)
    if swap is None or not is_known or len(swap.unit.places) > 1:
        return ""
    if isinstance(statement, ast.AugAssign) and not isinstance(statement.op, ast.Add):
        return ""
    texts, roots = list[str](), Roots()
    for draw in DRAWS:
        texts = _true_on(draw, case, wrong, found, roots, texts)
    return _worded(texts[0], roots, meanings.factor_words(swap.factor)) if texts else ""


def _true_on(draw: int, case: Case, wrong: Wrong, found: Found, roots: Roots, texts: list[str]) -> list[str]:
    """Return the formulas that give what is needed on a draw: of all on the first one, then of those that are left."""
    truth, swap, right = case.truth(draw), wrong.swap, list[str]()
    assert swap is not None
    statement = case.statement(wrong.site)
    needed = (swap.on(case, draw) if draw else swap.swaps).get(wrong.place)
    if truth is None or not isinstance(needed, np.ndarray):
        return []

    def look(names: dict[str, Any]) -> None:
        held = evaluated(parsed(ast.unparse(statement.target)), names) if isinstance(statement, ast.AugAssign) else 0.0
        goal = needed - held if held is not None else np.zeros_like(needed)  # what += adds
        claims = texts if draw else _Claims(case, wrong, truth, names, roots).texts()
        known = grouped(truth.adjoints, key_of)
        names |= {root: swap.factor * known[key_of(adjoint)][-1].value for root, adjoint in roots.items()}
        right.extend(text for text in claims if is_right(evaluated(parsed(text), names), goal))

    code = Bench(case).code(found.patches) if found.patches else None
    case.run(draw, swaps_on(case, found.swaps, draw), code, inspect={wrong.place: look})
    return right


def is_right(value: Array | None, needed: Array) -> bool:
    """Return whether what a formula gives is what is needed; zeros would be right by chance."""
    if value is None or value.shape != needed.shape or not needed.any():
        return False
    return bool(np.abs(value - needed).max() <= 1e-9 * np.abs(needed).max())


def _worded(text: str, roots: Mapping[str, Adjoint], factor: str) -> str:
    """Return a formula with ∂L/∂z for what no name of the script holds."""
    for root, adjoint in roots.items():
        words = f"{factor}∂L/∂{adjoint.name}"
        text = re.sub(rf"\b{root}\b(?=\.)", f"({words})", text)
        text = re.sub(rf"\b{root}\b", f"({words})" if factor else words, text)
    return text if len(text) <= LONGEST else ""


class _Claims:
    """The formulas that the adjoint of a forward array may have at a wrong line; `roots` are the adjoints in them."""

    def __init__(self, case: Case, wrong: Wrong, truth: Truth, names: Names, roots: Roots) -> None:
        assert wrong.swap is not None
        self.case, self.truth, self.names, self.roots = case, truth, names, roots
        self.of, self.factor = wrong.swap.adjoint, wrong.swap.factor
        own = case.text(wrong.place)
        self.held = {text: evaluated(parsed(text), names) for text in {*case.script.texts.values()} - {own, "return"}}

    def texts(self) -> list[str]:
        """Return the formulas, the likeliest first: the sum of the shares of all uses."""
        shares = [self.fitted(forms) for site in self.sites() for forms in self.statement(site)]
        found: dict[str, None] = {}
        for terms in product(*shares) if shares else ():
            total = terms[0]
            for term in terms[1:]:
                total = total + term
            for made in (total, turned(total)):
                found[ast.unparse(parsed(re.sub(r" (?:\*\* 1|- 0)(?:\.0)?(?![\w.])", "", made.text)))] = None
            if len(found) > MOST:
                break
        return [*found]

    def sites(self) -> Iterator[int]:
        """Yield the statements between an array and the loss that read it, before its name is another array's."""
        events = self.truth.outcome.events
        born = [i for i, e in enumerate(events) if (e.site, e.occurrence) == (self.of.site, self.of.occurrence)]
        seen: set[int] = set()
        for event in events[born[-1] + (not self.of.is_part) :] if born else ():
            is_forward = event.place in self.truth.forward or event.place in self.case.losses
            statement = self.case.statement(event.site) if event.site >= 0 else None
            if is_forward and isinstance(statement, ast.Assign) and event.site not in seen:
                seen.add(event.site)
                yield event.site
            if self.case.text(event.place) == self.of.name:
                return

    def statement(self, site: int) -> Iterator[list[Any]]:
        """Yield for each use of the array in a statement the forms that its share may have."""
        statement = cast("ast.Assign", self.case.statement(site))
        target = ast.unparse(statement.targets[0])
        if any(site == place[0] for place in self.case.losses):
            yield from self.uses(site, statement.value, [1.0] if self.factor == 1.0 else [], written(statement.value))
            return
        made = [a for a in self.truth.adjoints if (a.site, a.name, a.is_part) == (site, target, False)]
        if made and self.reads(statement.value) and ast.unparse(statement.value) != self.of.name:
            root = f"_pr_root{len(self.roots)}"
            self.roots[root] = made[-1]
            terms = self.holding(made[-1]) or [NumPySymbol(root)]
            yield from self.uses(site, statement.value, terms, NumPySymbol(target))

    def uses(self, site: int, node: ast.expr, terms: list[Any], out: Any) -> Iterator[list[Any]]:
        """Yield the forms of each share below an expression; `terms` are those of what comes back to it."""
        if ast.unparse(node) == self.of.name:
            yield terms
            return
        parts = [a for a in self.truth.adjoints if (a.site, a.name) == (site, ast.unparse(node)) and a.is_part]
        terms = (self.holding(parts[-1]) if parts else []) or terms
        for operand, rule in rules(node, out, self.of.name):
            if self.reads(operand):
                made = [form for term in terms for form in rule(term)]
                yield from self.uses(site, operand, made, written(operand))

    def reads(self, node: ast.expr) -> bool:
        """Return whether an expression reads the array."""
        return self.of.name in texts_in(node, ast.expr)

    def holding(self, adjoint: Adjoint) -> list[Any]:
        """Return the names that hold an adjoint, with the factor of the wrong line; first what says so."""
        right = self.factor * adjoint.value
        named = [text for text, held in self.held.items() if right.size > 1 and is_right(held, right)]
        return [NumPySymbol(text) for text in sorted(named, key=lambda t: (not says(t, adjoint.name), t))][:1]

    def fitted(self, forms: list[Any]) -> list[Any]:
        """Return the forms of a share that have the shape of the array."""
        names = {**self.names, **{root: adjoint.value for root, adjoint in self.roots.items()}}
        made = [NumPySymbol(s.format(inside(x, ATOM), name=self.of.name), SUM) for x in forms for s in FITTED]
        values = [evaluated(parsed(each.text), names) for each in made]
        shape = self.of.value.shape
        return [x for x, value in zip(made, values, strict=True) if value is not None and value.shape == shape]


def written(node: ast.expr) -> Any:
    """Return an expression of the script as a piece of a formula; a number as itself."""
    if isinstance(node, ast.Constant):
        return node.value
    is_atom = isinstance(node, ast.Name | ast.Attribute | ast.Subscript | ast.Call)
    return NumPySymbol(ast.unparse(node), ATOM if is_atom else SUM)


def turned(term: Any) -> NumPySymbol:
    """Return the transpose of a piece of a formula."""
    return NumPySymbol(f"{inside(term, ATOM)}.T")


def times(term: Any, partial: Any) -> Any:
    """Return a product, without a factor of 1 or −1."""
    if isinstance(partial, float | int) and abs(partial) == 1:
        return term if partial == 1 else -term
    return partial if isinstance(term, float | int) and term == 1 else term * partial


def rules(node: ast.expr, out: Any, name: str) -> Iterator[tuple[ast.expr, Any]]:
    """Yield each operand of an expression, with {what comes back to the result: the forms of what goes on to it}."""
    word, operands = _called(node)
    if word in ("dot", "matmul") and len(operands) == 2:
        a, b = map(written, operands)
        cross = NumPySymbol.infix
        yield operands[0], lambda t: [cross(t, "@", turned(b), PRODUCT), _outer(t, b), times(t, b)]
        yield operands[1], lambda t: [cross(turned(a), "@", t, PRODUCT), _outer(a, t), times(t, a)]
    elif word in ("sum", "mean") and operands:
        axis = [ast.unparse(k.value) for k in getattr(node, "keywords", ()) if k.arg == "axis"]
        axis += [ast.unparse(each) for each in operands[1:2]]
        counts = [NumPySymbol(f"{name}.size"), NumPySymbol(f"len({name})")] if word == "mean" else [1.0]
        yield (
            operands[0],
            lambda t: [
                form / n if word == "mean" else form
                for form in (t, *(NumPySymbol(f"np.expand_dims({inside(t, SUM)}, {at})") for at in axis))
                for n in counts
            ],
        )
    elif word == "T":
        yield operands[0], lambda t: [turned(t)]
    row = SIGNS.get(type(getattr(node, "op", None))) or OPERATIONS.get(word)
    if row is None or len(operands) != len(row.partials):
        return
    for i, operand in enumerate(operands):
        if not isinstance(operand, ast.Constant) and row.partials[i] is not None:
            slope = row.rule(i)(*row.complete(tuple(map(written, operands))), out)
            yield operand, lambda t, slope=slope: [times(t, slope)]


def _called(node: ast.expr) -> tuple[str, list[ast.expr]]:
    """Return the word of an operation, and its operands; of a method the array is the first one."""
    match node:
        case ast.BinOp(left, op, right):
            return ("matmul" if isinstance(op, ast.MatMult) else ""), [left, right]
        case ast.UnaryOp(ast.USub(), operand):
            return "neg", [operand]
        case ast.Attribute(value, "T"):
            return "T", [value]
        case ast.Call(ast.Attribute(value, word), args) if ast.unparse(value) not in ("np", "numpy", "self"):
            return word, [value, *args]
        case ast.Call(function, args):
            return ast.unparse(function).rpartition(".")[2], list(args)
    return "", []


def _outer(a: Any, b: Any) -> NumPySymbol:
    return NumPySymbol(f"np.outer({inside(a, SUM)}, {inside(b, SUM)})")
