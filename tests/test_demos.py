"""Each demo runs by itself, reproduces its numbers, and leaves the pictures it names."""

import json
import math
import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SCENARIOS = json.loads((Path(__file__).parent / "data" / "scenarios.json").read_text(encoding="utf-8"))
QUESTIONS = sorted((ROOT / "demos").glob("question*.py"))


def run(demo: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """The demo's variables after it ran as a script with `folder` on its command line."""
    monkeypatch.setattr(sys, "argv", [str(demo), str(folder)])
    return runpy.run_path(str(demo), run_name="__main__")


def differences(expected: object, found: object, path: str = "") -> list[str]:
    """Where two nested results differ by more than 1e-12 · max(1, |a|, |b|), or in shape, or in text."""
    if isinstance(expected, dict):
        assert isinstance(found, dict)
        missing = [f"{path}: {sorted(expected.keys() ^ found.keys())}"] if expected.keys() != found.keys() else []
        both = expected.keys() & found.keys()
        return missing + [x for key in both for x in differences(expected[key], found[key], f"{path}.{key}")]
    if isinstance(expected, list):
        assert isinstance(found, list), f"{path}: {type(found)}"
        if len(expected) != len(found):
            return [f"{path}: {len(expected)} entries expected, {len(found)} found"]
        pairs = enumerate(zip(expected, found, strict=True))
        return [x for i, (a, b) in pairs for x in differences(a, b, f"{path}[{i}]")]
    if isinstance(expected, str):
        return [] if expected == found else [f"{path}: {expected!r} is not {found!r}"]
    assert isinstance(expected, int | float)
    assert isinstance(found, int | float), f"{path}: {type(found)}"
    close = math.isclose(expected, found, rel_tol=1e-12, abs_tol=1e-12)
    return [] if close else [f"{path}: {expected} is not {found}"]


@pytest.mark.parametrize("demo", QUESTIONS, ids=lambda demo: demo.stem)
def test_a_question_reproduces_its_numbers(demo, tmp_path, monkeypatch, capsys):
    found = run(demo, tmp_path, monkeypatch)
    expected = SCENARIOS[f"seed{demo.stem[len('question')]}"]["expected"]
    assert differences(expected, found["results"]) == []
    printed = capsys.readouterr().out
    assert "entries agree within 1e-12" in printed
    pictures = sorted(tmp_path.glob("*.svg"))
    assert pictures
    for picture in pictures:
        assert picture.name in printed
        assert picture.read_text(encoding="utf-8").rstrip().endswith("</svg>")


def test_there_is_a_demo_for_every_question():
    assert [f"seed{demo.stem[len('question')]}" for demo in QUESTIONS] == sorted(SCENARIOS)


@pytest.mark.parametrize("demo", QUESTIONS, ids=lambda demo: demo.stem)
def test_a_question_states_its_inputs_as_given(demo, tmp_path, monkeypatch):
    """The numbers a demo starts from are those of the question, not others that happen to agree."""
    found = run(demo, tmp_path, monkeypatch)
    inputs = SCENARIOS[f"seed{demo.stem[len('question')]}"]["inputs"]
    names = {"learning_rate": "lr", "sample": "sample"}
    for name, value in inputs.items():
        if name not in ("net", "iterations"):
            given = found[names.get(name, name)]
            assert json.loads(json.dumps(given)) == value, name


def test_the_comparison_of_results_can_fail():
    expected = SCENARIOS["seed1"]["expected"]
    off = json.loads(json.dumps(expected))
    off["dW_ij"][1][2] += 1e-11
    del off["E"]
    assert [line.split(":")[0] for line in differences(expected, off)] == ["", ".dW_ij[1][2]"]


def test_the_tour_trains_checks_and_draws(tmp_path, monkeypatch, capsys):
    found = run(ROOT / "demos" / "tour.py", tmp_path, monkeypatch)
    printed = capsys.readouterr().out
    assert found["checked"] == 16
    assert all(abs(found["model"](x).data - y[0]) < 0.1 for x, y in zip(found["X"], found["Y"], strict=True))
    assert "All 22 entries agree within 1e-12" in printed
    assert {path.name for path in tmp_path.glob("*.svg")} == {"tour_expression.svg", "tour_network.svg"}


def test_the_numpy_forward_pass_reproduces_question_3(tmp_path, monkeypatch, capsys):
    found = run(ROOT / "demos" / "numpy_forward.py", tmp_path, monkeypatch)
    assert differences(SCENARIOS["seed3"]["expected"], found["results"]) == []
    assert "entries agree within 1e-12" in capsys.readouterr().out


def test_newtons_method_finds_the_minimum(tmp_path, monkeypatch, capsys):
    """The end is the maximum-likelihood fit: its score equations, in plain floats, are zero there."""
    found = run(ROOT / "demos" / "newton_step.py", tmp_path, monkeypatch)
    *_, (_, w, b, _) = found["results"]["newton"]
    pairs = list(zip(found["hours"], found["passed"], strict=True))
    wrong = [y - 1 / (1 + math.exp(-(w * x + b))) for x, y in pairs]
    assert abs(sum(wrong)) < 1e-12
    assert abs(sum(e * x for e, (x, _) in zip(wrong, pairs, strict=True))) < 1e-12
    assert found["needed"] < 10 < found["results"]["descent"]
    assert "newton_derivative.svg" in capsys.readouterr().out


def test_the_penalty_makes_the_curve_flatter(tmp_path, monkeypatch, capsys):
    found = run(ROOT / "demos" / "gradient_penalty.py", tmp_path, monkeypatch)
    free, held = found["results"][0.0], found["results"][0.05]
    assert held["penalty"] < 0.7 * free["penalty"]
    assert held["steepest"] < free["steepest"]
    assert abs(found["w"].grad - found["difference"]) < 1e-8
    assert "gradient_penalty.svg" in capsys.readouterr().out


def test_the_matrix_version_is_derived(tmp_path, monkeypatch, capsys):
    """The derived line gives the sum of δ_i x_j that the demo prints, and training with it lowers the loss."""
    found = run(ROOT / "demos" / "vectorize.py", tmp_path, monkeypatch)
    results = found["results"]
    assert results["line"] == "dW1 = dZ1.T @ X"
    assert results["dW1"][1][0] == pytest.approx(results["gradient"], abs=1e-15)
    assert results["history"][-1] < 0.01 * results["history"][0]
    assert results["stored"] == pytest.approx(results["history"][-1], rel=0.01)
    printed = capsys.readouterr().out
    assert "dlosses = 1 / N" in printed
    assert {path.name for path in tmp_path.glob("*.svg")} == {"vectorize_batch.svg", "vectorize_neuron.svg"}


def test_a_demo_writes_its_letters_also_where_the_system_has_another_encoding(tmp_path):
    """Windows writes a redirected output as cp1252, which has no ∂."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "demos" / "question4_step_by_step.py"), str(tmp_path)],
        env={**os.environ, "PYTHONIOENCODING": "cp1252"},
        capture_output=True,
        check=True,
    )
    assert "∂y/∂W2_i" in done.stdout.decode("utf-8")
