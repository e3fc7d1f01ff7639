"""Kinds of mistakes beside the ids: each made by hand in `benchmarks/kinds.py`, and named by `diagnose`."""

import sys
from pathlib import Path

import numpy as np
import pytest

from nn import diagnose
from nn.handwritten.mistakes import TABLE

BENCHMARKS = str(Path(__file__).parents[3] / "benchmarks")
sys.path.insert(0, BENCHMARKS)
try:
    import kinds
    import learners
finally:
    sys.path.remove(BENCHMARKS)


def test_every_id_has_a_learner():
    assert set(TABLE) == set(learners.IDS) | set(kinds.IDS)


@pytest.mark.parametrize("kind", kinds.KINDS)
@pytest.mark.ci
def test_a_kind_is_named_in_random_networks(kind):
    rng = np.random.default_rng([3, list(kinds.KINDS).index(kind)])
    named = shown = 0
    while shown < 6:
        with np.errstate(all="ignore"):
            net, grads, wanted, words = kinds.KINDS[kind](rng)
        arrays = [g for layer in grads for g in (layer if isinstance(layer, tuple) else (layer,)) if g is not None]
        if not all(np.isfinite(g).all() for g in arrays):
            continue
        params, X, Y, gradients, given = kinds.handed(net, grads, str(rng.choice(["in_out", "out_in"])))
        report = diagnose(params, X, Y, gradients, **given, **words)
        if report.correct:
            continue  # the point does not show it
        shown += 1
        named += any(len(e) == 1 and set(e.mistakes) & wanted for e in report.explanations)
    assert named >= 5, kind


@pytest.mark.ci
def test_right_gradients_of_saturated_networks_are_right_and_wrong_ones_are_not():
    rng = np.random.default_rng(4)
    for _ in range(40):
        net, grads = kinds.saturated(rng)
        params, X, Y, gradients, words = kinds.handed(net, grads)
        assert diagnose(params, X, Y, gradients, **words).correct
        k = int(rng.integers(net.L))
        size = max(float(np.abs(grads[k][0]).max()), net.s)
        wrong = grads[k][0] + size * 10 ** rng.uniform(-6, 1) * rng.choice([-1, 1], grads[k][0].shape)
        report = diagnose(params, X, Y, [*gradients[:k], (wrong, grads[k][1]), *gradients[k + 1 :]], **words)
        assert not report.correct


@pytest.mark.parametrize("loss", ["mse", "mae", "huber", "hinge", "bce", "cross_entropy"])
@pytest.mark.parametrize("activation", list(learners.FORWARD))
@pytest.mark.ci
def test_every_loss_after_every_activation_gets_a_report(loss, activation):
    rng = np.random.default_rng(6)
    X, W1, W2 = rng.normal(size=(3, 3)), rng.normal(size=(3, 4)), rng.normal(size=(4, 2))
    Y = np.array([[1.0, -1.0], [-1.0, 1.0], [1.0, 1.0]]) if loss == "hinge" else np.eye(2)[[0, 1, 0]]
    for given in ([rng.normal(size=(3, 4)), rng.normal(size=(4, 2))], [W1.T, W2], [-W1, np.zeros((4, 2))]):
        report = diagnose([W1, W2], X, Y, given, activations=["tanh", activation], loss=loss)
        assert not report.correct
        assert str(report)
