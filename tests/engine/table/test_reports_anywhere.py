"""Every report can be printed on any console, and shows hostile names harmlessly: in text, HTML, DOT, SVG and pages."""

import ast
import html.parser
import io
import json
import math
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

import engine
from engine import Value, check_gradients, detect_anomaly, draw, explain, grad, step_page, values, vectorize
from engine.table.console import PrintedText, as_ascii, for_console, printed
from engine.table.notation import harmless, one_line
from nn import MLP, SGD, audit, compare, diagnose, fit, per_sample

ROOT = Path(engine.__file__).parent.parent


# --- all reports -----------------------------------------------------------------------------------------


def network():
    """A network with its batch."""
    return MLP(2, [2, 1], activation="sigmoid", seed=1), [[0.5, -1.0], [1.0, 2.0]], [[1.0], [0.0]]


def explained(name):
    a, b = Value(-2.0, label=name), Value(3.0, label=f"{name}2")
    y = (a * b + a).tanh()
    y.label = f"{name}3"
    return explain(y, a)


def explained_network(name):
    model, X, _ = network()
    loss = model([Value(x, label=name) for x in X[0]])
    return explain(loss, model.layers[0].neurons[1].w[0])


def audited(name):
    W = values([[0.5], [-0.25]], label=name)
    X = np.array([[1.0, 2.0], [3.0, 4.0]])
    loss = ((X @ W) ** 2).mean()
    return audit(loss, {name: W}, {name: np.array([[1.0], [-2.0]])})


def diagnosed(name):
    X, Y, W = np.array([[1.0, 2.0], [0.5, -1.0]]), np.array([[1.0], [0.0]]), np.array([[0.3], [-0.2]])
    right = X.T @ (1 / (1 + np.exp(-(X @ W))) - Y) / 2
    return diagnose([W], X, Y, [-right], activations="sigmoid", loss="bce")


def unreadable(name):
    return diagnose([[[1.0]]], [[name]], [[1.0]], [[[1.0]]], activations="tanh", loss="mse")


def compared(name):
    model, X, Y = network()
    return compare(
        model, X, Y, gradients={k: np.full(np.shape(v), -1.0) for k, v in shapes(model).items()}, orientation="in_out"
    )


def shapes(model):
    return {
        name: [[x.data for x in row] if isinstance(row, list) else row.data for row in array]
        for name, array in model.arrays().items()
    }


def sampled(name):
    model, X, Y = network()
    for j, weight in enumerate(model.layers[0].neurons[0].w):
        weight.label = f"{name}{j}"
    return per_sample(model, X, Y, neuron=(1, 0))


def trained(name):
    model, X, Y = network()

    def metric(predictions, targets):
        return 0.5

    metric.__name__ = name
    return fit(model, X, Y, loss="mse", lr=0.1, epochs=2, metrics=[metric])


def checked(name):
    wrong = Value(1.0)
    return check_gradients(lambda x: x * wrong.data * 2 + x.detach(), Value(1.5, label=name))


def derived(name):
    w, x = [Value(1.0, label=f"{name}[0]"), Value(-2.0, label=f"{name}[1]")], [Value(3.0), Value(4.0)]
    frozen = Value(0.5, label=name)
    return vectorize((w[0] * x[0] + w[1] * x[1]).tanh() * frozen, {name: w}, {f"{name}2": x})


def placed(name):
    w = [Value(1.0), Value(2.0)]
    return vectorize(w[0] * w[1], {name: w}).where(w[1])


def traced(name):
    model, X, _ = network()
    trace = model.trace([Value(x, label=name) for x in X[0]])
    trace.output[0].backward()
    return trace


def graph(name):
    a = Value(2.0, label=name)
    y = a * -3.0 + a
    y.label = f"{name} of"
    y.backward()
    return y


