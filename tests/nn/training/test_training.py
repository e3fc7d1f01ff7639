"""`fit`: the three regimes against formulas in NumPy, what it keeps, when it stops, and Ctrl-C at any moment."""

import json
import math
import os
import random
import signal
import sys
import threading
import types
import weakref
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest

import nn
from engine import NOT_COMPUTED, Value, no_grad
from engine.recording import blocks
from nn import MLP, SGD, Adam, EarlyStopping, ExponentialLR, fit
from nn.training import deciding, history
from nn.training.descent import Batches
from nn.training.interruption import Interruption
from tests.examples import sizes

SEED0 = json.loads((Path(__file__).parents[2] / "data" / "scenarios.json").read_text(encoding="utf-8"))["seed0"]
RNG = np.random.default_rng(7)
X, Y = RNG.uniform(-1, 1, (7, 2)), RNG.uniform(0, 1, (7, 2))


@pytest.fixture(autouse=True)
def ctrl_c_interrupts():
    """As in a terminal: where tests run in the background, the system may ignore Ctrl-C altogether."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def network(output="sigmoid"):
    return MLP(2, [3, 2], activation="sigmoid", output=output, seed=5)


def numbers(model):
    return [p.data for p in model.parameters()]


def sigmoid(Z):
    return 1 / (1 + np.exp(-Z))


def by_hand(model, batches, lr, factor=1.0):
    """The parameters after each update of squared error, mean over the batch, with matrices and formulas."""
    params = [
        [np.array([[w.data for w in n.w] for n in layer.neurons]), np.array([n.b.data for n in layer.neurons])]
        for layer in model.layers
    ]
    after = []
    for batch in batches:
        A0, T = X[batch], Y[batch]
        (W1, b1), (W2, b2) = params
        A1 = sigmoid(A0 @ W1.T + b1)
        A2 = sigmoid(A1 @ W2.T + b2)
        D2 = factor * 2 * (A2 - T) / len(batch) * A2 * (1 - A2)
        D1 = D2 @ W2 * A1 * (1 - A1)
        params = [
            [W1 - lr * D1.T @ A0, b1 - lr * D1.sum(axis=0)],
            [W2 - lr * D2.T @ A1, b2 - lr * D2.sum(axis=0)],
        ]
        after.append([x for W, b in params for row, one in zip(W, b, strict=True) for x in (*row, one)])
    return after


# --- one set of weights, moved at different times ----------------------------------------------


@pytest.mark.parametrize("size", [1, 2, 3, 7, None, 100])
def test_weights_after_each_update(size):
    model, epochs, seen = network(), 3, []
    expected = by_hand(
        model, [list(range(7))[i : i + (size or 7)] for _ in range(epochs) for i in range(0, 7, size or 7)], 0.7, 0.5
    )
    found = fit(
        model, X, Y, factor=0.5, lr=0.7, epochs=epochs, batch_size=size, shuffle=False,
        on_update=lambda h: seen.append(numbers(model)),
    )  # fmt: skip
    np.testing.assert_allclose(seen, expected, rtol=0, atol=1e-12)
    assert len(found.updates) == len(expected) == found.epochs[-1].updates
    assert [epoch.number for epoch in found] == [1, 2, 3]
    assert found.stopped == ""


def test_the_question_of_one_set_of_weights():
    """The numbers of question 0: one step for the whole batch, or three, one for each sample."""
    given, expected = SEED0["inputs"], SEED0["expected"]
    weights = [given["W1"], given["W2"]]
    for size, name in [(None, "W2_after_batch_step"), (1, "W2_after_3_online_steps")]:
        model = MLP.from_arrays(weights, activations="sigmoid", orientation="in_out")
        found = fit(
            model, given["X"], given["Y"], factor=0.5, lr=given["learning_rate"], epochs=1, batch_size=size,
            shuffle=False,
        )  # fmt: skip
        assert [w.data for w in model.layers[1].neurons[0].w] == pytest.approx(expected[name], abs=1e-12)
        if size is None:
            assert found.loss == pytest.approx([expected["cost"]], abs=1e-12)


@pytest.mark.parametrize("reduction", ["mean", "sum", "mean_all"])
def test_the_loss_of_an_epoch_is_that_of_all_samples(reduction):
    model = network()
    whole = nn.evaluate(model, X, Y, reduction=reduction, factor=3.0)["loss"]
    found = fit(model, X, Y, lr=1e-12, epochs=1, batch_size=3, reduction=reduction, factor=3.0)
    assert found.loss == pytest.approx([whole], rel=1e-9)
    assert found["updates"] == [3]


def test_a_batch_of_all_is_gradient_descent_on_the_plain_loss():
    """The same numbers as a bare loop over one graph of all samples."""
    ours, loop = network(), network()
    fit(ours, X, Y, lr=0.5, epochs=4)
    optimizer = SGD(loop.parameters(), lr=0.5)
    for _ in range(4):
        loop.zero_grad()
        nn.squared_error([loop.trace(x).output for x in X], Y).backward()
        optimizer.step()
    assert numbers(ours) == pytest.approx(numbers(loop), abs=1e-14)


@pytest.mark.parametrize("samples", [1, 16, 17, 40])
def test_samples_that_share_a_backward_pass_give_the_gradients_of_one_for_each(samples):
    """To the last bit. Naive: the shares of the last sample are added first."""
    rows = [[math.sin(n), math.cos(n * n)] for n in range(samples)]
    aims = [[float(n % 2)] for n in range(samples)]
    ours, loop = (MLP(2, [5, 1], "tanh", "sigmoid", seed=1) for _ in range(2))
    fit(ours, rows, aims, lr=0.5, epochs=1, vectorized=False)
    for x, y in zip(rows, aims, strict=True):
        nn.squared_error([[loop(x)]], [y], reduction="sum", factor=1 / samples).backward()
    SGD(loop.parameters(), lr=0.5).step()
    assert numbers(ours) == numbers(loop)


def test_the_order_can_be_had_again():
    def after(seed, shuffle=True):
        model = network()
        fit(model, X, Y, lr=0.5, epochs=3, batch_size=2, seed=seed, shuffle=shuffle)
        return numbers(model)

    assert after(1) == after(1) != after(2)
    assert after(1) != after(1, shuffle=False) == after(2, shuffle=False)
    random.seed(4)
    first = after(None)
    random.seed(4)
    assert after(None) == first != after(None)


def test_every_sample_is_used_once_in_an_epoch():
    batches = Batches(10, 3, True, 0)
    orders = [[n for batch in batches for n in batch] for _ in range(5)]
    assert all(sorted(order) == list(range(10)) for order in orders)
    assert len({tuple(order) for order in orders}) > 1
    assert [len(batch) for batch in batches] == [3, 3, 3, 1]


# --- losses, optimisers, metrics ---------------------------------------------------------------


def test_words_functions_and_losses_of_ones_own():
    def own(predictions, targets):
        rows = zip(predictions, targets, strict=True)
        return sum((a - y) ** 2 for row in rows for a, y in zip(*row, strict=True)) / 7

    results = []
    for loss in ("mse", nn.squared_error, own):
        model = network()
        results.append((fit(model, X, Y, loss=loss, epochs=3).loss, numbers(model)))
    for loss, after in results[1:]:
        assert loss == pytest.approx(results[0][0], abs=1e-14)
        assert after == pytest.approx(results[0][1], abs=1e-14)


@pytest.mark.parametrize(
    ("loss", "output", "targets"),
    [
        ("bce", "sigmoid", [0, 1, 1, 0]),
        ("hinge", "linear", [-1, 1, 1, -1]),
        (nn.binary_cross_entropy_with_logits, "linear", [0, 1, 1, 0]),
        ("cross_entropy", "softmax", [[1, 0], [0, 1], [0, 1], [1, 0]]),
        (nn.cross_entropy_with_logits, "linear", [[1, 0], [0, 1], [0, 1], [1, 0]]),
        ("mse", "tanh", [-1, 1, 1, -1]),
        ("huber", "linear", [0, 1, 1, 0]),
        ("mae", "linear", [0, 1, 1, 0]),
    ],
)
def test_exclusive_or_is_learned_with_every_loss(loss, output, targets):
    outputs = 2 if isinstance(targets[0], list) else 1
    model = MLP(2, [6, outputs], activation="tanh", output=output, seed=3)
    inputs = [[0, 0], [0, 1], [1, 0], [1, 1]]
    found = fit(
        model, inputs, targets, loss=loss, optimizer=Adam(model.parameters(), lr=0.05), epochs=250, metrics=["accuracy"]
    )
    assert found["accuracy"][-1] == 1.0
    assert found.loss[-1] < 0.2 * found.loss[0]
    assert nn.evaluate(model, inputs, targets, loss=loss, metrics=["accuracy"])["accuracy"] == 1.0


def test_metrics_of_ones_own_and_validation():
    def worst(outputs, targets):
        return float(np.abs(np.array(outputs) - targets).max())

    model = network()
    found = fit(model, X[:5], Y[:5], epochs=4, metrics=[worst], validation=(X[5:], Y[5:]))
    assert set(found.epochs[0].columns) == {"loss", "worst", "val_loss", "val_worst"}
    A = nn.predict(model, X[5:])
    assert found["val_loss"][-1] == pytest.approx(((A - Y[5:]) ** 2).sum() / 2, abs=1e-14)
    assert found["val_worst"][-1] == pytest.approx(np.abs(A - Y[5:]).max(), abs=1e-14)
    assert all(p.grad is NOT_COMPUTED for p in model.parameters())


def test_one_metric_needs_no_list():
    def worst(outputs, targets):
        return float(np.abs(np.array(outputs) - targets).max())

    for metric, name in (("accuracy", "accuracy"), (worst, "worst")):
        assert (
            fit(network(), X, Y, epochs=1, metrics=metric).epochs
            == fit(network(), X, Y, epochs=1, metrics=[metric]).epochs
        )
        assert [*nn.evaluate(network(), X, Y, metrics=metric)] == ["loss", name]
    with pytest.raises(ValueError, match="unknown metric: 'precision'"):
        fit(network(), X, Y, metrics="precision")
    with pytest.raises(TypeError, match=r"metrics got None .*a list is needed"):
        fit(network(), X, Y, metrics=None)


def test_predictions_record_no_graph_and_have_the_shape_of_the_outputs():
    model = network()
    A = nn.predict(model, X)
    assert A.shape == (7, 2)
    assert A[3].tolist() == [a.data for a in model(list(X[3]))]
    assert nn.predict(MLP(1, [1], init="ones"), [1.0, 2.0]).tolist() == [[1.0], [2.0]]


@pytest.mark.parametrize(
    ("outputs", "targets", "words", "share"),
    [
        ([[0.6], [0.4], [0.6]], [1, 0, 0], {}, 2 / 3),
        ([[0.6], [-0.4], [0.6]], [1, -1, -1], {}, 2 / 3),
        ([[0.2], [-0.4], [0.3]], [1, -1, 1], {}, 1.0),
        ([[0.2], [-0.4], [0.3]], [1, 0, 1], {"threshold": 0.0}, 1.0),
        ([[0.1, 0.7, 0.2], [0.5, 0.2, 0.3]], [[0, 1, 0], [0, 0, 1]], {}, 0.5),
    ],
)
def test_accuracy(outputs, targets, words, share):
    assert nn.accuracy(outputs, targets, **words) == pytest.approx(share)


def test_an_optimiser_a_schedule_and_clipping_of_ones_own():
    model = network()
    optimizer = SGD(model.parameters(), lr=0.5)
    found = fit(model, X, Y, optimizer=optimizer, schedule=ExponentialLR(optimizer, 0.5), epochs=3)
    assert found["lr"] == [0.5, 0.25, 0.125]
    before, steps = numbers(model), []
    fit(
        model, X, Y, lr=1.0, epochs=1, batch_size=2, clip_norm=1e-3, factor=100.0,
        on_update=lambda h: steps.append(numbers(model)),
    )  # fmt: skip
    for a, b in zip([before, *steps], steps, strict=False):
        assert math.dist(a, b) == pytest.approx(1e-3, rel=1e-2)


def test_a_frozen_layer_stays_and_gathers_no_gradient():
    model = network()
    first = [w.data for n in model.layers[0].neurons for w in n.w]
    fit(model, X, Y, optimizer=SGD(model.layers[1].parameters(), lr=0.5), epochs=2)
    assert [w.data for n in model.layers[0].neurons for w in n.w] == first
    assert all(p.grad is NOT_COMPUTED for p in model.parameters())


# --- when it stops -----------------------------------------------------------------------------


def records(values, name="loss"):
    return [history.Epoch(i, v, {name: v} if name != "loss" else {}, {}, 0.1, i) for i, v in enumerate(values, 1)]


@pytest.mark.parametrize(
    ("rule", "values", "name", "over", "best"),
    [
        (EarlyStopping(2), [5, 4, 4, 4, 1], "loss", 4, 2),
        (EarlyStopping(2, min_delta=1.5), [5, 4, 3, 2, 1], "loss", None, 5),  # 5, then 3, then 1
        (EarlyStopping(1, monitor="accuracy"), [0.5, 0.6, 0.6, 0.9], "accuracy", 3, 2),
        (EarlyStopping(3), [5, math.nan, math.nan, math.nan], "loss", 4, 1),
    ],
)
def test_patience(rule, values, name, over, best):
    w = Value(0.0)
    watch, ended = rule.watch([w], False), None
    for epoch in records(values, name):
        w.data = float(epoch.number)
        if watch.is_over(epoch):
            ended = epoch.number
            break
    watch.restore()
    assert (ended, w.data) == (over, best)


def test_early_stopping_brings_the_best_parameters_back():
    model, seen = network(), {}
    validation = (X[5:], 1 - Y[5:])  # learning the rest makes these worse
    found = fit(
        model, X[:5], Y[:5], lr=3.0, epochs=500, validation=validation, early_stopping=20,
        on_update=lambda h: seen.__setitem__(len(h.updates), numbers(model)),
    )  # fmt: skip
    best = min(range(len(found)), key=lambda i: found["val_loss"][i])
    assert len(found) == best + 21 < 500
    assert found.stopped == f"val_loss has not improved since epoch {best + 1}"
    assert numbers(model) == seen[best + 1]
    assert nn.evaluate(model, *validation)["loss"] == found["val_loss"][best]


@pytest.mark.parametrize("loss", ["mse", "bce"])
def test_a_loss_that_is_no_number_ends_training_before_it_moves_anything(loss):
    model = MLP(1, [1], output="linear" if loss == "mse" else "sigmoid", seed=1)
    seen = []
    with pytest.warns(
        RuntimeWarning, match=r"the loss became (inf|nan) in epoch \d+, after \d+ updates, with lr=10000"
    ) as caught:
        found = fit(
            model, [[1e30], [2.0]] if loss == "mse" else [[1e308], [1.0]], [1, 0], loss=loss, lr=1e4, epochs=50,
            on_update=lambda h: seen.append(numbers(model)), early_stopping=EarlyStopping(50, restore_best=False),
        )  # fmt: skip
    assert caught[0].filename == __file__
    assert "the loss became" in found.stopped
    assert numbers(model) == (seen[-1] if seen else numbers(MLP(1, [1], seed=1)))
    assert all(math.isfinite(x) for x in found.updates)


@pytest.mark.parametrize("times", sizes(15, 50))
def test_interrupted_at_any_moment_fit_returns_a_usable_model_and_its_history(times):
    """The model has to be in exactly the state after the last update that the history knows."""
    rng, interrupted = random.Random(0), 0
    for attempt in range(times):
        model = network()
        states = {0: numbers(model)}
        optimizer = Adam(model.parameters(), lr=0.01)

        timer = threading.Timer(rng.uniform(0, 0.06), os.kill, (os.getpid(), signal.SIGINT))

        def keep(h, model=model, states=states, timer=timer):
            states[len(h.updates)] = numbers(model)
            if len(h.updates) == 1:  # training is under way
                timer.start()

        found = fit(
            model, X, Y, optimizer=optimizer, epochs=100_000, batch_size=rng.choice([1, 3, None]), seed=attempt,
            on_update=keep, validation=(X, Y), vectorized=attempt % 3 == 2,
        )  # fmt: skip
        timer.join()
        interrupted += found.stopped == f"interrupted after {len(found.updates)} updates"
        updates = len(found.updates)
        states.setdefault(updates, numbers(model))  # on_update itself may have been interrupted
        assert numbers(model) == states[updates]
        assert {memory.get("t", 0.0) for memory in optimizer.memories} == {float(updates)}
        assert sum(1 for _ in found) <= updates
        assert all(p.grad is NOT_COMPUTED for p in model.parameters())
        assert Value(1.0).exp().requires_grad  # not left under no_grad
        again = fit(model, X, Y, epochs=1)
        assert math.isfinite(again.loss[0])
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert interrupted == times


def test_an_interruption_in_the_middle_of_a_step_waits_for_its_end():
    model = network()

    class Slow(SGD):
        def moved(self, w, g, memory):
            if w is self.parameters[4].data:
                signal.raise_signal(signal.SIGINT)
                signal.raise_signal(signal.SIGINT)  # and an impatient second one
            return super().moved(w, g, memory)

    before = numbers(model)
    found = fit(model, X, Y, optimizer=Slow(model.parameters(), lr=0.5), epochs=9)
    assert found.stopped == "interrupted after 1 updates"
    assert all(a != b for a, b in zip(before, numbers(model), strict=True))


def test_an_interruption_that_python_ignores_is_not_lost():
    """In a callback of a weak reference or a __del__, exceptions go nowhere; here Ctrl-C comes in one."""

    class Passing:
        pass

    def press(h):
        if len(h.updates) == 3:
            thing = Passing()
            reference = weakref.ref(thing, lambda _: signal.raise_signal(signal.SIGINT))
            del thing
            assert reference() is None

    hook = sys.unraisablehook
    found = fit(network(), X, Y, epochs=20, on_update=press)
    assert found.stopped == f"interrupted after {len(found.updates)} updates"
    assert 3 <= len(found.updates) <= 4
    assert sys.unraisablehook is hook


def test_a_block_that_an_interruption_leaves_open_is_closed():
    """Python does so if Ctrl-C comes just before the block's end."""

    def press(h):
        no_grad().__enter__()
        signal.raise_signal(signal.SIGINT)

    assert fit(network(), X, Y, epochs=20, on_update=press).stopped == "interrupted after 1 updates"
    assert Value(1.0).exp().requires_grad
    assert blocks.paused == 0
    with no_grad(), Interruption():  # the blocks around it stay open
        no_grad().__enter__()
    assert blocks.paused == 0
    with no_grad():
        with Interruption():
            no_grad().__enter__()
        assert not Value(1.0).exp().requires_grad


