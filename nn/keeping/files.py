"""One kind of file for all that is kept: readable, checked when it is read, and never half written.

A file is JSON as the standard has it: its kind, the version of this layout, the contents, and their checksum. A
float is written with as many digits as bring back every bit; JSON has no infinity and no NaN, so these
are written {"$float": "inf"}. The checksum is that of the contents alone: whoever lays the lines out
anew changes nothing, and whoever changes a digit is told.

A file is written beside the old one and then takes its place, in one step that the system does or does not.
"""

import hashlib
import json
import math
import os
import shutil
import struct
import uuid
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from engine import Value
from engine.table.checks import describe

VERSION = 1
SPECIAL = "$float"
NAN = struct.pack(">d", math.nan).hex()  # the bits of the usual one

StrPath = str | os.PathLike[str]


def write(contents: Any, path: StrPath, kind: str) -> None:
    """Keep `contents`: dicts with text as keys, lists, floats, ints, text, True, False and None, nested at will.

    Raises:
        TypeError: for anything else, naming where it stands.
        OSError: if the file cannot be written; what was at `path` before is still there, whole.
    """
    plain = encoded(contents, kind)
    file = {"format": "chalkgrad", "version": VERSION, "kind": kind, "sha256": checksum(plain), "contents": plain}
    replace(Path(os.path.realpath(path)), f"{laid_out(file)}\n".encode())


def read(path: StrPath, kind: str) -> Any:
    """The contents of a file that `write` made, if all of it is there and nothing was changed.

    Raises:
        ValueError: if it is cut off, damaged, of another kind, of a newer version, or not ours; the message says which.
        OSError: if it cannot be read.
    """
    try:
        file = json.loads(Path(path).read_bytes(), object_pairs_hook=without_repeats, parse_constant=refuse_constant)
    except (ValueError, RecursionError) as error:  # UnicodeDecodeError is one, too
        raise ValueError(f"{path} is cut off, damaged, or no file of chalkgrad's: {error}.") from None
    if not isinstance(file, dict) or file.get("format") != "chalkgrad":
        raise ValueError(f'{path} is JSON, but no file that chalkgrad wrote: it does not say "format": "chalkgrad".')
    if type(file.get("version")) is int and file["version"] > VERSION:
        raise ValueError(
            f"{path} has version {file['version']} of the format, and this chalkgrad reads up to {VERSION}: "
            "install a newer one to read it."
        )
    if file.keys() != {"format", "version", "kind", "sha256", "contents"} or file["version"] != VERSION:
        raise ValueError(f"{path} is damaged: its head is not that of version {VERSION}. Use another copy of it.")
    if file["sha256"] != checksum(file["contents"]):
        raise ValueError(
            f"{path} was damaged, or edited, after it was saved: its contents no longer have the checksum that "
            "was saved with them. Use another copy of it."
        )
    if file["kind"] != kind:
        raise ValueError(f"{path} holds {file['kind']!r}, and {kind!r} was asked for.")
    return decoded(file["contents"])


# --- what JSON can hold ----------------------------------------------------------------------------


def encoded(thing: Any, where: str) -> Any:
    """`thing` as JSON can hold it, the last bit kept; TypeError for what could not come back as what it is."""
    if hasattr(thing, "tolist"):
        thing = thing.tolist()  # a NumPy array or number
    if thing is None or isinstance(thing, str | bool):
        return thing
    if isinstance(thing, float):
        return float(thing) if math.isfinite(thing) else {SPECIAL: special_name(thing)}
    if isinstance(thing, int):
        return int(thing)
    if isinstance(thing, Mapping):
        if wrong := [key for key in thing if not isinstance(key, str) or key.startswith("$")]:
            raise TypeError(f"{where} has the key {describe(wrong[0])}; text is needed that does not begin with $.")
        return {str(key): encoded(value, f"{where}[{key!r}]") for key, value in thing.items()}
    if isinstance(thing, list | tuple):
        return [encoded(value, f"{where}[{i}]") for i, value in enumerate(thing)]
    remedy = " Save the number in it, v.data." if isinstance(thing, Value) else ""
    raise TypeError(f"{where} got {describe(thing)}; numbers, text, None, lists and dicts can be saved.{remedy}")


def decoded(thing: Any) -> Any:
    """What `encoded` was given; a tuple comes back as a list."""
    if isinstance(thing, list):
        return [decoded(value) for value in thing]
    if not isinstance(thing, dict):
        return thing
    if SPECIAL in thing:
        return special_float(thing[SPECIAL])
    return {key: decoded(value) for key, value in thing.items()}


def special_name(x: float) -> str:
    """inf, -inf or nan; and for a NaN other than the usual one, such as inf - inf may give, its bits."""
    bits = struct.pack(">d", x).hex()
    return str(float(x)) if math.isinf(x) or bits == NAN else f"nan {bits}"


def special_float(name: str) -> float:
    """The float of that name."""
    number: float = struct.unpack(">d", bytes.fromhex(name[4:]))[0] if name.startswith("nan ") else float(name)
    return number


def checksum(plain: Any) -> str:
    """The SHA-256 of contents, however they are laid out."""
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def without_repeats(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object; ValueError if it has a key twice, where `json` would keep the last and say nothing."""
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a key stands twice in one object")
    return made


def refuse_constant(name: str) -> None:
    """ValueError for NaN and Infinity, which are no JSON."""
    raise ValueError(f"{name} is no JSON")


def laid_out(thing: Any, indent: str = "") -> str:
    """JSON for readers: a list of numbers on one line, everything that holds lists or dicts over several."""
    inner = indent + "  "
    if isinstance(thing, dict) and thing and thing.keys() != {SPECIAL}:
        lines = [
            f"{inner}{json.dumps(key, ensure_ascii=False)}: {laid_out(value, inner)}" for key, value in thing.items()
        ]
        return bracketed("{}", lines, indent)
    if isinstance(thing, list) and any(isinstance(x, list | dict) and SPECIAL not in x for x in thing):
        return bracketed("[]", [inner + laid_out(value, inner) for value in thing], indent)
    return json.dumps(thing, ensure_ascii=False, allow_nan=False)


def bracketed(pair: str, lines: Iterable[str], indent: str) -> str:
    """Lines between two brackets."""
    return f"{pair[0]}\n" + ",\n".join(lines) + f"\n{indent}{pair[1]}"


# --- writing ---------------------------------------------------------------------------------------


def replace(path: Path, data: bytes) -> None:
    """Put `data` where `path` is, all of it or nothing: it is written beside, brought to the disk, and then renamed."""
    beside = path.with_name(f".{path.name}.{uuid.uuid4().hex}.part")
    try:
        with open(beside, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, beside)
        os.replace(beside, path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    with suppress(OSError):  # and the folder, so that the new name is on the disk, too; not every system can
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
