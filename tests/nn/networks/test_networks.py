"""Neurons, layers and networks: what they compute, what they are called, what they refuse.

The oracle is arithmetic on plain floats written out here, never the engine's own.
"""

import copy
import math
import pickle
import random
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import NOT_COMPUTED, Value, no_grad
from nn import MLP, Layer, Module, Neuron, squared_error

FORMULAS = {
    "linear": lambda s: s,
    "relu": lambda s: s if s > 0 else 0.0,
    "leaky_relu": lambda s: s if s > 0 else 0.01 * s,
    "tanh": lambda s: (math.exp(2 * s) - 1) / (math.exp(2 * s) + 1),
    "sigmoid": lambda s: 1 / (1 + math.exp(-s)),
    "softplus": lambda s: math.log(1 + math.exp(s)),
    "elu": lambda s: s if s > 0 else math.exp(s) - 1,
    "silu": lambda s: s / (1 + math.exp(-s)),
    "gelu": lambda s: s * (1 + math.erf(s / math.sqrt(2))) / 2,
    "sin": math.sin,
    "exp": math.exp,
}


def softmax(s):
    powers = [math.exp(x) for x in s]
    return [p / sum(powers) for p in powers]


def by_hand(layers, activations, x):
    """(s, a) of every layer in plain floats; layers are (rows of weights per neuron, biases)."""
    steps = []
    for (W, b), name in zip(layers, activations, strict=True):
        s = [sum(w * v for w, v in zip(row, x, strict=True)) + b_i for row, b_i in zip(W, b, strict=True)]
        x = softmax(s) if name == "softmax" else [FORMULAS[name](v) for v in s]
        steps.append((s, x))
    return steps


def numbers(model):
    """A model's weights and biases as floats, a pair for each layer."""
    return [
        ([[w.data for w in n.w] for n in layer.neurons], [n.b.data if n.b is not None else 0.0 for n in layer.neurons])
        for layer in model.layers
    ]


def flat(values):
    return [v.data for v in values]


def activations_of(model):
    return [layer.activation for layer in model.layers]


# --- what a neuron, a layer and a network compute --------------------------------------------


@pytest.mark.parametrize("activation", FORMULAS)
@pytest.mark.parametrize("sign", [1, -1])
def test_a_neuron_applies_its_activation_to_bias_plus_weighted_sum(activation, sign):
    neuron = Neuron(2, activation)
    for value, number in zip([*neuron.w, neuron.b], (0.5, -1.5, 0.25), strict=True):
        value.data = number * sign
    a = neuron([2.0, 0.3])
    assert a.data == pytest.approx(FORMULAS[activation](sign * 0.8), rel=1e-14)


@pytest.mark.parametrize("activation", [*FORMULAS, "softmax"])
def test_a_layer_computes_one_activation_for_each_neuron(activation):
    layer = Layer(3, 4, activation, seed=2)
    x = [0.3, -1.2, 0.8]
    weights = [[w.data for w in neuron.w] for neuron in layer.neurons]
    ((_, expected),) = by_hand([(weights, [0.0] * 4)], [activation], x)
    assert flat(layer(x)) == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize(("s", "a"), [((1000, 0), (1, 0)), ((-1000, 1000), (0, 1)), ((-1000, -1000), (0.5, 0.5))])
def test_softmax_gives_the_limit_for_large_pre_activations(s, a):
    layer = MLP.from_arrays([([[s[0]], [s[1]]], None)], activations="softmax", orientation="out_in").layers[0]
    outputs = layer([1.0])
    assert flat(outputs) == list(a)
    outputs[0].backward()
    assert all(math.isfinite(w.grad) for neuron in layer.neurons for w in neuron.w)


def test_softmax_of_a_single_neuron_is_one_with_gradient_zero():
    layer = Layer(2, 1, "softmax", seed=1)
    a = layer([0.3, 0.4])
    a.backward()
    assert (a.data, [w.grad for w in layer.neurons[0].w]) == (1.0, [0.0, 0.0])


@pytest.mark.parametrize("make", [lambda: Neuron(2, "sigmoid"), lambda: MLP(2, [3, 2], "sigmoid", "softmax")])
def test_saturated_networks_stay_finite(make):
    model = make()
    outputs = model([1000.0, -1000.0])
    for a in outputs if isinstance(outputs, list) else [outputs]:
        a.backward()
        assert 0 <= a.data <= 1
    assert all(math.isfinite(p.grad) for p in model.parameters())


def test_a_network_with_one_output_gives_a_value_otherwise_a_list():
    assert isinstance(MLP(2, [3, 1], seed=1)([1.0, 2.0]), Value)
    outputs = MLP(2, [3, 2], seed=1)([1.0, 2.0])
    assert isinstance(outputs, list)
    assert [type(a) for a in outputs] == [Value, Value]
    assert isinstance(Layer(2, 1)([1.0, 2.0]), Value)
    assert len(Layer(2, 5)([1.0, 2.0])) == 5


@pytest.mark.parametrize("sizes", [[1], [3, 1], [4, 2, 3], [2, 2, 2, 2]])
def test_a_network_has_a_weight_for_each_pair_and_a_bias_for_each_neuron(sizes):
    model = MLP(2, sizes)
    assert [len(layer.neurons) for layer in model.layers] == sizes
    for layer, nin in zip(model.layers, [2, *sizes], strict=False):
        assert {len(neuron.w) for neuron in layer.neurons} == {nin}
        assert all(isinstance(neuron.b, Value) and neuron.b.data == 0.0 for neuron in layer.neurons)
    assert len(model.parameters()) == sum(n * (m + 1) for m, n in zip([2, *sizes], sizes, strict=False))


HIDDEN = st.sampled_from(["linear", "relu", "leaky_relu", "tanh", "sigmoid", "softplus", "sin", "softmax"])


