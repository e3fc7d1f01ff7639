"""Pickles and saved files from before the modules moved into rooms still load; `tests/data` has one of each."""

import importlib
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

import engine
import nn
from nn import MLP, load

DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="module")
def things():
    return pickle.loads((DATA / "before_rooms.pickle").read_bytes())


def test_networks_and_graphs_are_as_they_were(things):
    assert isinstance(things["model"], MLP)
    assert [p.data for p in things["model"].parameters()][:2] == [
        w.data for w in things["model"].layers[0].neurons[0].w
    ]
    loss, model = things["loss"], things["model"]
    (w, *_) = model.parameters()
    before = w.grad
    assert before != 0
    loss.backward()  # the leaves are the model's own: pickled together, they stay together
    assert w.grad == pytest.approx(2 * before, rel=1e-12)
    assert model([0.5] * len(model.layers[0].neurons[0].w)).requires_grad  # it still computes


def test_what_stands_beside_them_loads(things):
    assert (things["leaf"].data, things["leaf"].label) == (2.0, "a")
    assert len(things["history"].loss) == 2
    assert bool(things["comparison"])
    assert isinstance(things["optimizer"], nn.Adam)
    assert isinstance(things["schedule"], nn.StepLR)
    assert isinstance(things["stopping"], nn.EarlyStopping)
    assert things["fused"]([0.5, -1.0]).data == MLP(2, [3, 1], seed=1)([0.5, -1.0]).data


def test_functions_are_todays(things):
    names = ["fit", "compare", "audit", "diagnose", "save", "softmax", "predict"]
    assert things["functions"] == [getattr(nn, n) for n in names] + [engine.no_grad, engine.grad, engine.explain]


def test_a_saved_network_loads():
    assert load(DATA / "fused_model.json")([0.5, -1.0]).data == pytest.approx(
        MLP(2, [3, 1], activation="tanh", seed=1)([0.5, -1.0]).data, abs=1e-15
    )


FORMER = [
    ("nn.modules", "MLP", "nn.networks.modules"),
    ("nn.optim", "SGD", "nn.training.optim"),
    ("nn.matrix", "forward", "nn.handwritten.matrix"),
    ("nn.diagnosis.report", "Report", "nn.handwritten.diagnosis.report"),
    ("nn.diagnosis", "Report", "nn.handwritten.diagnosis"),
    ("nn.diagnosis", "Explanation", "nn.handwritten.diagnosis"),
    ("nn.diagnosis.findings", "Explanation", "nn.handwritten.diagnosis.findings"),
    ("nn.auditing", "Entry", "nn.handwritten.auditing"),
    ("nn.mistakes", "TABLE", "nn.handwritten.mistakes"),
    ("nn.saving", "save", "nn.keeping.saving"),
    ("nn.words", "REDUCTIONS", "nn.settings"),
    ("engine.floats", "NOT_COMPUTED", "engine.table.floats"),
    ("engine.anomaly", "AnomalyError", "engine.recording.anomaly"),
]


@pytest.mark.parametrize(("old", "name", "new"), FORMER, ids=[f"{old}.{name}" for old, name, _ in FORMER])
def test_a_former_name_is_the_module_of_today(old, name, new):
    assert getattr(importlib.import_module(old), name) is getattr(importlib.import_module(new), name)
    package, _, inside = old.partition(".")
    if "." not in inside:
        assert hasattr(getattr(sys.modules[package], inside), name)


def test_a_former_name_loads_nothing_before_it_is_used():
    program = "import sys, nn, nn.comparison; assert 'numpy' not in sys.modules; nn.comparison.compare"
    subprocess.run([sys.executable, "-c", program], check=True)


def test_what_was_never_there_is_refused():
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("nn.newcomer")
    with pytest.raises(AttributeError, match="newcomer"):
        importlib.import_module("nn.modules").newcomer
