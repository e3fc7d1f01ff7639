"""The matrix functions of np.linalg that take Values: by elimination, as one would by hand.

Which row is the pivot is chosen by the numbers. What comes out is the same function of the entries with any pivots, and
so are its derivatives: no gradient is lost by that choice. Matrices are small here, and a graph serves one pass.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.arrays.array import ValueArray, wrap


def _number(x: Any) -> float:
    return float(getattr(x, "data", x))


def _reduced(matrix: Any, beside: Any) -> tuple[Any, Any]:
    """Return the determinant of a matrix, and what becomes of the columns `beside` it as it becomes the identity.

    Raises:
        LinAlgError: if it has no inverse, or is not square.
    """
    n = len(matrix)
    if np.shape(matrix) != (n, n):
        raise np.linalg.LinAlgError(f"a matrix of shape {np.shape(matrix)} is not square")
    rows = [[*matrix[i], *beside[i]] for i in range(n)]
    determinant: Any = 1.0
    for i in range(n):
        pivot = max(range(i, n), key=lambda j: abs(_number(rows[j][i])))
        if not _number(rows[pivot][i]):
            raise np.linalg.LinAlgError("Singular matrix")
        rows[i], rows[pivot] = rows[pivot], rows[i]
        determinant = determinant * rows[i][i] * (1.0 if pivot == i else -1.0)
        rows[i] = [x / rows[i][i] for x in rows[i]]
        rows = [row if row is rows[i] else [x - row[i] * y for x, y in zip(row, rows[i], strict=True)] for row in rows]
    return determinant, wrap(np.array([row[n:] for row in rows], dtype=object))


def inv(matrix: Any) -> Any:
    """Return the inverse of a matrix."""
    return _reduced(matrix, np.eye(len(matrix)))[1]


def solve(matrix: Any, right: Any) -> Any:
    """Return x of matrix @ x = right, which is a vector or a matrix."""
    columns = right if np.ndim(right) > 1 else np.reshape(right, (-1, 1))
    return _reduced(matrix, columns)[1].reshape(np.shape(right))


def det(matrix: Any) -> Any:
    """Return the determinant of a matrix."""
    return _reduced(matrix, np.eye(len(matrix)))[0]


def slogdet(matrix: Any) -> tuple[float, Any]:
    """Return the sign of the determinant, and the logarithm of its size."""
    found = det(matrix)
    return float(np.sign(_number(found))), (found**2).log() / 2


def cholesky(matrix: Any) -> Any:
    """Return the lower triangle L of matrix = L @ L.T.

    Raises:
        LinAlgError: if the matrix is not positive definite.
    """
    n = len(matrix)
    lower: list[list[Any]] = [[0.0] * n for _ in range(n)]
    for i in range(n):
        for j in range(i + 1):
            left = matrix[i][j] - sum(lower[i][k] * lower[j][k] for k in range(j))
            if i == j and not _number(left) > 0:
                raise np.linalg.LinAlgError("Matrix is not positive definite")
            lower[i][j] = left**0.5 if i == j else left / lower[j][j]
    return wrap(np.array(lower, dtype=object))


INSTEAD: dict[str, Callable[..., Any]] = {
    "inv": inv,
    "solve": solve,
    "det": det,
    "slogdet": slogdet,
    "cholesky": cholesky,
}


def of_matrices(name: str, function: Any) -> Any:
    """Return a function of np.linalg that takes matrices of Values, too, if it is one of those above.

    >>> from engine import Value
    >>> a = wrap(np.array([[Value(2.0), 1.0], [1.0, 3.0]], dtype=object))
    >>> b = wrap(np.array([[Value(0.0), 2.0], [1.0, 0.0]], dtype=object))
    >>> [of_matrices("det", np.linalg.det)(each).data for each in (a, b)]
    [5.0, -2.0]
    """

    def call(*given: Any) -> Any:
        return (INSTEAD[name] if any(isinstance(x, ValueArray) for x in given) else function)(*given)

    return call if name in INSTEAD else function
