"""`python -m nn diagnose` on files that are damaged, made up to do harm, or no cases: one sentence, and exit code 2."""

import ast
import io
import os
import struct
import subprocess
import sys
import warnings
import zipfile
from pathlib import Path

import numpy as np
import pytest

import engine
from nn.__main__ import main

ROOT = Path(engine.__file__).parent.parent
WORDS = {"activations": ["sigmoid"], "loss": "bce"}


def case():
    """A network of one layer with its right gradient."""
    X, Y = np.array([[1.0, 2.0], [0.5, -1.0], [2.0, 0.0]]), np.array([[1.0], [0.0], [1.0]])
    W, b = np.array([[0.3], [-0.2]]), np.array([0.1])
    D = (1 / (1 + np.exp(-(X @ W + b))) - Y) / 3
    return {"X": X, "Y": Y, "W1": W, "b1": b, "dW1": X.T @ D, "db1": D.sum(axis=0)}


def npy(array, **options):
    """An array as bytes of NumPy's format."""
    file = io.BytesIO()
    np.save(file, array, **options)
    return file.getvalue()


def header(text, version=(1, 0), body=b""):
    """Bytes of NumPy's format with any text as header."""
    text = text if isinstance(text, bytes) else text.encode("latin1")
    length = struct.pack("<H" if version[0] == 1 else "<I", len(text))
    return b"\x93NUMPY" + bytes(version) + length + text + body


def dtyped(descr, shape, body=b""):
    return header(f"{{'descr': {descr!r}, 'fortran_order': False, 'shape': {shape!r}, }}\n", body=body)


def archive(path, compression=zipfile.ZIP_STORED, **members):
    """A zip file with these members; a value that is an array is written as one."""
    with zipfile.ZipFile(path, "w", compression) as file:
        for name, data in members.items():
            file.writestr(f"{name}.npy", data if isinstance(data, bytes) else npy(np.asarray(data)))
    return path


def good(path, **changes):
    """A good case with some members changed."""
    return archive(path, **(case() | WORDS | changes))


