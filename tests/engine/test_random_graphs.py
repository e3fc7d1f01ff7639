"""Random expression graphs against HIPS autograd, and the fast methods against the plain ones.

A graph is first drawn as a program, a list of steps that no library knows, and then run by each of them. The
draw keeps every operation inside its domain and away from kinks, and every value of order one, so that two right
answers differ by rounding only.
"""

import contextlib
import copy
import itertools
import math
import operator
import pickle
from dataclasses import dataclass
from functools import partial
from random import Random

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from autograd.extend import defvjp, primitive
from autograd.tracer import getval
from hypothesis import Phase, given, reject, settings
from hypothesis import strategies as st

import engine
from engine import NOT_COMPUTED, DomainError, Value, detect_anomaly, no_grad, operators
from engine.graph import topological_order, with_leaves
from engine.ops import OPERATORS, TABLE
from engine.recording import blocks, sums
from engine.table import generate
from engine.table.primitive import ListOp
from engine.table.symbol import Symbol
from engine.value import record
from tests.examples import part
from tests.graphs import WRITTEN, replaced_rule
from tests.oracles import LIST_ROWS, NUMBER_FIRST, PARTIALS, ROWS, halves, mp
from tests.ways import (
    PYTHON_OPERATORS,
    through_function,
    through_method,
    through_operator,
    through_row,
    through_tuples,
    through_unbound_method,
)

PLANTED = settings(phases=[Phase.generate], max_examples=60)  # it ends with the first one that fails

# --- programs ----------------------------------------------------------------------------------

PLAIN = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "div": operator.truediv,
    "pow": operator.pow,
    "neg": operator.neg,
    "identity": lambda x: x,
    "abs": abs,
    "exp": math.exp,
    "expm1": math.expm1,
    "log": math.log,
    "log1p": math.log1p,
    "log2": math.log2,
    "log10": math.log10,
    "logaddexp": lambda x, y: math.log(math.exp(x) + math.exp(y)),
    "sqrt": math.sqrt,
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "asin": math.asin,
    "acos": math.acos,
    "atan": math.atan,
    "atan2": math.atan2,
    "sinh": math.sinh,
    "cosh": math.cosh,
    "tanh": math.tanh,
    "asinh": math.asinh,
    "acosh": math.acosh,
    "atanh": math.atanh,
    "hypot": math.hypot,
    "sigmoid": lambda x: 1 / (1 + math.exp(-x)),
    "softplus": lambda x: math.log(1 + math.exp(x)),
    "relu": lambda x: max(x, 0.0),
    "leaky_relu": lambda x, slope: x if x > 0 else slope * x,
    "elu": lambda x, alpha: x if x > 0 else alpha * (math.exp(x) - 1),
    "silu": lambda x: x / (1 + math.exp(-x)),
    "gelu": lambda x: x * (1 + math.erf(x / math.sqrt(2))) / 2,
    "erf": math.erf,
    "erfc": math.erfc,
    "lgamma": math.lgamma,
    "digamma": lambda x: float(mp.digamma(x)),
    "polygamma": lambda n, x: float(mp.psi(int(n), x)),
    "max": max,
    "min": min,
    "step": lambda x: float(x > 0),
    "sign": lambda x: math.copysign(1.0, x),
    "sum": lambda *xs: math.fsum(xs),
    "prod": lambda *xs: math.prod(xs),
    "dot": lambda *xs: math.fsum(map(operator.mul, *halves(xs))),
    "logsumexp": lambda *xs: math.log(math.fsum(map(math.exp, xs))),
    "detach": lambda x: x,
}
# Which operand has to be positive, above 1, or between -0.8 and 0.8 (where a tangent is of order one, too).
POSITIVE = {"log": 0, "log1p": 0, "log2": 0, "log10": 0, "sqrt": 0, "div": 1, "pow": 0, "atan2": 1, "hypot": 1}
POSITIVE |= {"lgamma": 0, "digamma": 0, "polygamma": 1}
ABOVE_1 = ("acosh",)
INSIDE = ("asin", "acos", "atanh", "tan")
KINK_AT_ZERO = ("abs", "relu", "leaky_relu", "elu", "step", "sign")
KINK_AT_TIE = ("max", "min")


