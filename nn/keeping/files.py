"""One kind of file for all that is kept: readable, checked when it is read, and never half written.

A file is JSON as the standard has it: its kind, the version of this layout, the contents, and their checksum. A
float is written with as many digits as bring back every bit; JSON has no infinity and no NaN, so these
are written {"$float": "inf"}. The checksum is that of the contents alone: a new layout of
the lines does not change it, and a changed digit is reported.

`read` raises nothing but ValueError and OSError, whatever is in the file. It is written by
`engine/table/writing.py`, whole or not at all.
"""

import hashlib
import json
import math
import os
import re
import struct
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from engine import Value
from engine.table.checks import cut_at_end, describe
from engine.table.notation import path_text
from engine.table.writing import StrPath, check_path, write_whole

VERSION = 1
SPECIAL = "$float"
NAN = struct.pack(">d", math.nan).hex()  # the bits of the usual one
DEEPEST = 100
"""How many lists and dicts may stand inside one another. Python's own readers of JSON end by recursion."""


def write(contents: Any, path: StrPath, kind: str) -> None:
    """Keep `contents`: dicts with text as keys, lists, floats, ints, text, True, False and None, nested at will.

    Raises:
        TypeError: for anything else, for what contains itself, and for what is nested too deeply, naming where.
        OSError: if the file cannot be written; what was at `path` before is still there, whole.
    """
    check_path("path", path, "model.json")
    plain = encoded(contents, kind)
    file = {"format": "chalkgrad", "version": VERSION, "kind": kind, "sha256": checksum(plain), "contents": plain}
    # A lone surrogate, which UTF-8 cannot hold, is written as its code.
    text = re.sub("[\ud800-\udfff]", lambda found: f"\\u{ord(found[0]):04x}", f"{laid_out(file)}\n")
    write_whole(path, text.encode())


def read_file(path: StrPath, kind: str) -> Any:
    """Return the contents of a file that `write` made, if all of it is there and nothing was changed.

    Raises:
        ValueError: if it is cut off, damaged, of another kind, of a newer version, or not ours; the message says which.
        OSError: if it cannot be read.
    """
    check_path("path", path, "model.json")
    data = Path(path).read_bytes()
    path = path_text(os.fspath(path))  # from here on it is only shown
    try:
        file = parsed(data)
    except (ValueError, RecursionError) as error:  # UnicodeDecodeError is one, too
        raise ValueError(f"{path} is cut off, damaged, or no file of chalkgrad's: {error}.") from None
    if not isinstance(file, dict) or file.get("format") != "chalkgrad":
        raise ValueError(f'{path} is JSON, but no file that chalkgrad wrote: it does not say "format": "chalkgrad".')
    if type(file.get("version")) is int and file["version"] > VERSION:
        raise ValueError(
            f"{path} has version {file['version']} of the format, and this chalkgrad reads up to {VERSION}: "
            "install a newer one to read it."
        )
    known = {"format": str, "version": int, "kind": str, "sha256": str, "contents": object}
    fits = file.keys() == known.keys() and all(isinstance(file[key], kind) for key, kind in known.items())
    if not fits or file["version"] is not VERSION:  # True is 1, too
        raise ValueError(f"{path} is damaged: its head is not that of version {VERSION}. Use another copy of it.")
    if file["sha256"] != checksum(file["contents"]):
        raise ValueError(
            f"{path} was damaged, or edited, after it was saved: its contents no longer have the checksum that "
            "was saved with them. Use another copy of it."
        )
    if file["kind"] != kind:
        raise ValueError(f"{path} holds {cut_at_end(repr(file['kind']))}, and {kind!r} was asked for.")
    try:
        return decoded(file["contents"])
    except ValueError as error:
        raise ValueError(f"{path} is damaged: {error}. Use another copy of it.") from None


def parsed(data: bytes) -> Any:
    """Return the JSON of a file; ValueError for repeated keys, NaN, 1e400, deep nesting, which `write` never writes."""
    file = json.loads(data, object_pairs_hook=without_repeats, parse_constant=refuse_constant, parse_float=finite_float)
    level = [file]
    for _ in range(DEEPEST + 1):  # the file is a dict around the contents
        inside = [thing.values() if isinstance(thing, dict) else thing for thing in level if holds(thing)]
        level = [x for things in inside for x in things]
        if not any(map(holds, level)):
            return file
    raise ValueError(f"more than {DEEPEST} lists and dicts stand inside one another")


def holds(thing: Any) -> bool:
    """Return True for a list or dict of JSON."""
    return isinstance(thing, list | dict)


# --- what JSON can hold ----------------------------------------------------------------------------