@st.composite
def networks(draw, most=4):
    """A random network and the names of its activations, with or without biases that are not zero."""
    depth = draw(st.integers(1, 3))
    sizes = draw(st.lists(st.integers(1, most), min_size=depth, max_size=depth))
    names = draw(st.lists(HIDDEN, min_size=depth, max_size=depth))
    biases = draw(st.lists(st.booleans(), min_size=depth, max_size=depth))
    model = MLP(draw(st.integers(1, most)), sizes, names, bias=biases, seed=draw(st.integers(0, 10**6)))
    for layer in model.layers:
        for neuron in layer.neurons:
            if neuron.b is not None:
                neuron.b.data = draw(st.floats(-1, 1))
    x = draw(
        st.lists(
            st.floats(-2, 2), min_size=len(model.layers[0].neurons[0].w), max_size=len(model.layers[0].neurons[0].w)
        )
    )
    return model, names, x


@given(networks())
def test_random_networks_compute_what_the_formulas_say(case):
    model, names, x = case
    trace = model.trace(x)
    expected = by_hand(numbers(model), names, x)
    for layer, (s, a) in zip(trace.layers, expected, strict=True):
        assert layer.s == pytest.approx(s, rel=1e-12, abs=1e-13)
        assert layer.a == pytest.approx(a, rel=1e-12, abs=1e-13)
    assert [v.data for v in trace.output] == list(trace.layers[-1].a)
    output = model(x)
    assert flat(output if isinstance(output, list) else [output]) == list(trace.layers[-1].a)


# --- which activation and which bias a layer has ----------------------------------------------


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ({}, ["relu", "relu", "linear"]),
        ({"activation": "tanh"}, ["tanh", "tanh", "linear"]),
        ({"activation": "tanh", "output": "sigmoid"}, ["tanh", "tanh", "sigmoid"]),
        ({"activation": ["tanh", "sin"]}, ["tanh", "sin", "linear"]),
        ({"activation": ("tanh", "sin"), "output": "softmax"}, ["tanh", "sin", "softmax"]),
        ({"activation": ["tanh", "sin", "exp"]}, ["tanh", "sin", "exp"]),
        ({"activation": [True, False], "output": True}, ["relu", "linear", "relu"]),
    ],
)
def test_activations_by_name_by_list_and_of_the_output(given, names):
    assert activations_of(MLP(2, [3, 3, 2], **given)) == names


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda: Neuron(2), "relu"),
        (lambda: Neuron(2, True), "relu"),
        (lambda: Neuron(2, False), "linear"),
        (lambda: Neuron(2, nonlin=False), "linear"),
        (lambda: Neuron(2, nonlin=True), "relu"),
        (lambda: Layer(2, 3, nonlin=False), "linear"),
        (lambda: Layer(2, 3, nonlin=True), "relu"),
        (lambda: Layer(2, 3), "relu"),
    ],
)
def test_nonlin_chooses_between_relu_and_linear(make, name):
    made = make()
    assert made.activation == name
    assert {neuron.activation for neuron in getattr(made, "neurons", [made])} == {name}


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Neuron(2, "rleu"), r"unknown activation: 'rleu' \(must be one of 'linear', 'relu', .*'softmax'\)"),
        (lambda: Layer(2, 2, "ReLU"), "unknown activation: 'ReLU'"),
        (lambda: MLP(2, [2, 1], "sigmod"), "unknown activation: 'sigmod'"),
        (lambda: MLP(2, [2, 1], output="soft"), "unknown activation: 'soft'"),
        (lambda: MLP(2, [1], "sigmod"), "unknown activation: 'sigmod'"),
        (lambda: Neuron(2, "softmax"), r"softmax acts on a whole layer: use Layer\(…, activation='softmax'\)"),
        (lambda: MLP(2, [3, 2, 1], ["tanh"]), "activation has 1 name for 3 layers: give one for each layer, or"),
        (lambda: MLP(2, [3, 1], ["tanh", "tanh"], "linear"), "one for each hidden layer and `output`"),
        (lambda: MLP(2, [3], ["tanh", "tanh", "tanh"]), "activation has 3 names for 1 layer"),
    ],
)
def test_wrong_activations_are_refused_by_name(make, message):
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize(
    ("given", "with_bias"), [(True, [1, 1]), (False, [0, 0]), ([True, False], [1, 0]), ((False, True), [0, 1])]
)
def test_bias_for_all_layers_or_for_each(given, with_bias):
    model = MLP(2, [3, 1], bias=given)
    assert [layer.neurons[0].b is not None for layer in model.layers] == list(map(bool, with_bias))
    assert sum(".b" in path for path, _ in model.named_parameters()) == 3 * with_bias[0] + with_bias[1]


def test_without_bias_the_pre_activation_is_the_weighted_sum_alone():
    neuron = Neuron(2, "linear", bias=False)
    neuron.w[0].data, neuron.w[1].data = 3.0, -2.0
    s = neuron([5.0, 7.0])
    assert neuron.b is None
    assert s.data == 1.0
    assert [v.op for v in s.parents] == ["mul", "mul"]


@pytest.mark.parametrize("bias", [[True], [True, False, True], []])
def test_a_list_of_biases_needs_one_for_each_layer(bias):
    """A list that is too short must not drop layers without a word."""
    with pytest.raises(ValueError, match=f"bias has {len(bias)} .*2 layers"):
        MLP(2, [3, 1], bias=bias)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Neuron(0), r"nin got 0 \(int\); a whole number of 1 or more is needed"),
        (lambda: Neuron(-1), r"nin got -1 \(int\)"),
        (lambda: Neuron(2.0), r"nin got 2\.0 \(float\)"),
        (lambda: Neuron(True), r"nin got True \(bool\)"),
        (lambda: Neuron("2"), r"nin got '2' \(str\)"),
        (lambda: Layer(2, 0), r"nout got 0 \(int\); a whole number of 1 or more"),
        (lambda: Layer(0, 2), r"nin got 0 \(int\)"),
        (lambda: Layer(2, 1.5), r"nout got 1\.5 \(float\)"),
        (lambda: MLP(0, [2]), r"nin got 0 \(int\)"),
        (lambda: MLP(2, [3, 0]), r"nout got 0 \(int\)"),
        (lambda: MLP(2, 3), r"nouts got 3; a list with the size of each layer is needed, such as \[3, 1\]"),
        (lambda: MLP(2, []), r"nouts got \[\]; a list with the size of each layer is needed"),
        (lambda: Neuron(2, init="glorot"), r"unknown init: 'glorot' \(must be one of 'uniform', .*'kaiming_normal'\)"),
    ],
)
def test_wrong_sizes_and_initialisers_are_refused_by_name(make, message):
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize("seed", [1.5, "1", True])
def test_a_seed_is_an_int_a_source_or_none(seed):
    with pytest.raises(TypeError, match=r"seed got .*; an int, a random\.Random or None is needed"):
        MLP(2, [2], seed=seed)


