"""The command `chalkgrad`: expressions drawn, explained or stepped through, gradients diagnosed, scripts proofread.

chalkgrad draw "tanh(a*b + c)" a=2 b=-3 c=5.5 -o graph.svg

`python -m engine` and `python -m nn` do the work; each subcommand passes its arguments to one of them.
"""

import argparse
import sys
from collections.abc import Sequence

import engine.__main__
import nn.__main__

EXPRESSIONS = {
    # subcommand: what it does, its option here, the option of `python -m engine`, what the option says
    "draw": ("draw the graph of an expression", "--output", "-o", "a file: .svg, .png, .pdf; .gv or .dot"),
    "explain": ("say where a gradient comes from", "--wrt", "--explain", "the name whose gradient is explained"),
    "steps": ("write a page that steps through the backward pass", "--output", "--steps", "the page: .html"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line: 0 if all went well, 2 after a message; `diagnose` and `proofread` say their own."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] in (["diagnose"], ["proofread"]):
        return nn.__main__.main(words, "chalkgrad")
    if len(words) > 1 and words[1].startswith("-") and words[1] not in ("-h", "--help"):
        words[1] = f" {words[1]}"  # an expression that begins with a minus, which argparse would take for an option
    options = reader().parse_args(words)
    flag = EXPRESSIONS[options.command][2]
    rest = ["--ascii"] * options.ascii
    return engine.__main__.main([options.expression, *options.values, flag, options.target, *rest])


def reader() -> argparse.ArgumentParser:
    """Return the parser of what may be typed."""
    parser = argparse.ArgumentParser(
        prog="chalkgrad", description="Gradients that explain themselves.", epilog=f"Example: {__doc__.splitlines()[2]}"
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name, (does, option, _, says) in EXPRESSIONS.items():
        given = commands.add_parser(name, help=does, description=f"{does.capitalize()}.")
        engine.__main__.add_expression(given)
        letters = ["-o"] if option == "--output" else []
        given.add_argument(*letters, option, dest="target", required=True, metavar=option[2:].upper(), help=says)
    commands.add_parser("diagnose", add_help=False, help="say which mistake made a hand-written gradient wrong")
    commands.add_parser("proofread", add_help=False, help="name the first wrong line of a script's backward pass")
    return parser
