"""Sums of products: matmul, dot, einsum, norms, convolutions. Each entry of a result is one node, the row `dot`.

Single Values would make a chain of + and ×. So the arrows of s_i = dot(w_i, x) carry ∂s_i/∂w_ij = x_j, as in the
formula, and the backward pass takes a third of the time. A test compares both.
"""

import math
import string
from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np

from engine import ops
from engine.arrays.entries import Plain, data_of, operand, values_in
from engine.arrays.reductions import check_options, fold, largest, smallest, total
from engine.recording import compared


def matmul(a: Plain, b: Plain) -> Any:
    """Return a @ b, with NumPy's shapes: vectors, matrices and stacks of them."""
    shape = np.matmul(np.broadcast_to(0.0, a.shape), np.broadcast_to(0.0, b.shape)).shape  # NumPy checks the shapes
    left = a[None, :] if a.ndim == 1 else a
    right = b[:, None] if b.ndim == 1 else b
    stack = np.broadcast_shapes(left.shape[:-2], right.shape[:-2])
    left, right = (np.broadcast_to(x, stack + x.shape[-2:]) for x in (left, right))
    out = np.empty((*stack, left.shape[-2], right.shape[-1]), dtype=object)
    for index in np.ndindex(stack):
        out[index] = products(left[index], right[index])
    return out.reshape(shape)[()]


def products(left: Plain, right: Plain) -> Plain:
    """Return Σ_k left[i,k] · right[k,j] for each i and j, one node each: the row `dot`."""
    out = np.empty((left.shape[0], right.shape[1]), dtype=object)
    columns = right.T.tolist()
    for i, row in enumerate(left.tolist()):
        for j, column in enumerate(columns):
            out[i, j] = ops.dot(row, column)
    return out


def vecdot(a: Plain, b: Plain, axis: int = -1) -> Any:
    """Return Σ_k a[…,k] · b[…,k] over one axis, the last one unless `axis` names another."""
    a, b = np.moveaxis(a, axis, -1), np.moveaxis(b, axis, -1)
    return einsum("...i,...i->...", a, b)


def dot(a: Any, b: Any, out: Any = None) -> Any:
    """Return the sum of products over the last axis of a and the last but one of b, as np.dot."""
    check_options("np.dot", {"out": out})
    a, b = operand(a, "np.dot"), operand(b, "np.dot")
    if not a.ndim or not b.ndim:
        return a * b
    return matmul(a, b) if max(a.ndim, b.ndim) <= 2 else tensordot(a, b, (-1, -min(b.ndim, 2)))


def inner(a: Any, b: Any, /) -> Any:
    """Return the sum of products over the last axis of both, as np.inner."""
    a, b = operand(a, "np.inner"), operand(b, "np.inner")
    return tensordot(a, b, (-1, -1)) if a.ndim and b.ndim else a * b


def tensordot(a: Any, b: Any, axes: Any = 2) -> Any:
    """Return the sum of products over the named axes of a and b, as np.tensordot."""
    a, b = operand(a, "np.tensordot"), operand(b, "np.tensordot")
    shape = np.tensordot(np.broadcast_to(0.0, a.shape), np.broadcast_to(0.0, b.shape), axes).shape  # checks
    if isinstance(axes, int):
        axes = range(a.ndim - axes, a.ndim), range(axes)
    of_a, of_b = ([int(i) % x.ndim for i in np.atleast_1d(each)] for x, each in zip((a, b), axes, strict=True))
    rows = a.transpose(*[i for i in range(a.ndim) if i not in of_a], *of_a)
    columns = b.transpose(*of_b, *[i for i in range(b.ndim) if i not in of_b])
    size = math.prod(a.shape[i] for i in of_a)
    left = rows.reshape(math.prod(rows.shape[: a.ndim - len(of_a)]), size)
    right = columns.reshape(size, math.prod(columns.shape[len(of_b) :]))
    return products(left, right).reshape(shape)[()]


# --- einsum --------------------------------------------------------------------------------------


