"""Small edits of an expression, as people forget or confuse them: a transpose, a factor, an axis, a sign, a name.

Each edit is an expression with a cost; the smallest come first. What can be put in comes from the script itself: the
names in scope with their shapes, and the factors that its own lines use.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from nn.handwritten.proofreading import reductions
from nn.handwritten.proofreading.around import SLOPES, Edited, over_axes, turned, wrapped
from nn.handwritten.proofreading.othernames import crossed, other_divisors, other_names, renamed_everywhere
from nn.handwritten.proofreading.scope import Scope
from nn.handwritten.proofreading.statements import mentions
from nn.handwritten.proofreading.terms import NAMED, called, every, names_in, negated, renamed, texts_in, with_field
from nn.handwritten.proofreading.values import parsed

OTHERS: Mapping[type, tuple[tuple[float, type], ...]] = {
    ast.Add: ((1.0, ast.Sub), (1.3, ast.Mult)),
    ast.Sub: ((1.0, ast.Add), (1.3, ast.Mult)),
    ast.Mult: ((1.0, ast.MatMult), (1.0, ast.Div)),
    ast.Div: ((1.0, ast.Mult),),
    ast.MatMult: ((1.0, ast.Mult),),
}
COMPARED: Mapping[type, tuple[type, ...]] = {
    ast.Gt: (ast.LtE, ast.Lt, ast.GtE),
    ast.Lt: (ast.GtE, ast.Gt, ast.LtE),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
}
REDUCING = ("sum", "mean", "max", "var")
PAIRED = {"dot": "multiply", "multiply": "dot", "sum": "mean", "mean": "sum", "outer": "dot", "matmul": "multiply"}
MOST_COUNTS = 8
ONES = ("1 - {}", "1 - {}**2")
Option = tuple[float, Any]


def edits(expression: Any, scope: Scope) -> Iterator[Edited]:
    """Yield all small edits of an expression, as (cost, expression).

    >>> scope = Scope({"a": (2, 3), "b": (2, 3)}, {"m": 2.0})
    >>> found = {ast.unparse(e) for _, e in edits(parsed("a @ d"), scope)}
    >>> {"a.T @ d", "a * d", "b @ d", "a @ d / m", "d @ a"} <= found
    True
    """
    if scope.is_rich:
        yield 0.2, expression  # as it is, where a factor is all that it lacks
    yield from everywhere(expression, lambda node: _local(node, scope))
    yield from wrapped(expression, scope)
    yield from _of_members(expression, scope)
    yield from everywhere(expression, lambda node: _of_branches(node, replace(scope, is_wide=False)))
    yield from () if scope.is_rich else everywhere(expression, lambda node: _of_terms(node, scope))
    yield from _alike(expression, scope)
    yield from renamed_everywhere(expression, scope)
    yield from crossed(expression, scope)
    yield from _reindexed(expression, scope)
    yield from ((1.0, new) for new in reductions.in_other_order(expression))
    for cost, new in wrapped(expression.right, scope) if _is_scaled(expression, scope) else ():
        yield cost - 0.05, with_field(expression, "right", new)


def everywhere(node: ast.expr, rewrite: Callable[[ast.expr], Iterator[Edited]]) -> Iterator[Edited]:
    """Yield every rewriting of one part of an expression.

    >>> [ast.unparse(new) for _, new in everywhere(parsed("np.r_[a, 1]"), lambda node: [(1.0, ast.Name("b"))])]
    ['b', 'np.r_[b]', 'np.r_[b, 1]', 'np.r_[a, b]']
    """
    yield from rewrite(node)
    for name, child in ast.iter_fields(node):
        if isinstance(node, ast.Call) and name == "func":
            if isinstance(child, ast.Attribute) and not _is_module(child.value):
                for cost, new in everywhere(child.value, rewrite):
                    yield cost, with_field(node, "func", with_field(child, "value", new))
            continue
        if _is_maker(child) and isinstance(node, ast.Subscript):
            continue
        if isinstance(child, ast.expr) and not (isinstance(node, ast.Attribute) and node.attr != "T"):
            is_held = isinstance(node, ast.Subscript) and name == "value" and isinstance(child, NAMED)
            for cost, new in everywhere(child, rewrite):
                if not (is_held and isinstance(new, ast.BinOp)):
                    yield cost, with_field(node, name, new)
                elif names_in(new) == names_in(child):  # a[i] * (1 - a[i]), and not (a * (1 - a))[i] or (a + b)[i]
                    yield cost, renamed(new, ast.unparse(child), node)
        elif isinstance(child, list):
            for i, each in enumerate(child):
                part = each.iter if isinstance(each, ast.comprehension) else each
                for cost, new in everywhere(part, rewrite) if isinstance(part, ast.expr) else ():
                    made = new if part is each else with_field(each, "iter", new)
                    yield cost, with_field(node, name, [*child[:i], made, *child[i + 1 :]])


def summed(target: ast.expr, value: ast.expr | None) -> ast.ListComp | None:
    """Return a list that goes through itself and another, with what it holds added; None if that is named in it.

    >>> made = ast.parse("sums = [n for s, n in zip(sums, nabla)]").body[0]
    >>> ast.unparse(summed(made.targets[0], made.value))
    '[s + n for s, n in zip(sums, nabla)]'
    """
    if not isinstance(value, ast.ListComp):
        return None
    loop = value.generators[0]
    if not isinstance(loop.iter, ast.Call) or not isinstance(loop.target, ast.Tuple):
        return None
    for name, held in zip(loop.target.elts, loop.iter.args, strict=False):
        if ast.unparse(held) == ast.unparse(target) and not mentions(value.elt, ast.unparse(name)):
            return with_field(value, "elt", ast.BinOp(parsed(ast.unparse(name)), ast.Add(), value.elt))
    return None


def _of_members(display: Any, scope: Scope) -> Iterator[Edited]:
    """Yield a tuple, a list or a dict of arrays with something around one of them; an index computes no array."""
    name = "values" if isinstance(display, ast.Dict) else "elts"
    members: list[ast.expr] = getattr(display, name, [])
    if any(every(member, ast.Call | ast.MatMult) for member in members):
        for cost, others in one_by_one(members, lambda member: wrapped(member, scope)):
            yield cost, with_field(display, name, others)


def _of_branches(node: ast.expr, scope: Scope) -> Iterator[Edited]:
    """Yield np.where with its branches exchanged, or with something around one of them.

    >>> scope = Scope({}, {"a": 0.7}, is_rich=False)
    >>> found = [ast.unparse(new) for _, new in _of_branches(parsed("np.where(z > 0, 1.0, h)"), scope)]
    >>> found[0], "np.where(z > 0, 1.0, h + a)" in found
    ('np.where(z > 0, h, 1.0)', True)
    """
    if isinstance(node, ast.Call) and called(node.func) == "where" and len(node.args) == 3:
        test, *branches = node.args
        yield 1.0, with_field(node, "args", [test, *branches[::-1]])
        for cost, made in one_by_one(branches, lambda branch: wrapped(branch, scope)):
            yield cost, with_field(node, "args", [test, *made])


def _of_terms(node: ast.expr, scope: Scope) -> Iterator[Edited]:
    """Yield a sum with a 2, or a count, that one of its terms lacks, where its right value is not known.

    >>> scope = Scope({}, {"m": 8.0, "lam": 0.1}, is_rich=False)
    >>> [ast.unparse(new) for _, new in _of_terms(parsed("dz + lam * w"), scope)]
    ['2 * dz + lam * w', 'dz / m + lam * w', 'dz + 2 * lam * w', 'dz + lam * w / m']
    """
    counts = [text for text, number in scope.numbers.items() if number > 2 and float(number).is_integer()]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        for side in ("left", "right"):
            term = getattr(node, side)
            if not isinstance(term, ast.Constant):
                yield 1.1, with_field(node, side, _twice(term))
                yield from ((1.4, with_field(node, side, ast.BinOp(term, ast.Div(), parsed(n)))) for n in counts)


def _twice(term: ast.expr) -> ast.expr:
    """Return a term with a 2 in front of it, as a person writes it: 2 * lam * w."""
    if isinstance(term, ast.BinOp) and isinstance(term.op, ast.Mult | ast.Div | ast.MatMult):
        return with_field(term, "left", _twice(term.left))
    return ast.BinOp(ast.Constant(2), ast.Mult(), term)


def _alike(display: Any, scope: Scope) -> Iterator[Edited]:
    """Yield a tuple of counts with the same edit in all of them: where a window starts, r * stride, s * stride.

    >>> found = [ast.unparse(new) for _, new in _alike(parsed("r * k, s * k"), Scope({}, {"k": 3.0, "d": 2.0}))]
    >>> "(r * d, s * d)" in found, "(r, s)" in found, "(r * k * d, s * k * d)" in found
    (True, True, True)
    """
    members: list[Any] = display.elts if isinstance(display, ast.Tuple) else []
    if len(members) < 2 or any(every(member, ast.Call | ast.MatMult) for member in members):
        return
    numbers = [text for text in scope.numbers if text.isidentifier()]
    shared = set.intersection(*map(names_in, members))
    yield from ((1.1, renamed(display, name, parsed(text))) for name in shared for text in numbers if text != name)
    for text in numbers:
        yield 1.2, with_field(display, "elts", [ast.BinOp(each, ast.Mult(), parsed(text)) for each in members])
    scaled = [each for each in members if isinstance(each, ast.BinOp) and isinstance(each.op, ast.Mult)]
    if len(scaled) == len(members) and len({ast.unparse(each.right) for each in scaled}) == 1:
        yield 1.2, with_field(display, "elts", [each.left for each in scaled])


def one_by_one(members: Sequence[Any], options: Callable[[Any], Iterable[Option]]) -> Iterator[Option]:
    """Yield a list with one of its members exchanged for what there may be in its place, as (cost, list)."""
    for i, member in enumerate(members):
        yield from ((cost, [*members[:i], new, *members[i + 1 :]]) for cost, new in options(member))


def replaced_core(expression: ast.expr, term: ast.expr, scope: Scope) -> ast.expr:
    """Return a term in the place of an expression, but for the number that it is multiplied by."""
    return with_field(expression, "right", term) if _is_scaled(expression, scope) else term


def _is_scaled(node: Any, scope: Scope) -> bool:
    """Return whether an expression is a number times something."""
    is_product = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult)
    return is_product and (isinstance(node.left, ast.Constant) or ast.unparse(node.left) in scope.numbers)


def _is_module(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in ("np", "numpy", "math", "scipy")


def _is_maker(node: Any) -> bool:
    """Return whether a part makes arrays of its index, as np.r_ does: without one it has entries without end."""
    return isinstance(node, ast.Name | ast.Attribute) and called(node) in ("r_", "c_", "s_", "mgrid", "ogrid")


def _local(node: ast.expr, scope: Scope) -> Iterator[Edited]:
    """Yield the edits of one part as a whole; a text, such as the key 'W' + str(l), is edited only by its numbers."""
    if _is_text(node):
        return
    if isinstance(node, ast.BinOp):
        yield from _of_operator(node)
        yield from regrouped(node)
        yield from _other_slopes(node)
        yield from _over_slopes(node)
        yield from reductions.reduced(node, scope.is_rich) if isinstance(node.op, ast.Mult) else ()
        yield from _rooted(node)
        yield from other_divisors(node, scope)
    elif isinstance(node, ast.Call):
        yield from _of_call(node)
        yield from reductions.other_axes(node, scope.arrays)
        yield from reductions.reduced(node, scope.is_rich)
    elif isinstance(node, ast.Compare):
        for other in COMPARED.get(type(node.ops[0]), ()):
            yield 1.0, with_field(node, "ops", [other()])
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        for value in {node.value + 1, node.value - 1, -node.value, 2, 0.5, 1, *scope.literals} - {node.value}:
            yield 1.2, ast.Constant(value) if value >= 0 else ast.UnaryOp(ast.USub(), ast.Constant(-value))
        for text in scope.arrays if scope.is_rich and node.value == 1 else ():  # what is left of a slope
            yield from ((1.4, parsed(form.replace("{}", text))) for form in ONES)
    elif isinstance(node, ast.UnaryOp):
        yield 0.9, node.operand
        if isinstance(node.op, ast.USub) and scope.numbers.get(ast.unparse(node.operand), 0.5).is_integer():
            yield 1.2, ast.BinOp(node, ast.Sub(), ast.Constant(1))  # of zs[-l]
            yield 1.2, ast.BinOp(node, ast.Add(), ast.Constant(1))
    elif isinstance(node, ast.Slice):
        yield from ((1.0, made) for made in reductions.of_slice(node))
    elif isinstance(node, ast.Tuple):  # of an index, or of a shape
        yield from ((1.0, with_field(node, "elts", each)) for each in reductions.exchanged(node.elts))
    elif isinstance(node, ast.Subscript) and not _is_maker(node.value):
        yield 1.4, node.value
        yield from ((1.4, new) for new in reductions.beside_neighbours(node))
        yield from ((1.2, new) for new in reductions.with_stride(node))
        if isinstance(node.slice, ast.BinOp) and ast.unparse(node.slice.right) == "1":
            yield 0.7, with_field(node, "slice", node.slice.left)  # h[t] for h[t + 1]
        if isinstance(node.slice, ast.Name) and float(scope.numbers.get(node.slice.id, 0.5)).is_integer():
            yield 1.1, with_field(node, "slice", ast.UnaryOp(ast.USub(), node.slice))  # zs[-l] for zs[l]
        if isinstance(node.slice, ast.Constant | ast.UnaryOp) and ast.unparse(node.value) in scope.arrays:
            text = ast.unparse(node.value)  # the share of one sample
            yield 1.3, parsed(f"{text}.sum(axis=0)")
            yield 1.35, parsed(f"{text}.sum(axis=0, keepdims=True)")
    yield from _transposed(node, scope)
    yield from other_names(node, scope)
    if scope.is_rich:
        yield from _with_more(node, scope)


def _is_text(node: ast.expr) -> bool:
    """Return whether a part is a text, or is joined with one."""
    if isinstance(node, ast.BinOp):
        return _is_text(node.left) or _is_text(node.right)
    is_made = isinstance(node, ast.Call) and called(node.func) in ("str", "format")
    return is_made or isinstance(node, ast.JoinedStr) or isinstance(getattr(node, "value", None), str)


def _with_more(node: ast.expr, scope: Scope) -> Iterator[Edited]:
    """Yield a part with a factor or a term beside it that it may lack."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        for number in (2, 3):
            yield 1.4, ast.BinOp(ast.Constant(number), ast.Mult(), node)
    shape = scope.arrays.get(ast.unparse(node), ()) if isinstance(node, NAMED) else ()
    if isinstance(node, ast.Name) and len(shape) == 2 and len(set(shape)) == 1:
        yield 1.7, ast.BinOp(node, ast.Add(), turned(node))
    is_own = isinstance(node, ast.Attribute) and ast.unparse(node) in {*scope.arrays, *scope.numbers}
    if is_own or isinstance(node, ast.Name | ast.BinOp | ast.Subscript):
        for text, its in scope.arrays.items():
            other = turned(parsed(text)) if its != shape == its[::-1] else parsed(text)
            for cost, op in ((1.5, ast.Mult), (1.6, ast.Sub), (1.7, ast.Add), (1.8, ast.Div)):
                yield cost, ast.BinOp(node, op(), other)
            for form in SLOPES:
                yield 1.7, ast.BinOp(node, ast.Mult(), parsed(form.replace("{}", text)))
            for forgotten in scope.idle:
                term = ast.BinOp(parsed(text), ast.Mult(), parsed(forgotten))
                yield from ((1.6, ast.BinOp(node, op(), term)) for op in (ast.Sub, ast.Add))


