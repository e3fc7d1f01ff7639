"""The ways in which a user writes an operation of the table; each takes the row and the operands in order."""

import operator

import engine
from engine import Value
from engine.table.primitive import ListOp

PYTHON_OPERATORS = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "div": operator.truediv,
    "pow": operator.pow,
    "neg": operator.neg,
    "abs": operator.abs,
}


def through_function(row, *operands):
    return through_row(getattr(engine, row.name), *operands)


def through_method(row, first, *others):
    return getattr(first, row.name)(*others)


def through_operator(row, *operands):
    return PYTHON_OPERATORS[row.name](*operands)


def through_row(row, *operands):
    return row(*row.split(operands)) if isinstance(row, ListOp) else row(*operands)


def through_tuples(row, *operands):
    return row(*map(tuple, row.split(operands)))


def through_unbound_method(row, first, *others):
    """As in `map(Value.tanh, values)`."""
    return getattr(Value, row.name)(first, *others)
