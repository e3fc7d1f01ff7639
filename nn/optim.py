"""Optimisers: what moves the parameters once the gradients are there."""

from collections.abc import Iterable

from engine import Value
from engine.checks import as_float, describe
from nn.parameters import check_parameter, warn_of_missing_gradients


class SGD:
    """Gradient descent: w ← w − lr · ∂L/∂w.

    Args:
        parameters: the Values to move, as `model.parameters()` gives them.
        lr: the learning rate, positive.

    Raises:
        TypeError: if a parameter is no Value, or is the result of an operation.
        ValueError: if there is none, or lr is not positive.

    >>> w = Value(3.0)
    >>> optimiser = SGD([w], lr=0.1)
    >>> loss = w * w
    >>> loss.backward()
    >>> optimiser.step()
    >>> round(w.data, 6)
    2.4
    """

    def __init__(self, parameters: Iterable[Value], lr: float) -> None:
        if not isinstance(parameters, Iterable):
            raise TypeError(f"SGD got {describe(parameters)}; a list of Values is needed, such as model.parameters().")
        self.parameters = list(parameters)
        self.lr = as_float(lr, "lr")
        if not self.parameters:
            raise ValueError("SGD got no parameters: pass model.parameters().")
        if not self.lr > 0:
            raise ValueError(f"lr got {lr}; a positive learning rate is needed.")
        for parameter in self.parameters:
            check_parameter(parameter)
        self._warned = False
        self.parameters = list(dict.fromkeys(self.parameters))  # each moves once, also where weights are shared

    def step(self) -> None:
        """Move every parameter one step against its gradient.

        One whose gradient is "not computed" stays where it is; the first time, a warning names such parameters.
        """
        self._warned = self._warned or warn_of_missing_gradients(self.parameters, stacklevel=2)
        for parameter in self.parameters:
            parameter.data -= self.lr * parameter.grad

    def zero_grad(self) -> None:
        """Make every gradient "not computed", for the next backward pass to start afresh."""
        for parameter in self.parameters:
            parameter.grad = None
