"""A hundred thousand random graphs: first and second derivatives against formulas that SymPy differentiated.

`pytest -m slow tests/test_many_graphs.py` runs them all and prints a log, which is kept as
`benchmarks/results/random_graphs.txt`. A sample of the same graphs runs with all other tests.

The oracle shares nothing with the engine, neither rules nor method. A row's formula is written down once more, as a
value without derivatives; SymPy differentiates it twice; and the chain rule goes forwards, from the leaves to the
result, carrying with each number its gradient and its second derivatives for all leaves. The engine goes backwards.
"""

import contextlib
import functools
import itertools
import math
import operator
import platform
import random
import textwrap
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import partial, partialmethod

import mpmath
import pytest
import sympy

import engine
from engine import Value, derivatives
from engine.ops import OPERATORS, TABLE
from engine.recording import eager
from engine.table.primitive import ListOp
from engine.value import record
from tests.test_ops import exact_partial, exact_value

GRAPHS = 100_000
SAMPLE = 300
TOLERANCE = 1e-12

# --- the oracle: formulas, differentiated by SymPy -----------------------------------------------

X, Y = sympy.symbols("x y", real=True)
LOGISTIC = 1 / (1 + sympy.exp(-X))
FORMULAS = {
    "add": X + Y,
    "sub": X - Y,
    "mul": X * Y,
    "div": X / Y,
    "pow": X**Y,
    "neg": -X,
    "identity": X,
    "abs": sympy.Piecewise((X, X > 0), (-X, True)),
    "exp": sympy.exp(X),
    "expm1": sympy.exp(X) - 1,
    "log": sympy.log(X),
    "log1p": sympy.log(1 + X),
    "log2": sympy.log(X) / sympy.log(2),
    "log10": sympy.log(X) / sympy.log(10),
    "logaddexp": sympy.log(sympy.exp(X) + sympy.exp(Y)),
    "sqrt": sympy.sqrt(X),
    "sin": sympy.sin(X),
    "cos": sympy.cos(X),
    "tan": sympy.tan(X),
    "asin": sympy.asin(X),
    "acos": sympy.acos(X),
    "atan": sympy.atan(X),
    "atan2": sympy.atan2(X, Y),
    "sinh": sympy.sinh(X),
    "cosh": sympy.cosh(X),
    "tanh": sympy.tanh(X),
    "asinh": sympy.asinh(X),
    "acosh": sympy.acosh(X),
    "atanh": sympy.atanh(X),
    "hypot": sympy.sqrt(X**2 + Y**2),
    "sigmoid": LOGISTIC,
    "softplus": sympy.log(1 + sympy.exp(X)),
    "relu": sympy.Piecewise((X, X > 0), (0, True)),
    "leaky_relu": sympy.Piecewise((X, X > 0), (Y * X, True)),
    "elu": sympy.Piecewise((X, X > 0), (Y * (sympy.exp(X) - 1), True)),
    "silu": X * LOGISTIC,
    "gelu": X * (1 + sympy.erf(X / sympy.sqrt(2))) / 2,
    "erf": sympy.erf(X),
    "erfc": sympy.erfc(X),
    "lgamma": sympy.loggamma(X),
    "digamma": sympy.polygamma(0, X),
    "polygamma": sympy.polygamma(X, Y),
    "max": sympy.Piecewise((X, X >= Y), (Y, True)),
    "min": sympy.Piecewise((X, X <= Y), (Y, True)),
    "step": sympy.Piecewise((1, X > 0), (0, True)),
    "sign": sympy.Piecewise((1, X > 0), (-1, True)),
}
"""What each row computes. The rows of lists are missing: they are made of these, in `as_list`."""

BY_MPMATH = {
    "loggamma": math.lgamma,
    "polygamma": lambda n, x: float(mpmath.psi(int(n), x)),  # math has none; mpmath's has 15 digits and more
}
NUMBER_FIRST = ("polygamma",)  # the first operand is a number: no derivative
ORDERS = {1: [(X,), (X, X)], 2: [(X,), (Y,), (X, X), (X, Y), (Y, Y)]}


def compiled(formula, symbols=(X, Y)):
    """A function of two numbers: the formula, then its first and second derivatives for the symbols."""
    wanted = [order for order in ORDERS[2] if set(order) <= set(symbols)]
    derivatives = [sympy.powsimp(sympy.diff(formula, *order)) for order in wanted]  # x**2 * 2 / x is 2 * x
    slots = [derivatives[wanted.index(order)] if order in wanted else sympy.Integer(0) for order in ORDERS[2]]
    return sympy.lambdify([X, Y], [formula, *slots], modules=[BY_MPMATH, "math"], cse=True)


