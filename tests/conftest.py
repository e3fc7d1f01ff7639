"""What all tests share: how many examples a property is tried on, and the fixtures of more than one folder."""

import gc

import pytest
from hypothesis import HealthCheck, settings

pytest.register_assert_rewrite("tests.graphs", "tests.oracles")

# The same examples in every run; a failure found once is found again. `.ci/run` asks for more of them, with
# `pytest --hypothesis-profile=ci`.
settings.register_profile(
    "day",
    derandomize=True,
    database=None,
    deadline=None,  # how busy the machine is says nothing about the code
    suppress_health_check=[HealthCheck.too_slow],
    max_examples=40,
)
settings.register_profile("ci", settings.get_profile("day"), max_examples=200)
settings.load_profile("day")


@pytest.fixture
def collector_off():
    """Python's collector of reference cycles is off for as long as the test lasts."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()