@dataclass(frozen=True)
class Program:
    """Leaves, then steps (name, operands): an int is the place of a leaf or an earlier step, a float a constant.

    The result is the sum of all leaves and of all steps that no other step uses.
    """

    leaves: tuple[float, ...]
    steps: tuple[tuple[str, tuple[int | float, ...]], ...]

    def run(self, leaves, functions):
        """All values, in order, computed by `functions` (name → function); then the result."""
        values = list(leaves)
        for name, operands in self.steps:
            values.append(functions[name](*[values[x] if type(x) is int else x for x in operands]))
        used = {x for _, operands in self.steps for x in operands if type(x) is int}
        ends = [v for i, v in enumerate(values) if i < len(self.leaves) or i not in used]
        total = ends[0]
        for end in ends[1:]:
            total = functions["add"](total, end)
        return values, total


class Draft:
    """A program in the making, with the number that each step has."""

    def __init__(self, leaves):
        self.leaves = tuple(leaves)
        self.numbers = list(leaves)
        self.steps = []

    def number(self, operand):
        return self.numbers[operand] if type(operand) is int else operand

    def put(self, name, *operands):
        self.steps.append((name, operands))
        self.numbers.append(PLAIN[name](*map(self.number, operands)))
        return len(self.numbers) - 1

    def positive(self, operand):
        return self.put("add", self.put("mul", operand, operand), 0.5) if type(operand) is int else abs(operand) + 0.5

    def moved(self, operand):
        return self.put("add", operand, 0.7) if type(operand) is int else operand + 0.7

    def operation(self, name, operands):
        """The step, with what has to be done before it to stay in the domain, and after it to stay of order one."""
        operands = list(operands)
        whole_power = name == "pow" and operands[1] in (2.0, 3.0) and type(operands[1]) is float
        if name in POSITIVE and not whole_power:
            operands[POSITIVE[name]] = self.positive(operands[POSITIVE[name]])
        if name in ABOVE_1:
            operands[0] = self.put("add", self.positive(operands[0]), 0.8)
        if name in INSIDE:
            operands[0] = self.put("mul", self.put("sin", operands[0]), 0.8)
        if name in KINK_AT_ZERO and abs(self.number(operands[0])) < 1e-3:
            operands[0] = self.moved(operands[0])
        if name in KINK_AT_TIE and abs(self.number(operands[0]) - self.number(operands[1])) < 1e-3:
            moving = 0 if type(operands[0]) is int else 1
            operands[moving] = self.moved(operands[moving])
        place = self.put(name, *operands)
        if abs(self.numbers[place]) > 3:
            self.put("mul", place, 2 / abs(self.numbers[place]))


numbers = st.floats(-2, 2)
constants = st.sampled_from([2.0, 3.0, -1.0, 0.5]) | numbers


def operands_of(name, places):
    """Operands of a step: the same place several times, and constants, now and then."""
    row = TABLE.get(name)
    if isinstance(row, ListOp):
        sizes = st.sampled_from([2, 1, 3, 5, 6] + [0] * (name != "logsumexp")).map(row.lists.__mul__)
        return sizes.flatmap(lambda n: st.lists(places | places | constants, min_size=n, max_size=n))
    if name in NUMBER_FIRST:
        return st.tuples(st.sampled_from([0.0, 1.0, 2.0, 3.0]), places)
    if row is None or len(row.partials) == 1:
        return st.tuples(places)
    return st.tuples(places, places) | st.tuples(constants, places) | st.tuples(places, constants)


