"""What a layer computes at once, beside the same network computed with operators, whatever it is made of or given."""

import copy
import math
import pickle

import numpy as np
import pytest

from engine import NOT_COMPUTED, Value, no_grad
from engine.graph import topological_order, with_leaves
from nn import MLP, Layer, Neuron, compare, squared_error
from tests.operators import both, by_operators

ACTIVATIONS = ["linear", "relu", "leaky_relu", "tanh", "sigmoid", "softplus", "elu", "silu", "gelu", "sin", "exp"]
TWINS = {"deepcopy": copy.deepcopy, "pickle": lambda thing: pickle.loads(pickle.dumps(thing))}


def flat(values):
    return [v.data for v in values]


def listed(out):
    return out if isinstance(out, list) else [out]


def outcome(model, x):
    """All numbers of one sample: values, and the gradients of everything for Σ (k + 1)·a_k."""
    xs = [v if isinstance(v, Value) else Value(v) for v in x]
    model.zero_grad()
    trace = model.trace(xs)
    total = Value(0.0)
    for k, a in enumerate(trace.output):
        total = total + (k + 1.0) * a
    total.backward()
    layers = [number for layer in trace.layers for number in (*layer.s, *layer.a, *layer.delta)]
    return [*layers, *[p.grad for p in model.parameters()], *[v.grad for v in xs]]


@pytest.mark.parametrize("activation", [*ACTIVATIONS, "softmax"])
@pytest.mark.parametrize("bias", [True, False, [True, False], [False, True]], ids=str)
def test_every_activation_with_and_without_bias(activation, bias):
    plain, model = both(lambda: MLP(3, [4, 2], activation, "sigmoid", bias=bias, seed=5))
    for each in (plain, model):
        for i, p in enumerate(each.parameters()):
            p.data += 0.01 * i  # biases that are not zero
    assert outcome(model, [0.5, -1.0, 0.25]) == outcome(plain, [0.5, -1.0, 0.25])


SAMPLES = {
    "floats": lambda: [0.5, -1.0, 2.0],
    "ints": lambda: [1, -1, 2],
    "NumPy row": lambda: np.array([0.5, -1.0, 2.0]),
    "single precision": lambda: np.array([0.5, -1.0, 2.0], dtype=np.float32),
    "Values": lambda: [Value(0.5), Value(-1.0), Value(2.0)],
    "array of Values": lambda: np.array([Value(0.5), Value(-1.0), Value(2.0)]),
    "constants": lambda: [Value(0.5).detach(), Value(-1.0).detach(), Value(2.0).detach()],
    "mixed": lambda: (0.5, Value(-1.0), Value(2.0).detach()),
    "first a number": lambda: (1, Value(-1.0), Value(2.0)),
    "results": lambda: [Value(0.5) * 1.5, Value(-1.0).exp(), 2 + Value(2.0)],
    "of a class of its own": lambda: [type("Mine", (Value,), {})(0.5), Value(-1.0), 2.0],
    "one Value three times": lambda: [Value(0.5)] * 3,
}


@pytest.mark.parametrize("make", SAMPLES.values(), ids=SAMPLES)
@pytest.mark.parametrize("bias", [True, False], ids=["bias", "no bias"])
@pytest.mark.parametrize("kind", [Layer, MLP], ids=lambda kind: kind.__name__)
def test_whatever_a_sample_is_made_of(kind, bias, make):
    sizes = {Layer: (3, 2), MLP: (3, [2, 1])}[kind]
    found = []
    for model in both(lambda: kind(*sizes, "tanh", bias=bias, seed=2)):
        x = make()
        out = listed(model(x))
        for a in out:
            a.backward()
        moving = [v.grad for v in x if isinstance(v, Value) and v.requires_grad]
        assert not any(v.grad is not NOT_COMPUTED for v in x if isinstance(v, Value) and not v.requires_grad)
        found.append([*flat(out), *[p.grad for p in model.parameters()], *moving])
    assert found[1] == pytest.approx(found[0], rel=1e-14)
    assert all(number != 0 for number in found[1])


