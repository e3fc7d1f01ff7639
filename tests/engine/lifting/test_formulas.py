"""Every comment of a derived program is true: in tests, demos and pages, and in programs of random graphs."""

import doctest
import io
import platform
import random
import re
import runpy
import sys
import time
from contextlib import redirect_stdout
from pathlib import Path

import numpy as np
import pytest

import engine
from engine import Value, values, vectorize
from engine.lifting import contraction, deriving, source, steps, views
from engine.lifting.given import named_values
from engine.lifting.text import formula, index
from tests.engine.lifting import zoo
from tests.engine.lifting.formulas import ABOVE, UntrueError, check, check_equation, check_program, checking, numbers_of
from tests.engine.lifting.test_lifting_graphs import Arrays, Scalars
from tests.examples import first
from tests.graphs import WRITTEN, random_graph

UNREAD = deriving.derived  # as it is while no test of this folder checks what it makes
ROOT = Path(engine.__file__).parent.parent
SAMPLE = 48
GRAPHS = 6_000


def derived(maker, seed=1):
    """A program of the zoo, and numbers for it: (program, params, inputs)."""
    loss, params, inputs, more = maker(np.random.default_rng(seed))
    program, rng = vectorize(loss, params, inputs, **more), np.random.default_rng(seed + 1)
    return (
        program,
        numbers_of(named_values(params, "params"), None, rng),
        numbers_of(named_values(inputs, "inputs"), more.get("batch"), rng),
    )


def arguments(program, params, inputs):
    """The numbers by their names in the source."""
    return {re.sub(r"\W", "_", name): x for name, x in (params | inputs | program.indices).items()}


def formulas_of(source):
    """The comments that are equations."""
    lines = source.splitlines()
    code = [line for line in lines if not line.lstrip().startswith("#") or ABOVE.match(line.strip())]
    return [c for line in code if re.search(r"\S \+?= ", c := line.partition("  # ")[2])]


# --- what learners lift ------------------------------------------------------------------------------


@pytest.mark.parametrize("maker", zoo.MAKERS, ids=lambda maker: maker.__name__)
def test_comments_are_true(maker):
    program, params, inputs = derived(maker)
    assert check(program, params, inputs) == len(formulas_of(program.source)) > 4


@pytest.mark.parametrize("maker", zoo.MAKERS, ids=lambda maker: maker.__name__)
def test_the_same_graph_gives_the_same_text(maker):
    assert derived(maker)[0].source == derived(maker)[0].source


@pytest.mark.parametrize("maker", zoo.MAKERS, ids=lambda maker: maker.__name__)
def test_comments_are_made_when_they_are_read_and_then_they_are_the_same(maker, monkeypatch):
    """A program that is only run has none: to make them would take as long as the rest."""
    made = []
    read_at_once, (loss, params, inputs, more) = derived(maker)[0], maker(np.random.default_rng(1))
    monkeypatch.setattr(deriving, "derived", UNREAD)
    monkeypatch.setattr(source, "equation", lambda *f, **words: made.append(f) or formula.equation(*f, **words))
    program = vectorize(loss, params, inputs, **more)
    vectorize(loss, params, inputs, **more)  # from the same graph
    assert not made
    assert program.source == read_at_once.source
    assert made


def test_a_convolution():
    program, _, _ = derived(zoo.convolution)
    said = ["windows[i,j,p,q] = X[i+p,j+q]", "sum1[i,j] = Σ_pq windows[i,j,p,q]·K[p,q]"]
    assert all(text in program.source for text in [*said, "dK[p,q] = Σ_ij dsum1[i,j]·windows[i,j,p,q]"])


@pytest.mark.parametrize("maker", [zoo.rnn, zoo.rnn_of_a_batch, zoo.gru, zoo.lstm, zoo.padded])
def test_a_term_that_is_0_is_left_out(maker):
    program, params, inputs = derived(maker)
    text = program.source[program.source.index("def value_and_grad") :]
    assert not re.search(r"(?<![\w.])0 ?[*·]", text)
    assert "0" in " ".join(program.notes)  # the start at zeros stays visible
    loss, gradients = program.value_and_grad(params, inputs)
    assert np.isfinite([loss, *np.concatenate([d.ravel() for d in gradients.values()])]).all()


