"""What pages have in common: one HTML file that needs nothing else, and that a notebook shows in a frame of its own."""

import html
import json
import os
import re
from base64 import b64encode
from collections.abc import Callable
from contextlib import suppress
from importlib import resources
from pathlib import Path
from typing import Any

from engine.table.console import printed
from engine.table.writing import check_path, is_special, write_whole

SUFFIXES = (".html", ".htm")

HEIGHT = 760  # how high a page is in a notebook, in pixels

STILL = "chalkgrad-still"
TRUST = (
    "Here is a page; this notebook shows only a still picture of it until you trust it "
    "(in JupyterLab the command <i>Trust Notebook</i>) or run the cell."
)
"""What stands in the place of the page in a notebook that is not trusted."""


class Page:
    """A page in one HTML file. `html` is all of it, `title` says what it shows.

    As the last expression of a notebook cell it shows itself.
    """

    _example = "page.html"

    def __init__(self, title: str, html: str, still: Callable[[], bytes], height: int = HEIGHT) -> None:
        self.title = title
        self.html = html
        self._still = still  # gives the picture, as SVG, that stands for the page where it cannot
        self._height = height

    @printed
    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.title}. .save({self._example!r}) writes it to a file.>"

    def save(self, filename: str | os.PathLike[str]) -> str:
        """Write the page to a file, which any browser opens, whole or not at all. Missing folders are made.

        Args:
            filename: ends in .html or .htm; a device or a pipe, such as /dev/stdout, may have any name.

        Returns:
            The path of the file.

        Raises:
            ValueError: if the name ends in something else.
            OSError: if the file cannot be written; what was there before is still there, whole.
        """
        path = page_path("save", filename)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, self.html.encode())
        return str(path)

    def _repr_html_(self) -> str:
        """Return the page in a frame of its own, where neither its styles nor its keys get into the notebook.

        A notebook from another author is shown without frames and styles until one trusts it. Then what the style
        hides stands there: a picture and a sentence.
        """
        picture = ""
        with suppress(Exception):  # without a program to draw with there is the sentence alone
            picture = image(self._still(), self.title)
        return (
            f'<style>.{STILL} {{ display: none }}</style><div class="{STILL}"><p>{TRUST}</p>{picture}</div>'
            f'<iframe title="{html.escape(self.title)}" sandbox="allow-scripts" srcdoc="{html.escape(self.html)}" '
            f'style="width:100%;height:{self._height}px;border:0"></iframe>'
        )


def image(svg: bytes, sentence: str) -> str:
    """Return an SVG picture as an image, with a sentence that says what there is to see.

    An inline <svg> would be removed where a notebook of another author is opened.
    """
    source = f"data:image/svg+xml;base64,{b64encode(svg).decode()}"
    return f'<img alt="{html.escape(sentence)}" style="max-width:100%" src="{source}">'


def page_path(who: str, filename: str | os.PathLike[str]) -> Path:
    """Return the path of a page to write, or raise ValueError if the name is not that of a page."""
    check_path(who, filename, "page.html")
    path = Path(filename)
    if path.suffix.lower() not in SUFFIXES and not is_special(path):
        raise ValueError(f"{who} got {os.fspath(filename)!r}; the name of a page ends in {' or '.join(SUFFIXES)}.")
    return path


def page_text(package: str, **parts: str) -> str:
    """Return page.html of a package, with the part or the file of that name in the place of each {{name}}.

    A file is looked for beside page.html, then beside this one: head.html, pages.css and pages.js are in every page.
    """

    def filled(name: str) -> str:
        own = resources.files(package).joinpath(name)
        file = own if own.is_file() else resources.files(__package__).joinpath(name)
        text = file.read_text(encoding="utf-8")
        return re.sub(r"\{\{([\w.]+)\}\}", lambda found: parts.get(found[1]) or filled(found[1]), text)

    return filled("page.html")


def harmless(data: Any) -> str:
    """Return JSON in which no text can end the script element or begin a comment: < is written as its code."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("&", r"\u0026").replace("<", r"\u003c").replace(">", r"\u003e")
