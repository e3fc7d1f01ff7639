"""Each demo runs by itself, reproduces its numbers, and leaves the pictures it names."""

import collections
import contextlib
import io
import json
import math
import os
import runpy
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
SCENARIOS = json.loads((Path(__file__).parents[1] / "data" / "scenarios.json").read_text(encoding="utf-8"))
QUESTIONS = sorted((ROOT / "demos").glob("question*.py"))


def run(demo: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, *options: str) -> dict[str, object]:
    """The demo's variables after it ran as a script with `folder` and options on its command line."""
    monkeypatch.setattr(sys, "argv", [str(demo), str(folder), *options])
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


@dataclass(frozen=True)
class Question:
    """The demo of a question after it ran: what is asked, the demo's variables, its output and the folder it filled."""

    scenario: dict
    found: dict
    printed: str
    folder: Path


@pytest.fixture(scope="module", params=QUESTIONS, ids=lambda demo: demo.stem)
def question(request, tmp_path_factory):
    demo, folder, printed = request.param, tmp_path_factory.mktemp("question"), io.TextIOWrapper(io.BytesIO())
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(printed):
        found = run(demo, folder, patch)
        printed.flush()
    text = printed.buffer.getvalue().decode("utf-8")
    return Question(SCENARIOS[f"seed{demo.stem[len('question')]}"], found, text, folder)


def test_a_question_reproduces_its_numbers(question):
    assert differences(question.scenario["expected"], question.found["results"]) == []
    printed = question.printed
    assert "entries agree within 1e-12" in printed
    pictures = sorted(question.folder.glob("*.svg"))
    assert pictures
    for picture in pictures:
        assert picture.name in printed
        assert picture.read_text(encoding="utf-8").rstrip().endswith("</svg>")


def test_there_is_a_demo_for_every_question():
    assert [f"seed{demo.stem[len('question')]}" for demo in QUESTIONS] == sorted(SCENARIOS)


def test_a_question_states_its_inputs_as_given(question):
    """The numbers a demo starts from are those of the question, not others that happen to agree."""
    names = {"learning_rate": "lr", "sample": "sample"}
    for name, value in question.scenario["inputs"].items():
        if name not in ("net", "iterations"):
            given = question.found[names.get(name, name)]
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


@pytest.mark.ci
def test_the_penalty_makes_the_curve_flatter(tmp_path, monkeypatch, capsys):
    found = run(ROOT / "demos" / "gradient_penalty.py", tmp_path, monkeypatch)
    free, held = found["results"][0.0], found["results"][0.05]
    assert held["penalty"] < 0.7 * free["penalty"]
    assert held["steepest"] < free["steepest"]
    assert abs(found["w"].grad - found["difference"]) < 1e-8
    assert "gradient_penalty.svg" in capsys.readouterr().out


# --- the GPT -------------------------------------------------------------------------------------

GPT = ROOT / "demos" / "gpt_names.py"


def numbers(rows):
    return np.array([[v.data for v in row] for row in rows])


def matrix_loss(found, name):
    """The loss of a name from whole matrices and a mask: the same model, written as a textbook has it."""
    letters = [26, *(ord(letter) - 97 for letter in name), 26]
    n, width, heads = len(letters) - 1, 16, 4

    def normed(x):
        return x / np.sqrt((x**2).mean(axis=1, keepdims=True) + 1e-5)

    def softmax(s):
        powers = np.exp(s - s.max(axis=-1, keepdims=True))
        return powers / powers.sum(axis=-1, keepdims=True)

    def split(x):
        return x.reshape(n, heads, width // heads).transpose(1, 0, 2)

    x = normed(numbers(found["letter_rows"])[letters[:-1]] + numbers(found["place_rows"])[:n])
    Q, K, V = (split(normed(x) @ numbers(found[f"{what}_rows"]).T) for what in ("query", "key", "value"))
    scores = Q @ K.transpose(0, 2, 1) / math.sqrt(width / heads)
    scores[:, np.triu(np.ones((n, n), bool), k=1)] = -np.inf  # what comes later is not seen
    joined = (softmax(scores) @ V).transpose(1, 0, 2).reshape(n, width)
    x = x + joined @ numbers(found["join_rows"]).T
    x = x + np.maximum(normed(x) @ numbers(found["up_rows"]).T, 0) @ numbers(found["down_rows"]).T
    chances = softmax(x @ numbers(found["logit_rows"]).T)
    return -np.log(chances[range(n), letters[1:]]).mean()


def short_gpt(folder, sums):
    """A short run of the GPT with one way to write a weighted sum."""
    with pytest.MonkeyPatch.context() as patch:
        return run(GPT, folder, patch, "--steps", "100", "--sums", sums)


@pytest.fixture(scope="module")
def gpt(tmp_path_factory):
    return short_gpt(tmp_path_factory.mktemp("gpt"), "dot")


@pytest.mark.ci
def test_the_gpt_learns_to_look_back(gpt):
    """Better than any model could be that knows only how often each letter occurs, on names it never saw."""
    results, found = gpt["results"], gpt
    count = collections.Counter("".join(name + "." for name in found["seen"]))
    chance = {letter: (count[letter] + 1) / (count.total() + 27) for letter in "abcdefghijklmnopqrstuvwxyz."}
    each = [[-math.log(chance[letter]) for letter in name + "."] for name in found["unseen"]]
    assert results["frequencies"] == pytest.approx(sum(sum(e) / len(e) for e in each) / len(each), rel=1e-12)
    assert not set(found["seen"]) & set(found["unseen"])
    assert sum(results["history"][:10]) / 10 > 3.0
    assert results["unseen"] < 2.65 < results["frequencies"]


@pytest.mark.ci
def test_the_gpt_is_the_model_of_the_textbook(gpt):
    for name in ("bo", "anna", *gpt["unseen"][:5]):
        assert gpt["loss_of"](name).data == pytest.approx(matrix_loss(gpt, name), rel=1e-12)


@pytest.mark.slow
def test_plain_sums_and_dot_give_the_gpt_the_same_numbers(gpt, tmp_path):
    plain = short_gpt(tmp_path, "plain")
    assert plain["dot"] is not gpt["dot"]
    assert plain["results"]["history"] == pytest.approx(gpt["results"]["history"], rel=1e-9)
    assert plain["results"]["names"] == gpt["results"]["names"]


def test_the_gpt_makes_names(gpt):
    names = gpt["results"]["names"]
    assert len(set(names)) > 10
    assert all(name.isascii() and name.islower() and 1 <= len(name) <= gpt["LONGEST"] for name in names)


@pytest.mark.parametrize(
    ("options", "said"), [(["--steps", "99"], "--steps got 99"), (["--sums", "x"], "invalid choice: 'x'")]
)
def test_the_gpt_says_what_it_can_be_asked_for(tmp_path, monkeypatch, capsys, options, said):
    with pytest.raises(SystemExit):
        run(GPT, tmp_path, monkeypatch, *options)
    assert said in capsys.readouterr().err


def test_the_names_are_a_list_of_different_names():
    names = (ROOT / "demos" / "data" / "names.txt").read_text(encoding="utf-8").split()
    assert names == sorted(set(names))
    assert len(names) > 500


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
