"""`python -m engine "…"`: an expression typed by a user, its gradients, picture and explanation."""

import ast
import math
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import DomainError, Value
from engine.__main__ import main
from engine.table.expressions import FUNCTIONS, ExpressionError, compute, names_in, parse
from engine.table.primitive import ListOp


def run(capsys, *arguments):
    """(exit code, what was printed, what was complained about)."""
    code = main(arguments)
    return code, *capsys.readouterr()


# --- what it computes ----------------------------------------------------------------------------


def test_it_prints_the_value_and_the_gradients(capsys):
    code, out, err = run(capsys, "tanh(a*b + c)", "a=2", "b=-3", "c=5.5")
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "tanh(a*b + c) = -0.462117"
    slope = 1 - math.tanh(-0.5) ** 2
    rows = {line.split()[0]: [float(x) for x in line.split()[1:]] for line in out.splitlines()[2:]}
    assert rows == {
        "a": [2.0, pytest.approx(-3 * slope, rel=1e-5)],
        "b": [-3.0, pytest.approx(2 * slope, rel=1e-5)],
        "c": [5.5, pytest.approx(slope, rel=1e-5)],
    }


def test_it_runs_as_a_module_and_draws(tmp_path):
    command = [sys.executable, "-m", "engine", "-a**2 + exp(b)", "a=3", "b=0", "-o", str(tmp_path / "graph.svg")]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.startswith("-a**2 + exp(b) = -8\n")
    assert str(tmp_path / "graph.svg") in done.stdout
    assert (tmp_path / "graph.svg").read_text(encoding="utf-8").rstrip().endswith("</svg>")


SAME = [
    "a + b - c * a / b",
    "-a ** 2 + (-a) ** 2",
    "2 ** a ** 0.5",
    "+a - -b",
    "a - (b - c) - (a / (b / c))",
    "1e3 * a + .5 + 2.5e-1 - 10",
    "max(a, b, c) + min(a, b)",
    "abs(a - b) * sqrt(c)",
    "sum([a, b, 1]) + prod((a, b, c))",
]


@pytest.mark.parametrize("text", SAME)
def test_an_expression_means_what_python_means(text):
    """Python's own reading of the same text, on plain floats, is the oracle."""
    numbers = {"a": 1.7, "b": -2.3, "c": 0.9}
    plain = {"max": max, "min": min, "abs": abs, "sqrt": math.sqrt, "sum": sum, "prod": math.prod}
    expected = eval(text, {"__builtins__": {}}, {**plain, **numbers})  # the texts are written above
    result = compute(text, {name: Value(x) for name, x in numbers.items()})
    assert result.data == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize(
    ("printed", "typed"),
    [("a·b", "a*b"), ("a×b ÷ c", "a*b / c"), ("a − b", "a - b"), ("−a² + b³", "-a**2 + b**3"), ("2⋅a", "2*a")],
)
def test_the_signs_of_printed_mathematics_are_read(printed, typed):
    numbers = {"a": 1.7, "b": -2.3, "c": 0.9}
    result = compute(printed, {name: Value(x) for name, x in numbers.items()})
    assert result.data == eval(typed, {"__builtins__": {}}, numbers)  # the texts are written above


@given(st.recursive(st.sampled_from(["a", "b", "2", "0.5"]), lambda x: st.tuples(x, st.sampled_from("+-*"), x)))
def test_random_expressions_mean_what_python_means(tree):
    def written(tree):
        return tree if isinstance(tree, str) else f"({written(tree[0])} {tree[1]} {written(tree[2])})"

    text = written(tree)
    expected = eval(text, {"__builtins__": {}}, {"a": 1.7, "b": -0.3})
    result = compute(text, {"a": Value(1.7), "b": Value(-0.3)})
    assert getattr(result, "data", result) == expected


@pytest.mark.parametrize("row", FUNCTIONS.values(), ids=lambda row: row.name)
def test_every_function_of_the_table_can_be_called(row):
    point = row.samples[0]
    names = "abcdefgh"[: len(point)]
    operands = [
        str(int(x)) if row.name == "polygamma" and i == 0 else n
        for i, (x, n) in enumerate(zip(point, names, strict=True))
    ]
    lists = [f"[{', '.join(each)}]" for each in row.split(operands)] if isinstance(row, ListOp) else operands
    result = compute(f"{row.name}({', '.join(lists)})", {n: Value(x) for n, x in zip(names, point, strict=True)})
    assert result.data == row.evaluate(*point)


def test_names_stand_in_the_order_of_reading():
    assert names_in(parse("tanh(b * a) + b - zeta")) == ["b", "a", "zeta"]


def test_a_long_sum_is_computed():
    assert compute(" + ".join(["a"] * 300), {"a": Value(1.0)}).data == 300.0