ZEROS = {
    "alone": lambda x, w: 0 * x[0],
    "a sum": lambda x, w: (0 * x).sum(),
    "in tanh": lambda x, w: np.tanh(0 * x).sum() + x.sum(),
    "through a matrix": lambda x, w: (((0 * x) @ w) * x).sum() + (np.exp((0 * x) @ w) * x).sum(),
    "in a list": lambda x, w: engine.logsumexp([*(0 * x)]) * x.sum() + engine.logsumexp([0 * x[0], x[1]]),
    "times itself": lambda x, w: ((0 * x) * (0 * x)).sum() + x[1],
    "beside others": lambda x, w: (np.array([0.0, 1.0, 2.0]) * x).sum() + (x @ (w * np.eye(3))).sum(),
    "a product": lambda x, w: engine.prod([0 * x[0], x[1], x[2]]) + x[0] * x[1],
}


@pytest.mark.parametrize("batch", [None, "mean"])
@pytest.mark.parametrize("name", ZEROS)
def test_zeros_change_no_number(name, batch):
    rng = np.random.default_rng(4)
    numbers = {"x": rng.normal(size=3), "w": rng.normal(size=(3, 3))}
    x, w = (values(a, label=k) for k, a in numbers.items())
    loss = ZEROS[name](x, w)
    right = {name: np.array([g.data for g in engine.grad(loss, [*a.flat])]) for name, a in (("x", x), ("w", w))}
    if batch is None:
        program = vectorize(loss, {"x": x, "w": w})
        found, gradients = program.value_and_grad(numbers)
        assert np.allclose(gradients["x"], right["x"], rtol=0, atol=1e-12)
    else:
        program = vectorize(loss, {"w": w}, {"x": x}, batch=batch)
        found, gradients = program.value_and_grad({"w": numbers["w"]}, {"x": [numbers["x"]] * 2})
    assert abs(found - loss.data) <= 1e-12
    assert np.allclose(gradients["w"].ravel(), right["w"], rtol=0, atol=1e-12)


def test_where_says_that_a_zero_was_left_out():
    x, w = values([1.0, 2.0], label="x"), values([[1.0, 2.0], [3.0, 4.0]], label="w")
    nothing = 0 * x[0]
    program = vectorize(nothing * w[0, 0] + nothing * w[0, 1] + x[1] * w[1, 1] + np.tanh(nothing), {"x": x, "w": w})
    with pytest.raises(ValueError, match="0 by construction"):
        program.where(nothing)


# --- demos, pages and examples -----------------------------------------------------------------------

PAGES = sorted(
    path
    for folder, pattern in (("docs", "**/*.md"), (".", "README.md"), ("playground/examples", "*.py"), ("demos", "*.py"))
    for path in (ROOT / folder).glob(pattern)
    if re.search(r"vectorize\(|vectorized=True", path.read_text(encoding="utf-8"))
)


