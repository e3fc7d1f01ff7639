"""The way of one weight, as CONTRIBUTING has it: each file that it names is entered in that step, and no more are."""

import gc
import re
import sys
from pathlib import Path

import numpy as np
import pytest

from engine import draw, explain, vectorize
from nn import MLP, diagnose, squared_error

ROOT = Path(__file__).parents[1]
ASIDE = re.compile(
    r"engine/table/checks|nn/settings|engine/recording/blocks|nn/networks/(trace|activations)|engine/table/"
)
"""What only checks an argument, or holds words for choices and facts that any step may ask for."""


def entered(step):
    """Return the project's files in which a function is called during a step, in order, and the step's result."""
    files = {}

    def look(frame, event, _):
        path = Path(frame.f_code.co_filename)
        if event == "call" and path.is_relative_to(ROOT) and {"engine", "nn"} & set(path.relative_to(ROOT).parts[:1]):
            files[path.relative_to(ROOT).as_posix()] = None

    gc.collect()
    gc.disable()  # what other tests left, and is freed meanwhile, calls functions, too
    sys.setprofile(look)
    try:
        result = step()
    finally:
        sys.setprofile(None)
        gc.enable()
    return [name for name in files if not ASIDE.match(name)], result


def steps_of_the_table():
    """The files and rooms of each step, as the table has them."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = text.partition("## The way of one weight")[2].partition("## Tests")[0]
    steps = {}
    for step, place in re.findall(r"^\|\s*(.*?)\s*\| `(\w+/[^`]+)` \|", table, re.MULTILINE):
        if step.strip():
            current = steps.setdefault(step.strip(" `"), [])
        current.append(place)
    return list(steps.values())


@pytest.mark.skipif(not (ROOT / "CONTRIBUTING.md").exists(), reason="only in the project's folder")
def test_the_way_of_one_weight():
    made, calling, backward, *rooms = steps_of_the_table()
    found, model = entered(lambda: MLP(2, [3, 1], activation="tanh", seed=1))
    assert set(found) == set(made)
    model([0.5, -1.0])  # what is remembered after a first sample is made
    found, out = entered(lambda: model([0.5, -1.0]))
    assert set(found) - set(made) == set(calling)
    loss = squared_error(out, 1.0)
    found, _ = entered(loss.backward)
    assert set(found) == set(backward)
    assert len({*made, *calling, *backward}) <= 8
    arrays = {
        name: np.array([[v.data for v in row] for row in rows] if name[0] == "W" else [v.data for v in rows])
        for name, rows in model.arrays().items()
    }
    steps = [
        lambda: draw(loss).source,
        lambda: str(explain(loss, model.layers[0].neurons[0].w[1])),
        lambda: vectorize(loss, model).source,
        lambda: diagnose(arrays, [[0.5, -1.0]], [[1.0]], arrays, activations=["tanh", "linear"], loss="mse"),
    ]
    for room, step in zip(rooms, steps, strict=True):
        assert any(name.startswith(room[0]) for name in entered(step)[0])
