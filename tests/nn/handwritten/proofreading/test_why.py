"""`proofread` on scripts that it cannot read: the reason is the true one, and the remedy can be typed as it stands."""

import pytest

from nn import proofread
from nn.command import main
from tests.nn.handwritten.proofreading.scripts import BENCHMARKS

NO_LOSS = """\
import numpy as np

rng = np.random.default_rng(0)
X, y = rng.normal(size=(20, 3)), rng.normal(size=(20, 1))
W1, W2 = rng.normal(size=(3, 4)), rng.normal(size=(4, 1))
for i in range(5):
    h = np.tanh(X @ W1)
    out = h @ W2
    d2 = y - out
    dW2 = h.T @ d2
    d1 = d2 @ W2.T * (1 - h**2)
    dW1 = X.T @ d1
    W2 -= 0.1 * dW2
    W1 -= 0.1 * dW1
"""
STOPS = NO_LOSS.replace("d2 @ W2.T", "d2 @ W2")
LOSS = "0.5 * np.sum((y - out) ** 2)"
ENDS = "import sys\n\nimport numpy as np\n\nif len(sys.argv) < 2:\n    sys.exit('usage')\nw = np.zeros(3)\n"
NOT_A_NUMBER = NO_LOSS.replace("    d2 =", "    loss = np.log(np.mean(out - out)) * 0\n    d2 =")
PRINTED = NO_LOSS + "    print(i, np.mean((out - y) ** 2))\n"
NO_LOOP = """\
import numpy as np

rng = np.random.default_rng(0)
X, y, W = rng.normal(size=(20, 3)), rng.normal(size=20), rng.normal(size=3)
loss = 0.5 * np.sum((X @ W - y) ** 2)
dW = X @ (X @ W - y)
"""
TORCH = "import numpy as np\nif np.zeros(3).any():\n    import torch\n"
MEAN = "np.mean((out - y) ** 2)"
REASONS = {
    "": "the script is empty.",
    "# only a comment\n": "the script is empty.",
    "a = 3\nfor i in range(3):\n    a += i\n": "the script computes no arrays and no numbers with a fraction",
    TORCH: "line 3 imports torch: only arrays of NumPy are read.",
    NO_LOSS + "    if i > 9:\n        import torch\n": f'the script computes no loss: give it as objective="{LOSS}"',
    ENDS: "line 6 ends the script before one pass is complete.",
    NOT_A_NUMBER: "the loss in line 9 is nan: ",
    PRINTED: f'the script computes no loss: line 15 prints {MEAN}; if that is the loss, give objective="{MEAN}".',
    NO_LOSS: f'the script computes no loss: give it as objective="{LOSS}", or as another one.',
    NO_LOOP.replace("X @ (X", "np.stack([X, y]) @ (X"): "line 6 stops with ValueError: all input arrays must have",
    STOPS: "line 11 stops with ValueError: d2 is (20, 1) and W2 is (4, 1), which do not fit in d2 @ W2. It computes no "
    f'loss either: give it as objective="{LOSS}", or as another one, and what runs before that line is read.',
}


@pytest.mark.parametrize("script", REASONS, ids=range(len(REASONS)))
def test_the_reason_is_the_true_one(script):
    assert proofread(script + "\n").problem.startswith(REASONS[script])


def test_a_gradient_that_stops_the_script_is_put_right_where_no_step_is_taken_either():
    """Nothing can be read past the stop; with an edit of the line the gradient is right."""
    (line,) = proofread(NO_LOOP + "\n").wrong
    assert line.note == "it stops here: X is (20, 3) and X @ W - y is (20,), which do not fit in X @ (X @ W - y)"
    assert line.fixes[0].edits == ((6, "dW = X.T @ (X @ W - y)"),)


def test_what_is_asked_for_makes_the_script_readable():
    assert proofread(NO_LOSS, objective=LOSS).correct is False
    (line,) = proofread(STOPS.replace("y - out", "out - y"), objective=LOSS).wrong
    assert line.note == "it stops here: d2 is (20, 1) and W2 is (4, 1), which do not fit in d2 @ W2"


@pytest.mark.parametrize(
    ("objective", "said"),
    [
        ("np.sum((outt - y) ** 2)", "the script has no name outt."),
        ("(out - y) ** 2", "it is an array of shape (20, 1): take its np.sum or np.mean."),
        ("'half'", "was never a number while the script ran."),
    ],
)
@pytest.mark.parametrize("script", [NO_LOSS, STOPS], ids=["runs", "stops"])
def test_an_objective_that_is_no_number_is_said(script, objective, said):
    problem = proofread(script, objective=objective).problem
    assert f"he objective {objective} was never a number while the script ran" in problem
    assert problem.endswith(said)


def test_the_command_asks_for_its_own_option(tmp_path, capsys):
    (tmp_path / "script.py").write_text(NO_LOSS, encoding="utf-8")
    assert main(["proofread", str(tmp_path / "script.py")]) == 2
    assert f'--objective "{LOSS}"' in " ".join(capsys.readouterr().out.split())


def test_a_script_without_steps_is_read_also_where_a_check_at_its_end_fails():
    end = "assert np.allclose(dW, 0)"
    right = NO_LOOP.replace("dW = X @", "dW = X.T @")
    assert proofread(f"{right}{end}\n").correct is True
    wrong = right.replace("dW = X.T @ (X @ W - y)", "dW = X.T @ (X @ W + y)")
    (line,) = proofread(f"{wrong}{end}\n").wrong
    assert line.number == 6


@pytest.mark.ci
def test_weights_that_decay_in_a_comprehension_are_judged_beside_biases_that_do_not():
    report = proofread(BENCHMARKS / "proofreading" / "more" / "scripts" / "network_sgd.py")
    assert report.correct is True
    names = {f"self.{name}[{layer}]" for name in ("weights", "biases") for layer in range(3)}
    assert set(report.parameters) == names


@pytest.mark.ci
def test_a_momentum_whose_loss_is_printed_every_tenth_turn_is_a_memory():
    report = proofread(BENCHMARKS / "proofreading" / "more" / "scripts" / "funk_svd_momentum.py")
    assert report.correct is True, report
