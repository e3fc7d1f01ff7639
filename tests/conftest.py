"""What all tests share: how many examples a property is tried on, and the fixtures of more than one folder."""

import gc
import shutil
import sys
import zlib
from pathlib import Path

import pytest
from hypothesis import settings

import tests.examples  # noqa: F401  # registers the profiles
from tests.collector import settle

pytest.register_assert_rewrite("tests.graphs", "tests.oracles", "tests.small_graphs", "tests.browsers")
settings.load_profile("day")  # another one: pytest --hypothesis-profile=ci


def pytest_addoption(parser):
    parser.addoption("--one-in", type=int, default=1, metavar="N", help="run one in N tests, the same in every run")


def pytest_collection_modifyitems(config, items):
    """Leave out all tests but the sample that was asked for."""
    count = config.getoption("--one-in")
    left_out = [item for item in items if zlib.crc32(item.nodeid.encode()) % count]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in {*left_out}]


def pytest_collection_finish():
    """What is there before the first test stays: Python's collector need not look at it, again and again."""
    settle()


@pytest.fixture
def collector_off():
    """Python's collector of reference cycles is off for as long as the test lasts."""
    settle()
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(params=["bundled", "dot"])
def renderer(request, monkeypatch):
    """Both programs that can render, one after the other; one that is not on this machine is skipped."""
    from engine.drawing import rendering

    folder = str(Path(sys.executable).parent)
    found = {"bundled": shutil.which(rendering.BUNDLED, path=folder), "dot": shutil.which("dot")}[request.param]
    if found is None:
        pytest.skip(f"{request.param} is not on this machine")
    monkeypatch.setattr(rendering, "find_renderer", lambda: found)
