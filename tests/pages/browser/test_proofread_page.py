"""What `chalkgrad proofread FILE --html report.html` writes, in a real browser."""

import pytest

from nn.__main__ import main
from tests.browsers import required, violations
from tests.nn.handwritten.proofreading.scripts import HALF_SQUARES, TEXTBOOK

expect = required().expect


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("proofread")
    (folder / "textbook.py").write_text(TEXTBOOK, encoding="utf-8")
    words = ["proofread", str(folder / "textbook.py"), "--objective", HALF_SQUARES]
    assert main([*words, "--html", str(folder / "report.html")]) == 1
    return (folder / "report.html").as_uri()


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)], ids=["laptop", "phone"])
def test_it_fits_the_screen_and_axe_finds_nothing(browser, address, width, height, colours):
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=colours)
    page = context.new_page()
    asked, complaints = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page, sees=("color-contrast", "list")) == []
    assert (asked, complaints) == ([address], [])
    ink, paper = (
        page.locator(".proofread").evaluate(f"e => getComputedStyle(e).{what}") for what in ("color", "backgroundColor")
    )
    assert (ink, paper) == (
        ("rgb(20, 24, 29)", "rgb(255, 255, 255)") if colours == "light" else ("rgb(240, 242, 245)", "rgb(20, 24, 29)")
    )
    below = page.locator("li.proofread-told").first
    source, meaning = (below.locator(f".proofread-{part}").bounding_box() for part in ("source", "meaning"))
    if width > 1000:
        assert meaning["x"] > source["x"] + source["width"]
    else:
        assert meaning["y"] >= source["y"] + source["height"] - 1
    context.close()
