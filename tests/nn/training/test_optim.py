"""Optimisers, schedules and clipping without PyTorch: numbers worked out by hand, ranges, and what is saved."""

import json
import math
from dataclasses import dataclass

import pytest

import nn
from engine import NOT_COMPUTED, Value
from nn import SGD, Adagrad, Adam, AdamW, ExponentialLR, LambdaLR, RMSprop, StepLR, clip_grad_norm_, clip_grad_value_

ALL = {
    "SGD": lambda ps: SGD(ps, lr=0.1, momentum=0.9, nesterov=True),
    "Adam": lambda ps: Adam(ps, lr=0.1),
    "AdamW": lambda ps: AdamW(ps, lr=0.1),
    "RMSprop": lambda ps: RMSprop(ps, lr=0.1, momentum=0.5, centered=True),
    "Adagrad": lambda ps: Adagrad(ps, lr=0.1, lr_decay=0.01),
}
every = pytest.mark.parametrize("make", ALL.values(), ids=ALL)


def descend(optimizer, steps):
    """Steps on Σ w⁴ / 4, whose gradient is w³."""
    for _ in range(steps):
        optimizer.zero_grad()
        for w in optimizer.parameters:
            (w * w * w * w * 0.25).backward()
        optimizer.step()


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda ps: SGD(ps, lr=0.5), [1.5, -0.5]),
        (lambda ps: SGD(ps, lr=0.5, momentum=0.5), [1.5, -0.75]),  # v = 1, then 0.5 + 4 = 4.5 → 1.5 − 2.25
        (lambda ps: SGD(ps, lr=0.5, weight_decay=1.0), [0.5, -1.75]),  # g = 1 + 2, then 4 + 0.5
        (lambda ps: SGD(ps, lr=0.5, momentum=0.5, nesterov=True), [1.25, -1.875]),
        (lambda ps: Adagrad(ps, lr=0.5, eps=1e-30), [1.5, 1.5 - 2 / math.sqrt(17)]),
    ],
)
def test_two_steps_by_hand(make, expected):
    """From w = 2, with gradients 1 and then 4."""
    w = Value(2.0)
    optimizer = make([w])
    for grad, number in zip([1.0, 4.0], expected, strict=True):
        w.grad = grad
        optimizer.step()
        assert w.data == pytest.approx(number, rel=1e-14)


def test_adams_first_step_has_the_length_lr_whatever_the_gradient():
    for grad in (1e-3, 2.0, -5e6):
        w = Value(1.0)
        w.grad = grad
        Adam([w], lr=0.25, eps=1e-30).step()
        assert w.data == pytest.approx(1 - math.copysign(0.25, grad), rel=1e-12)


@every
def test_all_find_the_minimum(make):
    ws = [Value(0.8), Value(-0.7)]
    optimizer = make(ws)
    descend(optimizer, 300)
    assert all(abs(w.data) < 0.2 for w in ws)


@every
def test_a_saved_state_goes_on_as_if_nothing_had_been(make):
    through, first = [Value(0.8), Value(-0.7)], [Value(0.8), Value(-0.7)]
    descend(make(through), 12)
    half = make(first)
    descend(half, 5)
    text = json.dumps(half.state_dict(), allow_nan=False)
    second = [Value(w.data) for w in first]
    rest = type(half)(second, lr=7.0)
    rest.load_state_dict(json.loads(text))
    descend(rest, 7)
    assert [w.data for w in second] == [w.data for w in through]


def damaged(state, **changes):
    return {**state, **changes}


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda s: 3, r"SGD.load_state_dict got the state of 3 .*; that of SGD is needed"),
        (lambda s: damaged(s, optimizer="Adam"), "got the state of Adam; that of SGD is needed"),
        (lambda s: damaged(s, settings={"lr": 0.1}), r"the state has settings \['lr'\]; SGD has"),
        (lambda s: damaged(s, settings=None), r"the state has settings .*None.*; SGD has"),
        (lambda s: damaged(s, memories=[{}]), "the state is of 1 parameters; this SGD moves 2"),
        (lambda s: damaged(s, memories=None), r"the state is of .*None.*; this SGD moves 2"),
        (lambda s: damaged(s, memories=[3, {}]), r"the state is of \[3, .*; this SGD moves 2"),
        (lambda s: damaged(s, memories=[{"velocity": "fast"}, {}]), "velocity"),
        (lambda s: damaged(s, settings={**s["settings"], "lr": -1}), "lr got -1"),
        (lambda s: damaged(s, settings={**s["settings"], "momentum": 2}), "momentum got 2"),
    ],
)
def test_a_state_that_does_not_fit_is_refused_and_nothing_changes(damage, message):
    ws = [Value(0.8), Value(-0.7)]
    optimizer = SGD(ws, lr=0.1, momentum=0.5)
    descend(optimizer, 2)
    before = json.dumps(optimizer.state_dict())
    with pytest.raises((ValueError, TypeError), match=message):
        optimizer.load_state_dict(damage(json.loads(before)))
    assert json.dumps(optimizer.state_dict()) == before


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda w: SGD([w], lr=0.1, momentum=1.0), r"momentum got 1.0; a number from 0 to less than 1 is needed"),
        (lambda w: SGD([w], lr=0.1, nesterov=True), "nesterov=True needs momentum and no dampening; got momentum=0.0"),
        (lambda w: SGD([w], lr=0.1, nesterov=True, momentum=0.5, dampening=0.1), "needs momentum and no dampening"),
        (lambda w: SGD([w], lr=0.1, weight_decay=-1), "weight_decay got -1; a number of 0 or more is needed"),
        (lambda w: Adam([w], betas=(0.9, 1.0)), r"betas\[1\] got 1.0; a number from 0 to less than 1"),
        (lambda w: Adam([w], betas=0.9), "betas got 0.9; two numbers are needed"),
        (lambda w: Adam([w], eps=0), "eps got 0; a positive number is needed"),
        (lambda w: RMSprop([w], alpha=-0.1), "alpha got -0.1; a number from 0 to less than 1"),
        (lambda w: Adagrad([w], initial_accumulator_value=math.nan), "initial_accumulator_value got nan"),
        (lambda w: Adam([w], lr=math.nan), "lr got nan; a positive learning rate is needed"),
        (lambda w: StepLR(SGD([w], lr=0.1), step_size=0), r"step_size got .*0.*; a whole number of 1 or more"),
        (lambda w: ExponentialLR(SGD([w], lr=0.1), gamma=0), "gamma got 0; a positive number"),
        (lambda w: LambdaLR(SGD([w], lr=0.1), lambda t: -1), "the learning rate of LambdaLR got -0.1; a number of 0"),
        (lambda w: clip_grad_norm_([w], 0), "max_norm got 0; a positive number"),
        (lambda w: clip_grad_value_([w], -1), "clip_value got -1; a positive number"),
    ],
)
def test_settings_out_of_range_are_refused_by_name(make, message):
    with pytest.raises(ValueError, match=message):
        make(Value(1.0))


