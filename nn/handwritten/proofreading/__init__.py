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
opening     from a script to its case
pieces      rows and stacks of adjoints
matching    which adjoints an array is a multiple of
meaning     what an array is
composed    what a line computes that is no adjoint
naming      what its name says
deciding    branches on numbers while a script runs on Values
door        the np, math, copy and float that a script calls on Values
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
above       the same explanation with a factor in a line above
nextline    the next wrong line beside those that are repaired
finding     the wrong lines, one after the other
unused      learning rates that no line reads
unrated     steps by roots without such a rate
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
rereading   what is left to say once the lines that were named are right
stopping    a script that is read only with an edit of the line at which it stops
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from keyword import iskeyword
from typing import Any

import numpy as np

from nn.handwritten.proofreading.asked import WrongNameError, check_lists, check_names, check_source, check_words
from nn.handwritten.proofreading.bench import MOST_LATER
from nn.handwritten.proofreading.case import DRAWS, Case
from nn.handwritten.proofreading.clock import spent
from nn.handwritten.proofreading.coinciding import coincide
from nn.handwritten.proofreading.draws import vary
from nn.handwritten.proofreading.misled import misled
from nn.handwritten.proofreading.opening import StoppedError, read
from nn.handwritten.proofreading.optimisers import off_the_rules
from nn.handwritten.proofreading.pairs import pair_program
from nn.handwritten.proofreading.passes import Finder
from nn.handwritten.proofreading.reading import (
    UndecidedError,
    reported,
    reported_loop,
    reported_misled,
    reported_rate,
    reported_rule,
)
from nn.handwritten.proofreading.report import Fix, Line, Report
from nn.handwritten.proofreading.rereading import with_what_is_left
from nn.handwritten.proofreading.running import Script
from nn.handwritten.proofreading.source import LearnerScript, UnreadableError, load
from nn.handwritten.proofreading.statements import mentions
from nn.handwritten.proofreading.stopping import mended_at_its_stop
from nn.handwritten.proofreading.terms import every
from nn.handwritten.proofreading.unrated import unrated
from nn.handwritten.proofreading.unreached import unreached

__all__ = ["Fix", "Line", "Report", "proofread"]

Reader = Callable[..., Case]  # what reads a pass of a script, given its number as `at`
SECONDS_LATER = 0.6  # the seconds of work after which no pass after a right one is read any more
SECONDS_AGAIN = 2.0  # the seconds of work for what is wrong beside the lines that were named, at least
SECONDS_ANEW = 3.0  # the same after one that is right by chance, of which nothing else can be said
BY_CHANCE = (
    "the steps are right with the script's own numbers, and wrong with others in their place. A start such as "
    "np.ones(3) hides a factor that is missing: start the parameters at other numbers, and read it again."
)

OTHER_STARTS = (
    "With the script's own numbers these steps are right by chance, as where a bias starts at 0 or a scale at 1: it "
    "was read with others in their place."
)


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
    try:
        case = read_pass(at=at)
    except StoppedError:
        right = mended_at_its_stop(Script(program, seed), partial(read_any, at=at))
        if right is None:
            raise
        return right.report(_report_on(right.case, partial(read_any, program=right.case.script.program), at))

    def again(repaired: LearnerScript) -> Report | None:
        read_again = partial(read_any, program=repaired)
        with suppress(UnreadableError, UndecidedError):
            other = read_again(at=at)
            other.end = max(case.end, spent() + SECONDS_AGAIN)
            return _report_on(other, read_again, at)
        return None

    report = _report_on(case, read_pass, at)
    return report if case.script.program.has_added else with_what_is_left(report, program, again)


def _report_on(case: Case, read_pass: Reader, at: int) -> Report:
    """Return the report on a pass that was read, or on a later one that shows what this one hides."""
    read_later = partial(read_pass, program=case.script.program, objective=case.script.objective, is_known=True)
    if not at and case.stop is None and (off := off_the_rules(case)) is not None:
        return reported_rule(case, *off)
    if (found := misled(case)) is not None:
        return reported_misled(case, *found)
    report = reported(case)
    held = case.held_anew() if report.correct else (True,)
    if not any(held) and (scaled := _with_factor(case)) is not None:
        return scaled
    other = None if all(held) else _anew(read_later, case)
    if other is not None and (not any(held) or all(line.fixes for line in other.wrong)):
        return other  # of one draw, a value may be at an edge by chance: then only what is put right counts
    if not any(held):
        return _in_later_passes(read_later, case)
    if report.correct and not at and (other := _second(read_pass, case)) is not None:
        return other
    if report.correct and not at and (other := _beside(read_pass, case)) is not None:
        return other
    if report.correct and not at and (lines := unrated(case)):
        return reported_rate(case, lines, f"the learning rate {case.steps.lacking:g}")
    if report.correct and not at and (loop := unreached(case)) is not None:
        return reported_loop(case, loop)
    if report.correct and not at and (other := _apart(read_later, case)) is not None:
        return other
    is_open = report.correct and (case.hidden() or _branches(case) or _moves_more(case))
    later = _later(read_later, case) if is_open else None
    return report if later is None else later


def _with_factor(case: Case) -> Report | None:
    """Return the report that asks for a factor of 1, where the factor of all steps differs with the data: o (1 - o)."""
    if not case.own_loss:
        case.own_loss, case.wanted, case.steps.own_loss = True, 1.0, True
        with suppress(UndecidedError):
            report = reported(case)
            return report if report.correct is False and any(line.fixes for line in report.wrong) else None
    return None


