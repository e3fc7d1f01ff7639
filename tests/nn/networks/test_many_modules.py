"""Random modules computed by layers, which record sums as facts, beside the same modules computed with operators.

Every number of the two graphs is compared as it is stored. Gradients are, too, where values are made layer by layer;
where inputs are made from one another, a backward pass may add their shares in another order.
"""

import copy
import math
import random

import pytest

from engine import NOT_COMPUTED, Value
from engine.derivatives import adjoints
from engine.graph import topological_order, with_leaves
from nn import Layer, Module, binary_cross_entropy, squared_error
from tests.examples import sizes
from tests.operators import ByOperators

ACTIVATIONS = ["linear", "relu", "tanh", "sigmoid", "leaky_relu", "softplus", "sin", "gelu", "softmax"]
KINDS = ["feed-forward", "dense", "recurrent", "shared"]


class Random(Module):
    """A module of `kind` with sizes, activations, biases and weights from a source of random numbers."""

    def __init__(self, kind, rng):
        self.kind = kind
        self.nin = rng.randint(1, 4)
        self.steps = rng.randint(2, 4)
        widths = [rng.randint(1, 4) for _ in range(rng.randint(1, 3))]
        self.layers, given = [], self.nin
        for width in widths:
            self.layers.append(self.layer(given, width, rng))
            given = given + width if kind == "dense" else width
        if kind == "recurrent":
            self.layers[0] = self.layer(self.nin + widths[-1], widths[0], rng)
        for p in self.parameters():
            p.data = rng.choice([rng.gauss(0, 1), rng.gauss(0, 1), rng.gauss(0, 1), 0.0, -0.0])
        if kind == "shared":
            self.share(rng)

    def layer(self, nin, nout, rng):
        return Layer(nin, nout, rng.choice(ACTIVATIONS), bias=rng.random() < 0.7, seed=rng)

    def share(self, rng):
        """One Value in several places: within a neuron, between neurons, between layers; some neurons lose a bias."""
        neurons = [neuron for layer in self.layers for neuron in layer.neurons]
        for _ in range(4):
            one, other = rng.choice(neurons), rng.choice(neurons)
            one.w[rng.randrange(len(one.w))] = rng.choice(other.w)
        one, other = rng.choice(neurons), rng.choice(neurons)
        one.b = rng.choice([other.b, None, one.w[0]])

    def __call__(self, x):
        if self.kind == "recurrent":
            h = [0.0] * len(self.layers[-1].neurons)
            for _ in range(self.steps):
                h = self.through([*x, *h])
            return h
        return self.through(x)[self.nin if self.kind == "dense" else 0 :]

    def through(self, x):
        for layer in self.layers:
            out = layer(x)
            out = out if isinstance(out, list) else [out]
            x = [*x, *out] if self.kind == "dense" else out
        return x


def sample_of(module, rng):
    """Inputs: numbers, constants, leaves, results, and for shared ones the same Value more than once."""
    leaf = Value(rng.gauss(0, 1))
    makers = [lambda: rng.gauss(0, 1), lambda: Value(rng.gauss(0, 1)), lambda: Value(rng.gauss(0, 1)).detach()]
    if module.kind in ("shared", "dense", "recurrent"):
        makers += [lambda: leaf, lambda: leaf * rng.gauss(0, 1)]
    return [rng.choice(makers)() for _ in range(module.nin)]


def loss_of(module, samples, rng):
    """One of several losses over all samples."""
    outputs = [module(x) for x in samples]
    kind = rng.randrange(3)
    if kind == 0:
        return squared_error(outputs, [[rng.gauss(0, 1) for _ in out] for out in outputs], factor=0.5)
    if kind == 1:
        pairs = [[a.sigmoid() for a in out] for out in outputs]
        return binary_cross_entropy(pairs, [[float(rng.random() < 0.5) for _ in out] for out in outputs])
    total = Value(0.0)
    for out in outputs:
        for k, a in enumerate(out):
            total = total + (k + 1.0) * a * a.tanh()
    return total


def two_graphs(kind, seed):
    """The loss of a module by operators and by layers: (module, loss) twice, with leaves in the same order."""
    rng = random.Random(f"{kind} {seed}")
    module = Random(kind, rng)
    samples = [sample_of(module, rng) for _ in range(rng.randint(1, 3))]
    found, state = [], rng.getstate()
    for by_operators in (True, False):
        twin, inputs = copy.deepcopy((module, samples))
        for neuron in [neuron for layer in twin.layers for neuron in layer.neurons if by_operators]:
            neuron.__class__ = ByOperators
        rng.setstate(state)
        found.append((twin, loss_of(twin, inputs, rng)))
    return found


def bits(number):
    return number if number is None or number is NOT_COMPUTED else float(number).hex()


def leaves_of(root):
    """The leaves of a graph, constants left out, in topological order."""
    return [v for v in with_leaves(root) if v.is_leaf and v.requires_grad]


def described(root):
    """Each operation with its operands by number, or by data where they are constants; data and partials as stored."""
    number = {v: n for n, v in enumerate(v for v in with_leaves(root) if v.requires_grad)}
    return [
        (v.op, str(v.label), bits(v.data), [*map(bits, v.partials)], [number.get(x, bits(x.data)) for x in v.parents])
        for v in topological_order(root)
    ]


def same_gradients(found, expected, kind):
    """To the last bit in feed-forward modules, else within rounding of the largest gradient or of 1."""
    if kind == "feed-forward":
        assert [*map(bits, found)] == [*map(bits, expected)]
        return
    scale = max(1.0, *map(abs, expected))
    assert len(found) == len(expected)
    assert all(abs(a - b) <= 1e-12 * scale for a, b in zip(found, expected, strict=True))


def check(kind, seed):
    (by_operators, expected), (module, loss) = two_graphs(kind, seed)
    assert bits(loss.data) == bits(expected.data)
    expected.backward()
    slopes = [p.grad for p in by_operators.parameters()]
    before = adjoints(loss)  # no sum is written out yet
    loss.backward()
    found = [p.grad for p in module.parameters()]
    same_gradients(found, slopes, kind)
    assert [bits(before[p]) if p in before else NOT_COMPUTED for p in module.parameters()] == [*map(bits, found)]

    assert described(loss) == described(expected)  # written out by this
    ours, theirs = topological_order(loss), topological_order(expected)
    same_gradients([v.grad for v in ours], [v.grad for v in theirs], kind)
    same_gradients(*[[x.grad for x in leaves_of(root)] for root in (loss, expected)], kind)

    for p in leaves_of(loss):
        p.grad = None
    loss.backward()
    again = [p.grad for p in module.parameters()]
    same_gradients(again, found, "dense")  # within rounding: after looking at it
    assert [*map(bits, again)] == [*map(bits, slopes)]  # and now the operations are those of operators


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("many", sizes(15, 250))
def test_random_modules_compute_what_operators_compute(kind, many):
    for seed in range(many):
        check(kind, seed)


def test_the_random_modules_are_of_all_sorts():
    """Losses that are finite, gradients that are not all 0, and every activation."""
    seen, moving = set(), 0
    for kind in KINDS:
        for seed in range(15):
            _, (module, loss) = two_graphs(kind, seed)
            assert math.isfinite(loss.data)
            seen |= {layer.activation for layer in module.layers}
            moving += any(adjoints(loss).get(p) for p in module.parameters())
    assert seen == set(ACTIVATIONS)
    assert moving > 50
