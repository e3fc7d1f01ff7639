"""Wrong arguments of `proofread`: a message says what was given, what is allowed and what to do; none is ignored."""

import numpy as np
import pytest

from nn import proofread
from nn.command import main

SCRIPT = """\
import numpy as np

rng = np.random.default_rng(0)
X, y = rng.normal(size=(9, 3)), rng.normal(size=(9, 1))
W1 = rng.normal(size=(3, 1))
out = X @ W1
loss = 0.5 * np.sum((out - y) ** 2)
dW1 = X.T @ (out - y)
"""
WRONG_KIND = {
    "source": [{}, {"source": 3}, {"source": None}, {"source": b"a = 1\n"}],
    "objective=3": [{"objective": 3}],
    "at='x'": [{"at": "x"}],
    "at=1.5": [{"at": 1.5}],
    "seed='x'": [{"seed": "x"}],
    "parameters=3": [{"parameters": 3}],
    "parameters='W1'": [{"parameters": "W1"}],
    "gradients=3": [{"gradients": 3}],
    "gradients={'W1': 3}": [{"gradients": {"W1": 3}}],
}
WRONG_VALUE = {
    "at=-1 is below 0": {"at": -1},
    "seed=-1 is below 0": {"seed": -1},
    "objective='hello world' is not an expression of Python": {"objective": "hello world"},
    "parameters has 'Q'": {"parameters": ["W1", "Q"]},
    "parameters has 'W1[0'": {"parameters": ["W1[0"]},
    "gradients has 'foo'": {"gradients": {"W1": "foo"}},
    "gradients has 'Q'": {"gradients": {"Q": "dW1"}},
}


@pytest.mark.parametrize(
    ("said", "given"), [(said, each) for said, all_ in WRONG_KIND.items() for each in all_ if each]
)
def test_an_argument_of_another_kind(said, given):
    with pytest.raises(TypeError, match=r"give|counted|take") as caught:
        proofread(**{"source": SCRIPT, **given})
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize("said", WRONG_VALUE)
def test_a_value_that_is_not_allowed(said):
    with pytest.raises(ValueError, match=r"give|counted|take|Write") as caught:
        proofread(SCRIPT, **WRONG_VALUE[said])
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize("functions", [(np.zeros,), (np.zeros, 3), (SCRIPT, np.zeros)])
def test_functions_that_are_no_pair(functions):
    with pytest.raises(TypeError, match=r"proofread\(forward, backward, \*inputs\)"):
        proofread(*functions)


def test_names_that_the_script_has_are_taken():
    for given in ({"parameters": ["W1"], "gradients": ["dW1"]}, {"gradients": {"W1": "dW1"}}, {"parameters": ["W1"]}):
        assert proofread(SCRIPT, **given).correct


@pytest.mark.parametrize("word", [["--at", "-1"], ["--seed", "-1"], ["--objective", "hello world"]])
def test_the_command_says_the_same(word, tmp_path, capsys):
    (tmp_path / "script.py").write_text(SCRIPT, encoding="utf-8")
    assert main(["proofread", str(tmp_path / "script.py"), *word]) == 2
    assert word[1] in capsys.readouterr().err


def test_a_file_that_is_no_script(tmp_path):
    np.savez(tmp_path / "case.npz", W=np.ones(3))
    for path in (tmp_path / "case.npz", str(tmp_path / "case.npz")):
        assert proofread(path).problem.endswith("case.npz is not text in UTF-8: give a script, a .py or .ipynb file.")


def test_no_message_ends_in_two_full_stops():
    script = SCRIPT.replace("dW1 = X.T @ (out - y)", "raise ValueError('it went wrong.')")
    assert proofread(script).problem == "line 8 stops with ValueError: it went wrong."
    assert proofread(SCRIPT, at=7).problem == "the script has no pass number 7: passes are counted from 0."
