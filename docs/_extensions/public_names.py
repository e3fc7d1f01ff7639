"""The directive `public-names`: every name of a package's `__all__`, with the first line of what it says of itself."""

import importlib
import inspect
import re

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective


def first_line(thing: object) -> str:
    """The opening sentence of a docstring, as Markdown reads it; a constant has none of its own."""
    own = inspect.getdoc(thing) if callable(thing) or inspect.ismodule(thing) else type(thing).__doc__
    text = (own or "").strip().partition("\n")[0]
    return re.sub(r"(`[^`]*`)|([|*_<])", lambda found: found[1] or rf"\{found[2]}", text)


class PublicNames(SphinxDirective):
    """`:::{public-names} engine`: a table with a link to each entry."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """What stands in the page in place of the directive."""
        package = importlib.import_module(self.arguments[0])
        self.env.note_dependency(package.__file__)
        rows = [f"| {{py:obj}}`~{package.__name__}.{n}` | {first_line(getattr(package, n))} |" for n in package.__all__]
        text = StringList(["| name | what it is |", "|---|---|", *rows], source=package.__file__)
        node = nodes.container()
        self.state.nested_parse(text, self.content_offset, node)
        return node.children


def setup(app: Sphinx) -> dict[str, bool]:
    """What Sphinx calls when it loads this file."""
    app.add_directive("public-names", PublicNames)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
