"""The live graph in a real browser: numbers typed and dragged, predictions, and what stands still, beside Python."""

import math

import pytest

import engine
from engine import Value, tanh
from engine.graph import with_leaves
from engine.table.notation import number
from tests import examples
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
    rebuilt,
    snapshot,
)

required()

NUMBERS = """() => paintAll() ?? ({
  data: boxes.map((b) => b.number && b.number.textContent),
  arrows: arrows.map((a) => a.text && a.text.textContent),
  still: $('still').textContent,
  typed: $('typed').value,
  slope: $('slope').textContent,
  label: svg.getAttribute('aria-label'),
})"""


def chain():
    x = Value(2.0, label="x")
    root = engine.log(x * 3.0)
    root.label = "L"
    return root


def choose(page, label):
    page.get_by_label("Leaf", exact=True).select_option(label=f"\u2068'{label}'\u2069")


def type_number(page, text):
    page.get_by_label("Its number", exact=True).fill(text)


def check_numbers(page, values):
    """Every number in the boxes, on the arrows and in the sentences is that of these values."""
    seen = page.evaluate(NUMBERS)
    assert seen["data"] == [number(v.data) if v.requires_grad else None for v in values]
    partials = [partial for value in values for partial in value.partials]
    assert seen["arrows"] == [None if p is None else f"×{number(p)}" for p in partials]
    assert f" is {number(values[-1].data)}." in plain(seen["label"])
    return seen


def leaf_labelled(root, label):
    return next(i for i, value in enumerate(with_leaves(root)) if value.label == label)


# --- typed and dragged -------------------------------------------------------------------------


MOVED = [(30, "a", -0.75), (30, "c", 1e-3), (300, "w1[0,1]", 1.5), (1000, "w2[3,2]", -2.25)]


@pytest.mark.parametrize("moved", examples.first(1, MOVED), ids=[f"{size}-{label}" for size, label, _ in MOVED])
def test_every_number_follows_a_number_that_is_typed(moved, opened):
    size, label, x = moved
    root = GRAPHS[size]()
    page = opened(root)
    total = sum(v.requires_grad for v in with_leaves(root))
    leaf = leaf_labelled(root, label)
    choose(page, label)
    type_number(page, str(x))
    made = rebuilt(root, leaf, x)
    assert check_numbers(page, made)["still"] == ""
    page.locator("#next").focus()
    simulation = Simulation(made[-1])
    for k, seen in enumerate(each_step(page, total), start=1):
        check_step(seen, simulation, k, total)
    made[-1].backward()
    assert snapshot(page)["grads"] == [number(v.grad) if v.requires_grad else None for v in made]
    slope = f"is the gradient of '{label}': {number(made[leaf].grad)}."
    assert plain(page.evaluate(NUMBERS)["slope"]).endswith(slope)


@pytest.mark.ci
def test_the_wrong_order_follows_too(opened):
    root = expression()
    page = opened(root)
    page.get_by_label("Wrong order").check()
    type_number(page, "0.25")
    page.locator("#next").focus()
    made = rebuilt(root, leaf_labelled(root, "a"), 0.25)
    simulation = Simulation(made[-1])
    total = sum(v.requires_grad for v in made)
    for k, seen in enumerate(each_step(page, total), start=1):
        check_step(seen, simulation, k, total)
    made[-1].backward()
    wrong = [i for i, v in enumerate(made) if v in simulation.grads and not math.isclose(simulation.grads[v], v.grad)]
    assert snapshot(page)["mistaken"] == wrong


@pytest.mark.ci
def test_a_wrong_order_that_does_harm_only_elsewhere_is_offered_there(opened):
    x = Value(2.0, label="x")
    z = x * 3.0
    z.label = "z"
    page = opened(engine.relu(-z) + z)
    switch = page.get_by_label("Wrong order")
    assert switch.is_disabled()
    assert "the order does no harm: 'z' is used" in plain(page.locator("#about-order").text_content())
    type_number(page, "-2")
    assert switch.is_enabled()
    switch.check()
    page.locator("#next").focus()
    page.keyboard.press("End")
    assert snapshot(page)["mistaken"]
    assert "wrong" in snapshot(page)["says"][-1]


def test_the_slider_moves_the_number_by_mouse_and_keys(opened):
    root = expression()
    page = opened(root)
    box = page.locator("#drag").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    for share in (0.6, 0.7, 0.8):
        page.mouse.move(box["x"] + share * box["width"], box["y"] + box["height"] / 2)
        x = float(page.evaluate(NUMBERS)["typed"])
        check_numbers(page, rebuilt(root, leaf_labelled(root, "a"), x))
    page.mouse.up()
    assert x > 3.0
    page.keyboard.press("ArrowLeft")
    moved = float(page.evaluate(NUMBERS)["typed"])
    assert moved < x
    check_numbers(page, rebuilt(root, leaf_labelled(root, "a"), moved))
    assert snapshot(page)["slider"] == 0, "the keys move the number, not the step"


