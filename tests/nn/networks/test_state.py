"""A network's parameters as matrices under PyTorch's names. `test_torch_bridge.py` asks PyTorch whether they are."""

import sys

import numpy as np
import pytest

from nn import MLP, SGD, from_torch, squared_error, to_torch


def small(**options):
    return MLP(2, [3, 1], "tanh", seed=1, **options)


def numbers(model):
    return [p.data for p in model.parameters()]


def test_an_activation_takes_a_number_and_a_linear_layer_takes_none_for_it():
    model = MLP(2, [3, 4, 2, 1], ["relu", "linear", "softmax"], "sigmoid", bias=[True, False, True, True], seed=1)
    names = ["0.weight", "0.bias", "2.weight", "3.weight", "3.bias", "5.weight", "5.bias"]
    assert list(model.state_dict()) == names


def test_a_weight_has_a_row_for_each_neuron():
    model = small()
    state = model.state_dict()
    assert state["0.weight"].shape == (3, 2)
    assert state["0.weight"][2, 1] == model.layers[0].neurons[2].w[1].data
    assert state["2.bias"].dtype == np.float64


def test_what_state_dict_gives_is_a_copy():
    model = small()
    before = numbers(model)
    model.state_dict()["0.weight"][:] = 7.0
    assert numbers(model) == before


@pytest.mark.parametrize("convert", [lambda a: a, np.ndarray.tolist, lambda a: a.astype(np.float32).astype(float)])
def test_another_networks_state_is_taken_over(convert):
    giver, taker = MLP(2, [3, 1], "tanh", seed=7), small()
    leaves = taker.parameters()
    taker.load_state_dict({name: convert(array) for name, array in giver.state_dict().items()})
    expected = [float(np.asarray(convert(np.array([p.data])))[0]) for p in giver.parameters()]
    assert numbers(taker) == expected
    assert all(a is b for a, b in zip(taker.parameters(), leaves, strict=True))  # an optimiser still moves them


def test_a_state_kept_during_training_brings_the_network_back():
    model = small()
    kept, before = model.state_dict(), model([0.3, -0.2]).data
    squared_error(model([0.3, -0.2]), 1.0).backward()
    SGD(model.parameters(), lr=0.5).step()
    assert model([0.3, -0.2]).data != before
    model.load_state_dict(kept)
    assert model([0.3, -0.2]).data == before


def state_with(**changes):
    state = dict(small().state_dict())
    for name, value in changes.items():
        state[name.replace("_", ".")[1:]] = value
    return {name: value for name, value in state.items() if value is not None}


@pytest.mark.parametrize(
    ("state", "error", "words"),
    [
        ([1.0], TypeError, r"load_state_dict got \[1\.0\] \(list\); a dict is needed"),
        (state_with(_2_bias=None), ValueError, r"missing: 2\.bias; unknown: none"),
        (
            state_with(_1_weight=[[1.0]]),
            ValueError,
            r"needs the names 0\.weight, 0\.bias, 2\.weight, 2\.bias; .*unknown: 1\.",
        ),
        (state_with(_2_weight=[[1.0], [2.0], [3.0]]), ValueError, r"2\.weight has shape \(3, 1\); \(1, 3\) is needed"),
        (state_with(_2_weight=[1.0, 2.0, 3.0]), ValueError, r"2\.weight got .*a matrix is needed"),
        (state_with(_2_bias=[1.0, 2.0]), ValueError, r"2\.bias has 2 entries, and its layer has 1 neuron"),
        (state_with(_2_bias=["x"]), TypeError, r"2\.bias got 'x' \(str\); a number is needed"),
    ],
)
def test_a_state_that_does_not_fit_changes_nothing(state, error, words):
    model = small()
    before = numbers(model)
    with pytest.raises(error, match=words):
        model.load_state_dict(state)
    assert numbers(model) == before


def test_a_shared_weight_has_no_name_of_its_own():
    model = small()
    model.layers[0].neurons[0].w[0] = model.layers[0].neurons[1].w[0]
    with pytest.raises(ValueError, match="uses a weight twice; with state_dict it would become two"):
        model.state_dict()


@pytest.mark.parametrize("function", [to_torch, from_torch])
def test_without_pytorch_a_sentence_says_what_to_install(function, monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(
        ImportError, match=rf"^{function.__name__} needs PyTorch, which is not installed: pip install torch"
    ):
        function(small())
