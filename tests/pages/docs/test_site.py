"""The site as it was built: no warning, no dead link, nothing fetched, every cell run, every public name in it."""

import html
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import ClassVar
from urllib.parse import unquote, urlsplit

import pytest

pytest.importorskip("myst_nb", reason="the extra `docs` is needed")
pytest.importorskip("torch", reason="the page on PyTorch runs PyTorch")
jupytext = pytest.importorskip("jupytext")
InventoryFile = pytest.importorskip("sphinx.util.inventory").InventoryFile

import engine  # noqa: E402  # only where the site can be built
import nn  # noqa: E402  # the same

ROOT = Path(__file__).parents[3]
DOCS = ROOT / "docs"
DEMOS = sorted((ROOT / "demos").glob("*.py"))
SOURCES = sorted(path for path in DOCS.rglob("*.md") if not {"_build", "logs"} & set(path.parts))
SESSIONS = sorted((DOCS / "lessons").glob("session*.md"))
UNLISTED = ("abs", "max", "min", "prod", "sum")  # public, out of `__all__` because of the built-ins


def test_a_clean_build_has_no_warning(site):
    assert site.code == 0, site.said
    assert not re.findall(r"(?m)^.*(?:WARNING|ERROR): .*$", site.said)
    assert "build succeeded" in site.said


# --- links -------------------------------------------------------------------------------------


class Links(HTMLParser):
    """What a page points to, what it loads, and what can be pointed to in it."""

    LOADS: ClassVar = {"img": "src", "script": "src", "source": "src", "link": "href", "iframe": "src"}
    NO_LOAD = ("canonical", "next", "prev", "search", "index", "up")

    def __init__(self, page: Path):
        super().__init__()
        self.points, self.loads, self.ids, self.images = [], [], set(), []
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.ids |= {found[name] for name in ("id", "name") if found.get(name)}
        if tag == "a" and found.get("href"):
            self.points.append(found["href"])
        if tag == "img":
            self.images.append(found)
        address = found.get(self.LOADS.get(tag, ""))
        if address:
            kept = self.points if found.get("rel") in self.NO_LOAD else self.loads
            kept.append(address)


def dead(pages):
    """Every address inside the site that leads nowhere, as "page: address"."""
    read = {page: Links(page) for page in pages}
    found = []
    for page, links in read.items():
        for address in links.points + links.loads:
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            missing = not target.is_file()
            if not missing and parts.fragment and target.suffix == ".html":
                missing = unquote(parts.fragment) not in (read.get(target) or Links(target)).ids
            if missing:
                found.append(f"{page.name}: {address}")
    return found


def test_every_link_inside_resolves(site):
    assert len(site.pages) > 40
    assert dead(site.pages) == []


def test_a_dead_link_would_be_noticed(tmp_path):
    page = tmp_path / "page.html"
    page.write_text(
        '<h1 id="here">x</h1><a href="#here">a</a><a href="#gone">b</a><a href="no.html">c</a><img src="no.svg">'
        '<a href="other.html#there">d</a><a href="https://example.org">e</a>',
        encoding="utf-8",
    )
    (tmp_path / "other.html").write_text("<p id='elsewhere'>", encoding="utf-8")
    assert dead([page]) == [
        "page.html: #gone",
        "page.html: no.html",
        "page.html: other.html#there",
        "page.html: no.svg",
    ]


def test_no_page_loads_anything_from_elsewhere(site):
    for page in site.pages:
        assert [x for x in Links(page).loads if urlsplit(x).scheme not in ("", "data") or x.startswith("//")] == []
    for style in (site.folder / "_static").rglob("*.css"):
        text = style.read_text(encoding="utf-8")
        assert not re.findall(r"(?:@import|url\()\s*['\"]?(?:https?:)?//", text), style.name


def test_every_picture_has_words(site):
    for page in site.pages:
        for image in Links(page).images:
            alt = image.get("alt")
            assert alt, f"{page.name}: {image}"
            assert not re.search(r"\.(svg|png)$", alt), f"{page.name}: the file's name is no description: {alt}"


# --- cells -------------------------------------------------------------------------------------

RUNS = {"code-cell", "literalinclude", "eval-rst"}
HOLDS = {"toctree", "image", "admonition", "index", "public-names", "primitives", "tip", "note", "beside"}


