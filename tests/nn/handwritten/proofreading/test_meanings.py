"""What is said of each line of a script is true: by `benchmarks/proofreading/meanings.py`, which knows no adjoints."""

import sys
from pathlib import Path

import pytest

from nn import proofread
from tests.examples import first

FOLDER = Path(__file__).parents[4] / "benchmarks" / "proofreading"
if not FOLDER.exists():
    pytest.skip("the benchmarks are not here", allow_module_level=True)
sys.path.insert(0, str(FOLDER))
import meanings  # noqa: E402  # it stands beside the corpus
import mutants  # noqa: E402

sys.path.remove(str(FOLDER))

SAMPLE = ("mlp_flat", "tied", "softmax_cs231n", "reinforce_baseline", "lstm", "mlp_layers_dict", "batchnorm_class")


@pytest.mark.parametrize("name", first(1, SAMPLE))
def test_what_is_said_of_each_line_agrees_with_central_differences(name):
    text = mutants.text_of(FOLDER / "scripts" / f"{name}.py")
    goal = mutants.objective(text)
    rows = meanings.judged(text, goal, proofread(text, objective=goal))
    inside = mutants.backward_lines(text)
    assert [line.source for line, _ in rows if line.number in inside and not line.meaning] == []
    assert [(line.source, line.meaning) for line, is_true in rows if line.meaning and not is_true] == []


PAIRS = (
    "more/pairs/huber_regression",
    "more/pairs/softmax_rows_scaled",
    "pairs/cosine_similarity",
    "more/pairs/maxout_units",
)


@pytest.mark.parametrize("name", first(2, PAIRS))
def test_what_is_said_of_each_line_of_a_pair_agrees_with_central_differences(name):
    text = mutants.text_of(FOLDER / f"{name}.py")
    rows = meanings.judged(text, None, proofread(*mutants.pair_of(text)))
    inside = mutants.backward_lines(text)
    assert [line.source for line, _ in rows if line.number in inside and not line.meaning] == []
    assert [(line.source, line.meaning) for line, is_true in rows if line.meaning and not is_true] == []


def test_what_no_gradient_from_above_goes_into_is_no_gradient():
    text = mutants.text_of(FOLDER / "more" / "pairs" / "huber_regression.py")
    said = {line.source: line.meaning for line in proofread(*mutants.pair_of(text)).lines}
    assert said["slope = np.where(small, r, delta * np.sign(r))"] == "made of arrays of the forward pass"
    assert said['r, small = cache["r"], cache["small"]'] == "arrays of the forward pass"


def test_what_adam_keeps_of_squares_is_said():
    text = mutants.text_of(FOLDER / "more" / "scripts" / "adam_course_dicts.py")
    said = {line.name: line.meaning for line in proofread(text).lines}
    assert said["s_corrected"] == "(∂L/∂parameters['b2'])², entry by entry"


CHOSEN = """\
import numpy as np

rng = np.random.default_rng(0)
X, y, gains = rng.normal(size=(6, 3)), rng.normal(size=6), rng.normal(size=(4, 3))
w = rng.normal(size=3)
for step in range(3):
    kind = rng.integers(0, 4, size=6)
    e = (X * gains[kind]) @ w - y
    loss = 0.5 * np.sum(e**2)
    scaled = X * gains[kind]
    dw = scaled.T @ e
    w -= 0.1 * dw
"""


def test_what_is_chosen_by_whole_numbers_is_of_the_forward_pass():
    said = {line.name: line.meaning for line in proofread(CHOSEN).lines}
    assert (said["kind"], said["scaled"]) == ("whole numbers", "made of arrays of the forward pass")


FADING = """\
import numpy as np

rng = np.random.default_rng(6)
seq, goal = rng.normal(size=(3, 5, 2)), rng.normal(size=(5, 4))
K, B = rng.normal(size=(2, 4)), np.zeros(4)
for step in range(2):
    m, kept = np.zeros((5, 4)), []
    for x in seq:
        rest = np.tanh(x @ K + B)
        kept.append((x, m, rest))
        m = m * rest + np.sin(x @ K)
    loss = np.sum((m - goal) ** 2)
    dm, dK, dB = 2 * (m - goal), np.zeros_like(K), np.zeros_like(B)
    for x, old, rest in kept[::-1]:
        drest = dm * old
        dsum = drest * (1 - rest**2)
        dK += x.T @ (dsum + dm * np.cos(x @ K))
        dB += dsum.sum(axis=0)
        dm = dm * rest
    K -= 0.1 * dK
    B -= 0.1 * dB
"""


def test_what_is_computed_and_zero_by_chance_is_no_copy_of_zeros():
    report = proofread(FADING)
    assert report.correct is True
    said = {line.name: line.meaning for line in report.lines}
    assert said["drest"] == "∂L/∂rest, in its first turn"
    assert "of the forward pass" not in said["dsum"]


def test_what_a_part_of_an_objective_sends_back_is_said_as_that_of_an_array():
    """The script names no score: what it computes is ∂L/∂ of an expression in the objective that was given."""
    text = """\
import numpy as np
rng = np.random.default_rng(2)
U, V = rng.normal(size=(5, 3)), rng.normal(size=(5, 3))
for i, j in ((0, 1), (3, 2)):
    g = 1 / (1 + np.exp(-U[i] @ V[j])) - 1
    dv = g * U[i]
    V[j] -= 0.2 * dv
"""
    goal = "-np.log(1 / (1 + np.exp(-U[i] @ V[j])))"
    report = proofread(text, objective=goal)
    said = {line.source: line.meaning for line in report.lines}
    assert said["g = 1 / (1 + np.exp(-U[i] @ V[j])) - 1"] == "−∂L/∂(-U[i] @ V[j])"  # −σ(s) of L = log(1 + exp(s))