def test_other_handlers_and_threads():
    came = []
    signal.signal(signal.SIGINT, lambda *_: came.append(1))
    try:
        with Interruption() as interruption:
            signal.raise_signal(signal.SIGINT)
            assert came == []
            interruption.release()
            assert came == [1]
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    results = []
    worker = threading.Thread(target=lambda: results.append(fit(network(), X, Y, epochs=2)))
    worker.start()
    worker.join()
    assert len(results[0]) == 2


def test_an_error_inside_leaves_no_handler_and_no_bar_behind():
    with pytest.raises(ZeroDivisionError):
        fit(network(), X, Y, on_update=lambda h: 1 / 0)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


# --- what is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"loss": "l2"}, "unknown loss: 'l2'"),
        ({"reduction": "avg"}, "unknown reduction: 'avg'"),
        ({"metrics": ["f1"]}, r"unknown metric: 'f1' \(must be one of 'accuracy'\)"),
        ({"epochs": 0}, "epochs got 0 .*; a whole number of 1 or more"),
        ({"batch_size": 0}, "batch_size got 0 .*; a whole number of 1 or more"),
        ({"lr": -1}, "lr got -1; a positive learning rate"),
        ({"clip_norm": 0}, "clip_norm got 0; a positive number"),
        ({"early_stopping": 0}, "patience got 0 .*; a whole number of 1 or more"),
        ({"early_stopping": EarlyStopping(3, monitor="val_loss")}, "monitor got 'val_loss'; there are 'loss'"),
        ({"optimizer": SGD([Value(1.0)], lr=1)}, "the optimizer moves no parameter of this model"),
        ({"loss": lambda a, y: Value(1.0), "factor": 2.0}, "a loss of your own divides and scales by itself"),
        ({"validation": (X, Y[:3])}, "X has 7 samples and Y has 3"),
    ],
)
def test_words_and_settings_that_do_not_fit_are_refused(words, message):
    model = network()
    before = numbers(model)
    with pytest.raises(ValueError, match=message):
        fit(model, X, Y, **words)
    assert "monitor" in message or numbers(model) == before