@st.composite
def programs(draw, row):
    """A program that begins with an operation of this row."""
    draft = Draft(draw(st.lists(numbers, min_size=1, max_size=3)))
    names = [row.name, *draw(st.lists(st.sampled_from([*TABLE, "detach"]), max_size=10))]
    for name in names:
        places = st.sampled_from([i for i, x in enumerate(draft.numbers) if abs(x) <= 3])
        draft.operation(name, draw(operands_of(name, places)))
    return Program(draft.leaves, tuple(draft.steps))


# --- the program, run by the engine and by autograd --------------------------------------------


def as_value(function):
    """The function; where it computes on numbers only and gives a number, that as a constant."""

    def compute(*operands):
        result = function(*operands)
        return result if isinstance(result, Value) else Value(result).detach()

    return compute


AS_WRITTEN = {name: as_value(function) for name, function in WRITTEN.items()}
AS_ROWS = {**TABLE, **{row.name: as_value(partial(through_row, row)) for row in LIST_ROWS}, "detach": Value.detach}


def by_mpmath(function):
    """A function of one number that autograd.numpy does not have; its derivative is mpmath's."""
    step = primitive(lambda x: float(function(float(x))))
    defvjp(step, lambda out, x: lambda g: g * float(mp.diff(function, mp.mpf(float(x)))))
    return step


erf = by_mpmath(mp.erf)
POLYGAMMA = [by_mpmath(partial(mp.psi, n)) for n in range(4)]
AUTOGRAD = {
    **PLAIN,
    "exp": anp.exp,
    "expm1": anp.expm1,
    "log": anp.log,
    "log1p": anp.log1p,
    "log2": anp.log2,
    "log10": anp.log10,
    "logaddexp": anp.logaddexp,
    "sqrt": anp.sqrt,
    "sin": anp.sin,
    "cos": anp.cos,
    "tan": anp.tan,
    "asin": anp.arcsin,
    "acos": anp.arccos,
    "atan": anp.arctan,
    "atan2": anp.arctan2,
    "sinh": anp.sinh,
    "cosh": anp.cosh,
    "tanh": anp.tanh,
    "asinh": anp.arcsinh,
    "acosh": anp.arccosh,
    "atanh": anp.arctanh,
    "hypot": lambda x, y: anp.sqrt(x * x + y * y),
    "abs": anp.abs,
    "sigmoid": lambda x: 1 / (1 + anp.exp(-x)),
    "softplus": lambda x: anp.log(1 + anp.exp(x)),
    "relu": lambda x: anp.where(x > 0, x, 0.0),
    "leaky_relu": lambda x, slope: anp.where(x > 0, x, slope * x),
    "elu": lambda x, alpha: anp.where(x > 0, x, alpha * (anp.exp(x) - 1)),
    "silu": lambda x: x / (1 + anp.exp(-x)),
    "gelu": lambda x: x * (1 + erf(x / math.sqrt(2))) / 2,
    "erf": erf,
    "erfc": by_mpmath(mp.erfc),
    "lgamma": by_mpmath(mp.loggamma),
    "digamma": POLYGAMMA[0],
    "polygamma": lambda n, x: POLYGAMMA[int(n)](x),
    "max": anp.maximum,
    "min": anp.minimum,
    "step": lambda x: anp.where(x > 0, 1.0, 0.0),
    "sign": anp.sign,
    "sum": lambda *xs: sum(xs, 0.0),
    "dot": lambda *xs: sum(map(operator.mul, *halves(xs)), 0.0),
    "logsumexp": lambda *xs: anp.log(sum(map(anp.exp, xs))),
    "detach": getval,
}


def run_engine(program, functions):
    """The result, and the gradient for each leaf and each step."""
    values, result = program.run(map(Value, program.leaves), functions)
    result.backward()
    return result.data, [v.grad for v in values]


def run_autograd(program):
    """The result, and the gradient for each leaf."""
    value, gradient = autograd.value_and_grad(lambda xs: program.run(list(xs), AUTOGRAD)[1])(np.array(program.leaves))
    return float(value), gradient.tolist()


def agree(found, expected, scale=1.0):
    """Equal up to rounding: some 50 operations of 1e-16 each, on terms as large as `scale` that may cancel."""
    return abs(found - expected) <= 1e-12 * max(scale, abs(found), abs(expected))


