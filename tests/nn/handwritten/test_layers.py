"""What `diagnose`, `compare`, `audit` and the command line take for parameters and gradients, and what they refuse.

Right gradients handed in in any container are right, or refused in a sentence: never called wrong, never given a name.
"""

import re

import numpy as np
import pytest

from engine import values
from nn import MLP, audit, compare, diagnose
from nn.__main__ import main
from nn.handwritten.layers import gradients_by_name

WORDS = {"activations": ["tanh", "sigmoid"], "loss": "mse"}


class Net:
    """A network with tanh and sigmoid, squared error, and its right gradients by hand; W is (inputs, neurons)."""

    def __init__(self, sizes=(2, 3, 2), N=4, bias=True, seed=5):
        rng = np.random.default_rng(seed)
        nin, hidden, nout = sizes
        self.X, self.Y = rng.normal(size=(N, nin)), rng.uniform(size=(N, nout))
        self.W1, self.W2 = rng.normal(size=(nin, hidden)), rng.normal(size=(hidden, nout))
        self.b1, self.b2 = bias * rng.normal(size=hidden), bias * rng.normal(size=nout)
        A1 = np.tanh(self.X @ self.W1 + self.b1)
        A2 = 1 / (1 + np.exp(-(A1 @ self.W2 + self.b2)))
        d2 = 2 * (A2 - self.Y) / N * A2 * (1 - A2)
        d1 = d2 @ self.W2.T * (1 - A1**2)
        self.dW1, self.db1, self.dW2, self.db2 = self.X.T @ d1, d1.sum(axis=0), A1.T @ d2, d2.sum(axis=0)
        self.params = [(self.W1, self.b1), (self.W2, self.b2)]
        self.gradients = {"dW1": self.dW1, "db1": self.db1, "dW2": self.dW2, "db2": self.db2}
        if not bias:
            self.params, self.gradients = [self.W1, self.W2], {"dW1": self.dW1, "dW2": self.dW2}

    # --- the four readers: "right", "wrong", or the sentence that refuses -------------------------------

    def diagnosed(self, gradients, params=None, **words):
        report = diagnose(
            self.params if params is None else params,
            self.X,
            self.Y,
            gradients,
            **{"orientation": "in_out", **WORDS, **words},
        )
        return "right" if report.correct else report.problem or f"wrong: {report}"

    def compared(self, gradients):
        model = MLP.from_arrays(self.params, activations=WORDS["activations"], orientation="in_out")
        return said(lambda: compare(model, self.X, self.Y, gradients=gradients))

    def audited(self, gradients):
        arrays = {"W1": self.W1, "b1": self.b1, "W2": self.W2, "b2": self.b2}
        V = {name: values(array, label=name) for name, array in arrays.items() if f"d{name}" in self.gradients}
        A = np.tanh(self.X @ V["W1"] + V.get("b1", 0))
        A = 1 / (1 + np.exp(-(A @ V["W2"] + V.get("b2", 0))))
        loss = ((A - self.Y) ** 2).sum() / len(self.X)
        return said(lambda: audit(loss, V, gradients))

    def typed(self, arrays, tmp_path, capsys):
        """What the command line makes of an .npz with these arrays beside X and Y."""
        np.savez(tmp_path / "case.npz", X=self.X, Y=self.Y, **arrays, **WORDS)
        code = main(["diagnose", str(tmp_path / "case.npz")])
        out, err = capsys.readouterr()
        return {0: "right", 1: f"wrong: {out}", 2: out + err}[code]


def said(read):
    """Whether a report is true, or the sentence of the error in its place."""
    try:
        report = read()
    except (ValueError, TypeError) as error:
        return str(error)
    return "right" if report else f"wrong: {report}"


@pytest.fixture
def net():
    return Net()


def read_by_all(net, gradients):
    """What each reader says of the same gradients."""
    return [net.diagnosed(gradients), net.compared(gradients), net.audited(gradients)]


# --- what is read alike ----------------------------------------------------------------------------

ALIKE = {
    "names with d": lambda n: dict(n.gradients),
    "names without d": lambda n: {name[1:]: g for name, g in n.gradients.items()},
    "names in another order": lambda n: dict(reversed(n.gradients.items())),
    "a list of pairs": lambda n: [(n.dW1, n.db1), (n.dW2, n.db2)],
    "a tuple of lists": lambda n: ([n.dW1, n.db1], [n.dW2, n.db2]),
    "flat": lambda n: [n.dW1, n.db1, n.dW2, n.db2],
    "flat, the biases last": lambda n: [n.dW1, n.dW2, n.db1, n.db2],
    "biases as rows": lambda n: [(n.dW1, n.db1[None]), (n.dW2, n.db2[None])],
    "biases as columns": lambda n: {**n.gradients, "db1": n.db1[:, None], "db2": n.db2[:, None]},
    "flat, the biases last, as rows": lambda n: [n.dW1, n.dW2, n.db1[None], n.db2[None]],
    "nested lists": lambda n: [(n.dW1.tolist(), n.db1.tolist()), (n.dW2.tolist(), n.db2.tolist())],
}


