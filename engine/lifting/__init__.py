"""Scalar graph to NumPy program."""

from engine.lifting.deriving import vectorize
from engine.lifting.program import Program, Where

__all__ = ["Program", "Where", "vectorize"]