def _of_operator(node: ast.BinOp) -> Iterator[Edited]:
    """Yield an operation with another operator, its operands exchanged or transposed, or one of them alone."""
    a, b, op = node.left, node.right, node.op
    yield from ((cost, with_field(node, "op", other())) for cost, other in OTHERS.get(type(op), ()))
    if isinstance(op, ast.MatMult | ast.Sub | ast.Div):
        yield 0.9, ast.BinOp(b, op, a)
    if isinstance(op, ast.Mult):
        yield 1.1, ast.BinOp(b, ast.Div(), a)
    if isinstance(op, ast.Add):
        yield 1.0, ast.BinOp(b, ast.Sub(), a)
    sides: tuple[tuple[float, ast.expr, ast.expr], ...] = ()
    if isinstance(op, ast.MatMult):
        sides = (1.5, turned(a), turned(b)), (1.0, turned(b), turned(a)), (1.5, b, turned(a)), (1.5, turned(b), a)
    if isinstance(op, ast.Mult):
        yield from ((1.4, ast.Call(parsed("np.outer"), pair, [])) for pair in ([a, b], [b, a]))
        sides = (1.4, turned(a), b), (1.4, a, turned(b)), (1.5, b, a), (1.5, turned(b), a), (1.5, b, turned(a))
    yield from ((cost, ast.BinOp(left, ast.MatMult(), right)) for cost, left, right in sides)
    if isinstance(op, ast.MatMult):
        yield 1.6, ast.BinOp(turned(a), ast.Mult(), b)
    yield from ((1.0, a),) if isinstance(op, ast.Pow) else ((1.1, a), (1.1, b))
    if isinstance(op, ast.Sub):
        yield 1.15, negated(b)
    if isinstance(op, ast.Mult) and isinstance(a, ast.BinOp) and isinstance(a.op, ast.Mult):
        yield 1.25, a.left


