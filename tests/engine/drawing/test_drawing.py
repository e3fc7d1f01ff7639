"""Pictures: what stands in them, who renders them, what is refused. The SVG is parsed, as a browser would."""

import html.parser
import importlib.metadata
import math
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from base64 import b64decode
from dataclasses import FrozenInstanceError
from pathlib import Path

import graphviz
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import NOT_COMPUTED, Value, draw, no_grad, ops, relu, sigmoid, tanh
from engine.drawing import Picture, rendering
from engine.drawing.records import LIMIT, MAXIMUM, Arrow, Box, describe_graph
from engine.table.notation import label_lines, number, operation
from engine.table.primitive import ListOp
from tests.examples import sizes

SVG = "{http://www.w3.org/2000/svg}"
PNG = b"\x89PNG\r\n\x1a\n"


# --- reading a picture -----------------------------------------------------------------------


def groups(picture, kind):
    """The <g> elements of the nodes or edges of the rendered picture, by title, in the order of the source."""
    if rendering.find_renderer() is None:
        pytest.skip("no renderer on this machine")
    elements = ET.fromstring(picture.pipe(format="svg")).iter(f"{SVG}g")
    chosen = [g for g in elements if g.get("class") == kind]
    chosen.sort(key=lambda g: int(g.get("id").removeprefix(kind)))
    return [(g.find(f"{SVG}title").text, g) for g in chosen]


def words(group):
    """The texts in an element, with the spaces that Graphviz writes as no-break spaces."""
    return [t.text.replace("\xa0", " ") for t in group.iter(f"{SVG}text")]


def boxes(value, **options):
    """What stands in each box, in topological order."""
    return [words(g) for _, g in groups(draw(value, **options), "node")]


def ends_of(title):
    """From where to where an arrow goes, without the port (`v0->v2:w`)."""
    return [name.partition(":")[0] for name in title.split("->")]


def arrows(value):
    """Each arrow of the picture: from, to, and its text (None if it has none)."""
    found = groups(draw(value), "edge")
    return [(*ends_of(title), (words(g) or [""])[0].strip() or None) for title, g in found]


def border(group):
    """The outline of a box: the attributes of its last shape."""
    shapes = [*group.iter(f"{SVG}polygon"), *group.iter(f"{SVG}path")]
    return next((s for s in shapes if s.get("stroke") not in ("none", "transparent")), None)


def fill(group):
    """The colour of a box as (red, green, blue)."""
    shapes = [*group.iter(f"{SVG}polygon"), *group.iter(f"{SVG}path")]
    colours = [s.get("fill") for s in shapes if s.get("fill") not in ("none", None)]
    colour = (colours or ["white"])[0]
    return (255, 255, 255) if colour == "white" else tuple(bytes.fromhex(colour[1:]))


def neuron():
    """a = tanh(x*w + b), the three leaves and the result labelled."""
    x, w, b = Value(0.5, label="x"), Value(-1.0, label="w"), Value(0.25, label="b")
    a = tanh(x * w + b)
    a.label = "a"
    return a


def chain(operations):
    value = Value(1.0)
    for _ in range(operations):
        value = value * 1.0000001
    return value


# --- records ---------------------------------------------------------------------------------


def test_records_number_the_graph_in_topological_order():
    a = Value(3.0, label="a")
    y = 2.0 - a
    y.backward()
    graph = describe_graph(y)
    assert graph.boxes == (
        Box(0, "constant", "", "", 2.0, None),
        Box(1, "leaf", "", "a", 3.0, -1.0),
        Box(2, "operation", "-", "", -1.0, 1.0),
    )
    assert graph.arrows == (Arrow(0, 2, 0, None), Arrow(1, 2, 1, -1.0))
    assert graph.root.index == 2
    with pytest.raises(FrozenInstanceError):
        graph.root.data = 1.0


def test_records_keep_not_computed_apart_from_zero():
    a = Value(3.0)
    assert describe_graph(a).root.grad is NOT_COMPUTED
    a.grad = 0.0
    assert describe_graph(a).root.grad is not NOT_COMPUTED


def test_a_drawing_changes_nothing():
    y = neuron()
    draw(y)
    assert y.grad is NOT_COMPUTED
    y.backward()
    before = [(v.data, v.grad, v.label, v.partials) for v in (y, *y.parents, *y.parents[0].parents)]
    draw(y)
    assert before == [(v.data, v.grad, v.label, v.partials) for v in (y, *y.parents, *y.parents[0].parents)]


