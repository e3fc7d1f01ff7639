"""Programs derived from random graphs: against the engine, against SymPy's formulas, against HIPS autograd.

Two kinds of graphs. Those of `tests/graphs.py` use every row on a few leaves, and share. Those of this file repeat
operations over arrays, as networks do: rows against columns, shifted slices, picks with repeats, sums of all lengths.
Each program is run for the numbers it was derived from and for new ones, as the graph of a whole batch and as that of
one sample; and its source, pasted, gives the same.
"""

import platform
import random
import time
from collections import Counter

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

import engine
from engine import Value, vectorize
from engine.lifting import contraction, groups, views
from engine.ops import TABLE
from tests.examples import first
from tests.graphs import NAMES, WRITTEN, difference, random_graph

SAMPLE = 120
GRAPHS = 10_000
TOLERANCE = 1e-12


def engine_gradients(root, leaves):
    """The engine's own gradients, an array."""
    for leaf in leaves:
        leaf.grad = None
    root.backward()
    return np.array([float(leaf.grad) for leaf in leaves])


def pasted(program):
    """The source as a file of its own."""
    namespace = {}
    exec(compile(program.source, "pasted.py", "exec"), namespace)
    return namespace["value_and_grad"]


def run(source, *arguments):
    """A pasted program; what overflows is no concern here."""
    with np.errstate(all="ignore"):
        loss, gradients = source(*arguments)
    return float(loss), gradients


def check(build, leaves, rng, new):
    """The largest difference between programs and engine, for a graph that `build` makes of Values.

    `new` moves a number a little. The leaves are parameters; then every other one is an input, for several samples.
    """
    values = [Value(x) for x in leaves]
    root = build(values)
    if not root.requires_grad:
        return 0.0
    program = vectorize(root, {"p": values})
    differences = []
    for numbers in (leaves, [new(x, rng) for x in leaves]):
        fresh = [Value(x) for x in numbers]
        again = build(fresh)
        loss, gradients = program.value_and_grad({"p": np.array(numbers)})
        right = engine_gradients(again, fresh)
        differences.append(difference([loss, *gradients["p"]], [again.data, *right]))
    there = run(pasted(program), np.array(numbers))
    assert there[0] == loss
    assert np.array_equal(there[1]["p"], gradients["p"], equal_nan=True)
    assert vectorize(root, {"p": values}).source == program.source
    differences.append(check_batch(build, leaves, rng, new))
    return max(differences)