def regrouped(node: ast.BinOp) -> Iterator[Edited]:
    """Yield an operation with other brackets: 1 - p ** 2 for (1 - p) ** 2, a / (b * c) for a / b * c."""
    if isinstance(node.left, ast.BinOp):
        yield 1.1, ast.BinOp(node.left.left, node.left.op, ast.BinOp(node.left.right, node.op, node.right))
    if isinstance(node.right, ast.BinOp):
        yield 1.1, ast.BinOp(ast.BinOp(node.left, node.op, node.right.left), node.right.op, node.right.right)


def _other_slopes(node: ast.BinOp) -> Iterator[Edited]:
    """Yield the slope of another activation in the place of one: h * (1 - h) for 1 - h ** 2.

    >>> [ast.unparse(new) for _, new in _other_slopes(parsed("d * h * (1 - h)"))]
    ['d * (1 - h)', 'd * (1 - h ** 2)']
    """
    slopes: list[tuple[ast.expr | None, ast.BinOp]] = [(None, node)]
    left, operators = node.left, (node.op, getattr(node.left, "op", None))
    if isinstance(left, ast.BinOp) and all(isinstance(op, ast.Mult) for op in operators):
        slopes.append((left.left, ast.BinOp(left.right, ast.Mult(), node.right)))
    for rest, slope in slopes:
        text = ast.unparse(slope)
        for inner in dict.fromkeys(texts_in(slope)):
            forms = [ast.unparse(parsed(form.replace("{}", inner))) for form in SLOPES]
            for form in [each for each in forms if each != text] if text in forms else ():
                if rest is None:
                    yield 1.1, parsed(form)
                elif ">" not in form:  # 1 for what is always above 0: as if nothing stood there
                    yield 1.1, ast.BinOp(rest, ast.Mult(), parsed(form))


