"""Rows written as instructions for the page. What it computes with them is compared with Python in `tests/pages`."""

import math
import re

import pytest

from engine import Value, ops
from engine.drawing.records import describe_graph
from engine.extend import Op
from engine.ops import TABLE
from engine.stepping.instructions import RowWriter
from engine.stepping.page import as_json, stuck
from engine.table import floats
from engine.table.primitive import ListOp

SPECIAL = {"erf", "erfc", "gelu", "lgamma", "digamma", "polygamma"}


def written(op, arity=None):
    writer = RowWriter()
    return writer.row(op, arity or len(op.partials)), writer


@pytest.mark.parametrize("name", TABLE)
def test_every_row_is_written_but_those_of_special_functions(name):
    op = TABLE[name]
    found, _ = written(op, 4 if isinstance(op, ListOp) else None)
    assert (found is None) == (name in SPECIAL)


def test_what_could_not_be_written_leaves_nothing_behind():
    writer = RowWriter()
    assert writer.row(ops.gelu, 1) is None
    assert (writer.names, writer.f, writer.d) == ({}, {}, {})
    assert writer.row(ops.tanh, 1) == "tanh"


def test_the_rows_that_a_rule_needs_come_along():
    _, writer = written(ops.silu)
    assert set(writer.f) == {"silu", "sigmoid"}
    assert set(writer.d) == {"silu"}


def test_a_row_of_ones_own_is_written_with_its_branches():
    bent = Op(
        "bent",
        lambda x: math.copysign(2.0, x) if abs(x) > 1 else floats.sigmoid(x),
        (lambda x, out: ops.step(x) * out,),
        doc="Made for this test.",
        latex="{}",
        samples=((0.5,),),
    )
    name, writer = written(bent)
    assert name == "bent"
    size, asked = writer.f["bent"]["steps"]
    assert size == ["abs", 0]
    assert asked[:4] == ["if", "<=", 1, "1.0"]
    small, large = asked[4:]
    assert large == [["copysign", "2.0", 0], ["return", 2]]
    assert small[-1][:4] == ["if", "<", 0, "0.0"], "sigmoid has two branches of its own"
    assert writer.d["bent"] == [{"given": 2, "steps": [["f step", 0], ["*", 2, 1], ["return", 3]]}]


def loops(x):
    while x < 10:
        x += 1.0
    return x


@pytest.mark.parametrize("function", [loops, round, math.gamma, lambda x: [1, 2][int(x)], lambda x: x.unknown])
def test_a_row_that_javascript_has_no_words_for_is_refused(function):
    op = Op("odd", function, (lambda x, out: 1.0,), doc="Made for this test.", latex="{}", samples=((0.5,),))
    assert written(op)[0] is None


@pytest.mark.parametrize(
    "name", ["</script><script>alert(1)</script>", "__proto__", "a b", "3d", "", "δ", "constructor"]
)
def test_a_row_of_any_name_is_written_under_a_harmless_one(name):
    op = Op(name, lambda x: 2 * x, (lambda x, out: 2.0,), doc="Made for this test.", latex="{}", samples=((0.5,),))
    found, writer = written(op)
    assert re.fullmatch(r"[a-z]\w*", found, re.ASCII)
    assert set(writer.f) == {found}


def test_two_rows_of_one_name_stay_two():
    writer = RowWriter()
    same = {"doc": "Made for this test.", "latex": "{}", "samples": ((0.5,),)}
    rows = [Op("twin", function, (lambda x, out: 1.0,), **same) for function in (abs, ops.exp)]
    assert len({writer.row(row, 1) for row in rows}) == 2


def test_values_that_lead_to_a_special_function_are_stuck():
    x, y = Value(0.5, label="x"), Value(0.25, label="y")
    graph = describe_graph(TABLE["erf"](x * 2.0) + y)
    rows = [None if box.symbol == "erf" else "" for box in graph.boxes]
    (erf,) = (box.index for box in graph.boxes if box.symbol == "erf")
    found = stuck(graph, rows)
    assert {graph.boxes[i].label for i in found if graph.boxes[i].kind == "leaf"} == {"x"}
    assert set(found.values()) == {erf}


def test_numbers_that_json_lacks_are_words():
    assert list(map(as_json, (1.5, math.inf, -math.inf, math.nan, floats.OFF, 0.0, None))) == [
        *(1.5, "Infinity", "-Infinity", "NaN", "off", 0.0, None),
    ]
