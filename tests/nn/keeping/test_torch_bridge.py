"""The way to PyTorch and back: the same weights, outputs and gradients, and no part that is lost without a word."""

import copy
import io
import pickle
import random

import pytest

import nn
from engine import Value
from engine import sum as total
from nn import MLP, from_torch, to_torch
from nn.networks.activations import NAMES

torch = pytest.importorskip("torch")
Linear, Sequential, Tanh = torch.nn.Linear, torch.nn.Sequential, torch.nn.Tanh


def tensor(x):
    return torch.tensor(x, dtype=torch.float64)


def assert_agree(ours, theirs):
    """1e-12 of the larger number or of 1."""
    theirs = theirs.detach().flatten().tolist() if torch.is_tensor(theirs) else theirs
    assert len(ours) == len(theirs)
    for a, b in zip(ours, theirs, strict=True):
        assert abs(a - b) <= 1e-12 * max(1.0, abs(a), abs(b)), (a, b)


def said(model):
    made = [layer.activation for layer in model.layers]
    return made, [(name, p.data) for name, p in model.named_parameters()]


def network(hidden, output, bias=True):
    """Inputs of 2 and layers of 4, 3 and 2, with biases other than 0."""
    model = MLP(2, [4, 3, 2], [hidden, "tanh"], output, bias=bias, seed=3)
    rng = random.Random(4)
    for layer in model.layers:
        for neuron in layer.neurons:
            if neuron.b is not None:
                neuron.b.data = rng.gauss(0, 1)
    return model


@pytest.mark.parametrize("bias", [True, False, [False, True, False]], ids=str)
@pytest.mark.parametrize("output", ["linear", "softmax", "sigmoid"])
@pytest.mark.parametrize("hidden", NAMES)
def test_outputs_and_gradients_are_the_same(hidden, output, bias):
    model = network(hidden, output, bias)
    twin = to_torch(model)
    rng = random.Random(5)
    for scale in (1.0, 30.0):  # at 30 PyTorch's own Softplus would be off by more
        x, c = [scale * rng.gauss(0, 1) for _ in range(2)], [rng.gauss(0, 1) for _ in range(2)]
        model.zero_grad()
        inputs = [Value(x_j) for x_j in x]
        outputs = model(inputs)
        total([a * c_i for a, c_i in zip(outputs, c, strict=True)]).backward()
        twin.zero_grad()
        their_x = tensor(x).requires_grad_()
        their_outputs = twin(their_x)
        (their_outputs * tensor(c)).sum().backward()
        assert_agree([a.data for a in outputs], their_outputs)
        assert_agree([v.grad for v in inputs], their_x.grad)
        linears = [part for part in twin if isinstance(part, Linear)]
        for layer, linear in zip(model.layers, linears, strict=True):
            assert_agree([w.grad for neuron in layer.neurons for w in neuron.w], linear.weight.grad)
            assert (linear.bias is None) == (layer.neurons[0].b is None)
            if linear.bias is not None:
                assert_agree([neuron.b.grad for neuron in layer.neurons], linear.bias.grad)


def test_a_softplus_with_pytorchs_threshold_would_be_noticed():
    twin = to_torch(MLP(1, [1], ["softplus"], seed=1))
    s = tensor([21.0])
    assert abs(twin[1](s) - torch.nn.Softplus()(s)).item() > 1e-12 * 21
    assert abs(twin[1](s) - torch.log1p(torch.exp(s))).item() <= 1e-12 * 21


def test_it_is_made_of_pytorchs_own_parts():
    twin = to_torch(MLP(2, [4, 3, 2], ["relu", "linear"], "softmax", seed=1))
    assert [type(part).__name__ for part in twin] == ["Linear", "ReLU", "Linear", "Linear", "Softmax"]
    assert all(p.dtype == torch.float64 and p.requires_grad for p in twin.parameters())


@pytest.mark.parametrize("output", NAMES)
@pytest.mark.parametrize("hidden", NAMES)
def test_state_dict_has_pytorchs_names_and_orientation(hidden, output):
    model = network(hidden, output, bias=[True, False, True])
    twin = to_torch(model)
    ours, theirs = model.state_dict(), twin.state_dict()
    assert list(ours) == list(theirs)
    assert all(ours[name].shape == theirs[name].shape and (ours[name] == theirs[name].numpy()).all() for name in ours)

    other = network(hidden, output, bias=[True, False, True])
    for p in other.parameters():
        p.data += 1.0
    twin.load_state_dict({name: torch.tensor(array) for name, array in other.state_dict().items()})
    assert (twin[0].weight[3, 1] == other.layers[0].neurons[3].w[1].data).item()
    model.load_state_dict(twin.state_dict())  # and what PyTorch gives is taken, tensors and all
    assert said(model) == said(other)


@pytest.mark.parametrize("activation", NAMES)
def test_there_and_back_is_the_same_network(activation):
    model = network(activation, activation, bias=[True, False, True])
    assert said(from_torch(to_torch(model))) == said(model)


def test_what_was_trained_in_pytorch_comes_back():
    model = MLP(2, [4, 1], "tanh", seed=1)
    twin = to_torch(model)
    X, y = tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), tensor([[0.0], [1.0], [1.0], [0.0]])
    optimiser = torch.optim.Adam(twin.parameters(), lr=0.05)
    for _ in range(300):
        optimiser.zero_grad()
        ((twin(X) - y) ** 2).mean().backward()
        optimiser.step()
    again = from_torch(twin)
    assert_agree([again(x).data for x in X.tolist()], twin(X))
    assert all(abs(again(x).data - t) < 0.1 for x, (t,) in zip(X.tolist(), y.tolist(), strict=True))


