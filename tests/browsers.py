"""A real Chromium, where there is one, and axe-core in it."""

import shutil
from contextlib import contextmanager

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def required():
    """playwright's API; the module that asks for it is skipped where it, axe-core or a Chromium is missing."""
    if CHROMIUM is None:
        pytest.skip("no chromium is installed: apt-get install chromium", allow_module_level=True)
    pytest.importorskip("axe_playwright_python.sync_playwright", reason="the extra `browser` is needed")
    return pytest.importorskip("playwright.sync_api", reason="the extra `browser` is needed")


@contextmanager
def launched():
    """A Chromium without a sandbox of its own, which root may not have. No name but this machine's leads anywhere."""
    refusal = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    with required().sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", refusal])
        yield browser
        browser.close()


def violations(page, sees=("color-contrast", "aria-allowed-attr")):
    """What axe-core finds wrong on a page; the rules that it `sees` have to be among those that it could check."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response
    assert set(sees) <= {rule["id"] for rule in found["passes"] + found["violations"]}
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found["violations"] for node in rule["nodes"]]


def assert_accessible(page):
    assert violations(page) == []