# --- what stands in a picture ----------------------------------------------------------------


def test_boxes_before_backward():
    assert boxes(neuron()) == [
        ["x", "data", "0.500", "grad", "not computed"],
        ["w", "data", "−1.000", "grad", "not computed"],
        ["×", "v1", "data", "−0.500", "grad", "not computed"],
        ["b", "data", "0.250", "grad", "not computed"],
        ["+", "v2", "data", "−0.250", "grad", "not computed"],
        ["a", "tanh", "data", "−0.245", "grad", "not computed"],
    ]


def test_boxes_after_backward():
    y = neuron()
    y.backward()
    slope = number(1 - math.tanh(-0.25) ** 2)
    grads = [box[-1] for box in boxes(y)]
    assert grads == [f"−{slope}", number((1 - math.tanh(-0.25) ** 2) / 2), slope, slope, slope, "1.000"]


def test_not_computed_is_not_zero():
    a, b = Value(2.0, label="a"), Value(0.0, label="b")
    y = a * b
    assert boxes(y)[0][-1] == "not computed"
    y.backward()
    assert boxes(y)[0][-1] == "0.000"


def test_the_same_operand_twice_gives_two_arrows():
    a = Value(3.0, label="a")
    assert arrows(a * a) == [("v0", "v1", "×3.000"), ("v0", "v1", "×3.000")]


def test_an_arrow_shows_the_local_derivative():
    a, b = Value(1.0), Value(4.0)
    assert arrows(a / b) == [("v0", "v2", "×0.250"), ("v1", "v2", "×−0.0625")]


def test_a_constant_has_no_gradient_and_its_arrow_no_derivative():
    x = Value(-2.0, label="x")
    y = x**2
    y.backward()
    assert boxes(y)[1] == ["2.000"]
    assert arrows(y) == [("v0", "v2", "×−4.000"), ("v1", "v2", None)]


def test_constants_and_leaves_look_different():
    x = Value(2.0)
    (_, leaf), (_, constant), _ = groups(draw(x * x.detach()), "node")
    assert border(leaf) is not None
    assert border(constant) is None
    assert fill(constant) != fill(leaf)


def ends(value):
    """Where each arrow ends (the tip of its head): {result: [first operand's, second operand's]}."""
    tips = {}
    for title, g in groups(draw(value), "edge"):
        points = [tuple(map(float, p.split(","))) for p in g.find(f"{SVG}polygon").get("points").split()]
        path = g.find(f"{SVG}path").get("d").replace("C", " ").replace("M", " ").split()[-1]
        near = tuple(map(float, path.split(",")))
        tip = max(points, key=lambda p: math.dist(p, near))
        tips.setdefault(ends_of(title)[1], []).append(tip)
    return tips


def test_the_first_operand_comes_in_above_the_second():
    x, y = Value(-2.0), Value(3.0)
    for root in (x - y, y - x, 4.0 / x, x**2 - 4.0 / x + (-x), x * x):
        for result, tips in ends(root).items():
            if len(tips) == 2:
                assert tips[0][1] < tips[1][1] - 5, f"{result} in {root}"


def test_the_first_operand_comes_in_left_of_the_second_where_the_graph_runs_down():
    x = Value(-2.0)
    root = x
    for _ in range(8):
        root = 5.0 / root - x
    for result, tips in ends(root).items():
        assert tips[0][0] < tips[1][0] - 5, f"{result}"


