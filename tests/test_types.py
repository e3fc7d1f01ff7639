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


def errors(path, cache):
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--cache-dir", cache, path]
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False).stdout.splitlines()


def test_a_training_script_has_no_error(tmp_path):
    assert errors(SCRIPT, tmp_path / "cache") == []


MISTAKES = {
    'MLP(2, [1], activation="tanh")("text")': "arg-type",
    "model(X[0]).data + 'text'": "operator",
    "a.tanh(1)": "call-arg",
    "predict(model)": "call-arg",
    "a.no_such_method()": "attr-defined",
    'compare(model, X, Y, loss="mes")': "arg-type",
    'squared_error(1.0, 1.0, reduction="avg")': "arg-type",
}


def test_mistakes_are_found(tmp_path):
    text = SCRIPT.read_text(encoding="utf-8")
    path = tmp_path / "script.py"
    path.write_text(text + "".join(f"{line}\n" for line in MISTAKES), encoding="utf-8")
    first = text.count("\n") + 1
    found = {line.split(":")[1]: line for line in errors(path, tmp_path / "cache") if ": error:" in line}
    for number, (line, code) in enumerate(MISTAKES.items(), start=first):
        assert f"[{code}]" in found[str(number)], line


def test_what_a_network_returns_has_a_type(tmp_path):
    path = tmp_path / "script.py"
    path.write_text(
        "from engine import Value, sigmoid\nfrom nn import MLP\nreveal_type(MLP(2, [1])([1.0, 2.0]))\n"
        "reveal_type(Value(1.0).tanh())\nreveal_type(sigmoid(Value(1.0)))\n",
        encoding="utf-8",
    )
    notes = errors(path, tmp_path / "cache")
    assert [note.split('"')[1].split(".")[-1] for note in notes] == ["Output", "Value", "Value"]


def test_the_words_for_type_checkers_are_those_of_the_tables():
    assert set(get_args(settings.LossWord)) == set(losses.TABLE)
    assert set(get_args(settings.Activation)) == set(activations.NAMES)
