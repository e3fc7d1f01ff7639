"""The step-through page without a browser: its numbers, its words, and the file as a parser of HTML sees it."""

import base64
import html
import json
import math
import random
import re
import sys
import types
from collections import Counter
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

import engine
from engine import NOT_COMPUTED, Value, no_grad, step_page, tanh
from engine.drawing.records import describe_graph
from engine.graph import with_leaves
from engine.stepping.steps import backward_pass, differ, wrong_pass
from engine.stepping.svg import svg_of
from engine.stepping.telling import Teller
from engine.table.notation import one_line
from nn import MLP, squared_error
from tests import small_graphs

SVG = "http://www.w3.org/2000/svg"
HOSTILE = [*small_graphs.HOSTILE, "\u202eturned around\u2028line"]


def diamond():
    """z is used by tanh and by ×: by hand, ∂L/∂z = (1 − tanh²z) + 0.5."""
    a, b, c = Value(2.0, label="a"), Value(-3.0, label="b"), Value(5.5, label="c")
    z = a * b + c
    z.label = "z"
    loss = tanh(z) + z * 0.5
    loss.label = "L"
    return loss


def hostile():
    values = [Value(float(i + 1), label=label) for i, label in enumerate(HOSTILE)]
    root = engine.sum(values) * values[0] + values[3] * values[1]
    root.label = "</svg><img src=x onerror=alert(1)>"
    return root


def random_graph(seed):
    """Values with many users, lists of operands, constants, and operands used twice."""
    rng = random.Random(seed)
    values = [Value(rng.uniform(-2, 2), label=f"x{i}") for i in range(4)]
    for _ in range(rng.randrange(1, 25)):
        a, b, c = (rng.choice(values) for _ in range(3))
        made = [a * b, a - b, a * a, tanh(a), a * 0.5, 3.0 - a, engine.sum([a, b, c, 1.0]), engine.dot([a, b], [b, c])]
        values.append(rng.choice(made))
    return engine.sum([v for v in values if rng.random() < 0.5] + values[-1:])


