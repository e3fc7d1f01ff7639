"""The way back from a page of source to the reference, where Sphinx's `viewcode` loses it.

`viewcode` keeps one name for each file. `nn.compare` and `Comparison` stand in the same file, and are
documented under different ones; so the link from the second back to its entry would lead nowhere.
"""

import re
from pathlib import Path

from sphinx.application import Sphinx

BACK = re.compile(r'(<a class="viewcode-back" href="[^"#]*/(reference/\w+)\.html#)([^"]+)"')


def fix_links(app: Sphinx, error: Exception | None) -> None:
    """Each link back names an entry that is there."""
    if error or app.builder.format != "html":
        return
    entries = {name: entry.docname for name, entry in app.env.domains["py"].objects.items()}

    def there(found: re.Match[str]) -> str:
        start, page, name = found.groups()
        if name not in entries:
            tails = [name.split(".", k)[-1] for k in range(1, name.count(".") + 1)]
            name = next(e for tail in tails for e in entries if e.endswith(f".{tail}") and entries[e] == page)
        return f'{start}{name}"'

    for path in (Path(app.outdir) / "_modules").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        path.write_text(BACK.sub(there, text), encoding="utf-8", newline="\n")


def setup(app: Sphinx) -> dict[str, bool]:
    """What Sphinx calls when it loads this file."""
    app.connect("build-finished", fix_links)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
