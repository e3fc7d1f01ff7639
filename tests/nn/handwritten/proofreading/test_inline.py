"""`proofread` on scripts that assign inside an expression: the loss in the test of a loop is seen as any other."""

import ast

import pytest

from nn import proofread
from nn.handwritten.proofreading.inline import WithoutInlineAssignments
from tests.nn.handwritten.proofreading.scripts import assert_named_and_put_right

WHILE = """\
import numpy as np
rng = np.random.default_rng(0)
X, Y = rng.normal(size=(8, 3)), rng.normal(size=(8, 1))
W, b, n = [rng.normal(size=(3, 1))], [np.zeros((1, 1))], 0
while (loss := np.mean((X @ W[0] + b[0] - Y) ** 2)) > 1e-9 and n < 5:
    d = 2 * (X @ W[0] + b[0] - Y) / len(X)
    dW, db = X.T @ d, d.sum(axis=0, keepdims=True)
    W[0] = W[0] - 0.1 * dW
    b[0] = b[0] - 0.1 * db
    n += 1
"""
IF = (
    WHILE.replace("while (loss", "for turn in range(4):\n    if (loss")
    .replace(" > 1e-9 and n < 5:", " < 1e-9:\n        break")
    .replace("    n += 1\n", "")
)


@pytest.mark.parametrize("script", [WHILE, IF])
def test_a_loss_that_is_assigned_in_a_test_is_the_loss(script):
    """Without it `b[0]`, an array of one entry, was taken for the loss, and a right script was called wrong."""
    assert proofread(script).correct is True
    assert_named_and_put_right(script, "d.sum(axis=0, keepdims=True)", "d.mean(axis=0, keepdims=True)")


def made(text):
    return ast.unparse(ast.fix_missing_locations(WithoutInlineAssignments().visit(ast.parse(text))))


def test_what_may_not_run_stays_where_it_is():
    later = ["x = a and (b := c)", "x = [(y := f(x)) for x in z]", "x = (y := 1) if a else 2", "f = lambda x: (y := x)"]
    assert [made(text) for text in later] == later
    assert made("x = (y := a) and (z := b)") == "y = a\nx = y and (z := b)"
    assert made("while (line := read()) != '':\n    f(line)").splitlines()[:4] == [
        "while True:",
        "    line = read()",
        "    if not line != '':",
        "        break",
    ]