# --- what it refuses -----------------------------------------------------------------------------

REFUSED = [
    ("foo(a)", "foo is not in the table of operations; there are abs, acos"),
    ("__import__('os')", "__import__ is not in the table of operations"),
    ("a.real", "a.real is not in the table of operations"),
    ("a[0]", "a[0] is not in the table of operations"),
    ("a.__class__()", "a.__class__ is not in the table of operations"),
    ("(lambda: a)()", "is not in the table of operations"),
    ("a if a else a", "a if a else a is not in the table of operations"),
    ("[x for x in a]", "is not in the table of operations"),
    ("a < 2", "a < 2 is not in the table of operations"),
    ("(b := a)", "is not in the table of operations"),
    ("f'{a}'", "is not in the table of operations"),
    ("a % 2", "the operator in a % 2 is not in the table; there are + - * / **"),
    ("a @ a", "the operator in a @ a is not in the table"),
    ("~a", "the operator in ~a is not in the table; there are - and +"),
    ("not a", "the operator in not a is not in the table"),
    ("'text' * a", "'text' is not a number"),
    ("True + a", "True is not a number"),
    ("2j * a", "2j is not a number"),
    ("a +", "this is not an expression"),
    ("a = 2", "this is not an expression"),
    ("import os", "this is not an expression"),
    ("", 'the expression is empty: write one, such as "tanh(a*b + c)".'),
    (" ", "the expression is empty"),
    ("a.data", "allowed are numbers, names, + - * / **, parentheses, and functions of the table; for a.data write a"),
    ("a if a > 0 else 2", "for a choice by if write max(a, b), min(a, b), relu(a)"),
    ("a > 0", "for a > 0 write step(a)"),
    ("softmax(a, a)", "softmax has several results, and an expression has one: write exp(a) / (exp(a) + exp(b))"),
    ("np.tanh(a)", "np.tanh is not in the table of operations: write tanh"),
    ("maximum(a, 0)", "maximum is not in the table of operations: write max"),
    ("sigmod(a)", "sigmod is not in the table of operations: did you mean sigmoid; there are abs"),
    ("\0", "this is not an expression"),
    ("(" * 1000 + "a" + ")" * 1000, "this is not an expression"),
    ("a + d", "d has no value: add d=…"),
    ("exp * a", "exp is a function: write exp(…)"),
    ("exp()", "exp takes 1 operand(s); 0 given"),
    ("exp(a, a)", "exp takes 1 operand(s); 2 given"),
    ("exp(x=a)", "exp takes its operands in order"),
    ("max(*a)", "max takes its operands in order"),
    ("dot(a, a)", "a is not a list: write [a, b]"),
    ("dot([a], [a, a])", "dot takes two lists of equal length; got 1 and 2"),
    ("sum([a], [a])", "sum takes one list of operands"),
    ("polygamma(a, 2)", "polygamma has no derivative for operand 0"),
    ("a ^ 2", "write ** for a power, as in a**2"),
    ("2a", "for a product write 2*a"),
    ("2.5 a", "for a product write 2.5*a"),
    ("a b", "for a product write a*b"),
    ("tanh a", "; write tanh(a)."),
    ("ln a", "; write log(a)."),
    ("2(a + 1)", "2 is not a function: for a product write 2*(…)"),
    ("(a + 1)(a + 2)", "(a + 1) is not a function: for a product write (a + 1)*(…)"),
    ("a(a + 1)", "a is not a function: for a product write a*(…)"),
    ("ln(a)", "ln is not in the table of operations: write log"),
    ("arctan(a)", "arctan is not in the table of operations: write atan"),
    ("sen(a)", "sen is not in the table of operations: write sin"),
    ("a * 1e400", "a number is too large for a float"),
]


@pytest.mark.parametrize(("text", "message"), REFUSED, ids=[text[:20] for text, _ in REFUSED])
def test_what_is_not_in_the_table_is_refused_by_name(text, message, capsys):
    with pytest.raises(ExpressionError) as caught:
        compute(text, {"a": Value(1.0)})
    assert message in str(caught.value)


def test_nothing_is_evaluated(monkeypatch):
    for name in ("eval", "exec", "compile", "__import__", "open"):
        assert name not in FUNCTIONS
    calls = [node for node in ast.walk(ast.parse(SOURCE)) if isinstance(node, ast.Call)]
    assert not {ast.unparse(call.func) for call in calls} & {"eval", "exec", "compile", "__import__"}


with open(sys.modules["engine.table.expressions"].__file__, encoding="utf-8") as file:
    SOURCE = file.read()


def test_the_message_points_at_the_place():
    with pytest.raises(ExpressionError) as caught:
        compute("é + 2 * foo(a)", {"a": Value(1.0), "é": Value(1.0)})
    *_, text, arrow = str(caught.value).splitlines()
    assert text[arrow.index("^") :].startswith("foo(a)")


