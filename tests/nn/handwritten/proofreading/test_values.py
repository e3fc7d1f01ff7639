"""What an expression is where a script is paused: Python says what it should be."""

import ast

import numpy as np
import pytest

from nn.handwritten.proofreading.edits import edits
from nn.handwritten.proofreading.scope import Scope
from nn.handwritten.proofreading.values import evaluated, parsed

NAMES = {
    "np": np,
    "a": np.arange(6.0).reshape(2, 3),
    "b": np.ones((3, 2)),
    "k": 2,
    "f": lambda x, scale=1.0: x * scale,
    "d": {"W1": np.eye(3)},
    "on": True,
}
TEXTS = [
    *("a @ b", "-a", "a > 1", "a == 2", "1 < k < 3", "not on", "a if on else b", "on and k", "k in [1, 2]"),
    *("a[0]", "a[:, None]", "a[1:, ::2]", "a[-1, k]", "a.T", "a.sum(axis=0, keepdims=True)", "np.sum(a, 0)"),
    *("d['W' + str(1)]", "d[f'W{1}']", "f(a)", "f(a, scale=3)", "f(*[a])", "f(**{'x': a})", "[x for x in a]"),
    *("np.concatenate([a, a])", "np.r_[a, a]", "(1, 2.5)", "[*a]", "np.where(a > 1, a, 0)", "len(a) // 2", "7 % k"),
    *("(lambda x: x + 1)(a)", "~np.array([True])", "max(k, 3)", "a ** k / 3 - b.T"),
]


@pytest.mark.parametrize("text", TEXTS)
def test_an_expression_is_what_python_says(text):
    assert np.array_equal(evaluated(parsed(text), NAMES), np.asarray(eval(text, dict(NAMES)), dtype=float))


@pytest.mark.parametrize(
    "text", ["a @ a", "c", "a[7]", "np.nothing", "f(", "f", "np.add.at(a, 0, 1)", "None", "'text'"]
)
def test_what_has_no_value_is_none_and_changes_nothing(text):
    held = NAMES["a"].copy()
    expression = parsed(text) if text != "f(" else ast.Call(ast.Name("f", ast.Load()), [], [])
    assert evaluated(expression, NAMES) is None
    assert np.array_equal(NAMES["a"], held)


def test_edits_of_one_line_share_its_parts_and_not_its_names():
    """The parts of a line are computed once for all its edits; with other names, they are others."""
    line = parsed("f(a) @ b + np.sum(a, axis=1, keepdims=True)")
    scope = Scope({"a": (2, 3), "b": (3, 2)}, {"k": 2.0})
    for names in (NAMES, NAMES | {"a": NAMES["a"] + 1}, NAMES | {"f": lambda x: -x}):
        for _, new in edits(line, scope):
            try:
                right = eval(ast.unparse(new), dict(names))
            except Exception:  # Python may raise anything for an edit that makes no sense; then it has no value
                right = None
            found = evaluated(new, names)
            if isinstance(right, (np.ndarray, float, int, list, tuple)) and np.asarray(right).dtype.kind in "fiub":
                assert found is not None
                assert np.array_equal(found, right, equal_nan=True), ast.unparse(new)
            else:
                assert found is None
