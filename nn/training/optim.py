"""Optimisers: what moves the parameters once the gradients are there.

An optimiser moves one parameter at a time: its number w, its gradient g, and a small memory that is kept for
it, such as a velocity. `moved` gives the new number; that method is all in which one optimiser differs from
another. Names, defaults and the order of the steps are PyTorch's (`torch.optim`), so numbers are the same too.
The formulas are of + − × ÷ and **, so that w and g may be arrays as well.

    g   ∂L/∂w, plus weight_decay · w, which is the gradient of weight_decay / 2 · w²: in `diagnose` l2=weight_decay / 2
    t   how often this parameter has been moved, this time included: 1, 2, …
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field, fields
from typing import Any, ClassVar

from engine import NOT_COMPUTED, Value
from engine.table.checks import as_float, check_kind, describe
from nn.networks.parameters import check_parameter, warn_of_missing_gradients
from nn.settings import at_least_0, positive, share

Memory = dict[str, float]


def setting(default: Any, check: Callable[[str, Any], Any]) -> Any:
    """Return the field of a setting: `check` takes its name and what is given, and returns what is kept or raises."""
    return field(default=default, metadata={"check": check})


def two_shares(name: str, given: Any) -> tuple[float, float]:
    """Return two numbers, each from 0 to less than 1; ValueError for anything else."""
    if not isinstance(given, list | tuple) or len(given) != 2:
        raise ValueError(f"{name} got {given!r}; two numbers are needed, such as (0.9, 0.999).")
    return share(f"{name}[0]", given[0]), share(f"{name}[1]", given[1])


@dataclass(eq=False, repr=False)
class Optimizer:
    """What all optimisers share. A subclass adds its settings as fields, and says in `moved` where a parameter goes.

    >>> class SignDescent(Optimizer):
    ...     def moved(self, w, g, memory):
    ...         return w - self.lr * ((g > 0) - (g < 0))
    >>> w = Value(3.0)
    >>> (w * w).backward()
    >>> SignDescent([w], lr=0.5).step()
    >>> w.data
    2.5
    """

    SETTINGS: ClassVar[tuple[str, ...]] = ()
    """The attributes that `state_dict` keeps beside the memories and the fields."""

    elementwise: ClassVar[bool] = False
    """Whether `moved` takes arrays as well, entry by entry. The class that has `moved` says so, and `fit` is faster."""

    parameters: Sequence[Value]
    lr: float
    weight_decay: float = setting(0.0, at_least_0)

    def __post_init__(self) -> None:
        name = type(self).__name__
        check_kind(name, self.parameters, Iterable, "a list of Values is needed, such as model.parameters()")
        given = list(self.parameters)
        if not given:
            raise ValueError(f"{name} got no parameters: pass model.parameters().")
        self.lr = positive("lr", self.lr, "learning rate")
        for each in fields(self):
            if "check" in each.metadata:
                setattr(self, each.name, each.metadata["check"](each.name, getattr(self, each.name)))
        for parameter in given:
            check_parameter(parameter)
        self.parameters = list(dict.fromkeys(given))  # each moves once, also where weights are shared
        self.memories: list[Memory] = [{} for _ in self.parameters]
        self._warned = False

    def moved(self, w: float, g: float, memory: Memory) -> float:
        """Return where the parameter w goes; what is to be known next time is written into `memory`."""
        raise NotImplementedError(f"{type(self).__name__} needs a method moved(w, g, memory).")

    def decayed(self, w: float, grad: float) -> float:
        """Return the gradient with weight decay in it."""
        return grad + self.weight_decay * w if self.weight_decay else grad

    def takes_arrays(self) -> bool:
        """Return whether arrays may be moved by `moved`: not where a subclass has another one and does not say so."""
        levels = [vars(self), *map(vars, type(self).__mro__)]
        said, moved, decayed = (
            next(i for i, names in enumerate(levels) if name in names) for name in ("elementwise", "moved", "decayed")
        )
        plain = getattr(self.step, "__func__", None) is Optimizer.step
        return self.elementwise and plain and said <= min(moved, decayed)

    def step(self) -> None:
        """Move every parameter once.

        One whose gradient is "not computed" stays where it is; the first time, a warning names such parameters.
        """
        self._warned = self._warned or warn_of_missing_gradients(self.parameters, stacklevel=2)
        for parameter, memory in zip(self.parameters, self.memories, strict=True):
            grad = parameter.grad
            if grad is not NOT_COMPUTED:
                w = parameter.data
                parameter.data = self.moved(w, self.decayed(w, grad), memory)

    def zero_grad(self) -> None:
        """Make every gradient "not computed", for the next backward pass to start afresh."""
        for parameter in self.parameters:
            parameter.grad = None

    # --- saving ------------------------------------------------------------------------------

    def state_dict(self) -> dict[str, Any]:
        """Return settings and memories as plain numbers, lists and dicts: what training needs to go on as before.

        >>> Adam([Value(1.0)], lr=0.5).state_dict()["settings"]
        {'lr': 0.5, 'weight_decay': 0.0, 'betas': [0.9, 0.999], 'eps': 1e-08}
        """
        settings = {name: getattr(self, name) for name in self._setting_names()}
        return {
            "optimizer": type(self).__name__,
            "settings": {name: list(x) if isinstance(x, tuple) else x for name, x in settings.items()},
            "memories": [dict(memory) for memory in self.memories],
        }

    def _setting_names(self) -> list[str]:
        """Return the names of all settings."""
        return [*(each.name for each in fields(self) if each.name != "parameters"), *self.SETTINGS]

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Take over what `state_dict` gave; nothing changes if it does not fit.

        Raises:
            ValueError: for the state of another optimiser, of other parameters, or with a part missing.
        """
        name = type(self).__name__
        if not isinstance(state, Mapping) or state.get("optimizer") != name:
            whose = state.get("optimizer") if isinstance(state, Mapping) else describe(state)
            raise ValueError(f"{name}.load_state_dict got the state of {whose}; that of {name} is needed.")
        settings: Any = state.get("settings")
        memories: Any = state.get("memories")
        if not isinstance(settings, Mapping) or sorted(settings) != sorted(self._setting_names()):
            found = sorted(settings) if isinstance(settings, Mapping) else describe(settings)
            raise ValueError(f"the state has settings {found}; {name} has {sorted(self._setting_names())}.")
        are_memories = isinstance(memories, list) and all(isinstance(memory, Mapping) for memory in memories)
        if not are_memories or len(memories) != len(self.parameters):
            found = f"{len(memories)} parameters" if are_memories else describe(memories)
            raise ValueError(f"the state is of {found}; this {name} moves {len(self.parameters)}.")
        checked = [
            {key: as_float(x, f"memories[{i}][{key!r}]") for key, x in m.items()} for i, m in enumerate(memories)
        ]
        # A schedule may have brought lr down to 0, with which no optimiser starts.
        lr = at_least_0("lr", settings["lr"])
        started = type(self)(self.parameters, **{**settings, "lr": 1.0})  # which checks the rest
        vars(self).update({key: getattr(started, key) for key in settings} | {"lr": lr, "memories": checked})