def curve(group):
    """Points along an arrow's curve, which Graphviz writes as cubic Bézier pieces."""
    numbers = list(map(float, re.findall(r"-?\d+\.?\d*", group.find(f"{SVG}path").get("d"))))
    corners = list(zip(numbers[::2], numbers[1::2], strict=True))
    weights = [((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3) for t in (k / 20 for k in range(21))]
    pieces = [corners[k : k + 4] for k in range(0, len(corners) - 1, 3)]
    return [
        tuple(sum(w * c[i] for w, c in zip(ws, piece, strict=True)) for i in (0, 1))
        for piece in pieces
        for ws in weights
    ]


def expressions():
    """Graphs in which values are used twice, so that arrows may cross."""
    a, b, c = Value(2.0, label="a"), Value(-3.0, label="b"), Value(5.5, label="c")
    return {
        "two routes": tanh(a * b + c) * a,
        "a sum of products": (a * b + b * c) * c,
        "twice in a row": (a * b) * a * b,
        "a neuron": tanh(a * b + c * b + a),
        "a quotient": (a + b) * b + c * a,
    }


@pytest.mark.usefixtures("renderer")
@pytest.mark.parametrize("name", expressions())
def test_the_number_of_an_arrow_stands_nearest_to_that_arrow(name):
    found = [group for _, group in groups(draw(expressions()[name]), "edge")]
    curves = [curve(group) for group in found]
    for k, group in enumerate(found):
        label = group.find(f"{SVG}text")
        at = float(label.get("x")), float(label.get("y")) - 3
        distances = [min(math.dist(at, point) for point in points) for points in curves]
        assert min(distances) == distances[k], label.text


def test_small_graphs_run_across_and_large_ones_down():
    assert "rankdir=LR" in draw(chain(7)).source  # 15 values
    assert "rankdir=TB" in draw(chain(8)).source  # 17


def test_the_root_is_marked():
    strokes = [border(g).get("stroke") for _, g in groups(draw(neuron()), "node")]
    assert [s in ("black", "#000000") for s in strokes] == [False] * 5 + [True]
    assert border(groups(draw(neuron()), "node")[-1][1]).get("stroke-width") not in (None, "1")


def test_gradients_are_tinted_by_sign_and_size():
    a, b, c, d = Value(1.0), Value(1.0), Value(1.0), Value(1.0)
    y = a * 4.0 - b * 4.0 + c * 0.04 + d * 0.0
    y.backward()
    looks = {box.grad: g for box, (_, g) in zip(describe_graph(y).boxes, groups(draw(y), "node"), strict=True)}
    big, negative, small, zero = (fill(looks[grad]) for grad in (4.0, -4.0, 0.04, 0.0))
    assert big[2] > big[0] + 60  # blue
    assert negative[0] > negative[2] + 60  # red
    assert zero == (255, 255, 255)
    assert sum(big) < sum(small) < sum(zero)  # the larger the darker
    assert border(looks[-4.0]).get("stroke-dasharray")
    assert not border(looks[4.0]).get("stroke-dasharray")


def test_a_result_without_a_graph_is_one_box_that_says_so():
    x = Value(2.0)
    with no_grad():
        y = x * 3.0
    picture = draw(y)
    assert [words(g) for _, g in groups(picture, "node")] == [["6.000"]]
    assert "no graph was recorded" in " ".join(words(ET.fromstring(picture.pipe())))
    assert "no graph was recorded" in repr(picture)


def test_nan_and_infinity_are_drawn():
    x, y = Value(math.nan, label="x"), Value(-math.inf, label="y")
    z = x * y
    z.backward()
    assert boxes(z) == [
        ["x", "data", "nan", "grad", "−inf"],
        ["y", "data", "−inf", "grad", "nan"],
        ["×", "data", "nan", "grad", "1.000"],
    ]


@pytest.mark.parametrize("row", ops.TABLE.values(), ids=lambda row: row.name)
def test_every_primitive_is_drawn_with_its_operation(row):
    values = [x if rule is None else Value(x) for x, rule in zip(row.samples[0], rules_of(row), strict=True)]
    y = row(*row.split(values)) if isinstance(row, ListOp) else row(*values)
    y.backward()
    assert boxes(y)[-1][0] == operation(row.symbol)
    assert [text for *_, text in arrows(y)] == [None if p is None else f"×{number(p)}" for p in y.partials]


def rules_of(row):
    """One rule for each operand of the first sample; a row that takes lists has one for all."""
    return row.partials * len(row.samples[0]) if isinstance(row, ListOp) else row.partials


def test_a_list_is_one_box_with_an_arrow_for_each_operand():
    a, b, c = Value(2.0, label="a"), Value(-3.0, label="b"), Value(0.5, label="c")
    y = ops.dot([a, b, 4.0], [c, a, 1.5])
    y.label = "y"
    y.backward()
    assert boxes(y) == [
        ["a", "data", "2.000", "grad", "−2.500"],
        ["b", "data", "−3.000", "grad", "2.000"],
        ["4.000"],
        ["c", "data", "0.500", "grad", "2.000"],
        ["1.500"],
        ["y", "·", "data", "1.000", "grad", "1.000"],
    ]
    assert arrows(y) == [
        ("v0", "v5", "×0.500"),
        ("v1", "v5", "×2.000"),
        ("v2", "v5", None),
        ("v3", "v5", "×2.000"),
        ("v0", "v5", "×−3.000"),
        ("v4", "v5", None),
    ]


def test_the_records_of_a_list_number_its_operands():
    a = Value(2.0, label="a")
    graph = describe_graph(ops.summation([a, 1.0, a, a.detach()]))
    assert [(box.kind, box.symbol) for box in graph.boxes] == [
        ("leaf", ""),
        ("constant", ""),
        ("constant", ""),
        ("operation", "Σ"),
    ]
    assert graph.arrows == (Arrow(0, 3, 0, 1.0), Arrow(1, 3, 1, None), Arrow(0, 3, 2, 1.0), Arrow(2, 3, 3, None))
    assert [box.grad for box in graph.boxes[1:3]] == [None, None]


def test_a_constant_in_a_list_shows_no_gradient_after_backward():
    """Naive: backward hands a share to every operand of a list, and the picture shows it."""
    a = Value(2.0, label="a")
    y = ops.product([a, 3.0])
    y.backward()
    assert boxes(y)[1] == ["3.000"]


def test_the_operands_of_a_list_come_in_one_above_the_other():
    xs = [Value(float(i), label=f"x{i}") for i in range(5)]
    (tips,) = ends(ops.summation(xs)).values()
    heights = [height for _, height in tips]
    assert len(tips) == 5
    assert heights == sorted(heights)


def test_operations_are_written_in_the_way_of_the_field():
    x = Value(0.5)
    assert [boxes(y)[-1][0] for y in (x * x, x - x, x + x, -x, x / x, tanh(x), sigmoid(x), relu(x))] == [
        *("×", "−", "+", "−", "/", "tanh", "σ", "ReLU")
    ]


# --- numbers ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("x", "written"),
    [
        (0.5, "0.500"),
        (-0.404, "−0.404"),
        (0.0, "0.000"),
        (-0.0, "0.000"),
        (1.0, "1.000"),
        (0.0123, "0.0123"),
        (0.00123, "0.00123"),
        (0.001, "0.00100"),
        (0.000999, "9.99e−04"),
        (0.00099999999, "0.00100"),
        (1.23e-07, "1.23e−07"),
        (-12345.67, "−12345.7"),
        (999.9999, "1000.00"),
        (123456.7, "123457"),
        (999999.9, "1.00e+06"),
        (1e6, "1.00e+06"),
        (5e-324, "4.94e−324"),
        (math.inf, "inf"),
        (-math.inf, "−inf"),
        (math.nan, "nan"),
        (NOT_COMPUTED, "not computed"),
    ],
)
def test_numbers(x, written):
    assert number(x) == written


