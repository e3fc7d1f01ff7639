"""`vectorize(…, check=f)` at arrays that have no finite number, or none at all."""

import numpy as np
import pytest

from engine import Value, vectorize
from engine.lifting.deriving import anew


@pytest.mark.parametrize("x", [np.zeros(0), np.array([np.inf]), np.array([-np.inf]), np.array([np.nan])])
def test_new_numbers_where_the_old_ones_are_none_or_infinite(x):
    for attempt in range(2):  # Naive: the least of no numbers
        new = anew(x, np.random.default_rng(0), attempt)
        assert new.shape == x.shape
        assert (np.abs(new) <= 1).all()


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_new_numbers_keep_the_sign_that_all_old_ones_have(sign):
    x = sign * np.array([0.5, 2.0, 3.0])
    new = [anew(x, np.random.default_rng(attempt), attempt) for attempt in range(40)]
    assert all((sign * each > 0).all() for each in new[1::2])
    assert any((sign * each < 0).any() for each in new[::2])
    assert all(((0.25 <= sign * each) & (sign * each <= 4.5)).all() for each in new[1::2])


def test_an_input_that_was_infinite_is_no_crash():
    w, x = Value(0.5, label="w"), Value(np.inf, label="x")
    program = vectorize(w.tanh() + x.tanh(), {"w": w}, {"x": x}, check=lambda w, x: w.tanh() + x.tanh())
    assert "agree with check=… at 8 sets of new numbers" in program.notes[-1]


@pytest.mark.parametrize("batch", [None, "mean"])
def test_what_is_no_loss_is_refused_by_the_name_of_its_function(batch):
    w, x = Value(2.0, label="w"), Value(3.0, label="x")
    program = vectorize(w * x, {"w": w}, {"x": x}, batch=batch)
    numbers = {"x": [3.0]} if batch else {"x": 3.0}
    with pytest.raises(TypeError, match=r"the loss function gave 1\.0 .*a Value is needed, the loss"):
        program.check(lambda x: 1.0, {"w": w}, numbers)
    with pytest.raises(TypeError, match=r"check=… gave 1\.0 .*a Value is needed, the loss"):
        vectorize(w * x, {"w": w}, {"x": x}, batch=batch, check=lambda w, x: 1.0)
