"""A sum that a layer recorded as one fact, to each reader: all see products and sums, whenever they look."""

import copy
import gc
import math
import pickle
import tracemalloc
import weakref

import pytest

from engine import (
    NOT_COMPUTED,
    Value,
    detect_anomaly,
    draw,
    explain,
    grad,
    hessian,
    no_grad,
    vectorize,
)
from engine.derivatives import adjoints
from engine.drawing.records import describe_graph
from engine.graph import topological_order, with_leaves
from engine.recording.anomaly import AnomalyError
from engine.recording.sums import fact_of, facts
from engine.stepping.steps import backward_pass
from nn import MLP, Layer, squared_error
from tests.concurrency import together
from tests.examples import sizes
from tests.operators import both

X = [0.5, -1.0]


def traced(model, x):
    """The output of a model whose sums stay at hand: each is a record beside that of its activation."""
    return model.trace(x).output


def called(model, x):
    """The same without a trace: a sum and its activation are one record."""
    return model([Value(number, label=f"x[{j}]") for j, number in enumerate(x)])


RUNS = {"traced": traced, "called": called}


def case(make=lambda: MLP(2, [3, 2], "tanh", seed=1), run=called):
    """(model, loss) by operators and as layers record it."""
    found = []
    for model in both(make):
        output = run(model, X[: len(model.layers[0].neurons[0].w)])
        loss = squared_error(output, [1.0, 0.5], factor=0.5)
        loss.label = "L"
        found.append((model, loss))
    return found


def is_folded(root):
    """Whether a sum somewhere behind a value is still one fact. This looks at slots, since all else writes it out."""
    waiting, seen = [root], set()
    while waiting:
        value = waiting.pop()
        if value in seen or value._row is None:
            continue
        seen.add(value)
        if value._row.unfold is not None:
            return True
        waiting += [x for x in (value._a, value._b) if isinstance(x, Value)]
        waiting += [x for x in value._a if isinstance(x, Value)] if isinstance(value._a, tuple) else []
    return False


def described(root):
    """Each operation with all that is recorded of it."""
    return [
        (v.op, str(v.label), repr(v.data), repr(v.grad), v.partials, [repr(x.data) for x in v.parents])
        for v in topological_order(root)
    ]


@pytest.mark.parametrize("look", [False, True])
def test_a_list_of_numbers_may_be_changed_after_the_forward_pass(look):
    """Naive: the sum keeps the caller's own list, and its numbers are read when backward runs or a reader looks."""
    (by_operators, _), (model, _) = case(lambda: MLP(2, [3, 2], "tanh", bias=False, seed=1))
    x = [0.5, -1.0]
    y, expected = model(x)[0], by_operators(list(x))[0]
    x[:] = [100.0, 200.0]
    if look:
        assert described(y) == described(expected)
    y.backward()
    expected.backward()
    assert [p.grad for p in model.parameters()] == [p.grad for p in by_operators.parameters()]


def test_numbers_become_constants_when_a_reader_looks_the_same_for_all_neurons():
    layer = Layer(2, 2, "linear", seed=1)
    first, second = layer([0.5, -1.0])
    products = [[v for v in topological_order(s) if v.op == "mul"] for s in (first, second)]
    constants = [[v.parents[1] for v in each] for each in products]
    assert constants[0] == constants[1]
    assert [(x.data, x.requires_grad) for x in constants[0]] == [(0.5, False), (-1.0, False)]