def run(capsys, *arguments):
    """(exit code, what was printed, what was complained about)."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        code = main(["diagnose", *map(str, arguments)])
    return code, *capsys.readouterr()


def sentence(capsys, path, *options):
    """The one sentence on a file that cannot be used."""
    code, out, err = run(capsys, path, *options)
    lines = [line for line in err.splitlines() if not line.startswith("Executing")]
    if out:  # it was read, and something in it does not fit
        assert out.startswith("Cannot compare: ")
        lines += out.splitlines()
    assert code == 2
    assert len(lines) == 1
    assert lines[0].isprintable()
    assert len(lines[0]) < 500
    assert "Traceback" not in lines[0]
    return lines[0]


def test_the_good_case_is_good(tmp_path, capsys):
    assert run(capsys, good(tmp_path / "c.npz"))[0] == 0
    assert run(capsys, good(tmp_path / "C.NPZ"))[0] == 0


# --- archives that are damaged -------------------------------------------------------------------------


def test_a_file_cut_off_at_any_byte(tmp_path, capsys):
    whole = good(tmp_path / "whole.npz").read_bytes()
    path = tmp_path / "c.npz"
    for n in (*range(0, len(whole), 61), len(whole) - 1):
        path.write_bytes(whole[:n])
        assert "c.npz" in sentence(capsys, path)


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.ci
def test_a_byte_changed_anywhere_never_ends_in_a_traceback(tmp_path, capsys, compression):
    whole = archive(tmp_path / "whole.npz", compression, **case(), **WORDS).read_bytes()
    path, rng = tmp_path / "c.npz", np.random.default_rng(compression)
    for place in rng.choice(len(whole), 150, replace=False):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ int(rng.integers(1, 256))]) + whole[place + 1 :])
        code, out, err = run(capsys, path)
        assert "Traceback" not in err
        if code == 0:
            assert out.startswith("Correct")
        else:
            assert code in (1, 2)
            assert len((err or out).splitlines()) == 1 or code == 1


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK",
        b"PK\x03\x04",
        b"PK\x05\x06" + bytes(18),
        b"\x93NUMPY",
        npy(np.zeros(3)),
        b"\x80\x04K\x01.",
        b"{}",
        bytes(1000),
    ],
    ids=["empty", "PK", "PK34", "no entries", "magic", "npy", "pickle", "json", "zeros"],
)
def test_other_files_under_the_name_of_an_archive(tmp_path, capsys, data):
    (tmp_path / "c.npz").write_bytes(data)
    said = sentence(capsys, tmp_path / "c.npz")
    assert "c.npz" in said
    assert "np.savez('case.npz', X=X, …) makes one" in said or "it has nothing" in said


# --- arrays that are made up ---------------------------------------------------------------------------


class Trap:
    """An object whose pickle would run code."""

    def __reduce__(self):
        return os.system, ("touch pwned",)


OBJECTS = np.array([Trap()], dtype=object)
RAW = b"\x00" * 24

MADE_UP = {
    "objects": npy(OBJECTS, allow_pickle=True),
    "objects, empty": npy(np.empty(0, dtype=object)),
    "objects in a field": npy(np.zeros(1, dtype=[("a", float), ("b", object)]), allow_pickle=True),
    "pickle": b"\x80\x04cposix\nsystem\n(S'touch pwned'\ntR.",
    "fields": npy(np.zeros(2, dtype=[("a", float), ("b", int)])),
    "dates": npy(np.array(["2020-01-01"], dtype="datetime64[D]")),
    "times": npy(np.array([5], dtype="timedelta64[ns]")),
    "void": npy(np.zeros(3, dtype="V8")),
    "void of no size": dtyped("|V0", (10**12,)),
    "text of no size": dtyped("<U0", (10**12,)),
    "bytes of no size": dtyped("|S0", (10**12,)),
    "too large": dtyped("<f8", (10**15,), RAW),
    "too large in two": dtyped("<f8", (2**32, 2**32), RAW),
    "overflow": dtyped("<f8", (2**61, 8), RAW),
    "larger than it is": dtyped("<f8", (4,), RAW),
    "smaller than it is": dtyped("<f8", (2,), RAW),
    "negative": dtyped("<f8", (-3,), RAW),
    "negative in two": dtyped("<f8", (-3, -1), RAW),
    "a shape of text": dtyped("<f8", ("3",), RAW),
    "a shape of floats": dtyped("<f8", (3.0,), RAW),
    "a shape of booleans": dtyped("<f8", (True, 3), RAW),
    "no shape": dtyped("<f8", None, RAW),
    "many axes": dtyped("<f8", (1,) * 100 + (3,), RAW),
    "no dtype": dtyped("hello", (3,), RAW),
    "a dtype of code": header(
        "{'descr': __import__('os').system('touch pwned'), 'fortran_order': False, 'shape': (3,)}\n"
    ),
    "code for a header": header("__import__('os').system('touch pwned')\n"),
    "a key too few": header("{'descr': '<f8', 'shape': (3,)}\n", body=RAW),
    "a key too many": header("{'descr': '<f8', 'fortran_order': False, 'shape': (3,), 'x': 1}\n", body=RAW),
    "a nested header": header("(" * 9000 + ")" * 9000),
    "a long header": header("{'descr': '<f8', 'fortran_order': False, 'shape': (3,)}" + " " * 60000 + "\n", body=RAW),
    "a header of Python 2": header("{'descr': '<f8', 'fortran_order': False, 'shape': (3L,)}\n", body=RAW),
    "a header cut off": header("{'descr': '<f8'")[:-4],
    "no header": b"\x93NUMPY\x01\x00",
    "version 9": header("{'descr': '<f8', 'fortran_order': False, 'shape': (3,)}\n", (9, 0), RAW),
    "version 3 with letters": header(
        "{'descr': [('é', '<f8')], 'fortran_order': False, 'shape': (3,)}\n".encode(), (3, 0), RAW
    ),
    "nothing": b"",
    "text": b"hello",
    "an archive": b"PK\x05\x06" + bytes(18),
    "complex": npy(np.array([[1j]])),
    "words": npy(np.array(["a", "b"])),
    "bytes": npy(np.array([b"a"])),
    "a number": npy(np.array(1.0)),
    "four axes": npy(np.zeros((2, 1, 1, 1))),
    "no entries": npy(np.zeros(0)),
    "no columns": npy(np.zeros((2, 0))),
    "no rows": npy(np.zeros((0, 1))),
    "NaN": npy(np.full((2, 1), np.nan)),
    "inf": npy(np.full((2, 1), np.inf)),
    "-inf in half precision": npy(np.full((2, 1), -np.inf, dtype=np.float16)),
    "a control character as a word": npy(np.array(["\x1b[31m\u202e"])),
}
"""What may stand in the place of an array of two rows and a column."""

SHAPES = {"a header of Python 2", "a number", "four axes", "no entries", "no columns", "no rows"}
"""Those that are arrays of finite numbers, of other shapes."""


@pytest.mark.parametrize("what", MADE_UP)
@pytest.mark.parametrize("name", ["W1", "X", "Y", "dW1", "b1", "db1"])
@pytest.mark.ci
def test_a_made_up_array_gets_a_sentence(tmp_path, monkeypatch, capsys, what, name):
    monkeypatch.chdir(tmp_path)
    code, out, _ = run(capsys, good(tmp_path / "c.npz", **{name: MADE_UP[what]}))
    if what in SHAPES and name != "X":  # a gradient of a wrong shape is a finding, not an error
        assert code in (1, 2)
        assert out.startswith(("Wrong", "Cannot compare: "))
    else:
        assert name in sentence(capsys, tmp_path / "c.npz")
    assert os.listdir(tmp_path) == ["c.npz"]


@pytest.mark.parametrize("what", MADE_UP)
@pytest.mark.parametrize(
    "word",
    [
        "activations",
        "loss",
        "reduction",
        "factor",
        "orientation",
        "samples",
        "bias",
        "learning_rate",
        "params",
        "gradients",
    ],
)
@pytest.mark.ci
def test_a_made_up_word_gets_a_sentence_or_does_no_harm(tmp_path, monkeypatch, capsys, what, word):
    monkeypatch.chdir(tmp_path)
    code, _, err = run(capsys, good(tmp_path / "c.npz", **{word: MADE_UP[what]}))
    if code == 2:
        sentence(capsys, tmp_path / "c.npz")
    assert (code, what) in {(2, what), (0, "a number"), (1, "a number")} or word in ("params", "gradients")
    assert "Traceback" not in err
    assert os.listdir(tmp_path) == ["c.npz"]


def test_python_objects_are_never_loaded(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    np.savez(tmp_path / "c.npz", **case(), **WORDS, extra=OBJECTS)
    assert "extra in" in (said := sentence(capsys, tmp_path / "c.npz"))
    assert "holds Python objects, which could run code" in said
    assert os.listdir(tmp_path) == ["c.npz"]


@pytest.mark.parametrize("dtype", ["f2", "f4", ">f8", "i1", "u8", "?"])
def test_other_kinds_of_numbers_are_read(tmp_path, capsys, dtype):
    whole = {"X": np.array([[1, 0], [0, 1], [1, 1]], dtype), "Y": np.array([[1], [0], [1]], dtype)}
    code, out, err = run(capsys, good(tmp_path / "c.npz", **whole))
    assert (code, err) == (1, "")
    assert out.startswith("Wrong")


# --- sizes ---------------------------------------------------------------------------------------------


def test_more_than_256_mb_unpacked_is_refused_until_it_is_allowed(tmp_path, capsys):
    X = np.zeros((257 * 2**20 // 16, 2))
    whole = case() | WORDS | {"X": X, "Y": np.zeros((3, 1))}
    path = archive(tmp_path / "c.npz", zipfile.ZIP_DEFLATED, **whole)
    assert path.stat().st_size < 2**20
    said = sentence(capsys, path)
    assert "unpacks to 257 MB, and at most 256 MB are read" in said
    assert "--max-size 258" in said
    said = sentence(capsys, path, "--max-size", 258)  # now it is read: X and Y do not fit
    assert "Y has shape (3, 1)" in said


def test_the_limit_is_on_all_entries_together_and_may_be_lowered(tmp_path, capsys):
    path = good(tmp_path / "c.npz", **{f"more{i}": np.zeros(2**17) for i in range(3)})
    assert "unpacks to 3 MB, and at most 2.5 MB" in sentence(capsys, path, "--max-size", 2.5)
    assert run(capsys, path, "--max-size", 4)[0] == 0


@pytest.mark.parametrize("typed", ["0", "-1", "nan", "many"])
def test_a_limit_is_a_number_above_0(tmp_path, capsys, typed):
    with pytest.raises(SystemExit) as stop:
        main(["diagnose", "c.npz", f"--max-size={typed}"])
    assert stop.value.code == 2
    assert "--max-size" in capsys.readouterr().err


def patched_sizes(path, name, size):
    """Let an archive say of a member, here and in its table of contents, that it unpacks to another size."""
    data = bytearray(path.read_bytes())
    for signature, offset, at in ((b"PK\x03\x04", 22, 30), (b"PK\x01\x02", 24, 46)):
        start = data.find(signature)
        while start != -1:
            if data[start + at : start + at + len(name)] == name.encode():
                struct.pack_into("<I", data, start + offset, size)
            start = data.find(signature, start + 1)
    path.write_bytes(bytes(data))


@pytest.mark.parametrize("size", [10, 128, 2**31])
def test_a_size_that_is_not_true_gets_a_sentence(tmp_path, capsys, size):
    path = archive(tmp_path / "c.npz", zipfile.ZIP_DEFLATED, **case(), **WORDS)
    patched_sizes(path, "W1.npy", size)
    sentence(capsys, path)


BOMB = """
import resource, sys
sys.path.insert(0, sys.argv[2])
import numpy  # its own memory does not count
from nn.__main__ import main
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
code = main(["diagnose", sys.argv[1]])
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
sys.exit(code)
"""


def bomb(path):
    """Zips in a zip, each of the inner ones 100 MB of zeros, and an array that claims to be small."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("zeros", bytes(100 * 2**20))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, array in (case() | WORDS).items():
            file.writestr(f"{name}.npy", npy(np.asarray(array)))
        for k in range(50):
            file.writestr(f"inner{k}.zip", inner.getvalue())
        file.writestr("W2.npy", npy(np.zeros(100 * 2**17)))
    patched_sizes(path, "W2.npy", 300)