def _over_slopes(node: ast.BinOp) -> Iterator[Edited]:
    """Yield a difference over a slope of its arrays: (p - y) / (p * (1 - p)) is what cross-entropy sends to p."""
    sides = (node.left, node.right) if isinstance(node.op, ast.Sub) else ()
    for side in sides:
        if isinstance(side, NAMED):
            yield 1.0, ast.BinOp(node, ast.Div(), parsed("{0} * (1 - {0})".format(ast.unparse(side))))


def _of_call(node: ast.Call) -> Iterator[Edited]:
    if isinstance(node.func, ast.Attribute):
        yield from _of_method(node, node.func)
    if getattr(node.func, "attr", "") in REDUCING:
        return
    for i, word in enumerate(node.keywords):
        if word.arg not in ("axis", "keepdims"):
            yield 1.1, with_field(node, "keywords", [*node.keywords[:i], *node.keywords[i + 1 :]])
        for axis in (0, 1, -1) if word.arg == "axis" else ():
            other = ast.keyword("axis", ast.Constant(axis))
            yield 1.0, with_field(node, "keywords", [*node.keywords[:i], other, *node.keywords[i + 1 :]])
    if len(node.args) == 1 and not node.keywords:
        yield 1.3, node.args[0]


def _of_method(node: ast.Call, method: ast.Attribute) -> Iterator[Edited]:
    """Yield the edits of a call of np.sum, or of x.sum, that go by its name."""
    name, is_module = method.attr, _is_module(method.value)
    if name in PAIRED:
        yield 1.0, with_field(node, "func", with_field(method, "attr", PAIRED[name]))
    if name == "dot":
        yield 1.1, with_field(node, "func", with_field(method, "attr", "outer"))
    if len(node.args) == 2 and name in ("dot", "matmul", "outer", "subtract", "divide"):
        a, b = node.args
        for args in (
            [b, a],
            [turned(a), b],
            [a, turned(b)],
            [turned(b), a],
            [b, turned(a)],
            [turned(a), turned(b)],
            [turned(b), turned(a)],
        ):
            yield 1.0 + 0.2 * (len(args) > 0), with_field(node, "args", args)
    first = node.args[0] if node.args else None
    if name == "einsum" and isinstance(first, ast.Constant) and isinstance(first.value, str):
        for text in reductions.of_einsum(first.value):
            yield 1.0, with_field(node, "args", [ast.Constant(text), *node.args[1:]])
    if name in ("transpose", "swapaxes"):
        array, order = (node.args[0], node.args[1:]) if is_module else (method.value, node.args)
        yield 0.9, array
        for each in reductions.exchanged(order):
            yield 1.1, with_field(node, "args", [*node.args[: -len(order)], *each])
    if name == "reshape":
        yield from ((1.0, with_field(node, "args", each)) for each in reductions.exchanged(node.args))
    if name in REDUCING:
        yield 1.2, node.args[0] if is_module and node.args else method.value
        kept = [word for word in node.keywords if word.arg not in ("axis", "keepdims")]
        yield from ((1.0, with_field(node, "keywords", [*kept, *options])) for options in over_axes())


