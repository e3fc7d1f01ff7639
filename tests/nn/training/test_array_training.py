"""`fit(…, vectorized=True)`: the same history as with a graph for each sample, and the same refusals."""

import math

import numpy as np
import pytest

import nn
from engine import NOT_COMPUTED, Value
from nn import MLP, SGD, Adagrad, Adam, AdamW, EarlyStopping, LambdaLR, RMSprop, fit

RNG = np.random.default_rng(11)
X = RNG.normal(size=(23, 2))
SIGN = np.where(X[:, 0] * X[:, 1] > 0, 1.0, -1.0)
ONE = (SIGN + 1) / 2
HOT = np.stack([ONE, 1 - ONE], axis=1)
LOSSES = {
    "mse": ("linear", ONE),
    "mae": ("linear", ONE),
    "huber": ("linear", 3 * SIGN),
    "hinge": ("linear", SIGN),
    "bce": ("sigmoid", ONE),
    "cross_entropy": ("softmax", HOT),
    nn.cross_entropy_with_logits: ("linear", HOT),
    nn.binary_cross_entropy_with_logits: ("linear", ONE),
}
OPTIMIZERS = {
    "SGD": lambda ps: SGD(ps, lr=0.1),
    "momentum": lambda ps: SGD(ps, lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.01),
    "Adam": lambda ps: Adam(ps, lr=0.05),
    "AdamW": lambda ps: AdamW(ps, lr=0.05),
    "RMSprop": lambda ps: RMSprop(ps, lr=0.02, centered=True, momentum=0.5),
    "Adagrad": lambda ps: Adagrad(ps, lr=0.1, lr_decay=0.1),
}


def network(loss="mse", **words):
    output, Y = LOSSES[loss]
    return MLP(2, [5, 4, 1 if Y.ndim == 1 else 2], activation=["tanh", "relu"], output=output, seed=2, **words)


def numbers(model):
    return [p.data for p in model.parameters()]


def both(make, targets, optimizer=OPTIMIZERS["Adam"], **words):
    """The same training twice: (history, parameters, optimiser) with graphs, and with arrays."""
    found = []
    for vectorized in (False, True):
        model = make()
        mover = optimizer(model.parameters())
        history = fit(model, X, targets, optimizer=mover, vectorized=vectorized, **{"seed": 5, **words})
        found.append((history, numbers(model), mover))
        assert all(p.grad is NOT_COMPUTED for p in model.parameters())
    return found


def assert_same(found, tolerance=1e-10):
    (ours, weights, one), (theirs, others, two) = found
    assert ours.updates[:20] == pytest.approx(theirs.updates[:20], rel=0, abs=tolerance)
    assert weights == pytest.approx(others, rel=0, abs=1e-9)
    assert [epoch.columns for epoch in ours] == [pytest.approx(epoch.columns, abs=1e-9) for epoch in theirs]
    for a, b in zip(one.memories, two.memories, strict=True):
        assert a == pytest.approx(b, abs=1e-8)
        assert all(type(x) is float for x in b.values())


@pytest.mark.parametrize("size", [1, 6, None])
@pytest.mark.parametrize("loss", LOSSES, ids=lambda x: x if isinstance(x, str) else x.__name__)
def test_every_loss_has_the_same_history(loss, size):
    found = both(
        lambda: network(loss),
        LOSSES[loss][1],
        loss=loss,
        batch_size=size,
        epochs=4,
        metrics=["accuracy"],
        clip_norm=2.0,
    )
    assert_same(found)


def test_a_metric_of_ones_own_needs_no_list():
    def distance(outputs, targets):
        return sum(abs(a[0] - y[0]) for a, y in zip(outputs, targets, strict=True))

    found = both(network, ONE, batch_size=6, epochs=3, metrics=distance)
    assert_same(found)
    assert found[1][0]["distance"][0] > 0


@pytest.mark.parametrize("reduction", ["mean", "sum", "mean_all"])
@pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_every_optimiser_has_the_same_history_and_memory(optimizer, reduction):
    found = both(
        lambda: network("cross_entropy", bias=[True, False, True]), HOT, optimizer, loss="cross_entropy",
        reduction=reduction, factor=0.3, batch_size=8, epochs=5,
    )  # fmt: skip
    assert_same(found)


def test_training_may_go_on_by_either_way():
    """Ten epochs by graphs are five by arrays and five by graphs, or the other way round."""
    ends = []
    for ways in ((False, False), (True, False), (False, True), (True, True)):
        model = network()
        optimizer = Adam(model.parameters(), lr=0.05)
        for way in ways:
            fit(model, X, ONE, optimizer=optimizer, epochs=5, vectorized=way)
        ends.append(numbers(model))
    assert ends[1:] == [pytest.approx(ends[0], abs=1e-9)] * 3