@pytest.mark.ci
def test_reset_brings_back_what_was_recorded(opened):
    root = expression()
    page = opened(root)
    before = page.evaluate(NUMBERS), snapshot(page)
    type_number(page, "7.125")
    assert page.evaluate(NUMBERS) != before[0]
    page.get_by_role("button", name="Reset").click()
    assert (page.evaluate(NUMBERS), snapshot(page)) == before
    assert page.get_by_role("button", name="Reset").is_disabled()


def test_a_leaf_is_chosen_by_a_click_on_its_box(opened):
    root = expression()
    page = opened(root)
    leaf = leaf_labelled(root, "c")
    page.locator(f"#n{leaf}").click()
    assert page.evaluate(NUMBERS)["typed"] == "5.5"
    assert page.locator("#n0.chosen, .node.chosen").count() == 1
    assert page.locator(f"#n{leaf}").get_attribute("class").split()[-1] == "chosen"


@pytest.mark.ci
def test_the_title_has_the_number_of_a_result_without_a_name(opened):
    page = opened(Value(3.0, label="x") * 2.0)
    type_number(page, "5")
    assert page.title() == "Backward pass of the product 10.000, step by step"
    assert page.locator("h1").text_content() == page.title()


# --- what stands still -------------------------------------------------------------------------


@pytest.mark.parametrize("typed", examples.first(1, ["-1", "0"]))
def test_where_there_is_no_finite_number_the_page_says_so_and_stands_still(typed, opened):
    page = opened(chain())
    type_number(page, "0.5")
    before = page.evaluate(NUMBERS)["data"], page.evaluate(NUMBERS)["arrows"]
    type_number(page, typed)
    seen = page.evaluate(NUMBERS)
    assert (seen["data"], seen["arrows"]) == before
    told = f"With 'x' = {number(float(typed))}, the log has no finite value. The page stands still at 0.500."
    assert plain(seen["still"]) == told
    type_number(page, "4")
    assert page.evaluate(NUMBERS)["still"] == ""
    assert page.evaluate(NUMBERS)["data"][-1] == number(math.log(12))


@pytest.mark.ci
def test_where_a_local_derivative_is_not_finite_the_page_stands_still(opened):
    page = opened(engine.sqrt(Value(2.0, label="x")))
    type_number(page, "0")
    assert plain(page.evaluate(NUMBERS)["still"]) == (
        "With 'x' = 0.000, the sqrt has no finite local derivative. The page stands still at 2.000."
    )


def test_what_is_not_a_number_changes_nothing(opened):
    page = opened(chain())
    before = page.evaluate(NUMBERS)
    type_number(page, "")
    seen = page.evaluate(NUMBERS)
    assert (seen["data"], seen["arrows"]) == (before["data"], before["arrows"])
    assert seen["still"] == "Type a number, such as 0.5."


@pytest.mark.parametrize("name", examples.first(1, ["erf", "gelu", "lgamma", "digamma"]))
def test_a_leaf_before_a_special_function_stands_still_and_others_move(name, opened):
    x, y = Value(0.5, label="x"), Value(0.25, label="y")
    root = getattr(engine, name)(x) * y
    page = opened(root)
    assert page.locator("#leaf").evaluate("(s) => s.selectedOptions[0].textContent") == "\u2068'y'\u2069"
    type_number(page, "3")
    check_numbers(page, rebuilt(root, leaf_labelled(root, "y"), 3.0))
    choose(page, "x")
    symbol = {"gelu": "GELU", "digamma": "ψ"}.get(name, name)
    assert plain(page.evaluate(NUMBERS)["still"]) == (
        f"'x' stands still: JavaScript cannot compute {symbol}, which depends on it."
    )
    assert page.locator("#typed").is_disabled()
    assert page.locator("#drag").is_disabled()
    assert page.locator("#curve").is_hidden()


def test_infinities_as_recorded_are_shown_and_a_branch_that_is_off_sends_nothing(opened):
    root = engine.relu(Value(-1.0, label="x")).sqrt()
    page = opened(root)
    page.keyboard.press("End")
    assert snapshot(page)["grads"] == ["0.000", "inf", "1.000"]
    type_number(page, "4")
    made = rebuilt(root, 0, 4.0)
    made[-1].backward()
    assert snapshot(page)["grads"] == [number(v.grad) for v in made]