TURNED = {3: ("{}.transpose(0, 2, 1)",), 4: ("{}.transpose(0, 1, 3, 2)", "{}.transpose(0, 2, 1, 3)")}
"""How arrays of so many axes are transposed sample by sample, where the script does not show it."""


def _rooted(node: ast.BinOp) -> Iterator[Edited]:
    """Yield a quotient with the root of what it is divided by beside an ε: m / (np.sqrt(v) + eps)."""
    below = node.right
    if isinstance(node.op, ast.Div) and isinstance(below, ast.BinOp) and isinstance(below.op, ast.Add):
        root = parsed(f"np.sqrt({ast.unparse(below.left)})")
        yield 0.6, with_field(node, "right", with_field(below, "left", root))


def _transposed(node: ast.expr, scope: Scope) -> Iterator[Edited]:
    if isinstance(node, ast.Name | ast.Attribute | ast.Subscript | ast.Call) and not _is_module(node):
        axes = len(scope.arrays.get(ast.unparse(node), (1, 1)))
        if axes > 1:
            yield 0.8 if axes == 2 else 1.4, turned(node)
        for form in (*scope.turned, *TURNED.get(axes, ())) if axes > 2 else ():
            yield 0.8 if form in scope.turned else 0.9, parsed(form.replace("{}", ast.unparse(node)))
    elif isinstance(node, ast.BinOp):
        yield 1.4, turned(node)


