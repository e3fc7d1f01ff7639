"""What the page computes, in Chromium: every row at every sample, random graphs, and numbers as text, beside Python.

`pytest -m slow tests/pages/browser/test_live_numbers.py` runs 10,000 random graphs and prints a log, which is kept as
`benchmarks/results/live_page.txt`. Every other run takes a seeded sample.
"""

import datetime
import json
import math
import platform
import random
import time
from collections import Counter
from importlib import resources

import pytest

from engine import Value
from engine.drawing.records import describe_graph
from engine.graph import with_leaves
from engine.ops import TABLE
from engine.stepping.instructions import RowWriter
from engine.stepping.page import contents
from engine.stepping.steps import backward_pass
from engine.stepping.telling import Teller
from engine.table.notation import number
from engine.table.primitive import ListOp
from tests import examples
from tests.browsers import required
from tests.graphs import WRITTEN, random_graph
from tests.pages.step_pages import rebuilt

required()

TOLERANCE = 1e-12
GRAPHS = 10_000
SPECIAL = {"erf", "erfc", "gelu", "lgamma", "digamma", "polygamma"}


def script(*names):
    return "\n".join(resources.files("engine.stepping").joinpath(name).read_text(encoding="utf-8") for name in names)


@pytest.fixture(scope="module")
def blank(browser):
    page = browser.new_page()
    page.goto("about:blank")
    yield page
    page.close()


def difference(found, expected):
    """The difference relative to the larger number or to 1; NaN if one of them is NaN."""
    return 0.0 if found == expected else abs(found - expected) / max(1.0, abs(found), abs(expected))


def read(x):
    """A number of JavaScript, where JSON has none for it."""
    return float(x.replace("Infinity", "inf")) if isinstance(x, str) else x


AS_TEXT = "const out = (x) => (Number.isFinite(x) ? x : String(x));\n"


HARNESS = (
    "(cases) => cases.map(({ data, source, leaf, x }) => {\n"
    "  document.body.innerHTML = '<script type=\"application/json\" id=\"data\"></' + 'script>';\n"
    "  document.getElementById('data').textContent = data;\n"
    "  return new Function('leaf', 'x', source)(leaf, x);\n"
    "})"
)


# --- rows --------------------------------------------------------------------------------------


def points_of(row):
    """Its samples and kinks, and points near them."""
    rng = random.Random(row.name)
    near = [tuple(x * rng.uniform(0.97, 1.03) for x in point) for point in row.samples for _ in range(5)]
    return [*row.samples, *(point for point, _ in row.kinks), *near]


@pytest.mark.parametrize("name", [name for name in TABLE if name not in SPECIAL])
def test_a_row_computes_what_python_computes(name, blank):
    row = TABLE[name]
    for point in points_of(row):
        out = row.evaluate(*point)
        expected = [out, *row.partials_at(point, out, [rule is not None for rule in operands_of(row, point)])]
        writer = RowWriter()
        key = writer.row(row, len(point))
        partials = (
            f"d.{key}[0](...x, y)" if isinstance(row, ListOp) else f"d.{key}.map((rule) => rule && rule(...x, y))"
        )
        ask = f"{AS_TEXT} const y = f.{key}(...x); return [y, ...{partials}].map((p) => (p === null ? p : out(p)));"
        case = {"data": json.dumps({"f": writer.f, "d": writer.d}), "source": f"{script('rows.js')}\n{ask}"}
        (found,) = blank.evaluate(HARNESS, [case | {"x": point}])
        assert all(difference(read(a), b) <= TOLERANCE for a, b in zip(found, expected, strict=True)), (point, found)


def operands_of(row, point):
    return row.partials * len(point) if isinstance(row, ListOp) else row.partials


# --- random graphs -----------------------------------------------------------------------------

SCRIPT = script("rows.js", "passes.js")
ASK = f"""
{AS_TEXT}
const gradients = (graph) => walk(data.right, graph).ends.map((x) => (x === null ? null : out(x)));
const found = graphWith(recorded, leaf, x);
return {{
  recorded: gradients(recorded), lacks: found.lacks || "", at: found.at ?? null,
  values: found.graph ? found.graph.values : [], partials: found.graph ? found.graph.partials : [],
  moved: found.graph ? gradients(found.graph) : [],
}};
"""


def case_of(root, leaf, x):
    """A graph as the page has it, and the question: what with another number at a leaf?"""
    graph = describe_graph(root, 2000)
    data = contents(Teller(graph, backward_pass(graph)), with_leaves(root))
    return data, {"data": json.dumps(data), "source": f"{SCRIPT}\n{ASK}", "leaf": leaf, "x": x}


def grads_of(values):
    """The gradient of each value after a backward pass, None for a constant."""
    for value in values:
        if value.requires_grad:
            value.grad = None
    values[-1].backward()
    return [value.grad if value.requires_grad else None for value in values]


def largest(found, expected):
    pairs = [(read(a), b) for a, b in zip(found, expected, strict=True) if b is not None]
    assert all((a is None) == (b is None) for a, b in zip(found, expected, strict=True))
    return max((difference(a, b) for a, b in pairs), default=0.0)


def is_fine(values):
    numbers = [value.data for value in values] + [p for value in values for p in value.partials if p is not None]
    return all(map(math.isfinite, numbers))


