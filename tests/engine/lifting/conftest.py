"""Every program that a test of this folder derives is checked: its comments are evaluated on its own arrays."""

import pytest

from engine.lifting import deriving
from tests.engine.lifting.formulas import checking

AT_MOST = 12
"""How many programs of one test are checked; a test that derives hundreds has its own sample."""


@pytest.fixture(autouse=True)
def true_comments(monkeypatch):
    """`vectorize` checks the comments of what it derives, for as long as a test lasts."""
    counts = []
    monkeypatch.setattr(deriving, "derived", checking(deriving.derived, counts, at_most=AT_MOST))
    return counts
