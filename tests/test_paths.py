"""Every file that a page, a comment or a configuration names is there: a name does not outlive a move."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("engine", "nn", "tests", "docs", "demos", "benchmarks", "playground")
NOT_OURS = {"engine.py", "nn.py"}  # a learner's own, which get in the way of ours
NAMED = re.compile(rf"(?<![\w/.{{}}$*-])(?:(?:{'|'.join(FOLDERS)})/[\w./*-]*\w|\w[\w/]*\.py\b)")


def files(*endings):
    """The files of the project with these endings; what the site's build makes is not among them."""
    found = (path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.suffix in endings or not endings)
    return [path for path in found if not {"__pycache__", "node_modules", "_ipython"} & set(path.parts)]


THERE = {f"/{path.relative_to(ROOT).as_posix()}" for path in files()}


def is_there(name):
    """Whether it is a file or a folder, or a pattern that some file fits, seen from the root or from any folder.

    A page may also be named without its ending, and the notebook that is made from a demo.
    """
    stem = f"/{name.removesuffix('.ipynb')}"
    return any(path.endswith((f"/{name}", f"{stem}.md", f"{stem}.py")) for path in THERE) or any(ROOT.glob(name))


def lost(text):
    """The names of files in a text that are not there."""
    return [name for name in NAMED.findall(text) if name not in NOT_OURS and "NAME" not in name and not is_there(name)]


def lost_in_a_test(text):
    """The same for a test, which makes files of its own: only names from the root, and names of tests."""
    made = ("engine/notes.txt", "test_planted.py")
    named = (*(f"{folder}/" for folder in FOLDERS), "test_")
    return [name for name in lost(text) if name.startswith(named) and name not in made]


def test_every_file_that_is_named_is_there():
    found = {path: lost(path.read_text(encoding="utf-8")) for path in files(".py", ".md") if "tests" not in path.parts}
    for name in ("README.md", "CONTRIBUTING.md", "pyproject.toml", ".ci/run"):
        if (ROOT / name).exists():
            found[ROOT / name] = lost((ROOT / name).read_text(encoding="utf-8"))
    assert {str(path.relative_to(ROOT)): names for path, names in found.items() if names} == {}


def test_every_file_that_a_test_names_is_there():
    here = [path for path in files(".py") if path.is_relative_to(ROOT / "tests") and path != Path(__file__)]
    found = {path.name: lost_in_a_test(path.read_text(encoding="utf-8")) for path in here}
    assert {name: names for name, names in found.items() if names} == {}


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("see `engine/floats.py` and `engine/table/floats.py`", ["engine/floats.py"]),
        ("pytest tests/test_ops.py", ["tests/test_ops.py"]),
        ("`moved_away.py` says why", ["moved_away.py"]),
        ("docs/learn/*.md, docs/unlearn/*.md.", ["docs/unlearn/*.md"]),
        ("`value.py`, `docs/learn`, demos/index, demos/tour.ipynb", []),
    ],
)
def test_a_name_that_outlived_its_file_would_be_noticed(text, gone):
    assert lost(text) == gone
