"""The demos that train a network learn what they say, also in a shortened run."""

import runpy
import sys
from pathlib import Path

import pytest

matplotlib = pytest.importorskip("matplotlib")

DEMOS = Path(__file__).parents[2] / "demos"


@pytest.fixture
def run(tmp_path, monkeypatch):
    """A function that runs a demo as a script and gives its `results`; its pictures go to a folder of their own."""

    def run_demo(name, *options):
        monkeypatch.setattr(sys, "argv", [name, str(tmp_path), *options])
        return runpy.run_path(str(DEMOS / f"{name}.py"), run_name="__main__")["results"]

    yield run_demo
    matplotlib.pyplot.close("all")


def pictures(folder):
    return {path.name for path in folder.glob("*.svg") if path.stat().st_size > 1000}


def test_exclusive_or(run, tmp_path):
    results = run("xor", "--epochs", "150")
    assert results["together"]["loss"] < 0.1
    assert results["together"]["accuracy"] == 1.0
    assert results["alone"]["accuracy"] < 1.0
    assert pictures(tmp_path) == {"xor_boundary.svg", "xor_weights.svg", "xor_network.svg"}


def test_two_moons(run, tmp_path):
    results = run("two_moons", "--epochs", "20", "--grid", "20")
    assert results["seen"]["loss"] < 0.3
    assert results["unseen"]["accuracy"] > 0.85
    assert pictures(tmp_path) == {"two_moons.svg"}


def test_three_regimes_move_the_same_weights_at_different_times(run, tmp_path):
    results = run("three_regimes", "--epochs", "25")
    assert results["updates"] == {"per sample": 600, "mini-batches of 6": 100, "full batch": 25}
    assert [len(path) for path in results["paths"].values()] == [600, 100, 25]
    assert results["losses"]["per sample"][-1] < 0.08 < results["losses"]["full batch"][-1] + 0.01
    assert pictures(tmp_path) == {"three_regimes.svg"}


def test_iris(run, tmp_path):
    pytest.importorskip("sklearn")
    results = run("iris", "--epochs", "20")
    assert results["judged by"]["accuracy"] >= 0.9
    assert results["trained on"]["loss"] < 0.15
    assert pictures(tmp_path) == {"iris.svg"}


def test_digits(run, tmp_path):
    pytest.importorskip("sklearn")
    results = run("digits", "--epochs", "3")
    assert results["accuracy"] >= 0.9
    assert results["loss"] < 0.4
    assert results["seconds"] < 120
    assert pictures(tmp_path) == {"digits.svg"}