@pytest.mark.skipif(os.name != "posix", reason="the memory of a process is measured by POSIX's means")
def test_a_bomb_takes_no_memory(tmp_path):
    bomb(tmp_path / "c.npz")
    command = [sys.executable, "-c", BOMB, str(tmp_path / "c.npz"), str(ROOT)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=tmp_path, check=False)
    assert done.returncode == 2
    assert "W2 in" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert int(done.stdout) < 100
    assert os.listdir(tmp_path) == ["c.npz"]


def test_what_is_no_array_is_not_unpacked(tmp_path, capsys):
    path = good(tmp_path / "c.npz")
    with zipfile.ZipFile(path, "a") as file:
        file.writestr("../../outside.npy.txt", "x")
        file.writestr("folder/", "")
        file.writestr("inner.npz", path.read_bytes())
        file.writestr("/etc/outside", "x")
    assert run(capsys, path)[0] == 0


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_arrays_of_one_name_are_refused(tmp_path, capsys):
    path = good(tmp_path / "c.npz")
    with zipfile.ZipFile(path, "a") as file:
        file.writestr("W1.npy", npy(np.zeros((2, 1))))
    assert "holds W1.npy 2 times" in sentence(capsys, path)


def test_an_encrypted_member_gets_a_sentence(tmp_path, capsys):
    path = good(tmp_path / "c.npz")
    data = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(signature) + offset] |= 1
    path.write_bytes(bytes(data))
    assert "encrypted" in sentence(capsys, path)