READERS = {
    "op": lambda model, loss: [v.op for v in topological_order(loss)],
    "operands": lambda model, loss: [[getattr(x, "data", x) for x in v.operands] for v in topological_order(loss)],
    "parents": lambda model, loss: [[x.data for x in v.parents] for v in with_leaves(loss) if not v.is_leaf],
    "partials": lambda model, loss: [v.partials for v in topological_order(loss)],
    "_op and _prev": lambda model, loss: [(v._op, len(v._prev)) for v in topological_order(loss)],
    "draw": lambda model, loss: draw(loss, level="value").source.count("->"),
    "draw as neurons": lambda model, loss: draw(loss, level="neuron").source,
    "draw as layers": lambda model, loss: draw(loss, level="layer").source,
    "draw highlighted": lambda model, loss: draw(
        loss, level="value", highlight=model.layers[0].neurons[1].w[-1]
    ).source.count("->"),
    "explain": lambda model, loss: str(explain(loss, model.layers[0].neurons[1].w[-1])),
    "step page": lambda model, loss: repr(backward_pass(describe_graph(loss))),
    "grad": lambda model, loss: [d.data for d in grad(loss, model.parameters())],
    "the graph of grad": lambda model, loss: [v.op for v in topological_order(grad(loss, model.parameters()[0]))],
    "hessian": lambda model, loss: [[d.data for d in row] for row in hessian(loss, model.parameters()[:4])],
    "vectorize": lambda model, loss: vectorize(loss, model, {}).source,
    "deepcopy": lambda model, loss: described(copy.deepcopy(loss)),
    "pickle": lambda model, loss: described(pickle.loads(pickle.dumps(loss))),
    "copy": lambda model, loss: described(copy.copy(loss)),
}


MODELS = {
    "biases": lambda: MLP(2, [3, 2], "tanh", seed=1),
    "no bias": lambda: MLP(2, [3, 2], "tanh", seed=1, bias=False),
    "one input": lambda: MLP(1, [2, 2], "tanh", seed=1, bias=[False, True]),
    "branches that are off": lambda: MLP(2, [5, 2], "relu", "sigmoid", seed=3),
    "activations with a number": lambda: MLP(2, [3, 2], "leaky_relu", "elu", seed=1),
}


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
@pytest.mark.parametrize("ran", [False, True], ids=["before backward", "after backward"])
@pytest.mark.parametrize("make", MODELS.values(), ids=MODELS)
@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
def test_every_reader_sees_what_operators_record(read, make, ran, run):
    found = []
    for model, loss in case(make, run):
        if ran:
            loss.backward()
        found.append(read(model, loss))
    assert found[1] == found[0]
    assert found[0] is not None


def test_before_a_reader_looks_there_is_one_record_for_each_neuron():
    """What makes it fast, and what the tests here need in order to test anything."""
    (_, expected), (_, loss) = case()
    assert is_folded(loss)
    assert not is_folded(expected)
    loss.backward()
    adjoints(loss)
    repr(loss)
    assert loss.is_leaf is False
    assert is_folded(loss)
    with_leaves(loss)
    assert not is_folded(loss)


def test_the_first_look_may_be_at_any_attribute():
    for name, expected in [("op", "add"), ("_op", "+"), ("_prev", 2), ("operands", 2), ("parents", 2), ("partials", 2)]:
        s = Layer(2, 1, "linear", seed=1)(X)
        found = getattr(s, name)
        assert (found if isinstance(expected, str) else len(found)) == expected, name


def test_looking_again_finds_the_same_values():
    s = Layer(2, 1, "linear", seed=1)(X)
    first = with_leaves(s)
    fact = fact_of(s)
    assert with_leaves(s) == first
    assert fact_of(s) == fact
    s.backward()
    assert with_leaves(s) == first


def test_a_layer_records_an_activation_with_its_sum():
    a = Layer(2, 1, "tanh", seed=1)(X)
    a.backward()
    assert len(adjoints(a)) == 1 + 3  # and b, w_0, w_1
    assert (a.op, a.label) == ("tanh", "a[0]")
    (s,) = a.parents
    assert (s.label, s.grad, math.tanh(s.data)) == ("s[0]", 1 - a.data * a.data, a.data)
    assert is_folded(s)
    assert len(adjoints(a)) == 2 + 3