def static_blocks(text):
    """The lines of a page's source that open a block of code which nothing runs."""
    text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
    found, inside = [], ""
    for before, line in zip(["", *text.splitlines()], text.splitlines(), strict=False):
        fence = re.match(r"\s*(`{3,}|~{3,}|:{3,})\s*(.*)", line)
        if inside:
            inside = "" if fence and fence[1] == inside and not fence[2] else inside
        elif fence and fence[2]:
            directive = re.match(r"\{([\w-]+)\}", fence[2])
            if not directive or directive[1] not in RUNS | HOLDS:
                found.append(line)
            inside = "" if fence[1][0] == ":" else fence[1]  # what stands between colons is text: it is read on
        elif fence and fence[1][0] != ":":
            found.append(line)
            inside = fence[1]
        elif line.startswith(("    ", "\t")) and not before.strip():
            found.append(line)
    return found


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.relative_to(DOCS).as_posix())
def test_no_page_has_a_block_that_nothing_runs(source):
    text = source.read_text(encoding="utf-8")
    assert static_blocks(text) == []
    assert "```{code-cell}" not in text or text.startswith("---\nfile_format: mystnb\n")


def test_a_block_that_nothing_runs_would_be_noticed():
    page = "text\n\n```python\n1 + 1\n```\n\n```{code-cell}\n2\n```\n\n:::{admonition} A\n```\n3\n```\n:::\n\n    4\n"
    assert static_blocks(page) == ["```python", "```", "    4"]


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.relative_to(DOCS).as_posix())
def test_no_line_of_a_cell_is_cut(source):
    """A page shows 97 columns beside its sidebar."""
    cells = re.findall(r"```\{code-cell\}\n(?:---\n.*?\n---\n)?(.*?)```", source.read_text(encoding="utf-8"), re.DOTALL)
    assert [line for cell in cells for line in cell.splitlines() if len(line) > 97] == []