def test_a_schedule_validation_and_early_stopping():
    def run(vectorized):
        model = network()
        optimizer = SGD(model.parameters(), lr=0.5)
        history = fit(
            model, X[:15], ONE[:15], optimizer=optimizer, schedule=LambdaLR(optimizer, lambda t: 1 / (1 + 0.01 * t)),
            validation=(X[15:], 1 - ONE[15:]), early_stopping=EarlyStopping(3), epochs=60, vectorized=vectorized,
        )  # fmt: skip
        return history, numbers(model)

    (one, after), (two, other) = run(False), run(True)
    assert one.stopped == two.stopped != ""
    assert one["lr"] == two["lr"]
    assert one["val_loss"] == pytest.approx(two["val_loss"], abs=1e-10)
    assert after == pytest.approx(other, abs=1e-10)


def test_whoever_looks_sees_the_newest_numbers_and_may_change_them():
    def run(vectorized):
        model, seen = network(), []

        def look(history):
            seen.append(numbers(model))
            if len(history.updates) == 3:
                model.layers[0].neurons[0].w[0].data = 0.125

        fit(model, X, ONE, lr=0.3, epochs=2, batch_size=6, seed=1, on_update=look, vectorized=vectorized)
        return seen

    graphs, arrays = run(False), run(True)
    assert arrays == [pytest.approx(each, abs=1e-10) for each in graphs]
    assert len({each[0] for each in arrays}) == len(arrays)


def test_frozen_layers_parts_of_layers_and_optimisers_of_ones_own():
    class Signs(nn.Optimizer):
        def moved(self, w, g, memory):
            return w - self.lr * ((g > 0) - (g < 0))

    for optimizer in (
        lambda ps: Adam(ps[:10], lr=0.1),
        lambda ps: SGD(ps[3:7], lr=0.5, weight_decay=0.1),
        lambda ps: Signs(ps, lr=0.01),
    ):
        found = both(network, ONE, optimizer, epochs=6)
        assert_same(found)


def test_a_loss_of_ones_own_is_derived_for_each_size_of_batch():
    def cubed(predictions, targets):
        total = sum(
            (a - y).abs() ** 3 for p, q in zip(predictions, targets, strict=True) for a, y in zip(p, q, strict=True)
        )
        return total / len(targets)

    assert_same(both(network, ONE, loss=cubed, batch_size=10, epochs=4))


class Tied(nn.Module):
    """A network that is not an MLP: one layer, applied twice."""

    def __init__(self):
        self.layer = nn.Layer(2, 2, "tanh", seed=3)
        self.scale = Value(0.5, label="scale")

    def __call__(self, x):
        return [a * self.scale for a in self.layer(self.layer(x))]


def test_any_module_with_shared_weights():
    assert_same(both(Tied, HOT, epochs=8, metrics=["accuracy"], batch_size=7))


class Branching(nn.Module):
    """Looks at a number in Python, which no graph can show."""

    def __init__(self):
        self.w = Value(0.5, label="w")

    def __call__(self, x):
        return self.w * x[0] if x[0] > 0 else self.w * 3.0 * x[0]


def test_a_python_branch_is_found_and_nothing_wrong_is_learned():
    model = Branching()
    with pytest.raises(ValueError, match=r"a Python branch \(if v\.data > 0"):
        fit(model, [[1.0, 0.0], [2.0, 0.0], [-1.0, 0.0]], [1.0, 2.0, 3.0], vectorized=True)
    assert model.w.data == 0.5
    fit(model, [[1.0, 0.0], [2.0, 0.0]], [1.0, 2.0], vectorized=True, epochs=200)
    assert model.w.data == pytest.approx(1.0)


def test_where_numpy_finds_no_number_the_scalar_engine_has_the_last_word():
    """A sigmoid that is exactly 1 with target 1: 0 · log 0 is left out by the engine, and is NaN in NumPy."""
    found = []
    for vectorized in (False, True):
        model = MLP.from_arrays([([[60.0]], [0.5])], activations="sigmoid")
        history = fit(model, [[1.0], [-0.2]], [1, 0], loss="bce", lr=0.1, epochs=5, vectorized=vectorized)
        found.append((history.updates, numbers(model)))
        assert history.stopped == ""
    assert found[0] == (pytest.approx(found[1][0], abs=1e-12), pytest.approx(found[1][1], abs=1e-12))


def test_a_loss_that_is_no_number_ends_it_too():
    model = network()
    with pytest.warns(RuntimeWarning, match="the loss became"):
        history = fit(model, 1e200 * X, ONE, lr=1e6, epochs=50, vectorized=True)
    assert "the loss became" in history.stopped
    assert all(math.isfinite(x) for x in history.updates)


@pytest.mark.parametrize(("loss", "y"), [("hinge", 0.0), ("bce", 2.0), (nn.binary_cross_entropy_with_logits, -1.0)])
def test_targets_are_looked_at_before_they_become_arrays(loss, y):
    targets = ONE.copy() if loss != "hinge" else SIGN.copy()
    targets[20] = y
    with pytest.raises(ValueError, match=f"a target of .* got {y:g}"):
        fit(network(loss), X, targets, loss=loss, vectorized=True)


def test_shapes_that_do_not_fit_are_refused_by_name():
    with pytest.raises(ValueError, match="Y has 2 numbers for each sample, and the model has 1 output"):
        fit(network(), X, HOT, vectorized=True)
    with pytest.raises(ValueError, match="MLP takes 2 inputs, and the sample has 1"):
        fit(network(), X[:, :1], ONE, vectorized=True)