ODD = [0.0, -0.0, math.inf, -math.inf, math.nan, 1e308, -1e308, 5e-324]


@pytest.mark.parametrize("bias", ["none", *ODD])
@pytest.mark.parametrize("place", ["input", "weight"])
@pytest.mark.parametrize("number", ODD)
def test_zeros_of_both_signs_infinities_and_nan_are_those_of_operators(number, place, bias):
    found = []
    for layer in both(lambda: Layer(2, 1, "linear", bias=bias != "none", seed=1)):
        (neuron,), x = layer.neurons, [Value(2.0), Value(-3.0)]
        if neuron.b is not None:
            neuron.b.data = bias
        (x[1] if place == "input" else neuron.w[1]).data = number
        s = layer(x)
        before = s.data
        s.backward()
        grads = [v.grad for v in (*layer.parameters(), *x)]
        inner = [(v.op, v.data, *v.partials) for v in topological_order(s)]
        found.append(repr((before, grads, inner)))  # repr tells −0.0 from 0.0, and NaN is like NaN
    assert found[0] == found[1]


def test_a_bias_of_minus_zero_stays_minus_zero():
    layer = Layer(1, 1, "linear", seed=1)
    layer.neurons[0].b.data, layer.neurons[0].w[0].data = -0.0, -0.0
    assert math.copysign(1, layer([1.0]).data) == -1
    unbiased = Layer(1, 1, "linear", bias=False, seed=1)
    unbiased.neurons[0].w[0].data = -0.0
    assert math.copysign(1, unbiased([1.0]).data) == -1


def test_sums_are_added_from_the_bias_on():
    """Naive: the largest first, or a compensated sum: both give 2 here."""
    layer = Layer(2, 1, "linear", seed=1)
    (neuron,) = layer.neurons
    for value, number in zip((neuron.b, *neuron.w), (1.0, 1e16, -1e16), strict=True):
        value.data = number
    assert layer([1.0, 1.0]).data == (1.0 + 1e16) - 1e16 == 0.0


def test_a_layers_sum_reads_as_products_and_sums():
    layer = Layer(2, 1, "linear", seed=1)
    x = [Value(0.5), -3.0]
    s = layer(x)
    assert s.op == "add"
    so_far, last = s.parents
    b, first = so_far.parents
    assert (so_far.op, first.op, last.op) == ("add", "mul", "mul")
    (neuron,) = layer.neurons
    assert b is neuron.b
    assert first.parents == (neuron.w[0], x[0])
    assert last.parents[0] is neuron.w[1]
    assert (last.parents[1].data, last.parents[1].requires_grad) == (-3.0, False)
    assert (first.partials, last.partials, s.partials) == ((0.5, neuron.w[0].data), (-3.0, None), (1.0, 1.0))


def test_one_input_without_a_bias_is_one_product():
    layer = Layer(1, 1, "linear", bias=False, seed=1)
    s = layer([2.0])
    assert (s.op, len(with_leaves(s))) == ("mul", 3)
    s.backward()
    assert layer.neurons[0].w[0].grad == 2.0


def test_the_neurons_of_a_layer_share_the_constants_of_their_inputs():
    # Naive: each number becomes a leaf with a gradient, or ten neurons have ten constants for one input.
    first, second = Layer(1, 2, "linear", bias=False, seed=1)([0.5])
    assert first.parents[1] is second.parents[1]
    assert not first.parents[1].requires_grad


