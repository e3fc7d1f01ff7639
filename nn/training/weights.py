"""All parameters of a model as one array, which an optimiser moves by the formula that it moves numbers by.

The formulas of `optim.py` use + − × ÷ and ** only, so they run on arrays unchanged, and one call moves all parameters.
What an optimiser remembers of each parameter becomes arrays in the same way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import isfinite
from typing import Any

import numpy as np

from engine import NOT_COMPUTED, Value
from engine.lifting.given import shape_and_entries
from nn.networks.modules import MLP
from nn.training.optim import Optimizer
from nn.training.schedules import clip_grad_norm_


class Weights:
    """The numbers of all parameters, their gradients, and what the optimiser remembers, as arrays.

    nested  {name: nested lists of Values}, as `vectorize` takes them
    named   {name: array}: views of `data`, in which the numbers stand one after the other
    """

    label = ""

    def __init__(self, model: Any, parameters: Sequence[Value], mover: Optimizer) -> None:
        self.nested = named_parameters(model, parameters)
        entries = {name: shape_and_entries(name, nested) for name, nested in self.nested.items()}
        self.values: list[Value] = [value for _, flat in entries.values() for value in flat]
        self.shapes = {name: shape for name, (shape, _) in entries.items()}
        ends = np.cumsum([0, *(len(flat) for _, flat in entries.values())]).tolist()
        self.parts = [slice(*each) for each in pairwise(ends)]
        self.data: Any = np.zeros(len(self.values))
        self.named = self.split(self.data)
        self.grad: Any = self.data
        self.mover, self.takes_arrays = mover, mover.takes_arrays()
        seats = {value: k for k, value in enumerate(mover.parameters)}
        self.seats = [seats.get(value) for value in self.values]
        self.moving = [seat is not None for seat in self.seats]
        self.shown = True
        self.look()

    def split(self, flat: Any) -> dict[str, Any]:
        """Return the parts of a flat array by name, in their shapes."""
        return {
            name: flat[part].reshape(shape) for part, (name, shape) in zip(self.parts, self.shapes.items(), strict=True)
        }

    def take(self, gradients: Mapping[str, Any]) -> bool:
        """Take the gradients of all names, in order. Return whether they, and the sum of their squares, are finite."""
        self.grad = np.concatenate([*gradients.values()], axis=None)
        return isfinite(self.grad @ self.grad)

    # --- to the Values and back ----------------------------------------------------------------

    def look(self) -> None:
        """Read the numbers of the model, and what the optimiser remembers."""
        self.data[:] = [value.data for value in self.values]
        self.shown = True
        kinds: dict[frozenset[str], list[int]] = {}
        for i, seat in enumerate(self.seats):
            if seat is not None and self.moving[i] and self.takes_arrays:
                kinds.setdefault(frozenset(self.mover.memories[seat]), []).append(i)
        self.groups = [(where, whole_or(where, len(self.values)), self.memory_of(where)) for where in kinds.values()]

    def memory_of(self, where: list[int]) -> dict[str, Any]:
        """Return what is remembered of these parameters by each word: an array, or a number that all have in common."""
        memories = [self.mover.memories[self.seats[i] or 0] for i in where]
        columns = {key: [memory[key] for memory in memories] for key in memories[0]}
        return {key: column[0] if len(set(column)) == 1 else np.array(column) for key, column in columns.items()}

    def show(self) -> None:
        """Write the numbers into the model, and into the optimiser what is remembered."""
        if self.shown:
            return
        self.show_numbers()
        for where, _, memory in self.groups:
            columns = {key: np.broadcast_to(x, len(where)).tolist() for key, x in memory.items()}
            for k, i in enumerate(where if columns else []):
                self.mover.memories[self.seats[i] or 0] = {key: column[k] for key, column in columns.items()}
        self.shown = True

    def show_numbers(self) -> None:
        """Write the numbers into the model."""
        for value, number in zip(self.values, self.data.tolist(), strict=True):
            value.data = number

    def notice_gradients(self) -> None:
        """Move, from now on, the parameters that the optimiser moves and whose gradient has been computed."""
        pairs = zip(self.values, self.seats, strict=True)
        self.moving = [seat is not None and value.grad is not NOT_COMPUTED for value, seat in pairs]

    # --- the step --------------------------------------------------------------------------------

    def clip(self, max_norm: float) -> None:
        """Scale the gradient of what is moved down to a norm of `max_norm` at most."""
        if not all(self.moving):
            self.grad = np.where(self.moving, self.grad, 0.0)
        itself: Any = self  # with data and grad, as Values have them
        clip_grad_norm_([itself], max_norm)

    def step(self) -> None:
        """Move every parameter once."""
        if not self.takes_arrays:
            self.step_by_numbers()
            return
        with np.errstate(all="ignore"):  # single numbers overflow without a warning, too
            for _, where, memory in self.groups:
                w = self.data[where]
                self.data[where] = self.mover.moved(w, self.mover.decayed(w, self.grad[where]), memory)
        self.shown = False

    def step_by_numbers(self) -> None:
        """Hand out the gradients, let the optimiser move one number after the other, and read them."""
        for value, moving, grad in zip(self.values, self.moving, self.grad.tolist(), strict=True):
            value.grad = grad if moving else None
        self.mover.step()
        self.look()


def whole_or(where: list[int], size: int) -> Any:
    """Return an index for these places; of all places, a slice, which copies nothing."""
    return slice(None) if len(where) == size else np.array(where)


def named_parameters(model: Any, parameters: Sequence[Value]) -> dict[str, Any]:
    """Return {"W1": rows of Values, …} of an MLP, and all others as "w"; all as "w" if a Value has two places."""
    named = model.arrays() if isinstance(model, MLP) else {}
    entries = [value for name, nested in named.items() for value in shape_and_entries(name, nested)[1]]
    here = set(entries)
    if len(here) < len(entries):
        return {"w": list(parameters)}
    others = [value for value in parameters if value not in here]
    return {**named, "w": others} if others else named
