"""Build the site: `python docs/build.py`, then open `build/site/index.html`. Needs the extra `docs`.

Every page is run anew, warnings are errors, and nothing is fetched. Name another folder to build there. The page on
PyTorch runs PyTorch, which is too large for an extra: `pip install torch==2.13.0`.
"""

import importlib.util
import sys
import time
from pathlib import Path

from sphinx.cmd.build import main

DOCS = Path(__file__).parent
STRICT = ["--fail-on-warning", "--nitpicky", "--keep-going", "--fresh-env", "--write-all", "--jobs", "2"]


def build(folder: Path) -> int:
    """Build into a folder; what Sphinx keeps for itself goes beside it. 0 only if there was no warning."""
    return main([*STRICT, "--doctree-dir", str(folder.parent / "doctrees"), str(DOCS), str(folder)])


if __name__ == "__main__":
    if importlib.util.find_spec("torch") is None:
        raise SystemExit("The page on PyTorch runs PyTorch: python -m pip install torch==2.13.0")
    start = time.perf_counter()
    target = Path(sys.argv[1] if sys.argv[1:] else DOCS.parent / "build" / "site").resolve()
    code = build(target)
    print(f"{time.perf_counter() - start:.0f} seconds; the first page is {target / 'index.html'}")
    raise SystemExit(code)
