"""Run every demo that trains a network in full, and keep what it prints: `python docs/make_logs.py`.

The logs go to `docs/logs` beside this file, pictures to a folder that is thrown away. Name demos to run only those.
Needs the extra `demo`.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
DEMOS = ("three_regimes", "xor", "two_moons", "iris", "digits", "gpt_names")


def log(name: str) -> None:
    """One demo, from a process of its own."""
    with tempfile.TemporaryDirectory() as pictures:
        start = time.perf_counter()
        done = subprocess.run(
            [sys.executable, ROOT / "demos" / f"{name}.py", pictures],
            capture_output=True, text=True, encoding="utf-8", cwd=ROOT, check=False,
        )  # fmt: skip
        seconds = time.perf_counter() - start
        if done.returncode:
            raise SystemExit(f"{name} failed:\n{done.stderr}")
        text = f"$ python demos/{name}.py pictures\n{done.stdout.replace(pictures, 'pictures')}"
    folder = ROOT / "docs" / "logs"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.txt").write_text(f"{text}\n{seconds:.0f} seconds\n", encoding="utf-8")
    print(f"{name}: {seconds:.0f} seconds")


if __name__ == "__main__":
    for name in sys.argv[1:] or [demo for demo in DEMOS if (ROOT / "demos" / f"{demo}.py").exists()]:
        log(name)
