"""`fit(…, vectorized="auto")`: which way it takes, the same history by both, and back to the start if it was wrong."""

import itertools
import math
import os
import random
import signal
import threading

import numpy as np
import pytest

import nn
from engine import Value, detect_anomaly
from nn import MLP, SGD, Adam, EarlyStopping, StepLR, fit
from nn.training import deciding, vectorized
from tests.examples import sizes
from tests.nn.training.test_array_training import HOT, LOSSES, ONE, OPTIMIZERS, SIGN, X, assert_same, network, numbers

DERIVED = "with a derived program, checked against scalars at update"
PAYS = deciding.pays
START = "with scalars: from the start again: after "


@pytest.fixture(autouse=True)
def a_program_always_pays(monkeypatch):
    """Whether it pays has tests of its own."""
    monkeypatch.setattr(deciding, "pays", lambda *_, **__: True)


@pytest.fixture(autouse=True)
def ctrl_c_interrupts():
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def both(make, targets=ONE, optimizer=OPTIMIZERS["momentum"], schedule=None, **words):
    """The same training twice, with scalars and as `fit` decides: [(history, parameters, optimiser)]."""
    found = []
    for way in (False, "auto"):
        random.seed(3)
        np.random.seed(3)
        model = make()
        mover = optimizer(model.parameters())
        plan = schedule and schedule(mover)
        history = fit(model, X, targets, optimizer=mover, schedule=plan, vectorized=way, **words)
        found.append((history, numbers(model), mover))
    assert found[0][0].way == "with scalars: vectorized=False"
    return found


def assert_identical(found):
    """To the last bit."""
    (ours, weights, one), (theirs, others, two) = found
    assert ours.updates == theirs.updates
    assert ours.epochs == theirs.epochs
    assert ours.stopped == theirs.stopped
    assert weights == others
    assert one.memories == two.memories
    assert one.lr == two.lr


# --- the same history ----------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 6, None])
@pytest.mark.parametrize("loss", LOSSES, ids=lambda x: x if isinstance(x, str) else x.__name__)
def test_every_loss_has_the_same_history_over_fifty_updates(loss, size):
    words = {
        "loss": loss,
        "batch_size": size,
        "metrics": ["accuracy"],
        "clip_norm": 2.0,
        "epochs": {1: 3, 6: 13}.get(size, 50),
    }
    found = both(lambda: network(loss), LOSSES[loss][1], seed=5, **words)
    assert found[0][0].updates[:50] == pytest.approx(found[1][0].updates[:50], rel=0, abs=1e-10)
    assert_same(found)
    assert found[1][0].way.startswith(DERIVED)


@pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=OPTIMIZERS)
@pytest.mark.parametrize("shuffled_by", [None, 4])
def test_every_optimiser_schedule_early_stopping_and_validation(optimizer, shuffled_by):
    found = both(
        network, ONE, optimizer, schedule=lambda mover: StepLR(mover, 7, 0.5), epochs=20, batch_size=8,
        seed=shuffled_by, validation=(X[:9], 1 - ONE[:9]), early_stopping=EarlyStopping(4, min_delta=0.001),
    )  # fmt: skip
    assert_same(found)
    (ours, *_), (theirs, *_) = found
    assert (ours.stopped, ours["lr"]) == (theirs.stopped, theirs["lr"])
    assert theirs.way.startswith(DERIVED)


def test_the_order_of_samples_is_that_of_the_global_generator_also_afterwards():
    after = []
    for way in (False, "auto"):
        random.seed(8)
        fit(network(), X, ONE, batch_size=4, epochs=5, vectorized=way)
        after.append(random.random())
    assert after[0] == after[1]


@pytest.mark.parametrize("kind", [SGD, Adam])
def test_what_is_clipped_is_the_gradient_of_what_moves(kind):
    found = both(network, ONE, lambda ps: kind(ps[3:9], lr=0.3), epochs=30, clip_norm=0.01)
    assert_same(found)
    assert found[1][0].way.startswith(DERIVED)


class Unused(nn.Module):
    """It has a weight that no output is made of, and one that is not in its layers."""

    def __init__(self):
        self.net = network()
        self.idle, self.scale = Value(3.0, label="idle"), Value(0.5, label="scale")

    def __call__(self, x):
        return self.net(x) * self.scale


