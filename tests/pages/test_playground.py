"""The playground without a browser: how a program is run and told, and what the build command puts together.

What it looks like, and that it works, is tested in `tests/pages/browser/test_playground_in_a_browser.py`.
"""

import base64
import hashlib
import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from engine import Value, draw, step_page
from engine.drawing import rendering
from tests.examples import first

PLAYGROUND = Path(__file__).parents[2] / "playground"
EXAMPLES = sorted((PLAYGROUND / "examples").glob("*.py"))


def loaded(name):
    spec = importlib.util.spec_from_file_location(f"playground_{name}", PLAYGROUND / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


runner, build = loaded("runner"), loaded("build")


def records(code):
    found = []
    runner.run(code, found.append)
    assert json.loads(json.dumps(found)) == found  # they go to the page as JSON
    return found


def printed(code):
    return "".join(record["text"] for record in records(code) if record["kind"] == "text")


def error(code):
    (found,) = [record for record in records(code) if record["kind"] == "error"]
    return found


# --- what is shown -----------------------------------------------------------------------------


def test_the_value_of_the_last_line_is_shown_as_in_a_notebook():
    assert printed("1 + 1") == "2\n"
    assert printed("1 + 1\n2 + 2") == "4\n"
    assert printed("'text'") == "'text'\n"
    assert printed("x = 1") == printed("None") == printed("") == printed("# nothing") == ""


def test_a_picture_as_the_last_line_is_a_picture():
    (shown,) = records("from engine import Value, draw\ny = Value(2.0, label='a') * 3\ndraw(y)")
    picture = draw(Value(2.0, label="a") * 3)
    assert shown["kind"] == "picture"
    assert shown["svg"].encode() == picture.pipe(format="svg")


def test_a_page_as_the_last_line_is_a_page():
    (shown,) = records("from engine import Value, step_page\nstep_page(Value(2.0) * 3)")
    assert (shown["kind"], shown["html"]) == ("page", step_page(Value(2.0) * 3).html)


def test_display_shows_values_in_their_order():
    code = "from engine import Value, draw\nprint('a')\ndisplay(draw(Value(1.0)), 2)\nprint('b')"
    assert [record.get("text", record["kind"]) for record in records(code)] == ["a\n", "picture", "2\n", "b\n"]


def test_files_that_a_program_writes_are_handed_over_oldest_first():
    code = """
import time
from pathlib import Path
from engine import Value, draw, step_page
Path("b").mkdir()
for name in ("b/first.svg", "second.SVG"):
    Path(name).write_text(f"<svg>{name}</svg>")
    time.sleep(0.02)  # the clock of a file system is coarse
page = step_page(Value(2.0) * 3, "third.html")
time.sleep(0.02)
written = Path("fourth.bin").write_bytes(bytes(range(256)))
"""
    first, second, third, fourth = records(code)
    assert (first["kind"], first["name"], first["svg"]) == ("picture", "b/first.svg", "<svg>b/first.svg</svg>")
    assert (second["kind"], second["name"]) == ("picture", "second.SVG")
    assert (third["kind"], third["html"]) == ("page", step_page(Value(2.0) * 3).html)
    assert (fourth["kind"], base64.b64decode(fourth["base64"])) == ("file", bytes(range(256)))


def test_saving_as_the_last_line_shows_the_picture_and_not_the_name_of_its_file():
    (shown,) = records("from engine import Value, draw\ndraw(Value(2.0)).save('graph.svg')")
    assert (shown["kind"], shown["name"]) == ("picture", "graph.svg")


def test_a_picture_that_is_saved_and_shown_is_there_once():
    code = "from engine import Value, draw\np = draw(Value(2.0))\np.save('graph.svg')\np"
    assert [record["kind"] for record in records(code)] == ["picture"]


def test_a_file_that_is_too_large_is_named():
    text = printed(f"from pathlib import Path\nx = Path('large.bin').write_bytes(bytes({runner.FILE_LIMIT + 1}))")
    assert text == f"large.bin is not handed over: it has {runner.FILE_LIMIT + 1:,} bytes; at most 5,000,000 are.\n"


def test_too_many_files_are_counted():
    found = records("from pathlib import Path\nfor i in range(33):\n    Path(f'{i}.txt').write_text('x')")
    assert [record["kind"] for record in found] == ["file"] * 30 + ["text"]
    assert found[-1]["text"] == "3 more files are not handed over: at most 30 are.\n"


def test_printing_is_cut_where_the_page_would_drown():
    text = printed("for i in range(10**5):\n    print('x' * 9)")
    kept, said = text[: runner.TEXT_LIMIT], text[runner.TEXT_LIMIT :]
    assert kept == ("x" * 9 + "\n") * (runner.TEXT_LIMIT // 10)
    assert said == "\n… the rest is not shown: more than 100,000 characters were printed.\n"


def test_lines_arrive_as_they_are_printed_and_the_rest_at_the_end():
    code = "import sys\nprint('a')\nprint('b', end='')\nprint('c', file=sys.stderr)"
    shown = [(record["stream"], record["text"]) for record in records(code)]
    assert sorted(shown) == [("err", "c\n"), ("out", "a\n"), ("out", "b")]


def test_a_report_comes_as_html_and_its_text_if_it_is_printed():
    code = "from nn import MLP\nsummary = MLP(2, [3, 1]).summary()\nprint(summary)\nsummary"
    *texts, html = records(code)
    assert {text["kind"] for text in texts} == {"text"}
    assert (html["kind"], html["title"]) == ("html", "Summary")
    assert html["html"].startswith("<pre")


def test_what_says_nothing_in_html_is_shown_as_text():
    assert printed("class A:\n    _repr_html_ = lambda self: None\n    __repr__ = lambda self: 'A()'\nA()") == "A()\n"
    assert printed("class A:\n    def _repr_html_(self): ...\n    def __repr__(self): return 'A()'\nA")[:6] == "<class"


# --- a script that is proofread ------------------------------------------------------------------

SCRIPTS = {script["name"]: script for script in build.programs("scripts")}


def proof(code, loss=""):
    found = []
    runner.proofread(code, loss, found.append)
    (record,) = json.loads(json.dumps(found, allow_nan=False))
    assert record["kind"] == "proof"
    return record


@pytest.mark.parametrize("name", first(2, list(SCRIPTS)))
def test_each_of_the_five_questions_is_wrong_and_its_first_fixes_make_it_right(name):
    script = SCRIPTS[name]
    code, headlines, wrong = script["code"], [], []
    while not headlines or headlines[-1].startswith("Wrong: "):
        report = proof(code, script["loss"])["report"]
        headlines.append(report["headline"])
        wrong.append(len(report["wrong"]))
        if report["wrong"]:
            code = report["wrong"][0]["fixes"][0]["script"]
    assert headlines[-1].startswith("Right: ")
    assert wrong == list(range(wrong[0], -1, -1))
    before, after = script["code"].splitlines(), code.splitlines()
    assert sum(old != new for old, new in zip(before, after, strict=True)) == wrong[0] > 0


def test_a_fix_takes_the_place_of_its_whole_statement():
    code = "if True:\n    a = (1 +\n         2)  # δ\nδ = 1; b = 2\nc = 3\n"
    assert runner.edited(code, [(2, "a = 3")]) == "if True:\n    a = 3  # δ\nδ = 1; b = 2\nc = 3\n"
    assert runner.edited("%time\na = 1", [(2, "a = 2")]) == "%time\na = 2"
    assert runner.edited(code, [(2, None), (5, "c = 4\nd = 5")]) == (
        "if True:\n    pass  # δ\nδ = 1; b = 2\nc = 4\nd = 5\n"
    )
    assert runner.edited(code, [(4, "δ = 2"), (2, "a = 3\nx = 4")]) == (
        "if True:\n    a = 3\n    x = 4  # δ\nδ = 2; b = 2\nc = 3\n"
    )


def test_a_script_that_cannot_be_read_says_why():
    record = proof("%matplotlib inline\nx = input()")
    assert record["report"]["headline"].startswith("Cannot be read: ")
    assert (record["report"]["correct"], record["report"]["lines"]) == (None, [])


def test_a_loss_that_is_missing_is_asked_for_above_the_editor_and_one_that_is_no_expression_is_said():
    code = "import numpy as np\nx, y = np.eye(3), np.ones((3, 3))\nfor i in range(3):\n    x = x - 0.1 * (x - y)\n"
    said = proof(code)["report"]["problem"]
    assert 'give it as the loss above the editor, "0.5 * np.sum((x - y) ** 2)"' in said
    said = proof(code, "hello world")["report"]["problem"]
    assert said.startswith("'hello world' is not an expression of Python")


def test_without_numpy_a_script_cannot_be_proofread(monkeypatch):
    monkeypatch.setitem(sys.modules, "nn", None)
    found = []
    runner.proofread("x = 1", "", found.append)
    assert [record["kind"] for record in found] == ["error"]


# --- one run after the other -------------------------------------------------------------------


def test_nothing_is_left_of_a_run():
    before = os.getcwd(), sys.stdout, sys.stderr, sys.modules["__main__"]
    records("from pathlib import Path\nx = Path('file.txt').write_text('x')\n1 / 0")
    assert (os.getcwd(), sys.stdout, sys.stderr, sys.modules["__main__"]) == before
    assert error("x")["heading"] == "Line 1: NameError: name 'x' is not defined"
    assert error("open('file.txt')")["heading"].startswith("Line 1: FileNotFoundError")


def test_a_program_is_the_main_module():
    code = "import pickle\nclass A: pass\nassert __name__ == '__main__'\npickle.loads(pickle.dumps(A())).__class__ is A"
    assert printed(code) == "True\n"


def test_exit_ends_the_program_without_an_error():
    assert printed("print(1)\nraise SystemExit\nprint(2)") == "1\n"
    assert printed("exit = __import__('sys').exit\nexit('no data')") == "The program ended itself: exit('no data').\n"


def test_input_says_that_it_cannot_ask():
    assert error("x = input('name? ')")["heading"].startswith("Line 1: RuntimeError: input() cannot ask")


# --- errors ------------------------------------------------------------------------------------

ERRORS = [
    ("x = 1\ny = x / 0\n", 2, "ZeroDivisionError: division by zero"),
    ("def f():\n    return g()\n\ndef g():\n    return [][0]\n\nf()", 5, "IndexError: list index out of range"),
    ("from engine import Value\nValue(-1.0).log()", 2, "DomainError: log(-1.0) has no real value: log needs x ≥ 0."),
    ("print(1", 1, "SyntaxError: '(' was never closed"),
    ("if True:\nprint(1)", 2, "IndentationError: expected an indented block after 'if' statement on line 1"),
    ("x = 1\nraise ValueError('two\\nlines')", 2, "ValueError: two\nlines"),
    ("class E(Exception):\n    def __str__(self): 1 / 0\nraise E", 3, "E: <exception str() failed>"),
    ("raise KeyboardInterrupt", 1, "KeyboardInterrupt"),
    ("eval('1 +')", 1, "SyntaxError: invalid syntax"),
]


@pytest.mark.parametrize(("code", "line", "what"), ERRORS, ids=[what for _, _, what in ERRORS])
def test_an_error_names_the_learners_line(code, line, what):
    found = error(code)
    assert (found["line"], found["heading"]) == (line, f"Line {line}: {what}")


def test_the_traceback_holds_the_learners_lines_only():
    found = error("from engine import Value\n\ndef f(x):\n    return x.log()\n\nf(Value(-1.0))")
    assert re.findall(r'File "(.*)", line (\d+)', found["text"]) == [("program.py", "6"), ("program.py", "4")]
    assert "    return x.log()" in found["text"]


def test_what_led_to_an_error_stays_if_it_is_the_learners():
    found = error("try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    raise ValueError('no') from e")
    assert found["line"] == 4
    assert re.findall(r"line (\d+)", found["text"]) == ["2", "4"]
    assert "direct cause" in found["text"]


def test_a_missing_package_is_explained():
    found = error("import numpy as np\nimport pandas")
    assert found["line"] == 2
    assert found["hint"].startswith("Nothing can be installed in the playground: it has Python's standard library")


def test_without_numpy_what_needs_it_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "numpy", None)
    monkeypatch.setattr(runner, "find_spec", lambda name: None)
    found = error("import numpy as np")
    assert found["hint"].startswith("This playground was built without NumPy.")


# --- drawing -----------------------------------------------------------------------------------


@pytest.fixture
def drawn_with(monkeypatch):
    """A function that sets what draws in place of a program."""
    monkeypatch.setattr(rendering, "run", rendering.run)
    monkeypatch.setattr(runner, "sentences", {})
    return runner.draw_with


def test_a_picture_is_drawn_by_the_page_and_told_in_its_own_sentence(drawn_with):
    asked = []
    drawn_with(lambda source, layout: asked.append((source, layout)) or {"svg": "<svg/>"})
    (shown,) = records("from engine import Value, draw\ndraw(Value(2.0, label='a')).save('a.svg')")
    picture = draw(Value(2.0, label="a"))
    assert asked == [(picture.source, "dot")]
    assert (shown["svg"], shown["sentence"]) == ("<svg/>", picture.comment)


def test_a_layout_that_fails_says_what_graphviz_said(drawn_with):
    drawn_with(lambda source, layout: {"error": "syntax error in line 1"})
    found = error("from engine import Value, draw\n\ndraw(Value(2.0))")
    assert found["line"] == 3
    assert "syntax error in line 1" in found["text"]


def test_other_formats_are_refused_in_a_sentence(drawn_with):
    drawn_with(lambda source, layout: {"svg": "<svg/>"})
    found = error("from engine import Value, draw\ndraw(Value(2.0)).save('graph.png')")
    assert found["heading"].endswith("The playground draws SVG, not png: give the file a name that ends in .svg.")


# --- the build ---------------------------------------------------------------------------------


def test_every_example_has_a_title_and_runs(capsys):
    found = build.programs("examples")
    assert [example["name"] for example in found] == [path.stem for path in EXAMPLES]
    assert capsys.readouterr().out == ""
    assert len({example["title"] for example in found}) == len(found) >= 9
    for example in found:
        shown = records(example["code"])
        assert shown, example["name"]
        assert [record for record in shown if record["kind"] == "error"] == [], example["name"]
        assert all(len(line) <= 72 for line in example["code"].splitlines()), example["name"]


def test_an_example_waits_for_the_names_that_it_needs():
    assert build.unknown_names("from nn import MLP, matrix, newcomer\nfrom engine import Value, sum, draw, other") == [
        "nn.newcomer", "engine.other",
    ]  # fmt: skip


def test_an_example_without_a_title_is_refused(monkeypatch, tmp_path):
    (tmp_path / "examples").mkdir()
    (tmp_path / "examples" / "10_untitled.py").write_text("x = 1\n")
    monkeypatch.setattr(build, "HERE", tmp_path)
    with pytest.raises(SystemExit, match="must open with a line `# Title`"):
        build.programs("examples")


def test_the_policy_of_the_page_allows_the_script_of_a_step_page_and_no_other():
    script = re.search(r"<script>(.*?)</script>", step_page(Value(2.0) * 3).html, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    (policy,) = re.findall(r'Content-Security-Policy" content="(.*?)"', build.index_page())
    assert f"script-src 'self' 'wasm-unsafe-eval' 'sha256-{digest}'; " in policy
    assert "default-src 'none'" in policy


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(SystemExit, match="holds something that is no playground"):
        build.build(tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "mine"


def test_a_build_that_fails_leaves_the_folder_as_it_was(monkeypatch, tmp_path):
    (tmp_path / "manifest.json").write_text("{}")
    monkeypatch.setattr(
        build, "npm", lambda *arguments: build.run([sys.executable, "-c", "raise SystemExit('no net')"])
    )
    with pytest.raises(SystemExit, match=r"failed:\nno net"):
        build.build(tmp_path)
    assert (tmp_path / "manifest.json").read_text() == "{}"


def test_a_wheel_that_is_not_the_one_of_this_pyodide_is_refused(monkeypatch, tmp_path):
    entry = {"file_name": "numpy.whl", "sha256": hashlib.sha256(b"right").hexdigest()}
    monkeypatch.setattr(build, "numpy_entry", lambda: entry)
    (tmp_path / "pyodide").mkdir()
    (tmp_path / "wheel").write_bytes(b"wrong")
    with pytest.raises(SystemExit, match="its checksum differs"):
        build.copy_numpy(tmp_path, tmp_path / "wheel")
    (tmp_path / "wheel").write_bytes(b"right")
    build.copy_numpy(tmp_path, tmp_path / "wheel")
    assert (tmp_path / "pyodide" / "numpy.whl").read_bytes() == b"right"


def test_without_npm_the_build_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setattr(build.shutil, "which", lambda *args, **kwargs: None)
    with pytest.raises(SystemExit, match=r"npm was not found: install Node\.js"):
        build.build(tmp_path / "site")


def test_the_command_explains_itself():
    command = [sys.executable, PLAYGROUND / "build.py", "--help"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "--without-numpy" in said


def test_versions_are_pinned():
    wanted = json.loads((PLAYGROUND / "package.json").read_text())["dependencies"]
    locked = json.loads((PLAYGROUND / "package-lock.json").read_text())["packages"]
    assert {name: locked[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert all("integrity" in package for place, package in locked.items() if place)
    assert "resolved" not in json.dumps(locked)  # the name of whichever registry was asked