@given(st.floats(-1e308, 1e308))
def test_a_number_is_right_to_three_digits_and_short(x):
    text = number(x)
    assert len(text) <= len("−1.23e−308")
    assert "-" not in text
    assert float(text.replace("−", "-")) == pytest.approx(x, rel=5.0001e-3, abs=1e-323)


# --- labels ----------------------------------------------------------------------------------

HOSTILE = [
    "<b>x</b>",
    "a|b",
    "{a|b}",
    r"\N \G \l \n \\",
    "\\",
    '"',
    'a"]; b [label="',
    "&amp; &lt; &#92; &nbsp; &alpha;",
    "]]>",
    "]",
    "w[10,0]",
    "<!-- x -->",
    "<table>",
    "δ₁ ∂L/∂w 権重 🙂",
    "e\u0301",
    "  two  spaces ",
    "two\nlines",
    "v0",
    "%3",
    "digraph",
]


@pytest.mark.parametrize("label", HOSTILE)
def test_a_label_is_shown_as_typed(label):
    (box,) = boxes(Value(1.0, label=label))
    assert "\n".join(box[: label.count("\n") + 1]) == label


# Letters, signs and spaces of all scripts, and line breaks: all that has a look of its own.
VISIBLE = st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff") | st.just("\n")


def in_one_picture(labels):
    """What stands for each label, all drawn at once."""
    total = Value(0.0)
    for label in labels:
        total = total + Value(1.0, label=label)
    leaves = [i for i, box in enumerate(describe_graph(total).boxes) if box.kind == "leaf"][1:]
    drawn = boxes(total)
    return [drawn[i][: drawn[i].index("data")] if "data" in drawn[i] else drawn[i] for i in leaves]