def encoded(thing: Any, where: str, above: tuple[int, ...] = ()) -> Any:
    """Return `thing` as JSON can hold it, exact to the last bit; TypeError for what could not come back as what it is.

    `above` holds the identities of the lists and dicts that it stands in.
    """
    if hasattr(thing, "tolist"):
        thing = thing.tolist()  # a NumPy array or number
    if thing is None or isinstance(thing, bool):
        return thing
    if isinstance(thing, str):
        return whole_text(thing, where)
    if isinstance(thing, float):
        return float(thing) if math.isfinite(thing) else {SPECIAL: special_name(thing)}
    if isinstance(thing, int):
        return printable_int(int(thing), where)
    if isinstance(thing, Mapping | list | tuple):
        if id(thing) in above:
            raise TypeError(f"{cut_at_end(where)} contains itself; a file cannot hold that.")
        if len(above) == DEEPEST:
            raise TypeError(
                f"{cut_at_end(where)} is nested too deeply: at most {DEEPEST} lists and dicts in each other."
            )
        above = (*above, id(thing))
    if isinstance(thing, Mapping):
        if wrong := [key for key in thing if not isinstance(key, str) or key.startswith("$")]:
            raise TypeError(f"{where} has the key {describe(wrong[0])}; text is needed that does not begin with $.")
        return {whole_text(key, where): encoded(value, f"{where}[{key!r}]", above) for key, value in thing.items()}
    if isinstance(thing, list | tuple):
        return [encoded(value, f"{where}[{i}]", above) for i, value in enumerate(thing)]
    remedy = " Save the number in it, v.data." if isinstance(thing, Value) else ""
    raise TypeError(f"{where} got {describe(thing)}; numbers, text, None, lists and dicts can be saved.{remedy}")


def whole_text(text: str, where: str) -> str:
    """Return text that JSON brings back; TypeError for two halves of a character that JSON would join."""
    if re.search("[\ud800-\udbff][\udc00-\udfff]", text):
        raise TypeError(f"{cut_at_end(where)} has text with two surrogates in a row, {describe(text)}; encode it anew.")
    return str(text)


def printable_int(number: int, where: str) -> int:
    """Return an integer that Python writes in decimal digits; TypeError for one with more than it writes."""
    try:
        str(number)
    except ValueError:
        raise TypeError(f"{cut_at_end(where)} is an integer of too many digits; save it as text, hex(n).") from None
    return number


def decoded(thing: Any) -> Any:
    """Return what `encoded` was given; a tuple comes back as a list. ValueError for what `encoded` does not make."""
    if isinstance(thing, list):
        return [decoded(value) for value in thing]
    if not isinstance(thing, dict):
        return thing
    if thing.keys() == {SPECIAL}:
        return special_float(thing[SPECIAL])
    if wrong := [key for key in thing if key.startswith("$")]:
        raise ValueError(f"the key {cut_at_end(repr(wrong[0]))} is none that is saved")
    return {key: decoded(value) for key, value in thing.items()}


def special_name(x: float) -> str:
    """Return inf, -inf or nan; for a NaN other than the usual one, such as inf - inf may give, also its bits."""
    bits = struct.pack(">d", x).hex()
    return str(float(x)) if math.isinf(x) or bits == NAN else f"nan {bits}"


def special_float(name: Any) -> float:
    """Return the float of that name; ValueError if it is the name of none."""
    if name in ("inf", "-inf", "nan"):
        return float(name)
    if isinstance(name, str) and re.fullmatch("nan [0-9a-f]{16}", name):
        number: float = struct.unpack(">d", bytes.fromhex(name[4:]))[0]
        if math.isnan(number):
            return number
    raise ValueError(f"{describe(name)} stands for no float")


def finite_float(digits: str) -> float:
    """Return a number with a point or an exponent; ValueError if it is too large for a float."""
    number = float(digits)
    if math.isinf(number):
        raise ValueError(f"{cut_at_end(digits)} is too large for a float")
    return number


def checksum(plain: Any) -> str:
    """Return the SHA-256 of contents, however they are laid out."""
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def without_repeats(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Return a JSON object; ValueError if it has a key twice, where `json` would keep the last and say nothing."""
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a key stands twice in one object")
    return made


def refuse_constant(name: str) -> None:
    """Raise ValueError for NaN and Infinity, which are not JSON."""
    raise ValueError(f"{name} is not JSON")


def laid_out(thing: Any, indent: str = "") -> str:
    """Return JSON for readers: a list of numbers on one line, everything that holds lists or dicts over several."""
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
    """Return lines between two brackets."""
    return f"{pair[0]}\n" + ",\n".join(lines) + f"\n{indent}{pair[1]}"
