"""Files are written whole or not at all, by every writer alike; what is no ordinary file is written through."""

import errno
import os
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import engine
from engine import Value, draw, step_page
from engine.table.writing import BESIDE, descriptor_at, write_whole
from nn import MLP, load, save, save_state

ROOT = Path(engine.__file__).parent.parent


def graph():
    return Value(2.0, label="a") * 3.0


WRITERS = {
    "svg": lambda path: draw(graph()).save(path),
    "png": lambda path: draw(graph()).save(path),
    "gv": lambda path: draw(graph()).save(path),
    "html": lambda path: step_page(graph(), path),
    "json": lambda path: save(MLP(1, [1], seed=1), path),
    "state": lambda path: save_state({"a": 1.0}, path, "numbers"),
    "bytes": lambda path: write_whole(path, b"bytes"),
}
"""Everything that writes a file, by the suffix of its name."""

each_writer = pytest.mark.parametrize("kind", WRITERS)


# --- all of it or nothing ----------------------------------------------------------------------------


@each_writer
@pytest.mark.parametrize("step", ["fsync", "replace"])
@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
def test_a_failure_on_the_way_leaves_what_was_there(tmp_path, monkeypatch, kind, step, error):
    path = tmp_path / f"file.{kind}"
    path.write_bytes(b"as it was")

    def fail(*args):
        raise error

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(error):
        WRITERS[kind](path)
    monkeypatch.undo()
    assert path.read_bytes() == b"as it was"
    assert list(tmp_path.iterdir()) == [path]


KILLED = """
import os, signal, sys
sys.path.insert(0, sys.argv[3])
os.fsync = lambda file: os.kill(os.getpid(), signal.SIGKILL)
from engine import Value, draw, step_page
from nn import MLP, save, save_state
kind, path = sys.argv[1:3]
if kind in ("svg", "png", "gv"):
    draw(Value(2.0) * 3.0).save(path)
elif kind == "html":
    step_page(Value(2.0) * 3.0, path)
elif kind == "json":
    save(MLP(1, [1], seed=1), path)
else:
    save_state({"a": 1.0}, path, "numbers")
"""