@given(st.lists(st.text(VISIBLE, min_size=1, max_size=40), min_size=5, max_size=12))
def test_any_visible_label_is_shown_as_typed(labels):
    labels = [label for label in labels if "data" not in label]
    typed = [[line for line in label.replace("\xa0", " ").split("\n") if line] for label in labels]
    assert in_one_picture(labels) == typed


@given(st.lists(st.text(st.characters(exclude_categories=())), min_size=5, max_size=12))
def test_any_text_at_all_is_a_label(labels):
    for shown in in_one_picture(labels):
        assert sum(map(len, shown)) <= 40


def test_a_bracket_is_written_so_that_graphviz_2_reads_it():
    assert "<b>&#93;</b>" in draw(Value(1.0, label="]")).source


def test_characters_that_are_no_text_are_made_visible():
    assert boxes(Value(1.0, label="a\x00b\x1b\t\x7f\ud800c"))[0][0] == "a␀b␛␉␡\ufffdc"


def test_a_long_label_is_shortened():
    assert label_lines("x" * 40) == ["x" * 40]
    assert boxes(Value(1.0, label="x" * 41))[0][0] == "x" * 39 + "…"


def test_a_label_may_be_more_than_text():
    class Placed(str):
        place = (1, 0, "w", 2)

    assert boxes(Value(1.0, label=Placed("w[0,2]")))[0][0] == "w[0,2]"
    for label, shown in ((7, "7"), (0, "0"), (None, "data"), ("", "data")):
        assert boxes(Value(1.0, label=label))[0][0] == shown


# --- the same picture every time -------------------------------------------------------------

SCRIPT = """
from engine import Value, draw, tanh
x = [Value(0.5 * i, label=f"x{i}") for i in range(6)]
y = tanh(sum((a * b for a in x for b in x), Value(0.0)))
y.backward()
print(ascii(draw(y, limit=500).source))
"""


def test_the_same_graph_gives_the_same_source_in_every_process():
    def source(seed):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        return subprocess.run([sys.executable, "-c", SCRIPT], env=environment, capture_output=True, check=True).stdout

    first = source("1")
    assert first == source("2")
    assert b"digraph" in first


def test_the_same_graph_gives_the_same_svg():
    one, two = draw(neuron()), draw(neuron())
    assert one.source == two.source
    assert groups(one, "node")
    assert one.pipe() == two.pipe()


# --- files -----------------------------------------------------------------------------------


@pytest.fixture
def bundled(monkeypatch, tmp_path):
    """A machine without Graphviz, with the renderer that comes as a package."""
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    try:
        importlib.metadata.version("graphviz-pure")
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("graphviz-pure has no wheel for this machine")
    return rendering.find_renderer()


@pytest.fixture
def nothing(monkeypatch, tmp_path):
    """A machine with nothing to render with."""
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    monkeypatch.setattr(rendering, "BUNDLED", "no-such-program")


def program(path, script):
    """Make a program that does what the shell script says."""
    if sys.platform == "win32":
        pytest.skip("a shell script is no program here")
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def fake_dot(monkeypatch, folder, script):
    """Put a `dot` on PATH, and nothing else."""
    program(folder / "dot", script)
    monkeypatch.setenv("PATH", str(folder))


def test_save_goes_by_the_suffix(bundled, tmp_path):
    picture = draw(neuron())
    svg, png = tmp_path / "deep" / "er" / "a.svg", tmp_path / "a.PNG"
    assert picture.save(svg) == str(svg)
    assert picture.save(str(png)) == str(png)
    assert ET.parse(svg).getroot().tag == f"{SVG}svg"
    assert png.read_bytes().startswith(PNG)
    for name in ("a.gv", "a.dot"):
        assert picture.save(tmp_path / name) == str(tmp_path / name)
        assert (tmp_path / name).read_text(encoding="utf-8") == picture.source


def test_a_png_is_sharper_than_a_screen(bundled):
    picture = draw(neuron())
    points = float(ET.fromstring(picture.pipe()).get("width").removesuffix("pt"))
    pixels = int.from_bytes(picture.pipe(format="png")[16:20])
    assert pixels == pytest.approx(2 * points, rel=0.02)


