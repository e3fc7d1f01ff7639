"""theme="slide": sizes, colours and what is kept; and the scale of a PNG."""

import re
import struct

import pytest

from engine import Value, draw, tanh, vectorize
from engine.drawing.slide import line_for_slides
from nn import MLP, per_sample, squared_error
from tests import small_graphs


def pictures():
    """A call of `draw` for each kind of picture."""
    a, b = Value(2.0, label="a"), Value(-3.0, label="b")
    y = tanh(a * b + 1.0) * a
    y.backward()
    model = MLP(2, [3, 1], activation="tanh", seed=1)
    traces = [model.trace([0.5, -0.3])]
    loss = squared_error(traces[0].output, [1.0])
    loss.backward()
    weight = model.layers[0].neurons[1].w[0]
    return {
        "values": lambda **more: draw(y, highlight=a, **more),
        "neurons": lambda **more: draw(loss, level="neuron", highlight=weight, **more),
        "weights": lambda **more: draw(traces[0], level="neuron", weights=True, **more),
        "layers": lambda **more: draw(loss, level="layer", **more),
        "card": lambda **more: draw(traces[0], neuron=(1, 1), **more),
        "product": lambda **more: draw(traces, level="matrix", **more),
        "model": lambda **more: draw(model, **more),
        "samples": lambda **more: per_sample(model, [[0.5, -0.3]], [[1.0]], neuron=(1, 1)).draw(**more),
        "program": lambda **more: draw(vectorize(squared_error(model([0.5, -0.3]), 1.0), model), **more),
    }


def texts(svg):
    """Each text of a picture with its size in points."""
    return [
        (html, float(re.search(r'font-size="([\d.]+)"', attributes)[1]))
        for attributes, html in re.findall(r"<text ([^>]*)>([^<]*)</text>", svg)
        if html.strip("\xa0 ")
    ]


def luminance(colour):
    channels = [x / 255 for x in bytes.fromhex(colour[1:])]
    linear = [x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in channels]
    return sum(w * x for w, x in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.usefixtures("renderer")
@pytest.mark.parametrize("name", pictures())
def test_text_is_24_points_at_least_and_says_the_same(name):
    plain, slide = (pictures()[name](**more).pipe(format="svg").decode() for more in ({}, {"theme": "slide"}))
    sizes = texts(slide)
    assert min(size for _, size in sizes) >= 24
    before = [text for text, _ in texts(plain)]
    assert [text for text, _ in sizes] == before[-len(sizes) :]  # the legend, which comes first, is left out


@pytest.mark.parametrize("name", pictures())
def test_boxes_keep_black_text_readable(name):
    source = pictures()[name](theme="slide").source
    fills = set(re.findall(r'(?:bgcolor|fillcolor)="(#[0-9a-f]{6})"', source))
    assert all((luminance(colour) + 0.05) / 0.05 >= 4.5 for colour in fills)


def test_colours_are_fuller_and_lines_thicker():
    plain, slide = (pictures()["neurons"](**more).source for more in ({}, {"theme": "slide"}))
    widths = [[float(x) for x in re.findall(r"penwidth=([\d.]+)", source)] for source in (plain, slide)]
    assert widths[1] == pytest.approx([2 * x for x in widths[0]])
    bodies = [source[source.index("\tn0_0") :] for source in (plain, slide)]
    pairs = list(zip(*(re.findall(r"#[0-9a-f]{6}", body) for body in bodies), strict=True))
    assert all(luminance(after) <= luminance(before) for before, after in pairs)
    assert any(luminance(after) < luminance(before) - 0.05 for before, after in pairs)
    assert bodies[0].count("dashed") == bodies[1].count("dashed")


@pytest.mark.usefixtures("renderer")
@pytest.mark.parametrize("label", [*small_graphs.HOSTILE, 'width="7" border="1" #aaaaaa'])
def test_a_label_stays_as_it_was_typed(label):
    a = Value(2.0, label=label)
    plain, slide = (texts(draw(a * 3.0, **more).pipe(format="svg").decode()) for more in ({}, {"theme": "slide"}))
    assert [text for text, _ in plain] == [text for text, _ in slide]


def test_a_label_between_tags_is_not_touched():
    line = '\tv0 [label=<<table border="1"><tr><td>border="1"</td></tr></table>> fontsize=12]\n'
    assert line_for_slides(line) == (
        '\tv0 [label=<<table border="2"><tr><td>border="1"</td></tr></table>> fontsize=24]\n'
    )


def test_an_unknown_theme_is_refused():
    with pytest.raises(ValueError, match=r"theme='dark'; there is \"slide\""):
        draw(Value(1.0), theme="dark")


# --- the scale of a PNG --------------------------------------------------------------------------


def size_of(path):
    return struct.unpack(">II", path.read_bytes()[16:24])


@pytest.mark.usefixtures("renderer")
def test_a_png_has_as_many_times_the_pixels(tmp_path):
    picture = pictures()["values"]()
    sizes = {}
    for scale in (0.5, 1, 2):
        picture.save(tmp_path / f"{scale}.png", scale=scale)
        sizes[scale] = size_of(tmp_path / f"{scale}.png")
    for scale in (0.5, 2):
        assert sizes[scale] == pytest.approx([scale * x for x in sizes[1]], abs=2)


@pytest.mark.parametrize(
    ("scale", "name", "error", "says"),
    [
        (0, "a.png", ValueError, "above 0, and at most 20"),
        (21, "a.png", ValueError, "at most 20"),
        (float("nan"), "a.png", ValueError, "scale=nan"),
        ("2", "a.png", TypeError, "a number is needed"),
        (2, "a.svg", ValueError, r"ends in '\.svg'; only \.png has pixels"),
        (2, "a.gv", ValueError, r"only \.png"),
    ],
)
def test_what_has_no_such_scale_is_refused(tmp_path, scale, name, error, says):
    with pytest.raises(error, match=says):
        draw(Value(1.0)).save(tmp_path / name, scale=scale)
    assert not list(tmp_path.iterdir())