def _reindexed(expression: ast.expr, scope: Scope) -> Iterator[Edited]:
    """Yield an expression with an index in the place of a number: t[k] for t[0], where k counts something here."""
    indices = [node.slice for node in every(expression, ast.Subscript)]
    counts = [text for text, number in scope.numbers.items() if text.isidentifier() and float(number).is_integer()]
    near = {node.id: 1.1 for node in indices if isinstance(node, ast.Name)}
    costs = {**dict.fromkeys((*scope.zeros, *counts[:MOST_COUNTS]), 1.2), **near}

    def other(node: ast.expr) -> Iterator[Edited]:
        parts = node.slice.elts if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple) else []
        for name, cost in costs.items():
            if isinstance(node, ast.Subscript) and _is_count(node.slice):
                yield cost, with_field(node, "slice", ast.Name(name, ast.Load()))
            for i in [i for i, part in enumerate(parts) if _is_count(part)]:
                made = [*parts[:i], ast.Name(name, ast.Load()), *parts[i + 1 :]]
                yield cost, with_field(node, "slice", ast.Tuple(made, ast.Load()))

    yield from everywhere(expression, other)


def _is_count(index: ast.expr) -> bool:
    """Return whether an index is a whole number that is written there, such as 0 or -1, or counts to the end: T - 1."""
    number = index.operand if isinstance(index, ast.UnaryOp) else index
    is_last = isinstance(index, ast.BinOp) and isinstance(index.left, ast.Name) and ast.unparse(index.right) == "1"
    return is_last or (isinstance(number, ast.Constant) and type(number.value) is int)
