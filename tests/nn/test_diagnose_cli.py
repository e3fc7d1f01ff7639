"""`python -m nn diagnose`: a case from a file, and the demos that diagnose."""

import json
import runpy
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from nn.__main__ import main

ROOT = Path(__file__).parents[2]


def case(sign=1.0):
    """A network of one layer with its gradient, right for sign 1."""
    X, Y = np.array([[1.0, 2.0], [0.5, -1.0], [2.0, 0.0]]), np.array([[1.0], [0.0], [1.0]])
    W, b = np.array([[0.3], [-0.2]]), np.array([0.1])
    D = sign * (1 / (1 + np.exp(-(X @ W + b))) - Y) / 3
    return {"X": X, "Y": Y, "W1": W, "b1": b, "dW1": X.T @ D, "db1": D.sum(axis=0)}


def run(capsys, *arguments):
    """(exit code, what was printed, what was complained about)."""
    code = main(["diagnose", *map(str, arguments)])
    return code, *capsys.readouterr()


@pytest.fixture
def saved(tmp_path):
    np.savez(tmp_path / "wrong.npz", **case(-1.0), activations=["sigmoid"], loss="bce")
    np.savez(tmp_path / "bare.npz", **case())
    return tmp_path


def test_an_npz_file_is_diagnosed(saved, capsys):
    code, out, err = run(capsys, saved / "wrong.npz")
    assert (code, err) == (1, "")
    assert out.startswith("Your gradient has the wrong sign. (sign_flipped)")


def test_options_say_what_the_file_does_not(saved, capsys):
    code, out, _ = run(capsys, saved / "bare.npz", "--activations", "sigmoid", "--loss", "bce")
    assert code == 0
    assert out.startswith("Correct")
    code, out, _ = run(capsys, saved / "bare.npz", "--activations", "sigmoid", "--loss", "bce", "--reduction", "sum")
    assert code == 1
    assert "extra_mean" in out
    code, _, err = run(capsys, saved / "bare.npz")
    assert code == 2
    assert "give --activations" in err


def test_the_loss_the_outputs_and_l2_are_taken_from_the_file_or_the_options(tmp_path, capsys):
    given = case()
    Z = given["X"] @ given["W1"] + given["b1"]
    words = {"activations": ["sigmoid"], "loss": "bce"}
    np.savez(tmp_path / "case.npz", **given, **words, outputs=np.tanh(Z))
    code, out, _ = run(capsys, tmp_path / "case.npz")
    assert code == 1
    assert "tanh in layer 1, where you said sigmoid" in out
    np.savez(tmp_path / "case.npz", **given | {"dW1": given["dW1"] + 0.2 * given["W1"]}, **words)
    assert run(capsys, tmp_path / "case.npz", "--l2", "0.1")[0] == 0
    code, out, _ = run(capsys, tmp_path / "case.npz", "--l2", "0.1", "--loss-value", "123.0")
    assert code == 1
    assert "The loss differs: yours 123.000" in out


def test_the_findings_as_json_and_html(saved, capsys):
    code, out, _ = run(capsys, saved / "wrong.npz", "--json", "--html", saved / "report.html")
    found = json.loads(out)
    assert code == 1
    assert found["correct"] is False
    assert found["explanations"][0] == {"rank": 1, "mistakes": ["sign_flipped"], "layers": [[1]]}
    assert "<table" in (saved / "report.html").read_text(encoding="utf-8")


def test_a_python_file_is_executed_and_this_is_said(tmp_path, capsys):
    lines = [f"{name} = {array.tolist()}" for name, array in case().items()]
    path = tmp_path / "case.py"
    path.write_text("\n".join([*lines, "activations = 'sigmoid'", "loss = 'bce'"]), encoding="utf-8")
    code, out, err = run(capsys, path)
    assert code == 0
    assert out.startswith("Correct")
    assert "Executing" in err
    path.write_text("1 / 0", encoding="utf-8")
    code, _, err = run(capsys, path)
    assert code == 2
    assert "stopped with ZeroDivisionError: division by zero" in err


def test_lists_of_parameters_and_gradients_will_do(tmp_path, capsys):
    path = tmp_path / "case.py"
    given = case(-1.0)
    text = "from numpy import array\n" + "\n".join(f"{name} = {array!r}" for name, array in given.items())
    path.write_text(
        f"{text}\nparams = [(W1, b1)]\ngradients = [(dW1, db1)]\ndel W1\nactivations = ['sigmoid']\nloss = 'bce'",
        encoding="utf-8",
    )
    assert run(capsys, path)[0] == 1


