"""What all tests share: how many examples a property is tried on, and the fixtures of more than one folder."""

import gc

import pytest
from hypothesis import settings

import tests.examples  # noqa: F401  # registers the profiles

pytest.register_assert_rewrite("tests.graphs", "tests.oracles", "tests.small_graphs")
settings.load_profile("day")  # another one: pytest --hypothesis-profile=ci


def pytest_collection_finish():
    """What is there before the first test stays: Python's collector need not look at it, again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def collector_off():
    """Python's collector of reference cycles is off for as long as the test lasts."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()
