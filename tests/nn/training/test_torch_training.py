"""Optimisers, schedules and clipping, step by step against PyTorch's own."""

import math
import random
from contextlib import nullcontext

import pytest

import nn
from nn import MLP, squared_error

torch = pytest.importorskip("torch")

STEPS = 20
SETTINGS = {
    "SGD": [
        {"lr": 0.1},
        {"lr": 0.1, "weight_decay": 0.05},
        {"lr": 0.05, "momentum": 0.9},
        {"lr": 0.05, "momentum": 0.9, "dampening": 0.3, "weight_decay": 0.01},
        {"lr": 0.05, "momentum": 0.8, "nesterov": True},
        {"lr": 0.05, "momentum": 0.8, "nesterov": True, "weight_decay": 0.1},
    ],
    "Adam": [
        {},
        {"lr": 0.1},
        {"lr": 0.05, "betas": (0.5, 0.6), "eps": 0.1},
        {"lr": 0.05, "weight_decay": 0.2},
        {"lr": 0.1, "betas": (0.0, 0.9)},
    ],
    "AdamW": [{}, {"lr": 0.1}, {"lr": 0.1, "weight_decay": 0.5, "betas": (0.7, 0.99)}, {"lr": 0.1, "weight_decay": 0}],
    "RMSprop": [
        {},
        {"lr": 0.05, "alpha": 0.5, "eps": 0.01},
        {"lr": 0.02, "momentum": 0.7},
        {"lr": 0.02, "centered": True},
        {"lr": 0.02, "centered": True, "momentum": 0.5, "weight_decay": 0.1},
    ],
    "Adagrad": [
        {},
        {"lr": 0.1},
        {"lr": 0.1, "lr_decay": 0.3, "weight_decay": 0.1},
        {"lr": 0.1, "initial_accumulator_value": 0.5, "eps": 0.01},
    ],
}
CASES = [(name, settings) for name, each in SETTINGS.items() for settings in each]


def optimisers():
    """Every optimiser that nn offers."""
    return {name for name in nn.__all__ if isinstance(x := getattr(nn, name), type) and issubclass(x, nn.Optimizer)}


def assert_agree(ours, theirs):
    for a, b in zip(ours, theirs, strict=True):
        assert abs(a - b) <= 1e-12 * max(1.0, abs(a), abs(b)), (a, b)


class Pair:
    """One network and batch twice: scalar Values here, matrices there, with parameters in the same order."""

    def __init__(self, seed):
        rng = random.Random(seed)
        self.model = MLP(2, [3, 2], activation="tanh", seed=rng)
        self.X = [[rng.uniform(-1, 1) for _ in range(2)] for _ in range(4)]
        self.Y = [[rng.uniform(-1, 1) for _ in range(2)] for _ in range(4)]
        self.ours = self.model.parameters()
        self.theirs = [torch.tensor(p.data, dtype=torch.float64, requires_grad=True) for p in self.ours]

    def backward(self):
        """Both gradients, of both losses."""
        for p, q in zip(self.ours, self.theirs, strict=True):
            p.grad = q.grad = None
        squared_error([self.model.trace(x).output for x in self.X], self.Y).backward()
        A, numbers = torch.tensor(self.X, dtype=torch.float64), iter(self.theirs)
        for layer, f in zip(self.model.layers, (torch.tanh, lambda z: z), strict=True):
            rows = [torch.stack([next(numbers) for _ in range(len(n.w) + 1)]) for n in layer.neurons]
            W = torch.stack(rows)
            A = f(A @ W[:, :-1].T + W[:, -1])
        (((A - torch.tensor(self.Y, dtype=torch.float64)) ** 2).sum() / len(self.X)).backward()

    def numbers(self, what="data"):
        return [getattr(p, what) for p in self.ours], [getattr(q, what).item() for q in self.theirs]


def test_every_optimiser_is_compared():
    assert set(SETTINGS) | {"Optimizer"} == optimisers()