def test_labels_and_places():
    trace = MLP(2, [2, 1], "tanh", seed=1).trace([1.0, 2.0])
    assert [v.label for v in trace.layers[0].values.s] == ["s1[0]", "s1[1]"]
    assert [v.label for v in trace.layers[0].values.a] == ["a1[0]", "a1[1]"]
    places = [v.label.place for v in trace.layers[0].values.s]
    assert [(place.layer, place.neuron, place.role) for place in places] == [(1, 0, "s"), (1, 1, "s")]
    labels = [str(v.label) for v in with_leaves(trace.output[0])]  # written out, it keeps its label
    assert labels.count("s1[0]") == labels.count("s1[1]") == labels.count("s2[0]") == 1
    unbiased = MLP(2, [2, 1], "tanh", bias=False).trace([1.0, 2.0])
    assert [v.label for v in unbiased.layers[0].values.s] == ["s1[0]", "s1[1]"]


def test_a_layer_of_which_only_some_neurons_have_a_bias():
    found = []
    for layer in both(lambda: Layer(2, 3, "tanh", seed=1)):
        layer.neurons[1].b = None
        layer.neurons[2].b.data = 0.5
        s, a = layer.forward([0.5, -1.0])
        (a[0] * a[1] * a[2]).backward()
        found.append([*flat(a), *[p.grad for p in layer.parameters()], [len(topological_order(v)) for v in s]])
    assert found[0] == found[1]
    assert found[0][-1] == [4, 3, 4]


def test_delta_times_input_is_the_gradient_exactly():
    model = MLP(2, [3, 2], "sigmoid", "softmax", seed=4)
    trace = model.trace([0.5, -1.0])
    squared_error(trace.output, [1.0, 0.0]).backward()
    for layer, traced in zip(model.layers, trace.layers, strict=True):
        for i, neuron in enumerate(layer.neurons):
            assert [w.grad for w in neuron.w] == [traced.delta[i] * x for x in traced.x]
            assert neuron.b.grad == traced.delta[i]


def test_it_agrees_with_the_matrices():
    report = compare(MLP(2, [3, 2], ["tanh", "linear"], seed=1), [[0.5, -1.0], [1.0, 2.0]], [[1.0, 0.5], [0.0, -1.0]])
    assert report, report


def test_what_operators_refuse_is_refused_in_the_same_words():
    wrong = [[], [1.0], [1.0] * 4, [[1.0, 2.0, 3.0]], 1.0, "123", [1.0, "2", 3.0], [1.0, None, 3.0], [1j, 1.0, 1.0]]
    for make in (lambda: Layer(3, 2, seed=1), lambda: MLP(3, [2, 1], seed=1), lambda: MLP(3, [2, 1], bias=False)):
        for x in wrong:
            messages = []
            for take in both(make):
                with pytest.raises((TypeError, ValueError)) as caught:
                    take(x)
                messages.append((caught.type, str(caught.value)))
            assert messages[0] == messages[1]


def test_under_no_grad_there_are_numbers_only():
    plain, model = both(lambda: MLP(2, [3, 1], "tanh", seed=1))
    with no_grad():
        out = model([1.0, 2.0])
        assert out.data == plain([1.0, 2.0]).data
    assert not out.requires_grad
    assert out.parents == ()
    assert model([1.0, 2.0]).requires_grad


def test_looked_at_under_no_grad_it_is_still_products_and_sums():
    layer = Layer(2, 1, "linear", seed=1)
    s = layer([0.5, -3.0])
    with no_grad():
        assert s.op == "add"
        assert [v.op for v in topological_order(s)] == ["mul", "add", "mul", "add"]
    s.backward()
    assert [w.grad for w in layer.neurons[0].w] == [0.5, -3.0]


def test_data_changed_after_the_forward_pass_change_no_gradient():
    found = []
    for layer in both(lambda: Layer(2, 2, "linear", seed=1)):
        x = [Value(0.5), Value(-1.0)]
        s = layer(x)
        for v in (*layer.parameters(), *x):
            v.data = 100.0
        (s[0] * s[1]).backward()
        found.append([[v.grad for v in (*layer.parameters(), *x)], [v.partials for v in topological_order(s[0])]])
    assert found[0] == found[1]