# --- paths ---------------------------------------------------------------------------------------------


def test_folders_pipes_devices_and_links_get_a_sentence(tmp_path, capsys):
    for suffix in (".npz", ".py"):
        (tmp_path / f"folder{suffix}").mkdir()
        (tmp_path / f"loop{suffix}").symlink_to(f"loop{suffix}")
        (tmp_path / f"gone{suffix}").symlink_to("nothing")
        (tmp_path / f"null{suffix}").symlink_to("/dev/null")
        os.mkfifo(tmp_path / f"pipe{suffix}")
        assert "is a folder, a pipe or a device" in sentence(capsys, tmp_path / f"folder{suffix}")
        assert "is a folder, a pipe or a device" in sentence(capsys, tmp_path / f"pipe{suffix}")
        assert "is a folder, a pipe or a device" in sentence(capsys, tmp_path / f"null{suffix}")
        assert "symbolic links" in sentence(capsys, tmp_path / f"loop{suffix}")
        assert "No such file" in sentence(capsys, tmp_path / f"gone{suffix}")
        assert sentence(capsys, tmp_path / f"{'n' * 300}{suffix}")
        assert sentence(capsys, f"a\0b{suffix}")
    good(tmp_path / "c.npz")
    (tmp_path / "link.npz").symlink_to("c.npz")
    assert run(capsys, tmp_path / "link.npz")[0] == 0