REPORTS = {
    "explain": explained,
    "explain, a network": explained_network,
    "explain, text": lambda name: explained(name).text(),
    "explain, markdown": lambda name: explained(name).markdown,
    "explain, LaTeX": lambda name: explained(name).latex,
    "audit": audited,
    "diagnose": diagnosed,
    "diagnose, a finding": lambda name: diagnosed(name).findings[0],
    "diagnose, unreadable": unreadable,
    "compare": compared,
    "per_sample": sampled,
    "history": trained,
    "summary": lambda name: network()[0].summary(),
    "check_gradients": checked,
    "program": derived,
    "program, source": lambda name: derived(name).source,
    "program, where": placed,
    "trace": traced,
    "trace, a layer": lambda name: traced(name).layers[0],
    "picture": lambda name: draw(graph(name)),
    "picture, source": lambda name: draw(graph(name)).source,
    "step page": lambda name: step_page(graph(name)),
    "array": lambda name: values([[0.5], [-0.25]], label=name),
}
"""What each report is made of; the name stands wherever a user may give one."""

HOSTILE = {
    "escape": "\x1b[31mred\x1b]0;title\x07",
    "carriage return": "safe\revil",
    "backspaces": "safe\b\b\b\bevil",
    "direction": "\u202eabc\u2066def",
    "marks": "a\u200eb\u200fc\u061cd",
    "zero": "a\0b",
    "surrogate": "a\ud800b\udcff",
    "C1": "\x9b31m\x85",
    "lines": "one\ntwo\u2028three\u2029four",
    "long": "x" * 10_000,
    "markup": "</script><script>alert(1)</script><img src=x onerror=alert(1)>&amp;",
    "quotes": '"\'`\\"); import os; os.abort() #',
    "comment": "--> <!-- {{DATA}} ]]> */ //",
    "LaTeX": "$x$ \\input{/etc/passwd} % _^{}",
    "latin": "é ß",
    "greek": "θ δ",
    "other": "汉字 😀",
}

FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066\u2067\ud800-\udfff]"
)
"""What no report prints: all controls but tabs and line ends, marks of direction, surrogates."""

each_report = pytest.mark.parametrize("report", REPORTS)
each_name = pytest.mark.parametrize("name", HOSTILE)


def made(report, name):
    """A report, or what its error says: a name may be refused, harmlessly."""
    try:
        return REPORTS[report](HOSTILE[name])
    except (ValueError, TypeError) as error:
        return str(error)


def plain_lines(report):
    """How many lines a report has with an ordinary name."""
    return len(str(REPORTS[report]("w")).splitlines())


# --- hostile names ---------------------------------------------------------------------------------------


@each_report
@each_name
def test_a_hostile_name_is_printed_harmlessly(report, name):
    thing = made(report, name)
    for text in (str(thing), repr(thing) if not isinstance(thing, str) else "", f"{thing}"):
        assert not FORBIDDEN.search(text), FORBIDDEN.search(text)
        text.encode()
    assert "two\nthree" not in str(thing)
    if report not in ("program, source", "program, where"):  # which name arrays in full
        assert max(map(len, str(thing).splitlines())) < 1500


@each_name
def test_the_repr_of_a_value_is_harmless(name):
    assert not FORBIDDEN.search(repr(Value(1.0, label=HOSTILE[name])))


@pytest.mark.parametrize("report", [r for r in REPORTS if r not in ("program, source",)])
def test_a_name_of_several_lines_adds_none(report):
    thing = made(report, "lines")
    assert len(str(thing).splitlines()) <= max(plain_lines(report), 1) + 3 * report.startswith("explain")
    assert not any(line.startswith(("two", "three", "four")) for line in str(thing).splitlines())


