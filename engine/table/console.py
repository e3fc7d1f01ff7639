"""What is printed: text for a console of any encoding, without characters that would control a terminal.

A console with a small character set (cp1252, ASCII) cannot take δ, ∂ or −, and `print` would end in a
UnicodeEncodeError. What a report prints is therefore spelled with the characters that `sys.stdout` takes: delta, d, -.
Nothing of the process is changed for it, and the texts themselves keep their letters.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Callable
from functools import wraps
from typing import Any

from engine.table.notation import ISOLATES, harmless

GREEK = {
    chr(code): unicodedata.name(chr(code)).split()[-1].lower().replace("lamda", "lambda")
    for code in (*range(0x3B1, 0x3CA), *range(0x391, 0x3A2), *range(0x3A3, 0x3AA))
}

ASCII = {
    **{letter: name.title() if letter.isupper() else name for letter, name in GREEK.items()},
    **{chr(0x2400 + code): f"\\x{code:02x}" for code in range(0x20)},  # pictures of control characters
    **{digit: f"_{i}" for i, digit in enumerate("₀₁₂₃₄₅₆₇₈₉")},
    "␤": r"\n",
    "␡": r"\x7f",
    "\ufffd": "?",
    "\u00a0": " ",
    **dict.fromkeys(ISOLATES, ""),
    **dict.fromkeys("·⊙⋅•", "*"),
    **dict.fromkeys("−–", "-"),
    **dict.fromkeys("‘’", "'"),
    **dict.fromkeys("“”", '"'),
    "∂": "d",
    "Σ": "sum",
    "Π": "prod",
    "σ": "sigmoid",
    "∞": "inf",
    "√": "sqrt",
    "×": "x",
    "÷": "/",
    "⊗": "(x)",
    "±": "+-",
    "≈": "~=",
    "≠": "!=",
    "≤": "<=",
    "≥": ">=",
    "→": "->",
    "…": "...",
    "′": "'",
    "½": "1/2",
    "ᵀ": ".T",
    "ₙ": "_n",
}
"""How the signs that are printed are spelled where there is nothing but ASCII."""

RAISED = {ord(sign): plain for sign, plain in zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾ⁿ⁻", "0123456789()n-", strict=True)}
SIGNS = re.compile(f"[{''.join(map(chr, RAISED))}]+|.", re.DOTALL)
"""A row of superscripts, which is spelled as one exponent, or any other character."""


def as_ascii(text: str) -> str:
    r"""Return `text` in ASCII; a letter of a label that has no spelling is shown by its number.

    >>> as_ascii("∂L/∂w = δ · x² = −1, é")
    'dL/dw = delta * x^2 = -1, \\xe9'
    """
    spelled = "".join(ASCII[sign] if sign in ASCII else exponent(sign) for sign in SIGNS.findall(text))
    return spelled.encode("ascii", "backslashreplace").decode()


def exponent(sign: str) -> str:
    """Return a row of superscripts as an exponent: ² as ^2. Any other text stays."""
    plain = sign.translate(RAISED)
    return sign if plain == sign else f"^{plain}"


def for_console(text: str) -> str:
    """Return `text` as `sys.stdout` can print it: without control characters, and with signs that it lacks spelled out.

    Where `sys.stdout` says nothing of an encoding, as a StringIO, every letter stays.
    """
    text = harmless(text)
    encoding = getattr(sys.stdout, "encoding", None)
    if not encoding or text.isascii() or can_encode(text, encoding):
        return text
    return "".join(sign if can_encode(sign, encoding) else as_ascii(sign) for sign in SIGNS.findall(text))


def can_encode(text: str, encoding: str) -> bool:
    """Return True if an encoding has all characters of `text`."""
    try:
        text.encode(encoding)
    except UnicodeError:
        return False
    except LookupError:  # a stream with an encoding that Python does not know
        return text.isascii()
    return True


def printed(method: Callable[[Any], str]) -> Callable[[Any], str]:
    """Decorate a `__repr__` or `__str__` that gives a report, so that it can be printed on any console."""

    @wraps(method)
    def text_for_console(report: Any) -> str:
        return for_console(method(report))

    return text_for_console


class PrintedText(str):
    """Text with all its letters, which `print` writes as the console can take it.

    >>> text = PrintedText("δ · x")
    >>> text == "δ · x"
    True
    """

    __slots__ = ()

    def __str__(self) -> str:
        return for_console(self[:])

    def __format__(self, spec: str) -> str:
        return format(self[:], spec)  # in an f-string, which may go anywhere, it keeps its letters


def speak_utf8() -> None:
    """Let a command line print in UTF-8, also where the system has no such letters; for programs, not for libraries."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # it is missing where output is caught
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