def test_an_activation_that_was_copied_before_a_look_has_a_sum_of_its_own():
    a = Layer(2, 1, "tanh", seed=1)(X)
    twin = copy.copy(a)
    assert twin.parents[0] is not a.parents[0]
    assert described(twin) == described(a)


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid", "exp", "softplus"])
@pytest.mark.parametrize("number", [math.inf, -math.inf, math.nan, 1e308])
@pytest.mark.parametrize(
    "after", [lambda a: a, lambda a: a * 0.0, lambda a: (a * a).sqrt()], ids=["a", "0a", "root of a²"]
)
def test_gradients_of_sums_without_bounds_are_those_of_operators(activation, number, after):
    found = []
    for layer in both(lambda: Layer(2, 2, activation, seed=1)):
        x = [Value(number), Value(10.0)]
        total = sum(after(a) for a in layer(x))
        total.backward()
        found.append([repr(v.grad) for v in (*x, *layer.parameters())])
    assert found[0] == found[1]


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
def test_products_and_partial_sums_have_the_gradient_of_the_sum(run):
    (_, expected), (_, loss) = case(run=run)
    for root in (expected, loss):
        root.backward()
    assert [v.grad for v in topological_order(loss)] == [v.grad for v in topological_order(expected)]
    s = Layer(2, 1, "linear", seed=1)(X)
    assert [v.grad for v in topological_order(s)] == [NOT_COMPUTED] * 4


@pytest.mark.parametrize("look", READERS.values(), ids=READERS)
def test_looking_between_two_backward_passes_changes_no_gradient_beyond_rounding(look):
    (_, _), (model, loss) = case()
    loss.backward()
    first = [p.grad for p in model.parameters()]
    look(model, loss)
    assert [p.grad for p in model.parameters()] == first
    loss.backward()
    assert [p.grad for p in model.parameters()] == pytest.approx([2 * g for g in first], rel=1e-13)


def test_looking_at_one_value_writes_out_no_other():
    layer = Layer(2, 3, "linear", seed=1)
    s = layer(X)
    total = s[0] * s[1] * s[2]
    total.backward()
    first = [p.grad for p in layer.parameters()]
    s[1].parents
    assert [is_folded(v) for v in s] == [True, False, True]
    layer.zero_grad()
    total.backward()
    assert [p.grad for p in layer.parameters()] == pytest.approx(first, rel=1e-14)


# --- anomalies, no_grad -------------------------------------------------------------------------------


def overflowing(layer):
    """A sum whose data are finite, and a gradient that is not: ∂L/∂w = 1e200 · 1e200."""
    for w in layer.neurons[0].w:
        w.data = 1e-200
    return layer([1e200, 1.0]) * 1e200


def test_an_anomaly_in_a_graph_made_outside_the_block_is_found_at_its_product():
    """Naive: the watcher looks at the operands of the sum as it is after the step: at those of its last addition."""
    messages = []
    for layer in both(lambda: Layer(2, 1, "linear", seed=1)):
        y = overflowing(layer)
        with pytest.raises(AnomalyError) as caught, detect_anomaly():
            y.backward()
        messages.append(str(caught.value))
    assert messages[0] == messages[1]
    assert messages[1].startswith("backward: the gradient of w[0,0] (data 1e-200) became inf in w[0,0] * 1e+200")


def test_an_anomaly_in_a_graph_made_inside_the_block_names_the_line():
    words = r"became inf in w\[0,0\] \* 1e\+200.*return layer\(\[1e200, 1\.0\]\) \* 1e200"
    with pytest.raises(AnomalyError, match=words), detect_anomaly():
        overflowing(Layer(2, 1, "linear", seed=1)).backward()


def test_a_watched_backward_pass_gives_the_same_gradients():
    (by_operators, expected), (model, loss) = case()
    expected.backward()
    with detect_anomaly():
        loss.backward()
    assert [p.grad for p in model.parameters()] == [p.grad for p in by_operators.parameters()]


def test_recorded_outside_and_looked_at_inside_no_grad():
    (_, expected), (model, loss) = case()
    with no_grad():
        assert described(loss) == described(expected)
    loss.backward()
    assert all(p.grad is not NOT_COMPUTED for p in model.parameters())


# --- copies -------------------------------------------------------------------------------------------


def test_a_shallow_copy_is_written_out_on_its_own():
    layer = Layer(2, 1, "linear", seed=1)
    s = layer(X)
    twin = copy.copy(s)
    products = twin.parents
    assert s.op == "add"
    assert not set(products) & set(s.parents)
    twin.backward()
    assert [w.grad for w in layer.neurons[0].w] == X
    assert s.grad is NOT_COMPUTED
    assert fact_of(copy.copy(s)) == fact_of(s) == fact_of(twin)


