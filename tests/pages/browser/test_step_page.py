"""The step-through page in a real browser: every key, button and number; no request; accessible; nothing overlaps.

The expected numbers come from a simulation of its own, on the Values themselves, in the order in which the page
handles them; the order is checked, and the ends against `backward`.
"""

import math
from collections import Counter

import pytest

from engine import Value, step_page, tanh
from engine.graph import with_leaves
from engine.table.notation import label_lines, number, one_line
from tests.browsers import assert_accessible, required
from tests.pages.step_pages import (
    GRAPHS,
    HOSTILE,
    Simulation,
    check_step,
    each_step,
    expression,
    hostile,
    plain,
    snapshot,
)

required()

OVERLAPS = """() => {
  const found = [];
  for (const { group } of boxes) {
    const frame = group.querySelector('.fill').getBoundingClientRect();
    const texts = [...group.querySelectorAll('text')].map((t) => [t.textContent, t.getBoundingClientRect()]);
    texts.forEach(([text, a], i) => {
      if (a.left < frame.left - 1 || a.right > frame.right + 1) found.push('leaves its box: ' + text);
      for (const [other, b] of texts.slice(i + 1)) {
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (across > 1 && down > 4) found.push(text + ' | ' + other);
      }
    });
  }
  return found;
}"""


# --- numbers and moves -------------------------------------------------------------------------


@pytest.mark.parametrize("size", [30, 1000])
def test_every_number_on_every_step_is_pythons(size, opened):
    root = GRAPHS[size]()
    page = opened(root)
    values = with_leaves(root)
    total = sum(v.requires_grad for v in values)
    start = snapshot(page)
    assert start["position"] == "Forward pass"
    assert start["disabled"] == [True, True, False, False]
    assert set(start["grads"]) == {"not computed", None}
    assert f"'L' = {number(root.data)}" in plain(start["says"][0])
    simulation = Simulation(root)
    users = {value: {v for v in values if value in v.parents} for value in values}
    for k, seen in enumerate(each_step(page, total), start=1):
        current = check_step(seen, simulation, k, total)
        assert users[values[current]] <= simulation.handled.keys(), "handled before all that use it"
    root.backward()
    end = snapshot(page)
    assert end["grads"] == [number(v.grad) if v.requires_grad else None for v in values]
    assert end["says"][-1] == "That was the last value: all gradients are computed."
    assert end["mistaken"] == []


@pytest.mark.parametrize("size", [30, 1000])
def test_every_number_in_the_wrong_order_is_pythons_and_marked(size, opened):
    root = GRAPHS[size]()
    page = opened(root)
    page.get_by_label("Wrong order").check()
    values = with_leaves(root)
    total = sum(v.requires_grad for v in values)
    root.backward()
    simulation = Simulation(root)
    for k, seen in enumerate(each_step(page, total), start=1):
        check_step(seen, simulation, k, total)
        wrong = [v for v in simulation.handled if not agree(simulation.grads[v], v.grad)]
        assert seen["mistaken"] == sorted(simulation.index[v] for v in wrong)
        latest = [[number(simulation.grads[v]), number(v.grad)] for v in wrong[::-1][:12]]
        assert [row[1:] for row in seen["errors"]] == latest
    assert wrong, "the order does harm"
    assert f"{len(wrong)} gradient" in seen["says"][-1]
    # Switched back, the page shows the right ones at the same step.
    page.get_by_label("Wrong order").uncheck()
    assert snapshot(page)["grads"] == [number(v.grad) if v.requires_grad else None for v in values]


def agree(a, b):
    return math.isclose(a, b, rel_tol=1e-12, abs_tol=1e-12)


@pytest.mark.parametrize("size", GRAPHS)
def test_the_page_is_the_same_however_a_step_is_reached(size, opened):
    root = GRAPHS[size]()
    page = opened(root)
    total = sum(v.requires_grad for v in with_leaves(root))
    seen = {0: snapshot(page)}
    for k in (1, 2, 3):
        page.get_by_role("button", name="Next").click()
        seen[k] = snapshot(page)
    for k in (2, 1, 0):
        page.get_by_role("button", name="Back").click()
        assert snapshot(page) == seen[k]
    page.get_by_role("button", name="Last").click()
    seen[total] = snapshot(page)
    assert seen[total]["position"] == f"Step {total} of {total}"
    page.keyboard.press("ArrowRight")
    assert snapshot(page) == seen[total]
    page.get_by_role("button", name="First").click()
    assert snapshot(page) == seen[0]
    for key, k in (
        ("ArrowLeft", 0),
        ("End", total),
        ("Home", 0),
        ("ArrowRight", 1),
        ("ArrowRight", 2),
        ("ArrowLeft", 1),
    ):
        page.keyboard.press(key)
        assert snapshot(page) == seen[k]
    slider = page.get_by_label("Step", exact=True)
    for k in (3, total, 0, 2):
        slider.fill(str(k))
        assert snapshot(page) == seen[k]
    slider.focus()
    for key, k in (
        ("End", total),
        ("Home", 0),
        ("ArrowRight", 1),
        ("ArrowRight", 2),
        ("ArrowLeft", 1),
        ("PageUp", None),
    ):
        page.keyboard.press(key)
        assert k is None or snapshot(page) == seen[k]
    assert snapshot(page)["slider"] > 1


