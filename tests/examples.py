"""How much is tried: on how many examples, of what size. By day little, in `.ci/run` much; the same in every run."""

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "day",
    derandomize=True,  # the same examples in every run; a failure found once is found again
    database=None,
    deadline=None,  # how busy the machine is says nothing about the code
    suppress_health_check=[HealthCheck.too_slow],
    max_examples=40,
)
settings.register_profile("ci", settings.get_profile("day"), max_examples=200)


def part(divisor, **others):
    """Settings with one in `divisor` of the profile's examples, for examples that take their time."""
    return settings(max_examples=settings().max_examples // divisor, **others)


def first(count, cases, most=None):
    """Parameters of a test: the first `count` of them every day, `most` of them in `.ci/run`, and the rest by hand."""
    later = [pytest.param(case, marks=pytest.mark.ci) for case in cases[count:most]]
    by_hand = [pytest.param(case, marks=pytest.mark.slow) for case in ([] if most is None else cases[most:])]
    return [*cases[:count], *later, *by_hand]


def sizes(by_day, *in_full):
    """Parameters of a test: what is tried every day, then what is left to `.ci/run`."""
    return [by_day, *[pytest.param(size, marks=pytest.mark.ci) for size in in_full]]
