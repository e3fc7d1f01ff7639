"""Names for the two sidebars of the theme, so that a screen reader can tell them apart."""

from pathlib import Path

from sphinx.application import Sphinx

NAMES = {
    '<aside class="sidebar-drawer">': '<aside class="sidebar-drawer" aria-label="All pages">',
    '<aside class="toc-drawer">': '<aside class="toc-drawer" aria-label="This page">',
    '<aside class="toc-drawer no-toc">': '<aside class="toc-drawer no-toc" aria-label="This page">',
}


def name(app: Sphinx, error: Exception | None) -> None:
    """The theme gives its asides no names; they get them in the finished pages."""
    if error or app.builder.format != "html":
        return
    for path in Path(app.outdir).rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        for unnamed, named in NAMES.items():
            text = text.replace(unnamed, named)
        path.write_text(text, encoding="utf-8", newline="\n")


def setup(app: Sphinx) -> dict[str, bool]:
    """What Sphinx calls when it loads this file."""
    app.connect("build-finished", name)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
