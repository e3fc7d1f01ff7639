"""`proofread` on scripts: right ones, wrong ones, and what cannot be read."""

import json
import random
import re

import numpy as np
import pytest

from nn import proofread
from nn.__main__ import main
from nn.handwritten.proofreading import finding, running
from tests.examples import first
from tests.nn.handwritten.proofreading.scripts import (
    BENCHMARKS,
    HALF_SQUARES,
    NETWORK,
    TEXTBOOK,
    WORKS,
    fixed,
    line_of,
)


def changed(old, new):
    """The network with one line changed."""
    assert NETWORK.count(old) == 1
    return NETWORK.replace(old, new)


def test_the_update_that_works_is_right():
    report = proofread(WORKS, objective=HALF_SQUARES)
    assert report.correct is True
    assert report
    assert report.wrong == ()
    assert set(report.parameters) == {"weight1", "weight2"}
    found = {line.name: (line.of, line.factor) for line in report.lines if line.of}
    assert {name: (of, round(factor, 9)) for name, (of, factor) in found.items()} == {
        "delta2": ("a2", -1.0),
        "dC_dw2": ("z2", -1.0),
        "dC_dw1": ("z1", -1.0),
    }
    assert "dC_dw2 = delta2 * derv_sigmoid(a2)        = −∂L/∂z2" in repr(report)


@pytest.fixture(scope="module")
def textbook():
    """The report of the update of the textbook, whose two wrong lines take a search."""
    return proofread(TEXTBOOK, objective=HALF_SQUARES)


def test_the_update_of_the_textbook_is_wrong_in_both_lines(textbook):
    assert textbook.correct is False
    first, second = textbook.wrong
    assert first.source == "weight2 = weight2 - 1 * dC_dw2"
    assert first.fixes[0].edits[0][1] == "weight2 = weight2 + 1 * (a1.T @ dC_dw2)"
    assert second.source == "weight1 = weight1 - 1 * dC_dw1"
    assert second.fixes[0].edits[0][1] == "weight1 = weight1 + 1 * (x.T @ dC_dw1)"
    assert "stops" in second.note
    assert max(fix.error for line in textbook.wrong for fix in line.fixes) < 1e-12
    assert max(map(len, repr(textbook).splitlines())) <= 100


@pytest.mark.parametrize("wrong", [0, 1])
def test_the_fix_that_is_shown_makes_the_script_right(wrong, textbook):
    lines = TEXTBOOK.splitlines()
    for line in textbook.wrong:
        fix = line.fixes[min(wrong, len(line.fixes) - 1)]
        for number, text in fix.edits:
            lines[number - 1] = "    " + text
    assert proofread("\n".join(lines) + "\n", objective=HALF_SQUARES).correct is True