@pytest.mark.parametrize("make", ALIKE.values(), ids=ALIKE)
def test_right_gradients_are_right_for_every_reader(net, make):
    assert read_by_all(net, make(net)) == ["right"] * 3


@pytest.mark.parametrize("make", ALIKE.values(), ids=ALIKE)
def test_a_planted_mistake_is_found_in_every_container(net, make):
    net.db1 = net.gradients["db1"] = -net.db1
    assert all(each.startswith("wrong: ") and "db1" in each for each in read_by_all(net, make(net)))


# --- what is refused ---------------------------------------------------------------------------------


def renamed(**names):
    return lambda n: {names.get(name, name): g for name, g in n.gradients.items()}


REFUSED = {
    "another case": (renamed(db1="B1"), "'B1' is none of them: did you mean b1?"),
    "all in small letters": (renamed(dW1="dw1"), "'dw1' is none of them: did you mean W1?"),
    "a slip of the finger": (renamed(db2="bb"), "'bb' is none of them: did you mean b2?"),
    "counted from 0": (renamed(dW1="W0", db1="b0", dW2="W1", db2="b1"), "Layers count from 1."),
    "one too many": (lambda n: {**n.gradients, "dW3": n.dW1}, "'dW3' is none of them."),
    "one twice": (lambda n: {**n.gradients, "W1": n.dW1}, "W1 is given twice."),
    "a bias missing": (lambda n: {"dW1": n.dW1, "dW2": n.dW2, "db2": n.db2}, "['W1', 'W2', 'b1', 'b2'] are needed"),
    "pairs from the last layer on": (
        lambda n: [(n.dW2, n.db2), (n.dW1, n.db1)],
        "gradients has the shapes of [(dW2, db2), (dW1, db1)]; [(dW1, db1), (dW2, db2)] is needed, in this order.",
    ),
    "the bias first": (lambda n: [(n.db1, n.dW1), (n.db2, n.dW2)], "the shapes of [(db1, dW1), (db2, dW2)]"),
    "flat from the last layer on": (lambda n: [n.dW2, n.db2, n.dW1, n.db1], "the shapes of [dW2, db2, dW1, db1]"),
    "flat and turned round": (lambda n: [n.db2, n.dW2, n.db1, n.dW1], "the shapes of [db2, dW2, db1, dW1]"),
    "grouped and turned round": (lambda n: [n.dW2, n.dW1, n.db2, n.db1], "the shapes of [dW2, dW1, db2, db1]"),
    "too few": (lambda n: [(n.dW1, n.db1)], "gradients has 1 layer, and the network has 2"),
    "one array": (lambda n: n.dW1, "a dict is needed, {'W1': …, 'b1': …}, or a list with (dW, db)"),
}


