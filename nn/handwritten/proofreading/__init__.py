"""A learner's own backward pass, read line by line: what each array is, the first wrong line, and a fix that is proved.

asked       the arguments, checked
clock       how much a search has worked: what it ends by
binding     steps under another name, and those that move nothing
source      a script, its tree, a number for each statement
inline      assignments inside an expression as lines of their own
notes       what is known of a statement before a script runs
lambdas     functions without a name as those with one
listed      numbers in lists, dicts and attributes as arrays
epsilons    small numbers in logarithms, without which a script is read
terms       names, calls, terms and factors of an expression, numbers that are only printed
statements  what a statement assigns, adds, hands on
parts       an expression whose parts are seen on Values
marking     calls put in, so that every assignment is seen
recording   what a run reports: its events
running     one guarded run
lossnames   what people call a loss
lossnumbers which numbers of a run may be its loss, and where it is complete
window      what one pass is, and which arrays are its parameters
checked     gradients that a script checks by differences
moves       which changes move a parameter
passes      where a pass is found: its loss, its parameters
why         why it cannot be read, or stops
adjoints    ∂L/∂ of one forward array, and of several as one
draws       other numbers of the same kind
truth       the same forward pass on Values: every true adjoint
multiples   which multiple of an array another one is, and which numbers are the same
powers      how a step grows with its gradient
gains       which objectives are meant to grow
spelled     what a step adds, in the names of arrays
separate    rates that each parameter has for itself
goals       which array goes into a step
rates       the learning rate of each step, and the gradient that goes into it
expected    which factor all steps should have
steps       whether the steps of the parameters are right
settling    which numbers of a line are its rate, and whether a loss is meant to grow
decays      weight decay above the line of a step, which is in no loss
case        all of that for one script, and further draws of its data
batches     the loss of the samples of one step
meant       which other loss a script may mean
measuring   from a pass to its case
opening     from a script to its case
pieces      rows and stacks of adjoints
matching    which adjoints an array is a multiple of
meaning     what an array is
composed    what a line computes that is no adjoint
naming      what its name says
deciding    branches on numbers while a script runs on Values
door        the np, math, copy and float that a script calls on Values
algebra     the functions of np.linalg that take Values
swap        a line whose right value is put in
bench       an edit, and the runs that prove it
samples     a line and a forward array, sample by sample
coinciding  indices that are the same number in one pass
filling     arrays that a loop fills entry by entry
entering    where a factor comes in
units       the lines that may be wrong
conventions which factor and sign are usual in a script
doubts      what speaks against a line, and for it
blame       whose right value makes the steps right
forecast    which values are worth a run: the steps are linear in them
values      what an expression is where a script is paused
scope       what can be put into an edit, and what no person would write
reductions  edits of einsums, slices, the order of an index, products with a sum over an axis
around      what may stand around an expression, or beside it
edits       small edits of an expression
othernames  other names in it
elsewhere   what stands elsewhere in the script, put into a line; terms that lack a factor
added       steps that a script lacks
pairs       a pair of functions as such a program
returned    the source of functions, and which gradient belongs to which input
handing     other arguments, other returns, loops that go another way
lines       what is edited of a line; its sign, its left side
fixes       those that are proved
behind      fixes of what a wrong line was made of, and of statements that stand too early
partials    local derivatives by their names, and what they should be
leads       which lines are searched for a fix
chain       several wrong lines in a row
sound       which arrays are adjoints, and the first that is not
wrongs      a wrong line with its fixes, and the ways to find one
progress    edits that are right beside another wrong line
twice       two wrong lines of which the later one hides the earlier
signs       the same explanation with its signs elsewhere
shared      one line that made what several wrong ones read
above       the same explanation with a factor in a line above
nextline    the next wrong line beside those that are repaired
finding     the wrong lines, one after the other
unused      learning rates that no line reads
unrated     steps by roots without such a rate
lengthened  a clip the wrong way round: gradients that become longer
unreached   parameters that a loop does not come to
misled      steps that take the gradient of another parameter
rules       the rules of known optimisers
memories    lines of an optimiser's memory, and those kept for nothing
fitting     steps of several passes beside the rules of known optimisers
words       edits of the lines of an optimiser
optimisers  the edit that makes its steps those of a rule
formula     what a wrong line should be, where no fix is proved
forward     for which other loss or forward pass the backward pass is right
losstext    the loss in the script's words
report      what was found, as text and as HTML
reading     from all that is known to the report
otherpasses the report on a pass, or on another one that shows what it hides
rereading   what is left to say once the lines that were named are right
stopping    a script that is read only with an edit of the line at which it stops
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

import numpy as np

from nn.handwritten.proofreading.asked import WrongNameError, check_lists, check_names, check_source, check_words
from nn.handwritten.proofreading.clock import spent
from nn.handwritten.proofreading.opening import StoppedError, read
from nn.handwritten.proofreading.otherpasses import Reader, report_on
from nn.handwritten.proofreading.pairs import pair_program
from nn.handwritten.proofreading.reading import UndecidedError
from nn.handwritten.proofreading.report import Fix, Line, Report
from nn.handwritten.proofreading.rereading import with_what_is_left
from nn.handwritten.proofreading.running import Script
from nn.handwritten.proofreading.source import LearnerScript, UnreadableError, load
from nn.handwritten.proofreading.stopping import repaired_at_its_stop

__all__ = ["Fix", "Line", "Report", "proofread"]

SECONDS_AGAIN = 2.0  # the seconds of work for what is wrong beside the lines that were named, at least


def proofread(
    source: Any,
    *functions: Any,
    objective: str | None = None,
    parameters: Sequence[str] | None = None,
    gradients: Mapping[str, str] | Sequence[str] | None = None,
    at: int = 0,
    seed: int = 0,
) -> Report:
    """Read a backward pass line by line, and name the first wrong line: of a script, or of a pair of functions.

    The script runs as it is. Its lines are shown with what they compute: ∂L/∂ of which of its own arrays, with
    which factor. A parameter is wrong if its step is not −η ∂L/∂p; signs and factors on the way are the script's own
    convention. A fix is shown only if it makes the steps right on the script's data and on two more draws of it.

    Args:
        source: a path to a .py or .ipynb file, or the text of a script. Or a function: then proofread(forward,
            backward, *inputs), where forward(*inputs) gives out or (out, cache), and backward(dout, cache), or
            backward(dout, *inputs), the gradients as an array, a tuple or a dict.
        functions: the backward function and the inputs, where the first argument is the forward one.
        objective: the loss as an expression in the script's names, where the script computes none.
        parameters: where the script takes no steps, the arrays whose gradients are judged: ["W1", "self.b1"].
        gradients: their gradients in the same order, or as {"W1": "dW1"}.
        at: which pass of the training loop is read, from 0.
        seed: for a script without seeds of its own.

    Returns:
        A `Report`: `correct` is True, False, or None with a `problem` if the script could not be read.

    Raises:
        TypeError: for an argument of another kind; the message says which are allowed.
        ValueError: for a number below 0, an objective that is not Python, and a name that the script does not have.

    >>> report = proofread('''
    ... import numpy as np
    ... rng = np.random.default_rng(0)
    ... X, y = rng.normal(size=(5, 3)), rng.normal(size=5)
    ... w = rng.normal(size=3)
    ... for step in range(10):
    ...     error = X @ w - y
    ...     loss = 0.5 * np.sum(error**2)
    ...     dw = X.T @ y
    ...     w = w - 0.1 * dw
    ... ''')
    >>> report.correct, report.wrong[0].number, report.wrong[0].fixes[0].edits
    (False, 9, ((9, 'dw = X.T @ error'),))
    """
    check_source(source, functions)
    check_words(objective, at, seed)
    check_lists(parameters, gradients)
    given = _given(parameters, gradients)
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # with another value in its place a line may divide by 0, and edits are odd
            program = pair_program(source, functions[0], functions[1:]) if callable(source) else load(source)
            check_names(program, parameters, given)
            words = objective.strip() if objective else None
            return _report(partial(read, objective=words, seed=seed, given=given), program, at, seed)
    except (UnreadableError, UndecidedError) as error:
        return Report(None, str(error))
    except WrongNameError as error:
        raise ValueError(str(error)) from None
    except Exception as error:  # whatever the objects of a script do when they are read
        said = " ".join(str(error).split()).rstrip(".")
        return Report(None, f"the script cannot be read to its end: {type(error).__name__}: {said}.")


def _report(read_any: Reader, program: LearnerScript, at: int, seed: int) -> Report:
    """Return the report on a pass, with what is wrong beside the lines that it names."""
    read_pass = partial(read_any, program=program)

    def repaired() -> Report | None:
        right = repaired_at_its_stop(Script(program, seed), partial(read_any, at=at))
        if right is None:
            return None
        return right.report(report_on(right.case, partial(read_any, program=right.case.script.program), at))

    try:
        case = read_pass(at=at)
    except StoppedError:
        if (report := repaired()) is None:
            raise
        return report

    def again(repaired: LearnerScript) -> Report | None:
        read_again = partial(read_any, program=repaired)
        with suppress(UnreadableError, UndecidedError):
            other = read_again(at=at)
            other.end = max(case.end, spent() + SECONDS_AGAIN)
            return report_on(other, read_again, at)
        return None

    report = report_on(case, read_pass, at)
    is_clear = case.stop is None or (len(report.wrong) == 1 and bool(report.wrong[0].fixes))
    report = report if is_clear else repaired() or report  # one line may explain all that is wrong
    return report if case.script.program.has_added else with_what_is_left(report, program, again)


def _given(
    parameters: Sequence[str] | None, gradients: Mapping[str, str] | Sequence[str] | None
) -> Mapping[str, str] | None:
    """Return the gradients that were named, by their parameters."""
    if gradients is None:
        return None
    if isinstance(gradients, Mapping):
        return gradients
    if parameters is None or len(parameters) != len(gradients):
        raise ValueError(f"gradients has {len(gradients)} names: parameters must have as many, in the same order.")
    return dict(zip(parameters, gradients, strict=True))
