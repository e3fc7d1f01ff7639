"""Drawing where Python starts no programs, as in a browser, or where something that drawing needs is missing."""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

import engine
from engine import Value, draw, step_page
from engine.drawing import rendering

ROOT = Path(engine.__file__).parent.parent


def no_user(*args, **options):
    raise ValueError("'posix_user' is not a valid scheme on this platform")


def no_userbase(name, scheme="", *args, **options):
    if "user" in scheme:
        raise AttributeError("'userbase'")
    return sysconfig.get_paths()[name]


@pytest.fixture(params=["emscripten", "wasi"])
def browser(request, monkeypatch):
    """Python in a browser: no home, no path to Python itself, no program can be started."""

    def refuse(*args, **options):
        raise OSError(138, f"{request.param} does not support processes.")

    monkeypatch.setattr(sys, "platform", request.param)
    monkeypatch.setattr(sys, "executable", "")
    monkeypatch.setattr(sysconfig, "get_preferred_scheme", no_user)
    monkeypatch.setattr(subprocess, "Popen", refuse)
    monkeypatch.setattr(subprocess, "run", refuse)
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.setenv("PATH", "")


def picture():
    return draw(Value(2.0, label="a") * 3.0)


def test_a_browser_is_told_what_is_missing(browser, tmp_path):
    for attempt in (
        lambda: picture().save(tmp_path / "a.svg"),
        lambda: picture().save(tmp_path / "a.png"),
        lambda: picture().pipe(format="svg"),
        lambda: picture().render(tmp_path / "b"),
        lambda: step_page(Value(2.0) * 3.0),
    ):
        with pytest.raises(RuntimeError, match=r"Python in a browser starts no programs.*\.source.*\.gv"):
            attempt()
    assert not (tmp_path / "a.svg").exists()
    picture().save(tmp_path / "a.gv")
    assert (tmp_path / "a.gv").read_text(encoding="utf-8") == picture().source


def test_a_notebook_in_a_browser_shows_why_and_the_source(browser):
    bundle = picture()._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    assert "Python in a browser starts no programs" in bundle["text/plain"]
    assert bundle["text/plain"].endswith(picture().source)


@pytest.mark.parametrize(
    ("name", "value"),
    [("get_preferred_scheme", no_user), ("get_path", no_userbase)],
    ids=["no scheme of a user", "no folder of a user"],
)
@pytest.mark.parametrize("executable", ["", None])
def test_a_system_without_users_still_finds_what_is_there(monkeypatch, name, value, executable):
    monkeypatch.setattr(sysconfig, name, value)
    monkeypatch.setattr(sys, "executable", executable)
    folders = rendering.script_folders()
    assert folders == [sysconfig.get_paths()["scripts"]]
    assert rendering.find_renderer() == (
        shutil.which("dot") or shutil.which(rendering.BUNDLED, path=folders[0]) or shutil.which(rendering.BUNDLED)
    )


def test_the_folder_one_works_in_is_not_searched(monkeypatch, tmp_path):
    """An empty name in a list of folders would mean it."""
    program = tmp_path / rendering.BUNDLED
    program.write_text("#!/bin/sh\necho evil\n")
    program.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    monkeypatch.setattr(sys, "executable", "")
    monkeypatch.setattr(sysconfig, "get_path", lambda *args: "")
    assert rendering.find_renderer() is None


@pytest.mark.skipif(os.name != "posix", reason="a file that no system runs")
def test_a_program_that_does_not_start_is_named(monkeypatch, tmp_path):
    (tmp_path / "dot").write_bytes(b"\x7fELF of another machine")
    (tmp_path / "dot").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RuntimeError, match=r"dot could not be run: .*Exec format error.*Install it anew"):
        picture().save(tmp_path / "a.svg")
    assert os.listdir(tmp_path) == ["dot"]


WITHOUT = """
import sys
sys.path.insert(0, sys.argv[1])
sys.modules["graphviz"] = None
from engine import Value, explain
v = Value(2.0) * 3.0
v.backward()
for line in ("from engine import draw", "from engine import step_page", "import engine; engine.draw(v)"):
    try:
        exec(line)
    except ImportError as error:
        print(type(error).__name__, error.name, error)
"""


def test_a_missing_package_is_named_with_the_way_to_install_it():
    command = [sys.executable, "-c", WITHOUT, str(ROOT)]
    lines = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout.splitlines()
    assert len(lines) == 3
    for line in lines:
        assert line.startswith("ModuleNotFoundError graphviz pictures need the Python package graphviz")
        assert "micropip.install('graphviz')" in line


BROWSER = """
import sys
sys.path.insert(0, sys.argv[1])
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name in ("fcntl", "termios", "resource", "_posixsubprocess", "multiprocessing"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Missing())
import site, sysconfig
sys.platform = "emscripten"
from engine import Value, draw
from nn import MLP, load, save
path = sys.argv[2]
save(MLP(1, [1], seed=1), path)
load(path)
draw(Value(2.0) * 3.0).save(path + ".gv")
try:
    draw(Value(2.0) * 3.0).save(path + ".svg")
except RuntimeError as error:
    print(error)
"""


def test_modules_that_a_browser_has_not_are_not_needed(tmp_path):
    command = [sys.executable, "-c", BROWSER, str(ROOT), str(tmp_path / "file")]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.stderr == ""
    assert "Python in a browser starts no programs" in done.stdout
    assert sorted(os.listdir(tmp_path)) == ["file", "file.gv"]