def test_sizes_may_be_numpy_ints():
    sizes = np.array([3, 1])
    assert [len(layer.neurons) for layer in MLP(np.int64(2), sizes).layers] == [3, 1]


# --- where weights start ----------------------------------------------------------------------


def test_the_same_seed_gives_the_same_weights():
    first, second, other = (flat(MLP(2, [4, 1], seed=seed).parameters()) for seed in (7, 7, 8))
    assert first == second
    assert first != other


def test_no_seed_draws_from_the_global_random_as_micrograd_does():
    random.seed(1337)
    expected = []
    for nin, nout in [(2, 16), (16, 16), (16, 1)]:
        for _ in range(nout):
            expected += [random.uniform(-1, 1) for _ in range(nin)] + [0.0]
    next_number = random.random()
    random.seed(1337)
    assert flat(MLP(2, [16, 16, 1]).parameters()) == expected
    assert random.random() == next_number


def test_a_seed_leaves_the_global_random_alone():
    random.seed(5)
    before = random.getstate()
    MLP(2, [3, 1], seed=3)
    MLP.from_arrays([([[0.1]], None)], activations="tanh")
    assert random.getstate() == before


def test_a_source_is_shared_by_those_it_is_given_to():
    rng, expected = random.Random(4), random.Random(4)
    first, second = Neuron(2, seed=rng), Neuron(2, seed=rng)
    assert flat(first.w + second.w) == [expected.uniform(-1, 1) for _ in range(4)]


FAN_IN, FAN_OUT = 60, 240
# Variance and largest possible size; √3·σ bounds a uniform distribution of deviation σ.
INITIALISERS = {
    "uniform": (1 / 3, 1.0),
    "normal": (1.0, math.inf),
    "xavier_uniform": (2 / (FAN_IN + FAN_OUT), math.sqrt(6 / (FAN_IN + FAN_OUT))),
    "xavier_normal": (2 / (FAN_IN + FAN_OUT), math.inf),
    "kaiming_uniform": (2 / FAN_IN, math.sqrt(6 / FAN_IN)),
    "kaiming_normal": (2 / FAN_IN, math.inf),
}


@pytest.mark.parametrize("init", INITIALISERS)
def test_initialisers_draw_from_the_distribution_of_their_name(init):
    drawn = [w.data for neuron in Layer(FAN_IN, FAN_OUT, init=init, seed=1).neurons for w in neuron.w]
    variance, bound = INITIALISERS[init]
    count = len(drawn)
    assert statistics.fmean(drawn) == pytest.approx(0, abs=5 * math.sqrt(variance / count))
    assert statistics.pvariance(drawn) == pytest.approx(variance, rel=0.05)
    assert max(map(abs, drawn)) <= bound
    # A normal distribution has a fourth moment of 3σ⁴, a uniform one of 1.8σ⁴: they cannot be confused.
    fourth = statistics.fmean(x**4 for x in drawn) / variance**2
    assert fourth == pytest.approx(3 if init.endswith("normal") else 1.8, rel=0.1)


@pytest.mark.parametrize(("init", "number"), [("zeros", 0.0), ("ones", 1.0)])
def test_constant_initialisers(init, number):
    model = MLP(2, [3, 1], init=init)
    assert {w.data for layer in model.layers for neuron in layer.neurons for w in neuron.w} == {number}
    assert {neuron.b.data for layer in model.layers for neuron in layer.neurons} == {0.0}


# --- parameters -------------------------------------------------------------------------------


def test_parameters_come_neuron_by_neuron_weights_before_the_bias():
    model = MLP(2, [2, 1])
    (first, second), (last,) = (layer.neurons for layer in model.layers)
    expected = [*first.w, first.b, *second.w, second.b, *last.w, last.b]
    assert [id(p) for p in model.parameters()] == [id(p) for p in expected]


def test_named_parameters_give_the_path_of_each():
    named = dict(MLP(2, [2, 1]).named_parameters())
    assert list(named) == [
        "layers.0.neurons.0.w.0",
        "layers.0.neurons.0.w.1",
        "layers.0.neurons.0.b",
        "layers.0.neurons.1.w.0",
        "layers.0.neurons.1.w.1",
        "layers.0.neurons.1.b",
        "layers.1.neurons.0.w.0",
        "layers.1.neurons.0.w.1",
        "layers.1.neurons.0.b",
    ]
    assert named["layers.0.neurons.1.w.0"].label == "w1[1,0]"


class Blocks(Module):
    """A user's own module: Values and modules in attributes, lists, tuples and a dict."""

    def __init__(self):
        self.scale = Value(2.0)
        self.name = "blocks"
        self.size = 3
        self.inner = Neuron(1, "tanh", seed=1)
        self.heads = {"left": Neuron(1, bias=False), "right": (Value(1.0), [Value(2.0)])}
        self.tied = self.scale
        self.frozen = Value(4.0).detach()
        self.computed = self.scale * 2
        self.nothing = None