def test_a_weight_that_is_a_constant_a_result_or_shared():
    found = []
    for layer in both(lambda: Layer(2, 2, "tanh", seed=1)):
        root = Value(0.3)
        layer.neurons[0].w[1] = Value(0.5).detach()
        layer.neurons[1].w[0] = layer.neurons[1].w[1]
        layer.neurons[1].b = layer.neurons[0].b
        a = layer([0.5, -1.0])
        layer.neurons[0].w[0] = root * root  # a weight made by another network, say
        again = layer([0.5, -1.0])
        (a[0] * a[1] * again[0]).backward()
        assert layer.neurons[0].w[1].grad is NOT_COMPUTED
        found.append([root.grad, *[p.grad for n in layer.neurons for p in (*n.w, n.b)]])
    assert found[1] == pytest.approx(found[0], rel=1e-14)
    assert found[0][0] != 0


def as_array(weights):
    array = np.empty(len(weights), dtype=object)
    array[:] = weights
    return array


REPLACE = {
    "a weight": lambda neuron: neuron.w.__setitem__(1, Value(0.7)),
    "all weights": lambda neuron: setattr(neuron, "w", [Value(0.7), Value(-0.2)]),
    "the list by one of the same": lambda neuron: (setattr(neuron, "w", [*neuron.w]), neuron.w.reverse()),
    "the list by a tuple": lambda neuron: setattr(neuron, "w", (Value(0.7), Value(-0.2))),
    "the list by an array": lambda neuron: setattr(neuron, "w", as_array([Value(0.7), Value(-0.2)])),
    "the bias": lambda neuron: setattr(neuron, "b", Value(0.7)),
    "the bias by nothing": lambda neuron: setattr(neuron, "b", None),
    "the data": lambda neuron: setattr(neuron.w[0], "data", 7.0),
}


@pytest.mark.parametrize("replace", REPLACE.values(), ids=REPLACE)
def test_what_is_put_in_the_place_of_a_parameter_counts_from_then_on(replace):
    """Naive: a layer remembers the Values it was first called with."""
    results = []
    for layer in both(lambda: Layer(2, 2, "tanh", seed=1)):
        layer([0.5, -1.0])
        layer.zero_grad()
        replace(layer.neurons[1])
        for _ in range(2):
            layer.zero_grad()
            a = layer([0.5, -1.0])
            (a[0] * a[1]).backward()
        results.append([a[0].data, a[1].data, *(p.grad for p in layer.parameters())])
    assert results[1] == results[0]
    assert {path.split(".")[2] for path, _ in layer.named_parameters()} == {"w", "b"}


def test_a_bias_that_comes_back():
    """Naive: whether there is a bias is asked once."""
    found = []
    for layer in both(lambda: Layer(2, 1, "linear", bias=False, seed=1)):
        first = layer([0.5, -1.0]).data
        layer.neurons[0].b = Value(0.25)
        found.append((first, layer([0.5, -1.0]).data))
        assert found[-1][1] != first
    assert found[0] == found[1]


class Doubled(Neuron):
    """A student's own neuron."""

    def pre_activation(self, x):
        return 2 * super().pre_activation(x)


def doubled_by_class(layer, monkeypatch):
    layer.neurons[1].__class__ = Doubled


def doubled_by_method(layer, monkeypatch):
    neuron = layer.neurons[1]
    neuron.pre_activation = lambda x: 2 * Neuron.pre_activation(neuron, x)


def doubled_for_all(layer, monkeypatch):
    plain = Neuron.pre_activation
    monkeypatch.setattr(Neuron, "pre_activation", lambda self, x: plain(self, x) * (1 + (self is layer.neurons[1])))


PARTS = {"w": ([Value(1.0)], [Value(2.0)]), "b": (Value(1.0), Value(2.0)), "activation": ("tanh", "sigmoid")}


