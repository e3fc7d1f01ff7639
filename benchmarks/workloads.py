"""What is timed. Each workload is written once, for any engine of scalars: the code names none.

A workload makes a `Task` for an engine: a step, to be done again and again, and the leaves whose gradients are
compared. The step says `mark(phase)` at the end of each phase. What it still holds at the end, the graph above
all, is freed when it returns: that is the last phase, and it counts.
"""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import chain as chained
from typing import Any, NamedTuple

from engines import Engine
from peers import plain

Mark = Callable[[str], None]


class Task(NamedTuple):
    """A step, which returns its loss, and the leaves that it differentiates."""

    step: Callable[[Mark], float]
    leaves: list[Any]


@dataclass(frozen=True)
class Workload:
    """One row of the program.

    about       one line
    make        gives the task for an engine
    operations  how many scalar operations lead to the loss, where each is done on its own
    rounds      at most so many: for a step that takes seconds
    """

    about: str
    make: Callable[[Engine], Task]
    operations: int
    rounds: int = 1000


def clear(engine: Engine, leaves: list[Any]) -> None:
    """Gradients start afresh."""
    for leaf in leaves:
        leaf.grad = engine.cleared


def descend(leaves: list[Any], rate: float) -> None:
    """One step of plain gradient descent. The gradient of a leaf that was not used may be None."""
    for leaf in leaves:
        leaf.data -= rate * (leaf.grad or 0.0)


def learn(engine: Engine, loss: Any, leaves: list[Any], rate: float, mark: Mark) -> float:
    """The phases of a training step from the end of its forward pass on; the loss as a number."""
    mark("forward")
    clear(engine, leaves)
    loss.backward()
    mark("backward")
    descend(leaves, rate)
    mark("update")
    return float(loss.data)


# --- a network on two moons ----------------------------------------------------------------------


def two_moons(samples: int = 100) -> tuple[list[list[float]], list[float]]:
    """Two interleaved half circles with noise 0.1, and labels -1 and 1; the same every time."""
    rng = random.Random(1)
    points, labels = [], []
    for n in range(samples):
        angle = math.pi * rng.random()
        x, y = (math.cos(angle), math.sin(angle)) if n % 2 else (1 - math.cos(angle), 0.5 - math.sin(angle))
        points.append([x + rng.gauss(0, 0.1), y + rng.gauss(0, 0.1)])
        labels.append(1.0 if n % 2 else -1.0)
    return points, labels


def moons(engine: Engine) -> Task:
    """The training step of micrograd's demo."""
    random.seed(1337)
    model = engine.MLP(2, [16, 16, 1])
    X, y = two_moons()
    parameters = model.parameters()

    def step(mark: Mark) -> float:
        inputs = [list(map(engine.Value, row)) for row in X]
        scores = [model(row) for row in inputs]
        losses = [(1.0 + -yi * score).relu() for yi, score in zip(y, scores, strict=True)]
        loss = engine.sum(losses) * (1.0 / len(losses)) + 1e-4 * engine.dot(parameters, parameters)
        return learn(engine, loss, parameters, 0.1, mark)

    return Task(step, parameters)


# --- a small language model ----------------------------------------------------------------------

VOCABULARY, WIDTH, HEADS, TOKENS = 27, 16, 4, 8


def gpt(engine: Engine) -> Task:
    """One step of microgpt's model, written anew: one layer, no biases, relu, cross-entropy of the next token.

    It is trained by plain gradient descent here, and not by Adam: it is the engines that are timed.
    """
    rng = random.Random(42)
    tokens = [rng.randrange(VOCABULARY) for _ in range(TOKENS + 1)]

    def matrix(rows: int, columns: int = WIDTH) -> list[list[Any]]:
        return [[engine.Value(rng.gauss(0, 0.08)) for _ in range(columns)] for _ in range(rows)]

    token_table, place_table, to_logits = matrix(VOCABULARY), matrix(TOKENS), matrix(VOCABULARY)
    to_query, to_key, to_value, to_out = (matrix(WIDTH) for _ in range(4))
    up, down = matrix(4 * WIDTH), matrix(WIDTH, 4 * WIDTH)
    matrices = (token_table, place_table, to_logits, to_query, to_key, to_value, to_out, up, down)
    parameters = [p for m in matrices for row in m for p in row]

    def linear(m: list[list[Any]], x: list[Any]) -> list[Any]:
        return [engine.dot(row, x) for row in m]

    def normed(x: list[Any]) -> list[Any]:
        scale = (engine.dot(x, x) / len(x) + 1e-5) ** -0.5
        return [x_i * scale for x_i in x]

    def softmax(logits: list[Any]) -> list[Any]:
        highest = max(float(v.data) for v in logits)
        powers = [(v - highest).exp() for v in logits]
        total = engine.sum(powers)
        return [p / total for p in powers]

    def attend(query: list[Any], keys: list[Any], values: list[Any]) -> list[Any]:
        weights = softmax([engine.dot(query, key) / len(query) ** 0.5 for key in keys])
        return [engine.dot(weights, column) for column in zip(*values, strict=True)]

    def attention(x: list[Any], keys: list[Any], values: list[Any]) -> list[Any]:
        query = linear(to_query, x)
        keys.append(linear(to_key, x))
        values.append(linear(to_value, x))
        size = WIDTH // HEADS
        parts = [slice(start, start + size) for start in range(0, WIDTH, size)]
        heads = [attend(query[part], [k[part] for k in keys], [v[part] for v in values]) for part in parts]
        return linear(to_out, list(chained(*heads)))

    def probabilities(token: int, place: int, keys: list[Any], values: list[Any]) -> list[Any]:
        x = normed([t + p for t, p in zip(token_table[token], place_table[place], strict=True)])
        x = [a + b for a, b in zip(attention(normed(x), keys, values), x, strict=True)]
        hidden = [h.relu() for h in linear(up, normed(x))]
        x = [a + b for a, b in zip(linear(down, hidden), x, strict=True)]
        return softmax(linear(to_logits, x))

    def step(mark: Mark) -> float:
        keys: list[Any] = []
        values: list[Any] = []
        losses = []
        for place in range(TOKENS):
            after = probabilities(tokens[place], place, keys, values)
            losses.append(-after[tokens[place + 1]].log())
        loss = engine.sum(losses) * (1.0 / TOKENS)
        return learn(engine, loss, parameters, 0.01, mark)

    return Task(step, parameters)


