"""Learning rates that change while training goes on, and gradients that are kept within bounds.

A schedule holds an optimiser and writes its `lr`: at the start, and at each `step()`, once an epoch. Each is one
formula in the number of epochs done, with PyTorch's name (`torch.optim.lr_scheduler`) and numbers.

    base    the learning rate that the optimiser came with
    t       how many epochs are done: 0, 1, 2, …
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import cos, hypot, isfinite, pi
from typing import Any

from engine import NOT_COMPUTED, Value
from engine.table.checks import as_float, check_kind
from engine.table.notation import one_line
from nn.settings import at_least_0, at_least_1, positive
from nn.training.optim import Optimizer


class Schedule:
    """What all schedules share; a subclass says in `lr_at` which learning rate comes after t epochs."""

    def __init__(self, optimizer: Optimizer) -> None:
        check_kind(type(self).__name__, optimizer, Optimizer, "an optimizer is needed, such as SGD(…)")
        self.optimizer = optimizer
        self.base = optimizer.lr
        self.epoch = 0
        self._write()

    def lr_at(self, t: int) -> float:
        """Return the learning rate after t epochs."""
        raise NotImplementedError(f"{type(self).__name__} needs a method lr_at(t).")

    def step(self) -> None:
        """Count one more epoch, and set the learning rate for the next."""
        self.epoch += 1
        self._write()

    def _write(self) -> None:
        self.optimizer.lr = at_least_0(f"the learning rate of {type(self).__name__}", self.lr_at(self.epoch))

    def state_dict(self) -> dict[str, Any]:
        """Return where the schedule stands, in plain numbers."""
        return {"schedule": type(self).__name__, "base": self.base, "epoch": self.epoch}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Take over what `state_dict` gave; ValueError, and no change, if it is of another schedule."""
        known: Mapping[str, Any] = state if isinstance(state, Mapping) else {}
        if known.get("schedule") != type(self).__name__ or not isinstance(known.get("epoch"), int):
            raise ValueError(f"{type(self).__name__}.load_state_dict got {state!r}, the state of another schedule.")
        base = positive("base", as_float(known.get("base"), "base"))
        self.base, self.epoch = base, state["epoch"]
        self._write()