@pytest.mark.parametrize("make", [lambda x: StepLR(x, 3), lambda x: LambdaLR(SGD([Value(1.0)], lr=1), x)])
def test_a_schedule_needs_an_optimiser_and_a_function(make):
    with pytest.raises(TypeError, match=r"got .*; an optimizer is needed|got .*; a function of"):
        make(0.1)


def test_a_schedule_can_be_saved():
    first = ExponentialLR(SGD([Value(1.0)], lr=0.5), gamma=0.9)
    for _ in range(3):
        first.step()
    optimizer = SGD([Value(1.0)], lr=9.0)
    second = ExponentialLR(optimizer, gamma=0.9)
    second.load_state_dict(json.loads(json.dumps(first.state_dict())))
    assert optimizer.lr == first.optimizer.lr == pytest.approx(0.5 * 0.9**3)
    with pytest.raises(ValueError, match="the state of another schedule"):
        StepLR(optimizer, 2).load_state_dict(first.state_dict())
    with pytest.raises(ValueError, match="got 3, the state of another schedule"):
        second.load_state_dict(3)
    with pytest.raises(TypeError, match=r"base got None .*; a number is needed"):
        second.load_state_dict({"schedule": "ExponentialLR", "epoch": 1})


def test_a_rate_that_a_schedule_brought_to_0_can_be_saved_too():
    optimizer = SGD([Value(1.0)], lr=0.5)
    optimizer.lr = 0.0
    other = SGD([Value(1.0)], lr=0.5)
    other.load_state_dict(optimizer.state_dict())
    assert other.lr == 0


def test_clipping_keeps_the_direction_and_leaves_the_uncomputed_alone():
    a, b, c = Value(1.0), Value(1.0), Value(1.0)
    a.grad, b.grad = 30.0, -40.0
    assert clip_grad_norm_([a, b, a, c], 5.0) == 50  # a counts once
    assert (a.grad, b.grad) == (pytest.approx(3.0, rel=1e-6), pytest.approx(-4.0, rel=1e-6))
    assert c.grad is NOT_COMPUTED
    clip_grad_value_([a, b, c], 3.5)
    assert b.grad == -3.5
    assert c.grad is NOT_COMPUTED


@pytest.mark.parametrize("wrong", [math.nan, math.inf])
def test_a_gradient_that_is_no_number_is_not_hidden_by_clipping(wrong):
    w, v = Value(1.0, label="w"), Value(2.0)
    w.grad, v.grad = wrong, 1.0
    with pytest.raises(ValueError, match=rf"gradients cannot be clipped: ∂L/∂w is {wrong}"):
        clip_grad_norm_([v, w], 1.0)
    assert v.grad == 1.0


def test_a_huge_gradient_does_not_overflow_the_norm():
    w = Value(1.0)
    w.grad = 1e200
    assert clip_grad_norm_([w], 1.0) == 1e200
    assert w.grad == pytest.approx(1.0)


class ByHand(nn.Optimizer):
    SETTINGS = (*nn.Optimizer.SETTINGS, "scale")

    def __init__(self, parameters, lr, weight_decay=0.0, scale=1.0):
        super().__init__(parameters, lr, weight_decay)
        self.scale = scale

    def moved(self, w, g, memory):
        return w - self.scale * self.lr * g


@dataclass(eq=False)
class ByFields(nn.Optimizer):
    scale: float = 1.0
    moved = ByHand.moved


@pytest.mark.parametrize("kind", [ByHand, ByFields])
def test_settings_of_an_optimiser_of_ones_own_are_saved(kind):
    optimizer, other = kind([Value(1.0)], 0.5, 0.25, scale=3.0), kind([Value(2.0)], 0.1)
    assert optimizer.state_dict()["settings"] == {"lr": 0.5, "weight_decay": 0.25, "scale": 3.0}
    other.load_state_dict(optimizer.state_dict())
    (other.parameters[0] * 1.0).backward()
    other.step()
    assert other.parameters[0].data == 2.0 - 3.0 * 0.5 * (1.0 + 0.25 * 2.0)


def test_an_optimiser_of_ones_own_says_what_it_lacks():
    w = Value(1.0)
    w.grad = 1.0
    with pytest.raises(NotImplementedError, match=r"Optimizer needs a method moved\(w, g, memory\)"):
        nn.Optimizer([w], lr=0.1).step()