def _anew(read_pass: Reader, case: Case) -> Report | None:
    """Return the report on a script with other starts, if it is wrong there: a bias may start at 0, a scale at 1."""
    starts = partial(vary, varied=case.varied, draw=len(DRAWS))
    program = replace(case.script.program, starts=starts, remarks=(*case.script.program.remarks, OTHER_STARTS))
    with suppress(UnreadableError, UndecidedError):
        report = reported(read_pass(program=program, at=case.at))
        return report if report.correct is False else None
    return None


def _in_later_passes(read_pass: Reader, case: Case) -> Report:
    """Return the report on a pass after one that is right by chance: there np.ones(3) is no longer all ones."""
    until = spent() + SECONDS_ANEW
    with suppress(UnreadableError, UndecidedError):
        for at in range(case.at + 1, case.at + 1 + MOST_LATER):
            report = reported(read_pass(at=at))
            if report.correct is False:
                return report
            if spent() > until:
                break
    return Report(None, BY_CHANCE)


def _second(read_pass: Reader, case: Case) -> Report | None:
    """Return the report on a second model that the script trains after the first, if that one is wrong."""
    since = Finder(case.script, case.outcome).second(case.window)
    with suppress(UnreadableError, UndecidedError):
        other = read_pass(at=0, given=None, since=since) if since is not None else case
        if case.window.births.isdisjoint(other.window.births):
            report = reported(other)
            return report if report.correct is False else None
    return None


def _beside(read_pass: Reader, case: Case) -> Report | None:
    """Return the report on a model that the same turns train, with a loss of its own, if that one is wrong."""
    finder = Finder(case.script, case.outcome)
    if case.script.objective is not None or not case.window.turns or not finder.leaves_out(case.window):
        return None
    sites = {place[0] for losses in case.window.losses for place in losses}
    others = [where for _, where in finder.numbers.named() if finder.events[where[0]].site not in sites]
    texts = dict.fromkeys(finder.numbers.text(where) for where in others)
    for text in (text for text in texts if text.isidentifier() and not iskeyword(text)):  # return
        with suppress(UnreadableError, UndecidedError):
            other = read_pass(at=0, objective=text)
            if case.window.births.isdisjoint(other.window.births):
                return report if (report := reported(other)).correct is False else None
    return None


def _apart(read_pass: Reader, case: Case) -> Report | None:
    """Return the report on a later pass that is wrong, if two indices of this one are the same number by chance.

    So may be a target and 1, where each pass is that of a sample: (y - 1) * x beside (y - p) * y * x.
    Some step must be right there: else that pass is misread.
    """
    until = spent() + SECONDS_LATER
    is_sample = len(case.window.turns) > 1 and case.steps.is_plain and not _remembers(case)
    for at in range(1, 1 + MOST_LATER) if case.steps.goals is None and (is_sample or coincide(case)) else ():
        if spent() > until or case.seconds > SECONDS_LATER:
            break
        with suppress(Exception):  # there is no such pass, or it cannot be read
            later = read_pass(at=at)
            if not later.tried() and later.tried().has_right and not _is_misread(case, later):
                return report if (report := reported(later)).correct is False else None
    return None


def _remembers(case: Case, later: Case | None = None) -> bool:
    """Return whether a pass keeps more for the next one than its parameters, and the sum of losses: total += loss.

    What is a parameter of a later pass is not kept, either.
    """
    sums = [each for each in case.script.program.statements if isinstance(each, ast.AugAssign)]
    losses = {ast.unparse(each.target) for each in sums if mentions(each.value, case.steps.loss_name)}
    own = {parameter.name.partition("[")[0] for parameter in (later or case).window.parameters}
    return not {state for state in case.steps.states if state.partition("[")[0] not in own} <= losses


def _is_misread(case: Case, later: Case) -> bool:
    """Return whether steps of a later pass may be wrong only because a momentum is in them, too."""
    return _remembers(case, later) and (later.steps.goals is None or not later.tried().has_right)


def _branches(case: Case) -> bool:
    """Return whether a script has a branch, but for that of its name."""
    tests = [node.test for node in every(case.script.program.tree, ast.If)]
    return any("__name__" not in ast.unparse(test) for test in tests)


def _moves_more(case: Case) -> bool:
    """Return whether a pass moves what is none of its parameters, but was there before it."""
    return bool(case.window.turns) and Finder(case.script, case.outcome).leaves_out(case.window)


def _later(read_pass: Reader, case: Case) -> Report | None:
    """Return the report on a later pass that is wrong: with a branch not taken before, or a step that was 0 until then.

    A step is 0 by its data alone for a sample of zeros, such as the first of XOR: that pass says nothing of it. Of a
    branch, only its own line is said, with a fix.
    """
    until = spent() + SECONDS_LATER
    names, shown = {parameter.name for parameter in case.window.parameters}, set[str]()
    for at in range(case.at + 1, case.at + 1 + MOST_LATER):
        if spent() + case.seconds > case.end:
            return None
        with suppress(Exception):  # there is no such pass, or it cannot be read
            later = read_pass(at=at)
            now = {parameter.name for parameter in later.window.parameters}
            hidden = case.hidden(now) - shown
            is_new = hidden or {event.site for event in later.events} - {event.site for event in case.events}
            if is_new and now >= names and now - names <= hidden and not _is_misread(case, later) and not later.tried():
                report = reported(later)
                is_branch = [line.source.strip().startswith("if ") and bool(line.fixes) for line in report.wrong]
                return report if report.correct is False and (hidden or is_branch == [True]) else None
            shown |= now - later.hidden()
            if (hidden - shown or _branches(case)) and spent() < until:
                continue
        return None
    return None


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
