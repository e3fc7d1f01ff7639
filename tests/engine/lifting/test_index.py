"""The largest number that an index can be, which decides whether a division with rest can be left out."""

import math

from engine.lifting.text.index import Letter, Linear, Quotient, divided, largest, rest


def test_the_rest_of_an_axis_of_any_length_is_less_than_its_divisor():
    n = Linear(((Letter("n", "N"), 1),))
    assert n.largest == math.inf
    assert largest(Quotient(n, 2, 3)) == 2  # Naive: ∞ // 2 is nan
    assert largest(Quotient(n, 2, 0)) == math.inf
    twice = Linear(((Quotient(n, 2, 3), 1),))
    assert rest(twice, 3) == twice
    assert divided(twice, 3) == Linear(())


def test_a_quotient_is_a_whole_number():
    i = Linear(((Letter("i", 8), 1),))
    assert largest(Quotient(i, 2, 0)) == 3
    assert largest(Quotient(i, 2, 3)) == 2