def test_a_file_one_may_not_read_gets_a_sentence(tmp_path, capsys, monkeypatch):
    path = good(tmp_path / "c.npz")

    def refuse(*args, **options):
        raise PermissionError(13, "Permission denied", str(path))  # as for anyone but root

    monkeypatch.setattr(zipfile.ZipFile, "__init__", refuse)
    assert "Permission denied" in sentence(capsys, path)


@pytest.mark.parametrize("name", ["\x1b[31mred", "a\nb", "\udcff", "\u202eabc", "é"], ids=range(5))
def test_any_name_is_shown_harmlessly(tmp_path, capsys, name):
    for suffix, text in ((".npz", b"x"), (".py", b"1 / 0"), (".txt", b"x")):
        path = tmp_path / f"{name}{suffix}"
        path.write_bytes(text)
        code, _, err = run(capsys, path)
        assert code == 2
        assert all(line.isprintable() for line in err.splitlines())
        assert len(err.splitlines()) == 1 + (suffix == ".py")
    path = tmp_path / f"{name}.npz"
    archive(path, **{f"\x1b{i}\n": np.zeros(1) for i in range(30)})
    code, _, err = run(capsys, path)
    assert code == 2
    assert err[:-1].isprintable()
    assert "has no X; it has ␛0␤, ␛10␤, ␛11␤" in err
    assert "and 18 more" in err


@pytest.mark.parametrize("options", [["--html", "no such folder/x.html"], ["--html", "/dev/full"], ["--html", "."]])
def test_a_report_that_cannot_be_written_gets_a_sentence(tmp_path, monkeypatch, capsys, options):
    monkeypatch.chdir(tmp_path)
    assert sentence(capsys, good(tmp_path / "c.npz"), *options)


# --- scripts -------------------------------------------------------------------------------------------