@pytest.mark.parametrize(
    ("inputs", "targets", "error", "message"),
    [
        (X, Y[:3], ValueError, "X has 7 samples and Y has 3: each sample needs its targets"),
        ([], [], ValueError, "X has no sample; at least one sample is needed"),
        ([[1, 2], [3]], Y[:2], ValueError, r"X has rows of \[1, 2\] numbers"),
        (
            X,
            [[0, 1, 0]] * 7,
            ValueError,
            "Y has 3 numbers for each sample, and the model has 2 outputs: each sample needs a target for each output",
        ),
        (X[:, :1], Y, ValueError, "MLP takes 2 inputs, and the sample has 1"),
        ("xy", Y, TypeError, "X got 'xy' .*; a list or an array with a row for each sample"),
        ([["a", 1]], Y[:1], TypeError, "an entry of X got 'a'"),
        ([[None, 1]], Y[:1], TypeError, "an entry of X got None"),
    ],
)
def test_samples_that_do_not_fit_are_refused(inputs, targets, error, message):
    with pytest.raises(error, match=message):
        fit(network(), inputs, targets)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: fit(lambda x: x, X, Y), r"fit got .*function.*; a Module is needed"),
        (lambda: fit(network(), X, Y, optimizer="adam"), "optimizer got 'adam' .*; an optimizer is needed"),
        (lambda: fit(network(), X, Y, early_stopping="soon"), "early_stopping got 'soon' .*; an EarlyStopping"),
        (lambda: fit(network(), X, Y, loss=lambda a, y: 3.0), "the loss gave 3.0; a Value is needed"),
        (lambda: fit(network(), X, Y, validation=X), r"validation got .*; a pair is needed, \(X, Y\)"),
        (lambda: fit(network(), X, Y, validation=3), r"validation got 3 \(int\); a pair is needed, \(X, Y\)"),
        (lambda: fit(network(), X, Y, on_update=3), r"on_update got 3 \(int\); a function of the history is needed"),
        (lambda: nn.predict(3, X), r"model got 3 \(int\); an MLP is needed, or a function of one sample"),
        (lambda: nn.evaluate(3, X, Y), r"model got 3 \(int\); an MLP is needed, or a function of one sample"),
        (lambda: nn.predict(lambda x: 0.5, X), r"an output of the model got 0.5 \(float\); a Value is needed"),
        (lambda: nn.one_hot(3), r"labels got 3 \(int\); a list of whole numbers is needed, such as \[0, 2\]"),
        (lambda: nn.clip_grad_norm_(3, 1.0), r"parameters got 3 \(int\); a list of Values is needed"),
        (lambda: nn.clip_grad_value_(3, 1.0), r"parameters got 3 \(int\); a list of Values is needed"),
        (lambda: nn.plot_history(3), r"plot_history got 3 \(int\); the history is needed that fit\(…\) returns"),
        (lambda: nn.accuracy([[0.5]], [1], threshold="high"), "threshold got 'high' .*; a number is needed"),
    ],
)
def test_things_of_the_wrong_kind_are_refused(call, message):
    with pytest.raises(TypeError, match=message):
        call()