@dataclass(eq=False, repr=False)
class SGD(Optimizer):
    """Gradient descent: w ← w − lr · g, or with momentum w ← w − lr · v, where v ← momentum · v + g.

    Args:
        parameters: the Values to move, as `model.parameters()` gives them.
        lr: the learning rate, positive.
        momentum: how much of the last velocity is kept, from 0 (none) to less than 1.
        dampening: how much of g is left out of the velocity, from 0 to 1; not at the first step.
        weight_decay: how strongly all parameters are drawn to 0; 0 or more. λ stands for a term ½ λ Σ w² in the loss,
            which for the weights is l2=λ / 2 in `diagnose`.
        nesterov: look ahead: w ← w − lr · (g + momentum · v). Needs momentum, and no dampening.

    Raises:
        TypeError: if a parameter is not a Value, or is the result of an operation.
        ValueError: if there is none, or a setting is out of its range.

    >>> w = Value(3.0)
    >>> optimizer = SGD([w], lr=0.1)
    >>> loss = w * w
    >>> loss.backward()
    >>> optimizer.step()
    >>> round(w.data, 6)
    2.4
    """

    elementwise = True
    _: KW_ONLY
    momentum: float = setting(0.0, share)
    dampening: float = setting(0.0, at_least_0)
    weight_decay: float = setting(0.0, at_least_0)
    nesterov: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.nesterov and not (self.momentum and not self.dampening):
            given = f"momentum={self.momentum}, dampening={self.dampening}"
            raise ValueError(f"nesterov=True needs momentum and no dampening; got {given}.")

    def moved(self, w: float, g: float, memory: Memory) -> float:
        """Return w moved down the slope, with what is left of the last steps."""
        if not self.momentum:
            return w - self.lr * g
        v = self.momentum * memory["velocity"] + (1 - self.dampening) * g if memory else g
        memory["velocity"] = v
        return w - self.lr * (g + self.momentum * v if self.nesterov else v)


@dataclass(eq=False, repr=False)
class Adam(Optimizer):
    """w ← w − lr · m̂ / (√v̂ + eps), with running means m of g and v of g² (Kingma and Ba, 2015, algorithm 1).

    m ← β₁ m + (1 − β₁) g and v ← β₂ v + (1 − β₂) g² start at 0; m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ) make up
    for that.

    Args:
        parameters, lr, weight_decay: as for `SGD`.
        betas: (β₁, β₂), each from 0 to less than 1.
        eps: a small positive number, against a division by 0.

    Raises:
        TypeError, ValueError: as `SGD`.

    >>> w = Value(3.0)
    >>> (w * w).backward()
    >>> Adam([w], lr=0.1).step()
    >>> round(w.data, 6)  # the first step has the length lr, whatever the gradient
    2.9
    """

    elementwise = True
    lr: float = 1e-3
    _: KW_ONLY
    betas: tuple[float, float] = setting((0.9, 0.999), two_shares)
    eps: float = setting(1e-8, positive)
    weight_decay: float = setting(0.0, at_least_0)

    def moved(self, w: float, g: float, memory: Memory) -> float:
        """Return w moved along the mean gradient, in units of its size."""
        beta1, beta2 = self.betas
        t: float = memory.get("t", 0.0) + 1
        memory["t"] = t
        m = memory["m"] = beta1 * memory.get("m", 0.0) + (1 - beta1) * g
        v = memory["v"] = beta2 * memory.get("v", 0.0) + (1 - beta2) * g * g
        rate: float = self.lr / (1 - beta1**t)
        return w - rate * m / (root(v) / root(1 - beta2**t) + self.eps)


