"""Write numbers, operations and labels for people; no other file decides how."""

import math
from collections.abc import Iterable

from engine.table.floats import NotComputed

MINUS = "−"
SYMBOLS = {"*": "×", "-": MINUS}
"""Operations that the field prints with another sign than Python's; all others are printed as the row has them."""

LONGEST = 40
"""How many characters of a label are shown."""

CONTROLS = {
    **{code: 0x2400 + code for code in range(0x20) if chr(code) != "\n"},  # ␀, ␉, …: pictures of control characters
    0x7F: 0x2421,
    **dict.fromkeys([*range(0x80, 0xA0), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF], 0xFFFD),
    **dict.fromkeys([0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)], 0xFFFD),
    **dict.fromkeys([0x2028, 0x2029], 0x2424),
}
"""Characters that are not text, and what is shown in their place.

XML and files cannot hold them, or they control a terminal, turn the direction of what follows, or begin a new line.
"""


def number(x: float) -> str:
    """Return `x` with three decimals: more if it is small, fewer if it is large, with a real minus sign.

    Three significant digits at least and six at most; beyond that, powers of ten. A gradient that was
    not computed says so.

    >>> [number(x) for x in (0.5, -0.404, 0.0123, 12345.67, -1.23e-07, float("-inf"))]
    ['0.500', '−0.404', '0.0123', '12345.7', '−1.23e−07', '−inf']
    """
    if isinstance(x, NotComputed) or not math.isfinite(x):
        return str(x).replace("-", MINUS)
    exponent = int(f"{x:.5e}".partition("e")[2])  # after rounding: 999.9999 counts as 1000
    if -3 <= exponent < 6:
        decimals = min(max(3, 2 - exponent), 5 - exponent)
        text = f"{x + 0.0:.{decimals}f}"  # + 0.0 makes -0.0 plain zero
    else:
        text = f"{x:.2e}"
    return text.replace("-", MINUS)


def as_printed(x: float) -> float:
    """Return the number that a reader sees where x is printed.

    >>> as_printed(2 / 3)
    0.667
    """
    return float(number(x).replace(MINUS, "-")) if math.isfinite(x) else x


def apart(a: float, b: float) -> tuple[str, str]:
    """Return two different numbers with the digits that show the difference; equal ones as `number` has them.

    >>> apart(-3.5584, -3.5583999), apart(1.0, 2.0)
    (('−3.5584', '−3.5583999'), ('1.000', '2.000'))
    """
    texts = number(a), number(b)
    for digits in range(4, 18):
        if a == b or texts[0] != texts[1]:
            break
        texts = f"{a:.{digits}g}", f"{b:.{digits}g}"
    return texts[0].replace("-", MINUS), texts[1].replace("-", MINUS)


def bracketed(x: float) -> str:
    """Return a number as it stands behind a sign: a negative one in parentheses.

    >>> bracketed(0.5), bracketed(-0.5)
    ('0.500', '(−0.500)')
    """
    text = number(x)
    return f"({text})" if text.startswith(MINUS) else text


def in_words(things: Iterable[object], last: str = "and") -> str:
    """Return things as a list in a sentence.

    >>> in_words([1, 2, 3]), in_words(["tanh", "relu"], "or"), in_words("a")
    ('1, 2 and 3', 'tanh or relu', 'a')
    """
    *others, end = map(str, things)
    return f"{', '.join(others)} {last} {end}" if others else end


def counted(n: int, thing: str) -> str:
    """Return a count with its noun, in the singular for 1; the plural ends in -s, or -ies.

    >>> counted(1, "layer"), counted(2, "entry"), counted(0, "sample")
    ('1 layer', '2 entries', '0 samples')
    """
    if n == 1:
        return f"1 {thing}"
    return f"{n} {thing.removesuffix('y')}ies" if thing.endswith("ry") else f"{n} {thing}s"


def operation(symbol: str) -> str:
    """Return the symbol of a primitive as it is printed.

    >>> operation("*"), operation("tanh")
    ('×', 'tanh')
    """
    return SYMBOLS.get(symbol, symbol)


def label_lines(label: str) -> list[str]:
    r"""Return the lines of a label as they can be shown: not too long, and no character that is not text.

    >>> label_lines("w\t1\nof layer 2")
    ['w␉1', 'of layer 2']
    """
    short = label if len(label) <= LONGEST else label[: LONGEST - 1] + "…"
    return short.translate(CONTROLS).split("\n")


ISOLATES = "\u2068\u2069"
"""What may stand around a label written from right to left, so that it turns nothing else around."""

WHOLE_TEXT = {code: shown for code, shown in CONTROLS.items() if chr(code) not in f"{ISOLATES}\t"}


def harmless(text: str) -> str:
    r"""Return text without characters that control a terminal; lines, tabs and isolates stay.

    >>> harmless("red: \x1b[31m\nplain")
    'red: ␛[31m\nplain'
    """
    return text.translate(WHOLE_TEXT)


def path_text(path: str) -> str:
    r"""Return a path of any length in one line of a message.

    >>> path_text("/home/two\nlines.npz")
    '/home/two␤lines.npz'
    """
    return harmless(path).replace("\n", "␤")


def one_line(label: str) -> str:
    r"""Return the same in one line, for running text.

    >>> one_line("two\nlines")
    'two␤lines'
    """
    return "␤".join(label_lines(label))


def shortened(text: str) -> str:
    """Return an operation with a long list of operands, cut in the middle."""
    return text if len(text) < 200 else f"{text[:100]} … {text[-80:]}"