def test_a_deep_expression_is_refused_and_does_not_break_the_program():
    with pytest.raises(ExpressionError, match="nested too deeply"):
        compute("-" * 50_000 + "a", {"a": Value(1.0)})


def test_outside_a_domain_the_error_is_that_of_the_row():
    with pytest.raises(DomainError, match="log needs x ≥ 0"):
        compute("log(a)", {"a": Value(-1.0)})


MISTAKES = [
    (("a*b", "a=2"), "b has no value: add b=…"),
    (("a", "a=x"), "'x' is not a number"),
    (("a", "a"), "'a' gives no name a value; write it as a=2."),
    (("a", "2=3"), "gives no name a value"),
    (("a", "a=1", "b=2"), "b: given a value, but not in the expression."),
    (("exp(a)", "a=1", "exp=2"), "exp is a function of the table"),
    (("2 + 3",), "2 + 3 is 5, a plain number"),
    (("log(a)", "a=-1"), "log(-1.0) has no real value"),
    (("a*a", "a=1", "-o", "graph.doc"), "the file's name has to end in .svg, .png, .pdf, .gv or .dot"),
    (("a*a", "a=1", "-o", ""), "the file's name has to end in .svg, .png, .pdf, .gv or .dot"),
    (("a*a", "a=1", "--steps", "steps.txt"), "steps.txt"),
    (("sum([" + "a*a*a*a," * 700 + "])", "a=1", "-o", "graph.svg"), "2,000 values"),
    (("a*b", "a=2", "a=3", "b=1"), "a is given twice: 2 and 3"),
    (("a*lambda", "a=1", "lambda=2"), "lambda is a word of Python"),
    (("a", "a=1", "None=2"), "None is a word of Python"),
    (("__import__('os').system('ls')", "a=1"), "__import__('os').system is not in the table"),
    (("(lambda: 1)()", "a=2"), "lambda: 1 is not in the table"),
    (("tanh()", "a=1"), "tanh takes 1 operand"),
    (("a*1" + "0" * 400, "a=1"), "an integer too large for a float"),
    (("a*a", "a=1", "--explain", "b"), "b is not a name of the expression; there are a."),
    (("a*a", "a=1", "-o", f"{sys.executable}/graph.svg"), sys.executable),  # a file is no folder
]


@pytest.mark.parametrize(("arguments", "message"), MISTAKES, ids=[message[:30] for _, message in MISTAKES])
def test_a_mistake_is_answered_in_a_sentence(arguments, message, capsys):
    code, _, err = run(capsys, *arguments)
    assert code == 2
    assert err.startswith("chalkgrad: ")
    assert message in err
    assert "Traceback" not in err


def test_without_arguments_it_says_how_it_is_used(capsys):
    with pytest.raises(SystemExit) as caught:
        main([])
    assert caught.value.code == 2
    assert "usage: python -m engine" in capsys.readouterr().err


def test_its_help_shows_an_example(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    assert 'python -m engine "tanh(a*b + c)"' in capsys.readouterr().out.replace("\n", " ")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--step", "page.html"), "--step is not an option: did you mean --steps?"),
        (("--explian=a",), "--explian is not an option: did you mean --explain?"),
        (("-q",), "-q is not an option; there are -o, --output, --explain, --steps, --ascii."),
        (("--explain", "c"), "c is not a name of the expression; there are a, b."),
        (("-o", "graph.jpeg"), "'graph.jpeg': the file's name has to end in .svg, .png, .pdf, .gv or .dot."),
        (("--steps", "page.pdf"), "'page.pdf': the file's name has to end in .html or .htm."),
    ],
)
def test_options_are_checked_before_anything_is_computed(arguments, message, capsys):
    code, out, err = run(capsys, "a*b", "a=2", "b=3", *arguments)
    assert (code, out, err) == (2, "", f"chalkgrad: {message}\n")


def test_a_dot_file_gets_the_source_and_options_may_stand_anywhere(tmp_path, capsys):
    code, out, _ = run(capsys, "a*b", "-o", str(tmp_path / "graph.dot"), "a=2", "b=3")
    assert code == 0
    assert out.startswith("a*b = 6")
    assert "\ndigraph {\n" in (tmp_path / "graph.dot").read_text(encoding="utf-8")


def test_a_number_may_have_a_printed_minus_and_is_not_too_large(capsys):
    code, out, _ = run(capsys, "a·b", "a=−3", "b=2")
    assert (code, out.splitlines()[0]) == (0, "a·b = -6")
    code, _, err = run(capsys, "a", "a=1e400")
    assert (code, err) == (2, "chalkgrad: 'a=1e400': 1e400 is too large for a float (over 1.8e308).\n")