@dataclass(eq=False, repr=False)
class AdamW(Adam):
    """Adam with weight decay beside the gradient, not in it: first w ← w − lr · weight_decay · w.

    (Loshchilov and Hutter, 2019.) Arguments and exceptions as for `Adam`; weight_decay is 0.01 if not given.

    >>> w = Value(3.0)
    >>> (w * w).backward()
    >>> AdamW([w], lr=0.1).step()
    >>> round(w.data, 6)
    2.897
    """

    elementwise = True
    _: KW_ONLY
    weight_decay: float = setting(1e-2, at_least_0)

    def decayed(self, w: float, grad: float) -> float:
        """Return the gradient as it is."""
        return grad

    def moved(self, w: float, g: float, memory: Memory) -> float:
        """Return w moved towards 0 first, then as Adam moves it."""
        return super().moved(w * (1 - self.lr * self.weight_decay), g, memory)


@dataclass(eq=False, repr=False)
class RMSprop(Optimizer):
    """w ← w − lr · g / (√v + eps), with v ← alpha · v + (1 − alpha) · g² (Tieleman and Hinton, 2012).

    Args:
        parameters, lr, weight_decay: as for `SGD`.
        alpha: how much of v is kept, from 0 to less than 1.
        eps: a small positive number, against a division by 0.
        momentum: as for `SGD`: the step then is lr times the velocity of g / (√v + eps).
        centered: divide by the spread instead, √(v − m²) with m the running mean of g.

    Raises:
        TypeError, ValueError: as `SGD`.

    >>> w = Value(3.0)
    >>> (w * w).backward()
    >>> RMSprop([w], lr=0.1).step()
    >>> round(w.data, 6)
    2.0
    """

    elementwise = True
    lr: float = 1e-2
    _: KW_ONLY
    alpha: float = setting(0.99, share)
    eps: float = setting(1e-8, positive)
    weight_decay: float = setting(0.0, at_least_0)
    momentum: float = setting(0.0, share)
    centered: bool = False

    def moved(self, w: float, g: float, memory: Memory) -> float:
        """Return w moved down the slope, in units of how large the slope usually is."""
        v = memory["v"] = self.alpha * memory.get("v", 0.0) + (1 - self.alpha) * g * g
        if self.centered:
            m = memory["m"] = self.alpha * memory.get("m", 0.0) + (1 - self.alpha) * g
            v = (v - m * m + abs(v - m * m)) / 2  # 0 where rounding brings it below
        step = g / (root(v) + self.eps)
        if self.momentum:
            step = memory["velocity"] = self.momentum * memory.get("velocity", 0.0) + step
        return w - self.lr * step


@dataclass(eq=False, repr=False)
class Adagrad(Optimizer):
    """w ← w − lr · g / (√s + eps), with s the sum of all g² so far (Duchi, Hazan and Singer, 2011).

    Args:
        parameters, lr, weight_decay: as for `SGD`.
        lr_decay: step t uses lr / (1 + (t − 1) · lr_decay); 0 or more.
        initial_accumulator_value: what s starts from; 0 or more.
        eps: a small positive number, against a division by 0.

    Raises:
        TypeError, ValueError: as `SGD`.

    >>> w = Value(3.0)
    >>> (w * w).backward()
    >>> Adagrad([w], lr=0.1).step()
    >>> round(w.data, 6)
    2.9
    """

    elementwise = True
    lr: float = 1e-2
    _: KW_ONLY
    lr_decay: float = setting(0.0, at_least_0)
    weight_decay: float = setting(0.0, at_least_0)
    initial_accumulator_value: float = setting(0.0, at_least_0)
    eps: float = setting(1e-10, positive)

    def moved(self, w: float, g: float, memory: Memory) -> float:
        """Return w moved down the slope, in steps that get shorter the further this parameter has come."""
        t = memory["t"] = memory.get("t", 0.0) + 1
        s = memory["sum"] = memory.get("sum", self.initial_accumulator_value) + g * g
        return w - self.lr / (1 + (t - 1) * self.lr_decay) * g / (root(s) + self.eps)


def root(x: float) -> float:
    """Return √x, of an array too, which math.sqrt cannot."""
    y: float = x**0.5
    return y