def einsum(*given: Any, **options: Any) -> Any:
    """Return what np.einsum gives, in both forms: "ij,jk->ik" with arrays, or each array with its subscripts."""
    check_options("np.einsum", {name: x for name, x in options.items() if name != "optimize"})
    subscripts, plain = subscripts_and_arrays(given)
    shape = np.einsum(subscripts, *[np.broadcast_to(0.0, x.shape) for x in plain]).shape  # NumPy checks the rest
    terms, result = spelled_out(subscripts, plain)
    pairs = [diagonal_of(term, a) for term, a in zip(terms, plain, strict=True)]
    axes = [(x, n) for term, a in pairs for x, n in zip(term, a.shape, strict=True)]
    sizes = {x: 1 for x, _ in axes} | {x: n for x, n in axes if n != 1}  # an axis of length 1 is stretched
    summed = "".join(x for x in sorted(sizes) if x not in result)
    count, width = math.prod(sizes[x] for x in result), math.prod(sizes[x] for x in summed)
    factors = []
    for term, array in pairs:
        order = [term.index(x) for x in result + summed if x in term]
        spread = [array.shape[term.index(x)] if x in term else 1 for x in result + summed]
        whole = np.broadcast_to(array.transpose(order).reshape(spread), [sizes[x] for x in result + summed])
        factors.append(whole.reshape(count, width))
    while len(factors) > 2 or (not summed and len(factors) > 1):
        factors[:2] = [factors[0] * factors[1]]
    out = np.empty(count, dtype=object)
    for i in range(count):
        rows = [each[i].tolist() for each in factors]
        out[i] = rows[0][0] if not summed else ops.dot(*rows) if len(rows) == 2 else ops.summation(rows[0])
    return out.reshape(shape)[()]