def check_against_autograd(program, functions):
    value, gradients = run_autograd(program)
    found_value, found = run_engine(program, functions)
    scale = max(1.0, *map(abs, found), *map(abs, gradients))
    assert agree(found_value, value)
    assert all(agree(f, g, scale) for f, g in zip(found, gradients, strict=False)), (found, gradients)


@pytest.mark.hypothesis
@pytest.mark.parametrize("functions", [AS_WRITTEN, AS_ROWS], ids=["as written", "as rows"])
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_gradients_agree_with_autograd(row, functions):
    part(5)(given(programs(row))(lambda program: check_against_autograd(program, functions)))()


def test_every_step_has_an_implementation_everywhere():
    assert set(PLAIN) == set(AS_ROWS) == set(AS_WRITTEN) == set(AUTOGRAD) == {*TABLE, "detach"}


def shifted(rule):
    """The rule, with its partial, or all partials of a list, off by 0.1."""

    def wrong(*numbers):
        partials = rule(*numbers)
        return [p + 0.1 for p in partials] if isinstance(partials, list) else partials + 0.1

    return wrong


@pytest.mark.parametrize(("row", "index"), PARTIALS, ids=lambda case: getattr(case, "name", case))
def test_a_wrong_rule_is_found(row, index):
    with replaced_rule(row, index, shifted), pytest.raises(AssertionError):
        PLANTED(given(programs(row))(lambda program: check_against_autograd(program, AS_ROWS)))()


# --- the walk, and copies, of the same graphs -----------------------------------------------------


def visited(root):
    """The order of `graph.py` as its docstring has it: by recursion."""
    order, seen = [], set()

    def visit(value):
        seen.add(value)
        for operand in value.parents:
            if operand.op and operand not in seen:
                visit(operand)
        order.append(value)

    if root.op:
        visit(root)
    return order


@pytest.mark.hypothesis
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_walk_goes_in_the_order_of_the_recursion(row):
    @part(5)
    @given(programs(row))
    def check(program):
        _, root = program.run(map(Value, program.leaves), AS_WRITTEN)
        assert [id(v) for v in topological_order(root)] == [id(v) for v in visited(root)]

    check()


EDGES = (0.0, -0.0, 1.0, -1.5, 0.3, 2.0, 1e308, 5e-324, math.inf, -math.inf, math.nan)


MAKE = (
    *(lambda x, y, *_: x * y, lambda x, y, *_: x + y, lambda x, y, *_: x - y, lambda x, y, *_: x / y),
    *(lambda x, *_: x**2, lambda x, *_: -x, lambda x, *_: x * 2.0, lambda x, *_: x.relu(), lambda x, *_: (-x).relu()),
    *(lambda x, *_: x.log(), lambda x, *_: x.exp(), lambda x, *_: x.sqrt()),
    *(lambda *xs: engine.sum(xs), lambda *xs: engine.prod(xs), lambda x, *ys: engine.dot([x, 2.0, *ys], [*ys, x, x])),
    *(lambda x, y, z: z * engine.max(x, y), lambda x, y, z: neuron_of(x, y, z)),
)


def edgy(random):
    """The values of a graph with branches that are off in many places, and infinities and NaN in its numbers."""
    values = [Value(random.choice(EDGES[: random.choice((6, 11))])) for _ in range(6)]
    values.append(Value(random.choice(EDGES)).detach())
    for _ in range(30):
        with contextlib.suppress(DomainError):
            values.append(random.choice(MAKE)(*random.choices(values, k=3)))
    return values


def neuron_of(x, y, z):
    """The sum of a neuron with bias x and weights y, z, for the inputs z, x; a weight must be a plain Value."""
    weights = [v if v.requires_grad else Value(v.data) for v in (x, y, z)]
    s = sums.sums_and_activations(sums.Sums([tuple(weights)], ["s"], biased=True), [z, x])[0][0]
    assert s.op == "add"  # written out: until then, gradients are added in another order
    return s


