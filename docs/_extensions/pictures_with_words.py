"""A plot made by a cell has no words of its own: it is given the heading it stands under."""

from docutils import nodes
from sphinx.application import Sphinx


def describe(_app: Sphinx, doctree: nodes.document) -> None:
    """An alternative text for every image that has none, for those who do not see it."""
    for image in doctree.findall(nodes.image):
        if not image.get("alt"):
            section = image.parent
            while section is not None and not isinstance(section, nodes.section):
                section = section.parent
            heading = section[0].astext() if section is not None else "this page"
            image["alt"] = f"The plot that the code above draws, under the heading: {heading}"


def setup(app: Sphinx) -> dict[str, bool]:
    """What Sphinx calls when it loads this file."""
    app.connect("doctree-read", describe)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
