"""The backprop checkers from the command line.

python -m nn diagnose case.npz --activations tanh,sigmoid --loss mse
python -m nn proofread FILE --objective "0.5 * ((y - a2)**2).sum()"
"""

import argparse
import json
import re
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

import numpy as np

from engine.table.console import as_ascii, speak_utf8
from engine.table.notation import harmless, in_words, one_line, path_text
from engine.table.writing import os_words, write_whole
from nn.handwritten.cases import LIMIT, CaseError, described, load_case
from nn.handwritten.diagnosis import DiagnosisReport, diagnose
from nn.handwritten.proofreading import Report as Proof
from nn.handwritten.proofreading import proofread
from nn.losses import TABLE
from nn.networks import activations
from nn.settings import CHOICES

WORDS = (
    *("activations", "loss", "reduction", "factor", "orientation", "samples", "bias", "learning_rate"),
    *("l2", "loss_value", "masks", "outputs"),
)
"""What a case may say beside its arrays; the same words as those of `diagnose`."""

NEEDED = {
    "activations": f"tanh,linear (one for each layer, or one for all, of {', '.join(activations.NAMES)})",
    "loss": f"mse (or {in_words(list(TABLE)[1:], 'or')})",
}
"""What a case has to say, and how an option says it."""

ARRAY = re.compile(r"(d|g|grad|delta)?_?(w|b)(?:eights?|ias|iases)?_?([0-9]+)", re.IGNORECASE)
"""What looks like the name of a weight matrix, a bias, or the gradient of one."""

MASK = re.compile(r"mask[1-9][0-9]*")

NAMED = 12
"""How many names of a case a message lists."""

FILES = """
A case holds the arrays W1, b1, W2, …, X, Y and your own dW1, db1, dW2, … (or the lists params and gradients), and,
unless options say them, activations, loss, reduction, factor, orientation, samples, bias, learning_rate, l2. It may
hold your own outputs and loss_value, which are compared first, and the dropout masks mask1, mask2, ….

  np.savez("case.npz", X=X, Y=Y, W1=W1, b1=b1, dW1=dW1, db1=db1, activations=["sigmoid"], loss="mse")

An .npz file is read as data, and refused if it unpacks to more than 256 MB, unless --max-size allows more. A .py file
is EXECUTED, with all it does, and its variables are taken: give only a file that you would run.

Exit code: 0 if the gradient is right, 1 if it is wrong, 2 if it could not be read.
"""