# --- the curve ---------------------------------------------------------------------------------


def test_the_curve_and_the_tangent_go_through_the_point(opened):
    x = Value(0.5, label="x")
    root = tanh(x) * 2.0
    page = opened(root)
    type_number(page, "1")
    low, high, bottom, top = (
        float(page.locator(f"#{which}").text_content().replace("−", "-")) for which in ("low", "high", "bottom", "top")
    )
    across = lambda x: 300 * (x - low) / (high - low)  # noqa: E731  # two scales, side by side
    down = lambda y: 150 * (top - y) / (top - bottom)  # noqa: E731
    y, slope = 2 * math.tanh(1.0), 2 * (1 - math.tanh(1.0) ** 2)
    here = [float(page.locator("#here").get_attribute(which)) for which in ("cx", "cy")]
    assert here == pytest.approx([across(1.0), down(y)], abs=0.3)
    ends = [tuple(map(float, end.split(","))) for end in page.get_attribute("#tangent", "d")[1:].split("L")]
    assert [end for pair in ends for end in pair] == pytest.approx(
        [0.0, down(y + slope * (low - 1)), 300.0, down(y + slope * (high - 1))], abs=0.5
    )
    points = [tuple(map(float, p.split(","))) for p in page.get_attribute("#along", "d")[1:].split("L")]
    assert len(points) == 121
    for px, py in points:
        assert py == pytest.approx(down(2 * math.tanh(low + (high - low) * px / 300)), abs=0.6)


@pytest.mark.ci
def test_the_curve_has_a_gap_where_there_is_no_number(opened):
    page = opened(engine.log(Value(1.0, label="x")))
    points = page.get_attribute("#along", "d")[1:].replace("M", "L").split("L")
    assert 60 <= len(points) <= 90  # of 121, from −1 to 3: log has a value on three quarters
    assert "NaN" not in page.locator("#curve").inner_html()


# --- predict, then reveal ----------------------------------------------------------------------


def predicted(page, guess):
    page.locator("#guess").fill(guess)
    page.keyboard.press("Enter")
    return plain(page.locator("#answer").text_content())


@pytest.mark.ci
def test_nothing_is_shown_before_it_was_predicted(opened):
    page = opened(expression())
    page.get_by_label("Predict").check()
    for _ in range(6):
        page.locator("#reveal").click()
        seen = snapshot(page)
        k = seen["slider"]
        handled = page.evaluate(f"data.right.steps.slice(0, {k}).map((s) => s.value)")
        asked = page.evaluate(f"data.right.steps[{k}].value")
        shown = {i for i, text in enumerate(seen["grads"]) if text not in (None, "?", "not computed")}
        assert shown == set(handled)
        assert seen["goes"] == []
        assert not [line for line in seen["says"] if "It sends" in line]
        assert page.locator("#curve").is_hidden()
        lit = page.evaluate("data.arrows.map(([operand], a) => (data.partials[a] === null ? null : operand))")
        assert seen["arrows"] == [a for a, operand in enumerate(lit) if operand == asked]


def test_the_right_gradients_lead_to_the_end(opened):
    root = expression()
    page = opened(root)
    page.get_by_label("Predict").check()
    values = with_leaves(root)
    root.backward()
    order = page.evaluate("data.right.steps.map((s) => s.value)")
    for i in order:
        told = predicted(page, f"{values[i].grad:.3g}")
        assert told.startswith("Right: "), (told, values[i])
        assert told.endswith(f"{number(values[i].grad)}.")
    assert page.locator("#asking").is_hidden()
    assert page.evaluate("document.activeElement.id") == "back"


def two_factors():
    """The gradient of x: 3 · 0.5 through one arrow, and of z 1 · 0.5 + 1 · 4 through two."""
    x, y = Value(0.5, label="x"), Value(4.0, label="y")
    z = x * 3.0
    z.label = "z"
    u, v = z * 0.5, z * y
    u.label, v.label = "u", "v"
    root = u * 2.0 + v
    root.label = "L"
    return root


