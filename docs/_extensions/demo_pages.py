"""Demos as pages and notebooks: every `# %%` script in `demos/` becomes `docs/demos/NAME.ipynb`.

The notebook is what the page runs, and what its link downloads. The docstring of the script is the notebook's
opening text; the first cell, which imports and reads the command line, is folded on the page.
"""

import ast
import json
import re
from pathlib import Path

import jupytext
from nbformat.v4 import new_code_cell, new_markdown_cell, writes
from sphinx.application import Sphinx

SHORTENED = {"digits": "--epochs 4", "gpt_names": "--steps 100", "two_moons": "--epochs 50", "iris": "--epochs 60"}
"""Demos that take long, and the options with which their pages are made."""

WITH_DATA = ("gpt_names",)
"""Demos that read a file of `demos/data`."""

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def notebook_of(script: Path) -> str:
    """The notebook of a demo, as JSON; it has not run."""
    notebook = jupytext.read(script, fmt="py:percent")
    opening, *cells = notebook.cells
    cells[0].metadata["tags"] = ["hide-input"]
    notebook.cells = [new_markdown_cell(opening_text(ast.literal_eval(opening.source))), *cells]
    notebook.metadata = {"kernelspec": KERNEL}
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"  # the same script gives the same file
    return writes(notebook) + "\n"


def opening_text(docstring: str) -> str:
    """A heading of the first sentence, and the rest; lines that stand apart stay apart."""
    first, _, rest = docstring.partition("\n")
    heading, _, more = first.rstrip(".").partition(". ")
    rest = f"{more}.\n{rest}" if more else rest
    paragraphs = [apart(part) if part.startswith("    ") else part for part in re.split(r"\n{2,}", rest.strip("\n"))]
    kept = [part for part in paragraphs if not part.startswith("> `python ")]  # how it is run: the page has run it
    return "\n\n".join([f"# {heading}", *kept])


def apart(lines: str) -> str:
    """Indented lines, which are formulas: each in a line of its own, letter for letter."""
    return "\\\n".join(f"> `{line.strip()}`" for line in lines.splitlines())


def write_notebooks(app: Sphinx, _config: object) -> None:
    """All notebooks anew, and none that has lost its script; untouched where nothing changed."""
    folder = Path(app.srcdir) / "demos"
    scripts = sorted((Path(app.srcdir).parent / "demos").glob("*.py"))
    for stale in {path for path in folder.glob("*.ipynb") if path.stem not in {s.stem for s in scripts}}:
        stale.unlink()
    for script in scripts:
        target, text = folder / f"{script.stem}.ipynb", notebook_of(script)
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.write_text(text, encoding="utf-8", newline="\n")


def as_page(app: Sphinx, docname: str, source: list[str]) -> None:
    """What a page has and the notebook has not: where the files are, the data beside it, and, if it is long, less."""
    name = docname.removeprefix("demos/")
    if docname == name or name == "index":
        return
    notebook, options = json.loads(source[0]), SHORTENED.get(name, "")
    opening, first = notebook["cells"][:2]
    files = f"Script: `demos/{name}.py`. Notebook: {{download}}`{name}.ipynb`"
    files += ", to be opened in the folder `demos`, for its data." if name in WITH_DATA else "."
    if options:
        files += f" This page runs it shortened, with `{options}`; the full run is kept in `docs/logs/{name}.txt`."
        whole = "".join(first["source"])
        first["source"] = whole.replace("if as_script else []", f"if as_script else {options.split()}")
        assert first["source"] != whole, f"{name} reads its options in another way: SHORTENED cannot be followed"
    heading, _, rest = "".join(opening["source"]).partition("\n")
    opening["source"] = f"{heading}\n\n{files}\n{rest}"
    if name in WITH_DATA:
        data = Path(app.srcdir).parent / "demos" / "data"
        beside = new_code_cell(
            f"__import__('shutil').copytree({str(data)!r}, 'data')", metadata={"tags": ["remove-cell"]}
        )
        notebook["cells"].insert(1, beside)
    source[0] = json.dumps(notebook)


def setup(app: Sphinx) -> dict[str, bool]:
    """What Sphinx calls when it loads this file."""
    app.connect("config-inited", write_notebooks)
    app.connect("source-read", as_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
