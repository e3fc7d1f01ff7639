"""The command `chalkgrad`: each subcommand does what the module that it stands for does."""

import os
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

import engine.__main__
import nn.__main__
from nn.command import main

ROOT = Path(__file__).parents[2]
GIVEN = ["a=2", "b=-3", "c=5.5"]


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("words", "same"),
    [
        (["draw", "tanh(a*b + c)", *GIVEN, "-o", "g.gv"], ["tanh(a*b + c)", *GIVEN, "-o", "g.gv"]),
        (["explain", "tanh(a*b + c)", *GIVEN, "--wrt", "a"], ["tanh(a*b + c)", *GIVEN, "--explain", "a"]),
        (
            ["explain", "a*b", "a=1", "b=2", "--wrt", "a", "--ascii"],
            ["a*b", "a=1", "b=2", "--explain", "a", "--ascii"],
        ),
        (["steps", "-a*b", "a=2", "b=3", "-o", "s.html"], ["-a*b", "a=2", "b=3", "--steps", "s.html"]),
        (["draw", "-a*b", "a=2", "b=3", "--output", "g.gv"], ["-a*b", "a=2", "b=3", "-o", "g.gv"]),
        (["draw", "a*b", "a=2", "-o", "g.gv"], ["a*b", "a=2", "-o", "g.gv"]),
    ],
)
def test_an_expression(words, same, capsys):
    files = {}
    results = []
    for run, given in ((main, words), (engine.__main__.main, same)):
        results.append((run(given), *capsys.readouterr()))
        for path in Path().iterdir():
            files.setdefault(path.name, []).append(path.read_bytes())
            path.unlink()
    assert results[0] == results[1]
    assert all(first == second for first, second in files.values())
    assert len(files) == (results[0][0] == 0 and words[0] != "explain")


def test_diagnose_is_that_of_nn(capsys):
    X, Y, W1, b1 = np.ones((2, 1)), np.zeros((2, 1)), np.ones((1, 1)), np.zeros(1)
    np.savez("case.npz", X=X, Y=Y, W1=W1, b1=b1, dW1=W1 * 2, db1=W1[0] * 2)
    words = ["diagnose", "case.npz", "--activations", "linear", "--loss", "mse"]
    found = [(run(words), capsys.readouterr().out) for run in (main, nn.__main__.main)]
    assert found[0] == found[1]
    assert found[0][0] == 0
    assert "orrect" in found[0][1]


@pytest.mark.parametrize("words", [[], ["paint"], ["draw"], ["draw", "a*b", "a=1", "b=2"], ["explain", "a", "a=1"]])
def test_what_is_missing_is_said(words, capsys):
    with pytest.raises(SystemExit, match="2"):
        main(words)
    assert "chalkgrad" in capsys.readouterr().err


def test_the_command_is_the_one_that_is_installed():
    if (ROOT / "pyproject.toml").exists():
        scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
        module, _, function = scripts["chalkgrad"].partition(":")
        assert getattr(import_module(module), function) is main
    code = "import sys; from nn.command import main; sys.exit(main())"
    words = ["draw", "tanh(a*b + c)", *GIVEN, "-o", "graph.gv"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    run = subprocess.run([sys.executable, "-c", code, *words], env=environment, capture_output=True, check=True)
    assert "picture: graph.gv" in run.stdout.decode()


def test_a_script_is_proofread(tmp_path, capsys):
    (tmp_path / "script.py").write_text("loss = 1.0\n", encoding="utf-8")
    assert main(["proofread", "script.py"]) == 2
    assert "no parameter was found" in capsys.readouterr().out


@pytest.mark.parametrize("subcommand", ["draw", "explain", "steps", "diagnose", "proofread"])
def test_help_names_the_command_that_was_typed(subcommand, capsys):
    with pytest.raises(SystemExit):
        main([subcommand, "--help"])
    assert capsys.readouterr().out.startswith(f"usage: chalkgrad {subcommand} ")
