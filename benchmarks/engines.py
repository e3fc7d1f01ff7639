"""Who is in the race: each engine, as far as the workloads ask for it.

An engine is loaded in its own process, and only there: nothing is imported before its name is asked for.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from peers import plain


@dataclass(frozen=True)
class Engine:
    """What a workload may use of an engine; besides, its values have +, -, *, /, **, relu, exp, log and backward.

    Value      makes a leaf
    MLP        makes a network of nin inputs and layers of sizes nouts: relu, the last layer linear
    sigmoids   makes one in which all layers are sigmoids, for an engine that has such a network
    sum, dot   Σ v_i and Σ w_i x_i: one operation at a time, or whatever the engine has for it
    sigmoid    of one value
    cleared    what a leaf's gradient is set to before a backward pass
    recursive  whether backward calls itself, so that a deep graph needs a deep stack
    native     whether its values live outside of Python's memory
    """

    Value: Callable[[float], Any]
    MLP: Callable[[int, list[int]], Any]
    sigmoids: Callable[[int, list[int]], Any] | None = None
    sum: Callable[[Any], Any] = sum
    dot: Callable[[Any, Any], Any] = plain.dot
    sigmoid: Callable[[Any], Any] = plain.sigmoid
    cleared: float | None = 0.0
    recursive: bool = False
    native: bool = False


def chalkgrad() -> Engine:
    """Ours as its users write: `MLP`, which records each neuron's sum as one fact, and operators beside it."""
    from engine import Value
    from nn import MLP

    sigmoids = partial(MLP, activation="sigmoid", output="sigmoid")
    return Engine(Value, MLP, sigmoids, sigmoid=Value.sigmoid)


def chalkgrad_operators() -> Engine:
    """Ours with operators alone, the networks as well: one node for each scalar operation, as the others have them."""
    from engine import Value

    return Engine(Value, partial(plain.MLP, Value), sigmoid=Value.sigmoid)


def chalkgrad_fused() -> Engine:
    """Ours, with the rows `sum` and `dot` in place of sums written by hand, too: one node for each."""
    import engine

    return replace(chalkgrad(), sum=engine.sum, dot=engine.dot)


def micrograd() -> Engine:
    """micrograd 0.1.0 from PyPI, the extra `bench`; exp and log are added to it."""
    from micrograd.engine import Value
    from micrograd.nn import MLP

    plain.add_exp_and_log(Value)
    return Engine(Value, MLP, recursive=True)


def microgpt() -> Engine:
    """The design of microgpt's `Value`."""
    from peers.microgpt import Value

    return Engine(Value, partial(plain.MLP, Value), recursive=True)


def minigrad() -> Engine:
    """minigrad 0.0.6 from PyPI, a C extension. It has no exp and no log; pip builds it, which takes a C compiler."""
    from minigrad.engine import Value
    from minigrad.nn import MLP

    return Engine(Value, MLP, native=True)


def pytorch() -> Engine:
    """PyTorch with a tensor of no dimensions for each scalar, on one thread."""
    import torch

    torch.set_num_threads(1)
    Value = partial(torch.tensor, dtype=torch.float64, requires_grad=True)
    return Engine(Value, partial(plain.MLP, Value), sigmoid=torch.sigmoid, cleared=None, native=True)


ENGINES: dict[str, Callable[[], Engine]] = {
    "chalkgrad": chalkgrad,
    "chalkgrad operators": chalkgrad_operators,
    "chalkgrad fused": chalkgrad_fused,
    "micrograd": micrograd,
    "microgpt": microgpt,
}
PEERS: dict[str, Callable[[], Engine]] = {"minigrad": minigrad, "pytorch": pytorch}
