"""What is made from the table is fresh, and a new row is all that an operation needs."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import engine
from engine import Value
from engine.operators import WITH_SLOPE
from engine.ops import TABLE
from engine.table import generate
from engine.table.notation import number
from engine.table.primitive import ListOp
from tests.browsers import launched, required

ROOT = Path(engine.__file__).parent.parent


@pytest.mark.parametrize("path", generate.files(), ids=lambda path: path.name)
def test_a_generated_file_is_the_one_made_from_the_table(path):
    assert path.read_text(encoding="utf-8") == generate.files()[path]


@pytest.mark.parametrize("name", TABLE)
def test_a_method_shows_the_docstring_of_its_row(name):
    row = TABLE[name]
    if not generate.has_method(row) and name not in generate.OPERATOR_METHODS:
        assert isinstance(row, ListOp) or row.partials[0] is None
    else:
        method = getattr(Value, generate.OPERATOR_METHODS.get(name, name))
        assert method.__doc__.startswith(row.doc)
        file = "compat.py" if name in ("max", "min") else "operators.py"  # v.max() of one Value is itself
        assert Path(method.__code__.co_filename).name == file


def test_methods_are_those_of_the_table():
    own = {name for name in vars(engine.operators.Operators) if not name.startswith("_")}
    assert own == {name for name, row in TABLE.items() if generate.has_method(row)}


@pytest.mark.parametrize("name", WITH_SLOPE)
def test_what_a_layer_asks_for_at_once_is_what_the_method_records(name):
    row = TABLE[name]
    for (x,) in [*row.samples, *(point for point, _ in row.kinks)]:
        value = getattr(Value(x), name)()
        assert WITH_SLOPE[name](x) == (value.data, *value.partials)
    for (x,) in row.outside:
        with pytest.raises((ValueError, ArithmeticError)):
            WITH_SLOPE[name](x)


def test_only_private_names_stay_out_of_dir():
    shown = dir(Value(1.0))
    assert {"data", "grad", "label", "backward", "tanh", "parents", "__add__"} <= set(shown)
    assert not [name for name in shown if name.startswith("_") and not name.startswith("__")]
    assert not {"moving_operands", "conjugate"} & set(shown)


# --- a copy of the tree with one row more ---------------------------------------------------------

ROW = """
softsign = Op(
    "softsign", lambda x: x / (1 + abs(x)), (lambda x, out: 1 / ((1 + absolute(x)) * (1 + absolute(x))),),
    doc="x / (1 + |x|).", latex=r"\\mathrm{{softsign}}\\left({}\\right)", samples=REAL,
)
# fmt: on
"""

USE = """
import json
import engine
from engine import Value, draw, explain, grad, step_page, vectorize, values, softsign
x = Value(0.5, label="x")
y = x.softsign()
y.backward()
slope = grad(y.parents[0].softsign(), x)
X = values([[0.5, -2.0]], label="X")
program = vectorize(softsign(X[0, 0]) + softsign(X[0, 1]), {}, inputs={"X": X})
import numpy as np
step_page(y, "steps.html")
print(json.dumps({
    "function": softsign(-2.0), "method": y.data, "grad": x.grad, "second": grad(slope, x).data,
    "all": "softsign" in engine.__all__, "picture": draw(y).source, "explained": str(explain(y, x)),
    "program": program.value_and_grad({}, {"X": np.array([[0.5, -2.0]])})[0] + 0.0, "source": program.source,
    "torch": program.torch, "jax": program.jax,
    "doc": Value.softsign.__doc__, "file": Value.softsign.__code__.co_filename,
}))
"""


@pytest.fixture(scope="module")
def used(tmp_path_factory):
    """What a copy of the tree with a row more says, after the one command."""
    tree = tmp_path_factory.mktemp("tree")
    for part in ("engine", "nn", "docs/operations.md", "pyproject.toml"):
        source, target = ROOT / part, tree / part
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            target.parent.mkdir(exist_ok=True)
            shutil.copy(source, target)
    table = tree / "engine" / "ops.py"
    text = table.read_text(encoding="utf-8")
    table.write_text(text.replace("\n# fmt: on\n", ROW, 1), encoding="utf-8")

    def run(*arguments):
        environment = {**os.environ, "PYTHONPATH": str(tree)}
        command = [sys.executable, *arguments]
        done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    run("-m", "engine.table.generate")
    return tree, json.loads(run("-c", USE))


def test_a_row_is_a_method_and_a_function(used):
    tree, said = used
    assert said["function"] == pytest.approx(-2 / 3, rel=1e-15)
    assert said["method"] == pytest.approx(1 / 3, rel=1e-15)
    assert said["grad"] == pytest.approx(1 / 2.25, rel=1e-15)
    assert said["all"]
    assert said["doc"].startswith("x / (1 + |x|).")
    assert said["file"] == str(tree / "engine" / "operators.py")


def test_a_row_has_a_second_derivative(used):
    assert used[1]["second"] == pytest.approx(-2 / 1.5**3, rel=1e-14)


def test_a_row_is_drawn_and_explained(used):
    assert "softsign" in used[1]["picture"]
    assert "softsign" in used[1]["explained"]


def test_a_row_runs_in_the_page(used):
    required()
    x, told = -2.0, []
    with launched() as browser:
        page = browser.new_page()
        page.on("pageerror", lambda error: told.append(str(error)))
        page.goto((used[0] / "steps.html").as_uri())
        page.get_by_label("Its number", exact=True).fill(str(x))
        page.keyboard.press("Tab")
        page.locator("#last").click()
        shown = {name: page.locator(f".{name}").all_text_contents() for name in ("data", "grad")}
    assert told == []
    assert shown["data"] == [number(x), number(-2 / 3)]
    assert shown["grad"] == [number(1 / 9), number(1.0)]


def test_a_row_is_in_a_derived_program(used):
    assert used[1]["program"] == pytest.approx(1 / 3 - 2 / 3, rel=1e-14)
    assert "softsign(" in used[1]["source"]


@pytest.mark.parametrize(("language", "module"), [("torch", "torch"), ("jax", "jnp")])
def test_a_row_is_spelled_in_other_languages(used, language, module):
    assert f"def softsign(x):\n    return x / (1 + {module}.abs(x))\n" in used[1][language]


@pytest.mark.ci
@pytest.mark.parametrize("language", ["torch", "jax"])
def test_a_row_runs_in_other_languages(used, language):
    pytest.importorskip(language)
    names = {}
    exec(used[1][language], names)
    loss, _ = names["value_and_grad"]([[0.5, -2.0]])
    assert float(loss) == pytest.approx(1 / 3 - 2 / 3, rel=1e-14)


def test_a_row_is_on_the_page_of_operations(used):
    page = used[0] / "docs" / "operations.md"
    if page.exists():
        assert "softsign" in page.read_text(encoding="utf-8")


def test_the_written_files_are_formatted(used):
    """The command writes what the formatter would: lines of at most 120 characters, two blank lines before a class."""
    for name in ("operators.py", "__init__.py"):
        text = (used[0] / "engine" / name).read_text(encoding="utf-8")
        assert max(map(len, text.splitlines())) <= 120
        assert not re.search(r"[ \t]+$", text, re.MULTILINE)


def test_a_broken_formula_does_not_replace_the_file(monkeypatch, tmp_path):
    """The command imports the package that it writes: text that does not compile is never written."""
    monkeypatch.setattr(generate, "operators", lambda: "def broken(:")
    before = (ROOT / "engine" / "operators.py").read_text(encoding="utf-8")
    with pytest.raises(SyntaxError):
        generate.main()
    assert (ROOT / "engine" / "operators.py").read_text(encoding="utf-8") == before


def test_a_page_without_its_marks_is_refused():
    with pytest.raises(ValueError, match="has no lines between"):
        generate.with_functions("nothing here")