def test_an_npz_file_is_data_and_nothing_in_it_runs(tmp_path, capsys):
    class Trap:
        def __reduce__(self):
            return print, ("executed",)

    np.savez(tmp_path / "trap.npz", X=np.array([Trap()], dtype=object))
    code, out, err = run(capsys, tmp_path / "trap.npz")
    assert code == 2
    assert "executed" not in out
    assert "Object arrays cannot be loaded" in err


def test_files_that_cannot_be_used_get_a_sentence(tmp_path, capsys):
    (tmp_path / "case.txt").write_text("x", encoding="utf-8")
    np.savez(tmp_path / "empty.npz", X=[1.0], Y=[1.0], activations=["tanh"], loss="mse")
    np.savez(tmp_path / "half.npz", W1=[[1.0]])
    np.savez(tmp_path / "nan.npz", **{**case(), "X": np.full((3, 2), np.nan)}, activations=["sigmoid"], loss="bce")
    for name, said in {
        "case.txt": "is neither an .npz nor a .py file",
        "absent.npz": "No such file",
        "absent.py": "No such file",
        "empty.npz": "has neither W1",
        "half.npz": "has no X",
    }.items():
        code, _, err = run(capsys, tmp_path / name)
        assert code == 2, name
        assert said in err
    code, out, _ = run(capsys, tmp_path / "nan.npz")
    assert code == 2
    assert "X[0,0] is nan" in out


def test_it_runs_as_a_module(saved):
    command = [sys.executable, "-m", "nn", "diagnose", str(saved / "wrong.npz")]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=ROOT)
    assert done.returncode == 1
    assert done.stdout.startswith("Your gradient has the wrong sign. (sign_flipped)")


# --- demos ---------------------------------------------------------------------------------------


def test_the_demo_of_the_five_questions_finds_each_learners_line(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["diagnose_seeds.py"])
    found = runpy.run_path(str(ROOT / "demos" / "diagnose_seeds.py"), run_name="__main__")["found"]
    assert found["question 0"] == ["extra_mean"]
    assert found["question 1, in order"] == ["missing_input"]
    assert set(found["question 2, the guide"]) == {"wrong_input", "sign_flipped"}
    assert found["question 2, theirs as a gradient"] == []
    assert set(found["question 3, the textbook's line"]) == {"missing_input", "sign_flipped"}
    assert found["question 3, what works"] == ["sign_flipped"]
    assert found["question 4"] == ["missing_loss_factor"]
    assert "Correct: all 8 entries are right" in capsys.readouterr().out


def test_the_clinic_has_eight_patients_and_their_mistakes_are_found(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["clinic.py"])
    answers = runpy.run_path(str(ROOT / "demos" / "clinic.py"), run_name="__main__")["answers"]
    assert [set(ids) for ids in answers.values()] == [
        {"missing_output_deriv"},
        {"wrong_act_deriv"},
        {"prop_updated_W"},
        {"one_sample_only"},
        {"bias_sum_all"},
        {"deriv_at_z"},
        {"prop_raw_error"},
        {"preact_as_input", "sign_flipped"},
    ]
    assert "vacuous" in capsys.readouterr().out


def test_a_square_matrix_without_orientation_is_warned_of_on_the_command_line(tmp_path, capsys):
    X, Y, W = (
        np.array([[1.0, 2.0], [0.5, -1.0]]),
        np.array([[1.0, 0.0], [0.0, 1.0]]),
        np.array([[0.3, 0.1], [-0.2, 0.4]]),
    )
    words = {"activations": ["linear"], "loss": "mse"}
    np.savez(tmp_path / "case.npz", X=X, Y=Y, W1=W, dW1=X.T @ (X @ W - Y), **words)
    code, out, err = run(capsys, tmp_path / "case.npz")
    assert (code, out.startswith("Correct")) == (0, True)
    assert err.startswith("chalkgrad: W1 is square, (2, 2), and fits both ways")
    code, out, err = run(capsys, tmp_path / "case.npz", "--orientation", "in_out")
    assert (code, err) == (0, "")