def test_keys_with_a_modifier_are_the_browsers(opened):
    page = opened(expression())
    page.keyboard.press("Shift+ArrowRight")
    assert snapshot(page)["slider"] == 0


def test_a_button_at_its_end_hands_the_focus_on(opened):
    page = opened(expression())
    page.get_by_role("button", name="Last").click()
    assert page.evaluate("document.activeElement.id") == "back"
    page.keyboard.press("Home")
    assert page.evaluate("document.activeElement.id") == "next"


def test_everything_can_be_reached_with_the_tab_key_and_shows_its_focus(opened):
    page = opened(expression())
    page.keyboard.press("ArrowRight")
    reached = []
    for _ in range(15):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert reached == [
        *("wrong", "predict", "dark", "first", "back", "next", "last", "slider"),
        *("pane", "smaller", "larger", "whole", "leaf", "typed", "drag"),
    ]


def test_where_order_does_not_matter_the_switch_is_off_and_the_page_says_why(opened):
    a, b = Value(2.0, label="a"), Value(3.0, label="b")
    page = opened(a * b + a)
    assert page.get_by_label("Wrong order").is_disabled()
    assert "the order does not matter" in page.locator("#about-order").text_content()
    page = opened(expression())
    assert page.get_by_label("Wrong order").is_enabled()


def test_a_leaf_alone_can_be_stepped_through(opened):
    page = opened(Value(3.0, label="x"))
    page.keyboard.press("End")
    assert snapshot(page)["grads"] == ["1.000"]


# --- labels ------------------------------------------------------------------------------------


def test_labels_are_shown_as_typed(opened):
    root = hostile()
    page = opened(root)
    page.keyboard.press("End")
    title = page.title()
    assert title == f"Backward pass of \u2068'{root.label}'\u2069, step by step"
    assert page.locator("h1").text_content() == title
    assert page.locator("img, b, a").count() == 0
    boxes = page.evaluate("boxes.map((b) => [...b.group.querySelectorAll('text')].map((t) => t.textContent))")
    names = page.evaluate("data.names.map((_, i) => nameNow(i))")
    for value, texts, name in zip(with_leaves(root), boxes, names, strict=True):
        if value.label:
            assert texts[: len(label_lines(value.label))] == label_lines(value.label)
            assert plain(name) == f"'{one_line(value.label)}'"
    rows = Counter()
    for k in range(1, 30):
        page.evaluate(f"render({k})")
        rows.update(plain(row[0]) for row in snapshot(page)["goes"])
    assert {f"'{one_line(label)}'" for label in HOSTILE} <= set(rows)


# --- for everybody -----------------------------------------------------------------------------


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("size", [30, 1000, "hostile"])
def test_axe_finds_nothing(size, colours, opened):
    page = opened(hostile() if size == "hostile" else GRAPHS[size](), colours=colours)
    assert page.evaluate("document.documentElement.dataset.theme") == colours
    for move in ("Home", "ArrowRight", "End"):
        page.keyboard.press(move)
        assert_accessible(page)
    if page.get_by_label("Wrong order").is_enabled():
        page.get_by_label("Wrong order").check()
        assert_accessible(page)


def test_axe_would_notice(opened):
    page = opened(expression())
    page.evaluate("document.getElementById('says').style.color = '#bbbbbb'")
    with pytest.raises(AssertionError, match="color-contrast"):
        assert_accessible(page)


def test_the_sentences_are_announced(opened):
    page = opened(expression())
    assert page.get_attribute("#says", "aria-live") == "polite"
    page.keyboard.press("ArrowRight")
    assert page.get_attribute("#slider", "aria-valuetext").startswith("Step 1 of ")
    assert page.get_attribute("#graph", "aria-label").startswith("Computation graph of L: 30 values")


def test_dark_and_light_follow_the_system_and_the_switch(opened):
    page = opened(expression())
    is_colour = "(c) => getComputedStyle(document.documentElement).backgroundColor === c"
    light, dark = "rgb(255, 255, 255)", "rgb(20, 24, 29)"
    assert page.evaluate(is_colour, light)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(is_colour, arg=dark)
    assert page.get_by_label("Dark").is_checked()
    page.get_by_label("Dark").uncheck()
    assert page.evaluate(is_colour, light)
    page.get_by_label("Dark").check()
    assert page.evaluate(is_colour, dark)


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_numbers_in_boxes_have_contrast(colours, opened):
    """axe does not look into an SVG: the ratio of WCAG 2, of text to the box behind it, at the fullest tint."""
    page = opened(expression(), colours=colours)
    names = ("--ink", "--quiet", "--paper", "--positive", "--negative", "--danger", "--danger-soft")
    read = "(n) => getComputedStyle(document.documentElement).getPropertyValue(n).trim()"
    ink, quiet, paper, positive, negative, danger, soft = (rgb(page.evaluate(read, n)) for n in names)
    for full in (positive, negative):
        tinted = tuple(p + (f - p) * 0.55 for p, f in zip(paper, full, strict=True))
        assert contrast(ink, tinted) >= 4.5
    assert contrast(danger, soft) >= 4.5
    assert contrast(quiet, paper) >= 4.5