def check_batch(build, leaves, rng, new):
    """The same for a batch of three samples, derived from the graph of one."""
    values = [Value(x) for x in leaves]
    inputs = values[1::2] or [Value(0.0)]
    params = values[::2]
    how = rng.choice(["sum", "mean"])
    program = vectorize(build(values), {"p": params}, {"x": inputs}, batch=how)
    weights = [x.data for x in params]
    samples = [[new(x.data, rng) for x in inputs] for _ in range(3)]
    total, right = 0.0, np.zeros(len(params))
    for sample in samples:
        p, x = [Value(w) for w in weights], [Value(v) for v in sample]
        both = [(p if i % 2 == 0 else x)[i // 2] for i in range(len(leaves))]
        root = build(both)
        total += root.data
        right += engine_gradients(root, p)
    share = 1 / 3 if how == "mean" else 1.0
    loss, gradients = program.value_and_grad({"p": weights}, {"x": samples})
    there = run(pasted(program), np.array(weights), np.array(samples))
    assert there[0] == loss
    assert np.array_equal(there[1]["p"], gradients["p"], equal_nan=True)
    return difference([loss, *gradients["p"]], [total * share, *(right * share)])


# --- the graphs of test_many_graphs --------------------------------------------------------------


def nearby(x, rng):
    """A number so close that no operation leaves its domain or crosses a kink."""
    return x + 1e-5 * rng.gauss(0, 1)


def check_many(seed):
    """One graph of every row: engine and program, and SymPy's formulas chained forwards."""
    graph, rng = random_graph(seed), random.Random(seed)

    def build(values):
        return graph.run(WRITTEN, values)[-1]

    detached = any(name == "detach" for name, _ in graph.steps)  # its number is frozen, as it should be
    found = check(build, graph.leaves, rng, (lambda x, rng: x) if detached else nearby)
    values = [Value(x) for x in graph.leaves]
    _, gradients = vectorize(build(values), {"p": values}).value_and_grad({"p": graph.leaves})
    return max(found, difference(gradients["p"], graph.jets[-1].d)), Counter(name for name, _ in graph.steps)


# --- graphs of arrays ----------------------------------------------------------------------------

SMOOTH = ["tanh", "sin", "sigmoid", "exp", "relu", "abs", "softplus", "atan", "elu", "step", "leaky_relu"]


class Arrays:
    """A random program on arrays of leaves, which any library of scalars can run.

    A step is (kind, …, where its operands are): operands are positions in the list of all numbers so far.
    """

    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.shapes = [(self.rng.randint(1, 4), self.rng.randint(1, 4)) for _ in range(self.rng.randint(2, 3))]
        self.arrays, start = [], 0
        for rows, columns in self.shapes:
            self.arrays.append(np.arange(start, start + rows * columns).reshape(rows, columns))
            start += rows * columns
        self.leaves = [self.rng.uniform(-1, 1) for _ in range(start)]
        self.size, self.steps = start, []
        for _ in range(self.rng.randint(2, 6)):
            self.rng.choice([self.elementwise, self.product, self.pairs, self.row_sums, self.lists])()

    def add(self, kind, operands, shape):
        """A new array of results; each entry has its own operands."""
        self.steps.append((kind, operands))
        self.arrays.append(np.arange(self.size, self.size + len(operands)).reshape(shape))
        self.size += len(operands)

    def view(self):
        """Part of an array: all of it, turned, cut, shifted, or picked with repeats."""
        array = self.rng.choice(self.arrays)
        how = self.rng.randrange(7)
        if how == 1:
            array = array.T
        elif how == 2 and len(array) > 1:
            array = array[1:]
        elif how == 3:
            array = array[:, :: self.rng.choice([1, 2])]
        elif how == 4:
            array = array[[self.rng.randrange(len(array)) for _ in range(self.rng.randint(1, 4))]]
        elif how == 5:
            flat = [self.rng.choice(array.ravel()) for _ in range(self.rng.randint(1, 6))]
            array = np.array(flat)[:, None]
        return array

    def elementwise(self):
        """f of each entry."""
        a = self.view()
        self.add(("row", self.rng.choice(SMOOTH)), [(i,) for i in a.ravel()], a.shape)

    def pairs(self):
        """Entries of one array with entries of another, repeated to fit; sometimes with a number."""
        a, b = self.view(), self.view()
        if self.rng.random() < 0.5 and a.size * b.size <= 30:
            a, b = np.repeat(a.ravel(), b.size).reshape(a.size, b.size), np.tile(b.ravel(), (a.size, 1))
        else:
            b = np.resize(b, a.shape)
        kind = self.rng.choice(["add", "sub", "mul", "max", "min", "scaled"])
        self.add((kind, self.rng.uniform(-1, 1)), list(zip(a.ravel(), b.ravel(), strict=True)), a.shape)

    def product(self):
        """Rows against columns, one product and one sum at a time, or as dots."""
        a, b = self.view(), self.view()
        inner = min(a.shape[1], b.shape[1])
        a, b = a[:, :inner], b[:, :inner]
        operands = [(*row, *column) for row in a for column in b]
        bias = self.view().ravel()
        if self.rng.random() < 0.5:
            operands = [(*each, bias[i % len(bias)]) for i, each in enumerate(operands)]
            self.add((self.rng.choice(["affine", "affine by dot"]), inner), operands, (len(a), len(b)))
        else:
            self.add((self.rng.choice(["chain", "dot"]), inner), operands, (len(a), len(b)))

    def row_sums(self):
        """Sums of rows of different lengths."""
        a = self.view()
        rows = (
            [tuple(row[: self.rng.randint(1, len(row))]) for row in a] if self.rng.random() < 0.3 else [*map(tuple, a)]
        )
        self.add((self.rng.choice(["sum", "sum list"]), 0), rows, (len(rows), 1))

    def lists(self):
        """logsumexp of rows; a product now and then."""
        a = self.view()
        self.add((self.rng.choice(["logsumexp", "logsumexp", "prod"]), 0), [*map(tuple, a)], (len(a), 1))

    def run(self, leaves, lib):
        """All numbers, and last the sum of squares of those that were made, with some of the leaves."""
        numbers = list(leaves)
        for (kind, extra), operands in self.steps:
            numbers += [lib.step(kind, extra, [numbers[i] for i in each]) for each in operands]
        made = numbers[len(leaves) :]
        total = numbers[0] * 0.5
        for x in made:
            total = total + x * x * 0.25
        return total


class Scalars:
    """How the engine runs such a program."""

    row = staticmethod(lambda name, x: getattr(engine, name)(x))
    maximum, minimum = engine.max, engine.min
    logsumexp = staticmethod(lambda xs: engine.logsumexp(xs))
    product = staticmethod(lambda xs: engine.prod(xs))
    total = staticmethod(lambda xs: engine.sum(xs))
    dot = staticmethod(lambda xs, ys: engine.dot(xs, ys))

    def step(self, kind, extra, xs):
        """One result."""
        if kind == "row":
            return self.row(extra, xs[0])
        if kind in ("add", "sub", "mul", "scaled"):
            x, y = xs
            return {"add": lambda: x + y, "sub": lambda: x - y, "mul": lambda: x * y, "scaled": lambda: extra * x + y}[
                kind
            ]()
        if kind in ("max", "min"):
            return (self.maximum if kind == "max" else self.minimum)(*xs)
        if kind in ("logsumexp", "prod"):
            return (self.logsumexp if kind == "logsumexp" else self.product)(xs)
        if kind in ("sum", "sum list"):
            return self.total(xs) if kind == "sum list" else self.added(xs)
        first, second = xs[:extra], xs[extra : 2 * extra]
        if kind in ("dot", "affine by dot"):
            return self.dot([*xs[2 * extra :], *first], [*[1.0] * (kind != "dot"), *second])
        return self.added([*xs[2 * extra :], *[x * y for x, y in zip(first, second, strict=True)]])

    @staticmethod
    def added(xs):
        """From the left."""
        total = xs[0]
        for x in xs[1:]:
            total = total + x
        return total


AUTOGRAD = {
    "tanh": anp.tanh,
    "sin": anp.sin,
    "sigmoid": lambda x: 1 / (1 + anp.exp(-x)),
    "exp": anp.exp,
    "relu": lambda x: anp.where(x > 0, x, 0.0),
    "abs": anp.abs,
    "softplus": lambda x: anp.logaddexp(x, 0.0),
    "atan": anp.arctan,
    "elu": lambda x: anp.where(x > 0, x, anp.exp(anp.where(x > 0, 0.0, x)) - 1),
    "step": lambda x: anp.where(x > 0, 1.0, 0.0) + 0.0 * x,
    "leaky_relu": lambda x: anp.where(x > 0, x, 0.01 * x),
}


class Autograd(Scalars):
    """How HIPS autograd runs it: nothing of ours."""

    def row(self, name, x):
        return AUTOGRAD[name](x)

    maximum = staticmethod(lambda x, y: anp.where(x >= y, x, y))
    minimum = staticmethod(lambda x, y: anp.where(x <= y, x, y))
    logsumexp = staticmethod(lambda xs: anp.log(sum(anp.exp(x) for x in xs)))
    total = staticmethod(Scalars.added)

    @staticmethod
    def product(xs):
        total = xs[0]
        for x in xs[1:]:
            total = total * x
        return total

    def dot(self, xs, ys):
        return self.added([x * y for x, y in zip(xs, ys, strict=True)])


def elsewhere(x, rng):
    """Quite another number."""
    return rng.uniform(-1, 1)


def check_arrays(seed):
    """One graph of arrays: engine and program."""
    graph = Arrays(seed)
    return check(lambda values: graph.run(values, Scalars()), graph.leaves, graph.rng, elsewhere)


# --- the tests ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "seeds", first(2, [range(i, SAMPLE, 6) for i in range(6)]), ids=lambda seeds: f"from {seeds.start}"
)
def test_graphs_of_every_row(seeds):
    assert max(check_many(seed)[0] for seed in seeds) <= TOLERANCE


@pytest.mark.parametrize(
    "seeds", first(2, [range(i, SAMPLE, 6) for i in range(6)]), ids=lambda seeds: f"from {seeds.start}"
)
def test_graphs_of_arrays(seeds):
    assert max(check_arrays(seed) for seed in seeds) <= TOLERANCE


def test_graphs_of_arrays_have_what_they_should_have():
    kinds = Counter(kind for seed in range(SAMPLE) for (kind, _), _ in Arrays(seed).steps)
    assert set(kinds) == {
        *("row", "add", "sub", "mul", "max", "min", "scaled", "affine", "affine by dot", "chain", "dot"),
        *("sum", "sum list", "logsumexp", "prod"),
    }
    text = "".join(
        vectorize(graph.run(values, Scalars()), {"p": values}).source
        for graph in map(Arrays, range(40))
        for values in [[Value(x) for x in graph.leaves]]
    )
    assert all(part in text for part in (" @ ", "np.bincount", ".T", "[:, None]", "np.zeros", ".sum(axis="))


@pytest.mark.parametrize(
    "seeds", first(1, [range(i, 30, 3) for i in range(3)]), ids=lambda seeds: f"from {seeds.start}"
)
def test_autograd_agrees(seeds):
    for seed in seeds:
        graph = Arrays(seed)
        values = [Value(x) for x in graph.leaves]
        program = vectorize(graph.run(values, Scalars()), {"p": values})
        other = Autograd()
        numbers = np.array([elsewhere(x, graph.rng) for x in graph.leaves])
        loss, gradients = program.value_and_grad({"p": numbers})
        right = autograd.value_and_grad(lambda x, g=graph, o=other: g.run([x[i] for i in range(len(g.leaves))], o))(
            numbers
        )
        assert difference([loss, *gradients["p"]], [right[0], *right[1]]) <= 1e-11


@pytest.mark.slow
def test_ten_thousand_graphs(capsys):
    start, largest, rows = time.perf_counter(), {"every row": 0.0, "arrays": 0.0}, Counter()
    for seed in range(GRAPHS // 2):
        found, used = check_many(seed)
        rows.update(used)
        largest["every row"] = max(largest["every row"], found)
        largest["arrays"] = max(largest["arrays"], check_arrays(seed))
    with capsys.disabled():
        print(
            "\npytest -m slow tests/engine/lifting/test_lifting_graphs.py\n"
            f"{GRAPHS:,} random graphs, {(time.perf_counter() - start) / 60:.1f} minutes (Python "
            f"{platform.python_version()}, NumPy {np.__version__}); each derived as a whole and as one sample of "
            "a batch, run for old numbers and for new ones, and pasted.\n"
            f"Largest difference to the engine's gradients, relative to the largest or 1 (at most {TOLERANCE:.0e}):\n"
            f"  {GRAPHS // 2:,} graphs of every row ({sum(rows.values()):,} operations, {len(rows)} kinds; against "
            f"SymPy's formulas as well): {largest['every row']:.1e}\n"
            f"  {GRAPHS // 2:,} graphs of arrays: {largest['arrays']:.1e}"
        )
    assert set(rows) == set(NAMES)
    assert max(largest.values()) <= TOLERANCE


# --- the same check refuses wrong programs --------------------------------------------------------


def wrong_summed(d, axes, right=views.summed):
    """One axis of several is forgotten, and its first entry taken for the sum."""
    return views.Code(f"{d.inside(4)}[0]", d.shape[1:]) if axes == [0] and d.shape[0] != 1 else right(d, axes)


PLANTED = {
    "a bias that is not summed over": (views, "summed", wrong_summed),
    "a factor that is not turned": (contraction.Lettered, "ordered", lambda self, letters: self.code),
    "rows whose terms are in another order": (groups, "sorted_rows", lambda x, y: (np.sort(x, axis=1), y)),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_wrong_program_is_found(name, monkeypatch):
    module, function, wrong = PLANTED[name]
    monkeypatch.setattr(module, function, wrong)

    def all_right():
        assert all(check_arrays(seed) <= TOLERANCE for seed in range(SAMPLE))

    with pytest.raises((AssertionError, ValueError, IndexError)):
        all_right()


def test_every_row_of_the_table_is_spelled():
    from engine.lifting.text.code import is_known

    assert all(is_known(row) for row in TABLE.values())