def compare(seeds, blank):
    """The largest differences of the page from the engine, and what was tried."""
    worst, tried, cases, expected = Counter(), Counter(), [], []
    for seed in seeds:
        rng = random.Random(seed)
        graph = random_graph(seed)
        leaves = [Value(x) for x in graph.leaves]
        root = graph.run(WRITTEN, leaves)[-1]
        values = with_leaves(root)
        data, _ = case_of(root, 0, 0.0)
        free = [i for i in data["leaves"] if i not in data["stuck"]]
        tried["graphs"] += 1
        tried["stuck"] += len(data["leaves"]) - len(free)
        if not free:
            continue
        leaf = rng.choice(free)
        x = values[leaf].data * rng.uniform(0.98, 1.02) + rng.uniform(-0.01, 0.01)
        cases.append(case_of(root, leaf, x)[1])
        expected.append((root, leaf, x))
        tried["numbers moved"] += 1
        tried["values"] += len(values)
    for found, (root, leaf, x) in zip(blank.evaluate(HARNESS, cases), expected, strict=True):
        worst["gradients as recorded"] = max(
            worst["gradients as recorded"], largest(found["recorded"], grads_of(with_leaves(root)))
        )
        made = rebuilt(root, leaf, x)
        assert is_fine(made) == (found["lacks"] == "")
        if found["lacks"]:
            tried["pointless"] += 1
            continue
        # A value that does not depend on the leaf keeps the number that Python recorded.
        partials = [partial for value in made for partial in value.partials]
        for what, a, b in (
            ("values", found["values"], [value.data for value in made]),
            ("local derivatives", found["partials"], partials),
            ("gradients", found["moved"], grads_of(made)),
        ):
            worst[what] = max(worst[what], largest(a, b))
    return worst, tried


@pytest.mark.parametrize("start", examples.first(1, range(0, 1000, 100)))
def test_random_graphs_follow_a_moved_number_as_python_does(start, blank):
    worst, tried = compare(range(start, start + 100), blank)
    assert max(worst.values()) <= TOLERANCE, worst
    assert tried["numbers moved"] > 40


@pytest.mark.slow
def test_ten_thousand_random_graphs(blank, capsys):
    start = time.time()
    worst, tried = Counter(), Counter()
    seed = 0
    while tried["numbers moved"] < GRAPHS:
        found, more = compare(range(seed, seed + 100), blank)
        tried.update(more)
        worst = Counter({what: max(worst[what], found[what]) for what in found})
        seed += 100
    assert max(worst.values()) <= TOLERANCE, worst
    versions = f"Python {platform.python_version()}, Chromium {blank.context.browser.version}"
    with capsys.disabled():
        print("\npytest -m slow tests/pages/browser/test_live_numbers.py")
        print(f"{tried['graphs']:,} random graphs, {(time.time() - start) / 60:.1f} minutes", end=" ")
        print(f"({datetime.date.today()}, {versions})")
        print(
            f"In {tried['numbers moved']:,} of them, with {tried['values']:,} values, one leaf was moved in the page."
        )
        print(f"Leaves that stand still, since a special function depends on them: {tried['stuck']:,}.")
        print(f"Points without a finite number, in the page and in Python alike: {tried['pointless']}.")
        print("Largest difference from Python, relative to the larger number or to 1 (allowed: 1e-12):")
        for what, size in worst.items():
            print(f"  {what:21} {size:.1e}")


@pytest.mark.ci
def test_a_wrong_rule_would_be_noticed(blank, monkeypatch):
    right = RowWriter.program

    def wrong(*given):
        return json.loads(json.dumps(right(*given)).replace('["cos", 0]', '["cos", "1e-3"]'))

    monkeypatch.setattr(RowWriter, "program", wrong)
    worst, _ = compare(range(100), blank)
    assert max(worst.values()) > TOLERANCE


# --- a branch that is off ----------------------------------------------------------------------


def test_a_branch_that_is_off_sends_nothing(blank):
    x = Value(-1.0, label="x")
    root = x.relu().sqrt()
    _, case = case_of(root, 0, -1.0)
    (found,) = blank.evaluate(HARNESS, [case])
    assert found["recorded"] == [0.0, "Infinity", 1.0], "0 · ∞ would be NaN"
    assert found["lacks"] == "local derivative"


def test_a_branch_that_is_off_sends_nothing_where_a_gradient_overflows(blank):
    x, y = Value(0.5, label="x"), Value(1.0, label="y")
    root = (x.relu() * 1e200 * y) * 1e200
    leaf = next(i for i, value in enumerate(with_leaves(root)) if value.label == "x")
    _, case = case_of(root, leaf, -1.0)
    (found,) = blank.evaluate(HARNESS, [case])
    made = rebuilt(root, leaf, -1.0)
    assert found["moved"] == [g if g is None or math.isfinite(g) else "Infinity" for g in grads_of(made)]
    assert found["moved"][leaf] == 0.0


# --- numbers as text ---------------------------------------------------------------------------


def test_numbers_are_written_as_python_writes_them(blank):
    rng = random.Random(4)
    numbers = [
        0.0,
        -0.0,
        1.0,
        0.5,
        0.0625,
        1.0625,
        2.0005,
        999.9995,
        999.9999,
        999999.5,
        123456.5,
        0.001,
        1e-4,
        1225000.0,
    ]
    numbers += [rng.uniform(-1, 1) * 10 ** rng.uniform(-320, 308) for _ in range(300)]
    numbers += [rng.uniform(-1, 1) * 10 ** rng.uniform(-4, 7) for _ in range(700)]
    numbers += [round(rng.uniform(-2e6, 2e6)) / 2 ** rng.randrange(1, 8) for _ in range(700)]
    numbers += [rng.randrange(10**5, 10**9) * 500.0 for _ in range(300)]
    found = blank.evaluate(f"(numbers) => {{ {script('numbers.js')} return numbers.map(number); }}", numbers)
    assert found == list(map(number, numbers))
    odd = blank.evaluate(f"() => {{ {script('numbers.js')} return [1 / 0, -1 / 0, 0 / 0].map(number); }}")
    assert odd == list(map(number, (math.inf, -math.inf, math.nan)))
