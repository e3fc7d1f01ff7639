"""What `draw` returns: a `graphviz.Digraph` that finds its renderer, saves itself and shows itself."""

import html
import os
from base64 import b64encode
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import graphviz

from engine.drawing import rendering
from engine.drawing.pages import SUFFIXES, Page, image
from engine.table.checks import describe, is_number
from engine.table.console import PrintedText, printed
from engine.table.notation import in_words
from engine.table.writing import check_path, is_special, write_whole

SOURCES = (".gv", ".dot")
PICTURES = (".svg", ".png", ".pdf")
LARGEST = 20  # how many times a PNG is enlarged at most
FORMS = ("text/html", "image/png", "text/plain")


class Picture(graphviz.Digraph):  # type: ignore[misc]  # graphviz has no types
    """A drawing. All that a `graphviz.Digraph` can do works: `.source`, `.attr(…)`, `.pipe(…)`, `.render(…)`.

    It differs in three things: it is rendered also where no Graphviz is installed, `save` goes by the
    suffix of the file name, and a notebook shows it in a form that survives in files sent to others.
    Its `comment` is a sentence that says what there is to see, for those who do not see the picture.
    """

    # Digraph looks these three up on itself. They stand in for functions that can only call "dot".
    _pipe_lines = staticmethod(rendering.pipe_lines)
    _pipe_lines_string = staticmethod(rendering.pipe_lines_string)
    _render = staticmethod(rendering.render)

    _make_page: Callable[[], Page] | None = None  # of a picture that has a page, too

    @printed
    def __repr__(self) -> str:
        return f"<Picture: {self.comment}>"

    @printed
    def __str__(self) -> str:
        return "".join(self)

    @property
    def source(self) -> str:
        """The DOT text, as it is saved and rendered."""
        return PrintedText(super().source)

    def page(self) -> Page:
        """Return the picture as a page, on which one chooses what is lit; level="matrix" has one.

        It is one HTML file without requests, and shows itself in a notebook.

        Raises:
            ValueError: if this picture has no page, or the page would be too large.
        """
        if self._make_page is None:
            raise ValueError(
                'only pictures of products have a page: draw(traces, level="matrix").page(). step_page(value) is the '
                "page of a graph."
            )
        return self._make_page()

    def save(
        self,
        filename: str | os.PathLike[str] | None = None,
        directory: str | os.PathLike[str] | None = None,
        *,
        skip_existing: bool | None = False,
        scale: float = 1.0,
    ) -> str:
        """Write the picture to a file, in the format that the suffix names, whole or not at all.

        Missing folders are made. A link stays a link, and a device or a pipe is written through.

        Args:
            filename: ends in .svg, .png or .pdf for the picture, in .gv or .dot for its DOT source. PDF
                needs Graphviz itself; the others work everywhere; in .html for its `page()`, if it has one. Without a
                name the DOT source is saved. A
                device or a pipe, such as /dev/stdout, needs no suffix: it gets the picture's `format`, SVG.
            directory: the folder, if it is not part of the name.
            skip_existing: leave a file that is there as it is.
            scale: of a PNG, how many times as many pixels it has in each direction: 2 for a projector, 4 for print.

        Returns:
            The path of the file.

        Raises:
            TypeError, ValueError: if the suffix is another one, or `scale` no number above 0, or not of a PNG.
            OSError: if the file cannot be written; what was there before is still there, whole.
            graphviz.ExecutableNotFound: (a RuntimeError) if there is no program to draw with.
            graphviz.CalledProcessError: if that program fails. No file is left behind in either case.

        >>> from engine import Value, draw
        >>> draw(Value(1.0)).save("graph.jpeg")
        Traceback (most recent call last):
        ...
        ValueError: save got 'graph.jpeg'; the name must end in .svg, .png or .pdf, or in .gv or .dot for the source.
        """
        if filename is not None:
            check_path("save", filename, "graph.svg")
        suffix = Path(filename or "").suffix.lower()
        check_scale(scale, suffix)
        # Digraph.render saves its source through this method, under any name, and marks that with None.
        if filename is None or suffix in SOURCES or skip_existing is None:
            return self._save_source(filename, directory, skip_existing)
        path = Path(directory or self.directory, filename)
        if suffix in SUFFIXES:
            return str(path) if skip_existing and path.exists() else self.page().save(path)
        if suffix not in PICTURES and not is_special(path):
            raise ValueError(
                f"save got {os.fspath(filename)!r}; the name must end in {in_words(PICTURES, 'or')}, or in "
                f"{in_words(SOURCES, 'or')} for the source."
            )
        if not (skip_existing and path.exists()):
            format_ = suffix[1:] if suffix in PICTURES else self.format
            program = {"renderer": self.renderer, "formatter": self.formatter}
            rendered = rendering.run(self.source.encode(self.encoding), self.engine, format_, scale=scale, **program)
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, rendered)
        return str(path)

    def _save_source(
        self,
        filename: str | os.PathLike[str] | None,
        directory: str | os.PathLike[str] | None,
        skip_existing: bool | None,
    ) -> str:
        """Write the DOT source as `Digraph.save` does, which remembers both names, but whole or not at all."""
        if filename is not None:
            self.filename = os.fspath(filename)
        if directory is not None:
            self.directory = os.fspath(directory)
        path = Path(self.filepath)
        if not (skip_existing and path.exists()):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, self.source.encode(self.encoding))
        return str(self.filepath)

    # --- notebooks ---------------------------------------------------------------------------

    def _repr_mimebundle_(
        self, include: Iterable[str] | None = None, exclude: Iterable[str] | None = None, **_: Any
    ) -> dict[str, str]:
        """Return the picture in the forms that notebooks choose from; the DOT text if it cannot be rendered.

        It never raises: a traceback in the place of a result would hide the result.
        """
        wanted = (set(FORMS) if include is None else set(include)) - set(exclude or ())
        try:
            picture = image(self.pipe(format="svg"), self.comment or "A computation graph.")
            forms = {"text/html": picture, "text/plain": repr(self)}
        except Exception as error:  # a notebook shows the text in its place
            source = f"<p>{html.escape(str(error))}</p><pre>{html.escape(self.source)}</pre>"
            forms = {"text/html": source, "text/plain": f"{error}\n\n{self.source}"}
        else:
            if "image/png" in wanted:
                with suppress(Exception):  # a bitmap may become too large where an SVG does not
                    forms["image/png"] = b64encode(self.pipe(format="png")).decode()
        return {form: forms[form] for form in FORMS if form in forms and form in wanted}

    def _repr_html_(self) -> str:
        """Return the same picture, for notebooks that ask for it in this way."""
        return self._repr_mimebundle_(include=["text/html"])["text/html"]


def check_scale(scale: Any, suffix: str) -> None:
    """Raise TypeError or ValueError unless a picture can be written in this scale."""
    if not is_number(scale):
        raise TypeError(f"save got scale={describe(scale)}; a number is needed, such as 2.")
    if not 0 < scale <= LARGEST:
        raise ValueError(f"save got scale={scale:g}; it is above 0, and at most {LARGEST}.")
    if scale != 1 and suffix != ".png":
        raise ValueError(f"save got scale={scale:g} for a name that ends in {suffix!r}; only .png has pixels to scale.")


def new_picture(filename: str, sentence: str, styles: Sequence[dict[str, str]], **graph: str) -> Picture:
    """Make an empty picture. `styles` are those of the graph, of nodes and of edges, `graph` adds to the first.

    `sentence` says what there is to see, for those who do not see it.
    """
    first, node, edge = styles
    return Picture(
        comment=sentence, filename=filename, format="svg", graph_attr=first | graph, node_attr=node, edge_attr=edge
    )