class Page(HTMLParser):
    """What a browser would find: tags with attributes, and the text of each script, style and other element."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.texts, self.inside = [], {}, []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in ("meta", "input", "img"):
            self.inside.append(tag)

    def handle_endtag(self, tag):
        assert self.inside.pop() == tag

    def handle_data(self, data):
        if self.inside:
            self.texts.setdefault(self.inside[-1], []).append(data)

    @property
    def ids(self):
        return [attributes["id"] for _, attributes in self.tags if "id" in attributes]

    @property
    def data(self):
        return json.loads(self.texts["script"][0])


def page_of(value):
    return Page(step_page(value).html)


# --- the records -------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(100))
def test_the_pass_is_that_of_backward(seed):
    root = random_graph(seed)
    walked = backward_pass(describe_graph(root, 2000))
    root.backward()
    values = with_leaves(root)
    for value, grad in zip(values, walked.grads, strict=True):
        assert grad is None if not value.requires_grad else grad == value.grad or math.isnan(grad)
    assert sorted(step.value for step in walked.steps) == [i for i, v in enumerate(values) if v.requires_grad]


@pytest.mark.parametrize("seed", range(100))
def test_a_value_is_handled_after_all_that_use_it(seed):
    root = random_graph(seed)
    values = with_leaves(root)
    place = {values[step.value]: k for k, step in enumerate(backward_pass(describe_graph(root, 2000)).steps)}
    assert all(place[value] < place[x] for value in place for x in value.parents if x.requires_grad)


@pytest.mark.parametrize("seed", range(50))
def test_every_running_sum_adds_up(seed):
    graph = describe_graph(random_graph(seed), 2000)
    right = backward_pass(graph)
    for walked in filter(None, (right, wrong_pass(graph, right))):
        sums = {graph.root.index: 1.0}
        for step in walked.steps:
            assert step.grad == sums[step.value]
            for c in step.sent:
                assert (c.grad, c.before, c.amount) == (step.grad, sums.get(c.target), step.grad * c.partial)
                sums[c.target] = sums.get(c.target, 0.0) + c.amount
                assert c.after == sums[c.target]


def test_the_fan_out_gets_two_contributions():
    graph = describe_graph(diamond())
    (z,) = (box.index for box in graph.boxes if box.label == "z")
    received = [c for step in backward_pass(graph).steps for c in step.sent if c.target == z]
    slope = 1 - math.tanh(-0.5) ** 2
    assert [(c.before, c.after) for c in received] == [(None, 0.5), (0.5, pytest.approx(0.5 + slope, rel=1e-15))]


def test_the_wrong_order_gives_the_gradients_of_the_first_contribution_only():
    root = diamond()
    graph = describe_graph(root)
    right = backward_pass(graph)
    wrong = wrong_pass(graph, right)
    slope = 1 - math.tanh(-0.5) ** 2
    names = {box.label: box.index for box in graph.boxes}
    assert {x: right.grads[names[x]] for x in "abc"} == pytest.approx(
        {"a": -3 * (slope + 0.5), "b": 2 * (slope + 0.5), "c": slope + 0.5}
    )
    assert {x: wrong.grads[names[x]] for x in "abc"} == pytest.approx({"a": -3 * slope, "b": 2 * slope, "c": slope})
    late = [c for step in wrong.steps for c in step.sent if c.late]
    assert [(graph.boxes[c.target].label, c.amount) for c in late] == [("z", 0.5)]
    assert not any(c.late for step in right.steps for c in step.sent)


@pytest.mark.parametrize("seed", range(100))
def test_a_wrong_order_is_wrong_and_visits_the_same_values(seed):
    graph = describe_graph(random_graph(seed), 2000)
    right = backward_pass(graph)
    wrong = wrong_pass(graph, right)
    if wrong:
        assert any(map(differ, wrong.grads, right.grads, right.sizes))
        assert sorted(s.value for s in wrong.steps) == sorted(s.value for s in right.steps)
        assert any(c.late for step in wrong.steps for c in step.sent)


def test_each_of_the_wrong_orders_is_needed_somewhere():
    found = set()
    for seed in range(400):
        graph = describe_graph(random_graph(seed), 2000)
        wrong = wrong_pass(graph, backward_pass(graph))
        found.add(wrong and wrong.order)
    assert found == {None, "depth-first order", "depth-first order, last operand first"}


# --- the values stay as they are ---------------------------------------------------------------


def test_grad_is_neither_needed_nor_changed():
    root = diamond()
    before = step_page(root).html
    assert all(v.grad is NOT_COMPUTED for v in with_leaves(root))
    root.backward()
    root.backward()
    grads = [v.grad for v in with_leaves(root)]
    assert step_page(root).html == before
    assert [v.grad for v in with_leaves(root)] == grads


def test_the_local_derivatives_are_those_of_the_forward_pass():
    root = diamond()
    before = page_of(root).data["partials"]
    for value in with_leaves(root):
        if value.label in ("a", "b"):
            value.data = 100.0
    assert page_of(root).data["partials"] == before


# --- what is told ------------------------------------------------------------------------------


def plain(text):
    return text.replace("\u2068", "").replace("\u2069", "")


def says(value, k, order="right"):
    """The sentences of step k, with the numbers of the graph."""
    graph = describe_graph(value, 2000)
    right = backward_pass(graph)
    walked = right if order == "right" else wrong_pass(graph, right)
    teller = Teller(graph, right)
    sentences = teller.step(walked, k - 1) if k else teller.start()
    return [plain(teller.with_numbers(parts, walked)) for parts in sentences]


def said_of_the_order(value):
    graph = describe_graph(value)
    teller = Teller(graph, backward_pass(graph))
    return plain(teller.with_numbers(teller.no_harm()))


def test_a_step_tells_contribution_and_running_sum():
    assert says(diamond(), 3) == [
        "The result −0.462 of tanh has gradient 1.000: its only contribution has arrived.",
        "It sends 1.000 × 0.786 = 0.786 to 'z', whose gradient is now 0.500 + 0.786 = 1.286.",
    ]
    assert says(diamond(), 4)[0] == "'z' is complete: all 2 contributions have arrived, 0.500 + 0.786 = 1.286."


def test_negative_numbers_stand_in_brackets_and_rounded_products_are_marked():
    a = Value(-1.389, label="a")
    b = Value(2.0005, label="b")
    assert says(a * b - a, 2)[2] == "It sends 1.000 × (−1.389) = −1.389 to 'b', whose gradient is now −1.389."
    x = Value(1.0, label="x")
    assert "It sends 1.500 × 2000.40 ≈ 2999.80 to 'x'" in says((x * 2000.4) * 1.4996, 2)[1]


def test_a_constant_gets_nothing_and_the_page_says_why():
    told = says(diamond(), 2)
    assert told[-1].startswith("The constant 0.500 gets nothing: a constant is a number in a formula")
    data = page_of(diamond()).data
    (constant,) = data["right"]["steps"][1]["constants"]
    assert data["names"][constant] == ["the constant ", ["data", constant]]


def test_the_same_operand_twice_gets_both():
    x = Value(3.0, label="x")
    assert says(x * x, 1)[1:] == [
        "It sends 1.000 × 3.000 = 3.000 to 'x', whose gradient is now 3.000.",
        "It sends 1.000 × 3.000 = 3.000 to 'x', whose gradient is now 3.000 + 3.000 = 6.000.",
    ]


def test_many_operands_are_counted_in_the_sentence_and_listed_in_the_table():
    xs = [Value(1.0, label=f"x{i}") for i in range(20)]
    assert says(engine.sum(xs), 1)[-1] == "It sends to 17 more operands: see the table."
    assert len(page_of(engine.sum(xs)).data["right"]["steps"][0]["sent"]) == 20


def test_the_wrong_order_tells_what_is_lost():
    told = [line for k in range(1, 9) for line in says(diamond(), k, "wrong")]
    early = "'z' is handled too early: only 1 of its 2 contributions has arrived. "
    assert early + "Its gradient is 0.786 now; 1.286 is right." in told
    assert "'c' has gradient 0.786; 1.286 is right. What came to it was incomplete." in told
    assert told[-1] == "That was the last value: 4 gradients are wrong."
    late = "Too late: it was handled in step 3 with 0.786, and does not pass this on."
    assert f"It sends 1.000 × 0.500 = 0.500 to 'z', whose gradient is now 0.786 + 0.500 = 1.286. {late}" in told


def test_where_order_does_not_matter_the_page_says_so():
    a, b = Value(2.0), Value(3.0)
    root = (a * b) ** 2 + a
    assert page_of(root).data["wrong"] is None
    assert said_of_the_order(root).startswith(
        "On this graph the order does not matter: no value that an operation made is used by two others"
    )


def test_where_order_does_no_harm_the_page_says_so_and_keeps_an_order_that_may():
    z = Value(2.0, label="x") * 3.0
    z.label = "z"
    root = engine.relu(-z) + z  # the route through relu carries 0
    graph = describe_graph(root)
    assert wrong_pass(graph, backward_pass(graph)) is None
    assert said_of_the_order(root) == (
        "On this graph the order does no harm: 'z' is used more than once, but depth-first order gives the right "
        "gradients here, too."
    )
    assert page_of(root).data["wrong"]["order"] == "depth-first order, last operand first"


def test_a_leaf_alone_has_one_step():
    x = Value(3.0, label="x")
    assert says(x, 1)[0] == "The pass starts at 'x': its gradient with respect to itself is 1.000."
    assert page_of(x).data["leaves"] == [0]


def test_infinities_and_branches_that_are_off_are_words_in_the_file():
    x = Value(0.0, label="x")
    assert page_of(engine.sqrt(x) * engine.relu(x)).data["partials"] == ["Infinity", "off", 0.0, 0.0]


# --- the file ----------------------------------------------------------------------------------


def test_every_box_and_arrow_has_its_id_once():
    graph = describe_graph(random_graph(7), 2000)
    ids = page_of(random_graph(7)).ids
    assert len(ids) == len(set(ids))
    drawn = {x for x in ids if re.fullmatch(r"[ne]\d+", x)}
    assert drawn == {f"n{i}" for i in range(len(graph.boxes))} | {f"e{i}" for i in range(len(graph.arrows))}


def test_arrows_between_the_same_boxes_keep_their_order():
    x = Value(3.0, label="x")
    svg = svg_of(describe_graph(x - x))
    assert [found[1] for found in re.finditer(r'id="e\d".*?<text[^>]*>([^<]*)</text>', svg)] == ["×1.000", "×−1.000"]


def test_every_arrow_shows_its_own_local_derivative():
    for seed in range(20):
        graph = describe_graph(random_graph(seed), 2000)
        svg = svg_of(graph)
        for i, arrow in enumerate(graph.arrows):
            group = re.search(rf'<g id="e{i}" .*?</g>', svg)[0]
            shown = re.findall(r"<text[^>]*>([^<]*)</text>", group)
            assert shown == ([] if arrow.partial is None else [f"×{engine.table.notation.number(arrow.partial)}"])


def test_a_label_is_data_in_svg_html_and_json():
    root = hostile()
    page = page_of(root)
    assert page.inside == []
    assert [tag for tag, _ in page.tags].count("script") == 2
    assert not any(tag in ("img", "b", "a", "iframe", "link") for tag, _ in page.tags)
    assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)
    shown = {plain(name[0]) for name in page.data["names"]}
    assert {f"'{one_line(label)}'" for label in HOSTILE} <= shown
    lines = {line for label in HOSTILE for line in engine.table.notation.label_lines(label)}
    assert lines <= set(page.texts["text"])
    assert "</svg><img src=x onerror=alert(1)>" in page.texts["h1"][0]


def test_the_file_asks_for_nothing():
    text = step_page(diamond()).html
    assert not re.search(r"https?:|//[a-z]|url\(|@import|\bsrc=|\bhref=", text.replace("// ", ""))
    assert "default-src 'none'" in text


def test_the_same_graph_gives_the_same_page():
    assert step_page(diamond()).html == step_page(diamond()).html


def test_a_network_of_1000_values_becomes_a_page():
    loss = squared_error(MLP(2, [17, 16, 1], seed=1)([0.5, -0.3]), 1.0)
    page = page_of(loss)
    assert len(page.data["names"]) == len(with_leaves(loss)) > 1000
    assert page.data["wrong"]["order"] == "depth-first order"


# --- saving, notebooks, refusals ---------------------------------------------------------------


def test_it_is_saved_under_the_name_given(tmp_path):
    page = step_page(diamond(), tmp_path / "new" / "steps.html")
    assert (tmp_path / "new" / "steps.html").read_bytes() == page.html.encode()
    assert page.save(tmp_path / "again.htm") == str(tmp_path / "again.htm")
    assert (
        repr(page)
        == "<StepPage: Backward pass of \u2068'L'\u2069, step by step. .save('steps.html') writes it to a file.>"
    )


def test_a_notebook_gets_the_page_in_a_frame_of_its_own():
    page = step_page(hostile())
    shown = Page(page._repr_html_())
    (attributes,) = (attributes for tag, attributes in shown.tags if tag == "iframe")
    assert attributes["srcdoc"] == page.html
    assert attributes["sandbox"] == "allow-scripts"
    assert html.unescape(html.escape(page.html)) == page.html
    assert shown.texts["style"] == [".chalkgrad-still { display: none }"]


class Untrusted(HTMLParser):
    """What is left where frames, styles and scripts are taken out, as JupyterLab does with a notebook of others."""

    def __init__(self, text):
        super().__init__()
        self.left, self.inside = [], 0
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.inside += tag in ("style", "script", "iframe")
        if not self.inside:
            self.left.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        self.inside -= tag in ("style", "script", "iframe")

    def handle_data(self, data):
        if not self.inside:
            self.left.append(data)


def test_a_notebook_that_is_not_trusted_shows_a_picture_and_a_sentence():
    left = Untrusted(step_page(hostile())._repr_html_()).left
    (picture,) = (part[1] for part in left if part[0] == "img")
    words = "".join(part for part in left if isinstance(part, str))
    assert words == (
        "Here is a page; this notebook shows only a still picture of it until you trust it "
        "(in JupyterLab the command Trust Notebook) or run the cell."
    )
    assert picture["alt"].startswith("Backward pass of")
    kind, _, encoded = picture["src"].partition(",")
    assert kind == "data:image/svg+xml;base64"
    svg = ElementTree.fromstring(base64.b64decode(encoded))
    assert svg.get("aria-label").endswith("That was the last value: all gradients are computed.")
    tags = {element.tag.rpartition("}")[2] for element in svg.iter()}
    assert tags <= {"svg", "g", "rect", "title", "path", "polygon", "polyline", "ellipse", "text"}


# --- frames ------------------------------------------------------------------------------------


def texts_of(svg):
    return [text.text for text in svg.iter(f"{{{SVG}}}text")]


def test_frames_are_one_picture_a_step_of_one_size(tmp_path):
    root = diamond()
    steps = backward_pass(describe_graph(root)).steps
    paths = step_page(root).frames(tmp_path / "new" / "folder")
    assert paths == [str(tmp_path / "new" / "folder" / f"step_{k}.svg") for k in range(len(steps) + 1)]
    pictures = [ElementTree.parse(path).getroot() for path in paths]
    assert len({(svg.get("width"), svg.get("height"), svg.get("viewBox")) for svg in pictures}) == 1
    known = {}
    for k, svg in enumerate(pictures):
        texts = texts_of(svg)
        if k:
            known[steps[k - 1].value] = steps[k - 1].grad
            known.update({c.target: c.after for c in steps[k - 1].sent})
            assert plain(texts[-len(says(root, k)) - 1]).startswith(f"Step {k} of {len(steps)}: ")
            assert [plain(text) for text in texts[-len(says(root, k)) :]] == says(root, k)
        else:
            assert "Forward pass" in texts
        bold = Counter(text.text for text in svg.iter(f"{{{SVG}}}text") if text.get("font-weight") == "bold")
        assert not Counter(engine.table.notation.number(grad) for grad in known.values()) - bold
        assert texts.count("not computed") == len(steps) - len(known)
        lit = [text.text for text in svg.iter(f"{{{SVG}}}text") if text.get("fill") == "#9a4a00"]
        sent = [c.partial for c in steps[k - 1].sent] if k else []
        assert [text.strip() for text in lit] == [f"×{engine.table.notation.number(x)}" for x in sent]


def test_frames_of_ten_steps_and_more_stay_in_order(tmp_path):
    x = Value(0.5, label="x")
    for _ in range(9):
        x = -x
    paths = step_page(x).frames(tmp_path)
    assert paths[0].endswith("step_00.svg")
    assert paths == sorted(paths)
    assert len(paths) == 11


def test_frames_show_labels_as_text(tmp_path):
    for path in step_page(hostile()).frames(tmp_path):
        svg = ElementTree.parse(path).getroot()
        assert not any(name.startswith("on") or "href" in name for element in svg.iter() for name in element.attrib)
        assert {element.tag.rpartition("}")[2] for element in svg.iter()} & {
            "script",
            "a",
            "img",
            "foreignObject",
        } == set()


def test_long_sentences_stay_inside_the_frame(tmp_path):
    x = Value(1.5, label="W" * 39)
    for path in step_page(x * 2.0).frames(tmp_path):
        svg = ElementTree.parse(path).getroot()
        width = float(svg.get("viewBox").split()[2])
        assert all(len(text) * 13 * 0.52 <= width for text in texts_of(svg))


def test_show_steps_shows_it_in_a_notebook_only(monkeypatch):
    page = step_page(diamond())
    monkeypatch.setitem(sys.modules, "IPython", None)
    with pytest.raises(RuntimeError, match=r"elsewhere \.save\('steps\.html'\)"):
        page.show_steps()
    shown = []
    notebook = types.ModuleType("IPython")
    notebook.get_ipython = object
    display = types.ModuleType("IPython.display")
    display.display = shown.append
    monkeypatch.setitem(sys.modules, "IPython", notebook)
    monkeypatch.setitem(sys.modules, "IPython.display", display)
    page.show_steps()
    assert shown == [page]


def test_what_is_no_value_is_refused():
    with pytest.raises(TypeError, match=r"step_page got \[.*\(list\); it goes back from one Value, such as a loss"):
        step_page([Value(1.0)])


def test_a_constant_is_refused():
    with no_grad():
        result = Value(1.0) * 2.0
    with pytest.raises(RuntimeError, match="step_page got a constant"):
        step_page(result)


def test_another_suffix_is_refused_before_the_work(tmp_path):
    with pytest.raises(ValueError, match=r"steps\.svg'; the name of a page ends in \.html or \.htm"):
        step_page(diamond(), tmp_path / "steps.svg")
    assert list(tmp_path.iterdir()) == []


def test_a_graph_too_large_is_refused():
    x = Value(1.0)
    for _ in range(2001):
        x = -x
    with pytest.raises(ValueError, match="2,001 operations; at most 2,000"):
        step_page(x)


def test_values_without_a_label_are_called_by_what_they_are():
    page = step_page((Value(0.5) * 1.9) ** 2.0)
    assert page.title == "Backward pass of the power 0.902, step by step"
    graph = describe_graph((Value(0.5) * 1.9) ** 2.0)
    teller = Teller(graph, backward_pass(graph))
    said = [teller.with_numbers(parts) for parts in teller.start()]
    assert said[0].startswith("The forward pass has computed the data of all 5 values, up to the power 0.902, and with")
    words = [teller.with_numbers([["name", i]]) for i in range(5)]
    assert words[:3] == ["the leaf 0.500", "the constant 1.900", "the product 0.950"]
    assert words[3:] == ["the constant 2.000", "the power 0.902"]


@pytest.mark.parametrize("factor", [1.0, 1e-20, 1e20])
def test_a_wrong_order_is_wrong_however_small_the_gradients_are(factor):
    """z is used three times, so depth-first order sends too little on to a and b."""
    a, b = Value(2.0, label="a"), Value(0.3, label="b")
    z = a * b
    graph = describe_graph((tanh(z) + z * z * z) * factor)
    right = backward_pass(graph)
    wrong = wrong_pass(graph, right)
    assert wrong is not None
    many = sum(map(differ, wrong.grads, right.grads, right.sizes))
    assert many > 1
    teller = Teller(graph, right)
    told = [teller.with_numbers(parts, wrong) for parts in teller.step(wrong, len(wrong.steps) - 1)]
    assert told[-1] == f"That was the last value: {many} gradients are wrong."


def test_rounding_in_another_order_is_not_wrong():
    """What cancels is measured by its terms: 1e16 + 1 - 1e16, in any order."""
    assert not differ(0.0, 1.0, 1e16)
    assert differ(0.0, 1.0, 1.0)
    assert differ(1e-20, 2e-20, 1e-20)
    assert not differ(math.nan, math.nan, math.nan)