def test_an_optimiser_and_a_learning_rate_together_are_refused():
    model = network()
    with pytest.raises(ValueError, match=r"lr got 0.1, and an optimizer with lr=0.5 is given too"):
        fit(model, X, Y, optimizer=SGD(model.parameters(), lr=0.5), lr=0.1)
    with pytest.raises(ValueError, match="a schedule of the optimizer given to fit is needed"):
        fit(model, X, Y, schedule=ExponentialLR(SGD(model.parameters(), lr=0.5), 0.5))


def test_a_number_of_classes_is_a_whole_number():
    with pytest.raises(ValueError, match=r"classes got 'two' .*; a whole number of 1 or more is needed"):
        nn.one_hot([0, 1], "two")


@pytest.mark.parametrize(("labels", "classes"), [([0, 3], 3), ([-1], None), ([0.5], None)])
def test_labels_that_are_none_are_refused(labels, classes):
    with pytest.raises(ValueError, match=r"a label got .*; a whole number from 0 to"):
        nn.one_hot(labels, classes)


def test_one_hot_rows():
    assert nn.one_hot(np.array([1, 0]), 3) == [[0, 1, 0], [1, 0, 0]]
    assert nn.one_hot([]) == []


# --- what is shown -----------------------------------------------------------------------------


class Bar:
    """Stands in for tqdm, and keeps what is done with it."""

    made: ClassVar = []

    def __init__(self, **words):
        self.words, self.count, self.closed, self.texts = words, 0, False, []
        Bar.made.append(self)

    def set_description(self, text, refresh):
        self.text = text

    def set_postfix(self, columns, refresh):
        self.texts.append(columns)

    def update(self):
        self.count += 1

    def reset(self):
        self.count = 0

    def close(self):
        self.closed = True


