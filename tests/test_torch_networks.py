"""Networks, losses and gradient descent give PyTorch's numbers, in double precision."""

import random

import pytest

import engine
import nn
import nn.networks.activations
from engine import Value, grad, hessian
from nn import MLP, SGD
from nn.networks.initialisers import INITIALISERS

torch = pytest.importorskip("torch")
functional = torch.nn.functional

ACTIVATIONS = {
    "linear": lambda s: s,
    "relu": torch.relu,
    "leaky_relu": functional.leaky_relu,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "softplus": functional.softplus,
    "elu": functional.elu,
    "silu": functional.silu,
    "gelu": functional.gelu,
    "sin": torch.sin,
    "exp": torch.exp,
    "softmax": lambda s: torch.softmax(s, dim=-1),
}

# Ours by name: the output activation it goes with, and PyTorch's sum over all entries.
LOSSES = {
    "squared_error": ("linear", lambda a, y: functional.mse_loss(a, y, reduction="sum")),
    "absolute_error": ("linear", lambda a, y: functional.l1_loss(a, y, reduction="sum")),
    "huber": ("linear", lambda a, y: functional.huber_loss(a, y, reduction="sum")),
    "hinge": ("linear", lambda a, y: torch.clamp(1 - y * a, min=0).sum()),
    "binary_cross_entropy": ("sigmoid", lambda a, y: functional.binary_cross_entropy(a, y, reduction="sum")),
    "cross_entropy": ("softmax", lambda a, y: -(y * torch.log(a)).sum()),
    "binary_cross_entropy_with_logits": (
        "linear",
        lambda s, y: functional.binary_cross_entropy_with_logits(s, y, reduction="sum"),
    ),
    "cross_entropy_with_logits": ("linear", lambda s, y: functional.cross_entropy(s, y, reduction="sum")),
}


class Twin:
    """The same network in PyTorch, with the same parameters."""

    def __init__(self, model):
        self.names = [layer.activation for layer in model.layers]
        self.layers = []
        for layer in model.layers:
            linear = torch.nn.Linear(
                len(layer.neurons[0].w), len(layer.neurons), bias=layer.neurons[0].b is not None, dtype=torch.float64
            )
            with torch.no_grad():
                linear.weight.copy_(tensor([[w.data for w in neuron.w] for neuron in layer.neurons]))
                if linear.bias is not None:
                    linear.bias.copy_(tensor([neuron.b.data for neuron in layer.neurons]))
            self.layers.append(linear)

    def __call__(self, X):
        for linear, name in zip(self.layers, self.names, strict=True):
            X = ACTIVATIONS[name](linear(X))
        return X

    def parameters(self):
        return [p for linear in self.layers for p in linear.parameters()]

    def flat(self, of):
        """A number of each parameter, in the order of ours: neuron by neuron, weights before the bias."""
        numbers = []
        for linear in self.layers:
            rows = of(linear.weight)
            if linear.bias is not None:
                rows = torch.column_stack([rows, of(linear.bias)])
            numbers += rows.flatten().tolist()
        return numbers


def tensor(numbers):
    return torch.tensor(numbers, dtype=torch.float64)


def assert_agree(ours, theirs):
    """|a − b| ≤ 1e-12 · max(1, |a|, |b|) for each pair."""
    assert len(ours) == len(theirs)
    for a, b in zip(ours, theirs, strict=True):
        assert abs(a - b) <= 1e-12 * max(1.0, abs(a), abs(b)), (a, b)


def case(names, seed, samples=3, bias=True, fused=False):
    """A random network and batch; targets are probabilities that sum to 1, as any loss takes them."""
    rng = random.Random(seed)
    sizes = [rng.randint(1, 4) for _ in names[:-1]] + [3]
    model = MLP(2, sizes, names, bias=bias, seed=rng, fused=fused)
    for p in model.parameters():
        p.data = rng.uniform(-1, 1)
    X = [[rng.uniform(-1.5, 1.5) for _ in range(2)] for _ in range(samples)]
    Y = [[rng.uniform(0.1, 1) for _ in range(3)] for _ in range(samples)]
    return model, X, [[y / sum(row) for y in row] for row in Y]


def suited(Y, loss):
    """The targets as the loss takes them: hinge wants -1 and 1."""
    return [[1.0 if y > 0.3 else -1.0 for y in row] for row in Y] if loss == "hinge" else Y


