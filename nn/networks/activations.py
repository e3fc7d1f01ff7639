"""The activations a layer may have, by name: rows of the table, the identity, and softmax.

Everything here takes what the table takes: Values in a scalar network, arrays in the matrix version.
"""

from collections.abc import Sequence
from typing import Any, cast

from engine import Value, logsumexp, ops
from engine.table.checks import describe
from engine.table.notation import counted
from engine.table.primitive import Op
from nn.settings import Activation, one_of

ROWS: dict[str, Op] = {
    row.name: row
    for row in [
        *(ops.relu, ops.leaky_relu, ops.elu, ops.softplus, ops.silu, ops.gelu),
        *(ops.tanh, ops.sigmoid, ops.sin, ops.exp),
    ]
}

METHODS = {name: getattr(Value, name) for name in ROWS}

NAMES = cast("tuple[Activation, ...]", ("linear", *ROWS, "softmax"))


def check(name: Any) -> Activation:
    """Return the activation's name; True and False mean relu and linear, as in micrograd's `nonlin`."""
    if isinstance(name, bool):
        return "relu" if name else "linear"
    return one_of("activation", name, NAMES)


def for_each_layer(given: Any, layers: int) -> list[Activation]:
    """Return one checked name for each layer, from a list of them or from one for all."""
    if not isinstance(given, str | list | tuple):
        raise TypeError(f"activations got {describe(given)}; a name is needed, or a list with one for each layer.")
    names = [given] * layers if isinstance(given, str) else list(given)
    if len(names) != layers:
        raise ValueError(f"{counted(len(names), 'activation')} for {counted(layers, 'layer')}: one for each is needed.")
    return [check(name) for name in names]


def per_layer(
    activation: Activation | Sequence[Activation], output: Activation | None, layers: int
) -> list[Activation]:
    """Return the activation of each layer, from one name or a list for the hidden ones, and the output's."""
    if isinstance(activation, str):
        return [check(activation)] * (layers - 1) + [output or "linear"]
    if not isinstance(activation, Sequence):
        raise TypeError(f"activation got {describe(activation)}; a name is needed, or a list with one for each layer.")
    names = [check(name) for name in activation]
    if len(names) == layers and output is None:
        return names
    if len(names) == layers - 1:
        return [*names, output or "linear"]
    raise ValueError(
        f"activation has {counted(len(names), 'name')} for {counted(layers, 'layer')}: give one for each layer, "
        "or one for each hidden layer and `output`."
    )


def apply(name: str, s: Any) -> Any:
    """Return f(s) for one Value, or for an array element by element; softmax has its own function."""
    if name == "linear":
        return s
    return getattr(s, name)() if isinstance(s, Value) else ROWS[name](s)  # a method costs half of a function


def derivative(name: str, s: Any, a: Any) -> Any:
    """Return f′(s), where a = f(s), by the table's rule."""
    if name == "linear":
        return s * 0 + 1
    row = ROWS[name]
    return row.rule(0)(*row.complete((s,)), a)


def softmax(s: Sequence[Value]) -> list[Value]:
    """Return e**s_i / Σ_k e**s_k for each i, over a whole layer.

    c = log Σ_k e**s_k is subtracted first: it cancels, value and derivative alike, and keeps the exponentials
    within range. It is a Value and not a plain number, so that the graph holds nothing that was chosen for this
    sample, and the program that `engine.vectorize` derives from it stays right for others.

    Raises:
        TypeError: if `s` is not a list of Values and numbers.

    >>> [round(a.data, 3) for a in softmax([Value(1000.0), Value(0.0)])]
    [1.0, 0.0]
    """
    c = logsumexp(s)
    powers = [(v - c).exp() for v in s]
    total = sum(powers[1:], *powers[:1])  # without the 0 that sum() starts from; there may be none
    return [power / total for power in powers]


def log_softmax(s: Sequence[Value]) -> list[Value]:
    """Return s_i − log Σ_k e**s_k for each i: the logarithm of softmax, finite where a probability rounds to 0.

    c = log Σ_k e**s_k, which is the largest s or hardly more, is subtracted from each s first. It cancels, value and
    derivative alike, and what is left is small: a large number that all s have in common costs no digits. As in
    `softmax`, c is a Value, and holds for any sample.

    Raises:
        TypeError: if `s` is not a list of Values and numbers.

    >>> [round(a.data, 3) for a in log_softmax([Value(1000.0), Value(0.0)])]
    [0.0, -1000.0]
    >>> [round(a.data, 3) for a in log_softmax([Value(1e16), Value(1e16)])]
    [-0.693, -0.693]
    """
    c = logsumexp(s)
    shifted = [v - c for v in s]
    rest = logsumexp(shifted)
    return [v - rest for v in shifted]