class StepLR(Schedule):
    """lr = base · gamma ** (t // step_size): times gamma every `step_size` epochs.

    >>> from nn import SGD
    >>> optimizer = SGD([Value(1.0)], lr=0.1)
    >>> schedule = StepLR(optimizer, step_size=2, gamma=0.5)
    >>> rates = []
    >>> for _ in range(5):
    ...     rates.append(optimizer.lr)
    ...     schedule.step()
    >>> rates
    [0.1, 0.1, 0.05, 0.05, 0.025]
    """

    def __init__(self, optimizer: Optimizer, step_size: int, gamma: float = 0.1) -> None:
        self.step_size, self.gamma = at_least_1("step_size", step_size), positive("gamma", gamma)
        super().__init__(optimizer)

    def lr_at(self, t: int) -> float:
        """Return the learning rate after t epochs."""
        return float(self.base * self.gamma ** (t // self.step_size))


class ExponentialLR(Schedule):
    """lr = base · gamma ** t: times gamma every epoch.

    >>> from nn import SGD
    >>> optimizer = SGD([Value(1.0)], lr=0.5)
    >>> ExponentialLR(optimizer, gamma=0.5).step()
    >>> optimizer.lr
    0.25
    """

    def __init__(self, optimizer: Optimizer, gamma: float) -> None:
        self.gamma = positive("gamma", gamma)
        super().__init__(optimizer)

    def lr_at(self, t: int) -> float:
        """Return the learning rate after t epochs."""
        return float(self.base * self.gamma**t)


class LinearLR(Schedule):
    """From start_factor · base to end_factor · base in a straight line over `total_iters` epochs, then constant.

    >>> from nn import SGD
    >>> optimizer = SGD([Value(1.0)], lr=1.0)
    >>> schedule = LinearLR(optimizer, start_factor=1.0, end_factor=0.0, total_iters=4)
    >>> schedule.step()
    >>> optimizer.lr
    0.75
    """

    def __init__(
        self, optimizer: Optimizer, start_factor: float = 1 / 3, end_factor: float = 1.0, total_iters: int = 5
    ) -> None:
        self.start_factor = positive("start_factor", start_factor)
        self.end_factor = at_least_0("end_factor", end_factor)
        self.total_iters = at_least_1("total_iters", total_iters)
        super().__init__(optimizer)

    def lr_at(self, t: int) -> float:
        """Return the learning rate after t epochs."""
        share = min(t, self.total_iters) / self.total_iters
        return self.base * (self.start_factor + (self.end_factor - self.start_factor) * share)


class CosineAnnealingLR(Schedule):
    """From base down to eta_min along half a cosine, in T_max epochs; then up again (Loshchilov and Hutter, 2017).

    >>> from nn import SGD
    >>> optimizer = SGD([Value(1.0)], lr=1.0)
    >>> schedule = CosineAnnealingLR(optimizer, T_max=2)
    >>> schedule.step()
    >>> round(optimizer.lr, 6)
    0.5
    """

    def __init__(self, optimizer: Optimizer, T_max: int, eta_min: float = 0.0) -> None:
        self.T_max, self.eta_min = at_least_1("T_max", T_max), at_least_0("eta_min", eta_min)
        super().__init__(optimizer)

    def lr_at(self, t: int) -> float:
        """Return the learning rate after t epochs."""
        return self.eta_min + (self.base - self.eta_min) * (1 + cos(pi * t / self.T_max)) / 2


class LambdaLR(Schedule):
    """lr = base · lr_lambda(t), for any function of the epochs done.

    >>> from nn import SGD
    >>> optimizer = SGD([Value(1.0)], lr=1.0)
    >>> LambdaLR(optimizer, lambda t: 1 / (1 + t)).step()
    >>> optimizer.lr
    0.5
    """

    def __init__(self, optimizer: Optimizer, lr_lambda: Callable[[int], float]) -> None:
        check_kind("lr_lambda", lr_lambda, Callable, "a function of the number of epochs is needed")
        self.lr_lambda = lr_lambda
        super().__init__(optimizer)

    def lr_at(self, t: int) -> float:
        """Return the learning rate after t epochs."""
        return self.base * as_float(self.lr_lambda(t), "lr_lambda(t)")


# --- clipping ----------------------------------------------------------------------------------


def clip_grad_norm_(parameters: Iterable[Value], max_norm: float) -> float:
    """Scale all gradients by one factor, so that their norm √(Σ g²) is `max_norm` at most; the norm before is returned.

    The direction stays. The factor is max_norm / (norm + 1e-6) where that is below 1, as in PyTorch.

    Raises:
        ValueError: if `max_norm` is not positive, or a gradient is NaN or infinite: no factor makes that finite.

    >>> w, b = Value(3.0), Value(2.0)
    >>> (w * b).backward()
    >>> norm = clip_grad_norm_([w, b], max_norm=1.0)
    >>> round(norm, 4), round(w.grad, 4), round(b.grad, 4)
    (3.6056, 0.5547, 0.8321)
    """
    limit, computed = positive("max_norm", max_norm), with_gradient(parameters)
    sizes = [size(p.grad) for p in computed]
    norm = hypot(*sizes)
    if not isfinite(norm):
        wrong = next((p for p, each in zip(computed, sizes, strict=True) if not isfinite(each)), None)
        which = (
            f"∂L/∂{one_line(str(wrong.label)) or 'a parameter'} is {wrong.grad}"
            if wrong is not None
            else "the norm overflows"
        )
        raise ValueError(f"gradients cannot be clipped: {which}. engine.detect_anomaly finds where it came from.")
    factor = min(limit / (norm + 1e-6), 1.0)
    for p in computed:
        p.grad = p.grad * factor
    return norm


def clip_grad_value_(parameters: Iterable[Value], clip_value: float) -> None:
    """Bring every gradient into the range from −clip_value to clip_value, each by itself.

    Raises:
        ValueError: if `clip_value` is not positive.

    >>> w, b = Value(3.0), Value(0.5)
    >>> (w * b).backward()
    >>> clip_grad_value_([w, b], clip_value=1.0)
    >>> w.grad, b.grad
    (0.5, 1.0)
    """
    limit = positive("clip_value", clip_value)
    for p in with_gradient(parameters):
        p.grad = min(max(p.grad, -limit), limit) if p.grad == p.grad else p.grad  # NaN stays to be seen


def size(grad: Any) -> float:
    """Return |g|, or the norm of an array of gradients."""
    return hypot(*grad.ravel().tolist()) if hasattr(grad, "ravel") else abs(grad)


def with_gradient(parameters: Iterable[Value]) -> Sequence[Value]:
    """Return those whose gradient is computed, each once."""
    if isinstance(parameters, Value):
        parameters = [parameters]
    check_kind("parameters", parameters, Iterable, "a list of Values is needed, such as model.parameters()")
    return [p for p in dict.fromkeys(parameters) if p.grad is not NOT_COMPUTED]
