"""The browser of the tests of pages."""

import pytest


@pytest.fixture(scope="module")
def browser():
    """One Chromium for a module, no longer: while it runs, no other test could use asyncio."""
    from tests.browsers import launched

    with launched() as chromium:
        yield chromium