SCRIPTS = """
The script is EXECUTED, with all that it does, several times: give only a file that you would run. What it prints and
plots is swallowed. It runs up to the end of one pass of its training loop.

Exit code: 0 if the backward pass is right, 1 if it is wrong, 2 if it could not be read.
"""

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{0}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<style>body {{ max-width: 64rem; margin: 0 auto; padding: 0 1rem 2rem; font: 16px/1.45 system-ui, sans-serif; }}
h1 {{ font-size: 1.2rem; overflow-wrap: anywhere; }}</style></head><body><main><h1>{0}</h1>{1}</main></body></html>
"""
"""What `--html` writes around a report."""


def main(arguments: Sequence[str] | None = None, program: str = "python -m nn") -> int:
    """Run the command line: 0 if the gradient is right, 1 if it is wrong, 2 if it could not be read."""
    speak_utf8()  # δ, also where the system has no such letter
    options, rest = reader(program).parse_known_args(arguments)
    if rest:
        options.parser.error(left_over(rest, options.command))
    try:
        report = options.examine(options)
        if options.html:
            page = PAGE.format(escape(f"{options.command} {path_text(options.case)}"), report._repr_html_())
            write_whole(options.html, harmless(page).encode())
        if options.json:
            print(json.dumps(report.to_dict(), ensure_ascii=options.ascii, indent=1))
        else:
            print("\n".join(map(as_ascii, str(report).split("\n"))) if options.ascii else report)
        if options.html:  # beside JSON it would be one line too many
            print(f"page: {path_text(options.html)}", file=sys.stderr if options.json else sys.stdout)
    except (ValueError, TypeError, OSError) as error:
        print(f"chalkgrad: {harmless(os_words(error) or str(error))}", file=sys.stderr)
        return 2
    except Exception as error:  # whatever the objects of a script do when they are read; memory that runs out
        print(f"chalkgrad: {path_text(options.case)} cannot be examined: {described(error)}.", file=sys.stderr)
        return 2
    return 2 if report.problem else int(not report.correct)


def reader(program: str) -> argparse.ArgumentParser:
    """Return the parser of the command line, whose messages begin with the program that was typed."""
    parser = argparse.ArgumentParser(prog=program, description="Tools of nn.")
    commands = parser.add_subparsers(dest="command", required=True)

    given = command(commands, "diagnose", "say which mistake made a hand-written gradient wrong", FILES, examined)
    given.add_argument("case", help="a file: .npz (read as data) or .py (executed)")
    given.add_argument("--activations", help="one for each layer, with commas between: tanh,sigmoid")
    for word, allowed in {"loss": tuple(TABLE), **CHOICES}.items():
        given.add_argument(f"--{word}", choices=allowed)
    given.add_argument("--factor", type=float, help="a number in front of the loss: 0.5")
    given.add_argument("--learning-rate", type=float)
    penalty = "λ, where the loss has the term λ Σ W²; half of an optimiser's weight_decay"
    given.add_argument("--l2", type=float, help=penalty)
    given.add_argument("--loss-value", type=float, help="your own loss, to be compared first")
    given.add_argument("--json", action="store_true", help="print the findings as JSON")
    size = f"how many megabytes an .npz file may unpack to, {LIMIT} unless you allow more"
    given.add_argument("--max-size", type=megabytes, default=LIMIT, metavar="MB", help=size)
    given.add_argument("--html", metavar="FILE", help="write the report with its heat maps")

    subject = "read a script's backward pass line by line, and name the first wrong line"
    script = command(commands, "proofread", subject, SCRIPTS, proofread_file)
    script.add_argument("case", metavar="file", help="a script, .py or .ipynb (executed)")
    script.add_argument("--objective", help="the loss as an expression in the script's names, if it computes none")
    script.add_argument("--at", type=int, default=0, help="which pass of the training loop, from 0")
    script.add_argument("--seed", type=int, default=0, help="for a script without a seed of its own")
    script.add_argument("--json", action="store_true", help="print the report as JSON")
    script.add_argument("--html", metavar="FILE", help="write the annotated source")
    return parser


def command(commands: Any, name: str, subject: str, epilog: str, examine: Callable[..., Any]) -> Any:
    """Add a command, and the function that makes its report of the options; return its parser."""
    described_so = {"help": subject, "description": f"{subject.capitalize()}.", "epilog": epilog}
    parser = commands.add_parser(name, **described_so, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.set_defaults(examine=examine, parser=parser)
    parser.add_argument("--ascii", action="store_true", help="no other letters than ASCII in what is printed")
    return parser


def left_over(words: Sequence[str], subcommand: str) -> str:
    """Return what to say of words that no option takes."""
    first = words[0]
    if first.startswith("-"):
        return f"{first} is not an option"
    commas = "; activations have commas between: tanh,linear" if subcommand == "diagnose" else ""
    return f"one file is read at a time, and {first} is one too many{commas}"


def proofread_file(options: argparse.Namespace) -> Proof:
    """Return the report on the script that was named; what it asks for is written as it is typed here."""
    report = proofread(Path(options.case), objective=options.objective, at=options.at, seed=options.seed)
    return replace(report, problem=report.problem.replace('objective="', '--objective "'))


def examined(options: argparse.Namespace) -> DiagnosisReport:
    """Return the report on the case that was named."""
    path, name = Path(options.case), path_text(options.case)
    case = load_case(path, options.max_size)
    words = {word: _plain(case[word]) for word in WORDS if case.get(word) is not None}
    typed = {word: getattr(options, word) for word in WORDS if getattr(options, word, None) is not None}
    if "activations" in typed:
        typed["activations"] = typed["activations"].split(",")
    words |= typed
    for needed in ("X", "Y"):
        if case.get(needed) is None:
            raise CaseError(f"{name} has no {needed}; it has {listed(case)}.")
    missing = [needed for needed in NEEDED if needed not in words]
    if missing:
        options_for = in_words([f"--{needed} {NEEDED[needed]}" for needed in missing])
        raise CaseError(f"{name} does not say its {in_words(missing)}: give {options_for}.")
    params, gradients = of_network(case, name)
    masks = {int(key[4:]): mask for key, mask in case.items() if MASK.fullmatch(str(key)) and mask is not None}
    if masks:
        words["masks"] = masks
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        report = diagnose(params, case["X"], case["Y"], gradients, **words)
    for warning in caught:
        print(f"chalkgrad: {warning.message}", file=sys.stderr)
    return report


def megabytes(typed: str) -> float:
    """Return a limit as it was typed; ValueError unless it is a number above 0."""
    number = float(typed)
    if not number > 0:
        raise ValueError
    return number


def listed(case: Mapping[str, Any]) -> str:
    """Return the names that a case holds, for a message."""
    names = [one_line(str(name)) for name in case if not str(name).startswith("__")]
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"{', '.join(sorted(names)[:NAMED])}{more}" if names else "nothing"


def of_network(case: Mapping[str, Any], name: str) -> tuple[Any, Any]:
    """Return the parameters and the gradients of a case: its lists, or its arrays by their names.

    A name that only looks like one of them, B1 or W0, is handed on where the right one is not there, to be refused.
    """
    found: dict[str, dict[str, Any]] = {"": {}, "d": {}}
    for key, array in case.items():
        like = ARRAY.fullmatch(str(key))
        if like:
            d, right = "d" if like[1] else "", f"{'W' if like[2] in 'wW' else 'b'}{like[3]}"
            if key == d + right or (array is not None and case.get(d + right) is None):
                found[d][str(key)] = array
    params, gradients = case.get("params"), case.get("gradients")
    if params is None and not found[""]:
        raise CaseError(f"{name} has neither W1, W2, … with dW1, dW2, … nor the lists params and gradients.")
    return found[""] if params is None else params, found["d"] if gradients is None else gradients


def _plain(word: Any) -> Any:
    """Return a word or a number out of an array that np.savez made of it."""
    return word.tolist() if isinstance(word, np.ndarray) else word


if __name__ == "__main__":
    raise SystemExit(main())
