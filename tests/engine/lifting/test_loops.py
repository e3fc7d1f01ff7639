"""Time becomes a loop: the recurrent networks of `by_hand`, at the length of their graphs and at others."""

import numpy as np
import pytest

from engine import Value, values, vectorize
from engine.lifting.given import engine_gradients, named_values
from engine.lifting.loops.loop import State
from tests.engine.lifting.formulas import check as check_comments
from tests.engine.lifting.recurrent import (
    KINDS,
    convolved,
    decayed,
    from_a_state,
    mean_over_steps,
    next_row,
    pooled,
    same,
    with_a_neighbour,
)
from tests.engine.lifting.test_by_hand import by_hand
from tests.engine.lifting.test_lifting_graphs import pasted
from tests.examples import first

RECURRENT = ["rnn", "rnn_last", "rnn_two_layers", "lstm", "gru"]


def numbers(name, length, seed=0):
    """Parameters and inputs of a network, for a sequence of some length."""
    return by_hand(name).case(np.random.default_rng(seed), length)


def derived(name, length=4, **options):
    """The program of a network."""
    params, inputs = ({each: values(x, label=each) for each, x in named.items()} for named in numbers(name, length))
    return vectorize(by_hand(name).scalar(*params.values(), *inputs.values()), params, inputs, **options)


@pytest.mark.parametrize("name", RECURRENT)
def test_it_is_a_loop_of_any_length(name):
    program = derived(name)
    assert "for t in range(len(X)):" in program.source
    assert "for t in reversed(range(len(X))):" in program.source
    assert program.notes[-1].endswith(" of any length.")
    paste = pasted(program)
    for length, seed in ((4, 0), (4, 1), (4, 2), (0, 3), (1, 4), (2, 5), (9, 6)):
        params, inputs = numbers(name, length, seed)
        right = by_hand(name).value_and_grad(**params, **inputs)
        found = program.value_and_grad(params, inputs)
        assert same(found, right)
        assert same(paste(*params.values(), *inputs.values()), right)
        assert program(params, inputs) == found[0]


@pytest.mark.parametrize("name", first(1, RECURRENT))
def test_the_version_by_hand_is_right_at_other_lengths(name):
    for length in (1, 3):
        params, inputs = numbers(name, length, seed=length)
        leaves = {each: values(x) for each, x in params.items()}

        def loss(given, leaves=leaves):
            return by_hand(name).scalar(**leaves, **given)

        right = engine_gradients(loss, named_values(leaves, "params"), inputs, None, {}, "the loss")
        assert same(by_hand(name).value_and_grad(**params, **inputs), right)


@pytest.mark.parametrize("name", first(1, RECURRENT))
def test_its_comments_are_true_at_other_lengths(name):
    program = derived(name)
    assert max(map(len, program.source.splitlines())) <= 100
    for length in (2, 6):
        assert check_comments(program, *numbers(name, length, seed=length)) > 8


def test_the_text_does_not_grow_with_the_length():
    assert len(derived("rnn", 8).source) == len(derived("rnn", 5).source)


# --- of all kinds -------------------------------------------------------------------------------------------


def drawn(kind, length, seed=0):
    """Parameters and inputs of a kind of network."""
    params, inputs, _ = KINDS[kind]
    rng = np.random.default_rng(seed)
    return tuple({name: rng.normal(size=s) * 0.7 for name, s in x.items()} for x in (params, inputs(length)))


def engine_at(kind, params, inputs):
    """The engine's own loss and gradients at these numbers."""
    leaves = {name: values(x) if x.shape else Value(float(x)) for name, x in params.items()}

    def loss(given):
        return kind(**leaves, **given)

    like = {name: np.zeros(1) for name in inputs}
    return engine_gradients(loss, named_values(leaves, "params"), inputs, None, like, "the loss")


def program_of(kind, length=5, **options):
    """The program of a kind of network."""
    given = [
        {name: values(x, label=name) if x.shape else Value(float(x), label=name) for name, x in each.items()}
        for each in drawn(kind, length)
    ]
    return vectorize(kind(**given[0], **given[1]), *given, **options)


LENGTHS = [5, 5, 2, 3, 8]


@pytest.mark.parametrize("kind", first(5, [*KINDS]), ids=lambda kind: kind.__name__)
def test_a_loop_is_right_or_says_no(kind):
    program, expected = program_of(kind), KINDS[kind][2]
    assert ("for t in range(" in program.source) == ("length" in expected)
    said = [note for note in program.notes if "loop" in note or "one by one" in note]
    wanted = {"": [], "no loop": ["are written one by one: "]}.get(expected, [expected])
    assert [part in note for part, note in zip(wanted, said, strict=True)] == [True] * len(wanted)
    for seed, length in enumerate(LENGTHS):
        params, inputs = drawn(kind, length, seed)
        if length == 5 or expected == "any length":
            assert same(program.value_and_grad(params, inputs), engine_at(kind, params, inputs))
        else:
            with pytest.raises(ValueError, match="the program was derived for"):
                program.value_and_grad(params, inputs)


@pytest.mark.parametrize("kind", first(1, [mean_over_steps, pooled]), ids=lambda kind: kind.__name__)
def test_a_function_says_which_number_is_the_length(kind):
    program = program_of(kind, check=kind)
    assert "/ len(X)" in program.source
    assert "of any length; check=… agrees at 1, 2, 6 and 8 steps, too." in program.notes[-2]
    for seed, length in enumerate(LENGTHS):
        params, inputs = drawn(kind, length, seed)
        assert same(program.value_and_grad(params, inputs), engine_at(kind, params, inputs))
    with pytest.raises(ValueError, match="X is too short: it has rows for 0 steps; at least 1 is needed"):
        program.value_and_grad(*drawn(kind, 0))