def chain_rule(root, before):
    """The gradients after a backward pass, by recursion and the rule as a textbook has it."""
    order = visited(root)
    grads = {v: before[v] for v in before} | dict.fromkeys(order, 0.0)
    grads[root] = grads.get(root, 0.0) + 1.0
    for value in reversed(order):
        for operand, d in zip(value.parents, value.partials, strict=True):
            if d is not None:
                share = grads[value] * float(repr(d))
                off = value.op in ("relu", "max", "min", "step", "sign") and d == 0
                if math.isnan(share) and off and not math.isnan(value.data):
                    share = 0.0
                grads[operand] = grads.get(operand, 0.0) + share
    return grads


def written(grad):
    """A gradient digit by digit; -0 is 0."""
    return "0.0" if grad == 0 and grad is not NOT_COMPUTED else repr(grad)


def test_backward_is_the_chain_rule():
    random, seen = Random(5), set()
    for _ in range(1000):
        values = edgy(random)
        roots = [v for v in random.choices(values, k=2) if v.requires_grad]
        grads = {v: random.choice((NOT_COMPUTED, 0.0, 3.0, math.nan)) for v in values if v.requires_grad}
        for v, grad in grads.items():
            v.grad = grad
        for root in roots:
            root.backward()
        found = [written(v.grad) for v in grads]
        for root in roots:
            grads |= {v: grad for v, grad in chain_rule(root, grads).items() if v in grads}
        assert found == list(map(written, grads.values()))
        seen.update(found)
    assert {"nan", "inf", "-inf", "0.0", "not computed"} <= seen


def described(root):
    """A graph as plain data: what each value holds, and the places of its operands."""
    whole = with_leaves(root)
    place = {v: i for i, v in enumerate(whole)}
    return [
        (type(v), v.op, repr(v.data), repr(v.grad), v.label, repr(v.partials), [place[x] for x in v.parents])
        for v in whole
    ]


def by_pickle(root):
    return pickle.loads(pickle.dumps(root))


@pytest.mark.hypothesis
@pytest.mark.parametrize("copied", [copy.deepcopy, by_pickle], ids=lambda copied: copied.__name__)
@pytest.mark.parametrize("row", LIST_ROWS, ids=lambda row: row.name)
def test_a_graph_with_lists_survives_a_copy(row, copied):
    @part(5)
    @given(programs(row))
    def check(program):
        values, root = program.run(map(Value, program.leaves), AS_WRITTEN)
        root.backward()
        values[-1].label = "the last step"
        twin = copied(root)
        assert described(twin) == described(root)
        assert not {id(v) for v in with_leaves(twin)} & {id(v) for v in with_leaves(root)}
        twin.backward()
        root.backward()
        assert described(twin) == described(root)

    check()


# --- formulas as text --------------------------------------------------------------------------

OPERATIONS = [operator.add, operator.sub, operator.mul, operator.truediv, operator.pow]
NAMES = {"x": 0.7, "y": -1.3, "out": 2.9}
atoms = st.sampled_from([*NAMES, 2.0, 0.5, -3.0])
trees = st.recursive(
    atoms, lambda inner: st.tuples(st.sampled_from(OPERATIONS), inner, inner) | st.tuples(inner), max_leaves=8
)


def computed(tree, atom):
    """What a tree of operations (function, left, right), negations (inner,) and atoms comes to."""
    if not isinstance(tree, tuple):
        return atom(tree)
    if len(tree) == 1:
        return -computed(tree[0], atom)
    result = tree[0](computed(tree[1], atom), computed(tree[2], atom))
    if isinstance(result, complex):
        raise ArithmeticError("formulas are of real numbers")
    return result


@given(trees)
def test_a_formula_as_text_computes_what_the_formula_does(tree):
    # One pair of parentheses too few, and the picture and the fast method say something else.
    try:
        expected = computed(tree, lambda x: NAMES.get(x, x))
    except ArithmeticError:
        reject()
    text = str(computed(tree, lambda x: Symbol(x) if x in NAMES else x))
    assert repr(eval(text, dict(NAMES))) == repr(expected), text