def test_a_users_module_finds_its_parameters_wherever_they_are():
    blocks = Blocks()
    assert [path for path, _ in blocks.named_parameters()] == [
        "scale",
        "inner.w.0",
        "inner.b",
        "heads.left.w.0",
        "heads.right.0",
        "heads.right.1.0",
    ]


def test_constants_and_results_are_no_parameters():
    blocks = Blocks()
    assert not {blocks.frozen, blocks.computed} & set(blocks.parameters())


def test_a_shared_parameter_is_listed_once_under_its_first_path():
    model = MLP(2, [2, 1])
    one, other = model.layers[0].neurons
    other.w = one.w
    names = [path for path, v in model.named_parameters() if v in set(one.w)]
    assert names == ["layers.0.neurons.0.w.0", "layers.0.neurons.0.w.1"]
    assert len(model.parameters()) == 9 - 2


def test_a_module_that_refers_to_its_parent_lists_each_parameter_once():
    class Child(Module):
        def __init__(self, parent):
            self.parent, self.w = parent, Value(1.0)

    class Parent(Module):
        def __init__(self):
            self.child, self.b = Child(self), Value(2.0)

    assert flat(Parent().parameters()) == [1.0, 2.0]


def test_a_module_may_override_parameters_as_micrograds_do():
    class Line(Module):
        def __init__(self):
            self.hidden = np.array([Value(2.0), Value(3.0)])  # where the default would not look

        def __call__(self, x):
            return self.hidden[0] * x + self.hidden[1]

        def parameters(self):
            return list(self.hidden)

    line = Line()
    line(5.0).backward()
    assert [p.grad for p in line.parameters()] == [5.0, 1.0]
    line.zero_grad()
    assert all(p.grad is NOT_COMPUTED for p in line.hidden)


@pytest.mark.parametrize("module", [Module(), type("Empty", (Module,), {})()])
def test_a_module_without_values_has_no_parameters(module):
    assert module.parameters() == []
    module.zero_grad()


def test_zero_grad_makes_gradients_not_computed():
    model = MLP(2, [3, 1], "tanh", seed=1)
    assert all(p.grad is NOT_COMPUTED for p in model.parameters())
    model([1.0, 2.0]).backward()
    assert all(p.grad is not NOT_COMPUTED for p in model.parameters())
    model.zero_grad()
    assert {repr(p.grad) for p in model.parameters()} == {"not computed"}


def test_gradients_add_up_over_samples_until_zero_grad():
    model = MLP(2, [3, 2], "sigmoid", "tanh", seed=3)
    samples, expected = [[0.5, -1.0], [1.5, 0.25]], {}
    for x in samples:
        model.zero_grad()
        model.trace(x).output[1].backward()
        for path, p in model.named_parameters():
            expected[path] = expected.get(path, 0.0) + p.grad
    model.zero_grad()
    for x in samples:
        model.trace(x).output[1].backward()
    assert {path: p.grad for path, p in model.named_parameters()} == pytest.approx(expected, rel=1e-14)
    assert any(expected.values())


# --- matrices in and out ----------------------------------------------------------------------

W1 = [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]]
B1 = [0.7, 0.8, 0.9]
W2 = [[1.0], [2.0], [3.0]]
B2 = [4.0]


def transposed(W):
    return [list(column) for column in zip(*W, strict=True)]


@pytest.mark.parametrize("orientation", ["in_out", "out_in"])
@pytest.mark.parametrize("as_given", [list, np.array, lambda W: tuple(map(tuple, W))])
def test_from_arrays_puts_every_weight_in_its_place(orientation, as_given):
    stored = [as_given(W if orientation == "in_out" else transposed(W)) for W in (W1, W2)]
    model = MLP.from_arrays(
        [(stored[0], B1), (stored[1], np.array(B2))], activations=["tanh", "sigmoid"], orientation=orientation
    )
    assert activations_of(model) == ["tanh", "sigmoid"]
    assert [[w.data for w in neuron.w] for neuron in model.layers[0].neurons] == [[0.1, 0.4], [0.2, 0.5], [0.3, 0.6]]
    assert [neuron.b.data for neuron in model.layers[0].neurons] == B1
    assert flat(model.layers[1].neurons[0].w) == [1.0, 2.0, 3.0]
    assert model.layers[1].neurons[0].b.data == 4.0


def test_in_out_is_the_default_orientation():
    model = MLP.from_arrays([(W1, B1)], activations="tanh")
    assert len(model.layers[0].neurons) == 3
    assert len(model.arrays()["W1"]) == 2


@pytest.mark.parametrize("bias", [B1, [B1], [[b] for b in B1], np.array([B1]), np.array([B1]).T, tuple(B1)])
def test_a_bias_is_a_list_a_row_or_a_column(bias):
    model = MLP.from_arrays([(W1, bias)], activations="linear")
    assert [neuron.b.data for neuron in model.layers[0].neurons] == B1


@pytest.mark.parametrize("layer", [(W1, None), W1, np.array(W1)])
def test_from_arrays_without_bias(layer):
    model = MLP.from_arrays([layer, (W2, B2)], activations="linear")
    assert [neuron.b for neuron in model.layers[0].neurons] == [None, None, None]
    assert list(model.arrays()) == ["W1", "W2", "b2"]


@pytest.mark.parametrize("orientation", ["in_out", "out_in"])
def test_arrays_are_the_parameters_themselves(orientation):
    model = MLP(2, [3, 1], seed=1)
    arrays = model.arrays(orientation=orientation)
    assert list(arrays) == ["W1", "b1", "W2", "b2"]
    for k, layer in enumerate(model.layers, start=1):
        for i, neuron in enumerate(layer.neurons):
            assert arrays[f"b{k}"][i] is neuron.b
            for j, w in enumerate(neuron.w):
                W = arrays[f"W{k}"]
                assert (W[j][i] if orientation == "in_out" else W[i][j]) is w