def test_a_single_precision_network_keeps_its_numbers():
    torch.manual_seed(0)
    theirs = Sequential(Linear(3, 4), torch.nn.ReLU(inplace=True), Linear(4, 2, bias=False), torch.nn.Softmax(dim=1))
    ours = from_torch(theirs)
    assert ours.layers[0].neurons[2].w[1].data == theirs[0].weight[2, 1].item()
    assert [layer.activation for layer in ours.layers] == ["relu", "softmax"]
    X = torch.randn(5, 3)
    for x, expected in zip(X.tolist(), theirs(X).tolist(), strict=True):
        assert [a.data for a in ours(x)] == pytest.approx(expected, abs=1e-6)


def test_nested_parts_are_opened_and_identity_left_out():
    inner = Sequential(Linear(2, 3), torch.nn.Identity(), Tanh())
    ours = from_torch(Sequential(inner, Linear(3, 1)))
    assert [layer.activation for layer in ours.layers] == ["tanh", "linear"]
    assert from_torch(Linear(2, 1)).layers[0].activation == "linear"


@pytest.mark.parametrize("activation", [torch.nn.Softplus(), torch.nn.GELU(), torch.nn.ELU(), torch.nn.Softmax(dim=-1)])
def test_activations_as_pytorch_makes_them_are_taken(activation):
    theirs = Sequential(Linear(2, 3), activation).double()
    assert_agree([a.data for a in from_torch(theirs)([0.4, -0.7])], theirs(tensor([0.4, -0.7])))


class Own(Linear):
    """A Linear with ideas of its own."""


def tied():
    layer = Linear(2, 2)
    return Sequential(layer, Tanh(), layer)


@pytest.mark.parametrize(
    ("module", "error", "words"),
    [
        (
            Sequential(Linear(2, 2), torch.nn.Dropout(0.5)),
            ValueError,
            r"Dropout\(p=0\.5.*\) at 1, which an MLP cannot hold; it",
        ),
        (Sequential(Linear(2, 2), Sequential(torch.nn.Conv1d(2, 2, 1))), ValueError, r"Conv1d\(.*\) at 1\.0, which"),
        (Sequential(Own(2, 2)), ValueError, r"Own\(.*\) at 0 where a Linear is needed"),
        (Sequential(Linear(2, 2), Own(2, 2)), ValueError, r"Own\(.*\) at 1, which an MLP cannot hold"),
        (Sequential(Tanh(), Linear(2, 2)), ValueError, r"Tanh\(\) at 0 where a Linear is needed"),
        (Sequential(Linear(2, 2), Tanh(), Tanh()), ValueError, r"Tanh\(\) at 2 where a Linear is needed"),
        (
            Sequential(Linear(2, 2), torch.nn.LeakyReLU(0.2)),
            ValueError,
            r"negative_slope=0\.2\) at 1; .*negative_slope 0\.01",
        ),
        (Sequential(Linear(2, 2), torch.nn.ELU(2.0)), ValueError, r"at 1; elu has alpha 1\.0 here"),
        (Sequential(Linear(2, 2), torch.nn.GELU("tanh")), ValueError, r"at 1; gelu has approximate 'none' here"),
        (Sequential(Linear(2, 2), torch.nn.Softplus(beta=2)), ValueError, r"at 1; softplus has beta 1\.0 here"),
        (Sequential(Linear(2, 2), torch.nn.Softplus(threshold=5)), ValueError, "softplus has threshold 40"),
        (Sequential(Linear(2, 2), torch.nn.Softmax(dim=0)), ValueError, r"at 1; softmax has dim -1 here"),
        (Sequential(), ValueError, "params is empty"),
        (torch.nn.ReLU(), ValueError, r"from_torch got ReLU\(\) where a Linear is needed"),
        (tied(), ValueError, "uses a weight twice"),
        (Sequential(Linear(2, 2), Linear(3, 1)), ValueError, "W2 takes 3 inputs, and layer 1 has 2 neurons"),
        (MLP(1, [1]), TypeError, r"from_torch got MLP.*a torch\.nn\.Sequential is needed"),
        (torch.ones(2), TypeError, r"\(Tensor\); a torch\.nn\.Sequential is needed"),
    ],
)
def test_what_an_mlp_cannot_hold_is_refused_by_name(module, error, words):
    with pytest.raises(error, match=words):
        from_torch(module)


class OwnMLP(MLP):
    """A network with ideas of its own."""


def test_what_pytorch_could_not_hold_is_refused_by_name():
    with pytest.raises(TypeError, match=r"to_torch got .*\(OwnMLP\); an MLP is needed"):
        to_torch(OwnMLP(1, [1]))
    shared, mixed = MLP(1, [2], seed=1), MLP(1, [2], seed=1)
    shared.layers[0].neurons[0].w[0] = shared.layers[0].neurons[1].w[0]
    mixed.layers[0].neurons[0].b = None
    with pytest.raises(ValueError, match="uses a weight twice; with to_torch"):
        to_torch(shared)
    with pytest.raises(ValueError, match="neurons of layer 1 differ in bias; to_torch needs one"):
        to_torch(mixed)


def test_the_twin_can_be_copied_and_saved_whole():
    twin = to_torch(network("sin", "exp"))
    x = tensor([[0.3, -0.2]])
    file = io.BytesIO()
    torch.save(twin, file)
    file.seek(0)
    for again in (copy.deepcopy(twin), pickle.loads(pickle.dumps(twin)), torch.load(file, weights_only=False)):
        assert torch.equal(again(x), twin(x))
    assert "Pointwise(sin)" in repr(twin)


def test_the_bridge_has_no_other_names():
    assert nn.to_torch is to_torch
    with pytest.raises(AttributeError, match=r"nn\.keeping\.torch_bridge.*'Other'"):
        nn.keeping.torch_bridge.Other