def run_page(path):
    """Run a demo or an example, the cells of a page, or the examples of the README up to the end of the text."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        runpy.run_path(str(path), run_name="__main__")
    elif path.name == "README.md":
        examples = doctest.DocTestParser().get_doctest(text, {}, path.name, str(path), 0)
        doctest.DocTestRunner(verbose=False, optionflags=doctest.ELLIPSIS).run(examples, out=lambda text: None)
    else:
        namespace = {}
        for cell in re.findall(r"```\{code-cell\}[^\n]*\n(.*?)```", text, re.DOTALL):
            code = "\n".join(line for line in cell.splitlines() if not line.startswith((":", "%")))
            exec(compile(code, str(path), "exec"), namespace)


def page_id(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", PAGES, ids=page_id)
def test_programs_of_demos_and_pages(path, monkeypatch, tmp_path):
    counts = []
    monkeypatch.setattr(deriving, "derived", checking(deriving.derived, counts))
    monkeypatch.setattr(engine.drawing.rendering, "run", lambda *args, **options: b"<svg></svg>")
    monkeypatch.setattr(sys, "argv", [path.name])
    monkeypatch.chdir(tmp_path)
    with redirect_stdout(io.TextIOWrapper(io.BytesIO(), encoding="utf-8")):
        run_page(path)
    assert counts
    assert min(counts) > 4


def test_there_are_pages():
    assert {"README.md", "demos/vectorize.py", "docs/how/vectorize.md", "docs/tour.md"} <= {
        page_id(path) for path in PAGES
    }


# --- random graphs --------------------------------------------------------------------------------------


def graphs(seed):
    """The builders of two random graphs of a seed, with their leaves: of arrays, and of every row."""
    arrays, rows = Arrays(seed), random_graph(seed)
    yield lambda leaves: arrays.run(leaves, Scalars()), arrays.leaves
    yield lambda leaves: rows.run(WRITTEN, leaves)[-1], rows.leaves


def check_random(seed):
    """How many formulas are true of the programs of two random graphs, as a whole and as one sample."""
    rng, found = random.Random(seed), 0
    for build, leaves in graphs(seed):
        some = [Value(x) for x in leaves]
        root = build(some)
        if not root.requires_grad:
            continue
        found += check(vectorize(root, {"p": some}), {"p": leaves}, {})
        params, inputs = some[::2], some[1::2]
        if inputs:
            samples = [[v.data + 1e-5 * rng.gauss(0, 1) for v in inputs] for _ in range(3)]
            program = vectorize(root, {"p": params}, {"x": inputs}, batch="sum")
            found += check(program, {"p": [v.data for v in params]}, {"x": samples})
    return found


@pytest.mark.parametrize("start", first(2, range(4)))
def test_programs_of_random_graphs(start):
    assert sum(check_random(seed) for seed in range(start, SAMPLE, 4)) > 500


@pytest.mark.slow
def test_programs_of_thousands_of_random_graphs(capsys):
    start, found = time.perf_counter(), 0
    for seed in range(10_000, 10_000 + GRAPHS // 2):
        found += check_random(seed)
    with capsys.disabled():
        print(
            "\npytest -m slow tests/engine/lifting/test_formulas.py\n"
            f"{GRAPHS:,} random graphs, each derived as a whole and as one sample of a batch, "
            f"{(time.perf_counter() - start) / 60:.1f} minutes (Python {platform.python_version()}, NumPy "
            f"{np.__version__}).\n{found:,} formulas of their programs were evaluated entry by entry; all are true."
        )
    assert found > 10 * GRAPHS


# --- the evaluator refuses what is wrong --------------------------------------------------------------------

A = {"A": np.arange(6.0).reshape(2, 3) + 1, "B": np.arange(12.0).reshape(3, 4) - 5, "x": np.array([1.0, 2.0, 4.0])}
A |= {"C": A["A"] @ A["B"], "D": np.zeros((2, 3)), "s": 3.0, "I": np.array([2, 0]), "y": A["A"] @ A["x"]}
A |= {"cut": A["x"][:2].sum(), "part": A["x"][1:] * 2, "picked": A["x"][[2, 0]], "flat": A["A"].ravel()}

TRUE = [
    "C[n,i] = Σ_j A[n,j]·B[j,i]",
    "y[i] = Σ_j A[i,j]·x[j]",
    "cut = Σ_{j<2} x[j]",
    "part[i] = 2·x[i+1]",
    "picked[i] = x[I[i]]",
    "picked[k] = x[I[k]]",
    "flat[i] = A.flat[i]",
    "flat[i] = A[i//3,i%3]",
    "s = Σ_ij -A[i,j]/7 + 6",
    "s = 2 + [A[0,0] > 0] - max(0, -s)**2",
    "s = -Σ_i x[i] + 10",
]

FALSE = {
    "C[n,i] = Σ_j A[n,j]·B[j,n]": "gives|leaves",
    "C[n,i] = Σ_n A[n,j]·B[j,i]": "summed twice|neither",
    "C[n,i] = Σ_i A[n,i]·B[i,i]": "free and summed",
    "C[n,i] = A[n,j]·B[j,i]": "neither free nor summed",
    "C[n,i] = Σ_j A[j]·B[j,i]": "end",
    "y[i] = x[i,0]": "1 axes and 2 indices",
    "y[i] = A[i]": "2 axes and 1 indices",
    "C[i] = Σ_j A[i,j]·B[j,i]": "not every entry",
    "C[n,n] = Σ_j A[n,j]·B[j,n]": "twice|not every|agree|end",
    "y[i] = Σ_j A[i,j]·x[j] + 1e-6": "gives",
    "cut = Σ_j x[j]": "gives",
    "part[i] = 2·x[i]": "gives",
    "part[i] = 2·x[i+2]": "leaves its axis",
    "picked[i] = x[I[0]]": "gives",
    "flat[i] = A[i%2,i//2]": "gives",
    "y[i] = Σ_k A[i,j]·x[j]": "neither|end",
    "y[i] = Σ A[i,j]·x[j]": "expected|cannot|neither|more",
    "y[i] = …": "cannot read",
    "y[i] = sin(x[i])": "gives",
    "y[i] = since(x[i])": "no function since",
    "s = Σ_j x[j]·(Σ_j x[j])": "summed twice",
    "Z[i] = y[i]": "there is no Z|end|KeyError",
}


@pytest.mark.parametrize("text", TRUE)
def test_the_evaluator_takes_what_is_true(text):
    check_equation(text, A, A, {})


@pytest.mark.parametrize("text", FALSE)
def test_the_evaluator_refuses_what_is_false(text):
    with pytest.raises(UntrueError, match=FALSE[text]):
        check_equation(text, A, A, {})


def test_the_evaluator_refuses_a_wrong_part_of_a_sum():
    after = A | {"D": np.array([[0.0, 1, 2], [0, 0, 0]])}
    check_equation("D[0,i+1] += x[i] for i<2", A, after, {})
    for wrong in ("D[1,i+1] += x[i] for i<2", "D[0,i] += x[i] for i<2", "D[0,i+1] += 2·x[i] for i<2", "D[0,i] += x[i]"):
        with pytest.raises(UntrueError):
            check_equation(wrong, A, after, {})


@pytest.mark.parametrize("wrong", ["(3, 3)", "(9,)  K.flat[i] = 1", "(3, 3)  dK[i] = 2", "something else"])
def test_the_evaluator_refuses_a_wrong_comment(wrong):
    source = f"def value_and_grad(K):\n    dK = 2 * K  # {wrong}\n    return 0, {{}}\n"
    if wrong == "(3, 3)":
        assert check_program(source, {"K": np.eye(3)}) == 0
        source = source.replace("(3, 3)", "(3,)")
    with pytest.raises(UntrueError):
        check_program(source, {"K": np.eye(3)})


def swapped(text):
    """Formulas with one wrong index: two indices of an entry on the right swapped, or one replaced by another one."""
    left, sign, right = re.split(r" (\+?=) ", text, maxsplit=1)
    for entry in re.finditer(r"(\w+)\[([a-z]),([a-z])\]", right):
        name, first, second = entry.groups()
        for wrong in (f"{name}[{second},{first}]", f"{name}[{first},{first}]"):
            yield f"{left} {sign} {right[: entry.start()]}{wrong}{right[entry.end() :]}"


WITHOUT_SYMMETRIES = [
    *(zoo.rnn, zoo.gru, zoo.lstm, zoo.causal_attention, zoo.embedding),
    *(zoo.reshaped, zoo.flattened, zoo.constants),
]
"""Where no wrong index gives the right numbers, as it does for a symmetric matrix, or a sum over all of one."""


@pytest.mark.parametrize("maker", WITHOUT_SYMMETRIES, ids=lambda maker: maker.__name__)
def test_a_planted_wrong_index_is_found(maker):
    program, params, inputs = derived(maker)
    source, planted = program.source, 0
    given = arguments(program, params, inputs)
    assert check_program(source, given)
    for text in formulas_of(source):
        said = re.sub(r"^\([^)]*\)  ", "", text)
        for wrong in swapped(said):
            planted += 1
            with pytest.raises(UntrueError):
                check_program(source.replace(said, wrong), given)
    assert planted > 3


PLANTED = {
    "letters that may be taken": (formula, "free_letter", lambda hint, taken: hint or "i"),
    "axes of a factor in the wrong order": (
        contraction,
        "contracted",
        lambda given, out: formula.contracted([(letters[::-1], f) for letters, f in given], out),
    ),
    "a start that is forgotten": (index, "linear", lambda terms, plus=0, right=index.linear: right(terms)),
    "a slice that starts at 0": (
        views,
        "linear",
        lambda terms, plus=0, right=index.linear: right(terms),
    ),
    "sums that are not summed": (formula, "bound", lambda symbol, f, letters, kept: f),
    "a place without its array of places": (
        steps,
        "Ref",
        lambda name, indices, sizes, flat=False: index.Ref(name, [index.linear([]) for _ in indices], sizes, flat),
    ),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_fault_in_the_formulas_is_found(name, monkeypatch):
    """The programs stay right: only what they say of themselves is wrong, and no other test would see it."""
    module, function, wrong = PLANTED[name]
    monkeypatch.setattr(module, function, wrong)
    with pytest.raises((UntrueError, KeyError)):
        [derived(maker) for maker in zoo.MAKERS]