TWINS = {"deepcopy": copy.deepcopy, "pickle": lambda thing: pickle.loads(pickle.dumps(thing))}


@pytest.mark.parametrize("looked", [False, True])
@pytest.mark.parametrize("twin", TWINS.values(), ids=TWINS)
def test_a_copy_keeps_the_facts(twin, looked):
    """With operands of its own: naive, the fact of the copy leads to the weights of the original."""
    (_, _), (_, loss) = case()
    if looked:
        with_leaves(loss)
    again = twin(loss)
    ours, theirs = ([v for v in topological_order(root) if fact_of(v)] for root in (loss, again))
    assert (
        [str(v.label) for v in theirs] == [str(v.label) for v in ours] == ["s1[0]", "s1[1]", "s1[2]", "s2[0]", "s2[1]"]
    )
    for mine, its in zip(ours, theirs, strict=True):
        assert fact_of(its).partials == fact_of(mine).partials
        assert [x.data for x in fact_of(its).operands] == [x.data for x in fact_of(mine).operands]
        assert set(fact_of(its).operands) <= set(with_leaves(again))
    assert not {x for v in theirs for x in fact_of(v).operands} & set(with_leaves(loss))


# --- memory -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("look", [None, *READERS])
@pytest.mark.usefixtures("collector_off")
def test_a_dropped_graph_is_freed_at_once(look):
    (_, _), (model, loss) = case()
    loss.backward()
    if look:
        READERS[look](model, loss)
    inner = [weakref.ref(v) for v in with_leaves(loss) if v not in set(model.parameters())] if look else []
    root, sums = weakref.ref(loss), len(facts)
    del loss
    assert root() is None
    assert not [r for r in inner if r() is not None]
    assert len(facts) < sums or not look


@pytest.mark.usefixtures("collector_off")
def test_a_model_is_freed_at_once_after_it_was_used():
    """Naive: what a model remembers of its parameters refers to the model."""
    model = MLP(2, [3, 1], seed=1)
    model.zero_grad()
    model(X).backward()
    model.parameters()
    gone = [weakref.ref(thing) for thing in (model, model.layers[0], model.layers[0].neurons[0], model.parameters()[0])]
    del model
    assert [r() for r in gone] == [None] * 4


@pytest.mark.parametrize("steps", sizes(20_000, 200_000))
@pytest.mark.usefixtures("collector_off")
def test_a_long_chain_of_sums_is_walked_written_out_and_freed(steps):
    layer = Layer(1, 1, "linear", seed=1)
    layer.neurons[0].w[0].data = 1.0
    start = Value(0.5)
    gone, h = weakref.ref(start), start
    del start
    for _ in range(steps):
        h = layer([h])
    h.backward()
    assert layer.neurons[0].b.grad == steps
    assert len(topological_order(h)) == 2 * steps
    h.backward()
    assert layer.neurons[0].b.grad == 2 * steps
    del h
    assert gone() is None


def test_memory_for_each_operation_that_a_sum_stands_for():
    """Up to 25 bytes, which is what makes a hundred samples of a small network a few megabytes."""
    model = MLP(2, [16, 16, 1], seed=1)
    inputs = [[Value(0.1 * n), Value(0.2)] for n in range(100)]
    for row in inputs:
        model(row)
    gc.collect()
    tracemalloc.start()
    kept = [model(row) for row in inputs]
    used = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    operations = sum(len(topological_order(out)) for out in kept)
    assert operations == 100 * (2 * (2 * 16 + 16 * 16 + 16) + 32)
    assert used / operations < 25


# --- threads ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rounds", sizes(5, 100))
def test_threads_that_look_at_one_graph_while_another_runs_backward(rounds):
    """Naive: two threads write a sum out at once, and one reads operands of the first with partials of the second."""
    for _ in range(rounds):
        (by_operators, expected), (model, loss) = case(lambda: MLP(2, [6, 2], "tanh", seed=1))
        right = [(v.op, v.data, v.partials) for v in topological_order(expected)]
        expected.backward()

        def work(i, loss=loss):
            if i == 0:
                loss.backward()
                return None
            order = topological_order(loss)
            values = [(v.op, v.data, v.partials) for v in order]
            return order, values

        _, *seen = together(work, threads=6)
        assert all(values == right for _, values in seen)
        assert all(order == seen[0][0] for order, _ in seen)
        assert [p.grad for p in model.parameters()] == pytest.approx(
            [p.grad for p in by_operators.parameters()], rel=1e-13
        )