MISTAKES = {
    "slope": ("dZ1 = dA1 * (1 - A1**2)", "dZ1 = dA1 * (1 - A1)"),
    "brackets": ("dZ1 = dA1 * (1 - A1**2)", "dZ1 = dA1 * (1 - A1) ** 2"),
    "transpose": ("dA1 = dZ2 @ W2.T", "dA1 = dZ2 @ W2.T[::-1]"),
    "input": ("dW1 = X.T @ dZ1", "dW1 = X.T @ dA1"),
    "axis": ("db1 = dZ1.sum(axis=0)", "db1 = dZ1.mean(axis=0)"),
    "samples": ("dW2 = A1.T @ dZ2", "dW2 = A1.T @ dZ2 / len(X)"),
    "sign": ("b1 -= lr * db1", "b1 += lr * db1"),
    "shapes": ("dW1 = X.T @ dZ1", "dW1 = X @ dZ1"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_the_wrong_line_is_named(name):
    old, new = MISTAKES[name]
    report = proofread(changed(old, new))
    assert report.correct is False
    assert [line.number for line in report.wrong] == [line_of(old)]


def test_the_network_is_right_and_every_backward_line_is_read():
    report = proofread(NETWORK)
    assert report.correct is True
    read = {line.name: line.meaning for line in report.lines if line.name.startswith("d")}
    assert read == {f"d{name}": f"∂L/∂{name}" for name in ("Z2", "W2", "b2", "A1", "Z1", "W1", "b1")}


def test_a_factor_of_all_gradients_is_named_where_it_comes_in():
    report = proofread(changed("dZ2 = 2 * (Z2 - y) / len(X)", "dZ2 = (Z2 - y) / len(X)"))
    assert (report.correct, round(report.factor, 9)) == (False, 0.5)
    assert [(line.number, line.verdict) for line in report.wrong] == [(line_of("dZ2 ="), "scaled")]


W2_STEP = "    W2 -= lr * dW2\n"
EARLY = NETWORK.replace(W2_STEP, "").replace("    dA1 =", W2_STEP + "    dA1 =")
STEPS = {
    "overwritten": (changed("W1 -= lr * dW1", "W1 = -lr * dW1"), "W1 = -lr * dW1"),
    "of another": (changed("b2 -= lr * db2", "b2 = Z2 - lr * db2"), "b2 = Z2 - lr * db2"),
    "missing": (NETWORK.replace("    b2 -= lr * db2\n", ""), "W2, b2 = "),
    "too early": (EARLY, "W2 -= lr * dW2"),
    "scalar": (
        changed("np.zeros(2)", "0").replace("db2 = dZ2.sum(axis=0)", "db2 = dZ2.sum()").replace("b2 -=", "b2 +="),
        "b2 += lr * db2",
    ),
}


@pytest.mark.parametrize("name", first(1, list(STEPS)))
def test_a_step_that_is_missing_overwritten_or_too_early_is_named_and_its_fix_makes_the_script_right(name):
    script, line = STEPS[name]
    report = proofread(script)
    assert report.correct is False
    assert [wrong.number for wrong in report.wrong] == [line_of(line, script)]
    assert proofread(fixed(script, report.wrong[0].fixes[0].edits)).correct is True


def test_a_gradient_that_no_line_uses_says_nothing_about_data():
    script = changed("dW1 = X.T @ dZ1", "dX = dZ1 @ W1.T\n    dW1 = X.T @ dZ1")
    report = proofread(script)
    assert report.correct is True
    assert next(line.meaning for line in report.lines if line.name == "dX") == "∂L/∂X"


TWO = {
    "slope and sign": (("dZ1 = dA1 * (1 - A1**2)", "dZ1 = dA1"), ("W2 -= lr * dW2", "W2 += lr * dW2")),
    "loss and input": (("dZ2 = 2 * (Z2 - y) / len(X)", "dZ2 = 2 * Z2 / len(X)"), ("X.T @ dZ1", "X.T @ dA1")),
    "factor and sign": (("dZ2 = 2 * (Z2 - y) / len(X)", "dZ2 = 2 * (Z2 - y)"), ("b1 -= lr", "b1 += lr")),
    "both of a layer": (("dW2 = A1.T @ dZ2", "dW2 = Z1.T @ dZ2"), ("db2 = dZ2.sum(axis=0)", "db2 = dZ2.sum()")),
    "one behind the other": (("dA1 = dZ2 @", "dA1 = Z2 @"), ("dZ1 = dA1 * (1 - A1**2)", "dZ1 = dA1 / (1 - A1**2)")),
    "one fix with a sign": (("dW1 = X.T @ dZ1", "dW1 = X.T @ dA1"), ("W1 -= lr * dW1", "W1 += lr * dW1")),
}


@pytest.mark.parametrize("name", first(1, list(TWO)))
def test_both_of_two_wrong_lines_are_named_and_fixed(name):
    script = NETWORK
    for old, new in TWO[name]:
        assert script.count(old) == 1
        script = script.replace(old, new)
    report = proofread(script)
    assert [line.number for line in report.wrong] == sorted(line_of(new, script) for _, new in TWO[name])
    for line in report.wrong:
        script = fixed(script, line.fixes[0].edits)
    assert proofread(script).correct is True


def test_a_factor_too_many_is_dropped_and_not_taken_back():
    report = proofread(changed("dW1 = X.T @ dZ1", "dW1 = X.T @ dZ1 / len(X)"))
    assert report.wrong[0].fixes[0].edits == ((report.wrong[0].number, "dW1 = X.T @ dZ1"),)


def test_a_fix_of_a_line_that_goes_on_below_takes_all_of_it():
    script = changed("dW1 = X.T @ dZ1", "dW1 = (X.T @\n           dA1)  # of the first layer")
    report = proofread(script)
    edits = report.wrong[0].fixes[0].edits
    assert [new is None for _, new in edits] == [False, True]
    assert proofread(fixed(script, edits)).correct is True


def test_a_fix_leaves_what_else_stands_on_its_line():
    script = changed("    dW1 = X.T @ dZ1\n", "    note = 1; dW1 = X.T @ dA1; other = 2\n")
    edits = proofread(script).wrong[0].fixes[0].edits
    assert edits[0][1] == "note = 1; dW1 = X.T @ dZ1; other = 2"


def test_every_line_of_the_backward_pass_has_a_meaning():
    lines = [line for line in proofread(NETWORK).lines if line.number > line_of("loss = ")]
    assert len(lines) == 11
    assert all(line.meaning for line in lines)
    assert lines[-1].meaning == "b2 − lr · ∂L/∂b2"


SHARES = """\
import numpy as np
rng = np.random.default_rng(0)
X, c = rng.normal(size=(5, 3)), rng.normal(size=(5, 4))
W = rng.normal(size=(3, 4))
for step in range(3):
    h = np.tanh(X @ W)
    u = h * c
    s = h**2
    loss = np.sum(u**2) + np.sum(s**3)
    du = 2 * u
    ds = 3 * s**2
    dh = du * c
    dh = dh + 2 * h * ds
    slope = 1 - h**2
    dW = X.T @ (dh * slope)
    W -= 0.1 * dW
"""


def test_the_share_of_one_use_is_told_from_the_whole():
    report = proofread(SHARES)
    said = {line.source: (line.meaning, line.of) for line in report.lines}
    assert said["dh = du * c"] == ("∂L/∂h, the share through u", None)
    assert said["dh = dh + 2 * h * ds"] == ("∂L/∂h", "h")
    assert said["slope = 1 - h**2"][1] is None
    names = {}
    exec(SHARES.partition("    dh = dh")[0].replace("range(3)", "range(1)"), names)
    nudge = np.zeros((5, 4))
    nudge[1, 2] = 1e-5
    up, down = (np.sum(((names["h"] + sign * nudge) * names["c"]) ** 2) for sign in (1, -1))
    assert (up - down) / 2e-5 == pytest.approx(names["dh"][1, 2], rel=1e-6)


@pytest.mark.ci
def test_what_is_not_known_is_called_neither_right_nor_wrong():
    names = ("wa", "wb", "wc", "wd", "we")
    script = "import numpy as np\nrng = np.random.default_rng(0)\n"
    script += "".join(f"{name} = rng.normal(size=3)\n" for name in names)
    script += "for step in range(2):\n    loss = " + " + ".join(f"np.sum({name}**4)" for name in names) + "\n"
    script += "".join(f"    d{name} = np.sort({name})\n" for name in names)
    script += "".join(f"    {name} -= 0.1 * d{name}\n" for name in names)
    report = proofread(script)
    assert [line.name for line in report.wrong] == ["dwa", "dwb", "dwc", "dwd"]  # four at most
    verdicts = {line.name: line.verdict for line in report.lines if line.number > 13}
    assert verdicts == dict.fromkeys(("dwe", *names), "unread")
    assert "read the script once more" in report.remarks[-1]


UNREAD = {
    "syntax": ("a = 1\nb = = 2\n", "line 2"),
    "input": ("n = input('how many? ')\nloss = 1.0\n", "line 1"),
    "file": ("import numpy as np\nX = np.load('there_is_no_such_file.npy')\n", "line 2"),
    "import": ("import numpy as np\nimport there_is_no_such_module\n", "line 2"),
    "list": (
        "w, g = list((0.1, 0.2)), [0.0, 0.0]\nfor e in range(2):\n    loss = (w[0] - 2 * w[1]) ** 2\n"
        "    for j in range(2):\n        w[j] -= 0.1 * g[j]\n",
        "line 5",
    ),
    "nothing": ("import numpy as np\nx = np.ones(3)\n", "no loss"),
}


@pytest.mark.parametrize("name", UNREAD)
def test_what_cannot_be_read_is_said_in_one_sentence(name):
    source, said = UNREAD[name]
    report = proofread(source)
    assert report.correct is None
    assert said in report.problem
    assert not report
    assert "\n" not in report.problem


def test_a_loop_without_an_end_is_left(monkeypatch):
    monkeypatch.setattr(running, "SECONDS", 0.2)
    report = proofread("loss = 1.0\nwhile True:\n    pass\n")
    assert report.correct is None
    assert re.fullmatch(r"line [23] does not end within 30 s\.", report.problem)


@pytest.mark.ci
def test_a_pass_that_is_too_large_is_refused_with_its_sizes():
    report = proofread(NETWORK.replace("size=(6, 3)", "size=(90000, 3)").replace("size=(6, 2)", "size=(90000, 2)"))
    assert report.correct is None
    assert "3,000,000" in report.problem
    assert "90000 rows" in report.problem


@pytest.mark.parametrize("at", [0, 2])
def test_any_pass_can_be_read(at):
    assert proofread(NETWORK, at=at).correct is True


def test_the_process_is_left_as_it_was(tmp_path, capsys):
    path = tmp_path / "script.py"
    path.write_text("import random\nrandom.seed(5)\n" + NETWORK, encoding="utf-8")
    random.seed(3)
    np.random.seed(3)
    expected = (random.random(), np.random.random())
    random.seed(3)
    np.random.seed(3)
    assert proofread(path).correct is True
    assert (random.random(), np.random.random()) == expected
    assert capsys.readouterr() == ("", "")


def test_a_notebook_is_read_with_its_magics_skipped(tmp_path):
    cells = [{"cell_type": "markdown", "source": ["text"]}]
    cells += [{"cell_type": "code", "source": ["%matplotlib inline\n", *NETWORK.splitlines(keepends=True)]}]
    path = tmp_path / "script.ipynb"
    path.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    assert proofread(path).correct is True


def test_what_only_a_notebook_takes_is_passed_over(tmp_path):
    head, body = NETWORK.split("rng = ")
    codes = [
        f"%load_ext autoreload\n!pip list\n{head}files = !ls\nnp.dot?\n%%no",
        "%%bash\nfor x in *; do echo $x; done",
        "%%time\nrng = " + body,
    ]
    path = tmp_path / "script.ipynb"
    path.write_text(json.dumps({"cells": [{"cell_type": "code", "source": code} for code in codes]}), encoding="utf-8")
    report = proofread(path)
    assert report.correct is True
    assert [line.number for line in report.lines] == [line.number + 8 for line in proofread(NETWORK).lines]
    assert proofread("%matplotlib inline\n" + NETWORK).correct is True  # pasted
    assert "line 1 is not Python" in proofread("x = (\n!ls\n").problem


def test_the_report_is_plain_data(textbook):
    data = textbook.to_dict()
    assert json.loads(json.dumps(data))["correct"] is False
    assert "23: weight2 (4, 1) wrong" in textbook.details
    assert data["wrong"][0]["fixes"][0]["edits"][0][0] == line_of("weight2 = weight2 - 1", TEXTBOOK)


@pytest.mark.parametrize(
    ("source", "code"), [(WORKS, 0), (TEXTBOOK, 1), ("a = (\n", 2)], ids=["right", "wrong", "unread"]
)
def test_the_command_line(tmp_path, capsys, source, code):
    path, page = tmp_path / "script.py", tmp_path / "report.html"
    path.write_text(source, encoding="utf-8")
    assert main(["proofread", str(path), "--objective", HALF_SQUARES, "--html", str(page)]) == code
    assert capsys.readouterr().out
    assert page.read_text(encoding="utf-8").startswith('<!doctype html><html lang="en">')
    assert f"<title>proofread {path}</title>" in page.read_text(encoding="utf-8")


HIDDEN_FACTOR = """import numpy as np
rng = np.random.default_rng(0)
X, y, W, gamma = rng.normal(size=(6, 3)), rng.normal(size=(6, 2)), rng.normal(size=(3, 2)), np.ones(2)
for step in range(2):
    z = X @ W
    out = gamma * z
    loss = np.sum((out - y) ** 2)
    dout = 2 * (out - y)
    dz = dout
    dgamma = (dout * z).sum(axis=0)
    dW = X.T @ dz
    gamma -= 0.1 * dgamma
    W -= 0.1 * dW
"""


def test_a_factor_that_is_1_at_the_start_is_missed_all_the_same():
    report = proofread(HIDDEN_FACTOR)
    assert [line.source.strip() for line in report.wrong] == ["dz = dout"]
    assert report.wrong[0].fixes[0].edits == ((9, "dz = dout * gamma"),)
    assert proofread(HIDDEN_FACTOR.replace("dz = dout", "dz = dout * gamma")).correct is True


def test_what_the_numbers_of_the_only_pass_hide_is_read_with_others():
    report = proofread(HIDDEN_FACTOR.replace("range(2)", "range(1)"))
    assert report.wrong[0].fixes[0].edits == ((9, "dz = dout * gamma"),)
    assert "with the script's own numbers these steps are right by chance" in " ".join(str(report).lower().split())


def test_a_headline_says_which_way_the_steps_go():
    rising = HIDDEN_FACTOR.replace("dz = dout", "dz = dout * gamma").replace("-= 0.1", "+= 0.1")
    rising = rising.replace("loss = np.sum", "reward = -np.sum").replace("dout = 2", "dout = -2")
    assert "go up L = -np.sum" in proofread(rising).headline
    falling = HIDDEN_FACTOR.replace("dz = dout", "dz = dout * gamma")
    assert "go down L = np.sum" in proofread(falling).headline


def text_of(name):
    """A right script of the corpus, without the mistakes beside its lines."""
    return re.sub(r"  #! .*", "", (BENCHMARKS / "proofreading" / "scripts" / f"{name}.py").read_text(encoding="utf-8"))


def test_a_rate_of_one_half_is_not_taken_for_the_2_that_is_missing():
    text = text_of("mlp_xor_class").replace("output_error = 2 * (self.a2 - y)", "output_error = self.a2 - y")
    report = proofread(text)
    assert report.factor == pytest.approx(0.5)
    assert [fix.edits[0][1] for line in report.wrong for fix in line.fixes] == ["output_error = 2 * (self.a2 - y)"]
    assert report.wrong[0].note == "it is 2 · ∂L/∂self.a2, and m · ∂L/∂self.a2 is needed"
    assert "self.lr · ∂L/∂self.W2" in repr(proofread(text_of("mlp_xor_class")))  # in a step it is the rate


@pytest.mark.ci
def test_two_wrong_lines_of_a_long_backward_pass_are_fixed_as_a_person_would(monkeypatch):
    monkeypatch.setattr(finding, "MOST_SECONDS", (30.0, 10.0))  # whatever the machine
    text = text_of("batchnorm_staged").replace("(1.0/(n-1))*", "(1.0/n)*").replace("dC[ix] += ", "dC[ix] = ")
    first, second = proofread(text).wrong
    assert first.fixes[0].edits[0][1] == "dbndiff2 = 1.0 / (n - 1) * np.ones_like(bndiff2) * dbnvar"
    assert second.fixes[0].edits[0][1] == "dC[ix] += demb[k, j]"


@pytest.mark.ci
def test_one_over_m_is_part_of_the_rate_in_all_steps_or_in_none():
    text = text_of("cost_after_update").replace("(1 / m) * np.sum(error)", "(1 / m) * np.mean(error)")
    [wrong] = proofread(text).wrong
    assert wrong.source == "bias = bias - alpha * (1 / m) * np.mean(error)"
    assert wrong.fixes[0].edits[0][1] == "bias = bias - alpha * (1 / m) * np.sum(error)"


@pytest.mark.ci
def test_a_layer_called_norm_clips_no_gradient():
    [wrong] = proofread(text_of("layernorm_class").replace("A -= 0.1 * dA", "A -= 0.1 * dB")).wrong
    assert wrong.note == "it stops here: A is (4, 6), dB = ∂L/∂B is (6, 2)"
    assert wrong.fixes[0].edits[0][1] == "A -= 0.1 * dA"


def test_a_script_that_stops_before_a_loop_of_steps_has_the_rate_of_the_others():
    [wrong] = proofread(text_of("train_function").replace("X.T.dot(d_h)", "X.dot(d_h)")).wrong
    assert wrong.fixes[0].edits[0][1] == "g['W1'] = X.T.dot(d_h)"


OF_NO_AXIS = """\
import numpy as np
r = np.random.RandomState(6)
x, y, w = r.randn(5), r.randn(5), r.randn(5)
c = np.array(0.0)
for step in range(3):
    out = w * x + c
    loss = np.mean((out - y) ** 2)
    d = 2 * (out - y) / 5
    dc = d.sum()
    w -= 0.3 * d * x
    c -= 0.3 * dc
"""


def test_an_array_of_no_axis_is_moved_in_place_like_any_other():
    assert [proofread(OF_NO_AXIS, at=at).correct for at in range(3)] == [True] * 3


@pytest.mark.ci
def test_a_surrogate_and_a_log_likelihood_are_ascended():
    uphill = (
        OF_NO_AXIS.replace("-=", "+=").replace("loss = np.mean(", "loglik = -np.mean(").replace("2 * (out", "-2 * (out")
    )
    assert proofread(uphill).correct is True
    assert proofread(uphill, objective="loglik").correct is True
    assert proofread(uphill.replace("d * x", "-d * x")).wrong


def test_a_step_that_is_computed_first_and_added_below_gets_its_slope():
    script = (BENCHMARKS.parent / "playground" / "scripts" / "4_one_step_at_a_time.py").read_text(encoding="utf-8")
    [wrong] = proofread(script, objective="0.5 * (d - y) ** 2").wrong
    assert wrong.name == "increment_W1"
    assert wrong.fixes


def test_a_line_that_stops_is_named_where_all_other_steps_are_right():
    report = proofread(text_of("columns_sequential").replace("W[1] -= eta", "C[1] -= eta"))
    assert [(line.number, line.note.partition(":")[0]) for line in report.wrong] == [(18, "it stops here")]
