"""The directive `beside`: prose beside the lines of a source file that it is about.

    :::{beside} engine/value.py def detach(self)
    A number without its past.
    :::

shows the file from its one line that begins with these words (indented or not) to the line at which the next `beside`
of the page begins, or to the end of the file. So a page leaves out no line, and cannot fall behind: new lines appear by
themselves, and a line that went away stops the build.
"""

from itertools import pairwise
from pathlib import Path
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

ROOT = Path(__file__).parents[2]


def line_of(lines: list[str], start: str, file: str) -> int:
    """Return the index of the one line that begins with `start`, or of the decorator above it.

    Raises:
        ValueError: if there is no such line, or more than one.
    """
    found = [k for k, line in enumerate(lines) if line.strip().startswith(start)]
    if len(found) != 1:
        raise ValueError(f"beside: {len(found)} lines of {file} begin with {start!r}; write the beginning of one.")
    line = found[0]
    while lines[line - 1].strip().startswith("@"):  # a decorator belongs to what it stands above
        line -= 1
    return line


class Beside(SphinxDirective):
    """`:::{beside} file beginning of a line`, with prose; the option `until` ends the last part of a file."""

    required_arguments = 2
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar = {"until": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        """Return the prose, and an empty block of code which `fill` completes when the whole page is read."""
        prose = nodes.container(classes=["beside-prose"])
        self.state.nested_parse(self.content, self.content_offset, prose)
        code = nodes.literal_block("", "", language="python", classes=["beside-code"])
        code["beside"] = (*self.arguments, self.options.get("until", ""))
        self.env.note_dependency(str(ROOT / self.arguments[0]))
        return [nodes.container("", prose, code, classes=["beside"])]


def fill(_app: Sphinx, doctree: nodes.document) -> None:
    """Put the lines of its file into each block, from its first line to that of the next."""
    files: dict[str, list[nodes.literal_block]] = {}
    for block in doctree.findall(nodes.literal_block):
        if "beside" in block:
            files.setdefault(block["beside"][0], []).append(block)
    for file, blocks in files.items():
        lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
        starts = [line_of(lines, block["beside"][1], file) for block in blocks]
        until = blocks[-1]["beside"][2]
        ends = [*starts, line_of(lines, until, file) if until else len(lines)]
        for block, (start, end) in zip(blocks, pairwise(ends), strict=True):
            show(block, lines[start:end], start + 1)


def show(block: nodes.literal_block, lines: list[str], number: int) -> None:
    """Give a block its text, less the blank lines at its end, with the numbers that the lines have in the file."""
    text = "\n".join(lines).rstrip()
    block.rawsource = text
    block.append(nodes.Text(text))
    block["linenos"] = True
    block["highlight_args"] = {"linenostart": number}
    del block["beside"]


def setup(app: Sphinx) -> dict[str, bool]:
    """What Sphinx calls when it loads this file."""
    app.add_directive("beside", Beside)
    app.connect("doctree-read", fill)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
