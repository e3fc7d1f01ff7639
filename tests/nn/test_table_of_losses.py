"""The rows of the table of losses: what each says is evaluated in another way, by SymPy and mpmath."""

import dataclasses
import re

import mpmath
import numpy as np
import pytest
import sympy
from sympy.parsing.sympy_parser import implicit_multiplication_application, parse_expr, standard_transformations

import engine
import nn
from engine import Value
from nn import losses
from nn.losses import TABLE

mpmath.mp.dps = 50

# Written out anew, for numbers of 50 digits.
FORMULAS = {
    "mse": lambda a, y: (a - y) ** 2,
    "mae": lambda a, y: abs(a - y),
    "huber": lambda a, y: (a - y) ** 2 / 2 if abs(a - y) <= 1 else abs(a - y) - mpmath.mpf(1) / 2,
    "hinge": lambda a, y: max(mpmath.mpf(0), 1 - y * a),
    "bce": lambda a, y: -(y * mpmath.log(a) + (1 - y) * mpmath.log(1 - a)),
    "cross_entropy": lambda a, y: -y * mpmath.log(a),
}
rows = pytest.mark.parametrize("word", TABLE)


def points(word):
    """The row's own samples, and more of the same kind."""
    row, rng = TABLE[word], np.random.default_rng(7)
    targets = row.targets.draw(rng, (40, 2)).ravel()
    outputs = row.outputs.draw(rng, (40, 2)).ravel()
    return [*row.samples, *zip(outputs.tolist(), targets.tolist(), strict=True)]


def evaluated(formula, a, y):
    """A formula that a reader would write, without its Σ."""
    symbols = dict(zip("ay", sympy.symbols("a y", real=True), strict=True))
    d = sympy.Symbol("d")
    small = sympy.Piecewise((d**2 / 2, abs(d) <= 1), (abs(d) - sympy.Rational(1, 2), True))
    words = {**symbols, "max": sympy.Max, "log": sympy.log, "huber": sympy.Lambda(d, small)}
    formula = re.sub(r"\|(.*?)\|", r"Abs(\1)", formula)
    found = parse_expr(
        formula, local_dict=words, transformations=(*standard_transformations, implicit_multiplication_application)
    )
    return float(found.subs({symbols["a"]: sympy.Float(a, 30), symbols["y"]: sympy.Float(y, 30)}))


def test_the_words_are_those_that_are_promised():
    assert list(TABLE) == ["mse", "mae", "huber", "hinge", "bce", "cross_entropy"]
    assert all(row.word == word for word, row in TABLE.items())


@rows
def test_a_row_is_frozen(word):
    with pytest.raises(dataclasses.FrozenInstanceError):
        TABLE[word].numpy = "A + Y"


@rows
def test_the_value_is_the_formula(word):
    row = TABLE[word]
    for a, y in points(word):
        expected = float(FORMULAS[word](mpmath.mpf(a), mpmath.mpf(y)))
        assert row.value(a, y) == pytest.approx(expected, rel=1e-14)
        assert row([[Value(a)]], [[y]]).data == pytest.approx(expected, rel=1e-14, abs=1e-300)
        assert row.value(np.array([[a]]), np.array([[y]]))[0, 0] == pytest.approx(expected, rel=1e-14)


@rows
def test_the_derivative_is_the_derivative_of_the_formula(word):
    row = TABLE[word]
    for a, y in points(word):
        expected = float(mpmath.diff(lambda x, y=y: FORMULAS[word](x, mpmath.mpf(y)), mpmath.mpf(a), h=1e-12))
        assert row.derivative(a, y) == pytest.approx(expected, rel=1e-9, abs=1e-9)
        assert row.derivative(np.array([[a]]), np.array([[y]]))[0, 0] == row.derivative(a, y)
        prediction = Value(a)
        row([[prediction]], [[y]], reduction="sum").backward()
        assert prediction.grad == pytest.approx(expected, rel=1e-9, abs=1e-9)


