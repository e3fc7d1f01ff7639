"""`proofread` on functions without a name: what a lambda returns is read, named and put right as a line."""

import ast

import pytest

from nn import proofread
from nn.handwritten.proofreading.lambdas import WithoutLambdas
from tests.examples import first
from tests.nn.handwritten.proofreading.scripts import assert_named_and_put_right

CLOSURES = """\
import numpy as np
rng = np.random.default_rng(0)
X, Y = rng.normal(size=(8, 3)), rng.normal(size=(8, 2))
W1, b1 = rng.normal(size=(3, 4)), np.zeros(4)
W2, b2 = rng.normal(size=(4, 2)), np.zeros(2)

def dense(x, W, b):
    y = x @ W + b
    return y, lambda d: (d @ W.T, x.T @ d, d.sum(axis=0))

def tanh(x):
    y = np.tanh(x)
    return y, lambda d: d * (1 - y ** 2)

cost = lambda out: np.mean((out - Y) ** 2)
slope = lambda out: 2 * (out - Y) / Y.size
for step in range(20):
    z1, back1 = dense(X, W1, b1)
    h, back_h = tanh(z1)
    out, back2 = dense(h, W2, b2)
    loss = cost(out)
    dh, dW2, db2 = back2(slope(out))
    dz1 = back_h(dh)
    _, dW1, db1 = back1(dz1)
    for p, g in ((W1, dW1), (b1, db1), (W2, dW2), (b2, db2)):
        p -= 0.1 * g
"""


@pytest.mark.ci
def test_closures_that_are_right_are_called_right():
    report = proofread(CLOSURES)
    assert report.correct is True, report
    assert "∂L/∂W2" in next(line.meaning for line in report.lines if "back2(" in line.source)


WRONG = [
    ("lambda d: d * (1 - y ** 2)", "lambda d: d * (1 - y)"),
    ("d.sum(axis=0))", "d.mean(axis=0))"),
    ("lambda d: (d @ W.T, ", "lambda d: (d @ W, "),
    ("lambda out: 2 * (out - Y) / Y.size", "lambda out: 2 * (Y - out) / Y.size"),
    ("back1(dz1)", "back1(dh)"),
]


@pytest.mark.parametrize("case", first(1, WRONG))
@pytest.mark.ci
def test_a_mistake_in_a_lambda_or_in_what_it_is_given_is_named_and_put_right(case):
    assert_named_and_put_right(CLOSURES, *case)


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("f = lambda x, n=2: x ** n", "def f(x, n=2):\n    return x ** n"),
        ("f = [lambda d: d, 1]", "def _lambda1(d):\n    return d\nf = [_lambda1, 1]"),
        (
            "a = lambda x: lambda y: x + y",
            "def a(x):\n\n    def _lambda1(y):\n        return x + y\n    return _lambda1",
        ),
        ("a = [lambda: i for i in range(3)]", "a = [lambda: i for i in range(3)]"),
    ],
)
def test_a_lambda_becomes_a_function_in_front_of_its_statement(text, made):
    assert ast.unparse(ast.fix_missing_locations(WithoutLambdas().visit(ast.parse(text)))) == made