def subscripts_and_arrays(given: tuple[Any, ...]) -> tuple[str, list[Plain]]:
    """Return the subscripts as text, and the arrays, from either form of einsum."""
    if given and isinstance(given[0], str):
        return given[0].replace(" ", ""), [operand(x, "np.einsum") for x in given[1:]]
    arrays, lists = given[0 : len(given) // 2 * 2 : 2], given[1::2]
    text = ",".join(map(_letters, lists))
    return text + (f"->{_letters(given[-1])}" if len(given) % 2 else ""), [operand(x, "np.einsum") for x in arrays]


def _letters(subscripts: Any) -> str:
    """Return a list of subscripts as letters: 0 is A, 26 is a."""
    letters = string.ascii_uppercase + string.ascii_lowercase
    if isinstance(subscripts, str) or not all(x is Ellipsis or 0 <= x < len(letters) for x in subscripts):
        raise TypeError(
            f"np.einsum got {subscripts!r} as subscripts; a list of whole numbers from 0 to 51 is needed after each "
            "array, or one text for all: np.einsum('ij,jk->ik', a, b)."
        )
    return "".join("..." if x is Ellipsis else letters[x] for x in subscripts)


def spelled_out(subscripts: str, arrays: list[Plain]) -> tuple[list[str], str]:
    """Return the subscripts of each array and of the result, with a digit for each axis that "..." stands for."""
    inputs, arrow, result = subscripts.partition("->")
    terms = inputs.split(",")
    pairs = zip(terms, arrays, strict=True)
    hidden = [a.ndim - len(term.replace("...", "")) if "..." in term else 0 for term, a in pairs]
    digits = "".join(map(chr, range(ord("0"), ord("0") + max(hidden, default=0))))
    terms = [term.replace("...", digits[len(digits) - n :]) for term, n in zip(terms, hidden, strict=True)]
    letters = "".join(x for x in inputs if x.isalpha())
    if not arrow:  # then NumPy's result has the letters that occur once, in order
        result = "..." + "".join(x for x in sorted(set(letters)) if letters.count(x) == 1)
    return terms, result.replace("...", digits)


def diagonal_of(term: str, array: Plain) -> tuple[str, Plain]:
    """Return the subscripts without repeats: a letter that stands twice means the diagonal of its two axes."""
    for x in term:
        while term.count(x) > 1:
            i, j = term.index(x), term.rindex(x)
            array = np.diagonal(array, axis1=i, axis2=j)  # NumPy puts it last
            term = term[:i] + term[i + 1 : j] + term[j + 1 :] + x
    return term, array


# --- linear algebra without pivots -----------------------------------------------------------------


def trace(a: Any, offset: int = 0, axis1: int = 0, axis2: int = 1, dtype: Any = None, out: Any = None) -> Any:
    """Return the sum of the diagonal."""
    return total(np.diagonal(a, offset, axis1, axis2), -1, dtype, out)


def matrix_power(a: Any, n: int) -> Any:
    """Return a @ a @ …, n times; for n = 0 the identity matrix, of constants."""
    if n < 0:
        raise TypeError(
            "np.linalg.matrix_power got n < 0, which needs an inverse: np.linalg.inv does not work on Values."
        )
    return reduce(matmul, [a] * n) if n else np.broadcast_to(np.eye(np.shape(a)[-1]), np.shape(a)).astype(object)


def norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:  # noqa: A002  # NumPy's name
    """Return np.linalg.norm. Refuse norms of singular values (2 and "nuc" of a matrix), for which there is no row."""
    x = operand(x, "np.linalg.norm")
    axes = tuple(range(x.ndim)) if axis is None else tuple(int(i) for i in np.atleast_1d(axis))
    if len(axes) == 1 or (axis is None and ord is None):
        return vector_norm(x, axis=axes, ord=2 if ord is None else ord, keepdims=keepdims)
    if len(axes) != 2:
        raise ValueError(f"np.linalg.norm got axis={axis!r} and ord={ord!r}; a norm has one or two axes.")
    found = matrix_norm(np.moveaxis(x, axes, (-2, -1)), ord=ord)
    return np.expand_dims(found, tuple(i % x.ndim for i in axes)) if keepdims else found


def vector_norm(x: Any, /, *, axis: Any = None, keepdims: bool = False, ord: Any = 2) -> Any:  # noqa: A002  # NumPy's
    """Return (Σ |x|**ord) ** (1/ord) over the axes; for ±inf the largest or smallest |x|, for 0 how many are not 0."""
    x = operand(x, "np.linalg.norm")
    if ord == 2:
        return fold(length, x, axis, keepdims, "np.linalg.norm", 0.0 if not x.size else None)
    sizes = np.frompyfunc(abs, 1, 1)(x)
    if ord in (np.inf, -np.inf):
        return (largest if ord > 0 else smallest)(sizes, axis, keepdims=keepdims)
    if ord == 0:
        compared.remember(values_in(x))
        return np.asarray((data_of(x) != 0).sum(axis=axis, keepdims=keepdims, dtype=float), dtype=object)[()]
    if ord == 1:
        return total(sizes, axis, keepdims=keepdims)
    if not isinstance(ord, int | float):
        raise ValueError(f"np.linalg.norm got ord={ord!r} for a vector; a number is needed.")
    return fold(lambda xs: power_mean(xs, float(ord)), sizes, axis, keepdims, "np.linalg.norm")


def power_mean(sizes: list[Any], p: float) -> Any:
    """Return (Σ x**p) ** (1/p) of numbers that are not negative; where all are 0, its gradient is 0."""
    moving = [x for x in sizes if compared.data(x)]
    if not moving or (p < 0 and len(moving) < len(sizes)):  # 0 to a negative power is infinite
        return ops.summation(sizes) * 0.0
    return ops.summation([x**p for x in moving]) ** (1.0 / p)


def length(xs: list[Any]) -> Any:
    """Return the root of the sum of squares; at 0 its gradient is 0, as `hypot` has it, and not 0 times infinity."""
    found = ops.dot(xs, xs)
    compared.remember(values_in([*xs, found]))
    return ops.sqrt(found) if getattr(found, "data", found) else reduce(ops.hypot, [*xs, 0.0])


def matrix_norm(x: Any, /, *, keepdims: bool = False, ord: Any = "fro") -> Any:  # noqa: A002  # NumPy's name
    """Return the root of Σ x², or the largest (smallest) sum of |x| in a column (1, -1) or in a row (inf, -inf)."""
    x = operand(x, "np.linalg.matrix_norm")
    if ord in ("fro", None):
        return vector_norm(x, axis=(-2, -1), keepdims=keepdims)
    if ord not in (1, -1, np.inf, -np.inf):
        raise TypeError(
            f"np.linalg.norm got ord={ord!r} for a matrix: singular values have no row in the table of operations. "
            "'fro', 1, -1, inf and -inf work."
        )
    sums = total(np.frompyfunc(abs, 1, 1)(x), -2 if abs(ord) == 1 else -1, keepdims=True)
    found = (largest if ord > 0 else smallest)(sums, (-2, -1), keepdims=True)
    return found if keepdims else found.reshape(found.shape[:-2])[()]


# --- one dimension -----------------------------------------------------------------------------------


def convolve(a: Any, v: Any, mode: str = "full") -> Any:
    """Return Σ_j a[j] · v[k - j] for each k, as np.convolve: "full", "same" or "valid"."""
    a, v = (np.atleast_1d(operand(x, "np.convolve")) for x in (a, v))
    if len(v) > len(a):
        a, v = v, a
    return correlate(a, v[::-1], mode)


MODES = ("valid", "same", "full")
"""By their numbers, which NumPy takes, too."""


def correlate(a: Any, v: Any, mode: str = "valid") -> Any:
    """Return Σ_n a[n + k] · v[n] for each shift k, as np.correlate: "valid", "same" or "full"."""
    a, v = operand(a, "np.correlate"), operand(v, "np.correlate")
    shape_of: Callable[..., Any] = np.correlate
    width = shape_of(np.zeros(np.shape(a)), np.zeros(np.shape(v)), mode).shape  # NumPy checks shapes and mode
    if len(v) > len(a):
        return correlate(v, a, mode)[::-1]
    left = {"valid": 0, "same": len(v) // 2, "full": len(v) - 1}[mode if isinstance(mode, str) else MODES[mode]]
    sums = np.empty(width, dtype=object)
    for k in range(len(sums)):
        first, start = max(k - left, 0), max(left - k, 0)
        size = min(len(a) - first, len(v) - start)
        sums[k] = ops.dot(a[first : first + size].tolist(), v[start : start + size].tolist())
    return sums


def multi_dot(arrays: Any) -> Any:
    """Return a @ b @ c, multiplied from the left."""
    return reduce(matmul, [operand(x, "np.linalg.multi_dot") for x in arrays])


PRODUCTS: dict[Any, Callable[..., Any]] = {
    np.dot: dot,
    np.vdot: lambda a, b, /: dot(np.ravel(a), np.ravel(b)),
    np.inner: inner,
    np.tensordot: tensordot,
    np.einsum: einsum,
    np.trace: trace,
    np.convolve: convolve,
    np.correlate: correlate,
    np.linalg.norm: norm,
    np.linalg.matrix_power: matrix_power,
    np.linalg.multi_dot: multi_dot,
}
SINCE_NUMPY_2: dict[str, Callable[..., Any]] = {
    "matmul": lambda a, b, /: matmul(operand(a, "np.linalg.matmul"), operand(b, "np.linalg.matmul")),
    "tensordot": lambda a, b, /, *, axes=2: tensordot(a, b, axes),
    "trace": lambda x, /, *, offset=0, dtype=None: trace(x, offset, -2, -1, dtype),
    "vecdot": lambda a, b, /, *, axis=-1: vecdot(operand(a, "np.linalg.vecdot"), operand(b, "np.linalg.vecdot"), axis),
    "matrix_norm": matrix_norm,
    "vector_norm": vector_norm,
}
PRODUCTS |= {getattr(np.linalg, name): run for name, run in SINCE_NUMPY_2.items() if hasattr(np.linalg, name)}
