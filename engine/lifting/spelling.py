"""How NumPy spells the functions of the table: the one place that knows. No derivative stands here.

Where NumPy has no function, or none that stays finite where the engine does, a small one is written into the source,
so that it runs wherever it is pasted.
"""

import inspect
import re
from collections.abc import Sequence
from textwrap import dedent

from engine.table import floats
from engine.table.primitive import Op

SPELLINGS = {
    "identity": "{}",
    "abs": "np.abs({})",
    "asin": "np.arcsin({})",
    "acos": "np.arccos({})",
    "atan": "np.arctan({})",
    "atan2": "np.arctan2({}, {})",
    "asinh": "np.arcsinh({})",
    "acosh": "np.arccosh({})",
    "atanh": "np.arctanh({})",
    "max": "np.maximum({}, {})",
    "min": "np.minimum({}, {})",
    "relu": "np.maximum({}, 0)",
    "softplus": "np.logaddexp({}, 0)",
    "sum": "{}.sum(axis=-1, keepdims=True)",
}
"""With {} for an operand. A row that is not here, and not below, has the same name in NumPy."""

SAME = {
    *("exp", "log", "expm1", "log1p", "log2", "log10", "logaddexp", "sqrt", "sin", "cos", "tan"),
    *("sinh", "cosh", "tanh", "hypot", "sign"),
}

HELPERS = {
    "sigmoid": """\
def sigmoid(x):
    e = np.exp(-np.abs(x))  # never overflows
    return np.where(x >= 0, 1, e) / (1 + e)
""",
    "leaky_relu": "def leaky_relu(x, slope):\n    return np.where(x > 0, x, slope * x)\n",
    "elu": "def elu(x, alpha):\n    return np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0)))\n",
    "silu": "def silu(x):\n    return np.where(x == -np.inf, -0.0, x * sigmoid(x))\n",
    "gelu": "def gelu(x):\n    return np.where(x == -np.inf, -0.0, 0.5 * x * erfc(-x / np.sqrt(2)))\n",
    "logsumexp": """\
def logsumexp(X):
    highest = X.max(axis=-1, keepdims=True)  # taken out, so that nothing overflows
    highest = np.where(np.isinf(highest), 0, highest)
    return np.log(np.exp(X - highest).sum(axis=-1)) + highest[..., 0]
""",
    "shares": "def shares(X):\n    return X / X.sum(axis=-1, keepdims=True)\n",
    "scatter": """\
def scatter(d, index, shape):
    out = np.zeros((len(d), *shape))
    np.add.at(out, (slice(None), index), d)  # an index may repeat: the shares add up
    return out
""",
    "erf": "erf = np.vectorize(math.erf, otypes=[float])\n",
    "erfc": "erfc = np.vectorize(math.erfc, otypes=[float])\n",
}
"""Functions that are written into the source where it uses them."""

BY_NUMBER = {"lgamma": (floats.lgamma,), "polygamma": (floats.factorial_over_power, floats.polygamma)}
"""Functions of the engine on single numbers that are copied into the source as they are."""


def spelled(op: Op, plain: Sequence[str], tight: Sequence[str]) -> str:
    """A row with its operands; `plain` for those between commas, `tight` for what something is attached to."""
    if op.name in SPELLINGS:
        return SPELLINGS[op.name].format(*(tight if op.name == "sum" else plain))
    if op.name == "digamma":
        return f"polygamma(0, {plain[0]})"
    return f"{'np.' if op.name in SAME else ''}{op.name}({', '.join(plain)})"


def is_known(op: Op) -> bool:
    """Whether the source can be written without asking the row for its function."""
    known = {
        *SPELLINGS,
        *SAME,
        "step",
        *HELPERS,
        *BY_NUMBER,
        "digamma",
        "add",
        "sub",
        "mul",
        "div",
        "pow",
        "neg",
        "prod",
        "dot",
    }
    return op.name in known


def helpers_for(text: str) -> str:
    """The functions that a piece of source calls and NumPy does not have."""
    needed: set[str] = set()
    waiting = called(text)
    while waiting:
        name = waiting.pop()
        if name not in needed and (name in HELPERS or name in BY_NUMBER):
            needed.add(name)
            waiting |= called(HELPERS.get(name, ""))
    written = [HELPERS[name] if name in HELPERS else copied(name) for name in [*HELPERS, *BY_NUMBER] if name in needed]
    return "\n\n\n".join(each.strip() for each in written)


def called(text: str) -> set[str]:
    """The names of the functions that a piece of source calls, without those of a module or an object."""
    return set(re.findall(r"(?<![\w.])([a-z_0-9]+)\(", text))


def copied(name: str) -> str:
    """Functions of `floats.py` as they stand there, the last one for arrays as well."""
    *others, last = [dedent(inspect.getsource(function)) for function in BY_NUMBER[name]]
    constants = "".join(f"{x} = {getattr(floats, x)!r}\n" for x in ("BERNOULLI",) if x in last)
    constants += "INF = math.inf\n" if "INF" in last else ""
    return constants + "\n\n" + "\n\n".join([*others, f"@np.vectorize\n{last}"])