@pytest.fixture
def bars(monkeypatch):
    fake = types.ModuleType("tqdm.auto")
    fake.tqdm = Bar
    monkeypatch.setitem(sys.modules, "tqdm", types.ModuleType("tqdm"))
    monkeypatch.setitem(sys.modules, "tqdm.auto", fake)
    Bar.made.clear()
    return Bar.made


def test_the_bar_counts_updates_and_shows_the_numbers_of_the_epoch(bars):
    found = fit(network(), X, Y, epochs=3, batch_size=2, metrics=["accuracy"], progress=True)
    (bar,) = bars
    assert bar.words["total"] == bar.count == 12
    assert bar.text == "epoch 3/3"
    assert bar.texts[-1] == {"loss": f"{found.loss[-1]:.4g}", "accuracy": f"{found['accuracy'][-1]:.4g}"}
    assert bar.closed


def test_the_bar_begins_anew_when_training_does(bars, monkeypatch):
    """The derived program turns out to be wrong when w has grown."""

    class Bent(nn.Module):
        def __init__(self):
            self.w = Value(0.5)

        def __call__(self, x):
            return self.w * (2.0 if self.w.data > 0.8 else 1.0)

    monkeypatch.setattr(deciding, "pays", lambda *_, **__: True)
    found = fit(Bent(), [[0.0]], [1.0], epochs=12, lr=0.1, progress=True)
    assert found.way.startswith("with scalars: from the start again: after 7 updates, the loss is ")
    (bar,) = bars
    assert bar.words["total"] == bar.count == 12
    assert bar.closed


