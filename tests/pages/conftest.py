"""The browser of the tests of pages."""

import pytest

from tests.browsers import launched


@pytest.fixture(scope="module")
def browser():
    """One Chromium for a module, no longer: while it runs, no other test could use asyncio."""
    with launched() as chromium:
        yield chromium