def test_a_weight_without_a_gradient_stays_where_it_is():
    """Weight decay would move it if its gradient were taken to be 0."""
    with pytest.warns(UserWarning, match="1 of 46 parameters have no gradient") as caught:
        found = both(Unused, epochs=20)
    assert len(caught) == 2  # once by each way
    assert_same(found)
    assert found[1][0].way.startswith(DERIVED)


def test_a_loss_of_ones_own_with_l2_of_the_weights():
    def loss_of(model):
        def own(predictions, targets):
            rows = zip(predictions, targets, strict=True)
            return sum((p - y) ** 2 for [p], [y] in rows) / len(targets) + 0.01 * sum(w * w for w in model.parameters())

        return own

    histories = []
    for way in (False, "auto"):
        model = network()
        histories.append(fit(model, X, ONE, loss=loss_of(model), batch_size=9, epochs=17, seed=2, vectorized=way))
    assert histories[0].updates == pytest.approx(histories[1].updates, rel=0, abs=1e-10)
    assert histories[1].way.startswith(DERIVED)


def test_shared_weights():
    def tied():
        model = MLP(2, [3, 3, 1], activation="tanh", seed=2)
        model.layers[1].neurons[0].w[0] = model.layers[0].neurons[0].w[0]
        return model

    found = both(tied, epochs=50)
    assert_same(found)
    assert found[1][0].way.startswith(DERIVED)


def test_metrics_see_the_model_as_it_is():
    def run(way):
        model, seen = network(), []

        def weight(outputs, targets):
            seen.append(model.layers[0].neurons[0].w[0].data)
            return seen[-1]

        fit(model, X, ONE, lr=0.3, epochs=20, metrics=[weight], vectorized=way)
        return seen

    assert run("auto") == pytest.approx(run(False), abs=1e-12)


@pytest.mark.parametrize("loss", ["cross_entropy", "mse"])
def test_validation_has_the_same_numbers_and_calls_metrics_as_often(loss):
    def run(way):
        model, seen = network(loss), []

        def largest(outputs, targets):
            seen.append((max(map(max, outputs)), targets, model.layers[0].neurons[0].w[0].data))
            return seen[-1][0]

        Y = HOT.argmax(axis=1) if loss == "cross_entropy" else ONE
        aside = X[:7].tolist(), Y[:7].tolist()
        words = {"loss": loss, "reduction": "mean_all", "factor": 2.0, "metrics": [largest, "accuracy"]}
        history = fit(model, X, Y, lr=0.3, epochs=15, validation=aside, vectorized=way, **words)
        return history, seen

    (scalars, seen), (arrays, others) = run(False), run("auto")
    assert [epoch.columns for epoch in arrays] == [pytest.approx(epoch.columns, abs=1e-12) for epoch in scalars]
    assert [(a, w) for a, _, w in others] == [pytest.approx((a, w), abs=1e-12) for a, _, w in seen]
    assert [y for _, y, _ in others] == [y for _, y, _ in seen]


def test_a_target_for_validation_that_the_loss_does_not_take_is_refused():
    for way in (False, "auto"):
        with pytest.raises(ValueError, match=r"a target of hinge got 0\.5"):
            fit(network("hinge"), X, SIGN, loss="hinge", validation=(X[:2], [1, 0.5]), epochs=9, vectorized=way)


def test_a_subclass_of_mlp_is_not_taken_for_its_matrices():
    class Doubled(MLP):
        def __call__(self, x):
            return 2 * super().__call__(x)

    found = both(lambda: Doubled(2, [4, 1], activation="tanh", seed=1), epochs=20, metrics=["accuracy"])
    assert_same(found)
    assert found[1][0].way.startswith(DERIVED)


def test_an_optimiser_that_knows_single_numbers_only_gets_them():
    """A subclass of SGD does not take arrays because SGD does."""

    class Bounded(SGD):
        def moved(self, w, g, memory):
            memory["steps"] = memory.get("steps", 0.0) + 1
            return max(-1.0, min(1.0, w - self.lr * g))

    found = both(network, ONE, lambda ps: Bounded(ps, lr=0.2), epochs=30)
    assert_same(found)
    assert found[1][0].way.startswith(DERIVED)


# --- a model that is not what was traced ----------------------------------------------------------


class Bent(nn.Module):
    """relu by hand, with a slope below 0: a branch that leaves no trace. All inputs of `bent` start above it."""

    def __init__(self, at):
        self.w, self.b, self.at = Value(0.9, label="w"), Value(0.1, label="b"), at

    def __call__(self, x):
        s = self.w * x[0] * x[0] + self.w * x[1] * x[1] + self.b
        return s * 0.1 if s.data < self.at else s