# --- the fast methods against the plain ones ---------------------------------------------------

SPECIAL = (0.0, -0.0, 1.0, -2.5, 3.0, 5e-324, 1e308, math.inf, -math.inf, math.nan)
KINDS = {
    "Value": Value,
    "constant": lambda x: Value(x).detach(),
    "float": float,
    "int": lambda x: int(x) if math.isfinite(x) and x == int(x) else x,
    "numpy": np.float64,
}


def ways(row):
    if isinstance(row, ListOp):
        return [through_function, through_tuples]
    if row.name in NUMBER_FIRST:
        return [through_function]
    written = [through_operator] if row.name in PYTHON_OPERATORS else []
    return written + ([] if row.name in OPERATORS else [through_method, through_unbound_method, through_function])


METHODS = (through_method, through_unbound_method)
WAYS = [(row, way) for row in ROWS for way in ways(row)]


def shown(slot, operands):
    """What a slot holds: the number, digit by digit and with its type, or which Value; a new constant is its number."""
    if isinstance(slot, tuple):
        return [shown(entry, operands) for entry in slot]
    if isinstance(slot, Value):
        return id(slot) if any(slot is x for x in operands) else (float, repr(slot.data))
    return type(slot), repr(slot)


def outcome(compute, *operands):
    """All that is recorded, or the error."""
    try:
        v = compute(*operands)
    except Exception as error:
        return type(error), str(error)
    slots = (v._data, v._a, v._b, v._da, v._db, v._grad)
    return type(v), v._row, v.label, [shown(slot, operands) for slot in slots]


def points(row):
    if isinstance(row, ListOp):  # all pairs, and longer ones below
        return [*itertools.product(SPECIAL, repeat=2), (0.7, -0.4), (1e16, 1e16)]
    arity = len(row.partials)
    kinks = [point for point, _ in row.kinks]
    return [*row.samples, *row.outside, *kinks, *itertools.product(SPECIAL, repeat=arity)]


def check_against_record(row, way):
    for kinds in itertools.product(KINDS.values(), repeat=2 if isinstance(row, ListOp) else len(row.partials)):
        for point in points(row):
            operands = [kind(x) for kind, x in zip(kinds, point, strict=True)]
            needed = operands[:1] if way in METHODS else operands  # at least one Value among these
            if any(isinstance(x, Value) for x in needed):
                found, plain = outcome(way, row, *operands), outcome(record, row, *operands)
                assert found == plain, (operands, found, plain)


@contextlib.contextmanager
def paused_elsewhere():
    """As if another thread were inside a no_grad block."""
    blocks.paused += 1
    try:
        yield
    finally:
        blocks.paused -= 1


PAUSES = {"recording": contextlib.nullcontext, "no_grad": no_grad, "no_grad elsewhere": paused_elsewhere}


@pytest.mark.parametrize("pause", PAUSES.values(), ids=PAUSES)
@pytest.mark.parametrize(("row", "way"), WAYS, ids=lambda case: getattr(case, "name", None) or case.__name__)
def test_every_way_to_write_it_records_what_record_does(row, way, pause):
    with pause():
        check_against_record(row, way)


@pytest.mark.parametrize("pause", PAUSES.values(), ids=PAUSES)
@pytest.mark.parametrize("row", LIST_ROWS, ids=lambda row: row.name)
def test_lists_of_any_length_record_what_record_does(row, pause):
    random = Random(1)
    with pause():
        for _ in range(400):
            pool = [random.choice(list(KINDS.values()))(random.choice(SPECIAL)) for _ in range(5)] + [Value(1.5)]
            operands = random.choices(pool, k=random.randrange(1, 7) * row.lists)
            if any(isinstance(x, Value) for x in operands):
                given = (row, *operands)
                assert outcome(through_function, *given) == outcome(record, *given), operands


