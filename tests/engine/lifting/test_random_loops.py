"""Random recurrent networks: whatever a loop claims has to hold at other lengths, against the engine."""

import random
from collections import Counter

import numpy as np
import pytest

import engine
from engine import values, vectorize
from engine.lifting.given import engine_gradients, named_values
from tests.engine.lifting.recurrent import same

WIDTH = 2
FUNCTIONS = [np.tanh, engine.sigmoid, np.sin, engine.relu, lambda x: x * x, lambda x: 1 - x]


class Network:
    """A random cell with one or two states, a random start, and a loss at each step, at the last one, or both."""

    def __init__(self, seed):
        self.rng = rng = random.Random(seed)
        self.states = rng.randint(1, 2)
        self.starts = [rng.choice(["zeros", "zeros", "param", "numbers"]) for _ in range(self.states)]
        self.lines = [("product", "x", f"state {rng.randrange(self.states)}", rng.randrange(3))]
        self.lines += [self.line(k) for k in range(1, rng.randint(self.states, self.states + 3))]
        last = len(self.lines) - 1
        self.lines += [("product", f"line {last}", f"state {s}", rng.randrange(3)) for s in range(self.states)]
        self.losses = rng.choice(["each", "last", "both"])
        self.ahead = rng.choice([0, 0, 1])  # whether the target is the next row
        self.output = rng.random() < 0.5  # whether there is a matrix between state and target
        self.shapes = {f"W{k}": (WIDTH, WIDTH) for k in range(len(self.lines))} | {"V": (WIDTH, WIDTH), "b": (WIDTH,)}
        self.shapes |= {f"h{k}": (WIDTH,) for k in range(self.states)}

    def line(self, k):
        """How a line is made: of which things, through which function."""
        sources = ["x", *[f"state {s}" for s in range(self.states)], *[f"line {j}" for j in range(k)]]
        return (
            self.rng.choice(["product", "sum", "gate"]),
            self.rng.choice(sources),
            self.rng.choice(sources),
            self.rng.randrange(len(FUNCTIONS)),
        )

    def loss(self, X, **p):
        """The loss of a sequence."""
        numbers = np.array([0.3, -0.2])
        kinds = {"zeros": lambda k: np.zeros(WIDTH), "param": lambda k: p[f"h{k}"], "numbers": lambda k: numbers}
        states, total = [kinds[kind](k) for k, kind in enumerate(self.starts)], 0
        last = len(X) - 1 - self.ahead
        for t in range(last + 1):
            made = []
            for k, (how, first, second, function) in enumerate(self.lines):
                a, b = (self.of(name, X[t], states, made) for name in (first, second))
                w = p[f"W{k}"]
                z = {"product": lambda a=a, b=b, w=w: a @ w + p["b"] + b, "sum": lambda a=a, b=b: a + 0.3 * b}.get(
                    how, lambda a=a, b=b, w=w: a * b + b @ w
                )()
                made.append(FUNCTIONS[function](z))
            states = made[-self.states :]
            if self.losses != "last" or t == last:
                out = states[0] @ p["V"] if self.output else states[0]
                target = p["b"] if self.losses == "last" else X[t + self.ahead]
                total = total + ((out - target) ** 2).sum()
        return total if self.losses == "each" else total + (states[-1] * states[-1]).sum()

    @staticmethod
    def of(name, x, states, made):
        """What a name stands for at a step."""
        kind, _, number = name.partition(" ")
        return x if kind == "x" else (states if kind == "state" else made)[int(number)]

    def drawn(self, length, seed):
        """Parameters, and a sequence."""
        rng = np.random.default_rng(seed)
        params = {name: rng.uniform(-0.6, 0.6, shape) for name, shape in self.shapes.items()}
        return params, {"X": rng.uniform(-0.8, 0.8, (length, WIDTH))}

    def right(self, params, inputs):
        """The engine's loss and gradients."""
        leaves = {name: values(x) for name, x in params.items()}
        like = {"X": np.zeros(1)}
        entries = named_values(leaves, "params")
        return engine_gradients(lambda given: self.loss(**leaves, **given), entries, inputs, None, like, "the loss")


def check(seed):
    """What became of a random network: a loop of any length, of one length, or none."""
    network = Network(seed)
    length = 4 + network.ahead
    params, inputs = network.drawn(length, seed)
    leaves, named = ({k: values(x, label=k) for k, x in each.items()} for each in (params, inputs))
    program = vectorize(network.loss(**leaves, **named), leaves, named)
    found = "one by one"
    if program.lengths.axes:
        found = "one length" if program.lengths.fixed else "any length"
    for other in (length, length, *((network.ahead + 1, length + 2) if found == "any length" else ())):
        params, inputs = network.drawn(other, seed + other)
        assert same(program.value_and_grad(params, inputs), network.right(params, inputs)), (seed, other)
    return found


@pytest.mark.parametrize("start", [0, *[pytest.param(k, marks=pytest.mark.ci) for k in range(1, 8)]])
def test_random_networks(start):
    found = Counter(check(seed) for seed in range(start * 40, start * 40 + (4 if start == 0 else 40)))
    assert found["any length"] >= found.total() / 3, found