@pytest.mark.parametrize(("name", "settings"), CASES, ids=[f"{n}-{i}" for i, (n, _) in enumerate(CASES)])
def test_twenty_steps(name, settings):
    pair = Pair(seed=3)
    ours = getattr(nn, name)(pair.ours, **settings)
    theirs = getattr(torch.optim, name)(pair.theirs, **settings)
    start = pair.numbers()[0]
    for _ in range(STEPS):
        pair.backward()
        assert_agree(*pair.numbers("grad"))
        ours.step()
        theirs.step()
        assert_agree(*pair.numbers())
    assert all(abs(a - b) > 1e-6 for a, b in zip(start, pair.numbers()[0], strict=True))


@pytest.mark.parametrize("name", SETTINGS)
def test_the_defaults_are_pytorchs(name):
    ours = getattr(nn, name)([nn.MLP(1, [1]).parameters()[0]], **({"lr": 0.1} if name == "SGD" else {}))
    theirs = getattr(torch.optim, name)([torch.tensor(1.0)], **({"lr": 0.1} if name == "SGD" else {})).defaults
    for setting, value in ours.state_dict()["settings"].items():
        assert value == (list(theirs[setting]) if isinstance(theirs[setting], tuple) else theirs[setting]), setting


def test_a_parameter_without_gradient_is_left_out():
    pair = Pair(seed=4)
    ours, theirs = nn.Adam(pair.ours, lr=0.1), torch.optim.Adam(pair.theirs, lr=0.1)
    for step in range(STEPS):
        pair.backward()
        if step % 2:
            pair.ours[0].grad = pair.theirs[0].grad = None
        with pytest.warns(UserWarning, match="have no gradient") if step == 1 else nullcontext():
            ours.step()
        theirs.step()
        assert_agree(*pair.numbers())


SCHEDULES = {
    "StepLR": [{"step_size": 3}, {"step_size": 1, "gamma": 0.7}],
    "ExponentialLR": [{"gamma": 0.9}],
    "LinearLR": [{}, {"start_factor": 1.0, "end_factor": 0.0, "total_iters": 8}],
    "CosineAnnealingLR": [{"T_max": 20}, {"T_max": 6, "eta_min": 0.01}],
    "LambdaLR": [{"lr_lambda": lambda t: 1 / (1 + t)}],
}
EVERY = [(name, settings) for name, each in SCHEDULES.items() for settings in each]


def test_every_schedule_is_compared():
    assert set(SCHEDULES) == {name for name in nn.__all__ if name.endswith("LR")}


@pytest.mark.parametrize(("name", "settings"), EVERY, ids=[f"{n}-{i}" for i, (n, _) in enumerate(EVERY)])
def test_a_schedule_gives_pytorchs_rates(name, settings):
    pair = Pair(seed=5)
    ours, theirs = nn.SGD(pair.ours, lr=0.3), torch.optim.SGD(pair.theirs, lr=0.3)
    mine = getattr(nn, name)(ours, **settings)
    yours = getattr(torch.optim.lr_scheduler, name)(theirs, **settings)
    for _ in range(STEPS):
        assert ours.lr == pytest.approx(theirs.param_groups[0]["lr"], rel=1e-12, abs=1e-15)
        pair.backward()
        ours.step()
        theirs.step()
        mine.step()
        yours.step()
        assert_agree(*pair.numbers())


@pytest.mark.parametrize("limit", [0.01, 0.5, 100.0])
def test_clipping(limit):
    for seed in range(5):
        pair = Pair(seed)
        pair.backward()
        norm = nn.clip_grad_norm_(pair.ours, limit)
        assert_agree([norm], [torch.nn.utils.clip_grad_norm_(pair.theirs, limit).item()])
        assert_agree(*pair.numbers("grad"))
        pair.backward()
        nn.clip_grad_value_(pair.ours, limit)
        torch.nn.utils.clip_grad_value_(pair.theirs, limit)
        assert_agree(*pair.numbers("grad"))
        assert math.isfinite(norm)