def rgb(colour):
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))


def contrast(a, b):
    """https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""

    def luminance(colour):
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (x / 255 for x in colour)]
        return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


# --- what it looks like ------------------------------------------------------------------------


@pytest.mark.parametrize("width", [1000, 390])
@pytest.mark.parametrize("size", [*GRAPHS, "hostile"])
def test_nothing_overlaps_and_the_page_is_as_wide_as_the_window(size, width, opened):
    page = opened(hostile() if size == "hostile" else GRAPHS[size](), width=width)
    for move in ("Home", "ArrowRight", "ArrowRight", "ArrowRight", "End"):
        page.keyboard.press(move)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.evaluate(OVERLAPS) == []
    page.evaluate("$('wrong').click()")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate(OVERLAPS) == []


@pytest.mark.parametrize("width", [1000, 390])
@pytest.mark.parametrize("size", GRAPHS)
def test_the_value_of_the_step_is_in_sight(size, width, opened):
    page = opened(GRAPHS[size](), width=width)
    inside = """() => {
      const [a, b] = [document.querySelector('.node.current'), pane].map((x) => x.getBoundingClientRect());
      return a.left >= b.left - 1 && a.right <= b.right + 1 && a.top >= b.top - 1 && a.bottom <= b.bottom + 1;
    }"""
    for k in range(1, size // 2, max(1, size // 40)):
        page.evaluate(f"render({k})")
        assert page.evaluate(inside), k


def test_the_picture_can_be_made_larger_smaller_and_whole(opened):
    page = opened(GRAPHS[300]())
    width = "Number(svg.getAttribute('width'))"
    before = page.evaluate(width)
    page.get_by_role("button", name="Larger").click()
    assert page.evaluate(width) == pytest.approx(before * 1.25)
    page.get_by_role("button", name="Smaller").click()
    assert page.evaluate(width) == pytest.approx(before)
    page.get_by_role("button", name="Whole graph").click()
    assert page.evaluate("pane.scrollWidth <= pane.clientWidth && pane.scrollHeight <= pane.clientHeight + 1")
    assert page.get_attribute("#whole", "aria-pressed") == "true"
    page.get_by_role("button", name="Whole graph").click()
    assert page.evaluate(width) == pytest.approx(before)


def test_it_works_in_the_frame_of_a_notebook(browser, tmp_path):
    path = tmp_path / "notebook.html"
    path.write_text(f"<!DOCTYPE html><title>n</title>{step_page(hostile())._repr_html_()}", encoding="utf-8")
    page = browser.new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(path.as_uri())
    frame = page.frame_locator("iframe")
    frame.get_by_role("button", name="Next").click()
    assert frame.locator("#position").text_content().startswith("Step 1 of")
    page.close()
    assert complaints == []


@pytest.mark.parametrize("value", [Value(0.5, label="x"), tanh(Value(0.5) * 2.0) + Value(0.25)], ids=["down", "across"])
def test_the_forward_pass_opens_with_its_leaves_in_sight(value, opened):
    for _ in range(16 if value.is_leaf else 4):
        value = -value
    page = opened(value)
    inside = """() => {
      const [leaf, pane] = [boxes[0].group, document.getElementById('pane')].map((e) => e.getBoundingClientRect());
      return leaf.top >= pane.top - 1 && leaf.bottom <= pane.bottom + 1 && leaf.left >= pane.left - 1;
    }"""
    assert page.evaluate(inside)
    page.keyboard.press("ArrowRight")
    assert not page.evaluate(inside)


def test_leaves_without_a_label_are_told_apart_in_the_list(opened):
    page = opened(tanh(Value(0.5) * Value(0.25)) + Value(-1.5))
    chosen = "(s) => s.selectedOptions[0].textContent"
    assert page.locator("#leaf option").all_text_contents() == ["leaf 0.500", "leaf 0.250", "leaf −1.500"]
    page.locator("#typed").fill("0.75")
    assert page.locator("#leaf").evaluate(chosen) == "leaf 0.750"
    room = """(s) => {
      const canvas = document.createElement("canvas").getContext("2d");
      canvas.font = getComputedStyle(s).font;
      return s.clientWidth - canvas.measureText(s.selectedOptions[0].textContent).width;
    }"""
    assert page.locator("#leaf").evaluate(room) > 30  # its padding and its arrow