@given(networks(), st.sampled_from(["in_out", "out_in"]))
def test_arrays_and_from_arrays_are_inverse(case, orientation):
    model, names, x = case
    arrays = model.arrays(orientation=orientation)
    params = [(arrays[f"W{k}"], arrays.get(f"b{k}")) for k in range(1, len(names) + 1)]
    again = MLP.from_arrays(params, activations=names, orientation=orientation)
    assert numbers(again) == numbers(model)
    assert not set(again.parameters()) & set(model.parameters())
    assert again.trace(x).layers[-1].a == model.trace(x).layers[-1].a


@pytest.mark.parametrize(
    ("params", "given", "message"),
    [
        (
            [(W1, B1), (transposed(W2), B2)],
            {},
            r"W2 takes 1 inputs, and layer 1 has 3 neurons\. Read as 'in_out', W has shape \(inputs, neurons\): "
            "is it stored the other way round",
        ),
        (
            [(W1, [1, 2]), (W2, B2)],
            {"orientation": "out_in"},
            r"W2 takes 1 inputs, and layer 1 has 2 neurons\. Read as 'out_in', W has shape \(neurons, inputs\)",
        ),
        ([(W1, [1, 2])], {}, "b1 has 2 entries, and its layer has 3 neurons"),
        ([(W1, [1, 2, 3, 4])], {}, "b1 has 4 entries, and its layer has 3 neurons"),
        ([(W1, [[1, 2], [3, 4]])], {}, r"b1 got \[\[1, 2\], \[3, 4\]\] \(list\); 3 numbers are needed: a list, a row"),
        ([(W1, 0.5)], {}, r"b1 got 0\.5 \(float\); 3 numbers are needed"),
        ([(W1, B1), ([[1, 2], [3]], None)], {}, r"W2 has rows of different lengths: \[2, 1\]"),
        ([([1, 2], None)], {}, r"W1 got \[1, 2\] \(list\); a matrix is needed, such as \[\[0\.1, 0\.2\]"),
        ([(np.ones(2), None)], {}, r"W1 got array\(\[1\., 1\.\]\) \(ndarray\); a matrix is needed"),
        ([([[]], None)], {}, r"W1 got \[\[\]\] \(list\); a matrix is needed"),
        ([], {}, r"params is empty: one \(W, b\) for each layer is needed"),
        ([(W1, B1)], {"activations": ["tanh", "relu"]}, "2 activations for 1 layer: one for each"),
        ([(W1, B1)], {"activations": "tan"}, "unknown activation: 'tan'"),
        (
            [(W1, B1)],
            {"orientation": "rows"},
            r"unknown orientation: 'rows' \(must be one of 'in_out', 'out_in'\)",
        ),
    ],
)
def test_from_arrays_names_the_sizes_that_do_not_fit(params, given, message):
    with pytest.raises(ValueError, match=message):
        MLP.from_arrays(params, **{"activations": "tanh", **given})


@pytest.mark.parametrize("entry", ["1", None, 1j])
def test_from_arrays_refuses_entries_that_are_no_numbers(entry):
    with pytest.raises(TypeError, match=r"W1 got .*; a number is needed"):
        MLP.from_arrays([([[1.0, entry]], None)], activations="tanh")
    with pytest.raises(TypeError, match=r"b1 got .*; a number is needed"):
        MLP.from_arrays([([[1.0, 2.0]], [1.0, entry])], activations="tanh")


def test_arrays_refuses_an_unknown_orientation():
    with pytest.raises(ValueError, match="unknown orientation: 'in'"):
        MLP(2, [1]).arrays(orientation="in")


# --- samples in -------------------------------------------------------------------------------

TAKERS = {
    "Neuron": lambda: Neuron(3, "tanh", seed=1),
    "Layer": lambda: Layer(3, 2, "tanh", seed=1),
    "MLP": lambda: MLP(3, [2, 1], "tanh", seed=1),
    "MLP.trace": lambda: MLP(3, [2, 1], "tanh", seed=1).trace,
}


@pytest.fixture(params=TAKERS)
def taker(request):
    return request.param.removesuffix(".trace"), TAKERS[request.param]()


@pytest.mark.parametrize("x", [[], [1.0], [1.0, 2.0], [1.0, 2.0, 3.0, 4.0], np.ones(2), (1,) * 5])
def test_a_sample_of_the_wrong_length_is_refused(taker, x):
    who, take = taker
    with pytest.raises(ValueError, match=rf"^{who} takes 3 inputs, and the sample has {len(x)}\.$"):
        take(x)


@pytest.mark.parametrize("model", [Neuron(3), Layer(3, 2), MLP(3, [2, 1])], ids=lambda model: type(model).__name__)
def test_numbers_that_are_no_list_are_refused(model):
    message = f"^{type(model).__name__} takes one sample as a list of 3 numbers; it got 3 arguments: write model"
    with pytest.raises(TypeError, match=message + r"\(\[x0, x1, x2\]\)\.$"):
        model(1.0, 2.0, 3.0)


def test_sizes_in_one_list_are_refused():
    for sizes in (([2, 3, 1],), ([2], [3, 1])):
        with pytest.raises(TypeError, match=r"nin got .*; it is the number of inputs alone, as in MLP\(2, \[3, 1\]\)"):
            MLP(*sizes)
    with pytest.raises(ValueError, match=r"nouts got \(\); a list with the size of each layer is needed"):
        MLP(2)


@pytest.mark.parametrize("x", [[[1.0, 2.0, 3.0]], [[1.0, 2.0, 3.0]] * 3, np.ones((3, 3)), np.ones((1, 3))])
def test_a_batch_is_refused(taker, x):
    who, take = taker
    with pytest.raises(ValueError, match=rf"^{who} takes one sample of 3 numbers; for a batch write \[model\(x\) for"):
        take(x)


@pytest.mark.parametrize("x", [1.0, None, "123", Value(1.0), iter([1.0, 2.0, 3.0])])
def test_what_is_no_sample_is_refused(taker, x):
    who, take = taker
    with pytest.raises(TypeError, match=rf"^{who} takes one sample, a list of 3 numbers or Values; it got .*\."):
        take(x)