def lowest():
    """What the model makes of the lowest sample at the start."""
    return min(0.9 * (X**2).sum(axis=1)) + 0.1


@pytest.mark.parametrize("size", [1, 4, None])
@pytest.mark.parametrize("optimizer", ["momentum", "Adam"])
def test_a_branch_that_is_taken_later_gives_the_history_of_scalars_to_the_last_bit(size, optimizer):
    """All samples are above the branch at first. As weights fall, some come below it."""
    found = both(
        lambda: Bent(lowest() - 0.01), -ONE, OPTIMIZERS[optimizer], schedule=lambda mover: StepLR(mover, 2, 0.7),
        epochs=12, batch_size=size, validation=(X[:5], ONE[:5]), early_stopping=EarlyStopping(9), metrics=["accuracy"],
    )  # fmt: skip
    assert_identical(found)
    way = found[1][0].way
    assert way.startswith(START)
    assert "a Python branch (if v.data > 0" in way


def test_a_branch_on_one_sample_that_no_check_on_the_way_meets_is_found_in_the_end(monkeypatch):
    monkeypatch.setattr(vectorized, "CHECKED", 1)

    class Odd(nn.Module):
        def __init__(self):
            self.w = Value(0.5)

        def __call__(self, x):
            return self.w * x[0] * (2.0 if getattr(x[0], "data", x[0]) == X[17, 0] else 1.0)

    found = both(Odd, epochs=6, batch_size=4, shuffle=False)
    assert_identical(found)
    assert found[1][0].way.startswith(START)


def test_a_branch_is_found_when_the_loss_becomes_infinite_too():
    """The program alone may be what makes it grow."""

    class Clipped(nn.Module):
        def __init__(self):
            self.w = Value(0.5)

        def __call__(self, x):
            s = self.w * self.w * 100.0 * x[0]
            return s if abs(s.data) < 1e4 else s * 1e-6

    found = both(Clipped, epochs=60, optimizer=lambda ps: SGD(ps, lr=0.05))
    assert_identical(found)
    assert found[1][0].way.startswith("with scalars")


def test_a_condition_on_a_value_is_seen_before_anything_is_trained():
    class Above(nn.Module):
        def __init__(self):
            self.w = Value(0.5)

        def __call__(self, x):
            return self.w * x[0] if x[0] > -100 else self.w

    found = both(Above, epochs=9)
    assert_identical(found)
    assert found[1][0].way.startswith("with scalars: the model has a condition: ")


class Dropout(nn.Module):
    """Each hidden unit is left out with probability 1/4."""

    def __init__(self, draw):
        self.first, self.last, self.draw = nn.Layer(2, 4, "tanh", seed=1), nn.Neuron(4, "linear", seed=2), draw

    def __call__(self, x):
        return self.last([h if self.chance() > 0.25 else h * 0.0 for h in self.first(x)])

    def chance(self):
        return self.draw.random()


@pytest.mark.parametrize(
    "draw", [lambda: random, lambda: np.random, lambda: random.Random(1), lambda: np.random.default_rng(1),
             lambda: np.random.RandomState(1)],
    ids=["random", "np.random", "Random", "Generator", "RandomState"],
)  # fmt: skip
@pytest.mark.parametrize("size", [1, 5])
def test_dropout_draws_what_it_would_have_drawn(draw, size):
    found = both(lambda: Dropout(draw()), epochs=8, batch_size=size)
    assert_identical(found)
    assert found[1][0].way.startswith("with scalars: ")


@pytest.mark.parametrize("size", [1, None])
def test_a_model_that_counts_its_calls(size):
    """The call that derives the program is not counted."""

    class Annealed(nn.Module):
        def __init__(self):
            self.w, self.calls = Value(0.5), 0

        def __call__(self, x):
            self.calls += 1
            return self.w * x[0] * (1 + 0.01 * self.calls)

    found = both(Annealed, epochs=6, batch_size=size)
    assert_identical(found)
    assert found[1][0].way.startswith("with scalars: ")


