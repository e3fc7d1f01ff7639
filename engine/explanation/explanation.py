"""`explain`: where the number ∂L/∂w comes from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from engine.explanation import listing
from engine.explanation.document import EQUALS, added, num
from engine.explanation.names import Names
from engine.explanation.neurons import by_neurons
from engine.explanation.routes import Route, RouteGraph, Routes
from engine.graph import with_leaves
from engine.recording.blocks import check_recorded
from engine.recording.places import role_of
from engine.table.checks import describe
from engine.table.console import PrintedText
from engine.table.reports import Block, Equation, Heading, Printable, Text, as_latex, plain
from engine.value import Value

LISTED = 8  # how many routes are shown, unless more are asked for

MOST = 64  # how many are listed where all are asked for


def explain(loss: Value, w: Value, *, routes: int | Literal["all"] | None = None, program: Any = None) -> Explanation:
    """Explain ∂loss/∂w: every route from the loss to w, its local derivatives, its product, and their sum.

    A value of a network (`nn` marks them) is explained by its neuron, and no further: ∂L/∂w_ij = δ_i · x_j, and where
    δ_i comes from. With routes="all" or a number follow why the routes through the other neurons of the layer are
    zero, and the routes. What is explained is this loss alone, from the local derivatives recorded with it: `.grad`
    is neither needed nor changed. A value without a label has the name that stands in its box in `draw(loss)`.

    Args:
        loss: the result that is differentiated; any Value.
        w: any Value: a weight, an input, or something between.
        routes: how many routes are listed; of more the heaviest are shown, and the others summed up. "all" lists up
            to 64; None up to 8, and for a value of a network none.
        program: what `vectorize` derived from this loss; then the lines of its source are named that compute the
            gradient for all entries at once.

    Returns:
        An `Explanation`: print it, or let a notebook show it. `.text(ascii=True)`, `.latex` and `.markdown` are
        the same in other forms; `.gradient`, `.count` and `.routes` are the numbers.

    Raises:
        TypeError: if loss or w is not a Value, w is a constant, or `routes` not a whole number of 1 or more.
        RuntimeError: if the loss is a constant, such as a result made under `no_grad`.

    >>> a, b = Value(2.0, label="a"), Value(-3.0, label="b")
    >>> y = a * b + a
    >>> y.label = "y"
    >>> print(explain(y, a))
      ∂y/∂a = −2.000
    <BLANKLINE>
    Both routes from y to a, with the local derivative on each edge:
      operation     value   local derivative   number
      y = v1 + a   −4.000   ∂y/∂v1              1.000
                            ∂y/∂a               1.000
      v1 = a · b   −6.000   ∂v1/∂a = b         −3.000
      1. ∂y/∂v1 · ∂v1/∂a = (1.000) · (−3.000) = −3.000
      2. ∂y/∂a = 1.000
      ∂y/∂a = (−3.000) + (1.000) = −2.000
    """
    check(loss, w, routes, program)
    graph = RouteGraph(loss)
    more = [] if program is None else in_program(program, w)
    most = MOST if routes == "all" else routes or LISTED
    return Explanation(graph, Routes(graph, w), most, more, short=routes is None)


class Explanation(Printable):
    """What `explain` found.

    gradient  ∂L/∂w, as `backward` computes it
    count     how many routes lead from the loss to w, exactly
    routes    the routes that are listed: each has `edges` (result, position, operand, partial) and a `product`
    rest      the sum over all routes that are not listed
    total     the sum over all routes
    terms     for a value of a network, what reaches it from each pre-activation (of each sample): `source`, its
              `adjoint` δ, the `slope` ∂source/∂w such as x_j, and their `product`; they too add up to the gradient
    """

    def __init__(
        self, graph: RouteGraph, routes: Routes, most: int, more: Sequence[Block] = (), *, short: bool = False
    ) -> None:
        self.gradient = graph.adjoints.get(routes.w, 0.0)
        self.count = routes.count
        listed, self.rest = routes.heaviest(most)
        if len(listed) == routes.count:  # first operands first
            listed.sort(key=lambda route: [edge.position for edge in route.edges])
        self.routes: tuple[Route, ...] = tuple(listed)
        self.total = added([*(route.product for route in listed), self.rest])
        self.terms = tuple(graph.terms(routes.w)) if role_of(routes.w) and routes.count else ()
        self._blocks = [*blocks(graph, routes, listed, self.rest, short), *more]

    def content(self) -> Sequence[Block]:
        """Return the blocks of the explanation, in order.

        >>> x = Value(3.0, label="x")
        >>> print(explain(x * x, x).text(ascii=True))
          dL/dx = 6.000
        <BLANKLINE>
        Both routes from L to x, with the local derivative on each edge:
          operation   value   local derivative   number
          L = x^2     9.000   dL/d(1st x) = x     3.000
                              dL/d(2nd x) = x     3.000
          1. dL/d(1st x) = 3.000
          2. dL/d(2nd x) = 3.000
          dL/dx = (3.000) + (3.000) = 6.000
        """
        return self._blocks

    @property
    def latex(self) -> str:
        """The explanation as displayed equations, one for each line: $$…$$. Each stands for itself."""
        return PrintedText(as_latex(self._blocks))

    def _repr_latex_(self) -> str:
        return self.latex


def check(loss: Any, w: Any, routes: Any, program: Any) -> None:
    """Raise TypeError, ValueError or RuntimeError for what cannot be explained, and say what can."""
    for who, value in (("loss", loss), ("w", w)):
        if not isinstance(value, Value):
            raise TypeError(
                f"explain got {who} = {describe(value)}; it explains the derivative of one Value with respect to one "
                "Value, such as explain(loss, model.layers[0].neurons[1].w[0])."
            )
    check_recorded(loss, "explain got as loss")
    if not w.requires_grad:
        raise TypeError(
            f"explain got a constant as w, {w!r}: nothing is differentiated with respect to a constant. Make it a leaf "
            "before the loss is computed: Value(…)."
        )
    whole = isinstance(routes, int) and not isinstance(routes, bool) and routes >= 1
    if program is not None and not (hasattr(program, "where") and hasattr(program, "lines")):
        needed = "what vectorize derived from this loss is needed, such as vectorize(loss, model)"
        raise TypeError(f"explain got program={describe(program)}; {needed}.")
    if not whole and routes is not None and routes != "all":
        raise TypeError(f'explain got routes={describe(routes)}; a whole number of 1 or more is needed, or "all".')


def blocks(graph: RouteGraph, routes: Routes, listed: list[Route], rest: float, short: bool) -> list[Block]:
    """Return all blocks of an explanation in order; if it is `short`, for a value of a network its neuron's alone."""
    names, shown = Names(graph, routes.w), listing.shown_edges(listed)
    names.invent(value for edge in shown for value in (edge.result, edge.operand))
    goal = names.gradient(routes.w)
    parts: list[Block]
    if not routes.count:
        parts = [Equation(goal, [(EQUALS, num(0.0))]), no_route(names, routes.w)]
    elif routes.w is graph.loss:
        said = "Both are the same value, so a small step of one is the same step of the other."
        parts = [Equation(goal, [(EQUALS, plain("1"))]), Text([said])]
    elif (parts := by_neurons(graph, names, routes.w, short=short)) and short:
        parts.append(Text(['Each route, edge by edge: routes="all".']))
        shown = []
    else:
        parts = parts or [Equation(goal, [(EQUALS, num(graph.adjoints[routes.w]))])]
        parts += listing.list_of_routes(graph, routes, listed, rest, names)
    return [*parts, *listing.notes(graph, routes, shown, names)]


def in_program(program: Any, w: Value) -> list[Block]:
    """Return the lines of a derived program that stand for this gradient."""
    where = program.where(w)
    found = [f"line {n}, {text}" for n, text in program.lines(w) if text.startswith((f"d{where.array}", "np.add.at"))]
    said = "; ".join(found) or "no line: nothing asks for it"
    gradient = f"This gradient is {'part of ' * where.part}d{where.entry}: {said}."
    return [Heading(["In the derived program"]), Text([gradient])]


def no_route(names: Names, w: Value) -> Text:
    """Return why a gradient is 0 where nothing leads from the loss to w."""
    loss, w_name = names.of(names.loss), names.of(w)
    if names.loss in with_leaves(w):
        swapped = ": are the two arguments the wrong way round? explain(loss, w) takes the result first."
        return Text(
            ["no route: 0. ", loss, " was not computed from ", w_name, ", but ", w_name, " from ", loss, swapped]
        )
    why = (
        " was not computed from this Value, so it does not change with it. If it should, look for a place where a new "
        "Value took its name (w = w - lr * w.grad makes one), or where detach() or no_grad cut the graph."
    )
    return Text(["no route: 0. ", loss, why])