GUESSES = [
    ("z", "6", "Not 6.000: the local derivative 0.500 on the arrow to 'u' was missed."),
    ("x", "15.05", "Right: 'x' has gradient 5.000 × 3.000 = 15.000."),
    ("L", "2", "Not 2.000: the gradient of the result with respect to itself is 1."),
    ("u", "1", "Not 1.000: the local derivative 2.000 on the arrow to the product 1.500 was missed."),
    ("z", "1", "Not 1.000: what comes from 'v', 1.000 × 4.000 = 4.000, was missed."),
    ("z", "4", "Not 4.000: what comes from 'u', 2.000 × 0.500 = 1.000, was missed."),
    ("z", "-3", "Not −3.000: the sign was missed in 1.000 × 4.000 = 4.000."),
    ("x", "5", "Not 5.000: the local derivative 3.000 on the arrow to 'z' was missed."),
    ("x", "3", "Not 3.000: the gradient 5.000 of 'z' was missed."),
    ("x", "8", "Not 8.000: 5.000 and 3.000 are multiplied, not added."),
    ("x", "-15", "Not −15.000: the sign was missed in 5.000 × 3.000 = 15.000."),
    ("x", "77", "Not 77.000. Look at the arrows that are lit, or reveal it."),
    ("x", "half", "Type a number, such as −0.5."),
]


@pytest.mark.parametrize("case", examples.first(3, GUESSES), ids=[f"{label}-{guess}" for label, guess, _ in GUESSES])
def test_the_factor_that_was_missed_is_named(case, opened):
    label, guess, told = case
    root = two_factors()
    page = opened(root)
    page.get_by_label("Predict").check()
    place = page.evaluate("data.right.steps.map((s) => s.value)").index(leaf_labelled(root, label))
    page.evaluate(f"render({place})")
    question = plain(page.locator("#question").text_content())
    assert question == f"What is the gradient of '{label}', the next value?"
    assert predicted(page, guess).startswith(told)


@pytest.mark.ci
def test_predictions_are_made_in_the_right_order_only(opened):
    page = opened(expression())
    page.get_by_label("Wrong order").check()
    page.get_by_label("Predict").check()
    assert not page.get_by_label("Wrong order").is_checked()
    assert page.get_by_label("Wrong order").is_disabled()
    page.get_by_label("Predict").uncheck()
    assert page.get_by_label("Wrong order").is_enabled()


# --- for everybody -----------------------------------------------------------------------------


@pytest.mark.ci
def test_hostile_labels_stay_text_wherever_they_are_told(opened):
    root = hostile()
    page = opened(root)
    for i in page.evaluate("data.leaves"):
        page.evaluate(f"pick({i})")
        type_number(page, "-1.5")
    page.get_by_label("Predict").check()
    for _ in range(8):
        predicted(page, "123")
        page.locator("#reveal").click()
    assert page.locator("img, b, a").count() == 0
    assert page.locator("#leaf option").count() == len(HOSTILE)


@pytest.mark.parametrize("colours", examples.first(1, ["light", "dark"]))
@pytest.mark.parametrize("width", examples.first(1, [1280, 390]))
def test_axe_finds_nothing(colours, width, opened):
    page = opened(two_factors(), colours=colours, width=width)
    type_number(page, "1.25")
    assert_accessible(page)
    type_number(page, "")
    assert_accessible(page)
    page.get_by_label("Predict").check()
    predicted(page, "77")
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.ci
def test_axe_finds_nothing_where_a_leaf_stands_still(opened):
    page = opened(engine.erf(Value(0.5, label="x")))
    assert_accessible(page)


@pytest.mark.ci
@pytest.mark.parametrize("width", [1280, 390])
def test_a_change_among_1000_values_takes_at_most_50_ms(width, opened):
    """With its layout, where the reader looks. One of the quickest: what else the machine does makes it slower."""
    page = opened(GRAPHS[1000](), width=width)
    page.keyboard.press("End")
    took = page.evaluate("""() => Array.from({ length: 20 }, (_, j) => {
      const start = performance.now();
      move(0.1 * j);
      document.body.getBoundingClientRect();
      return performance.now() - start;
    })""")
    assert sorted(took)[2] <= 50, took


@pytest.mark.ci
def test_what_is_out_of_sight_is_written_when_it_comes_into_sight(opened):
    root = GRAPHS[300]()
    page = opened(root)
    page.keyboard.press("End")
    leaf = page.evaluate("chosen")
    type_number(page, "0.125")
    assert page.evaluate("stale.has(painters[root])")
    page.locator("#pane").evaluate("(pane) => pane.scrollTo(0, pane.scrollHeight)")
    page.wait_for_function("() => !stale.has(painters[root])")
    assert page.locator(".node.root .data").text_content() == number(rebuilt(root, leaf, 0.125)[-1].data)
    page.wait_for_function("() => stale.size === 0")
    check_numbers(page, rebuilt(root, leaf, 0.125))


@pytest.mark.parametrize("number", [math.nan, math.inf])
def test_a_number_that_is_not_finite_has_no_curve(number, opened):
    """A point at NaN is no picture, and the browser says so in its console, which `opened` reads."""
    root = tanh(Value(number, label="x")) * 2.0
    page = opened(root)
    assert page.locator("#curve").is_hidden()