@pytest.mark.parametrize(
    "output",
    [
        lambda self, x: self.w * math.sin(x[0]),
        lambda self, x: self.w * [1.0, 2.0][int(x[0] > 0)],
        lambda self, x: self.w * {x[0]: 2.0}[float(x[0])],
    ],
    ids=["math", "comparison", "float"],
)
def test_what_cannot_be_derived_is_trained_with_scalars(output):
    kind = type("Own", (nn.Module,), {"__init__": lambda self: setattr(self, "w", Value(0.5)), "__call__": output})
    found = both(kind, epochs=6)
    assert_identical(found)
    assert found[1][0].way.startswith("with scalars: ")


def test_a_target_that_the_loss_does_not_take_is_refused_when_its_batch_comes():
    targets = SIGN.copy()
    targets[20] = 0.5
    ends = []
    for way in (False, "auto"):
        model = network("hinge")
        with pytest.raises(ValueError, match=r"a target of hinge got 0\.5"):
            fit(model, X, targets, loss="hinge", batch_size=4, shuffle=False, vectorized=way)
        ends.append(numbers(model))
    assert ends[0] == ends[1]


def test_asked_for_it_is_an_error_and_the_model_is_as_it_was_when_they_agreed():
    model = Bent(lowest() - 0.01)
    seen, mover = [numbers(model)], Adam(model.parameters(), lr=0.05)
    with pytest.raises(ValueError, match=r"a Python branch \(if v\.data > 0"):
        fit(
            model, X, -ONE, optimizer=mover, epochs=100, vectorized=True,
            on_update=lambda h: seen.append(numbers(model)),
        )  # fmt: skip
    made = int(mover.memories[0]["t"])
    assert numbers(model) == seen[made]
    assert made & (made - 1) == 0 < made < len(seen) - 1


class Counted(Bent):
    """Its first call makes a generator, of which each call draws one number."""

    def __init__(self, at):
        super().__init__(at)
        self.draw, self.calls = None, 0

    def __call__(self, x):
        self.draw, self.calls = self.draw or random.Random(1), self.calls + 1
        self.draw.random()
        return super().__call__(x)


def test_a_generator_that_the_first_call_makes_is_as_it_was_when_they_agreed():
    model, expected = Counted(lowest() - 0.01), random.Random(1)
    with pytest.raises(ValueError, match=r"a Python branch \(if v\.data > 0"):
        fit(model, X, -ONE, lr=0.0004, epochs=100, vectorized=True)
    assert model.calls > len(X)  # the last proof was not that of the first update
    for _ in range(model.calls):
        expected.random()
    assert model.draw.random() == expected.random()


# --- Ctrl-C ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("after", [0, 1, 5, 8, 13])
@pytest.mark.parametrize("size", [None, 4])
def test_ctrl_c_keeps_the_updates_that_were_made(monkeypatch, after, size):
    """The same weights as those of a training that ends there."""
    made = itertools.count()
    step = vectorized.ArrayDescent.step

    def interrupted(self):
        if next(made) == after:
            signal.raise_signal(signal.SIGINT)
        step(self)

    model = network()
    with monkeypatch.context() as patched:
        patched.setattr(vectorized.ArrayDescent, "step", interrupted)
        history = fit(model, X, ONE, lr=0.2, epochs=50, batch_size=size, seed=1)
    assert history.stopped == f"interrupted after {after + 1} updates"
    assert history.way.startswith(DERIVED)
    ends = {}
    other = network()
    fit(
        other, X, ONE, lr=0.2, epochs=15, batch_size=size, seed=1, vectorized=False,
        on_update=lambda h: ends.__setitem__(len(h.updates), numbers(other)),
    )  # fmt: skip
    assert numbers(model) == pytest.approx(ends[after + 1], abs=1e-12)


@pytest.mark.parametrize("times", sizes(6, 25))
def test_ctrl_c_at_any_moment(times):
    """The model, optimiser and history are those of a training that ended after so many updates."""
    rng, reached = random.Random(1), 0
    for attempt in range(times):
        words = {"batch_size": rng.choice([4, None]), "seed": attempt}
        model, other, ends = network(), network(), {}
        mover = Adam(model.parameters(), lr=0.001)
        timer = threading.Timer(rng.uniform(0.02, 0.25), os.kill, (os.getpid(), signal.SIGINT))
        timer.start()
        history = fit(model, X, ONE, optimizer=mover, epochs=100_000, metrics=["accuracy"], **words)
        timer.join()
        made = len(history.updates)
        assert history.stopped == f"interrupted after {made} updates"
        assert {memory.get("t", 0.0) for memory in mover.memories} == {float(made)}
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
        fit(
            other, X, ONE, optimizer=Adam(other.parameters(), lr=0.001), epochs=20, **words,
            on_update=lambda h, ends=ends, other=other: ends.__setitem__(len(h.updates), numbers(other)),
        )  # fmt: skip
        assert numbers(model) == pytest.approx(ends.get(made, numbers(model)), abs=1e-9)
        reached = max(reached, made)
    assert reached > 1


