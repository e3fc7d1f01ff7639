"""Nothing leaves the graph without a word."""

import math

import pytest

from engine import NOT_COMPUTED, Value


@pytest.mark.parametrize("convert", [float, math.exp, math.sqrt, int, lambda v: math.fsum([v, v])])
def test_a_conversion_names_the_remedy(convert):
    # Naive: __float__ returns the data, and the gradient is lost without a word.
    with pytest.raises(
        TypeError,
        match=r"write engine\.exp\(v\) or v\.exp\(\); .*item\(\) gives the number, f.{loss:\.2f}. its text",
    ):
        convert(Value(2.0))


@pytest.mark.parametrize(
    ("name", "instead"),
    [("zero_grad", r"v\.grad = 0\.0"), ("numpy", r"v\.item\(\)"), ("requires_grad_", r"v\.detach\(\)")],
)
def test_what_a_tensor_has_and_a_value_has_not_names_the_remedy(name, instead):
    v = Value(2.0)
    with pytest.raises(AttributeError, match=f"a Value has no {name}: .*{instead}"):
        getattr(v, name)
    assert not hasattr(v, name)
    assert name not in dir(v)


def test_data_cannot_be_a_value():
    # Naive: Value(w * x) holds a Value, adds up, and never reaches w.
    w = Value(2.0)
    with pytest.raises(TypeError, match=r"Use the number inside it: v\.data\.$"):
        Value(w * 3)


def test_a_constant_is_never_differentiated():
    # Naive: a detached value that gets a gradient, or an exponent whose partial is log(-2).
    x = Value(-2.0)
    c = x.detach()
    y = x**3 + c * c * x
    y.backward()
    assert (x.grad, c.grad is NOT_COMPUTED) == (16.0, True)
    assert [p.grad is NOT_COMPUTED for p in (x * 5).parents] == [False, True]
    with pytest.raises(RuntimeError, match="on a constant"):
        abs(c).backward()
