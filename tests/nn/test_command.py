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


@pytest.fixture
def _case():
    X, Y, W1, b1 = np.ones((2, 1)), np.zeros((2, 1)), np.ones((1, 1)), np.zeros(1)
    np.savez("case.npz", X=X, Y=Y, W1=W1, b1=b1, dW1=-W1 * 2, db1=-W1[0] * 2)


@pytest.mark.usefixtures("_case")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["diagnose", "case.npz", "--activations", "tanh", "linear"],
            "linear is one too many; activations have commas",
        ),
        (["diagnose", "case.npz", "case.npz"], "one file is read at a time, and case.npz is one too many"),
        (["proofread", "a.py", "b.py"], "one file is read at a time, and b.py is one too many\n"),
        (["proofread", "a.py", "--wrt"], "--wrt is not an option"),
    ],
)
def test_words_that_no_option_takes_are_named_with_the_usage_of_the_subcommand(words, said, capsys):
    with pytest.raises(SystemExit, match="2"):
        main(words)
    err = capsys.readouterr().err
    assert err.startswith(f"usage: chalkgrad {words[0]} ")
    assert said in err


@pytest.mark.usefixtures("_case")
def test_all_that_a_case_does_not_say_is_said_at_once(capsys):
    assert main(["diagnose", "case.npz"]) == 2
    err = capsys.readouterr().err
    assert "does not say its activations and loss: give --activations tanh,linear (" in err
    assert "leaky_relu" in err
    assert "--loss mse (or mae, huber, hinge, bce or cross_entropy)." in err
    assert main(["diagnose", "case.npz", "--loss", "mse"]) == 2
    assert "does not say its activations: give" in capsys.readouterr().err


@pytest.mark.usefixtures("_case")
def test_diagnose_and_proofread_print_ascii_and_the_page_too(capsys):
    words = ["--activations", "linear", "--loss", "mse", "--ascii", "--html", "out.html"]
    assert main(["diagnose", "case.npz", *words]) == 1
    out = capsys.readouterr().out
    assert out.isascii()
    assert "delta" in out
    assert out.splitlines()[-1] == "page: out.html"
    assert Path("out.html").exists()
    Path("script.py").write_text("loss = 1.0\n", encoding="utf-8")
    main(["proofread", "--ascii", "script.py"])
    assert capsys.readouterr().out.isascii()


@pytest.mark.parametrize(
    "words", [["draw", "-o", "new/g.gv"], ["explain", "--wrt", "a"], ["steps", "-o", "new/s.html"]]
)
def test_what_an_expression_prints_is_ascii_where_asked_for_and_names_a_new_folder(words, capsys):
    command, *options = words
    assert main([command, "a*b", "a=2", "b=-3", *options, "--ascii"]) == 0
    out = capsys.readouterr().out
    assert out.isascii()
    assert ("(the folder new is new)" in out) == (command != "explain")
    main([command, "a*b", "a=2", "b=-3", *options])
    assert "is new" not in capsys.readouterr().out


@pytest.mark.usefixtures("_case")
def test_a_folder_that_is_not_there_is_named_and_no_hidden_file(capsys):
    assert main(["diagnose", "case.npz", "--activations", "linear", "--loss", "mse", "--html", "no/out.html"]) == 2
    err = capsys.readouterr().err
    assert err.rstrip().endswith(os.path.join("no", "out.html"))
    assert ".part" not in err
