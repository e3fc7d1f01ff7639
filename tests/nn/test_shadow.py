"""A student's own engine.py beside a script would be imported in place of ours: nn says so.

Each test runs a script of its own process, in a folder of its own, as a student does.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import nn

ROOT = Path(nn.__file__).parent.parent


@pytest.fixture
def run(tmp_path):
    """Write files into an empty folder and run one of them there."""

    def run(script, files=None, name="script.py"):
        for path, text in {**(files or {}), name: script}.items():
            (tmp_path / path).parent.mkdir(exist_ok=True)
            (tmp_path / path).write_text(text, encoding="utf-8")
        return subprocess.run(
            [sys.executable, "-W", "error", name],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    return run


def refused(done, found):
    """Whether the run ended with one ImportError that names the file and the remedy."""
    last = done.stderr.strip().splitlines()[-1]
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("Traceback") == 1
    assert last.startswith("ImportError: nn needs chalkgrad's package `engine`, but `import engine` finds ")
    assert str(found) in last
    assert "rename that file" in last
    assert "install chalkgrad again" in last
    return True


@pytest.mark.parametrize(
    "script",
    ["import nn", "from nn import MLP", "import engine\nimport nn", "from engine import Value\nfrom nn import MLP"],
)
def test_a_students_own_engine_is_named(run, tmp_path, script):
    done = run(script + "\nprint('ran')", {"engine.py": "class Value:\n    pass\n"})
    assert refused(done, tmp_path / "engine.py")


def test_a_script_that_is_itself_called_engine_is_named(run, tmp_path):
    assert refused(run("from nn import MLP", name="engine.py"), tmp_path / "engine.py")


def test_a_students_own_package_is_named(run, tmp_path):
    done = run("import nn", {"engine/__init__.py": ""})
    assert refused(done, tmp_path / "engine" / "__init__.py")


def test_a_students_own_engine_is_not_run_by_nn(run):
    done = run("import nn", {"engine.py": "print('here')\n"})
    assert done.stdout == ""


def test_a_broken_engine_of_a_student_is_named_too(run, tmp_path):
    """The message is about the file, not about what stands in it."""
    assert refused(run("import nn", {"engine.py": "this is no Python"}), tmp_path / "engine.py")


def test_without_one_it_works(run):
    done = run("from engine import Value\nfrom nn import MLP\nprint(MLP(2, [1], seed=1)([1.0, Value(2.0)]).label)")
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "s1[0]", "")


def test_a_folder_without_python_files_shadows_nothing(run):
    """A folder engine/ with drawings in it, say, is no package: ours comes first."""
    done = run("import nn\nprint('ran')", {"engine/notes.txt": "notes"})
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "ran", "")


# What a network of scalars does without: it starts faster, and runs where these are not installed.
HEAVY = ("numpy", "graphviz", "graphviz_pure", "torch")


def test_nn_loads_neither_numpy_nor_graphviz(run):
    script = f"""
import sys
import nn
from nn import MLP, SGD, squared_error
model = MLP(2, [3, 1], activation="tanh", seed=1)
squared_error(model([0.5, -1.0]), 1.0).backward()
SGD(model.parameters(), lr=0.1).step()
model.arrays(), model.trace([1.0, 2.0]), repr(model), dir(nn)
print([name for name in {HEAVY} if name in sys.modules])
"""
    done = run(script)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_compare_loads_numpy_when_it_is_asked_for(run):
    done = run("import sys, nn\nnn.compare\nprint('numpy' in sys.modules, 'graphviz' in sys.modules)")
    assert (done.stdout.strip(), done.stderr) == ("True False", "")


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="module 'nn' has no attribute 'perceptron'"):
        nn.perceptron
