"""A hundred thousand random graphs: first and second derivatives against formulas that SymPy differentiated.

`pytest -m slow tests/engine/test_many_graphs.py` runs them all and prints a log, which is kept as
`benchmarks/results/random_graphs.txt`. A sample of the same graphs runs with all other tests.

The graphs and their oracle stand in `tests/graphs.py`.
"""

import datetime
import operator
import platform
import textwrap
import time
from collections import Counter

import pytest
import sympy

from engine.ops import TABLE
from tests.examples import first
from tests.graphs import (
    NAMES,
    RECORDED,
    TOLERANCE,
    WRITTEN,
    Graph,
    check,
    pairs,
    random_graph,
    replaced_rule,
    wrong_first,
    wrong_second,
)
from tests.oracles import FORMULAS, FORMULAS_OF_LISTS, NUMBER_FIRST, PARTIALS, exact_partial, exact_value

GRAPHS = 100_000
SAMPLE = 300


def test_the_oracle_knows_every_row():
    assert {*FORMULAS, *FORMULAS_OF_LISTS} == set(TABLE)
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
        twice = [tuple(map(operator.add, orders[i], orders[j])) for i, j in pairs(len(moving))]
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
    assert sum(any(graph.jets[-1].dd) for graph in graphs) > 0.9 * SAMPLE
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
                "pytest -m slow tests/engine/test_many_graphs.py",
                f"{self.graphs:,} random graphs, {sum(self.rows.values()):,} operations, {minutes:.1f} minutes "
                f"({datetime.date.today()}, Python {platform.python_version()}, SymPy {sympy.__version__})",
                "First and second derivatives agree with those of SymPy's formulas, chained forwards.",
                f"Largest difference, relative to the largest number compared or to 1 (allowed: {TOLERANCE:.0e}):",
                *[f"  {what:<18}{self.largest[what]:.1e}" for what in self.largest],
                f"How often each of the {len(TABLE)} rows was used:",
                *textwrap.wrap(", ".join(rows), 110, initial_indent="  ", subsequent_indent="  "),
            ]
        )


# --- the same check refuses wrong rules ------------------------------------------------------------


@pytest.mark.usefixtures("plain_operators")
@pytest.mark.parametrize("wrong", first(1, [wrong_first, wrong_second]), ids=lambda wrong: wrong.__name__)
@pytest.mark.parametrize(("row", "index"), PARTIALS, ids=lambda case: getattr(case, "name", case))
def test_a_wrong_rule_is_found(row, index, wrong):
    graphs = [random_graph(seed, first=row.name) for seed in range(40)]
    with replaced_rule(row, index, wrong), pytest.raises(AssertionError):
        [check(graph, RECORDED) for graph in graphs]