@rows
def test_the_formula_in_words_and_in_latex_is_the_value(word):
    row = TABLE[word]
    text = row.text.replace("Σ", "").replace("−", "-").replace("²", "**2")
    latex = re.sub(r"\\mathrm\{(\w+)\}", r"\1", row.latex.replace(r"\sum", "").replace("^2", "**2"))
    latex = latex.replace(r"\left", "").replace(r"\right", "").replace("\\", " ")
    assert row.text.count("Σ") == row.latex.count(r"\sum") == 1
    for a, y in points(word)[:8]:
        expected = row.value(a, y)
        assert evaluated(text, a, y) == pytest.approx(expected, rel=1e-12)
        assert evaluated(latex, a, y) == pytest.approx(expected, rel=1e-12)


@rows
def test_the_line_of_numpy_is_the_derivative(word):
    row = TABLE[word]
    a, y = np.array(points(word)).T.reshape(2, -1, 1)
    np.testing.assert_allclose(eval(row.numpy, {"np": np, "A": a, "Y": y}), row.derivative(a, y), rtol=1e-12)
    np.testing.assert_allclose(eval(row.line("A2", "T"), {"np": np, "A2": a, "T": y}), row.derivative(a, y), rtol=1e-12)


def test_a_wrong_formula_would_be_noticed():
    """The evaluator reads what stands there."""
    assert evaluated("(a - y)**2", 3.0, 1.0) == 4
    assert evaluated("-(y log a + (1 - y) log(1 + a))", 0.5, 0.0) == pytest.approx(-np.log(1.5))
    assert evaluated("max(0, 1 + y a)", 0.5, 1.0) == 1.5
    assert evaluated("huber(a - y)", 4.0, 1.0) == 2.5


@rows
def test_the_public_function_shows_the_formula_of_its_row(word):
    row = TABLE[word]
    assert getattr(nn, row.name) is getattr(losses, row.name) is row.function
    assert row.text.removeprefix("−") in row.function.__doc__


PARTNERS = {"bce": "sigmoid", "cross_entropy": "softmax"}


def test_partners_and_logits():
    assert {word: row.partner for word, row in TABLE.items() if row.partner} == PARTNERS
    assert TABLE["bce"].logits is nn.binary_cross_entropy_with_logits
    assert TABLE["cross_entropy"].logits is nn.cross_entropy_with_logits
    for word in set(TABLE) - set(PARTNERS):
        row = TABLE[word]
        assert (row.partner, row.logits, row.of_logits, row.delta) == (None, None, None, None)
        with pytest.raises(TypeError, match=f"{word} has no form that takes logits"):
            row.total_of_logits([[Value(0.5)]], [[1.0]])


@pytest.mark.parametrize("word", PARTNERS)
def test_delta_after_the_partner_is_the_derivative_of_the_loss_of_logits(word):
    rng = np.random.default_rng(1)
    Z, Y = rng.normal(size=(4, 3)), rng.uniform(size=(4, 3))  # targets that do not sum to 1
    activate = {"sigmoid": lambda z: 1 / (1 + np.exp(-z)), "softmax": lambda z: np.exp(z) / np.exp(z).sum()}
    A = np.array([activate[PARTNERS[word]](z) for z in Z])
    found = TABLE[word].delta(A, Y)
    for n, i in np.ndindex(Z.shape):

        def loss(x, n=n, i=i):
            z = [mpmath.mpf(v) for v in Z[n]]
            z[i] = x
            powers = [mpmath.exp(v) for v in z]
            a = [p / sum(powers) for p in powers] if word == "cross_entropy" else [p / (1 + p) for p in powers]
            return sum(FORMULAS[word](p, mpmath.mpf(y)) for p, y in zip(a, Y[n], strict=True))

        assert found[n, i] == pytest.approx(float(mpmath.diff(loss, mpmath.mpf(Z[n, i]))), rel=1e-12)


@pytest.mark.parametrize("word", [None, "", "MSE", "l2", 3])
def test_another_word_is_refused_with_the_words_there_are(word):
    with pytest.raises(ValueError, match=r"unknown loss: .* \(must be one of 'mse', 'mae', 'huber', 'hinge', 'bce'"):
        losses.row_of(word)


def test_the_row_behind_a_function():
    for row in TABLE.values():
        assert losses.row_behind(row.function) is losses.row_behind(row) is row
    assert losses.row_behind(nn.cross_entropy_with_logits) is TABLE["cross_entropy"]
    assert losses.row_behind(engine.exp) is None
    assert losses.row_behind(lambda a, y: a) is None