@pytest.mark.parametrize("entry", [None, "1", 1j])
def test_an_input_that_is_no_number_is_refused(taker, entry):
    who, take = taker
    with pytest.raises(TypeError, match=rf"^{who} input got .*; a number is needed"):
        take([1.0, entry, 2.0])


@pytest.mark.parametrize(
    "make", [list, tuple, np.array, lambda x: np.array(x, dtype=np.float32), lambda x: [*map(Value, x)]]
)
def test_lists_tuples_rows_and_values_are_the_same_sample(make):
    model = MLP(3, [2, 1], "tanh", seed=1)
    x = [1.0, -0.5, 2.0]  # exact in single precision too
    assert model(make(x)).data == model(x).data
    assert model.trace(make(x)).layers[0].x == tuple(x)


def test_ints_and_numpy_rows_of_a_batch():
    model = MLP(2, [2, 1], "tanh", seed=1)
    X = np.array([[1, 2], [3, 4]])
    assert [model(x).data for x in X] == [model([1.0, 2.0]).data, model([3.0, 4.0]).data]


# --- places and labels ------------------------------------------------------------------------


def test_labels_say_layer_and_index():
    model = MLP(2, [3, 2, 1], activation="tanh", output="linear", seed=1)
    trace = model.trace([1.0, 2.0])
    first, second, last = trace.layers
    assert [w.label for w in model.layers[0].neurons[1].w] == ["w1[1,0]", "w1[1,1]"]
    assert [n.b.label for n in model.layers[1].neurons] == ["b2[0]", "b2[1]"]
    assert [v.label for v in first.values.x] == ["x[0]", "x[1]"]
    assert [v.label for v in first.values.s] == ["s1[0]", "s1[1]", "s1[2]"]
    assert [v.label for v in first.values.a] == ["a1[0]", "a1[1]", "a1[2]"]
    assert [v.label for v in second.values.x] == ["a1[0]", "a1[1]", "a1[2]"]
    # A linear layer's activation is its pre-activation, the same Value.
    assert [v.label for v in last.values.a] == ["s3[0]"]
    assert last.values.a[0] is last.values.s[0]


def test_labels_of_softmax_outputs():
    trace = MLP(2, [3], output="softmax").trace([1.0, 2.0])
    assert [v.label for v in trace.output] == ["a1[0]", "a1[1]", "a1[2]"]
    assert [v.label for v in trace.layers[0].values.s] == ["s1[0]", "s1[1]", "s1[2]"]


def test_indices_with_two_digits_are_told_apart():
    model = MLP(11, [12, 1])
    assert model.layers[0].neurons[10].w[0].label == "w1[10,0]"
    assert model.layers[0].neurons[1].w[10].label == "w1[1,10]"
    assert model.layers[0].neurons[11].b.label == "b1[11]"
    labels = [p.label for p in model.parameters()]
    assert len(set(labels)) == len(labels)


def test_outside_a_network_labels_have_no_layer():
    assert [p.label for p in Neuron(2).parameters()] == ["w[0,0]", "w[0,1]", "b[0]"]
    assert [n.b.label for n in Layer(2, 2).neurons] == ["b[0]", "b[1]"]
    assert Layer(2, 2)([1.0, 2.0])[1].label == "a[1]"


def test_places_say_where_a_value_stands():
    model = MLP(2, [3, 1], "tanh")
    trace = model.trace([1.0, 2.0])

    def seat(v):
        place = v.label.place
        return place.layer, place.neuron, place.role, place.index

    assert seat(model.layers[0].neurons[2].w[1]) == (1, 2, "w", 1)
    assert seat(model.layers[1].neurons[0].b) == (2, 0, "b", None)
    assert seat(trace.layers[0].values.s[1]) == (1, 1, "s", None)
    assert seat(trace.layers[0].values.a[1]) == (1, 1, "a", None)
    assert seat(trace.layers[0].values.x[1]) == (None, 1, "x", None)


def test_a_users_inputs_keep_their_labels():
    x = [Value(1.0, label="height"), 2.0]
    trace = MLP(2, [1]).trace(x)
    assert [v.label for v in trace.layers[0].values.x] == ["height", "x[1]"]
    assert trace.layers[0].values.x[0] is x[0]


@pytest.mark.parametrize("twin", [copy.copy, copy.deepcopy, lambda v: pickle.loads(pickle.dumps(v))])
def test_a_label_is_text_and_keeps_its_place_when_copied(twin):
    label = MLP(2, [11, 1]).layers[0].neurons[10].w[1].label
    again = twin(label)
    assert again == label == "w1[10,1]"
    assert again.place == label.place
    assert type(again) is type(label)
    assert f"{again:>10}".strip() == again + ""


def test_places_do_not_reach_labels_a_user_sets():
    model = MLP(2, [1])
    model.layers[0].neurons[0].w[0].label = "mine"
    assert [p.label for p in model.parameters()] == ["mine", "w1[0,1]", "b1[0]"]


# --- repr -------------------------------------------------------------------------------------


def test_relu_and_linear_are_shown_as_micrograd_shows_them():
    assert repr(Neuron(2)) == "ReLUNeuron(2)"
    assert repr(Neuron(3, nonlin=False)) == "LinearNeuron(3)"
    assert repr(Layer(2, 2)) == "Layer of [ReLUNeuron(2), ReLUNeuron(2)]"
    assert repr(MLP(2, [2, 1])) == ("MLP of [Layer of [ReLUNeuron(2), ReLUNeuron(2)], Layer of [LinearNeuron(2)]]")


@pytest.mark.parametrize("activation", FORMULAS)
def test_a_neuron_shows_its_activation(activation):
    shown = repr(Neuron(2, activation))
    assert shown.lower() == f"{activation.replace('_', '')}neuron(2)"


# --- trace: δ and the formula -----------------------------------------------------------------