@pytest.mark.parametrize(("make", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_certain_is_refused_by_every_reader(net, make, sentence):
    for each in read_by_all(net, make(net)):
        assert sentence in each
        assert not each.startswith("wrong")


def test_a_flat_list_that_can_be_read_in_two_ways_is_refused():
    net = Net(sizes=(2, 1, 1))
    flat = [net.dW1, net.db1[None], net.dW2, net.db2[None]]
    for each in read_by_all(net, flat):
        assert "gradients can be read as [dW1, db1, dW2, db2] and as [dW1, dW2, db1, db2]" in each
    for flat in ([net.dW1, net.db1, net.dW2, net.db2], [net.dW1, net.dW2, net.db1, net.db2]):
        assert read_by_all(net, flat) == ["right"] * 3


def test_a_list_in_another_order_whose_shapes_fit_is_found_by_its_numbers():
    net = Net(sizes=(3, 3, 3))
    said = net.diagnosed([(net.dW2, net.db2), (net.dW1, net.db1)])
    assert "right for the same arrays, read with gradients in the order [(dW2, db2), (dW1, db1)]" in said
    plain = Net(sizes=(3, 2, 3), bias=False)
    assert "in the order [dW2, dW1]" in plain.diagnosed([plain.dW2, plain.dW1])


def test_transposed_gradients_are_no_list_from_the_last_layer_on():
    net = Net(sizes=(3, 2, 3), bias=False)
    report = diagnose(net.params, net.X, net.Y, [net.dW1.T, net.dW2.T], **WORDS)
    assert [finding.mistake for finding in report.findings] == ["transposed"]


def test_arrays_of_any_shape_are_read_or_refused_in_a_sentence():
    """A reading is chosen by shapes: whatever they are, there is one, or a sentence that says what is needed."""
    rng = np.random.default_rng(0)
    for _ in range(3000):
        nin, hidden, nout = rng.integers(1, 4, 3)
        shapes = {"W1": (nin, hidden), "b1": (hidden,), "W2": (hidden, nout), "b2": (nout,)}
        shapes = {name: shapes[name] for name in ["W1", *(["b1"] * rng.integers(2)), "W2", *(["b2"] * rng.integers(2))]}
        given = [None if rng.random() < 0.1 else np.ones(rng.integers(1, 4, rng.integers(0, 3))) for _ in range(4)]
        lists = ([(given[0], given[1]), (given[2], given[3])], given[: len(shapes)], given[:2], given[:3])
        try:
            found = ", ".join(gradients_by_name(lists[rng.integers(4)], shapes))
        except ValueError as error:
            found = str(error)
        assert re.search("^W1(, b1)?, W2(, b2)?$|is needed|a dict|has no b in params|for each is needed", found)


def test_a_wrong_shape_of_one_array_is_the_learners(net):
    X, Y = net.X[:, :1], net.Y[:, :1]
    W = np.array([[0.5]])
    D = 2 * (X @ W - Y) / len(X)
    report = diagnose([W], X, Y, [(D * X).T], activations="linear", loss="mse")
    assert [finding.mistake for finding in report.findings] == ["elementwise"]
    assert diagnose([(W, None)], X, Y, [((D * X).T, None)], activations="linear", loss="mse").findings


# --- parameters ------------------------------------------------------------------------------------

PARAMS = {
    "names": lambda n: {"W1": n.W1, "b1": n.b1, "W2": n.W2, "b2": n.b2},
    "names in another order": lambda n: {"b2": n.b2, "W2": n.W2, "b1": n.b1, "W1": n.W1},
    "flat": lambda n: [n.W1, n.b1, n.W2, n.b2],
    "flat, the biases last": lambda n: [n.W1, n.W2, n.b1, n.b2],
    "flat, with rows": lambda n: [n.W1, n.b1[None], n.W2, n.b2[None]],
    "rows and columns": lambda n: [(n.W1, n.b1[None]), (n.W2, n.b2[:, None])],
}


@pytest.mark.parametrize("make", PARAMS.values(), ids=PARAMS)
def test_parameters_are_read_alike(net, make):
    assert net.diagnosed(net.gradients, make(net)) == "right"


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda n: {"W1": n.W1, "B1": n.b1, "W2": n.W2, "b2": n.b2}, "'B1' is none of them: did you mean b1?"),
        (lambda n: {"W0": n.W1, "b0": n.b1, "W1": n.W2, "b1": n.b2}, "Layers count from 1."),
        (lambda n: {"W1": n.W1, "b1": n.b1, "W3": n.W2, "b3": n.b2}, "'W3' is none of them: did you mean W2?"),
        (lambda n: {"dW1": n.W1, "b1": n.b1}, "'dW1' is none of them: did you mean W1?"),
        (lambda n: {}, "W1, b1, W2, … are needed"),
        (lambda n: 3.0, "a list is needed, with (W, b) or W for each layer, or a dict"),
    ],
    ids=["another case", "counted from 0", "a gap", "a gradient's name", "empty", "a number"],
)
def test_parameters_with_other_names_are_refused(net, make, sentence):
    assert sentence in net.diagnosed(net.gradients, make(net))


def test_a_pair_that_could_be_two_layers_is_refused():
    rng = np.random.default_rng(2)
    X, W, b = rng.normal(size=(4, 2)), rng.normal(size=(2, 1)), rng.normal(size=1)
    Y, Z = rng.normal(size=(4, 1)), X @ W + b
    D = 2 * (np.tanh(Z) - Y) / 4 * (1 - np.tanh(Z) ** 2)
    given = (X, Y, [(X.T @ D, D.sum(axis=0))])
    assert "params can be read as W for each layer, and as [W1, b1, …]" in str(
        diagnose([W, b], *given, activations="tanh", loss="mse")
    )
    assert diagnose([W, b], *given, activations=["tanh"], loss="mse").correct
    assert diagnose([(W, b)], *given, activations="tanh", loss="mse").correct