def test_a_claim_that_a_function_contradicts_is_withdrawn():
    def loss(Wx, Wh, b, Wy, c, X, Y):
        total = decayed(Wx, Wh, b, Wy, c, X, Y)
        return total if len(X) < 7 else total * 3

    program = program_of(decayed, check=loss)
    assert "of this length only: at another one check=… gives other numbers." in program.notes[-2]
    with pytest.raises(ValueError, match="the program was derived for"):
        program.value_and_grad(*drawn(decayed, 3))


def test_lengths_that_do_not_fit_are_named():
    program = program_of(decayed)
    params, inputs = drawn(decayed, 4)
    with pytest.raises(ValueError, match="inputs have different numbers of steps: X 4, Y 3"):
        program.value_and_grad(params, inputs | {"Y": inputs["Y"][:3]})
    with pytest.raises(ValueError, match=r"X has shape \(4, 3\); the program was derived for"):
        program.value_and_grad(params, inputs | {"X": np.zeros((4, 3))})
    with pytest.raises(ValueError, match="X is too short: it has rows for -1 steps"):
        program_of(next_row).value_and_grad(*drawn(next_row, 0))


def test_one_sequence_as_a_sample_of_a_batch():
    (params, inputs), more = drawn(decayed, 4), [drawn(decayed, 7, seed)[1] for seed in (1, 2)]
    leaves = {name: values(x, label=name) for name, x in params.items()}
    named = {name: values(x, label=name) for name, x in inputs.items()}
    program = vectorize(decayed(**leaves, **named), leaves, named, batch="sum")
    assert "for t in range(X.shape[1]):" in program.source
    batch = {name: np.stack([each[name] for each in more]) for name in inputs}
    right = [engine_at(decayed, params, each) for each in more]
    expected = sum(loss for loss, _ in right), {name: right[0][1][name] + right[1][1][name] for name in params}
    assert same(program.value_and_grad(params, batch), expected)
    assert check_comments(program, params, batch) > 8


@pytest.mark.parametrize("kind", [convolved, with_a_neighbour])
def test_what_is_cut_out_of_a_state_is_of_one_step(kind):
    program = program_of(kind)
    params, inputs = drawn(kind, 5, seed=3)
    assert same(program.value_and_grad(params, inputs), engine_at(kind, params, inputs))


def test_a_loop_that_gives_other_numbers_is_taken_back(monkeypatch):
    monkeypatch.setattr(State, "start", property(lambda self: None, lambda self, start: None))
    program = program_of(from_a_state)
    assert "for t in" not in program.source
    assert program.notes[-1] == "Steps repeat, but are written one by one: as a loop they gave other numbers."
    params, inputs = drawn(from_a_state, 5, seed=3)
    assert same(program.value_and_grad(params, inputs), engine_at(from_a_state, params, inputs))


# --- names and places -----------------------------------------------------------------------------------------


def test_where_a_value_is_in_a_loop():
    params, inputs = ({k: values(x, label=k) for k, x in each.items()} for each in numbers("rnn", 4))
    h, states, sums = np.zeros(3), [], []
    for x in inputs["X"]:
        sums.append(x @ params["Wx"] + h @ params["Wh"] + params["b"])
        h = np.tanh(sums[-1])
        states.append(h)
    program = vectorize(sum(((s * s).sum() for s in states), 0), params, inputs)
    assert str(program.where(states[2][1])) == "h[2, 1]"
    assert str(program.where(sums[3][0])) == "sum1[0] at step 3"
    assert program.lines(states[2][1])[-1][1].startswith("dh = ")
    assert str(program.where(inputs["X"][1, 0])) == "X[1, 0]"
    assert "h[t]" in program._repr_html_()


def test_no_index_is_called_like_an_array():
    i, j = (values(np.arange(1.0, 4.0), label=name) for name in "ij")
    source = vectorize((np.tanh(i * j) * i).sum(), {"i": i}, {"j": j}).source
    assert "# (3,)  mul1[k] = i[k]·j[k]" in source


def test_a_user_may_have_a_t():
    params, inputs = ({k: values(x, label=k) for k, x in each.items()} for each in numbers("rnn", 4))
    given = {"X": inputs["X"], "t": inputs["Y"]}
    program = vectorize(by_hand("rnn").scalar(*params.values(), *given.values()), params, given)
    assert "for k in range(len(X)):" in program.source
    assert "t[k]" in program.source


@pytest.mark.parametrize("label", ["state[{i}]", "state{t}[{i}]", "state_{t}[{i}]"])
def test_labels_name_the_lines(label):
    params, inputs = ({k: values(x, label=k) for k, x in each.items()} for each in numbers("rnn", 4))
    h = np.zeros(3)
    for t, x in enumerate(inputs["X"]):
        h = np.tanh(x @ params["Wx"] + h @ params["Wh"])
        for i, v in enumerate(h):
            v.label = label.format(t=t, i=i)
    source = vectorize((h * h).sum(), {k: params[k] for k in ("Wx", "Wh")}, {"X": inputs["X"]}).source
    assert "state[t] = np.tanh(sum1)" in source
    assert "dstate_next = dsum1 @ Wh.T" in source
