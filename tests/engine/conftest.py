"""Fixtures of the engine's tests."""

from functools import partialmethod

import pytest

from engine import Value
from engine.ops import TABLE
from engine.table.generate import OPERATOR_METHODS
from engine.value import record


@pytest.fixture
def plain_operators(monkeypatch):
    """Operators that read the table each time: those of operators.py were written before a test changes a rule."""
    for name, method in OPERATOR_METHODS.items():
        row = TABLE[name]
        monkeypatch.setattr(Value, method, partialmethod(lambda self, row, *other: record(row, self, *other), row))
        reflected = partialmethod(lambda self, row, *other: record(row, *other, self), row)
        monkeypatch.setattr(Value, method.replace("__", "__r", 1), reflected, raising=False)