@pytest.mark.parametrize("name", HOSTILE)
def test_a_program_runs_whatever_its_parameters_are_called(name):
    """A name may break out of no comment and no text."""
    program = derived(HOSTILE[name])
    ast.parse(program.source)
    namespace = {}
    exec(program.source, namespace)
    loss, gradients = namespace["value_and_grad"](np.array([1.0, -2.0]), np.array([3.0, 4.0]))
    assert loss == pytest.approx(math.tanh(-5.0) * 0.5)
    assert list(gradients) == [HOSTILE[name]]
    assert not FORBIDDEN.search(str(program.source))


class Tags(html.parser.HTMLParser):
    """All elements, attributes and texts of a page."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.text = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]

    def handle_data(self, data):
        self.text.append(data)


def tags_of(page):
    found = Tags()
    found.feed(page)
    return found


IN_HTML = {
    "audit": audited,
    "diagnose": diagnosed,
    "diagnose, unreadable": unreadable,
    "compare": compared,
    "per_sample": sampled,
    "history": trained,
    "summary": REPORTS["summary"],
    "program": derived,
    "picture": REPORTS["picture"],
    "step page": REPORTS["step page"],
}


@pytest.mark.parametrize("report", IN_HTML)
@each_name
def test_html_has_no_element_that_a_name_brought(report, name):
    try:
        page = IN_HTML[report](HOSTILE[name])._repr_html_()
    except (ValueError, TypeError):
        return
    page.encode()
    assert not FORBIDDEN.search(page)
    found, plain = tags_of(page), tags_of(IN_HTML[report]("w")._repr_html_())
    assert set(found.tags) == set(plain.tags)
    assert set(found.attributes) == set(plain.attributes)
    assert "onerror" not in found.attributes


@each_name
def test_a_step_page_holds_no_script_of_a_name(name, tmp_path):
    page, plain = step_page(graph(HOSTILE[name])), step_page(graph("w"))
    page.html.encode()
    assert not FORBIDDEN.search(page.html)
    found, other = tags_of(page.html), tags_of(plain.html)
    assert set(found.tags) == set(other.tags)
    assert set(found.attributes) == set(other.attributes)
    assert page.html.count("<script") == plain.html.count("<script")
    assert page.html.count("</script") == plain.html.count("</script")
    page.save(tmp_path / "page.html")


@each_name
def test_dot_and_svg_hold_nothing_that_a_name_brought(name, tmp_path):
    picture = draw(graph(HOSTILE[name]))
    source, plain = picture.source, draw(graph("w")).source
    assert source.count("\n") == plain.count("\n")
    arrows = re.compile(r"^\tv\d+ -> v", re.MULTILINE)
    assert len(arrows.findall(source)) == len(arrows.findall(plain)) > 2
    assert not FORBIDDEN.search(source)
    svg = picture.pipe(format="svg").decode()
    elements = {element.tag for element in ElementTree.fromstring(svg).iter()}
    assert elements == {element.tag for element in ElementTree.fromstring(draw(graph("w")).pipe(format="svg")).iter()}
    assert not FORBIDDEN.search(svg)


@pytest.mark.parametrize("level", ["neuron", "layer"])
@each_name
def test_pictures_of_networks_take_any_name(level, name):
    model, X, _ = network()
    y = model([Value(x, label=HOSTILE[name]) for x in X[0]]) * 1.0
    y.label = HOSTILE[name]
    y.backward()
    svg = draw(y, level=level).pipe(format="svg").decode()
    assert "script" not in {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(svg).iter()}
    assert not FORBIDDEN.search(svg)


def failures(name):
    """Sentences of errors that name values."""
    x = Value(0.0, label=name)
    with detect_anomaly():
        try:
            x.log1p() / x
        except Exception as error:
            yield error
        try:
            (x.sqrt() * x).backward()
        except Exception as error:
            yield error
        try:
            (Value(1e308, label=name) * 10) + 1
        except Exception as error:
            yield error
    for attempt in (
        lambda: draw([x]),
        lambda: explain(x, name),
        lambda: audit(x * 1.0, {name: [Value(1.0)]}, {name: [1.0]}),
        lambda: audit(x * 1.0, {name: [1.0]}, {name: [1.0]}),
        lambda: audit(x * 1.0, {name: [x]}, {"other": [1.0]}),
        lambda: vectorize(x * 1.0, {name: [x, x]}),
        lambda: vectorize(x * 1.0, {name: [Value(1.0)]}),
        lambda: MLP(2, [1], activation=name),
        lambda: diagnose([[[1.0]]], [[1.0]], [[1.0]], [[[1.0]]], activations="tanh", loss=name),
        lambda: trained("w")[name],
        lambda: grad(x, [name]),
        lambda: step_page(x * 1.0, f"{name}.txt"),
        lambda: draw(x).save(f"{name}.txt"),
        lambda: draw(x, level=name),
        lambda: Value(name),
        lambda: x + name,
        lambda: SGD([name], lr=0.1),
    ):
        try:
            attempt()
        except Exception as error:
            yield error


@each_name
def test_errors_show_a_hostile_name_harmlessly(name):
    found = list(failures(HOSTILE[name]))
    assert len(found) >= 15
    for error in found:
        assert not FORBIDDEN.search(str(error)), repr(error)


# --- consoles --------------------------------------------------------------------------------------------


PRINTING = """
import sys
sys.path[:0] = [sys.argv[1], sys.argv[2]]
import test_reports_anywhere as t
for name, make in t.REPORTS.items():
    for called in ("w", "θ", "é", "汉"):
        try:
            report = make(called)
        except ValueError:
            continue
        print("=====", name)
        print(report)
        if name != "diagnose, a finding":  # its repr is that of a dataclass
            print("" if isinstance(report, str) else repr(report))
