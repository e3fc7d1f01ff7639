"""Our docstrings, as Sphinx is to read them.

They are written to be read in an editor: |x| is an absolute value, (*operands, out) a signature, a word between
backticks is code, and the parts of a class stand in two columns. Here these become what reStructuredText has for them.
"""

import re

from docutils import nodes, utils
from sphinx.application import Sphinx
from sphinx.domains.python import PyXRefRole
from sphinx.ext.napoleon import GoogleDocstring

NAME = re.compile(r"[A-Za-z_][\w.]*(\(\))?")
PART = re.compile(r" *(?P<names>[A-Za-z_]\w*(, [A-Za-z_]\w*)*) {2,}(?P<text>\S.*)")
CODE_OR_SIGN = re.compile(r"(`+[^`]*`+)|(\||(?<=[( ])\*(?=\w+[,)]))")


def word(_name, rawtext, text, *rest):
    """What a docstring has between backticks: a link where it names something public, code in any case."""
    if NAME.fullmatch(text):
        return PyXRefRole()("py:obj", rawtext, text, *rest)
    return [nodes.literal(rawtext, utils.unescape(text))], []


def readable(_app, _what, _name, _obj, _options, lines: list[str]) -> None:
    """Two columns become a list, formulas that stand apart stay apart. Examples stay as they are."""
    found: list[str] = []
    for block in re.split(r"\n{2,}", "\n".join(lines)):
        if block.lstrip().startswith(">>>"):
            found += [*block.splitlines(), ""]
        elif PART.match(block):
            found += [*listed(block), ""]
        elif block.startswith("    ") and found[-2:-1] and found[-2].endswith(":"):
            found[-2] += ":"
            found += [*block.splitlines(), ""]
        else:
            found += [*plain(block).splitlines(), ""]
    lines[:] = found


def listed(block: str) -> list[str]:
    """Names in a first column and what they mean in a second, as a list."""
    found: list[str] = []
    for line in block.splitlines():
        part = PART.match(line)
        if part:
            names = ", ".join(f"``{name}``" for name in part["names"].split(", "))
            found.append(f"- {names}: {plain(part['text'])}")
        else:
            found.append(f"  {plain(line.strip())}")
    return found


def plain(text: str) -> str:
    """Bars and the stars of signatures, without the meaning that reStructuredText gives them."""
    return CODE_OR_SIGN.sub(lambda found: found[1] or rf"\{found[2]}", text)


def setup(app: Sphinx) -> dict[str, bool]:
    """What Sphinx calls when it loads this file."""
    app.add_role("word", word)
    app.connect("autodoc-process-docstring", readable, priority=400)  # before napoleon, which is at 500
    # In Google's style "Refused: entries are floats." under a property would give its type, "Refused".
    GoogleDocstring._parse_attribute_docstring = lambda self: self._dedent(self._consume_to_end())
    return {"parallel_read_safe": True, "parallel_write_safe": True}
