"""What a type checker makes of a user's script: strict mypy, as users run it. Needs the extra `lint`."""

import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from nn import losses, settings
from nn.networks import activations

SCRIPT = Path(__file__).parent / "data" / "typed_script.py"
pytestmark = pytest.mark.ci


MISTAKES = {
    'MLP(2, [1], activation="tanh")("text")': "arg-type",
    "model(X[0]).data + 'text'": "operator",
    "a.tanh(1)": "call-arg",
    "predict(model)": "call-arg",
    "a.no_such_method()": "attr-defined",
    'compare(model, X, Y, loss="mes")': "arg-type",
    'squared_error(1.0, 1.0, reduction="avg")': "arg-type",
}
RIGHT = SCRIPT.read_text(encoding="utf-8")
WRONG = RIGHT + "".join(f"{line}\n" for line in MISTAKES)
ASKED = """\
from engine import Value, sigmoid
from nn import MLP
reveal_type(MLP(2, [1])([1.0, 2.0]))
reveal_type(Value(1.0).tanh())
reveal_type(sigmoid(Value(1.0)))
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """What mypy says of each script, line by line; all are read in one run."""
    folder = tmp_path_factory.mktemp("types")
    scripts = {"right.py": RIGHT, "wrong.py": WRONG, "asked.py": ASKED}
    for name, text in scripts.items():
        (folder / name).write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--cache-dir", str(folder / "cache")]
    paths = [str(folder / name) for name in scripts]
    lines = subprocess.run([*command, *paths], capture_output=True, text=True, check=False).stdout.splitlines()
    found = {name: [line for line in lines if line.startswith(f"{folder / name}:")] for name in scripts}
    assert sum(map(len, found.values())) == len(lines), lines  # nothing is said of `engine` and `nn` themselves
    return found


def test_a_training_script_has_no_error(said):
    assert said["right.py"] == []


def test_mistakes_are_found(said):
    first = RIGHT.count("\n") + 1
    found = {line.split(":")[1]: line for line in said["wrong.py"] if ": error:" in line}
    for number, (line, code) in enumerate(MISTAKES.items(), start=first):
        assert f"[{code}]" in found[str(number)], line


def test_what_a_network_returns_has_a_type(said):
    assert [note.split('"')[1].split(".")[-1] for note in said["asked.py"]] == ["Output", "Value", "Value"]


def test_the_words_for_type_checkers_are_those_of_the_tables():
    assert set(get_args(settings.LossWord)) == set(losses.TABLE)
    assert set(get_args(settings.Activation)) == set(activations.NAMES)
