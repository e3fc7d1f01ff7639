"""Copies and pickles of graphs: the same graph once more, with all sharing kept."""

import copy
import dataclasses
import pickle

import pytest

import engine
from engine import NOT_COMPUTED, Value
from engine.graph import topological_order, with_leaves
from tests.small_graphs import COPIES, graph_with_lists, graph_with_sharing


@pytest.mark.parametrize("graph", [graph_with_sharing, graph_with_lists])
@pytest.mark.parametrize("again", COPIES, ids=["deepcopy", "pickle"])
def test_a_copy_is_the_same_graph_again(again, graph):
    # Naive: a value that is used twice becomes two, and each gets a part of the gradient.
    root = graph()[-1]
    root.backward()
    twin = again(root)
    old, new = with_leaves(root), with_leaves(twin)
    assert len(new) == len(old)
    assert not set(map(id, old)) & set(map(id, new))
    for was, now in zip(old, new, strict=True):
        assert (now.data, now.grad, now.label, now.op) == (was.data, was.grad, was.label, was.op)
        assert (now.partials, now.requires_grad) == (was.partials, was.requires_grad)
        assert [new.index(p) for p in now.parents] == [old.index(p) for p in was.parents]


@pytest.mark.parametrize("again", COPIES, ids=["deepcopy", "pickle"])
def test_a_copy_lives_on_its_own(again):
    a, b, _, root = graph_with_sharing()
    root.backward()
    expected = (a.grad, b.grad)
    twin_a, twin_b, twin = again((a, b, root))
    twin_a.grad = twin_b.grad = None
    twin.backward()
    assert (twin_a.grad, twin_b.grad) == expected
    assert (a.grad, b.grad) == expected


@pytest.mark.parametrize("again", COPIES, ids=["deepcopy", "pickle"])
def test_leaves_shared_by_a_loss_and_its_parameters_stay_shared(again):
    # Naive: the parameters that come back are not those of the loss, so training does nothing.
    parameters = [Value(1.0), Value(2.0), Value(3.0)]
    loss = sum((p - 1) ** 2 for p in parameters)
    loss_again, parameters_again = again((loss, parameters))
    loss_again.backward()
    assert [p.grad for p in parameters_again] == [0.0, 2.0, 4.0]
    parameters_first, loss_second = again((parameters, loss))
    loss_second.backward()
    assert [p.grad for p in parameters_first] == [0.0, 2.0, 4.0]


def test_deepcopy_keeps_a_shared_hidden_value_shared():
    _, _, h, root = graph_with_sharing()
    for twin_h, twin in (copy.deepcopy((h, root)), reversed(copy.deepcopy((root, h)))):
        twin.backward()
        assert twin_h.grad != 0.0
        assert any(twin_h is v for v in topological_order(twin))


@pytest.mark.parametrize("again", [copy.copy, *COPIES], ids=["copy", "deepcopy", "pickle"])
def test_constants_leaves_and_labels_survive_a_copy(again):
    x = Value(3.0, label="x")
    x.grad = 2.0
    assert repr(again(x)) == repr(x)
    c = x.detach()
    assert repr(again(c)) == "Value(data=3.0, constant, label='x')"
    y = x * c
    twin = again(y)
    assert twin.partials == (3.0, None)
    assert [p.requires_grad for p in twin.parents] == [True, False]


def test_a_copy_shares_its_operands():
    x = Value(3.0)
    y = x * x
    twin = copy.copy(y)
    assert twin is not y
    assert twin.parents == (x, x)
    twin.backward()
    assert (x.grad, y.grad is NOT_COMPUTED) == (6.0, True)


def test_a_row_that_is_not_in_the_table_cannot_be_pickled():
    # Naive: it is stored by name and comes back as something else, or not at all.
    own = dataclasses.replace(engine.ops.TABLE["tanh"], name="my_tanh")
    with pytest.raises(pickle.PicklingError, match=r"<primitive my_tanh> is not in the table of engine\.ops"):
        pickle.dumps(own(Value(1.0)))


class Measured(Value):
    """A student's own kind of Value, with an attribute and a slot of its own."""

    __slots__ = ("__dict__", "unit")


@pytest.mark.parametrize("twin", [copy.copy, copy.deepcopy, lambda v: pickle.loads(pickle.dumps(v))])
def test_a_copy_of_a_subclass_keeps_its_attributes(twin):
    v = Measured(2.0, "v")
    v.unit, v.note = "kg", ["dry"]
    again = twin(v)
    assert type(again) is Measured
    assert (again.data, again.label, again.unit, again.note) == (2.0, "v", "kg", ["dry"])
    again.colour = "red"  # naive: both have the same __dict__
    assert not hasattr(v, "colour")


def test_a_deep_copy_of_a_subclass_copies_its_attributes_too():
    v = Measured(2.0)
    v.note = ["dry"]
    copy.deepcopy(v * v).parents[0].note.append("wet")
    assert v.note == ["dry"]


def test_a_subclass_may_write_its_slot_as_text():
    class Weighed(Value):
        __slots__ = "unit"  # as some write it

    v = Weighed(1.0)
    v.unit = "kg"
    assert copy.copy(v).unit == "kg"
