"""Where weights start: initialisers under the names the field gives them (those of `torch.nn.init`).

Each is a function (rng, fan_in, fan_out) → one weight. Sources: Glorot and Bengio 2010 (xavier), He and
others 2015 (kaiming); the gain of kaiming is that of relu, √2.
"""

import math
import operator
import random
from collections.abc import Callable
from types import ModuleType

from engine.table.checks import describe
from nn.settings import one_of

Source = random.Random | ModuleType  # the module `random` is a source too: the global one
Seed = int | Source | None
Initialiser = Callable[[Source, int, int], float]

INITIALISERS: dict[str, Initialiser] = {
    "uniform": lambda rng, fan_in, fan_out: rng.uniform(-1, 1),
    "normal": lambda rng, fan_in, fan_out: rng.gauss(0, 1),
    "zeros": lambda rng, fan_in, fan_out: 0.0,
    "ones": lambda rng, fan_in, fan_out: 1.0,
    "xavier_uniform": lambda rng, fan_in, fan_out: rng.uniform(-1, 1) * math.sqrt(6 / (fan_in + fan_out)),
    "xavier_normal": lambda rng, fan_in, fan_out: rng.gauss(0, 1) * math.sqrt(2 / (fan_in + fan_out)),
    "kaiming_uniform": lambda rng, fan_in, fan_out: rng.uniform(-1, 1) * math.sqrt(6 / fan_in),
    "kaiming_normal": lambda rng, fan_in, fan_out: rng.gauss(0, 1) * math.sqrt(2 / fan_in),
}


def initialiser(name: str) -> Initialiser:
    """Return the initialiser of that name; ValueError, naming those there are, if there is none."""
    return INITIALISERS[one_of("init", name, INITIALISERS)]


def source(seed: Seed) -> Source:
    """Return where the random numbers come from: the global `random` for None, else one of their own."""
    if seed is None:
        return random
    if isinstance(seed, random.Random | ModuleType):
        return seed
    if isinstance(seed, bool) or not hasattr(seed, "__index__"):
        raise TypeError(f"seed got {describe(seed)}; an int, a random.Random or None is needed.")
    number = operator.index(seed)
    if number < 0:  # Python's Random would take its absolute value, and give the numbers of another seed
        raise ValueError(f"seed got {describe(seed)}; an int of 0 or more is needed.")
    return random.Random(number)