"""


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1", "cp437", "cp1251", "utf-8"])
@pytest.mark.ci
def test_every_report_prints_on_a_console_of_any_encoding(encoding):
    command = [sys.executable, "-c", PRINTING, str(ROOT), str(Path(__file__).parent)]
    env = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    done = subprocess.run(command, capture_output=True, env=env, check=False)
    assert done.returncode == 0, done.stderr.decode(errors="replace")[-1500:]
    shown = done.stdout.decode(encoding)
    assert shown.count("=====") >= 4 * len(REPORTS) - 8
    if encoding == "utf-8":
        assert {"δ", "∂", "−", "Σ"} <= set(shown)
    else:
        assert "dL/dw" in shown
        assert "delta" in shown or encoding == "cp437"  # which has δ
        assert not {"∂", "−"} & set(shown)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
@pytest.mark.parametrize(
    "arguments",
    [
        ["engine", "tanh(a*b) + a", "a=2", "b=-3", "--explain", "a"],
        ["engine", "tanh(θ)", "θ=-2"],
        ["engine", "tanh(θ"],
        ["nn", "diagnose", "θ.npz"],
    ],
    ids=["explain", "Greek", "an error", "a file"],
)
def test_the_command_line_prints_on_any_console(encoding, arguments):
    env = {**os.environ, "PYTHONIOENCODING": encoding}
    done = subprocess.run([sys.executable, "-m", *arguments], capture_output=True, env=env, cwd=ROOT, check=False)
    assert b"Traceback" not in done.stderr
    assert done.returncode in (0, 2)
    (done.stdout + done.stderr).decode("utf-8")


class Console(io.TextIOWrapper):
    """A console of an encoding, and what it was given."""

    def __init__(self, encoding):
        super().__init__(io.BytesIO(), encoding=encoding)

    def shown(self):
        self.flush()
        return self.buffer.getvalue().decode(self.encoding)


def test_only_what_the_console_cannot_write_is_spelled(monkeypatch):
    report = explained("é")
    whole = str(report)
    for encoding, kept, gone in (
        ("cp1252", "·é", "∂−"),
        ("latin-1", "·é", "∂−"),
        ("ascii", "", "·é∂−"),
        ("utf-8", "·é∂−", ""),
    ):
        console = Console(encoding)
        monkeypatch.setattr(sys, "stdout", console)
        print(report)
        shown = console.shown()
        monkeypatch.undo()
        assert all(c in shown for c in kept)
        assert not any(c in shown for c in gone)
        assert ("-" in shown) == ("−" in gone) or "-" in whole
    assert "∂" in whole


@pytest.mark.parametrize("stream", [None, io.StringIO(), object()], ids=["none", "StringIO", "odd"])
def test_where_nothing_is_known_of_the_console_letters_stay(monkeypatch, stream):
    monkeypatch.setattr(sys, "stdout", stream)
    found = str(explained("w"))
    monkeypatch.undo()
    assert "∂" in found


def test_a_console_of_an_unknown_encoding_gets_ascii(monkeypatch):
    class Odd(io.StringIO):
        encoding = "no-such-encoding"

    monkeypatch.setattr(sys, "stdout", Odd())
    found = str(explained("w"))
    monkeypatch.undo()
    assert found.isascii()


def test_texts_keep_their_letters_where_they_are_not_printed(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "stdout", Console("ascii"))
    report, program = explained("θ"), derived("θ")
    text, source = report.text(), program.source
    (tmp_path / "source.py").write_text(source, encoding="utf-8")
    joined = "".join([text]), f"{text}"
    shown = str(text)
    page = audited("θ")._repr_html_()
    monkeypatch.undo()
    assert "∂" in text[:]
    assert "∂" not in shown
    assert joined == (text[:], text[:])
    assert (tmp_path / "source.py").read_text(encoding="utf-8") == derived("θ").source[:]
    assert "dθ" in page
    assert isinstance(text, str)
    assert text == report.text()
    assert json.loads(json.dumps(source)) == source


# --- the spelling ----------------------------------------------------------------------------------------


def texts_in(path):
    """All texts in a module that are no docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docs = {
        id(x.body[0].value) for x in ast.walk(tree) if isinstance(x, documented) and isinstance(x.body[0], ast.Expr)
    }
    return [
        x.value
        for x in ast.walk(tree)
        if isinstance(x, ast.Constant) and isinstance(x.value, str) and id(x) not in docs
    ]


