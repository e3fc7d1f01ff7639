"""What NumPy chooses by the numbers leaves a note: `vectorize` says that it holds for these numbers only."""

import numpy as np
import pytest

from engine import Value, grad, numbers, values, vectorize
from engine.extend import with_leaves
from engine.recording.compared import compared_among
from tests.engine.arrays.test_arrays import ARGUMENTS, ASKED, A, full_name

try:
    from scipy import special
except ImportError:
    special = None

MASK = np.array([True, False, True])

CHOSEN = {
    "np.linalg.norm of order 3": lambda z: np.linalg.norm(z, 3),
    "np.linalg.norm of order 0": lambda z: np.linalg.norm(z, 0),
    "np.linalg.norm": lambda z: np.linalg.norm(z),
    "np.nansum": lambda z: np.nansum(z),
    "np.nanmean by its name": lambda z: np.nanmean(a=z),
    "np.nanmax": lambda z: np.nanmax(z),
    "np.nan_to_num": lambda z: np.nan_to_num(z),
    "np.fmax": lambda z: np.fmax(z, 0.0),
    "np.fmin.reduce": lambda z: np.fmin.reduce(z),
    "np.isnan": lambda z: z[~np.isnan(z)],
    "np.isfinite": lambda z: np.isfinite(z),
    "np.isposinf": lambda z: np.isposinf(z),
    "np.logical_not": lambda z: np.logical_not(z),
    "np.all": lambda z: np.all(z),
    "a.any()": lambda z: z.any(),
    "np.allclose": lambda z: np.allclose(z, 1.0),
    "np.isclose": lambda z: np.isclose(z, 1.0),
    "np.array_equal": lambda z: np.array_equal(z, z),
    "np.argsort by its name": lambda z: np.argsort(a=z),
    "np.where in an option": lambda z: np.sum(np.ones(3), initial=1.0, where=MASK) * np.sum(z, where=MASK),
    "a ufunc where a mask is true": lambda z: np.exp(z, out=np.zeros_like(z), where=MASK),
    "a[mask]": lambda z: z[numbers(z) > 0],
    "np.delete": lambda z: np.delete(z, MASK),
    "a single Value": lambda z: np.isnan(z[0]),
}

NOT_CHOSEN = {
    "indices": lambda z: z[[0, 2]],
    "np.delete of a place": lambda z: np.delete(z, 1),
    "np.copyto": lambda z: np.copyto(np.zeros_like(z), z),
    "np.maximum": lambda z: np.maximum(z, 0.0),
    "np.sum": lambda z: np.sum(z, axis=0),
    "printing": lambda z: f"{z} {z!r} {np.array2string(z)}",
    "its shape": lambda z: (np.shape(z), np.iscomplexobj(z)),
}


def notes_after(f):
    """The notes on what was chosen of a program for z, after f(z)."""
    z = values([0.5, 1.5, 2.0], label="z")
    result = f(z)
    loss = (z * z).sum() + (np.sum(result) if isinstance(result, np.ndarray | Value) else 0.0)
    return [note for note in vectorize(loss, {"z": z}).notes if "chosen" in note]


@pytest.mark.parametrize("name", CHOSEN)
def test_a_choice_is_noted(name):
    (note,) = notes_after(CHOSEN[name])
    assert "these numbers only" in note


@pytest.mark.parametrize("name", NOT_CHOSEN)
def test_what_does_not_choose_is_not_noted(name):
    assert not notes_after(NOT_CHOSEN[name])


def test_a_rule_that_chooses_is_noted():
    # ∂/∂y x**y is x**y · log x, and 0 where x is 0.
    x, y = Value(0.0, label="x"), Value(2.0, label="y")
    slope = grad(x**y, y)
    assert "x was compared or chosen by a condition" in vectorize(slope + x * y, {"x": x, "y": y}).notes[0]


# --- every function that NumPy asks about ---------------------------------------------------------

DATA = [A, -A, A[::-1], np.where(A > 0, A, np.nan), np.zeros_like(A), np.where(A > 0, A, np.inf), np.sort(A)]
FUNCTIONS = {full_name(f): f for f in ASKED}
FUNCTIONS |= {f"scipy.{name}": f for name, f in vars(special or np.ma).items() if isinstance(f, np.ufunc)}


def values_in(result):
    """The entries of a result, in order."""
    if isinstance(result, list | tuple):
        return [x for each in result for x in values_in(each)]
    return list(result.flat) if isinstance(result, np.ndarray) else [result]


def made_by(result, w):
    """How each entry was made: the operations behind it, with the places of leaves, and with all plain numbers."""
    places = {x: f"w{i}" for i, x in enumerate(w.flat)}
    for entry in values_in(result):
        if not isinstance(entry, Value):
            yield "text" if isinstance(entry, str) else repr(entry)
            continue
        for i, v in enumerate(with_leaves(entry)):
            is_result = v.requires_grad and v not in places
            places[v] = places.get(v, f"{i}") if v.requires_grad else repr(v.data)
            yield (v.op, *[places[x] for x in v.parents]) if is_result else places[v]


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
@pytest.mark.filterwarnings("ignore")
def test_a_result_that_depends_on_the_numbers_in_another_way_is_noted(name, tmp_path, monkeypatch):
    """One function at several numbers: where other operations are done, or other entries taken, it has chosen."""
    monkeypatch.chdir(tmp_path)
    for arguments in ARGUMENTS:
        ways, noted = set(), []
        for data in DATA:
            w = values(data)
            try:
                result = FUNCTIONS[name](*arguments(w))
            except (TypeError, ValueError, IndexError, AttributeError, ArithmeticError, RuntimeError):
                continue
            ways.add(tuple(made_by(result, w)))
            behind = [v for x in values_in(result) if isinstance(x, Value) for v in with_leaves(x)]
            noted.append(bool(compared_among(dict.fromkeys([*w.flat, *behind], 0))))
        assert len(ways) <= 1 or all(noted), ways