COMPILED = {name: compiled(f, (Y,) if name in NUMBER_FIRST else (X, Y)) for name, f in FORMULAS.items()}
POWER_OF_A_NUMBER = compiled(FORMULAS["pow"], (X,))  # for a negative base: log x must not be asked for


@dataclass(frozen=True)
class Jet:
    """A number with its derivatives for all leaves: d[i] the first, dd[i, j] with i ≤ j the second ones."""

    x: float
    d: tuple[float, ...] = ()
    dd: tuple[float, ...] = ()

    @property
    def still(self):
        """Whether it is a constant."""
        return not self.d

    @property
    def size(self):
        """How large it is and how steep: 1 is ordinary."""
        return max(abs(self.x) / 2, *(abs(d) / 10 for d in self.d), *(abs(dd) / 50 for dd in self.dd), 0.0)


def chained(name, a, b):
    """One operation on two jets, by the chain rule of second order. The second one may be a stand-in."""
    function = POWER_OF_A_NUMBER if name == "pow" and b.still else COMPILED[name]
    out, fx, fy, fxx, fxy, fyy = function(a.x, b.x)
    if b.still:
        return Jet(out, tuple([fx * p for p in a.d]), tuple([fx * h + fxx * pp for h, pp in with_squares(a)]))
    if a.still:
        return Jet(out, tuple([fy * q for q in b.d]), tuple([fy * k + fyy * qq for k, qq in with_squares(b)]))
    first = tuple([fx * p + fy * q for p, q in zip(a.d, b.d, strict=True)])
    crossed = [a.d[i] * b.d[j] + a.d[j] * b.d[i] for i, j in places(len(a.d))]
    terms = zip(with_squares(a), with_squares(b), crossed, strict=True)
    return Jet(out, first, tuple([fx * h + fxx * pp + fy * k + fyy * qq + fxy * pq for (h, pp), (k, qq), pq in terms]))


@functools.cache
def places(many):
    """(i, j) with i ≤ j: where the second derivatives stand."""
    return list(itertools.combinations_with_replacement(range(many), 2))


def with_squares(jet):
    """Each second derivative, with the product of the first ones that it meets."""
    return [(dd, jet.d[i] * jet.d[j]) for dd, (i, j) in zip(jet.dd, places(len(jet.d)), strict=True)]


def as_list(name, jets):
    """The rows that take lists, from rows that take one or two operands."""
    if name == "dot":
        half = len(jets) // 2
        return as_list("sum", [chained("mul", a, b) for a, b in zip(jets[:half], jets[half:], strict=True)])
    if name == "logsumexp":
        total = as_list("sum", [chained("exp", jet, STAND_IN) for jet in jets])
        return chained("log", total, STAND_IN) if jets else Jet(-math.inf)
    total = Jet(float(name == "prod"))
    for jet in jets:
        total = chained("mul" if name == "prod" else "add", total, jet)
    return total


STAND_IN = Jet(0.0)


def jet_of(name, operands):
    """The oracle: the result of a row, or of detach, on jets."""
    if name == "detach":
        return Jet(operands[0].x)
    if isinstance(TABLE[name], ListOp):
        return as_list(name, operands)
    return chained(name, operands[0], operands[1] if len(operands) > 1 else STAND_IN)


# --- graphs ------------------------------------------------------------------------------------

# Where an operation is far enough from the edge of its domain, from kinks and poles that two right answers differ by
# rounding only.
ALLOWED = {
    "div": lambda x, y: abs(y) > 0.3,
    "pow": lambda x, y: x > 0.3 and abs(y) < 3,
    "log": lambda x: x > 0.3,
    "log2": lambda x: x > 0.3,
    "log10": lambda x: x > 0.3,
    "sqrt": lambda x: x > 0.3,
    "log1p": lambda x: x > -0.7,
    "tan": lambda x: abs(math.cos(x)) > 0.4,
    "asin": lambda x: abs(x) < 0.8,
    "acos": lambda x: abs(x) < 0.8,
    "atanh": lambda x: abs(x) < 0.8,
    "acosh": lambda x: x > 1.3,
    "lgamma": lambda x: x > 0.3,
    "digamma": lambda x: x > 0.3,
    "polygamma": lambda n, x: x > 0.5,
    "hypot": lambda x, y: abs(x) + abs(y) > 0.3,
    "atan2": lambda x, y: abs(x) + abs(y) > 0.3 and (y > 0.1 or abs(x) > 0.1),  # at y < 0 = x the angle jumps
    "max": lambda x, y: abs(x - y) > 1e-3,
    "min": lambda x, y: abs(x - y) > 1e-3,
    **dict.fromkeys(("abs", "relu", "step", "sign"), lambda x: abs(x) > 1e-3),
    **dict.fromkeys(("leaky_relu", "elu"), lambda x, y: abs(x) > 1e-3),
}
NAMES = [*TABLE, "detach"]
CONSTANTS = (2.0, 3.0, -1.0, 0.5)