def test_a_trace_keeps_floats_and_values():
    trace = MLP(2, [3, 1], "tanh", seed=1).trace([1, 2])
    layer = trace.layers[0]
    for name, size in (("x", 2), ("s", 3), ("a", 3), ("delta", 3)):
        row = getattr(layer, name)
        assert isinstance(row, tuple)
        assert len(row) == size
        assert all(isinstance(number, float) for number in row)
    for name in ("x", "s", "a"):
        assert tuple(v.data for v in getattr(layer.values, name)) == getattr(layer, name)
    assert isinstance(trace.output, list)
    assert trace.output[0] is trace.layers[1].values.a[0]


def test_the_activations_of_a_layer_are_the_inputs_of_the_next():
    trace = MLP(2, [3, 2], "tanh", seed=1).trace([1, 2])
    assert trace.layers[1].values.x == trace.layers[0].values.a
    assert trace.layers[1].x == trace.layers[0].a


def test_delta_is_not_computed_before_backward():
    trace = MLP(2, [3, 1], "tanh", seed=1).trace([1.0, 2.0])
    assert all(d is NOT_COMPUTED for layer in trace.layers for d in layer.delta)
    assert repr(trace).count("δ = not computed") == 2
    trace.output[0].backward()
    assert trace.layers[1].delta == (1.0,)
    assert "not computed" not in repr(trace)
    assert repr(trace).startswith("layer 1\nx = (1, 2)\ns = (")


def test_delta_stays_not_computed_where_backward_did_not_come():
    trace = MLP(2, [3, 2], "tanh", seed=1).trace([1.0, 2.0])
    trace.output[1].backward()
    assert [repr(d) for d in trace.layers[1].delta] == ["not computed", "1.0"]


def test_a_trace_keeps_its_numbers_when_weights_move():
    model = MLP(1, [1], init="ones")
    trace = model.trace([3.0])
    model.layers[0].neurons[0].w[0].data = 100.0
    assert (trace.layers[0].s, trace.layers[0].a) == ((3.0,), (3.0,))


def test_under_no_grad_a_trace_has_numbers_only():
    with no_grad():
        trace = MLP(2, [2, 1], "tanh", seed=1).trace([1.0, 2.0])
    with pytest.raises(RuntimeError, match="backward\\(\\) on a constant"):
        trace.output[0].backward()


def test_delta_is_what_the_textbook_says():
    """½(a − y)² on sigmoid layers: δ2 = (a − y) a (1 − a), δ1 = w2 δ2 a1 (1 − a1), written out."""
    model = MLP(2, [3, 1], "sigmoid", "sigmoid", seed=4)
    trace = model.trace([0.5, -1.0])
    squared_error(trace.output, [1.0], factor=0.5).backward()
    a1, (a2,) = trace.layers[0].a, trace.layers[1].a
    delta2 = (a2 - 1.0) * a2 * (1 - a2)
    delta1 = [w.data * delta2 * a * (1 - a) for w, a in zip(model.layers[1].neurons[0].w, a1, strict=True)]
    assert trace.layers[1].delta == pytest.approx([delta2], rel=1e-14)
    assert trace.layers[0].delta == pytest.approx(delta1, rel=1e-14)


def test_softmax_couples_the_deltas_of_a_layer():
    """∂a_k/∂s_i = a_k (1[i=k] − a_i), and the same by central differences of the formula."""
    model = MLP(2, [3], output="softmax", seed=6)
    x, h = [0.5, -1.0], 1e-6
    trace = model.trace(x)
    trace.output[2].backward()
    a, s = trace.layers[0].a, list(trace.layers[0].s)
    assert trace.layers[0].delta == pytest.approx([a[2] * ((i == 2) - a[i]) for i in range(3)], rel=1e-13)
    for i in range(3):
        up, down = ([v + e * (j == i) for j, v in enumerate(s)] for e in (h, -h))
        assert trace.layers[0].delta[i] == pytest.approx((softmax(up)[2] - softmax(down)[2]) / (2 * h), rel=1e-7)


@given(networks(), st.data())
def test_the_gradient_of_a_weight_is_delta_times_input_exactly(case, data):
    """∂L/∂w_ij = δ_i x_j and ∂L/∂b_i = δ_i, the same floats, for one sample after zero_grad."""
    model, _, x = case
    size = len(model.layers[-1].neurons)
    y = data.draw(st.lists(st.floats(-2, 2), min_size=size, max_size=size))
    model.trace(x).output[0].backward()  # something to be cleared
    model.zero_grad()
    trace = model.trace(x)
    squared_error(trace.output, y).backward()
    for layer, traced in zip(model.layers, trace.layers, strict=True):
        for i, neuron in enumerate(layer.neurons):
            assert [w.grad for w in neuron.w] == [traced.delta[i] * x_j for x_j in traced.x]
            assert neuron.b is None or neuron.b.grad == traced.delta[i]


def test_the_formula_fails_on_two_samples_without_zero_grad():
    """It holds for one sample: with two, the gradient is the sum of both, and δ that of the last."""
    model = MLP(2, [2, 1], "sigmoid", seed=1)
    first = model.trace([0.5, -1.0])
    first.output[0].backward()
    second = model.trace([1.0, 2.0])
    second.output[0].backward()
    w = model.layers[0].neurons[1].w[1]
    terms = [trace.layers[0].delta[1] * trace.layers[0].x[1] for trace in (first, second)]
    assert w.grad == pytest.approx(sum(terms), rel=1e-15)
    assert w.grad != terms[1]


def test_gradients_of_the_inputs_are_computed():
    model = MLP(2, [3, 1], "tanh", seed=1)
    x, h = [0.5, -1.0], 1e-6
    trace = model.trace(x)
    trace.output[0].backward()
    for j, v in enumerate(trace.layers[0].values.x):
        up, down = ([u + e * (k == j) for k, u in enumerate(x)] for e in (h, -h))
        slope = (
            by_hand(numbers(model), ["tanh", "linear"], up)[-1][1][0]
            - by_hand(numbers(model), ["tanh", "linear"], down)[-1][1][0]
        ) / (2 * h)
        assert v.grad == pytest.approx(slope, rel=1e-7)


