"""The way out to PyTorch and back: the same network as a `torch.nn.Sequential`, with the same numbers.

PyTorch is imported only when a name of this file is used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from engine.table.checks import check_kind, describe, import_or_explain
from nn.networks.activations import ROWS, for_each_layer
from nn.networks.modules import MLP
from nn.networks.state import check_plain, state_dict

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True)
class Twin:
    """PyTorch's module for an activation.

    name     its class in `torch.nn`
    options  what it is made with
    also     other options that mean the same for a network of ours
    """

    name: str
    options: Mapping[str, Any] = field(default_factory=dict)
    also: Mapping[str, Any] = field(default_factory=dict)


TWINS = {
    "relu": Twin("ReLU"),
    "leaky_relu": Twin("LeakyReLU", {"negative_slope": ROWS["leaky_relu"].defaults[0]}),
    "elu": Twin("ELU", {"alpha": ROWS["elu"].defaults[0]}),
    # Above the threshold it is s itself. With PyTorch's own, 20, that is off by 2e-9; with 40 by less than a bit.
    "softplus": Twin("Softplus", {"beta": 1.0, "threshold": 40.0}, also={"threshold": 20.0}),
    "silu": Twin("SiLU"),
    "gelu": Twin("GELU", {"approximate": "none"}),
    "tanh": Twin("Tanh"),
    "sigmoid": Twin("Sigmoid"),
    "softmax": Twin("Softmax", {"dim": -1}, also={"dim": 1}),
}
WITHOUT = ("sin", "exp")
"""Activations for which `torch.nn` has no module; `Pointwise` stands in."""


def to_torch(model: MLP) -> torch.nn.Sequential:
    """Return the same network in PyTorch, in double precision: same weights, same outputs, same gradients.

    It is a `torch.nn.Sequential` of `Linear` and activation modules; a linear activation needs none. `.float()`
    makes it the single precision that PyTorch trains in.

    Args:
        model: an MLP.

    Raises:
        ImportError: without PyTorch; the message says what to install.
        TypeError: for anything but an MLP.
        ValueError: for shared weights, or neurons of a layer that are not alike.

    With PyTorch installed:

        model = MLP(2, [3, 1], activation="tanh", seed=1)
        twin = to_torch(model)                                   # Linear(2, 3), Tanh(), Linear(3, 1)
        twin(torch.tensor([[0.5, -1.0]], dtype=torch.float64))   # as model([0.5, -1.0])
        twin.load_state_dict({name: torch.tensor(a) for name, a in model.state_dict().items()})
    """
    torch = pytorch("to_torch")
    if type(model) is not MLP:
        raise TypeError(f"to_torch got {describe(model)}; an MLP is needed.")
    check_plain(model, "to_torch")
    parts: list[Any] = []
    for layer in model.layers:
        first = layer.neurons[0]
        parts.append(torch.nn.Linear(len(first.w), len(layer.neurons), bias=first.b is not None, dtype=torch.float64))
        if layer.activation != "linear":
            parts.append(activation_module(layer.activation))
    twin = torch.nn.Sequential(*parts)
    twin.load_state_dict({name: torch.from_numpy(array) for name, array in state_dict(model).items()})
    return twin


def from_torch(module: torch.nn.Module) -> MLP:
    """Return the network of a `torch.nn.Sequential`, with the same weights.

    It may hold `Linear`, each followed by one activation or none, `Identity`, and a `Sequential` of the same. In single
    precision the weights are the same numbers, and the outputs here have more digits. A `Softplus()` differs by
    2e-9 where s > 20: PyTorch takes s itself there.

    Args:
        module: a `Sequential`, or one `Linear`.

    Raises:
        ImportError: without PyTorch; the message says what to install.
        TypeError: if it is not a module of PyTorch's.
        ValueError: for a part that an MLP cannot hold, naming it and where it stands.
    """
    torch = pytorch("from_torch")
    check_kind("from_torch", module, torch.nn.Module, "a torch.nn.Sequential is needed")
    params: list[tuple[Any, Any]] = []
    names: list[str] = []
    parameters: list[Any] = []
    for place, part in parts_of(module):
        if type(part) is torch.nn.Linear:
            params.append((part.weight.detach().cpu(), None if part.bias is None else part.bias.detach().cpu()))
            parameters += part.parameters()
            names.append("linear")
        elif not names or names[-1] != "linear":
            raise ValueError(f"from_torch got {part}{place} where a Linear is needed.")
        else:
            names[-1] = activation_name(part, place)
    if len({id(p) for p in parameters}) < len(parameters):
        raise ValueError("from_torch got a module that uses a weight twice; in an MLP it would become two.")
    return MLP.from_arrays(params, activations=for_each_layer(names, len(names)), orientation="out_in")


def parts_of(module: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the parts in order with their places; open a Sequential inside another, and leave Identity out."""
    torch = pytorch("from_torch")
    if type(module) is torch.nn.Sequential:
        for i, part in enumerate(module):  # `named_children` would leave out one that stands there twice
            yield from parts_of(part, f"{place}.{i}" if place else str(i))
    elif type(module) is not torch.nn.Identity:
        yield f" at {place}" if place else "", module


def activation_module(name: str) -> Any:
    """Return PyTorch's module for an activation."""
    if name in WITHOUT:
        return pointwise()(name)
    return getattr(pytorch("to_torch").nn, TWINS[name].name)(**TWINS[name].options)


def activation_name(part: Any, place: str) -> str:
    """Return our name for PyTorch's module; ValueError, naming it, if there is none, or none with its options."""
    torch = pytorch("from_torch")
    if type(part) is pointwise():
        return str(part.name)
    for name, twin in TWINS.items():
        if type(part) is not getattr(torch.nn, twin.name):
            continue
        for option, value in twin.options.items():
            if getattr(part, option) not in (value, twin.also.get(option, value)):
                raise ValueError(f"from_torch got {part}{place}; {name} has {option} {value!r} here.")
        return name
    known = ", ".join(twin.name for twin in TWINS.values())
    raise ValueError(f"from_torch got {part}{place}, which an MLP cannot hold; it holds Linear, {known} and Identity.")


@cache
def pointwise() -> Any:
    """Return the class of a module that applies a function of `torch`, made when PyTorch is there."""
    torch = pytorch("to_torch")

    class Pointwise(torch.nn.Module):  # type: ignore[misc,name-defined]  # PyTorch may be missing
        """A function of `torch`, such as sin, element by element."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

        def forward(self, s: Any) -> Any:
            return getattr(torch, self.name)(s)

        def extra_repr(self) -> str:
            return self.name

    Pointwise.__qualname__ = "Pointwise"  # so that pickle finds it, by `__getattr__` below
    return Pointwise


def pytorch(what: str) -> Any:
    """Return the module `torch`; ImportError that says what to install, if it is missing."""
    return import_or_explain("torch", f"{what} needs PyTorch, which is not installed: pip install torch")


def __getattr__(name: str) -> Any:
    """Return `Pointwise`, for pickle."""
    if name == "Pointwise":
        return pointwise()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