def signs():
    """Every sign that the library writes."""
    files = [path for room in ("engine", "nn") for path in (ROOT / room).rglob("*.py") if path.name != "notation.py"]
    return sorted({c for path in files for text in texts_in(path) for c in text if not c.isascii() and c.isprintable()})


def test_every_sign_that_the_library_writes_has_a_spelling():
    assert {"δ", "∂", "−", "⊙", "½"} <= set(signs())
    assert [sign for sign in signs() if "\\" in as_ascii(sign) and not 0x2400 <= ord(sign) <= 0x2426] == []


def test_spelling():
    assert as_ascii("δ₁ = ∂L/∂s₁, x² + y³ − z⁻¹ ≤ ½, ψ⁽¹⁰⁾, θ, Θ, λ, Wᵀ") == (
        "delta_1 = dL/ds_1, x^2 + y^3 - z^-1 <= 1/2, psi^(10), theta, Theta, lambda, W.T"
    )
    assert as_ascii("␛␤é汉\U0001f600") == "\\x1b\\n\\xe9\\u6c49\\U0001f600"
    assert as_ascii("\u2068w\u2069") == "w"


def test_the_decorator_of_a_report():
    class Report:
        @printed
        def __repr__(self):
            return "δ < \x1b1\n\t2"

    assert repr(Report()) == for_console("δ < \x1b1\n\t2") == "δ < ␛1\n\t2"
    assert PrintedText("\x1b") == "\x1b"
    assert str(PrintedText("\x1b")) == harmless("\x1b") == "␛"
    assert one_line("a\u2028b\u202ec\u2068") == "a␤b\ufffdc\ufffd"
