"""`parameters()` and `zero_grad()` remember what they found, and notice whatever is replaced, added or taken away."""

import copy
import pickle
import time

import numpy as np
import pytest

from engine import NOT_COMPUTED, Value, values
from nn import MLP, Layer, Module, Neuron


class Blocks(Module):
    """Parameters wherever they may be: attributes, lists in lists, dicts, tuples, arrays, modules in them."""

    def __init__(self):
        self.a = Value(0.0)
        self.frozen = Value(0.0).detach()
        self.rows = [[Value(1.0), Value(2.0)], [Value(3.0)]]
        self.named = {"left": Neuron(1, seed=1), "right": (Value(4.0), [Value(5.0)])}
        self.array = np.array([[Value(6.0)], [Value(7.0)]], dtype=object)
        self.matrix = values([[8.0, 9.0]])
        self.inner = Layer(2, 2, seed=1)


def walked(module):
    """The parameters as a walk finds them, which remembers nothing."""
    return [value for _, value in module.named_parameters()]


def replace_in_the_inner_neuron(m):
    m.inner.neurons[1].w[0] = Value(0.5)


def set_class_to_frozen(m):
    m.a = m.a.detach()


CHANGES = {
    "an attribute replaced": lambda m: setattr(m, "a", Value(0.5)),
    "an attribute frozen": set_class_to_frozen,
    "an attribute added": lambda m: setattr(m, "late", Value(0.5)),
    "an attribute deleted": lambda m: delattr(m, "a"),
    "an attribute moved to the end": lambda m: m.__dict__.update(a=m.__dict__.pop("a")),
    "a number made a parameter": lambda m: setattr(m, "frozen", Value(0.0)),
    "an entry of a list": lambda m: m.rows[1].__setitem__(0, Value(0.5)),
    "a list made longer": lambda m: m.rows[1].append(Value(0.5)),
    "a list made shorter": lambda m: m.rows.pop(),
    "two entries exchanged": lambda m: m.rows[0].reverse(),
    "an entry of a dict": lambda m: m.named.update(left=Neuron(1, seed=2)),
    "a dict made larger": lambda m: m.named.update(up=Value(0.5)),
    "a list in a tuple in a dict": lambda m: m.named["right"][1].append(Value(0.5)),
    "an entry of an array": lambda m: m.array.__setitem__((1, 0), Value(0.5)),
    "an entry of an array of Values": lambda m: m.matrix.__setitem__((0, 1), Value(0.5)),
    "a weight of an inner neuron": replace_in_the_inner_neuron,
    "a bias of an inner neuron": lambda m: setattr(m.inner.neurons[1], "b", None),
    "all weights of an inner neuron": lambda m: setattr(m.inner.neurons[0], "w", [Value(0.5), Value(0.6)]),
    "a neuron of an inner layer": lambda m: m.inner.neurons.append(Neuron(2, seed=3)),
    "an inner module": lambda m: setattr(m, "inner", Layer(2, 2, seed=5)),
    "a module where there was none": lambda m: setattr(m, "other", Layer(2, 2, seed=5)),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_is_changed_is_noticed(change):
    module = Blocks()
    before = module.parameters()
    assert module.parameters() == before == walked(module)
    change(module)
    assert module.parameters() != before
    assert module.parameters() == walked(module)
    for parameter in module.parameters():
        parameter.grad = 1.0
    module.zero_grad()
    assert all(p.grad is NOT_COMPUTED for p in walked(module))


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_it_is_noticed_from_the_outside_of_what_was_changed(change):
    """Naive: each module remembers for itself, and the one around it does not ask."""
    outer = Module()
    outer.parts = [Blocks()]
    outer.parameters()
    change(outer.parts[0])
    assert outer.parameters() == walked(outer)


def test_a_list_replaced_by_an_equal_one_is_watched_from_then_on():
    """Naive: the new list holds the same Values, so it counts as the old one, and what is put into it is overlooked."""
    neuron = Neuron(2, seed=1)
    neuron.parameters()
    neuron.w = list(neuron.w)
    neuron.parameters()
    neuron.w[0] = Value(0.5)
    assert neuron.parameters() == walked(neuron)


def test_a_module_equal_to_another_one_is_watched_from_then_on():
    """Naive: == of modules that define it, such as dataclasses, takes another one for the same."""

    class Equal(Module):
        def __init__(self, w):
            self.w = w

        def __eq__(self, other):
            return True

        __hash__ = None

    outer = Module()
    outer.inner = Equal(Value(1.0))
    outer.parameters()
    outer.inner = Equal(Value(2.0))
    assert [p.data for p in outer.parameters()] == [2.0]
    outer.inner.w = Value(3.0)
    assert [p.data for p in outer.parameters()] == [3.0]


def test_the_list_is_the_callers_own():
    model = MLP(2, [2, 1], seed=1)
    mine = model.parameters()
    mine.clear()
    assert len(model.parameters()) == 9
    model.parameters().append("mine")
    assert len(model.parameters()) == 9


@pytest.mark.parametrize("used", [False, True])
def test_a_weight_replaced_by_a_result_is_refused_each_time(used):
    model = MLP(2, [2, 1], seed=1)
    if used:
        model.parameters()
    neuron = model.layers[0].neurons[0]
    old = neuron.w[0]
    neuron.w[0] = old * 2
    for ask in (model.parameters, model.zero_grad, model.parameters):
        with pytest.raises(TypeError, match="made by mul; a leaf is needed"):
            ask()
    neuron.w[0] = old
    assert len(model.parameters()) == 9


TWINS = {"copy": copy.copy, "deepcopy": copy.deepcopy, "pickle": lambda thing: pickle.loads(pickle.dumps(thing))}


@pytest.mark.parametrize("twin", TWINS.values(), ids=TWINS)
def test_a_copy_remembers_on_its_own(twin):
    model = MLP(2, [2, 1], seed=1)
    before = model.parameters()
    again = twin(model)
    assert again.parameters() == walked(again)
    again.extra = Value(1.0)
    assert len(again.parameters()) == 10
    assert model.parameters() == before
    model.more = Value(2.0)
    assert len(model.parameters()) == 10
    assert again.parameters() == walked(again)


def test_what_is_remembered_is_no_parameter_and_in_no_file():
    model = MLP(2, [2, 1], seed=1)
    names = [name for name, _ in model.named_parameters()]
    size = len(pickle.dumps(MLP(2, [2, 1], seed=1)))
    model.parameters()
    assert [name for name, _ in model.named_parameters()] == names
    assert len(pickle.dumps(model)) < size + 200


def test_a_subclass_that_names_its_parameters_itself_is_asked_each_time():
    class Own(Module):
        def __init__(self):
            self.w, self.hidden = Value(1.0), Value(2.0)

        def named_parameters(self):
            yield "w", self.w
            yield from ([("hidden", self.hidden)] if len(asked) > 1 else [])

    asked, own = [1], Own()
    assert own.parameters() == [own.w]
    asked.append(2)
    assert own.parameters() == [own.w, own.hidden]


def test_modules_that_refer_to_each_other():
    class Child(Module):
        def __init__(self, parent):
            self.parent, self.w = parent, Value(1.0)

    parent = Module()
    parent.child, parent.b = Child(parent), Value(2.0)
    assert [p.data for p in parent.parameters()] == [1.0, 2.0]
    assert [p.data for p in parent.child.parameters()] == [2.0, 1.0]
    parent.b = Value(3.0)
    parent.child.w = Value(4.0)
    assert [p.data for p in parent.parameters()] == [4.0, 3.0]
    assert [p.data for p in parent.child.parameters()] == [3.0, 4.0]


def shortest(work, rounds=30):
    """The shortest time of several, in the process's own seconds: what else the machine does falls on the others."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def test_asking_again_costs_a_small_part_of_a_walk():
    """A twentieth, measured; a fifth is asked for, since machines differ."""
    model = MLP(20, [30, 10], seed=1)
    model.parameters()
    assert 5 * shortest(model.parameters) < shortest(lambda: walked(model))
