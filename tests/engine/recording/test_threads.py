"""Threads that build graphs at the same time, of their own or over the same leaves."""

import contextlib
import gc

import pytest

import engine
import nn
from engine import Value, collect_less_often, no_grad
from tests.concurrency import together
from tests.small_graphs import gradients_of_a_sample


def test_threads_build_graphs_of_their_own():
    # Naive: a global tape on which the operations of all threads are mixed.
    alone = [gradients_of_a_sample(n / 7) for n in range(1, 200)]
    found = together(lambda _: [gradients_of_a_sample(n / 7) for n in range(1, 200)])
    assert found == [alone] * 4


def gradients_over_shared_weights(weights, n):
    """The gradients of the hidden values of a graph over weights that other threads use at the same time."""
    hidden = [(w * (n / 50 + j)).tanh() for j, w in enumerate(weights)]
    fused = [engine.dot(weights, hidden), engine.logsumexp(hidden), engine.sum([*hidden, 1.0])]
    total = engine.prod(fused) + hidden[0] * hidden[-1]
    total.backward()
    slopes = engine.grad(total, weights)
    curvature = engine.grad(slopes[0], weights[1])
    return [total.data, *[v.grad for v in (*hidden, *fused)], *[s.data for s in slopes], curvature.data]


def test_threads_with_graphs_over_the_same_weights():
    # Naive: a mark that the walk of one thread leaves on a value is read by another, or a tape is shared.
    weights = [Value(0.3 * j - 0.7) for j in range(6)]
    numbers = range(1, 60)
    alone = [gradients_over_shared_weights(weights, n) for n in numbers]
    found = together(lambda _: [gradients_over_shared_weights(weights, n) for n in numbers])
    assert found == [alone] * 4


def test_threads_with_a_network_each_and_one_that_only_looks():
    # no_grad and detect_anomaly of some threads, at the same time as plain training in others.
    def work(i):
        model = nn.MLP(2, [4, 1], "tanh", seed=1)
        for _ in range(15):
            model.zero_grad()
            with (contextlib.nullcontext, engine.detect_anomaly)[i // 2]():
                loss = nn.squared_error(model([0.5, -1.0]), 0.25)
                loss.backward()
            with no_grad():
                assert not model([1.0, 2.0]).requires_grad
            for p in model.parameters():
                p.data -= 0.1 * p.grad
        return loss.data

    losses = together(work)
    assert losses == pytest.approx([losses[0]] * 4, rel=1e-13)
    assert engine.recording.blocks.paused == 0


def test_blocks_that_overlap_leave_the_collector_as_it_was():
    # Naive: the block that opens second takes the threshold of the first one for that of the process.
    before = gc.get_threshold()
    first, second, third = (collect_less_often(n) for n in (20_000, 50_000, 20_000))
    inside = []
    for step in (first.__enter__, second.__enter__, third.__enter__, *[b.__exit__ for b in (first, second, third)]):
        step(None, None, None) if step.__name__ == "__exit__" else step()
        inside.append(gc.get_threshold()[0])
    assert inside == [20_000, 50_000, 50_000, 50_000, 20_000, before[0]]
    assert gc.get_threshold() == before


def test_blocks_of_many_threads_leave_the_collector_as_it_was():
    def work(_):
        for _ in range(200):
            with collect_less_often():
                assert gc.get_threshold()[0] == 10_000

    before = gc.get_threshold()
    together(work)
    assert gc.get_threshold() == before


@pytest.mark.parametrize("threshold", [0, 30_000])
def test_a_collector_that_is_off_or_waits_longer_stays_so(threshold):
    before = gc.get_threshold()
    gc.set_threshold(threshold, *before[1:])
    try:
        with collect_less_often():
            assert gc.get_threshold()[0] == threshold
        assert gc.get_threshold()[0] == threshold
    finally:
        gc.set_threshold(*before)