INPUTS = {
    "Values": lambda random, x: Value(x),
    "numbers": lambda random, x: x,
    "constants": lambda random, x: Value(x).detach(),
    "some of each": lambda random, x: random.choice([Value(x), x, Value(x).detach()]),
}


def one_at_a_time(row, xs):
    """b + w_0 x_0 + … by operators."""
    s, *weights = row
    for w, x in zip(weights, xs, strict=True):
        s = s + w * x
    return s


@pytest.mark.parametrize("inputs", INPUTS.values(), ids=INPUTS)
def test_weighted_sums_record_what_operators_do(inputs):
    random = Random(2)
    for _ in range(300):
        size = random.randrange(1, 6)
        xs = [inputs(random, random.choice(SPECIAL)) for _ in range(size)]
        rows = [[Value(random.choice(SPECIAL)) for _ in range(size + 1)] for _ in range(3)]
        layer = sums.Sums(list(map(tuple, rows)), ["s0", "s1", "s2"], biased=True)
        made, _ = sums.sums_and_activations(layer, xs)
        for i, (row, value) in enumerate(zip(rows, made, strict=True)):
            expected = one_at_a_time(row, xs)
            expected.label = f"s{i}"
            assert described(value) == described(expected)
            leaves, others = ([x for x in with_leaves(v) if x.is_leaf and x.requires_grad] for v in (value, expected))
            assert list(map(id, leaves)) == list(map(id, others))


def layer_of_one():
    """What a neuron with the bias 1 and the weight 2 is made of."""
    return sums.Sums([(Value(1.0), Value(2.0))], ["s"], biased=True)


@pytest.mark.parametrize(("block", "constant"), [(no_grad, True), (paused_elsewhere, False)])
def test_weighted_sums_are_recorded_unless_this_thread_is_inside_no_grad(block, constant):
    with block():
        (value,), _ = sums.sums_and_activations(layer_of_one(), [Value(3.0)])
    assert (value.data, value.label, value.requires_grad) == (7.0, "s", not constant)


def test_weighted_sums_leave_to_the_operators_what_is_watched():
    with detect_anomaly():
        assert sums.sums_and_activations(layer_of_one(), [Value(3.0)]) is None


FAST = [row for row in ROWS if row.name in OPERATORS and row.name != "pow"]
FAST += [row for row in ROWS if row.name not in OPERATORS and len(row.partials) == 1 and row not in LIST_ROWS]
DELICATE = [row for row in FAST if len(row.partials) == 1 and generate.is_delicate(row)]
FAST = [row for row in FAST if row not in DELICATE]
FAST_METHODS = [(row, generate.OPERATOR_METHODS.get(row.name, row.name)) for row in FAST]


def test_rows_whose_formula_finds_no_number_at_infinity_keep_the_plain_method():
    assert [row.name for row in DELICATE] == ["silu", "gelu"]
    assert all(Value(math.inf).__getattribute__(row.name)().partials == (1.0,) for row in DELICATE)


@pytest.mark.parametrize(("row", "name"), FAST_METHODS, ids=lambda case: getattr(case, "name", case))
def test_a_method_with_a_wrong_formula_is_found(row, name, monkeypatch):
    right = generate.formulas
    monkeypatch.setattr(generate, "formulas", lambda row: [f"{formula} + 0.1" for formula in right(row)])
    space = dict(vars(operators))
    exec(generate.operators(), space)
    space |= {"Value": Value, "record": record}
    method = vars(space["Operators"])[name]
    with pytest.raises(AssertionError):
        check_against_record(row, lambda row, *operands: method(*operands))


def test_outside_the_domain_the_fast_method_gives_the_message_of_the_row():
    with pytest.raises(DomainError, match=r"^1\.0 / 0\.0 has no real value: div needs y ≠ 0\.$"):
        Value(1.0) / Value(0.0)
    with pytest.raises(DomainError, match=r"^log\(-1\.0\) has no real value: log needs x ≥ 0\.$"):
        Value(-1.0).log()
