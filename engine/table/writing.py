"""Write files whole or not at all.

The new bytes are written beside the old file and then take its place, in one step that the system does or does not.
What has no old contents to lose, a device or a pipe, is written through; a link stays a link, and the file it leads to
is replaced. The file beside is locked while it is written. A process that is killed leaves it without a lock, and the
next file that is written into the same folder removes it.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, Any

from engine.table.checks import check_kind

fcntl: Any
try:
    import fcntl
except ImportError:  # Windows, and Python in a browser
    fcntl = None

StrPath = str | os.PathLike[str]

BESIDE = re.compile(r"\.(chalkgrad-|.+\.)[0-9a-f]{32}\.part")
"""The names of files that are being written; those of earlier versions held the name of the file, too."""

STALE = 3600.0
"""Where files cannot be locked: after how many seconds a file that is being written counts as left over."""


def write_whole(path: StrPath, data: bytes) -> None:
    """Make `data` the contents of the file at `path`, all of it or nothing.

    Args:
        path: a file, or a link to one; a device, a pipe or a descriptor such as /dev/stdout is written through.
        data: the new contents, any number of bytes.

    Raises:
        OSError: if the file cannot be written; what was there before is still there, whole.

    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp(), "notes.txt")
    >>> write_whole(path, b"whole")
    >>> path.read_bytes()
    b'whole'
    """
    if not is_special(path):
        replace(os.path.realpath(path), data)
        return
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):  # None, or closed
            stream.flush()  # what was printed before comes before
    descriptor = descriptor_at(path)
    with open(path if descriptor is None else os.dup(descriptor), "wb") as through:
        through.write(data)


def check_path(who: str, path: Any, example: str) -> None:
    """Raise TypeError, naming what was given, unless it is text or a path."""
    check_kind(who, path, str | os.PathLike, f"the path of a file is needed, such as {example!r}")


def os_words(error: Exception) -> str:
    """Return what the system said and of which file, without the number; "" for another error.

    >>> os_words(FileNotFoundError(2, "No such file or directory", "case.npz"))
    'No such file or directory: case.npz'
    """
    if not isinstance(error, OSError) or error.strerror is None:
        return ""
    return error.strerror if error.filename is None else f"{error.strerror}: {os.fsdecode(error.filename)}"


def is_special(path: StrPath) -> bool:
    """Return True if `path` is that of a device or a pipe, or of an open file by its number: it is written through."""
    if descriptor_at(path) is not None:
        return True
    return os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path)


def descriptor_at(path: StrPath) -> int | None:
    """Return the number of the open file that a path such as /dev/stdout or /dev/fd/3 stands for; None for other paths.

    Opened by that path, a file that the shell opened for `>` would be emptied, and written from its start.
    """
    place = os.path.join(os.getcwd(), os.fspath(path))
    for _ in range(40):  # as many links as Linux follows
        folder, name = os.path.split(place)
        if name.isdecimal() and os.path.realpath(folder) in ("/dev/fd", f"/proc/{os.getpid()}/fd"):
            return int(name)
        if not os.path.islink(place):
            return None
        place = os.path.join(folder, os.readlink(place))
    return None


def replace(path: str, data: bytes) -> None:
    """Write `data` beside the file at `path`, flush it to the disk, and move it there."""
    mode = mode_of(path)
    remove_left_overs(os.path.dirname(path))
    with opened_beside(path) as (beside, file):
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
        if mode is not None:
            os.chmod(beside, mode)
        if fcntl is None:
            file.close()  # Windows does not move an open file
        os.replace(beside, path)
    with suppress(OSError):  # and the folder, so that the new name is on the disk, too; not every system can
        folder = os.open(os.path.dirname(path), os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def mode_of(path: str) -> int | None:
    """Return the permissions of the file at `path`, None if there is none; an OSError if it may not be written."""
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
    if not os.access(path, os.W_OK):  # to be replaced, it would not have to be writable
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
    return stat.S_IMODE(mode)


@contextmanager
def opened_beside(path: str) -> Iterator[tuple[str, IO[bytes]]]:
    """Open a new file in the same folder, locked, and yield its path and itself; remove it if the block fails.

    Its name is short, whatever the length of the other's.
    """
    while True:
        beside = os.path.join(os.path.dirname(path), f".chalkgrad-{secrets.token_hex(16)}.part")
        try:
            opened = open(beside, "xb")  # noqa: SIM115  # `with` below closes it: only opening is renamed in errors
        except OSError as error:
            error.filename = path  # that of the file to be written, and not of the one beside it
            raise
        with opened as file:
            try:
                lock(file, wait=True)
                if fcntl is not None and not os.path.exists(beside):
                    continue  # it was removed as left over before it was locked
                yield beside, file
            except BaseException:
                with suppress(OSError):
                    file.close()  # a full disk raises here once more
                with suppress(FileNotFoundError):
                    os.unlink(beside)
                raise
            return


def lock(file: IO[bytes], *, wait: bool) -> bool | None:
    """Lock an open file: True if done, False if another process holds its lock, None where there are no locks."""
    if fcntl is None:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    except OSError:  # some file systems of networks have none
        return None
    return True


def remove_left_overs(folder: str) -> None:
    """Remove from a folder what killed processes left half written; what cannot be removed stays."""
    with suppress(OSError), os.scandir(folder) as entries:
        found = [e.path for e in entries if BESIDE.fullmatch(e.name) and e.is_file(follow_symlinks=False)]
        for path in found:
            with suppress(OSError), open(path, "rb") as file:
                locked = lock(file, wait=False)
                if locked or (locked is None and time.time() - os.stat(path).st_mtime > STALE):
                    if fcntl is None:
                        file.close()  # Windows does not remove an open file
                    os.unlink(path)  # while it is locked: a process that waits for the lock finds it gone