def test_save_into_a_directory_and_over_a_file(bundled, tmp_path):
    picture = draw(neuron())
    target = tmp_path / "a.svg"
    target.write_text("old")
    assert picture.save("a.svg", tmp_path, skip_existing=True) == str(target)
    assert target.read_text() == "old"
    picture.save("a.svg", directory=tmp_path)
    assert "<svg" in target.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["a.gif", "a", "a.svg.txt", ""])
def test_save_names_the_suffixes_it_knows(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match=r"save got '.*'; .*\.svg, \.png or \.pdf, or in \.gv or \.dot"):
        draw(Value(1.0)).save(name)
    assert not list(tmp_path.iterdir())


def test_pdf_needs_graphviz_itself(bundled, tmp_path):
    picture = draw(Value(1.0))
    for attempt in (
        lambda: picture.save(tmp_path / "a.pdf"),
        lambda: picture.pipe(format="pdf"),
        lambda: picture.render(tmp_path / "a", format="pdf"),
    ):
        with pytest.raises(graphviz.ExecutableNotFound, match=r"cannot write pdf.*\.svg or \.png.*install Graphviz"):
            attempt()
    assert not (tmp_path / "a.pdf").exists()


def test_pdf_is_written_where_graphviz_is(monkeypatch, tmp_path):
    fake_dot(monkeypatch, tmp_path / "bin", 'echo "%PDF $*"')
    draw(Value(1.0)).save(tmp_path / "a.pdf")
    assert (tmp_path / "a.pdf").read_text() == "%PDF -Kdot -Tpdf\n"


# --- a Digraph like any other ----------------------------------------------------------------


def test_a_picture_is_a_digraph(bundled):
    picture = draw(neuron())
    assert isinstance(picture, graphviz.Digraph)
    assert isinstance(picture, Picture)
    picture.attr(label="our neuron")
    picture.node("note", "a note")
    assert "our neuron" in words(ET.fromstring(picture.pipe()))
    assert ["a note"] in [words(g) for _, g in groups(picture, "node")]
    assert picture.pipe(encoding="utf-8") == picture.pipe().decode()
    assert picture.pipe(format="png").startswith(PNG)


def test_a_copy_is_a_picture_too(bundled):
    picture = draw(neuron())
    assert type(picture.copy()) is Picture
    assert picture.copy().source == picture.source
    assert picture.copy().pipe() == picture.pipe()