def test_ctrl_c_takes_updates_back_that_cannot_be_proved(monkeypatch):
    """Between two checks the branch is taken: the model goes back to the last check."""
    model, scalars, ends = Bent(lowest() - 0.01), Bent(lowest() - 0.01), [None]
    fit(
        scalars, X, -ONE, lr=0.0004, epochs=40, vectorized=False,
        on_update=lambda h: ends.append((numbers(scalars), min(s.data for s in map(scalars, X.tolist())))),
    )  # fmt: skip
    first = next(n for n, (_, low) in enumerate(ends[1:], 1) if low < scalars.at)  # after it, the program is wrong
    proved = 2 ** int(math.log2(first))
    made = itertools.count(1)
    step = vectorized.ArrayDescent.step

    def interrupted(self):
        if next(made) == first + 1:
            signal.raise_signal(signal.SIGINT)
        step(self)

    monkeypatch.setattr(vectorized.ArrayDescent, "step", interrupted)
    assert proved < first + 1 < 2 * proved  # else this would be another test
    history = fit(model, X, -ONE, lr=0.0004, epochs=40)
    assert history.stopped == f"interrupted after {proved} updates"
    assert numbers(model) == pytest.approx(ends[proved][0], abs=1e-12)
    assert len(history.updates) == proved
    assert len(history.epochs) == proved - 1  # the check came before the record of its epoch


# --- which way -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parameters", "batch", "updates", "expected"),
    [
        (21, 4, 2000, True),  # 3-4-1 on four samples
        (337, 100, 100, True),  # the two moons
        (23_860, 16, 50, True),  # digits of 28 × 28
        (17, 7, 9, False),
        (13, 1, 100, False),
        (337, 100, 1, False),
    ],
)
def test_where_it_pays(parameters, batch, updates, expected):
    assert PAYS(parameters, batch, updates, whole=False) is expected
    assert expected or not PAYS(parameters, batch, updates, whole=True)


def test_what_does_not_pay_is_trained_with_scalars(monkeypatch):
    monkeypatch.setattr(deciding, "pays", PAYS)
    way = fit(network(), X, ONE, epochs=2).way
    assert way == "with scalars: to derive a program does not pay: updates 2, samples in each 23"


def test_who_looks_after_each_update_gets_scalars():
    assert fit(network(), X, ONE, on_update=len, epochs=2).way == "with scalars: on_update is called after each update"


def test_under_detect_anomaly_it_is_scalars():
    with detect_anomaly():
        history = fit(network(), X, ONE, epochs=2)
    assert history.way == "with scalars: detect_anomaly watches each operation"


@pytest.mark.parametrize("way", ["yes", None, 3])
def test_other_words_are_refused(way):
    with pytest.raises(ValueError, match=r'vectorized got .*; "auto", True or False is needed'):
        fit(network(), X, ONE, vectorized=way)


@pytest.mark.parametrize("size", [None, 5])
@pytest.mark.parametrize("good", [0, 1, 2, 4, 7])
def test_a_program_that_becomes_wrong_is_found(monkeypatch, good, size):
    """Planted: after some calls, one entry of a gradient is off by 2e-10."""
    derive, calls = vectorized.ArrayDescent.derive, itertools.count()

    def derive_wrong(self, batch):
        program = derive(self, batch)
        right = program.function

        def wrong(*arrays):
            loss, gradients = right(*arrays)
            if next(calls) >= good:
                gradients["b1"][2] += 2e-10
            return loss, gradients

        program.function = wrong
        return program

    monkeypatch.setattr(vectorized.ArrayDescent, "derive", derive_wrong)
    found = both(network, epochs=24, batch_size=size)
    assert_identical(found)
    assert found[1][0].way.startswith("with scalars: ")
    assert "b1[2] is" in found[1][0].way


def test_many_outputs_and_class_numbers():
    classes = HOT.argmax(axis=1)
    found = both(lambda: network("cross_entropy"), classes, loss="cross_entropy", epochs=50)
    assert_same(found)
    assert found[1][0].way.startswith(DERIVED)
