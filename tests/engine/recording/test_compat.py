"""What scripts written for micrograd find under the names they know."""

import pytest

from engine import Value
from tests.small_graphs import nodes_and_edges


def test_the_example_of_micrograds_readme():
    a, b = Value(-4.0), Value(2.0)
    c = a + b
    d = a * b + b**3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + (b + a).relu()
    d += 3 * d + (b - a).relu()
    e = c - d
    f = e**2
    g = f / 2.0
    g += 10.0 / f
    assert f"{g.data:.4f}" == "24.7041"
    g.backward()
    assert (f"{a.grad:.4f}", f"{b.grad:.4f}") == ("138.8338", "645.5773")


def test_micrograds_walk_for_drawing():
    # It asks for a set of parents and for the sign of the operation, and takes identities for names.
    a, b = Value(2.0), Value(-3.0)
    root = (a * b + 1).relu()
    nodes, edges = nodes_and_edges(root)
    assert sorted(n._op for n in nodes) == ["", "", "", "*", "+", "ReLU"]
    assert len(edges) == 5
    assert "{ data %.4f | grad %.4f }" % (root.data, root.grad) == "{ data 0.0000 | grad 0.0000 }"  # noqa: UP031
    assert ((a**2)._op, (a - b)._op, (a / b)._op, (-a)._op) == ("**", "-", "/", "-")


def test_micrograds_training_step():
    # zero_grad sets 0, the update writes .data, and the loss starts from sum's int 0.
    w, b = Value(0.5), Value(0)
    data = [(1.0, 3.0), (2.0, 5.0), (-1.0, -1.0)]
    for _ in range(500):
        scores = [w * x + b for x, _ in data]
        losses = [(score - y) ** 2 for score, (_, y) in zip(scores, data, strict=True)]
        loss = sum(losses) * (1.0 / len(losses)) + 1e-9 * sum(p * p for p in (w, b))
        for p in (w, b):
            p.grad = 0
        loss.backward()
        for p in (w, b):
            p.data -= 0.1 * p.grad
    assert (w.data, b.data) == (pytest.approx(2.0, abs=1e-6), pytest.approx(1.0, abs=1e-6))
