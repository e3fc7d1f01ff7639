"""Convolutions and pooling of every kind: windows in the program, the engine's numbers, and no table of indices."""

import itertools
from dataclasses import dataclass

import numpy as np
import pytest

import engine
from engine import values, vectorize
from engine.lifting.patterns import windows
from tests.engine.lifting.formulas import check_program
from tests.engine.lifting.notation import UntrueError
from tests.engine.lifting.test_by_hand import gradients, same
from tests.examples import first


@dataclass
class Kind:
    """What a convolution is like; sizes along each axis."""

    image: tuple
    kernel: tuple
    stride: int = 1
    pad: int = 0
    dilation: int = 1
    images: int = 0  # 0: no axis of images
    channels: int = 0
    kernels: int = 0
    last: bool = False  # whether the channels are the last axis

    @property
    def shapes(self):
        """The shapes of image and kernel."""
        channels = [self.channels] if self.channels else []
        own = [self.kernels] if self.kernels else []
        image = [*self.image, *channels] if self.last else [*channels, *self.image]
        kernel = [*self.kernel, *channels, *own] if self.last else [*own, *channels, *self.kernel]
        return ([self.images] if self.images else []) + image, kernel

    def at(self, n, c, place):
        """The index of an entry of the image."""
        channel = [c] if self.channels else []
        return tuple(([n] if self.images else []) + ([*place, *channel] if self.last else [*channel, *place]))

    def weight(self, o, c, offset):
        """The index of a weight."""
        channel, own = [c] if self.channels else [], [o] if self.kernels else []
        return tuple([*offset, *channel, *own] if self.last else [*own, *channel, *offset])

    def cells(self, X, K):
        """The sums, one by one."""
        extents = [self.dilation * (k - 1) + 1 for k in self.kernel]
        places = [range((n + 2 * self.pad - e) // self.stride + 1) for n, e in zip(self.image, extents, strict=True)]
        for n, o, *cell in itertools.product(range(self.images or 1), range(self.kernels or 1), *places):
            terms = []
            for c, *offset in itertools.product(range(self.channels or 1), *map(range, self.kernel)):
                place = [self.stride * i + self.dilation * p - self.pad for i, p in zip(cell, offset, strict=True)]
                if all(0 <= y < size for y, size in zip(place, self.image, strict=True)):
                    terms.append(X[self.at(n, c, place)] * K[self.weight(o, c, offset)])
            yield sum(terms)


KINDS = {
    "1-d": Kind((7,), (3,)),
    "1-d, stride, border": Kind((7,), (3,), stride=2, pad=1),
    "2-d": Kind((4, 5), (2, 3)),
    "stride, border, channels, kernels, images": Kind((5, 5), (3, 3), 2, 1, 1, 2, 2, 3),
    "dilation": Kind((7, 6), (2, 3), dilation=2),
    "channels last": Kind((4, 4), (2, 2), 1, 0, 1, 2, 2, 3, last=True),
    "1-d, dilation": Kind((9,), (3,), dilation=2),
    "1-d, kernels": Kind((6,), (3,), kernels=2),
    "1-d, channels": Kind((6,), (2,), channels=3, kernels=2),
    "1-d, images and channels": Kind((6,), (3,), 1, 1, 1, 2, 2, 2),
    "the stride is the size of the kernel": Kind((4, 6), (2, 3), stride=2),
    "a kernel as large as the image": Kind((3, 3), (3, 3), pad=1),
    "a border almost as large as the kernel": Kind((4,), (3,), pad=2),
    "dilation, border": Kind((5, 5), (2, 2), pad=1, dilation=2),
    "stride, dilation": Kind((8, 8), (2, 2), stride=3, dilation=2),
    "kernels, no channels": Kind((4, 4), (3, 3), pad=1, kernels=2),
    "images, no channels": Kind((4, 4), (2, 2), images=2),
    "channels last, border": Kind((4, 3), (3, 3), 1, 1, 1, 0, 2, 2, last=True),
    "one channel": Kind((4, 4), (2, 2), images=2, channels=1, kernels=2),
    "3-d": Kind((3, 4, 3), (2, 2, 2)),
}


def loss_of(kind, K, X):
    """Each place counts a little more than the one before."""
    return sum(s.tanh() * (1 + 0.1 * i) for i, s in enumerate(kind.cells(X, K)))


@pytest.mark.parametrize("name", first(6, [*KINDS]))
def test_kinds_of_convolutions(name):
    kind = KINDS[name]
    image, kernel = kind.shapes
    draws = [
        {"K": rng.normal(size=kernel), "X": rng.normal(size=image)} for rng in map(np.random.default_rng, range(3))
    ]
    leaves = [{k: values(x) for k, x in each.items()} for each in draws]
    losses = [loss_of(kind, **each) for each in leaves]
    program = vectorize(losses[0], leaves[0])
    assert "sliding_window_view" in program.source
    assert "I1 =" not in program.source
    assert "bincount" not in program.source
    for numbers, each, loss in zip(draws, leaves, losses, strict=True):
        assert same(program.value_and_grad(numbers, {}), gradients(loss, each))


def test_a_batch_from_the_graph_of_one_image():
    kind, rng = Kind((5, 4), (3, 3), pad=1), np.random.default_rng(0)
    K, X = rng.normal(size=(3, 3)), rng.normal(size=(4, 5, 4))
    leaves = values(K)
    losses = [sum(s.tanh() for s in kind.cells(values(x), leaves)) for x in X]
    image = values(X[0])
    one = sum(s.tanh() for s in kind.cells(image, leaves))
    program = vectorize(one, {"K": leaves}, {"X": image}, batch="sum")
    assert "sliding_window_view" in program.source
    assert same(program.value_and_grad({"K": K}, {"X": X}), gradients(sum(losses), {"K": leaves}))


def pooled(X, size, stride, how):
    """The pooled windows of an image, or of a row."""
    axes = [range(0, n - size + 1, stride) for n in X.shape]
    for place in itertools.product(*axes):
        window = X[tuple(slice(i, i + size) for i in place)].ravel()
        if how == "max":
            largest = window[0]
            for x in window[1:]:
                largest = engine.max(largest, x)
            yield largest
        else:
            yield sum(window) / len(window)


@pytest.mark.parametrize(
    "pool",
    first(2, [((4, 4), 2, 2), ((4, 5), 2, 1), ((7,), 3, 2), ((5, 5), 3, 2), ((6, 6), 2, 3)]),
)
@pytest.mark.parametrize("how", ["max", "mean"])
def test_pooling(how, pool):
    shape, size, stride = pool
    rng = np.random.default_rng(0)
    draws = [rng.normal(size=shape), np.zeros(shape), rng.integers(0, 2, size=shape).astype(float)]
    leaves = [values(x) for x in draws]
    losses = [sum(y**2 + y * i for i, y in enumerate(pooled(X, size, stride, how))) for X in leaves]
    program = vectorize(losses[0], {"X": leaves[0]})
    assert f".{how}(axis=" in program.source
    assert "I1 =" not in program.source
    for numbers, X, loss in zip(draws, leaves, losses, strict=True):
        assert same(program.value_and_grad({"X": numbers}), gradients(loss, {"X": X}))


@pytest.mark.parametrize("shape", [((7,), (3,)), ((5, 4), (2, 3))])
def test_a_kernel_that_goes_the_other_way(shape):
    image, kernel = shape
    draws = [
        {"k": rng.normal(size=kernel), "x": rng.normal(size=image)} for rng in map(np.random.default_rng, range(3))
    ]
    leaves = [{name: values(x) for name, x in each.items()} for each in draws]
    places = [*itertools.product(*[range(k - 1, n) for n, k in zip(image, kernel, strict=True)])]
    losses = [
        sum(
            sum(a["x"][tuple(np.subtract(i, p))] * a["k"][p] for p in np.ndindex(kernel)).tanh() * (n + 1)
            for n, i in enumerate(places)
        )
        for a in leaves
    ]
    program = vectorize(losses[0], leaves[0])
    assert "::-1" in program.source
    assert "I1 =" not in program.source
    for numbers, each, loss in zip(draws, leaves, losses, strict=True):
        assert same(program.value_and_grad(numbers), gradients(loss, each))


def test_what_only_looks_like_windows_falls_back():
    rng = np.random.default_rng(0)
    K, X = values(rng.normal(size=3)), values(rng.normal(size=8))
    cells = [sum(X[i + p] * K[p] for p in range(3)).tanh() for i in (0, 1, 3, 5)]  # not in equal steps
    program = vectorize(sum(cells), {"K": K, "X": X})
    assert "sliding_window_view" not in program.source
    assert same(
        program.value_and_grad({"K": engine.numbers(K), "X": engine.numbers(X)}),
        gradients(sum(cells), {"K": K, "X": X}),
    )


def test_a_parameter_called_like_an_offset_keeps_its_name():
    rng = np.random.default_rng(0)
    p, X = values(rng.normal(size=(2, 2))), values(rng.normal(size=(4, 4)))
    kind = Kind((4, 4), (2, 2))
    loss = loss_of(kind, p, X)
    program = vectorize(loss, {"p": p, "X": X})
    numbers = {"p": engine.numbers(p), "X": engine.numbers(X)}
    assert same(program.value_and_grad(numbers), gradients(loss, {"p": p, "X": X}))


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("= X[i+p,j+q]", "= X[j+p,i+q]"),
        ("= X[i+p,j+q]", "= X[i+p,j]"),
        ("windows[i,j,p,q]·K[p,q]", "windows[i,j,p,q]·K[q,p]"),
        ("windows[i,j,p,q]·K[p,q]", "windows[j,i,p,q]·K[p,q]"),
    ],
)
def test_a_wrong_comment_is_found(said, wrong):
    kind, rng = Kind((5, 5), (3, 3)), np.random.default_rng(0)
    leaves = {"K": values(rng.normal(size=(3, 3))), "X": values(rng.normal(size=(5, 5)))}
    program = vectorize(loss_of(kind, **leaves), leaves)
    numbers = {k: engine.numbers(v) for k, v in leaves.items()}
    assert check_program(program.source, numbers)
    assert said in program.source
    with pytest.raises(UntrueError):
        check_program(program.source.replace(said, wrong), numbers)


def test_a_wrong_stride_is_found(monkeypatch):
    monkeypatch.setattr(windows.Slide, "seen_by", lambda slide, offset: f"{offset} : {offset} + {slide.places}")
    kind = KINDS["stride, border, channels, kernels, images"]
    image, kernel = kind.shapes
    rng = np.random.default_rng(0)
    leaves = {"K": values(rng.normal(size=kernel)), "X": values(rng.normal(size=image))}
    loss = loss_of(kind, **leaves)
    found = vectorize(loss, leaves).value_and_grad({k: engine.numbers(v) for k, v in leaves.items()})
    assert not same(found, gradients(loss, leaves))
