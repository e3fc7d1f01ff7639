"""The site, built once for all tests by the command that people use."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


class Site:
    """A built site: its folder, the notebooks as they were run, and what the build said."""

    def __init__(self, folder: Path, done: subprocess.CompletedProcess):
        self.folder, self.executed = folder, folder.parent / "jupyter_execute"
        self.code, self.said = done.returncode, done.stdout + done.stderr
        self.pages = sorted(path for path in folder.rglob("*.html") if "_static" not in path.parts)


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("docs") / "site"
    command = [sys.executable, str(ROOT / "docs" / "build.py"), str(folder)]
    return Site(folder, subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False))