# --- a network for a first lesson ----------------------------------------------------------------


def lesson(engine: Engine) -> Task:
    """A hundred steps of a 3-4-1 network of sigmoids on the four samples of exclusive or, the third input 1."""
    random.seed(3)
    X, y = [[0.0, 0.0, 1.0], [0.0, 1.0, 1.0], [1.0, 0.0, 1.0], [1.0, 1.0, 1.0]], [0.0, 1.0, 1.0, 0.0]
    make = engine.sigmoids or partial(plain.MLP, engine.Value, each=engine.sigmoid)
    model = make(3, [4, 1])
    parameters = model.parameters()

    def one(mark: Mark) -> float:
        errors = [model(x) - yi for x, yi in zip(X, y, strict=True)]
        loss = engine.sum([error**2 for error in errors])
        return learn(engine, loss, parameters, 0.5, mark)

    def step(mark: Mark) -> float:
        for _ in range(100):
            loss = one(mark)
            mark("free")
        return loss

    return Task(step, parameters)


# --- one long graph, one wide one ----------------------------------------------------------------

LEAST = 100_000  # operations: a short graph is made again and again, so that there is something to time


def repeats(length: int) -> int:
    """How often a step makes a graph of this length."""
    return max(1, LEAST // length)


def chain(length: int, engine: Engine) -> Task:
    """A chain of operations on one leaf, each on the result of the one before."""
    x = engine.Value(1.0)

    def step(mark: Mark) -> float:
        clear(engine, [x])
        for _ in range(repeats(length)):
            v = x
            for _ in range(length // 2):
                v = v * 1.0000001 + 1e-9
            mark("build")
            v.backward()
            mark("backward")
            end = float(v.data)
            del v
            mark("free")
        return end

    return Task(step, [x])


def total(length: int, engine: Engine) -> Task:
    """The sum of a list."""
    leaves = [engine.Value(n / length) for n in range(length)]

    def step(mark: Mark) -> float:
        for _ in range(repeats(length)):
            clear(engine, leaves)
            mark("clear")
            v = engine.sum(leaves)
            mark("build")
            v.backward()
            mark("backward")
            end = float(v.data)
            del v
            mark("free")
        return end

    return Task(step, leaves)


LENGTHS = {1_000: 1000, 10_000: 1000, 100_000: 1000, 1_000_000: 5}  # of chains, and how many rounds at most


def long_graph(text: str, make: Callable[[int, Engine], Task], length: int, rounds: int = 1000) -> Workload:
    """The workload of one length."""
    about = f"{text.format(f'{length:,}')}, {repeats(length)} ×"
    return Workload(about, partial(make, length), length * repeats(length), rounds)


WORKLOADS = {
    "moons": Workload("two moons: MLP(2, [16, 16, 1]), relu, hinge loss and L2, 100 samples", moons, 65_077),
    "gpt": Workload("one step of a GPT: 1 layer, width 16, 4 heads, 8 tokens", gpt, 62_041),
    "lesson": Workload("3-4-1 sigmoid network, 4 samples, 100 steps", lesson, 22_000),
    **{f"chain-{n}": long_graph("chain of {} operations", chain, n, rounds) for n, rounds in LENGTHS.items()},
    **{f"sum-{n}": long_graph("sum() of {} values", total, n) for n in (1_000, 100_000)},
}