@pytest.mark.parametrize("rounds", sizes(5, 100))
def test_threads_that_copy_a_value_while_others_look_at_it(rounds):
    """Naive: half of the slots are copied before it is written out, half after."""
    for _ in range(rounds):
        s = Layer(3, 1, "linear", seed=1)([Value(1.0), Value(2.0), Value(3.0)])

        def work(i, s=s):
            if i % 2:
                return repr([v.partials for v in topological_order(copy.copy(s))])
            return repr([v.partials for v in topological_order(s)])

        assert len(set(together(work, threads=6))) == 1


@pytest.mark.parametrize("rounds", sizes(5, 100))
def test_threads_that_set_weights_and_call_the_layer(rounds):
    """Naive: a thread sums with numbers that another one read before it set its own."""
    for _ in range(rounds):
        layers = [Layer(2, 1, "linear", bias=False, seed=1) for _ in range(6)]

        def work(i, layers=layers):
            found = []
            for k in range(20):
                for w in layers[i].neurons[0].w:
                    w.data = float(k)
                found.append(layers[i]([1.0, 1.0]).data)
            return found

        assert together(work, threads=6) == [[2.0 * k for k in range(20)]] * 6


@pytest.mark.parametrize("rounds", sizes(5, 100))
def test_threads_that_call_one_layer_while_its_weights_are_replaced(rounds):
    """Naive: a thread takes the new weights for those it knows, and sums with the old ones."""
    for _ in range(rounds):
        layer = Layer(2, 1, "linear", bias=False, seed=1)
        layer([1.0, 1.0])
        layer.neurons[0].w[:] = [Value(3.0), Value(4.0)]
        assert together(lambda _, layer=layer: layer([1.0, 1.0]).data, threads=6) == [7.0] * 6


SETTERS = {
    "data": lambda w: setattr(w, "data", 3.0),
    "-=": lambda w: setattr(w, "data", w.data - (w.data - 3.0)),
    "an int": lambda w: setattr(w, "data", 3),
}


@pytest.mark.parametrize("put", SETTERS.values(), ids=SETTERS)
@pytest.mark.parametrize("twin", [lambda m: m, copy.copy, copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))])
def test_a_weight_set_between_two_samples_counts_from_the_next_one_on(put, twin):
    """Naive: numbers that were read for the first sample are used for the second; or the first sample's change."""
    layer = Layer(2, 2, "linear", seed=1)
    x = [Value(2.0), Value(1.0)]
    first = layer(x)[1]
    layer = twin(layer)
    weight = layer.neurons[1].w[0]
    old = weight.data
    put(weight)
    second = layer(x)[1]
    assert second.data == pytest.approx(first.data + 2.0 * (3.0 - old))
    for s, number in ((first, old), (second, 3.0)):
        x[0].grad = 0.0
        s.backward()
        assert x[0].grad == pytest.approx(number)
    assert next(v.partials for v in topological_order(first) if v.op == "mul") == (2.0, old)


def test_a_sum_with_infinities_is_written_out_as_recorded():
    layer = Layer(2, 1, "linear", seed=1)
    s = layer([math.inf, 1.0])
    before = s.data
    assert repr(s.data) == repr(before)
    assert s.op == "add"


@pytest.mark.parametrize("as_values", [False, True])
def test_under_no_grad_a_layer_makes_constants_with_the_same_numbers(as_values):
    model = MLP(3, [4, 2], activation="tanh", seed=1)
    x = [0.5, -1.0, 0.25]
    recorded = model.trace(x)
    with no_grad():
        made = model.trace([Value(each) for each in x] if as_values else x)
    for layer, same in zip(made.layers, recorded.layers, strict=True):
        assert (layer.s, layer.a) == (same.s, same.a)
        assert [v.label for v in layer.values.s] == [v.label for v in same.values.s]
        assert not any(v.requires_grad or v.parents for v in (*layer.values.s, *layer.values.a))
