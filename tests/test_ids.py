"""The names of tests are the same in every process, so that several can share the work (pytest-xdist)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.ci

ROOT = Path(__file__).parents[1]


def collected(seed, *places, cwd=ROOT):
    """The tests that pytest finds in these places, in order, in a process whose sets have an order of their own."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *places]
    environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
    done = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=cwd, env=environment, check=False)
    return done.returncode, [line for line in done.stdout.splitlines() if "::" in line and not line.startswith("SKIP")]


def test_every_process_finds_the_same_tests():
    code, first = collected(1, "-m", "")
    assert code == 0
    assert len(first) == len(set(first)) > 9000
    assert collected(2, "-m", "")[1] == first


def test_an_order_that_changes_would_be_noticed(tmp_path):
    text = "import pytest\n@pytest.mark.parametrize('x', set('abcdef'))\ndef test_it(x): pass\n"
    (tmp_path / "test_planted.py").write_text(text, encoding="utf-8")
    (_, first), (_, second) = (collected(seed, "test_planted.py", cwd=tmp_path) for seed in (1, 2))
    assert set(first) == set(second)
    assert len(first) == 6
    assert first != second
