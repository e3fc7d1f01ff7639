"""The site in a real browser: accessible, complete without a network, and no wider than a phone."""

from typing import NamedTuple
from urllib.parse import quote

import pytest

pytest.importorskip("myst_nb", reason="the extra `docs` is needed")
pytest.importorskip("torch", reason="the page on PyTorch runs PyTorch")

from tests.browsers import required, violations  # only where the site can be built

required()

SEES = ("color-contrast", "document-title")
CHECKED = ("index", "start")
SIZES = {"wide": (1300, 900), "phone": (390, 800)}


def overheard(page):
    """The same page, with lists of what it asks for, and of what it complains about."""
    page.asked, page.complaints = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    return page


@pytest.fixture
def opened(browser, site):
    """A function that opens a page of the site."""
    contexts = []

    def open_page(name, colours="light", size="wide"):
        width, height = SIZES[size]
        contexts.append(browser.new_context(viewport={"width": width, "height": height}, color_scheme=colours))
        page = overheard(contexts[-1].new_page())
        page.goto((site.folder / f"{name}.html").as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()


class Visit(NamedTuple):
    """What a page asked for outside of its folder, what it complained about, and how wide it is on a phone."""

    outside: list[str]
    complaints: list[str]
    width: int


@pytest.fixture(scope="module")
def visits(browser, site):
    """A visit to each page; all in one tab, which is wide while a page loads, and then as narrow as a phone."""
    wide, phone = ({"width": width, "height": height} for width, height in SIZES.values())
    page, found = overheard(browser.new_page()), {}
    for path in site.pages:
        page.set_viewport_size(wide)
        page.goto(path.as_uri())
        page.set_viewport_size(phone)
        width = page.evaluate("document.documentElement.scrollWidth")
        outside = [url for url in page.asked if not url.startswith(("file:", "data:", "about:"))]
        found[path.relative_to(site.folder).as_posix()] = Visit(outside, list(page.complaints), width)
        page.asked.clear()
        page.complaints.clear()
    page.close()
    assert len(found) > 50
    return found


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("name", CHECKED)
def test_axe_finds_nothing(name, colours, size, opened):
    assert violations(opened(name, colours, size), SEES) == []


def test_axe_would_notice(opened):
    page = opened("index")
    page.evaluate("document.querySelector('article p').style.color = '#cccccc'")
    assert any(line.startswith("color-contrast") for line in violations(page, SEES))


def test_every_page_is_complete_without_a_network(visits):
    assert {name: visit for name, visit in visits.items() if visit.outside or visit.complaints} == {}


def test_no_page_is_wider_than_a_phone(visits):
    assert {name: visit.width for name, visit in visits.items() if visit.width > SIZES["phone"][0]} == {}


def test_formulas_are_set_in_the_font_that_comes_along(opened):
    page = opened("learn/delta_x")
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.fonts.check('16px \"STIX Two Math\"')")
    assert page.evaluate("[...document.fonts].filter(f => f.family.includes('STIX')).map(f => f.status)") == ["loaded"]
    assert page.locator("math").count() > 10


def test_the_search_finds_a_page_from_the_folder_alone(opened):
    page = opened("search")
    page.goto(f"{page.url}?q=Iverson")
    page.wait_for_selector("ul.search li a", timeout=10_000)
    assert any("δ times x" in text for text in page.locator("ul.search li a").all_text_contents())


@pytest.mark.parametrize("asked", ["A.T @ delta", "A.T @ δ", "a.t @ delta"])
def test_the_search_finds_the_matrix_picture_first(opened, asked):
    page = opened("search")
    page.goto(f"{page.url}?q={quote(asked)}")
    page.wait_for_selector("ul.search li a", timeout=10_000)
    assert page.locator("ul.search li a").first.text_content() == "Why dW = A.T @ delta"


@pytest.mark.parametrize("name", ["learn/matrix", "lessons/session4"])
def test_the_matrix_picture_is_what_a_page_begins_with_and_can_be_touched(opened, name):
    page = opened(name)
    frame = page.frame_locator("article iframe").first
    assert page.locator("article iframe").first.bounding_box()["y"] < 450
    frame.locator(".result td").last.click()
    assert frame.locator("#rule").text_content().startswith("dW1[1,2] = ")
    assert page.complaints == []


def test_the_matrix_picture_is_one_click_from_the_first_page(opened):
    page = opened("index")
    page.click("article a:has-text('Why dW = A.T @ delta')")
    page.wait_for_load_state()
    assert page.locator("article iframe").first.get_attribute("title") == "Why dW1 = X.T @ δ1"
