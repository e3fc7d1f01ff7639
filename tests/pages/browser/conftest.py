"""The step-through page of a value, opened in Chromium."""

import pytest

from engine import step_page


@pytest.fixture
def opened(browser, tmp_path):
    """A function that opens the page of a value; at the end, no error was reported and nothing was asked for."""
    contexts, complaints, asked = [], [], []

    def open_page(value, width=1000, height=800, colours="light"):
        path = tmp_path / f"steps{len(contexts)}.html"
        step_page(value, path)
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=colours)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        page.on("request", lambda request: asked.append((request.url, path.as_uri())))
        page.goto(path.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
    assert asked
    assert all(url == own for url, own in asked)