@dataclass
class Graph:
    """A graph that no library knows: leaves, then steps (name, operands), and for each of them its jet.

    An operand that is an int is the place of a leaf or an earlier step; a float is a constant.
    """

    leaves: list[float]
    steps: list[tuple[str, tuple[int | float, ...]]] = field(default_factory=list)
    jets: list[Jet] = field(default_factory=list)
    usable: list[int] = field(default_factory=list)

    def __post_init__(self):
        many = len(self.leaves)
        for i, x in enumerate(self.leaves):
            self.jets.append(Jet(x, tuple([float(i == j) for j in range(many)]), (0.0,) * (many * (many + 1) // 2)))
        self.usable = list(range(many))

    def jet(self, operand):
        return self.jets[operand] if type(operand) is int else Jet(operand)

    def put(self, name, *operands):
        """One more step, and its place."""
        self.steps.append((name, operands))
        self.jets.append(jet_of(name, [*map(self.jet, operands)]))
        return len(self.jets) - 1

    def allowed(self, name, operands):
        numbers = [self.jet(x).x for x in operands]
        if name == "pow" and type(operands[1]) is float and operands[1] in (2.0, 3.0):
            return True  # of any base
        return name not in ALLOWED or ALLOWED[name](*numbers)

    def add_operation(self, name, rng):
        """A step with operands drawn at random; where the domain refuses them, they are moved into it."""
        operands = self.operands(name, rng)
        while not self.allowed(name, operands):
            which = rng.randrange(name in NUMBER_FIRST, len(operands))
            operands[which] = self.moved(operands[which], rng)
        place = self.put(name, *operands)
        size = self.jets[place].size
        self.usable.append(place if size <= 1 else self.put("mul", place, 1 / size))

    def moved(self, operand, rng):
        """Another number, and if the operand is a value one that depends on it."""
        return (
            rng.uniform(-2, 2)
            if type(operand) is float
            else self.put("add", self.put("mul", operand, rng.uniform(-0.2, 0.2)), rng.uniform(-2, 2))
        )

    def operands(self, name, rng):
        """Mostly earlier values, the same one twice now and then; at least one of them, except in a list."""
        if name in TABLE and isinstance(TABLE[name], ListOp):
            many = rng.randrange(name == "logsumexp", 6) * TABLE[name].lists
            return [rng.choice(self.usable) if rng.random() < 0.8 else rng.uniform(-2, 2) for _ in range(many)]
        found = [rng.choice(self.usable) for _ in (TABLE[name].partials if name in TABLE else "x")]
        if name in NUMBER_FIRST:
            found[0] = float(rng.randrange(4))
        elif len(found) == 2 and rng.random() < 0.3:
            found[rng.randrange(2)] = rng.choice([*CONSTANTS, rng.uniform(-2, 2)])
        return found

    def finish(self):
        """The last step: the sum of all leaves and all steps that nothing else used."""
        used = {x for _, operands in self.steps for x in operands if type(x) is int}
        self.put("sum", *[i for i in range(len(self.jets)) if i < len(self.leaves) or i not in used])
        return self

    def run(self, functions, leaves):
        """All values, computed by `functions`; the last one is the result."""
        values = list(leaves)
        for name, operands in self.steps:
            values.append(functions[name](*[values[x] if type(x) is int else x for x in operands]))
        return values


def random_graph(seed, first=None):
    """The graph of this number: always the same one. It begins with an operation of the row `first`."""
    rng = random.Random(seed)
    graph = Graph([rng.uniform(-2, 2) for _ in range(rng.randint(1, 3))])
    graph.add_operation(first or NAMES[seed % len(NAMES)], rng)
    for _ in range(rng.randint(2, 8)):
        graph.add_operation(rng.choice(NAMES), rng)
    return graph.finish()


# --- the engine --------------------------------------------------------------------------------


def on_lists(row):
    """A row that takes lists, called with operands in order."""
    return lambda *operands: row(*row.split(operands))


def by_method(row):
    """v.tanh(); for a float, which a row gives for an empty list, engine.tanh(x)."""
    return lambda x: getattr(x, row.name)() if isinstance(x, Value) else row(x)


def detach(x):
    return x.detach() if isinstance(x, Value) else x


WRITTEN = {
    **{name: by_method(row) for name, row in TABLE.items() if len(row.partials) == 1},
    **{name: getattr(engine, name) for name, row in TABLE.items() if len(row.partials) == 2 and name not in OPERATORS},
    **{name: on_lists(getattr(engine, name)) for name, row in TABLE.items() if isinstance(row, ListOp)},
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "div": operator.truediv,
    "pow": operator.pow,
    "neg": operator.neg,
    "abs": abs,
    "detach": detach,
}
RECORDED = {**{name: partial(record, row) for name, row in TABLE.items()}, "detach": detach}


def second_derivatives(first, leaves):
    """The upper triangle of the Hessian, in order, by `grad` of each gradient."""
    return [h.data for i, d in enumerate(first) for h in derivatives.grad(d, leaves[i:])]


def by_backward(root, leaves):
    """The gradients that `root.backward()` leaves behind."""
    for leaf in leaves:
        leaf.grad = None
    root.backward()
    return [leaf.grad for leaf in leaves]


def difference(found, expected):
    """The largest difference of two lists of numbers, relative to the largest number or to 1."""
    scale = max(1.0, *map(abs, expected))
    return max(abs(f - e) for f, e in zip(found, expected, strict=True)) / scale


def check(graph, functions):
    """The largest relative difference between engine and oracle; AssertionError if it is more than rounding."""
    leaves = [Value(x) for x in graph.leaves]
    values = graph.run(functions, leaves)
    root, jet, many = values[-1], graph.jets[-1], len(leaves)
    first = derivatives.grad(root, leaves)
    differences = {
        "values": difference([getattr(v, "data", v) for v in values], [j.x for j in graph.jets]),
        "backward": difference(by_backward(root, leaves), jet.d),
        "grad": difference([d.data for d in first], jet.d),
        "grad of grad": difference(second_derivatives(first, leaves), jet.dd),
        "backward of grad": difference(by_backward(first[0], leaves), jet.dd[:many]),
    }
    assert all(d <= TOLERANCE for d in differences.values()), (differences, graph)  # so that NaN fails, too
    return differences


# --- the tests -----------------------------------------------------------------------------------


def test_the_oracle_knows_every_row():
    assert {*FORMULAS, "sum", "prod", "dot", "logsumexp"} == set(TABLE)
    assert set(WRITTEN) == set(RECORDED) == set(NAMES)


@pytest.mark.parametrize("row", TABLE.values(), ids=lambda row: row.name)
def test_the_oracle_agrees_with_mpmath(row):
    """Nothing of the engine here: the values and derivatives that SymPy found are those of 50 digits."""
    for point in row.samples:
        moving = range(row.name in NUMBER_FIRST, len(point))
        graph = Graph([point[i] for i in moving])
        operands = [*point[: moving.start], *range(len(moving))]
        jet = graph.jets[graph.put(row.name, *operands)]
        assert jet.x == pytest.approx(float(exact_value(row, point)), rel=1e-13, abs=1e-16)
        orders = [tuple(int(i == j) for j in range(len(point))) for i in moving]
        twice = [tuple(map(operator.add, orders[i], orders[j])) for i, j in places(len(moving))]
        assert jet.d == pytest.approx(
            [float(exact_partial(row, order, point)) for order in orders], rel=1e-12, abs=1e-16
        )
        assert jet.dd == pytest.approx(
            [float(exact_partial(row, order, point)) for order in twice], rel=1e-11, abs=1e-15
        )


def test_the_graphs_are_what_they_should_be():
    graphs = [random_graph(seed) for seed in range(SAMPLE)]
    names = Counter(name for graph in graphs for name, _ in graph.steps)
    assert set(names) == set(NAMES)
    assert sum(names.values()) > 10 * SAMPLE
    uses = [Counter(x for _, operands in graph.steps for x in operands if type(x) is int) for graph in graphs]
    assert all(max(u.values()) > 1 for u in uses)  # something is shared in each
    assert {len(graph.leaves) for graph in graphs} == {1, 2, 3}
    assert all(any(graph.jets[-1].dd) for graph in graphs[:20])
    assert random_graph(7) == graphs[7]


@pytest.mark.parametrize("seeds", [range(i, SAMPLE, 10) for i in range(10)], ids=lambda seeds: f"from {seeds.start}")
def test_a_sample_of_the_graphs(seeds):
    for seed in seeds:
        check(random_graph(seed), WRITTEN if seed % 2 else RECORDED)


@pytest.mark.slow
def test_a_hundred_thousand_graphs(capsys):
    log = Log()
    for seed in range(GRAPHS):
        graph = random_graph(seed)
        log.add(graph, check(graph, WRITTEN if seed % 2 else RECORDED))
    with capsys.disabled():
        print(f"\n{log}")
    assert min(log.rows.values()) > GRAPHS / len(NAMES)


class Log:
    """What the long run has seen."""

    def __init__(self):
        self.start, self.graphs, self.rows, self.largest = time.perf_counter(), 0, Counter(), Counter()

    def add(self, graph, differences):
        self.graphs += 1
        self.rows.update(name for name, _ in graph.steps)
        self.largest |= Counter(differences)  # the larger of both

    def __str__(self):
        minutes = (time.perf_counter() - self.start) / 60
        rows = [f"{name} {self.rows[name]:,}" for name in NAMES]
        return "\n".join(
            [
                "pytest -m slow tests/test_many_graphs.py",
                f"{self.graphs:,} random graphs, {sum(self.rows.values()):,} operations, {minutes:.1f} minutes "
                f"(Python {platform.python_version()}, SymPy {sympy.__version__})",
                "First and second derivatives agree with those of SymPy's formulas, chained forwards.",
                f"Largest difference, relative to the largest number compared or to 1 (allowed: {TOLERANCE:.0e}):",
                *[f"  {what:<18}{self.largest[what]:.1e}" for what in self.largest],
                f"How often each of the {len(TABLE)} rows was used:",
                *textwrap.wrap(", ".join(rows), 110, initial_indent="  ", subsequent_indent="  "),
            ]
        )


# --- the same check refuses wrong rules ------------------------------------------------------------


@contextlib.contextmanager
def replaced_rule(row, index, change):
    """The row with one rule changed, for as long as the block lasts."""
    right = row.partials
    object.__setattr__(row, "partials", (*right[:index], change(right[index]), *right[index + 1 :]))
    try:
        yield
    finally:
        object.__setattr__(row, "partials", right)


def wrong_first(rule):
    """The partial off by 1e-6; of a list the first one."""

    def wrong(*xs):
        found = rule(*xs)
        if isinstance(found, list):
            return [p + 1e-6 * (place == 0) for place, p in enumerate(found)]
        return found + 1e-6

    return wrong


def wrong_second(rule):
    """The partial itself is right, its derivative is not: added is x - x, where one x is taken for a number."""

    def wrong(*xs):
        found, nothing = rule(*xs), 0.0
        for x in itertools.chain(*[x if isinstance(x, list) else [x] for x in xs[:-1]]):
            nothing += (x - x.data) * 1e-6 if isinstance(x, Value) else 0.0
        return [p + nothing for p in found] if isinstance(found, list) else found + nothing

    return wrong


RULES = [(row, i) for row in TABLE.values() for i, rule in enumerate(row.partials) if rule is not None]


@pytest.fixture
def plain_operators(monkeypatch):
    """Operators that read the table each time: the fast ones are made from the rules before these are changed."""
    for name, method in eager.OPERATOR_METHODS.items():
        row = TABLE[name]
        monkeypatch.setattr(Value, method, partialmethod(lambda self, row, *other: record(row, self, *other), row))
        reflected = partialmethod(lambda self, row, *other: record(row, *other, self), row)
        monkeypatch.setattr(Value, method.replace("__", "__r", 1), reflected, raising=False)


@pytest.mark.usefixtures("plain_operators")
@pytest.mark.parametrize("wrong", [wrong_first, wrong_second], ids=lambda wrong: wrong.__name__)
@pytest.mark.parametrize(("row", "index"), RULES, ids=lambda case: getattr(case, "name", case))
def test_a_wrong_rule_is_found(row, index, wrong):
    graphs = [random_graph(seed, first=row.name) for seed in range(40)]
    with replaced_rule(row, index, wrong), pytest.raises(AssertionError):
        [check(graph, RECORDED) for graph in graphs]
