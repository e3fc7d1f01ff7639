"""`fit` and `evaluate` on class numbers, with losses of one's own, and the accuracy beside them."""

from functools import partial

import numpy as np
import pytest

import nn
from nn import MLP, evaluate, fit


@pytest.mark.parametrize("vectorized", [False, True])
@pytest.mark.parametrize("loss", ["cross_entropy", nn.cross_entropy_with_logits], ids=["word", "logits"])
def test_training_on_class_numbers_is_training_on_their_rows(loss, vectorized):
    """History, accuracy, one's own metrics and validation: all see the same numbers."""
    rng = np.random.default_rng(2)
    X, classes = rng.normal(size=(12, 2)), rng.integers(0, 3, 12)
    seen = []

    def largest_target(outputs, targets):
        seen.append(targets)
        return max(max(row) for row in targets)

    histories = []
    for Y in (classes, classes.tolist(), classes.reshape(-1, 1), np.eye(3)[classes]):
        model = MLP(2, [4, 3], activation="tanh", output="softmax" if loss == "cross_entropy" else "linear", seed=1)
        words = {"loss": loss, "metrics": ["accuracy", largest_target], "validation": (X, Y), "reduction": "mean_all"}
        history = fit(
            model, X, Y, batch_size=5, epochs=3, seed=1, lr=0.2, progress=False, vectorized=vectorized, **words
        )
        histories.append(history)
    for history in histories:
        assert history.updates == pytest.approx(histories[-1].updates, rel=1e-12)
        assert [epoch.columns for epoch in history.epochs] == [
            pytest.approx(epoch.columns, rel=1e-12) for epoch in histories[-1].epochs
        ]
    assert all(len(row) == 3 for targets in seen for row in targets)


@pytest.mark.parametrize("vectorized", [False, True])
def test_a_loss_of_ones_own_may_hand_class_numbers_on(vectorized):
    rng = np.random.default_rng(3)
    X, classes = rng.normal(size=(6, 2)), rng.integers(0, 3, 6)

    def mine(predictions, targets):
        return nn.cross_entropy_with_logits(predictions, targets, factor=2.0)

    found = [
        fit(MLP(2, [3], seed=1), X, Y, loss=mine, batch_size=4, seed=1, epochs=3, progress=False, vectorized=vectorized)
        for Y in (classes, np.eye(3)[classes])
    ]
    assert found[0].updates == pytest.approx(found[1].updates, rel=1e-12)


def test_with_logits_the_two_classes_part_at_zero():
    model = MLP.from_arrays([([[1.0]], [0.0])], activations=["linear"])
    X, Y = [[0.3], [-0.3], [0.7]], [1, 0, 1]
    found = {
        loss.__name__: evaluate(model, X, Y, loss=loss, metrics=["accuracy"])["accuracy"]
        for loss in (nn.binary_cross_entropy_with_logits, nn.squared_error)
    }
    assert found == {"binary_cross_entropy_with_logits": 1.0, "squared_error": pytest.approx(2 / 3)}


def test_a_loss_without_a_name_has_its_accuracy():
    """Naive: `functools.partial` has no `__name__`, and asking for it ends in AttributeError."""
    model = MLP(2, [1], seed=1)
    loss = partial(nn.huber, delta=2.0)
    found = evaluate(model, [[1.0, 2.0], [0.5, -1.0]], [1, 0], loss=loss, metrics=["accuracy"])
    assert found["loss"] == loss([[model([1.0, 2.0])], [model([0.5, -1.0])]], [1, 0]).data
    history = fit(model, [[1.0, 2.0]], [1], loss=loss, metrics=["accuracy"], epochs=1, progress=False)
    assert len(history.epochs) == 1