@pytest.mark.parametrize("name", PARTS)
def test_a_part_that_a_class_has_from_elsewhere(name):
    """Naive: what a neuron consists of is in its own attributes."""
    first, second = PARTS[name]
    elsewhere = [first]
    layer = Layer(1, 1, "tanh", seed=1)
    del vars(layer.neurons[0])[name]
    layer.neurons[0].__class__ = type("Tied", (Neuron,), {name: property(lambda self: elsewhere[0])})
    before = layer([0.5]).data
    elsewhere[0] = second
    assert layer([0.5]).data != before


class NoNeuron:
    """Something else with the methods of one."""

    w, b = [0.0, 0.0], None

    def __init__(self, neuron):
        self.neuron = neuron

    def pre_activation(self, x):
        return 2 * self.neuron.pre_activation(x)

    def activate(self, s):
        return self.neuron.activate(s)


def doubled_by_another_class(layer, monkeypatch):
    layer.neurons[1] = NoNeuron(layer.neurons[1])


@pytest.mark.parametrize("change", [doubled_by_class, doubled_by_method, doubled_for_all, doubled_by_another_class])
def test_a_neuron_of_ones_own_computes_what_it_says(change, monkeypatch):
    """Naive: a layer that computes all of its neurons at once would pass it over."""
    layer = Layer(2, 2, "tanh", seed=1)
    x = [Value(0.5), Value(-1.0)]
    s = [s_i.data for s_i in layer.forward(x)[0]]
    change(layer, monkeypatch)
    assert [s_i.data for s_i in layer.forward(x)[0]] == [s[0], 2 * s[1]]


def squared_by_class(neuron, monkeypatch):
    neuron.__class__ = type("Squared", (Neuron,), {"activate": lambda self, s: s * s})


def squared_by_method(neuron, monkeypatch):
    neuron.activate = lambda s: s * s


def squared_for_all(neuron, monkeypatch):
    plain = Neuron.activate
    monkeypatch.setattr(Neuron, "activate", lambda self, s: s * s if self is neuron else plain(self, s))


@pytest.mark.parametrize("change", [squared_by_class, squared_by_method, squared_for_all])
def test_an_activation_of_ones_own_is_computed(change, monkeypatch):
    """Naive: a layer that knows the activations of its neurons would pass it over."""
    layer = Layer(2, 2, "tanh", seed=1)
    s, a = layer.forward([0.5, -1.0])
    change(layer.neurons[1], monkeypatch)
    assert flat(layer.forward([0.5, -1.0])[1]) == [a[0].data, s[1].data ** 2]


@pytest.mark.parametrize("activation", ["sigmoid", "linear"])
def test_an_activation_that_changes(activation):
    layer = Layer(2, 2, "tanh", seed=1)
    s, a = layer.forward([0.5, -1.0])
    layer.neurons[1].activation = activation
    expected = s[1] if activation == "linear" else s[1].sigmoid()
    again = layer.forward([0.5, -1.0])
    assert flat(again[1]) == [a[0].data, expected.data]
    assert [v.label for v in again[1]] == ["a[0]", "s[1]" if activation == "linear" else "a[1]"]


def test_a_number_in_the_place_of_a_weight_can_be_computed_with():
    """Naive: the comparison of weights with those of the last call would raise, since == of Value and number does."""
    results = []
    for layer in both(lambda: Layer(2, 2, "tanh", seed=1)):
        layer([0.5, -1.0])
        layer.neurons[1].w[1] = 0.7
        a = layer([0.5, -1.0])
        a[1].backward()
        results.append([a[0].data, a[1].data, layer.neurons[1].w[0].grad, layer.neurons[1].b.grad])
    assert results[1] == results[0]