SCRIPTS = {
    "import sys; sys.exit()": "ended itself with sys.exit() before",
    "import sys; sys.exit(0)": "ended itself with sys.exit(0 (int)) before",
    "import sys; sys.exit('a\\nb\\x1b[31m')": "ended itself with sys.exit('a\\nb\\x1b[31m' (str)) before",
    "raise SystemExit": "ended itself",
    "exit(3)": "ended itself with sys.exit(3 (int))",
    "raise GeneratorExit": "stopped with GeneratorExit.",
    "class Odd(BaseException): pass\nraise Odd('x' * 5000)": "stopped with Odd: xxx",
    "raise ValueError('two\\nlines, \\x1b[31mred')": "stopped with ValueError: two lines, ␛[31mred.",
    "def f(): f()\nf()": "stopped with RecursionError: maximum recursion",
    "import argparse; argparse.ArgumentParser().parse_args(['--no'])": "ended itself with sys.exit(2 (int))",
    "1 +": "stopped with SyntaxError",
    "\0": "stopped with",
    "b = '\udcff'": "stopped with SyntaxError",
    "": "has no X; it has nothing",
    "X = 1": "has no Y; it has X",
    "import no_such_module": "stopped with ModuleNotFoundError",
    "class Odd(Exception):\n  def __str__(self): return 1 / 0\nraise Odd": "stopped with Odd",
}


@pytest.mark.parametrize("text", SCRIPTS, ids=range(len(SCRIPTS)))
@pytest.mark.ci
def test_a_script_that_stops_gets_a_sentence(tmp_path, text):
    path = tmp_path / "case.py"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    command = [
        sys.executable,
        "-c",
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); from nn.__main__ import main; sys.exit(main())",
    ]
    done = subprocess.run([*command, "diagnose", str(path)], capture_output=True, encoding="utf-8", check=False)
    lines = [line for line in done.stderr.splitlines() if line.startswith("chalkgrad: ")]
    assert done.returncode == 2
    assert len(lines) == 1
    assert "Traceback" not in done.stderr
    assert SCRIPTS[text] in lines[0]


@pytest.mark.parametrize(
    "line",
    [
        "X = object()",
        "X = {}",
        "X = 'abc'",
        "X = lambda: 1",
        "X = [[1.0, 2.0], [3.0]]",
        "X = [[None, 1.0]]",
        "X = float('nan')",
        "X = type('A', (), {'__array__': lambda *a, **k: 1 / 0})()",
        "X = type('A', (), {'tolist': lambda s: 1 / 0})()",
        "X = type('A', (), {'__len__': lambda s: 1 / 0})()",
        "X = [X]; X.append(X)",
        "X = 10**400",
        "X = [[10**400, 1.0]]",
        "W1 = type('A', (), {'__repr__': lambda s: 1 / 0})()",
        "activations = 5",
        "activations = {}",
        "activations = ['sigmoid', 1]",
        "activations = object()",
        "loss = object()",
        "loss = ['mse']",
        "loss = {}",
        "factor = 'a'",
        "factor = [1, 2]",
        "factor = float('nan')",
        "factor = 10**400",
        "orientation = 5",
        "orientation = []",
        "samples = {}",
        "bias = [1]",
        "learning_rate = 'x'",
        "learning_rate = object()",
        "params = 5; gradients = 6",
        "params = []; gradients = []",
        "params = [5]; gradients = [6]",
        "params = {'W1': 5}; gradients = {}",
        "params = [(1, 2, 3)]; gradients = [()]",
        "params = 'ab'; gradients = 'cd'",
        "import builtins; W2 = None",
        "b1 = 'x'",
        "dW1 = 'x'",
        "dW1 = None",
        "db1 = {}",
        "dW1 = [[1], [2, 3]]",
    ],
)
def test_a_script_with_odd_variables_gets_a_sentence(tmp_path, capsys, line):
    lines = [f"{name} = {array.tolist()}" for name, array in case().items()]
    path = tmp_path / "case.py"
    path.write_text("\n".join([*lines, "activations = 'sigmoid'", "loss = 'bce'", line]), encoding="utf-8")
    ast.parse(path.read_text(encoding="utf-8"))
    sentence(capsys, path)