# --- copies -----------------------------------------------------------------------------------

TWINS = {"deepcopy": copy.deepcopy, "pickle": lambda thing: pickle.loads(pickle.dumps(thing))}


@pytest.mark.parametrize("twin", TWINS.values(), ids=TWINS)
def test_a_copied_model_is_the_same_model_apart(twin):
    model = MLP(2, [3, 2], "sigmoid", "softmax", bias=[True, False], seed=1)
    again = twin(model)
    assert numbers(again) == numbers(model)
    assert activations_of(again) == activations_of(model)
    assert [(path, p.label, p.label.place) for path, p in again.named_parameters()] == [
        (path, p.label, p.label.place) for path, p in model.named_parameters()
    ]
    assert not set(again.parameters()) & set(model.parameters())
    assert all(p.grad is NOT_COMPUTED for p in again.parameters())
    before = numbers(model)
    again.layers[0].neurons[0].w[0].data += 1.0
    assert numbers(model) == before


@pytest.mark.parametrize("twin", TWINS.values(), ids=TWINS)
def test_a_copied_model_keeps_gradients_and_still_learns(twin):
    model = MLP(2, [3, 1], "tanh", seed=1)
    model([1.0, 2.0]).backward()
    again = twin(model)
    grads = [p.grad for p in model.parameters()]
    assert [p.grad for p in again.parameters()] == grads
    again.zero_grad()
    trace = again.trace([1.0, 2.0])
    trace.output[0].backward()
    assert [p.grad for p in again.parameters()] == grads
    assert [v.label for v in trace.layers[0].values.s] == ["s1[0]", "s1[1]", "s1[2]"]


@pytest.mark.parametrize("twin", TWINS.values(), ids=TWINS)
def test_shared_parameters_stay_shared_in_a_copy(twin):
    model = MLP(2, [2, 1], seed=1)
    model.layers[0].neurons[1].w[0] = model.layers[0].neurons[0].w[0]
    again = twin(model)
    assert again.layers[0].neurons[1].w[0] is again.layers[0].neurons[0].w[0]


@pytest.mark.parametrize("twin", TWINS.values(), ids=TWINS)
def test_a_model_copied_with_its_loss_keeps_the_two_together(twin):
    model = MLP(2, [3, 1], "tanh", seed=1)
    loss = squared_error(model([1.0, 2.0]), 0.5)
    loss.backward()
    expected = [p.grad for p in model.parameters()]
    model.zero_grad()
    again, its_loss = twin((model, loss))
    its_loss.backward()
    assert [p.grad for p in again.parameters()] == expected
    assert all(p.grad is NOT_COMPUTED for p in model.parameters())


def test_a_weight_replaced_by_a_result_is_refused():
    """Naive: `parameters()` passes over it, and training moves the other parameters only."""
    model = MLP(2, [2, 1], seed=1)
    neuron = model.layers[0].neurons[0]
    neuron.w = [w - 0.1 * w for w in neuron.w]
    with pytest.raises(TypeError, match=r"a parameter got Value.*made by sub; a leaf is needed.*write `w\.data -= "):
        model.parameters()


@pytest.mark.parametrize("bias", ["no", 0, None, [1, 0]])
def test_bias_is_true_or_false(bias):
    with pytest.raises(TypeError, match=r"bias got .*; True or False is needed, or a list with one for each layer"):
        MLP(2, [3, 1], bias=bias)


def test_a_layer_has_one_owner_of_its_activation():
    layer = Layer(2, 2, "softmax", seed=1)
    assert (layer.activation, repr(layer)) == ("softmax", "Softmax layer of [LinearNeuron(2), LinearNeuron(2)]")
    with pytest.raises(AttributeError):
        layer.activation = "tanh"


def test_parameters_in_a_numpy_array_are_found():
    class Net(Module):
        def __init__(self):
            self.w = np.array([[Value(1.0), Value(2.0)]], dtype=object)

    assert [path for path, _ in Net().named_parameters()] == ["w.0.0", "w.0.1"]


def test_a_layer_may_be_a_pair_in_a_list_or_a_tuple():
    W, b = [[1.0, 2.0], [3.0, 4.0]], [5.0, 6.0]
    for params in ([(W, b)], [[W, b]], ((W, b),), [(tuple(map(tuple, W)), b)]):
        model = MLP.from_arrays(params, activations="linear", orientation="in_out")
        assert [neuron.b.data for neuron in model.layers[0].neurons] == [5.0, 6.0]
    assert len(MLP.from_arrays([tuple(map(tuple, W))], activations="linear", orientation="in_out").parameters()) == 4


@pytest.mark.parametrize("params", [None, ([[1.0, 2.0]], [[1.0], [2.0]])])
def test_one_layer_without_its_list_is_refused(params):
    """Naive: (W, b) with b as a column is taken for two layers."""
    with pytest.raises(TypeError, match=r"params got .*; a list is needed, with \(W, b\) or W for each layer"):
        MLP.from_arrays(params, activations="linear")


def test_a_seed_may_be_a_numpy_int():
    assert MLP(2, [1], seed=np.int64(3)).parameters()[0].data == MLP(2, [1], seed=3).parameters()[0].data


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_model_pickles_with_every_protocol(protocol):
    model = MLP(2, [2, 1], seed=1)
    again = pickle.loads(pickle.dumps(model, protocol))
    assert [(p.data, p.label, p.label.place) for p in again.parameters()] == [
        (p.data, p.label, p.label.place) for p in model.parameters()
    ]


def test_a_negative_seed_is_refused_for_python_would_take_that_of_its_absolute_value():
    with pytest.raises(ValueError, match=r"seed got -1.*0 or more"):
        MLP(2, [1], seed=-1)