@pytest.mark.parametrize("method", ["update", "set_postfix"])
def test_an_interruption_waits_until_the_bar_has_moved(bars, monkeypatch, method):
    """A bar has locks: one that is left locked would stop the next bar for ever."""
    moved = []

    def press(self, *_, **__):
        signal.raise_signal(signal.SIGINT)
        moved.append(1)

    monkeypatch.setattr(Bar, method, press)
    found = fit(network(), X, Y, epochs=20, progress=True)
    assert found.stopped.startswith("interrupted after ")
    assert moved == [1]


def test_no_bar_outside_a_terminal(bars, capsys, monkeypatch):
    monkeypatch.delitem(sys.modules, "ipykernel", raising=False)  # another test may have loaded it
    fit(network(), X, Y, epochs=1)
    fit(network(), X, Y, epochs=1, progress=False)
    assert bars == []
    assert capsys.readouterr() == ("", "")


def test_without_tqdm_a_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    monkeypatch.setitem(sys.modules, "tqdm", None)
    with pytest.raises(ModuleNotFoundError, match="progress=True needs tqdm: python -m pip install tqdm"):
        fit(network(), X, Y, progress=True)


def test_a_history_prints_its_ends_and_names_its_numbers():
    found = fit(network(), X, Y, epochs=30, metrics=["accuracy"])
    lines = repr(found).splitlines()
    assert lines[0].split() == ["epoch", "loss", "accuracy"]
    assert [line.split()[0] for line in lines[1:]] == [*"12345", "…", "26", "27", "28", "29", "30"]
    with pytest.raises(KeyError, match=r"history\['val_loss'\]: there are 'loss', 'accuracy', 'lr', 'updates'"):
        found["val_loss"]
    assert found._repr_html_().startswith('<pre style="font-family:monospace;')
    assert repr(history.History(updates=[1.0], stopped="why")) == "no complete epoch, 1 updates; why"