def test_every_activation_is_compared():
    assert set(ACTIVATIONS) == set(nn.networks.activations.NAMES)


def test_every_loss_is_compared():
    named = {name for name in nn.__all__ if name.endswith(("_error", "entropy", "_with_logits"))}
    assert set(LOSSES) == named | {row.name for row in nn.losses.TABLE.values()}


FUSED = pytest.mark.parametrize("fused", [False, True], ids=["elementary", "fused"])


@FUSED
@pytest.mark.parametrize("reduction", ["mean", "sum", "mean_all"])
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("hidden", ACTIVATIONS)
def test_forward_loss_and_gradients(hidden, loss, reduction, fused):
    output, theirs = LOSSES[loss]
    for seed in range(3):
        model, X, Y = case([hidden, "tanh", output], seed, samples=seed + 1, bias=seed != 2, fused=fused)
        Y = suited(Y, loss)
        twin = Twin(model)
        traces = [model.trace(x) for x in X]
        factor = 0.5 + seed
        ours = getattr(nn, loss)([trace.output for trace in traces], Y, reduction=reduction, factor=factor)
        ours.backward()
        A = twin(tensor(X))
        total = theirs(A, tensor(Y)) * factor / {"mean": len(X), "sum": 1, "mean_all": A.numel()}[reduction]
        total.backward()
        assert_agree([a for trace in traces for a in trace.layers[-1].a], A.flatten().tolist())
        assert_agree([ours.data], [total.item()])
        assert_agree([p.grad for p in model.parameters()], twin.flat(lambda p: p.grad))


@pytest.mark.parametrize(
    ("ours", "reduction", "theirs"),
    [
        ("squared_error", "mean_all", functional.mse_loss),
        ("binary_cross_entropy_with_logits", "mean_all", functional.binary_cross_entropy_with_logits),
        ("cross_entropy_with_logits", "mean", functional.cross_entropy),
    ],
)
def test_what_pytorch_calls_mean(ours, reduction, theirs):
    """Over all entries for element-wise losses, over samples for cross-entropy."""
    model, X, Y = case(["tanh", "linear"], 5)
    loss = getattr(nn, ours)([model(x) for x in X], Y, reduction=reduction)
    assert_agree([loss.data], [theirs(Twin(model)(tensor(X)), tensor(Y)).item()])


@FUSED
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_deltas_are_the_gradients_of_the_pre_activations(activation, fused):
    names = [activation, activation if activation != "exp" else "tanh", "sigmoid"]
    model, X, Y = case(names, 7, samples=1, fused=fused)
    trace = model.trace(X[0])
    nn.squared_error(trace.output, Y[0]).backward()
    twin, A, S = Twin(model), tensor(X), []
    for linear, name in zip(twin.layers, twin.names, strict=True):
        S.append(linear(A))
        S[-1].retain_grad()
        A = ACTIVATIONS[name](S[-1])
    ((A - tensor(Y)) ** 2).sum().backward()
    for layer, s in zip(trace.layers, S, strict=True):
        assert_agree(layer.s, s.flatten().tolist())
        assert_agree(layer.delta, s.grad.flatten().tolist())


@pytest.mark.parametrize("s", [-1000.0, -40.0, 0.0, 40.0, 1000.0])
@pytest.mark.parametrize("y", [0.0, 0.25, 1.0])
def test_logits_however_large(s, y):
    for ours, theirs, logits, targets in (
        (nn.binary_cross_entropy_with_logits, functional.binary_cross_entropy_with_logits, [s], [y]),
        (nn.cross_entropy_with_logits, functional.cross_entropy, [s, 0.5, -s], [y, 1 - y, 0.0]),
    ):
        values, t = [Value(x) for x in logits], tensor(logits).requires_grad_()
        loss, expected = ours(values, targets), theirs(t, tensor(targets))
        loss.backward()
        expected.backward()
        assert_agree([loss.data, *[v.grad for v in values]], [expected.item(), *t.grad.tolist()])