@each_writer
def test_what_a_killed_process_left_goes_at_the_next_save(tmp_path, kind):
    path = tmp_path / f"file.{kind}"
    path.write_bytes(b"as it was")
    done = subprocess.run([sys.executable, "-c", KILLED, kind, str(path), str(ROOT)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert path.read_bytes() == b"as it was"
    left = [name for name in os.listdir(tmp_path) if name.endswith(".part")]
    assert len(left) == 1
    WRITERS[kind](path)
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_bytes() != b"as it was"


def test_left_overs_of_any_file_in_the_folder_go_and_nothing_else_does(tmp_path):
    mine = [f".chalkgrad-{'0' * 32}.part", f".model.json.{'a' * 32}.part"]  # the second by an earlier version
    others = ["movie.part", ".chalkgrad-notes.part", f"{'0' * 32}.part", ".part"]
    for name in mine + others:
        (tmp_path / name).write_bytes(b"half")
    (tmp_path / f".chalkgrad-{'1' * 32}.part").mkdir()
    write_whole(tmp_path / "new", b"whole")
    assert sorted(os.listdir(tmp_path)) == sorted([*others, "new", f".chalkgrad-{'1' * 32}.part"])


WRITING = """
import os, sys
sys.path.insert(0, sys.argv[2])
from engine.table.writing import write_whole
right = os.fsync
def wait(file):
    print("half", flush=True)
    sys.stdin.readline()
    right(file)
os.fsync = wait
write_whole(sys.argv[1], b"the other process's")
"""


@pytest.mark.skipif(os.name != "posix", reason="elsewhere there are no locks, and a file that is open stays")
def test_what_another_process_is_writing_is_left_to_it(tmp_path):
    command = [sys.executable, "-c", WRITING, str(tmp_path / "theirs"), str(ROOT)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "half\n"
        write_whole(tmp_path / "mine", b"mine")
        assert len([name for name in os.listdir(tmp_path) if BESIDE.fullmatch(name)]) == 1
        other.communicate("go on\n")
    assert other.returncode == 0
    assert (tmp_path / "theirs").read_bytes() == b"the other process's"
    assert sorted(os.listdir(tmp_path)) == ["mine", "theirs"]


def test_threads_that_write_one_file_leave_one_of_theirs(tmp_path):
    path, texts, wrong = tmp_path / "file", [bytes([65 + i]) * 100_000 for i in range(4)], []

    def write(text):
        for _ in range(10):
            try:
                write_whole(path, text)
                assert path.read_bytes() in texts
            except BaseException as error:
                wrong.append(error)

    threads = [threading.Thread(target=write, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert list(tmp_path.iterdir()) == [path]


class NoLocks:
    """A file system of a network that has no locks."""

    LOCK_EX, LOCK_NB = 2, 4

    @staticmethod
    def flock(file, how):
        raise OSError(errno.ENOLCK, "No locks available")


@pytest.mark.parametrize("fcntl", [None, NoLocks], ids=["a system without", "a folder without"])
def test_without_locks_only_what_is_old_goes(tmp_path, monkeypatch, fcntl):
    monkeypatch.setattr("engine.table.writing.fcntl", fcntl)
    new, old = (tmp_path / f".chalkgrad-{digit * 32}.part" for digit in "01")
    new.write_bytes(b"half")
    old.write_bytes(b"half")
    os.utime(old, (1e9, 1e9))
    write_whole(tmp_path / "file", b"whole")
    assert (tmp_path / "file").read_bytes() == b"whole"
    assert sorted(os.listdir(tmp_path)) == [new.name, "file"]


# --- names, modes, links -----------------------------------------------------------------------------


@each_writer
@pytest.mark.parametrize("length", [230, 255])
def test_a_long_name_will_do(tmp_path, kind, length):
    path = tmp_path / f"{'n' * (length - len(kind) - 1)}.{kind}"
    WRITERS[kind](path)
    WRITERS[kind](path)
    assert path.stat().st_size > 0
    assert list(tmp_path.iterdir()) == [path]


@each_writer
@pytest.mark.skipif(os.name != "posix", reason="links and modes are POSIX's")
def test_a_link_stays_a_link_and_a_mode_a_mode(tmp_path, kind):
    (tmp_path / "inside").mkdir()
    target, link = tmp_path / "inside" / f"target.{kind}", tmp_path / f"link.{kind}"
    target.write_bytes(b"old")
    target.chmod(0o640)
    (tmp_path / f"first.{kind}").symlink_to(f"inside/target.{kind}")
    link.symlink_to(f"first.{kind}")
    WRITERS[kind](link)
    assert link.is_symlink()
    assert (tmp_path / f"first.{kind}").is_symlink()
    assert target.read_bytes() != b"old"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert len(os.listdir(tmp_path / "inside")) == 1


@each_writer
@pytest.mark.skipif(os.name != "posix", reason="links are POSIX's")
def test_a_link_to_nothing_yet_gets_its_file(tmp_path, kind):
    link = tmp_path / f"link.{kind}"
    link.symlink_to(f"new.{kind}")
    WRITERS[kind](link)
    assert link.is_symlink()
    assert (tmp_path / f"new.{kind}").is_file()


@each_writer
def test_a_link_to_itself_and_a_folder_are_errors_of_the_system(tmp_path, kind):
    (tmp_path / f"folder.{kind}").mkdir()
    with pytest.raises(IsADirectoryError):
        WRITERS[kind](tmp_path / f"folder.{kind}")
    (tmp_path / f"loop.{kind}").symlink_to(f"loop.{kind}")
    with pytest.raises(OSError, match="symbolic links"):
        WRITERS[kind](tmp_path / f"loop.{kind}")
    assert len(os.listdir(tmp_path)) == 2


@each_writer
def test_a_write_protected_file_is_not_replaced(tmp_path, monkeypatch, kind):
    path = tmp_path / f"file.{kind}"
    path.write_bytes(b"protected")
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)  # as for anyone but root
    with pytest.raises(PermissionError, match="file"):
        WRITERS[kind](path)
    assert path.read_bytes() == b"protected"
    assert list(tmp_path.iterdir()) == [path]


# --- devices and pipes -------------------------------------------------------------------------------


@each_writer
@pytest.mark.skipif(os.name != "posix", reason="named pipes are POSIX's")
@pytest.mark.parametrize("linked", [False, True])
def test_a_pipe_is_written_through(tmp_path, kind, linked):
    pipe, path = tmp_path / f"pipe.{kind}", tmp_path / f"link.{kind}"
    os.mkfifo(pipe)
    path.symlink_to(pipe)
    came = []
    reader = threading.Thread(target=lambda: came.append(pipe.read_bytes()))
    reader.start()
    WRITERS[kind](path if linked else pipe)
    reader.join()
    assert len(came[0]) > 4
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert sorted(os.listdir(tmp_path)) == [path.name, pipe.name]


@each_writer
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="Linux has such devices")
def test_a_device_is_written_through(tmp_path, kind):
    null, full = tmp_path / f"null.{kind}", tmp_path / f"full.{kind}"
    null.symlink_to("/dev/null")
    full.symlink_to("/dev/full")
    WRITERS[kind](null)
    with pytest.raises(OSError, match="No space left"):
        WRITERS[kind](full)
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)
    assert stat.S_ISCHR(os.stat("/dev/full").st_mode)
    assert sorted(os.listdir(tmp_path)) == [full.name, null.name]


@pytest.mark.skipif(not os.path.exists("/dev/null"), reason="Windows has no such path")
def test_a_device_needs_no_suffix():
    assert draw(graph()).save("/dev/null") == "/dev/null"
    step_page(graph(), "/dev/null")
    with pytest.raises(ValueError, match="must end in"):
        draw(graph()).save("picture")
    with pytest.raises(ValueError, match="ends in"):
        step_page(graph(), "page")


STDOUT = """
import sys
sys.path.insert(0, sys.argv[2])
from engine import Value, draw, step_page
from nn import MLP, save
print("before")
path, v = sys.argv[1], Value(2.0) * 3.0
save(MLP(1, [1], seed=1), path)
draw(v).save(path)
step_page(v, path)
print("after")
"""


def in_order(text):
    """Whether everything that the script wrote is there, in the order in which it was written."""
    places = [
        text.lower().find(part) for part in ("before\n", '"format": "chalkgrad"', "<svg", "<!doctype html>", "after\n")
    ]
    return -1 not in places and places == sorted(places)


@pytest.mark.skipif(not os.path.exists("/dev/stdout"), reason="Windows has no such path")
@pytest.mark.parametrize("path", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
def test_stdout_is_written_through_into_a_pipe_and_into_a_file(tmp_path, path):
    command = [sys.executable, "-c", STDOUT, path, str(ROOT)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    assert in_order(done.stdout)
    with open(tmp_path / "out.txt", "wb") as file:
        subprocess.run(command, stdout=file, check=True)
    assert in_order((tmp_path / "out.txt").read_text(encoding="utf-8"))
    assert os.listdir(tmp_path) == ["out.txt"]


def test_an_ordinary_path_stands_for_no_open_file(tmp_path):
    assert descriptor_at(tmp_path / "1") is None
    assert descriptor_at("1") is None


def test_a_network_saved_through_a_link_loads(tmp_path):
    (tmp_path / "link.json").symlink_to("model.json")
    save(MLP(2, [3, 1], seed=1), tmp_path / "link.json")
    assert load(tmp_path / "model.json")([1.0, 2.0]).data == MLP(2, [3, 1], seed=1)([1.0, 2.0]).data


def test_what_is_not_a_path_is_named_by_whoever_writes_files(tmp_path):
    y = Value(2.0) * 3.0
    page = step_page(y)
    for who, call in {
        "save": lambda: draw(y).save(3),
        "step_page": lambda: step_page(y, 3),
        "frames": lambda: page.frames(3),
    }.items():
        with pytest.raises(TypeError, match=rf"^{who} got 3 \(int\); the path of a file is needed, such as '"):
            call()
    assert page.save(tmp_path / "page.html")
    assert draw(y).save(tmp_path / "graph.gv")


def test_where_a_file_cannot_be_made_its_own_name_is_given(tmp_path):
    target = tmp_path / "missing" / "file.txt"
    with pytest.raises(FileNotFoundError) as caught:
        write_whole(target, b"")
    assert caught.value.filename == str(target)