def test_a_summary_counts_parameters():
    model = MLP(64, [16, 10], activation="relu", output="softmax", bias=[True, False])
    text = repr(model.summary())
    assert [line.split()[-1] for line in text.splitlines()] == ["parameters", "1,040", "160", "1,200"]
    assert model.summary().parameters == len(model.parameters())
    assert "(64, 16)" in text
    assert "none" in text
    shared = MLP(1, [1, 1])
    shared.layers[1].neurons[0].w[0] = shared.layers[0].neurons[0].w[0]
    assert shared.summary().parameters == 3


def test_training_under_no_grad_is_refused():
    with no_grad(), pytest.raises(RuntimeError, match=r"backward\(\) on a constant"):
        fit(network(), X, Y, epochs=1)


@pytest.mark.parametrize(
    ("X", "Y", "said"),
    [
        ([[math.nan, 2.0]], [1.0], r"X\[0\]\[0\] is nan"),
        ([[1.0, 2.0], [3.0, math.inf]], [1.0, 0.0], r"X\[1\]\[1\] is inf"),
        ([[1.0, 2.0], [3.0, 4.0]], [1.0, math.nan], r"Y\[1\]\[0\] is nan"),
    ],
)
def test_samples_that_are_not_finite_are_refused_by_their_place(X, Y, said):
    with pytest.raises(ValueError, match=f"{said}; every number of a sample must be finite"):
        fit(MLP(2, [1], seed=1), X, Y, epochs=1)


@pytest.mark.parametrize("factor", [0, math.nan])
def test_a_factor_with_which_nothing_is_trained_is_refused(factor):
    with pytest.raises(ValueError, match=f"factor got {factor}; a number in front of the loss is needed"):
        fit(MLP(2, [1], seed=1), [[1.0, 2.0]], [1.0], factor=factor, epochs=1)


def test_without_an_update_the_learning_rate_is_not_blamed_for_a_loss_that_is_not_finite():
    with pytest.warns(RuntimeWarning, match="after 0 updates") as caught:
        fit(MLP(1, [1], seed=1), [[1e200]], [1.0], epochs=1)
    assert "learning rate" not in str(caught[0].message)


def test_samples_for_validation_are_to_be_finite_too():
    with pytest.raises(ValueError, match=r"validation\[1\]\[0\]\[0\] is nan"):
        fit(MLP(2, [1], seed=1), [[1.0, 2.0]], [1.0], validation=([[1.0, 2.0]], [math.nan]), epochs=1)