def test_render_works_as_in_graphviz(bundled, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    picture = draw(neuron())
    assert Path(picture.render("name", format="png")) == Path("name.png")
    assert Path("name").read_text(encoding="utf-8") == picture.source
    assert Path("name.png").read_bytes().startswith(PNG)
    assert Path(picture.render(outfile="out/x.svg")) == Path("out/x.svg")
    assert Path("out/x.gv").exists()
    assert Path(picture.render("clean", cleanup=True)) == Path("clean.svg")
    assert not Path("clean").exists()
    assert Path(picture.render("a.txt", directory="folder")) == Path("folder/a.txt.svg")
    with pytest.raises(graphviz.FileExistsError):
        picture.render("name", directory=".", format="png", raise_if_result_exists=True)
    with pytest.raises(ValueError, match="give it another name"):
        picture.render("x.svg", outfile="x.svg")


def test_the_settings_of_graphviz_stay_as_they_are(bundled):
    before = (graphviz.backend.dot_command.DOT_BINARY, dict(os.environ))
    draw(neuron()).pipe()
    assert before == (graphviz.backend.dot_command.DOT_BINARY, dict(os.environ))
    with pytest.raises(graphviz.ExecutableNotFound):
        graphviz.Digraph().pipe(format="svg")


# --- who renders -----------------------------------------------------------------------------


def test_the_bundled_renderer_is_found_without_path(bundled):
    assert Path(bundled).stem == "graphviz-pure"


@pytest.mark.parametrize("place", ["scripts", "user", "python", "path"])
def test_the_bundled_renderer_is_found_wherever_pip_puts_it(place, monkeypatch, tmp_path):
    folders = {name: str(tmp_path / name) for name in ("scripts", "user", "python", "path")}
    monkeypatch.setattr("sysconfig.get_path", lambda name, scheme=None: folders["user" if scheme else name])
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python" / "python"))
    monkeypatch.setenv("PATH", folders["path"])
    assert rendering.find_renderer() is None
    program(tmp_path / place / "graphviz-pure", "echo drawn")
    assert draw(Value(1.0)).pipe() == b"drawn\n"


def test_a_dot_on_path_comes_first(monkeypatch, tmp_path):
    fake_dot(monkeypatch, tmp_path / "bin", 'echo "fake $*"')
    assert rendering.find_renderer() == str(tmp_path / "bin" / "dot")
    picture = draw(Value(1.0))
    assert picture.pipe() == b"fake -Kdot -Tsvg\n"
    assert Path(picture.render(tmp_path / "a")).read_bytes() == b"fake -Kdot -Tsvg\n"
    assert Path(picture.save(tmp_path / "b.svg")).read_bytes() == b"fake -Kdot -Tsvg\n"


def test_a_file_is_rendered_in_its_own_folder(monkeypatch, tmp_path):
    # So that an image that a teacher adds can be given relative to the source.
    fake_dot(monkeypatch, tmp_path / "bin", "pwd")
    rendered = draw(Value(1.0)).render(tmp_path / "folder" / "a")
    assert Path(rendered).read_text().strip() == str((tmp_path / "folder").resolve())


def test_warnings_on_success_are_not_shown(monkeypatch, tmp_path, capfd):
    fake_dot(monkeypatch, tmp_path / "bin", "echo 'Warning: no value for width' >&2; echo drawn")
    assert draw(Value(1.0)).pipe() == b"drawn\n"
    assert draw(Value(1.0)).render(tmp_path / "a")
    assert capfd.readouterr() == ("", "")


def test_greek_letters_make_no_noise(bundled, capfd):
    draw(Value(1.0, label="δ ∂")).pipe()
    assert capfd.readouterr() == ("", "")


def test_a_failure_shows_what_the_program_said_and_leaves_no_file(monkeypatch, tmp_path):
    fake_dot(monkeypatch, tmp_path / "bin", "echo half; echo 'Error: the layout failed' >&2; exit 3")
    picture = draw(Value(1.0))
    for attempt in (picture.pipe, lambda: picture.save(tmp_path / "a.svg"), lambda: picture.render(tmp_path / "a")):
        with pytest.raises(graphviz.CalledProcessError, match="the layout failed"):
            attempt()
    assert not list(tmp_path.glob("*.svg"))
    assert "the layout failed" in picture._repr_mimebundle_()["text/plain"]


def test_a_program_that_does_not_finish_is_stopped(monkeypatch, tmp_path):
    fake_dot(monkeypatch, tmp_path / "bin", "while :; do :; done")
    monkeypatch.setattr(rendering, "TIME_LIMIT", 0.2)
    with pytest.raises(RuntimeError, match=r"stopped after .* too large"):
        draw(Value(1.0)).pipe()


def test_without_a_renderer_the_error_names_the_remedy(nothing, tmp_path):
    picture = draw(neuron())
    for attempt in (
        picture.pipe,
        lambda: picture.save(tmp_path / "a.svg"),
        lambda: picture.render(tmp_path / "a"),
    ):
        with pytest.raises(RuntimeError, match=r"pip install graphviz-pure.*https://graphviz\.org") as caught:
            attempt()
        assert isinstance(caught.value, graphviz.ExecutableNotFound)
    assert not (tmp_path / "a.svg").exists()
    assert Path(picture.save(tmp_path / "a.gv")).read_text(encoding="utf-8") == picture.source


# --- notebooks -------------------------------------------------------------------------------


class Tags(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


def test_a_notebook_gets_an_image_a_bitmap_and_text(bundled):
    a = Value(3.0, label="a")
    y = a * a
    y.label = 'loss "><script>'
    picture = draw(y)
    bundle = picture._repr_mimebundle_()
    assert set(bundle) == {"text/html", "image/png", "text/plain"}
    ((tag, attributes),) = Tags(bundle["text/html"]).tags
    assert (tag, attributes["style"]) == ("img", "max-width:100%")
    assert attributes["alt"] == picture.comment
    assert attributes["alt"] == (
        'Computation graph of loss "><script>: 2 values. The result, made by ×, is 9.000. Gradients not computed.'
    )
    kind, _, data = attributes["src"].partition(",")
    assert kind == "data:image/svg+xml;base64"
    assert b64decode(data) == picture.pipe(format="svg")
    assert b64decode(bundle["image/png"]).startswith(PNG)
    assert bundle["text/plain"] == repr(picture)
    assert picture._repr_html_() == bundle["text/html"]


def test_a_notebook_may_choose(bundled):
    picture = draw(neuron())
    assert set(picture._repr_mimebundle_(include=["text/plain", "image/svg+xml"])) == {"text/plain"}
    assert set(picture._repr_mimebundle_(exclude=["image/png"])) == {"text/html", "text/plain"}
    assert picture._repr_mimebundle_(include=[]) == {}


def test_a_notebook_does_without_a_bitmap_that_fails(monkeypatch, tmp_path):
    fake_dot(monkeypatch, tmp_path / "bin", 'case "$*" in *png*) exit 1;; esac; echo "<svg/>"')
    assert set(draw(Value(1.0))._repr_mimebundle_()) == {"text/html", "text/plain"}


def test_a_notebook_never_sees_an_error(nothing):
    picture = draw(Value(1.0, label="<b>"))
    bundle = picture._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    assert bundle["text/plain"].startswith("No program to draw with was found: run `pip install graphviz-pure`")
    assert bundle["text/plain"].endswith(picture.source)
    shown = Tags(picture._repr_html_())
    assert [tag for tag, _ in shown.tags] == ["p", "pre"]
    assert "pip install graphviz-pure" in shown.text
    assert shown.text.endswith(picture.source)


def test_the_sentence_says_what_there_is_to_see():
    y = neuron()
    assert draw(y).comment == "Computation graph of a: 6 values. The result, made by tanh, is −0.245. " + (
        "Gradients not computed."
    )
    y.backward()
    assert draw(y).comment.endswith("Gradients computed.")
    x = Value(1.0, label="one\ntwo")
    assert draw(x).comment.startswith("Computation graph of one␤two: 1 value. The result is 1.000.")
    assert draw(x).source.splitlines()[1].startswith("digraph")


# --- what is refused -------------------------------------------------------------------------


def total(terms):
    """A graph of 2 * terms - 1 values."""
    return sum((Value(1.0) for _ in range(terms - 1)), Value(0.0))


def test_the_limit_counts_values():
    assert LIMIT == 250
    assert "v248" in draw(total(125)).source
    assert "v249" in draw(-total(125)).source
    with pytest.raises(ValueError, match=r"251 values, more than limit=250\..*draw\(value, limit=251\)"):
        draw(total(126))
    assert "v250" in draw(total(126), limit=251).source
    with pytest.raises(ValueError, match=r"more than limit=5\."):
        draw(total(5), limit=5)


def test_the_refusal_names_ways_out():
    with pytest.raises(ValueError, match=r"Draw a part \(.*output of one neuron\), or make the graph smaller \(.*\)"):
        draw(total(200))


def test_there_is_a_size_that_no_limit_allows():
    with pytest.raises(ValueError, match=r"2,001 values; at most 2,000 can be drawn") as caught:
        draw(total(1001), limit=10_000)
    assert "limit=" not in str(caught.value)
    assert MAXIMUM == 2000


@pytest.mark.parametrize("many", sizes(100_000, 1_000_000))
def test_a_chain_of_a_million_operations_is_refused_at_once(many):
    with pytest.raises(ValueError, match=rf"{many:,} operations; at most 2,000 values"):
        draw(chain(many), limit=10_000_000)


def test_a_graph_that_is_too_large_starts_no_program(monkeypatch):
    monkeypatch.setattr(subprocess, "run", None)
    with pytest.raises(ValueError, match="more than limit"):
        draw(total(126))


@pytest.mark.parametrize("wrong", [3.0, "y", None, [Value(1.0)]], ids=repr)
def test_only_a_value_is_drawn(wrong):
    with pytest.raises(TypeError, match=r"draw got .*; it draws the graph behind one Value"):
        draw(wrong)


@pytest.mark.parametrize("limit", [2.5, "9", None, True])
def test_a_limit_is_a_whole_number(limit):
    with pytest.raises(TypeError, match=r"limit=.*whole number"):
        draw(Value(1.0), limit=limit)


def test_levels():
    assert draw(Value(1.0), level="value").source == draw(Value(1.0), level=None).source == draw(Value(1.0)).source
    with pytest.raises(ValueError, match=r"level='neurons'; there is 'value', 'neuron', 'layer', 'matrix' \(or None\)"):
        draw(Value(1.0), level="neurons")


def test_engine_does_not_load_graphviz_until_something_is_drawn():
    script = "import sys, engine; assert 'graphviz' not in sys.modules; engine.draw; assert 'graphviz' in sys.modules"
    subprocess.run([sys.executable, "-c", script], check=True)