def test_a_frozen_layer_has_numbers_only():
    """Naive: a sum of constants is a value with a graph, through which nothing moves."""
    for layer in both(lambda: Layer(2, 2, "tanh", seed=1)):
        for neuron in layer.neurons:
            neuron.w, neuron.b = [w.detach() for w in neuron.w], neuron.b.detach()
        assert not any(a.requires_grad for a in layer([0.5, -1.0]))
        x = Value(0.5)
        layer([x, -1.0])[0].backward()
        assert x.grad is not NOT_COMPUTED


@pytest.mark.parametrize("twin", TWINS.values(), ids=TWINS)
def test_a_copied_model_computes_with_its_own_weights(twin):
    """Naive: what a neuron remembers of its weights is copied with it, and is that of the model it was copied from."""
    model = MLP(2, [3, 2], "sigmoid", "softmax", bias=[True, False], seed=1)
    before = outcome(model, [0.5, -1.0])
    again = twin(model)
    assert outcome(again, [0.5, -1.0]) == before
    assert not set(again.parameters()) & set(model.parameters())
    for p in again.parameters():
        p.data = 0.0
    assert outcome(model, [0.5, -1.0]) == before
    assert flat(again.trace([0.5, -1.0]).layers[0].values.s) == [0.0, 0.0, 0.0]


@pytest.mark.parametrize("looked", ["before", "after", "never"])
@pytest.mark.parametrize("twin", TWINS.values(), ids=TWINS)
def test_a_model_copied_with_its_loss_keeps_the_two_together(twin, looked):
    model = MLP(2, [3, 1], "tanh", seed=1)
    loss = squared_error(model([1.0, 2.0]), 0.5)
    loss.backward()
    expected = [p.grad for p in model.parameters()]
    model.zero_grad()
    if looked == "before":
        with_leaves(loss)
    again, its_loss = twin((model, loss))
    if looked == "after":
        with_leaves(its_loss)
    its_loss.backward()
    assert [p.grad for p in again.parameters()] == expected
    assert all(p.grad is NOT_COMPUTED for p in model.parameters())


def test_training_is_the_same_to_the_last_bit():
    X, Y = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [[0.0], [1.0], [1.0], [0.0]]
    ends = []
    for model in both(lambda: MLP(2, [4, 1], "tanh", "sigmoid", seed=1)):
        for _ in range(30):
            model.zero_grad()
            loss = squared_error([model(x) for x in X], Y)
            loss.backward()
            for p in model.parameters():
                p.data -= 0.5 * p.grad
        ends.append([loss.data, *flat(model.parameters())])
    assert ends[1] == ends[0]


def test_the_oracle_computes_otherwise():
    """Naive: what `both` gives are two of the same, and every comparison above is one with itself."""
    layer = by_operators(Layer(2, 2, "linear", seed=1))
    x = [Value(0.5), -1.0]
    assert all(v._row.unfold is None for v in layer(x))
    assert all(v._row.unfold is not None for v in Layer(2, 2, "linear", seed=1)(x))


def test_a_layer_of_a_class_with_its_own_forward_is_asked_for_it():
    class Doubled(Layer):
        def forward(self, x):
            s, a = super().forward(x)
            return s, [2.0 * each for each in a]

    model = MLP(2, [2, 1], "tanh", seed=1)
    plain = model.layers[0]([0.5, -1.0])
    model.layers[0].__class__ = Doubled
    assert flat(model.layers[0]([0.5, -1.0])) == [2.0 * each for each in flat(plain)]
    assert model([0.5, -1.0]).data == model.trace([0.5, -1.0]).output[0].data


def test_neurons_that_are_replaced_or_change_places_count_from_the_next_sample_on():
    layer, other = Layer(2, 2, "tanh", seed=1), Layer(2, 2, "tanh", seed=2)
    first, second = flat(layer([0.5, -1.0]))
    layer.neurons.reverse()
    assert flat(layer([0.5, -1.0])) == [second, first]
    layer.neurons[0] = other.neurons[0]
    assert flat(layer([0.5, -1.0])) == [other([0.5, -1.0])[0].data, first]
