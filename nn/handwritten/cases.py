"""A case for `diagnose` from a file: an .npz that is read as data and never trusted, or a .py that is executed.

An .npz may come from anyone. Its entries are measured before they are unpacked, only arrays of numbers and text are
read, and whatever is wrong with one is said in a sentence.
"""

from __future__ import annotations

import math
import runpy
import stat
import sys
import warnings
import zipfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from numpy.lib import format as npy

from engine.table.checks import describe
from engine.table.notation import harmless, one_line, path_text

MEGABYTE = 2**20

LIMIT = 256
"""How many megabytes an .npz may unpack to, unless more are allowed."""

READABLE = "biufcUS"
"""The kinds of arrays that are read: numbers and text. One of Python objects could hold code."""


class CaseError(ValueError):
    """A case that cannot be used; the message is shown on the command line."""


def load_case(path: Path, limit: float = LIMIT) -> Mapping[str, Any]:
    """Return the arrays of an .npz file, or the variables of a Python file after it ran.

    Args:
        path: a file that ends in .npz (read as data) or .py (executed).
        limit: how many megabytes the entries of an .npz may take unpacked, all together.

    Raises:
        CaseError: if it is another kind of file, damaged, too large, or a script that stopped.
        OSError: if there is no such file, or it cannot be read.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp(), "case.npz")
    >>> import numpy as np
    >>> np.savez(path, X=[[1.0, 2.0]], loss="mse")
    >>> load_case(path)["X"].tolist()
    [[1.0, 2.0]]
    """
    suffix, name = path.suffix.lower(), path_text(str(path))
    if suffix not in (".npz", ".py"):
        raise CaseError(
            f"{name} is neither an .npz nor a .py file; np.savez('case.npz', X=X, Y=Y, W1=W1, dW1=dW1, …) makes one."
        )
    if not stat.S_ISREG(path.stat().st_mode):  # opening a pipe would wait for a writer
        raise CaseError(f"{name} is a folder, a pipe or a device; an ordinary file is needed.")
    return arrays_of(path, name, limit) if suffix == ".npz" else variables_of(path, name)


# --- data ------------------------------------------------------------------------------------------


def arrays_of(path: Path, name: str, limit: float) -> dict[str, Any]:
    """Return the arrays of an .npz file by name; what else is in it is not unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            check_unpacked_size(sum(entry.file_size for entry in entries), name, limit)
            inside = [entry for entry in entries if entry.filename.endswith(".npy")]
            check_names(inside, name)
            return {entry.filename.removesuffix(".npy"): entry_array(archive, entry, name) for entry in inside}
    except (CaseError, OSError):
        raise
    except zipfile.BadZipFile as error:
        raise CaseError(
            f"{name} is cut off, damaged, or no .npz file ({described(error)}); np.savez('case.npz', X=X, …) makes one."
        ) from None
    except Exception as error:  # a damaged table of contents fails in many ways
        raise CaseError(f"{name} cannot be read: {described(error)}.") from None


def check_unpacked_size(size: int, name: str, limit: float) -> None:
    """Raise CaseError if a file unpacks to more than `limit` megabytes."""
    if size > limit * MEGABYTE:
        raise CaseError(
            f"{name} unpacks to {size / MEGABYTE:,.0f} MB, and at most {limit:g} MB are read: hand in fewer samples, "
            f"or allow more with --max-size {size // MEGABYTE + 1}."
        )


def check_names(inside: list[zipfile.ZipInfo], name: str) -> None:
    """Raise CaseError if two arrays have one name, of which only one could be read."""
    ((most, times),) = Counter(entry.filename for entry in inside).most_common(1) or [("", 0)]
    if times > 1:
        raise CaseError(f"{name} holds {one_line(most)} {times} times; each array needs a name of its own.")


def entry_array(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> Any:
    """Return one array; CaseError if it is damaged, holds Python objects, or is not as large as it says."""
    called = f"{one_line(entry.filename.removesuffix('.npy'))} in {name}"
    try:
        with archive.open(entry) as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about headers that Python 2 wrote
            check_header(file, entry, called)
        with archive.open(entry) as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return npy.read_array(file, allow_pickle=False)
    except CaseError:
        raise
    except Exception as error:  # whatever zlib, zipfile and NumPy say of what was damaged or made up
        raise CaseError(f"{called} cannot be read: {described(error)}.") from None


def check_header(file: IO[bytes], entry: zipfile.ZipInfo, called: str) -> None:
    """Raise CaseError if an array holds anything but numbers or text, or has another size than its shape says."""
    major = npy.read_magic(file)[0]
    read = {1: npy.read_array_header_1_0, 2: npy.read_array_header_2_0, 3: npy.read_array_header_2_0}.get(major)
    if read is None:
        raise CaseError(f"{called} has version {major} of NumPy's format; versions 1 to 3 are read.")
    shape, _, dtype = read(file)
    if dtype.hasobject:
        raise CaseError(f"{called} holds Python objects, which could run code. Object arrays cannot be loaded.")
    if dtype.kind not in READABLE or (not dtype.itemsize and 0 not in shape):
        raise CaseError(f"{called} has dtype {one_line(str(dtype))}; an array of numbers is needed, or of text.")
    if any(size < 0 for size in shape) or math.prod(shape) * dtype.itemsize != entry.file_size - file.tell():
        given = describe(shape).removesuffix(" (tuple)")
        raise CaseError(f"{called} is damaged: its shape {given} does not fit the bytes that are there.")


def described(error: BaseException) -> str:
    """Return what an error says, on one line, without its last full stop."""
    try:
        said = " ".join(harmless(str(error)).split())[:200].rstrip(".")
    except Exception:  # an error of a script's own
        said = ""
    return f"{type(error).__name__}{f': {said}' if said else ''}"


# --- scripts ---------------------------------------------------------------------------------------


def variables_of(path: Path, name: str) -> dict[str, Any]:
    """Return the variables of a Python file after it ran."""
    print(f"Executing {name}, a Python file, to take its variables.", file=sys.stderr)
    try:
        return runpy.run_path(str(path))
    except SystemExit as stop:
        code = "" if stop.code is None else describe(stop.code)
        raise CaseError(
            f"{name} ended itself with sys.exit({code}) before its variables could be taken: leave that line out, or "
            "put it below `if __name__ == '__main__':`."
        ) from None
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # whatever a learner's script raises
        raise CaseError(f"{name} stopped with {described(error)}.") from None