def test_every_cell_was_run(site):
    """Each cell of each page, in order, by the kernel that made its output."""
    pages = [path for path in SOURCES if "```{code-cell}" in path.read_text(encoding="utf-8")]
    names = [path.relative_to(DOCS).with_suffix("") for path in pages] + [Path("demos") / d.stem for d in DEMOS]
    assert len(names) > 35
    for name in names:
        notebook = json.loads((site.executed / f"{name}.ipynb").read_text(encoding="utf-8"))
        counts = [cell["execution_count"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
        assert counts == list(range(1, len(counts) + 1)), name
    for page in pages:
        cells = page.read_text(encoding="utf-8").count("```{code-cell}")
        executed = json.loads((site.executed / page.relative_to(DOCS).with_suffix(".ipynb")).read_text("utf-8"))
        assert cells == sum(cell["cell_type"] == "code" for cell in executed["cells"]), page


def test_commands_and_sources_are_included_and_not_copied():
    """A literalinclude shows a file of the project; a command shown so is one that is run for the README."""
    for source in SOURCES:
        for target in re.findall(r"```\{literalinclude\} (\S+)", source.read_text(encoding="utf-8")):
            assert (source.parent / target).resolve().is_file(), f"{source.name}: {target}"


CORE = {"engine/value.py": None, "engine/graph.py": None, "engine/ops.py": "power = Op("}


def test_the_page_of_the_core_shows_every_line_of_it(site):
    page = (site.folder / "how" / "core.html").read_text(encoding="utf-8")
    shown = [html.unescape(re.sub("<[^>]*>", "", code)) for code in re.findall(r"<pre>(.*?)</pre>", page, re.DOTALL)]
    numbers = [re.findall(r"^ *(\d+)", code, re.MULTILINE) for code in shown]
    assert max(map(len, numbers)) <= 40  # prose beside every few lines
    lines = [line for code in shown for line in code.splitlines() if not re.fullmatch(r" *\d+ *", line)]
    source = []
    for name, until in CORE.items():
        text = (DOCS.parent / name).read_text(encoding="utf-8")
        source += enumerate(text[: text.index(until) if until else None].splitlines(), 1)
    for number, line in source:
        assert not line.strip() or re.match(rf" *{number} ?{re.escape(line)}$", lines.pop(0)), (number, line)


# --- the reference -----------------------------------------------------------------------------


def inventory(site):
    with (site.folder / "objects.inv").open("rb") as file:
        found = InventoryFile.load(file, "", lambda base, path: path)
    return {name for kind, names in found.items() if kind.startswith("py:") for name in names}


@pytest.mark.parametrize("package", [engine, nn], ids=lambda package: package.__name__)
def test_every_public_name_has_its_entry(package, site):
    names = [*package.__all__, *(UNLISTED if package is engine else ())]
    assert {f"{package.__name__}.{name}" for name in names} - inventory(site) == set()


def test_entries_have_what_the_docstring_says(site):
    page = (site.folder / "reference" / "matrix.html").read_text(encoding="utf-8")
    text = re.sub(r"\s+", " ", re.sub("<[^>]*>", "", page))
    assert "samples as rows, (samples, inputs)" in text
    assert "ValueError – where shapes or words do not fit" in text
    assert "[source]" in text


def test_the_table_of_operations_is_the_one_of_the_engine(site):
    page = (site.folder / "operations.html").read_text(encoding="utf-8")
    assert page.count("<tr") == 1 + len(engine.ops.TABLE)
    assert "<math" in page
    assert "$" not in re.sub("<script.*?</script>|<[^>]*>", "", page, flags=re.DOTALL)


# --- demos -------------------------------------------------------------------------------------


@pytest.mark.parametrize("demo", DEMOS, ids=lambda demo: demo.stem)
def test_a_demo_is_a_page_and_a_notebook(demo, site):
    page = site.folder / "demos" / f"{demo.stem}.html"
    links = Links(page).points
    downloads = [x for x in links if x.endswith(f"/{demo.stem}.ipynb")]
    assert len(downloads) == 1
    notebook = json.loads((page.parent / downloads[0]).read_text(encoding="utf-8"))
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    cells = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert cells == [cell.source for cell in jupytext.read(demo).cells[1:] if cell.cell_type == "code"]
    assert notebook["cells"][0]["cell_type"] == "markdown"
    assert all(cell.get("outputs", []) == [] for cell in notebook["cells"])


def test_a_page_that_is_shortened_says_so_and_where_the_full_run_is(site):
    shortened = re.findall(r'"(\w+)": "(--\w+ \d+)"', (DOCS / "_extensions" / "demo_pages.py").read_text("utf-8"))
    assert len(shortened) >= 3
    for name, options in shortened:
        page = (site.folder / "demos" / f"{name}.html").read_text(encoding="utf-8")
        text = re.sub("<[^>]*>", "", page)
        assert f"This page runs it shortened, with {options}" in text
        assert (DOCS / "logs" / f"{name}.txt").is_file()


def test_markdown_of_demos_is_rendered(site):
    for demo in DEMOS:
        page = (site.folder / "demos" / f"{demo.stem}.html").read_text(encoding="utf-8")
        headings = re.findall(r"(?m)^# ## (.*)$", demo.read_text(encoding="utf-8"))
        assert len(re.findall("<h2>", page)) == len(headings), demo.stem


# --- the lesson plan ---------------------------------------------------------------------------


def test_there_are_six_sessions():
    assert [path.stem for path in SESSIONS] == [f"session{k}" for k in range(1, 7)]


@pytest.mark.parametrize("session", SESSIONS, ids=lambda path: path.stem)
def test_a_session_is_complete(session):
    text = session.read_text(encoding="utf-8")
    minutes = [int(found) for found in re.findall(r"(?m)^\| (\d+) \|", text)]
    assert sum(minutes) == 45
    assert "**Goals.**" in text
    assert re.search(r"\*\*Demos?\.\*\* \[[^]]+\]\(\.\./demos/\w+\.ipynb\)", text)
    exercises = re.findall(r"(?m)^\*\*(\d)\.\*\* ", text)
    assert exercises == [str(k) for k in range(1, len(exercises) + 1)]
    assert len(exercises) >= 4


@pytest.mark.parametrize("session", SESSIONS, ids=lambda path: path.stem)
def test_answers_are_checked(session):
    """Answers are folded, run at build time, and most of them would stop the build if they were wrong."""
    text = session.read_text(encoding="utf-8")
    answers = re.findall(r"```\{code-cell\}\n:tags: \[hide-(?:cell|output)\]\n(.*?)```", text, re.DOTALL)
    assert answers
    assert sum("assert " in answer for answer in answers) >= len(answers) / 2


def test_pictures_for_slides_are_there_in_both_forms(site):
    folder = DOCS / "pictures" / "slides"
    names = {path.stem for path in folder.glob("*.svg")}
    assert names == {path.stem for path in folder.glob("*.png")}
    shown = set()
    for session in SESSIONS:
        text = session.read_text(encoding="utf-8")
        for name in re.findall(r"```\{image\} \.\./pictures/slides/(\w+)\.svg", text):
            assert f"slides/{name}.png>" in text
            shown.add(name)
    assert shown == names


def test_slides_are_made_again_by_one_command(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(DOCS))
    import slides

    made = slides.make(tmp_path / "slides")
    assert {path.name for path in made} == {path.name for path in (DOCS / "pictures" / "slides").iterdir()}
    begins = {".png": b"\x89PNG", ".svg": b"<svg", ".html": b"<!DOCTYPE html>"}
    for path in made:
        assert begins[path.suffix] in path.read_bytes()[:1500], path
