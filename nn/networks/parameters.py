"""What has parameters, how they are found, and what one must be."""

import warnings
from collections.abc import Collection, Iterator, Sequence
from operator import is_
from typing import Any

from engine import NOT_COMPUTED, Value
from engine.table.checks import describe


class Module:
    """Base class of whatever has parameters: its own Values, and those of the modules in its attributes and lists."""

    def named_parameters(self) -> Iterator[tuple[str, Value]]:
        """Return each parameter once, with its path: `layers.0.neurons.1.w.0`."""
        return _named_parameters(self, [])

    def parameters(self) -> list[Value]:
        """Return the parameters in the order of `named_parameters`."""
        if getattr(self.named_parameters, "__func__", None) is not NAMED_PARAMETERS:  # a subclass has its own
            return [value for _, value in self.named_parameters()]
        memory: Memory = vars(self).setdefault("_memory", Memory())
        return memory.parameters_of(self)

    def zero_grad(self) -> None:
        """Make every parameter's gradient "not computed", so that the next backward pass starts afresh."""
        for parameter in self.parameters():
            parameter.grad = None

    def _check_parameters(self) -> None:
        """Raise TypeError if something that is not a parameter stands where one must be."""


NAMED_PARAMETERS = Module.named_parameters


class Memory:
    """The parameters of a module as they were last found, and what its parts were made of then.

    To walk through a network of 337 parameters takes thirty times longer than to check that it still consists of the
    same objects.
    """

    def __init__(self) -> None:
        self.found: tuple[list[Any], list[Sequence[Any]], list[Value]] = ([], [], [])

    def __reduce__(self) -> tuple[type["Memory"], tuple[()]]:
        return Memory, ()  # a copy of the module is made of other objects

    def parameters_of(self, module: Module) -> list[Value]:
        """Return the parameters of `module`. Walk through it only if it has changed."""
        parts, before, parameters = self.found  # in one assignment, so that threads see all of it or nothing
        if before and all(map(_same, map(_made_of, (self.own(module), *parts)), before)):
            return parameters.copy()
        parts = []
        parameters = [value for _, value in _named_parameters(module, parts)]
        del parts[0]  # the module itself, which would be kept alive by its own memory
        self.found = (parts, [list(_made_of(part)) for part in (self.own(module), *parts)], parameters)
        return parameters.copy()

    def own(self, module: Module) -> list[Any]:
        """Return the attributes of the module itself, without this memory, which would be kept alive by itself, too."""
        return [each for each in vars(module).values() if each is not self]


def _same(now: Collection[Any], before: Sequence[Any]) -> bool:
    """Return whether the objects are the same ones; == between them may mean anything."""
    return len(now) == len(before) and all(map(is_, now, before))


def _made_of(part: Any) -> Collection[Any]:
    """Return the objects in a list, in the attributes of a module, in a dict or an array."""
    if type(part) is list:
        return part
    if isinstance(part, Module):
        return vars(part).values()
    if isinstance(part, dict):
        return part.values()
    return list(part.flat if hasattr(part, "flat") else part)


def _named_parameters(module: Module, parts: list[Any]) -> Iterator[tuple[str, Value]]:
    """Yield each parameter once, with its path, and add to `parts` what the walk comes through."""
    seen: set[Value] = set()
    for path, value in _values_in("", module, set(), parts):
        if value not in seen and value.is_leaf and value.requires_grad:
            seen.add(value)
            yield path, value


def _values_in(path: str, thing: Any, above: set[int], parts: list[Any]) -> Iterator[tuple[str, Value]]:
    """Yield every Value below an attribute, with its path, in the order in which attributes were set.

    `above` holds what the walk came through, so that a module may refer to the one it is part of.
    """
    if isinstance(thing, Value):
        yield path, thing
        return
    if id(thing) in above:
        return
    members: Any = ()
    is_array = str(getattr(thing, "dtype", "")) == "object"  # a NumPy array of Values
    if isinstance(thing, Module):
        thing._check_parameters()
        members = vars(thing).items()
    elif isinstance(thing, list | tuple) or is_array:
        members = enumerate(thing.tolist() if is_array else thing)
    elif isinstance(thing, dict):
        members = thing.items()
    else:
        return
    parts.append(thing)
    for name, member in members:
        yield from _values_in(f"{path}.{name}" if path else str(name), member, above | {id(thing)}, parts)


def check_parameter(parameter: object) -> None:
    """Raise TypeError unless `parameter` is a leaf: moving a result would move nothing that it was made from."""
    if not isinstance(parameter, Value):
        raise TypeError(f"a parameter got {describe(parameter)}; a Value is needed.")
    if not parameter.is_leaf or not parameter.requires_grad:
        what = "a constant" if parameter.is_leaf else f"made by {parameter.op}"
        raise TypeError(
            f"a parameter got {parameter!r}, which is {what}; "
            "a leaf is needed. `w = w - lr * w.grad` makes a new value: write `w.data -= lr * w.grad`."
        )


def warn_of_missing_gradients(parameters: Sequence[Value], stacklevel: int) -> bool:
    """Warn of parameters whose gradient is "not computed", and return whether there are any."""
    missing = [p for p in parameters if p.grad is NOT_COMPUTED]
    if not missing:
        return False
    names = ", ".join(str(p.label or f"the one of data {p.data:.4g}") for p in missing[:5])
    warnings.warn(
        f"{len(missing)} of {len(parameters)} parameters have no gradient and stay where they are: {names}"
        f"{', …' if len(missing) > 5 else ''}. Either loss.backward() has not run since zero_grad(), or the loss was "
        "made from other values. This optimiser does not say so again.",
        stacklevel=stacklevel + 1,
    )
    return True