@FUSED
@pytest.mark.parametrize("bias", [True, False], ids=["bias", "no bias"])
@pytest.mark.parametrize(
    ("names", "loss", "lr"),
    [
        (["relu", "linear"], "squared_error", 0.05),
        (["tanh", "softplus", "sigmoid"], "binary_cross_entropy", 0.5),
        (["sigmoid", "softmax"], "cross_entropy", 0.5),
        (["leaky_relu", "sin", "linear"], "cross_entropy_with_logits", 0.1),
        (["softmax", "linear"], "binary_cross_entropy_with_logits", 1.0),
        (["tanh", "linear"], "absolute_error", 0.05),
        (["silu", "linear"], "huber", 0.5),
        (["relu", "linear"], "hinge", 0.2),
    ],
)
def test_twenty_steps_of_gradient_descent(names, loss, lr, bias, fused):
    model, X, Y = case(names, 11, samples=4, bias=bias, fused=fused)
    Y = suited(Y, loss)
    twin = Twin(model)
    ours, theirs = SGD(model.parameters(), lr=lr), torch.optim.SGD(twin.parameters(), lr=lr)
    seen = []
    for _ in range(20):
        ours.zero_grad()
        total = getattr(nn, loss)([model.trace(x).output for x in X], Y)
        total.backward()
        ours.step()
        theirs.zero_grad()
        expected = LOSSES[loss][1](twin(tensor(X)), tensor(Y)) / len(X)
        expected.backward()
        theirs.step()
        assert_agree([total.data], [expected.item()])
        assert_agree([p.data for p in model.parameters()], twin.flat(lambda p: p.detach()))
        seen.append(total.data)
    assert seen[-1] < seen[0]


@pytest.mark.parametrize("init", ["xavier_uniform", "xavier_normal", "kaiming_uniform", "kaiming_normal"])
def test_initialisers_have_the_spread_of_pytorchs(init):
    """Those of the same name in torch.nn.init, with the gain of relu for kaiming."""
    fan_in, fan_out = 50, 200
    weights = torch.empty(fan_out, fan_in, dtype=torch.float64)
    torch.manual_seed(0)
    options = {"nonlinearity": "relu"} if init.startswith("kaiming") else {}
    getattr(torch.nn.init, f"{init}_")(weights, **options)
    rng = random.Random(0)
    drawn = tensor([INITIALISERS[init](rng, fan_in, fan_out) for _ in range(fan_in * fan_out)])
    assert drawn.std().item() == pytest.approx(weights.std().item(), rel=0.04)
    assert drawn.mean().item() == pytest.approx(0, abs=0.05 * weights.std().item())


# --- second derivatives -----------------------------------------------------------------------


@FUSED
@pytest.mark.parametrize("hidden", ACTIVATIONS)
def test_the_gradient_of_a_gradient_penalty(hidden, fused):
    """Σ (∂out/∂x)² as a loss: its gradients are second derivatives of the network."""
    model, X, _ = case([hidden, "tanh", "linear"], 13, samples=1, fused=fused)
    twin, xs = Twin(model), [Value(x) for x in X[0]]
    slopes = grad(engine.sum(model(xs)), xs)
    ours = engine.dot(slopes, slopes)
    ours.backward()
    x = tensor(X[0]).requires_grad_()
    (slope,) = torch.autograd.grad(twin(x).sum(), x, create_graph=True)
    (slope**2).sum().backward()
    assert_agree([ours.data, *[v.grad for v in xs]], [(slope**2).sum().item(), *x.grad.tolist()])
    theirs = twin.flat(lambda p: torch.zeros_like(p) if p.grad is None else p.grad)
    assert_agree([p.grad for p in model.parameters()], theirs)


@FUSED
@pytest.mark.parametrize("hidden", ["relu", "leaky_relu", "tanh", "gelu", "elu"])
def test_the_hessian_of_a_loss_for_all_parameters(hidden, fused):
    model, X, Y = case([hidden, "softmax"], 17, samples=2, fused=fused)
    twin = Twin(model)
    found = hessian(nn.cross_entropy([model(x) for x in X], Y, reduction="sum"), model.parameters())

    parameters = twin.parameters()
    loss = LOSSES["cross_entropy"][1](twin(tensor(X)), tensor(Y))
    first = torch.autograd.grad(loss, parameters, create_graph=True)

    def flat(tensors):
        return twin.flat(lambda p: next(t for q, t in zip(parameters, tensors, strict=True) if q is p))

    def row(slope):
        return flat(torch.autograd.grad(slope, parameters, retain_graph=True, materialize_grads=True))

    places = [torch.arange(p.numel()).reshape(p.shape) for p in parameters]
    numbered = [place + 1000 * i for i, place in enumerate(places)]
    for h, number in zip(found, flat(numbered), strict=True):
        assert_agree([v.data for v in h], row(first[number // 1000].flatten()[number % 1000]))