# --- layouts ---------------------------------------------------------------------------------------


def test_a_first_matrix_stored_the_other_way_round_is_not_blamed_on_x(net):
    said = net.diagnosed(net.gradients, [(net.W1.T, net.b1), (net.W2.T, net.b2)])
    assert "W1 has shape (3, 2): is it stored the other way round?" in said
    assert "Then say orientation='out_in', or hand in W1.T." in said
    assert "samples=" not in said.partition("W1 has shape")[2]
    turned = [(net.dW1.T, net.db1), (net.dW2.T, net.db2)]
    assert net.diagnosed(turned, [(net.W1.T, net.b1), (net.W2.T, net.b2)], orientation="out_in") == "right"


def test_samples_as_columns_are_named_as_such(net):
    report = diagnose(net.params, net.X.T, net.Y.T, net.gradients, **WORDS)
    assert "X fits when transposed: are its samples columns? Then say samples='columns'." in report.problem
    assert "orientation" not in report.problem
    assert diagnose(net.params, net.X.T, net.Y.T, net.gradients, **WORDS, samples="columns").correct


def test_square_arrays_stored_the_other_way_round_are_found_by_their_numbers():
    net = Net(sizes=(3, 3, 3), N=3)
    turned = [(net.dW1.T, net.db1), (net.dW2.T, net.db2)]
    said = net.diagnosed(turned, [(net.W1.T, net.b1), (net.W2.T, net.b2)])
    assert "right for the same arrays, read with orientation='out_in'." in said
    report = diagnose(net.params, net.X.T, net.Y.T, net.gradients, **WORDS, orientation="in_out")
    assert "read with samples='columns'." in str(report)
    assert not report.correct


def test_a_turned_gradient_of_a_symmetric_matrix_is_transposed():
    """W = 0 is the usual start of a single layer: stored the other way round it is the same network."""
    rng = np.random.default_rng(1)
    X, Y, W = rng.normal(size=(4, 2)), rng.uniform(size=(4, 2)), np.zeros((2, 2))
    D = 2 * (1 / (1 + np.exp(-X @ W)) - Y) / 4 / 4
    report = diagnose([W], X, Y, [(X.T @ D).T], activations="sigmoid", loss="mse", orientation="in_out")
    assert [finding.mistake for finding in report.findings] == ["transposed"]


def test_samples_as_columns_are_named_by_compare(net):
    model = MLP.from_arrays(net.params, activations=WORDS["activations"], orientation="in_out")
    with pytest.raises(ValueError, match=r"X has shape \(2, 4\); .* Samples are rows here: X\.T fits\."):
        compare(model, net.X.T, net.Y, gradients=net.gradients)


def test_a_mask_of_a_layer_that_is_not_there_is_refused(net):
    said = net.diagnosed(net.gradients, masks={0: np.ones((4, 3))})
    assert said == "masks has [0]; the layers are [1, 2]."


# --- the command line ------------------------------------------------------------------------------


def arrays_of(net, **names):
    given = {"W1": net.W1, "b1": net.b1, "W2": net.W2, "b2": net.b2, **net.gradients}
    return {names.get(name, name): array for name, array in given.items()}


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ({"b1": "B1"}, "'B1' is none of them: did you mean b1?"),
        ({"db1": "dB1"}, "'dB1' is none of them: did you mean b1?"),
        ({"dW1": "DW1"}, "'DW1' is none of them: did you mean W1?"),
        ({"dW2": "dw2"}, "'dw2' is none of them: did you mean W2?"),
        ({"b1": "bias1", "db1": "dbias1"}, "'bias1' is none of them: did you mean b1?"),
        ({"dW2": "grad_W2"}, "'grad_W2' is none of them: did you mean W2?"),
        ({"W1": "W0", "dW1": "dW0"}, "Layers count from 1."),
        ({"db2": "bb"}, "['W1', 'W2', 'b1', 'b2'] are needed"),
        ({"W2": "W3"}, "'W3' is none of them"),
    ],
    ids=str,
)
def test_a_case_with_other_names_is_refused(net, tmp_path, capsys, names, sentence):
    said = net.typed(arrays_of(net, **names), tmp_path, capsys)
    assert sentence in said
    assert not said.startswith("wrong")


def test_a_case_may_hold_further_arrays(net, tmp_path, capsys):
    assert net.typed({**arrays_of(net), "A1": net.X, "w1": net.W1 + 1, "delta2": net.Y}, tmp_path, capsys) == "right"
