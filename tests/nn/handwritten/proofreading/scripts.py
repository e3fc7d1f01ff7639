"""Scripts that several tests read: two that were posted, typed as they stood, and a network of two layers."""

from pathlib import Path

from nn import proofread

BENCHMARKS = Path(__file__).parents[4] / "benchmarks"

POSTED = """\
import numpy as np

np.random.seed(1)

def sigmoid(x):
    return 1 / (1 + np.exp(-x))

def derv_sigmoid(x):
    return x * (1 - x)

x = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
y = np.array([[0, 1, 1, 0]]).T
weight1 = np.random.random((3, 4))
weight2 = np.random.random((4, 1))
for step in range(3):
    z1 = x @ weight1
    a1 = sigmoid(z1)
    z2 = a1 @ weight2
    a2 = sigmoid(z2)
    delta2 = y - a2
    dC_dw2 = delta2 * derv_sigmoid(a2)
    dC_dw1 = np.multiply(dC_dw2, weight2.T) * derv_sigmoid(a1)
"""
TEXTBOOK = POSTED + "    weight2 = weight2 - 1 * dC_dw2\n    weight1 = weight1 - 1 * dC_dw1\n"
WORKS = POSTED + ("    weight2 = weight2 + 1 * np.dot(a1.T, dC_dw2)\n    weight1 = weight1 + 1 * np.dot(x.T, dC_dw1)\n")
HALF_SQUARES = "0.5*((y - a2)**2).sum()"


def fixed(script, edits):
    """A script with the lines of a fix."""
    lines = script.splitlines()
    for number, new in edits:
        old = lines[number - 1]
        lines[number - 1] = "" if new is None else old[: len(old) - len(old.lstrip())] + new
    return "\n".join(lines) + "\n"


NETWORK = (BENCHMARKS / "proofreading" / "scripts" / "mlp_flat.py").read_text(encoding="utf-8")


def line_of(text, script=NETWORK):
    """The number of the first line of a script that has some text in it."""
    return next(number for number, line in enumerate(script.splitlines(), 1) if text in line)


def assert_named_and_put_right(script, right, wrong):
    """With something wrong in a line, only that line is named, and its first fix makes the script right."""
    text = script.replace(right, wrong)
    report = proofread(text)
    assert [line.number for line in report.wrong] == [line_of(right, script)], report
    assert proofread(fixed(text, report.wrong[0].fixes[0].edits)).correct is True
