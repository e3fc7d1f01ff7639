"""A long chain is freed by a loop where Python's own stack would not do."""

import threading
import weakref

import pytest

from engine import Value
from engine.recording import freeing
from nn import MLP

LONG = 100_000


@pytest.fixture
def as_on_webassembly(monkeypatch):
    monkeypatch.setattr("sys.platform", "emscripten")
    freeing.install()
    yield
    del Value.__del__


def chain(length=LONG):
    x = Value(1.0)
    y = x
    for _ in range(length):
        y = y * 1.000001
    return x, y


@pytest.mark.usefixtures("as_on_webassembly", "collector_off")
def test_a_chain_is_freed_at_once_and_each_value_has_let_go_of_its_operands():
    x, y = chain()
    gone, leaf = weakref.ref(y), weakref.ref(x)
    middle = weakref.ref(y.parents[0])
    del x, y
    assert gone() is leaf() is middle() is None
    assert freeing.waiting == []


@pytest.mark.usefixtures("collector_off")
def test_no_value_goes_inside_another_one_that_goes(monkeypatch):
    """Naive: the operand is freed while its result is being freed, and so on down."""
    going, depths, left = [], [], []

    def noting(value):
        going.append(None)
        depths.append(len(going))
        freeing.release(value)
        left.append((value._a, value._b))
        going.pop()

    monkeypatch.setattr(Value, "__del__", noting, raising=False)
    x, y = chain(200)
    del y
    monkeypatch.undo()
    assert len(depths) == 200
    assert max(depths) == 2  # the last result empties the list, and each of the others goes inside that loop
    assert set(left) == {(None, None)}
    assert x.data == 1.0


@pytest.mark.usefixtures("as_on_webassembly", "collector_off")
def test_what_is_still_used_stays():
    x, y = chain(100)
    kept = y.parents[0].parents[0]
    del y
    kept.backward()
    assert x.grad == pytest.approx(1.000001**98)


@pytest.mark.usefixtures("as_on_webassembly")
def test_threads_free_their_graphs_side_by_side():
    def work():
        for _ in range(20):
            chain(500)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert freeing.waiting == []


def test_elsewhere_values_have_no_finaliser():
    assert not hasattr(Value, "__del__")


@pytest.mark.usefixtures("as_on_webassembly", "collector_off")
def test_a_network_frees_its_graph_without_a_word():
    """Naive: a Value that only lends its number to an activation has no record to let go of."""
    model = MLP(2, [3, 1], "tanh", seed=1)
    loss = model([0.5, -1.0]) ** 2
    loss.backward()
    gone = weakref.ref(loss)
    del loss
    assert gone() is None
    assert freeing.waiting == []
