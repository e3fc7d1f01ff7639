"""An expression from the command line: its value, its gradients, its picture.

python -m engine "tanh(a*b + c)" a=2 b=-3 c=5.5 -o graph.svg
"""

import argparse
import keyword
import math
import sys
import unicodedata
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

from engine.table.console import as_ascii, speak_utf8
from engine.table.expressions import FUNCTIONS, ExpressionError, as_python, compute, names_in, parse
from engine.table.notation import harmless, in_words, path_text
from engine.table.writing import is_special, os_words
from engine.value import Value

OPTIONS = ("-h", "--help", "-o", "--output", "--explain", "--steps", "--ascii", "--")
EXAMPLE = 'python -m engine "tanh(a*b + c)" a=2 b=-3 c=5.5 -o graph.svg --explain a --steps steps.html'


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; 0 if all went well, 2 after a message about what was typed."""
    speak_utf8()  # ∂, also where the system has no such letter
    try:
        options = reader().parse_intermixed_args(protected(sys.argv[1:] if arguments is None else arguments))
        values = values_of(options.values)
        check(options, values)
        result = evaluated(options.expression, values)
        table = table_of(options.expression.strip(), result, values, "d/d" if options.ascii else "∂/∂")
        print(as_ascii_lines(table) if options.ascii else table)
        for line in extras(result, values, options):
            print(line)
    except (ValueError, ArithmeticError, RuntimeError, OSError) as error:
        print(f"chalkgrad: {harmless(os_words(error) or str(error))}", file=sys.stderr)
        return 2
    return 0


def reader() -> argparse.ArgumentParser:
    """Return the parser of what may be typed."""
    parser = argparse.ArgumentParser(
        prog="python -m engine",
        description="Compute an expression and its gradients, draw its graph, explain a gradient.",
        epilog=f"Example: {EXAMPLE}",
    )
    add_expression(parser)
    parser.add_argument(
        "-o", "--output", metavar="FILE", help="draw the graph: .svg, .png, .pdf; .gv or .dot for its source"
    )
    parser.add_argument("--explain", metavar="NAME", help="explain how the gradient for a name comes about")
    parser.add_argument("--steps", metavar="FILE", help="write a page that steps through the backward pass: .html")
    return parser


def add_expression(parser: argparse.ArgumentParser) -> None:
    """Add what may be typed with every use of an expression."""
    parser.add_argument("expression", help='numbers, names, + - * / **, and functions of the table: "tanh(a*b + c)"')
    parser.add_argument("values", nargs="*", metavar="name=number", help="a value for each name: a=2 b=-3")
    parser.add_argument("--ascii", action="store_true", help="no other letters than ASCII in what is printed")


def protected(arguments: Sequence[str]) -> list[str]:
    """Return the arguments with a space before an expression that begins with a minus: argparse takes it for no option.

    Raises:
        ExpressionError: for an option that is misspelt.

    >>> protected(["-a*b", "a=2"])
    [' -a*b', 'a=2']
    >>> protected(["a*b", "--step", "page.html"])
    Traceback (most recent call last):
    engine.table.expressions.ExpressionError: --step is not an option: did you mean --steps?
    """
    for x in arguments:
        near = get_close_matches(x.partition("=")[0], [each for each in OPTIONS if len(each) > 2], n=1, cutoff=0.7)
        if x.startswith("--") and near and x.partition("=")[0] not in OPTIONS:
            raise ExpressionError(f"{x.partition('=')[0]} is not an option: did you mean {near[0]}?")
    return [f" {x}" if x.startswith("-") and x.partition("=")[0] not in OPTIONS else x for x in arguments]


def check(options: argparse.Namespace, values: dict[str, Value]) -> None:
    """Raise ExpressionError for an option that cannot be followed, before anything is computed."""
    if options.explain is not None and options.explain not in values:
        raise ExpressionError(f"{options.explain} is not a name of the expression; there are {', '.join(values)}.")
    endings = ((options.output, (".svg", ".png", ".pdf", ".gv", ".dot")), (options.steps, (".html", ".htm")))
    for name, allowed in endings:
        if name is not None and Path(name).suffix.lower() not in allowed and not is_special(Path(name)):
            raise ExpressionError(f"{name!r}: the file's name has to end in {in_words(allowed, 'or')}.")


def values_of(texts: Sequence[str]) -> dict[str, Value]:
    """Return the leaves of all "a=2", by name."""
    values: dict[str, Value] = {}
    for text in texts:
        name, value = value_of(text)
        if name in values:
            raise ExpressionError(f"{name} is given twice: {values[name].data:g} and {value.data:g}.")
        values[name] = value
    return values


def value_of(text: str) -> tuple[str, Value]:
    """Return the leaf that "a=2" stands for."""
    name, _, digits = text.strip().partition("=")
    name = unicodedata.normalize("NFKC", name)  # as Python reads the names in the expression
    if name.startswith("-"):
        raise ExpressionError(f"{text.strip()} is not an option; there are {', '.join(OPTIONS[2:7])}.")
    if not name.isidentifier() or not digits:
        raise ExpressionError(f"{text!r} gives no name a value; write it as a=2.")
    if keyword.iskeyword(name):
        raise ExpressionError(f"{name} is a word of Python; choose another name for the value.")
    if name in FUNCTIONS:
        raise ExpressionError(f"{name} is a function of the table; choose another name for the value.")
    try:
        number = float(as_python(digits))
    except ValueError:
        raise ExpressionError(f"{text!r}: {digits!r} is not a number; write it as {name}=2.") from None
    if math.isinf(number) and "inf" not in digits.lower():
        raise ExpressionError(f"{text!r}: {digits} is too large for a float (over 1.8e308).")
    return name, Value(number, label=name)


def evaluated(expression: str, values: dict[str, Value]) -> Value:
    """Return the result, with gradients in the values."""
    result = compute(expression, values)
    names = names_in(parse(expression))
    unused = [name for name in values if name not in names]
    if unused:
        raise ExpressionError(f"{', '.join(unused)}: given a value, but not in the expression.")
    if not isinstance(result, Value):
        raise ExpressionError(
            f"{expression.strip()} is {result:g}, a plain number: without a name there is no gradient."
        )
    result.backward()
    return result


def table_of(expression: str, result: Value, values: dict[str, Value], derivative: str) -> str:
    """Return the result and the gradients, in columns; `derivative` is the head of theirs."""
    width = max(map(len, values))
    gradients = [f"  {name:<{width}}  {value.data:>14.6g}  {value.grad:>14.6g}" for name, value in values.items()]
    return "\n".join(
        [f"{expression} = {result.data:.6g}", f"  {'':<{width}}  {'value':>14}  {derivative:>14}", *gradients]
    )


def extras(result: Value, values: dict[str, Value], options: argparse.Namespace) -> list[str]:
    """Return the picture, the explanation and the page, where asked for."""
    lines = []
    if options.explain is not None:
        from engine.explanation import explain  # here and below: each loads a room of its own

        lines.append("\n" + explain(result, values[options.explain]).text(ascii=options.ascii))
    if options.output is not None:
        from engine.drawing import draw

        new = new_folder(options.output)
        lines.append(f"picture: {draw(result).save(options.output)}{new}")
    if options.steps is not None:
        from engine.stepping import step_page

        new = new_folder(options.steps)
        step_page(result, options.steps)
        lines.append(f"page: {options.steps}{new}")
    return [as_ascii_lines(line) for line in lines] if options.ascii else lines


def new_folder(path: str) -> str:
    """Return what to say if a file is going to be written into a folder that is not there yet, and may be a typo."""
    folder = Path(path).parent
    return "" if folder.exists() or is_special(Path(path)) else f"  (the folder {path_text(str(folder))} is new)"


def as_ascii_lines(text: str) -> str:
    """Return lines in ASCII."""
    return "\n".join(map(as_ascii, text.split("\n")))


if __name__ == "__main__":
    raise SystemExit(main())
