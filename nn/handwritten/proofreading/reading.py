"""From a case to a report: every line of the pass, what it computes, and what is to be said of the wrong ones."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from nn.handwritten.proofreading.bench import Bench
from nn.handwritten.proofreading.case import Case
from nn.handwritten.proofreading.composed import composed
from nn.handwritten.proofreading.decays import remark_of
from nn.handwritten.proofreading.expected import CLIPPED
from nn.handwritten.proofreading.finding import wrong_lines
from nn.handwritten.proofreading.formula import formula
from nn.handwritten.proofreading.forward import OtherForward, other_reading
from nn.handwritten.proofreading.handing import header_note
from nn.handwritten.proofreading.losstext import objective_text
from nn.handwritten.proofreading.meaning import CONSTANT, NUMBERS, ZEROS, Meaning, Meanings, is_forward, shown
from nn.handwritten.proofreading.memories import is_rebound
from nn.handwritten.proofreading.multiples import near
from nn.handwritten.proofreading.notes import notes_of
from nn.handwritten.proofreading.recording import Event, Place, index_of
from nn.handwritten.proofreading.report import Fix, Line, Report, counted
from nn.handwritten.proofreading.statements import overwrites, step_of, targets
from nn.handwritten.proofreading.swap import Swap, multiple_of
from nn.handwritten.proofreading.terms import every, names_in, sites_in
from nn.handwritten.proofreading.why import said_of
from nn.handwritten.proofreading.wrongs import Found, Wrong, plainest

BESIDE = 2.0, 1.0  # `finding.MOST_SECONDS` where another forward pass explains the steps
BELOW = "What stands below a wrong line is described as it is once that line is right."
MORE = "With these lines right, some steps are still wrong: read the script once more."


def reported(case: Case) -> Report:
    """Return the report on a case."""
    verdict = case.tried()
    meanings = Meanings(case)
    if verdict and case.stop is None:
        return _report(case, True, tuple(_lines(case, meanings, meanings, Found())))
    stops = case.stop is not None
    factor = _common_factor(verdict.factors)
    if near(factor, -1.0) or case.is_free:  # nothing says how long the steps are
        factor = float(np.sign(factor))
    other = other_reading(case) if factor == 1.0 else None
    found = wrong_lines(case) if other is None else wrong_lines(case, BESIDE)
    bench = Bench(case)
    repaired = Meanings(case, lambda draw: bench.run(found.patches, found.swaps, draw))
    said: tuple[str, ...] = (other.words(case, meanings.factor_words(other.factor)),) if other is not None else ()
    is_one = found.done and len(found.wrong) == 1 and bool(found.wrong[0].proofs)
    is_first = any(each.is_first for each in found.wrong)
    if other is not None and not other.loss and not is_one and not is_first:
        return _report(case, False, tuple(_forward_lines(case, other, said[0])))
    is_sure = stops or is_first or (case.script.program.is_pair and bool(found.wrong))
    if not is_sure and not any(each.swap is not None or each.proofs for each in found.wrong):
        if other is None:
            open_ = _open_steps(case)
            raise UndecidedError(f"{open_} not a multiple of ∂L/∂·, and no line was found that explains it.")
        found = Found((Wrong(case.losses[-1][0], case.losses[-1]),), done=False)
    if stops and not found.done:  # what makes only some steps of a script that stops right is no fix
        found = replace(found, wrong=tuple(replace(each, proofs=()) for each in found.wrong))
    lines = tuple(_lines(case, meanings, repaired, found, factor))
    is_open = any(each.swap is None and not each.proofs for each in found.wrong)
    remarks = () if found.done or not found.wrong or is_open else (MORE,)
    if case.steps.lacking != 1.0:
        said = (*said, f"No line reads the learning rate {case.steps.lacking:g}.")
    after = case.verdict(bench.run(found.patches, found.swaps)).wanted if found.done else case.wanted
    shared = case.shared if case.is_free or near(after, case.wanted) else after
    is_short = stops and CLIPPED.search(case.steps.text)  # the steps are kept short, by a number that is not known
    is_beside = shared is not None and not (is_short or case.is_clipped)
    beside = f"Besides, all gradients are {shared:.3g} times those of the loss." if is_beside else ""
    is_repaired = factor == 1.0 or found.done
    first = next((i for i, line in enumerate(lines) if line.verdict in ("wrong", "scaled")), len(lines))
    is_read = any(line.verdict == "right" and line.meaning for line in lines[first:])
    last = (BELOW,) if is_repaired and is_read else ()
    return _report(case, False, lines, factor, (*remarks, *said, *([beside] if beside else ()), *last))


def reported_rule(case: Case, wrong: Wrong, rule: str) -> Report:
    """Return the report on a case whose steps keep to a rule once a line of its optimiser is edited."""
    why = "the steps of three passes keep to no known rule"
    if is_rebound(case, case.statement(wrong.place[0])):
        why = f"it gives the name {case.text(wrong.place)} to another array, and the next pass starts with the old one"
    return _with_note(case, (wrong,), f"{why}; with the fix the steps are those of {rule}")


def reported_misled(case: Case, wrong: Wrong, note: str) -> Report:
    """Return the report on a case of which a step takes the gradient of another parameter."""
    return _with_note(case, (wrong,), note)


def reported_loop(case: Case, wrong: Wrong) -> Report:
    """Return the report on a case whose steps are right, but for those of parameters that a loop does not come to."""
    return _with_note(case, (wrong,), "it leaves out parameters on which the loss depends: they never move")


def reported_rate(case: Case, wrong: Sequence[Wrong], rate: str) -> Report:
    """Return the report on a case whose steps are right but for a learning rate."""
    return _with_note(case, wrong, f"no line reads {rate}: the step is as long as if it were 1")


def reported_clip(case: Case, wrong: Wrong) -> Report:
    """Return the report on a case whose gradients are right, and are kept short the wrong way round."""
    return _with_note(case, (wrong,), "it leaves long gradients as they are, and changes short ones")


def _with_note(case: Case, wrong: Sequence[Wrong], note: str) -> Report:
    """Return the report on a case with some wrong lines, and what is to be said of them."""
    meanings, numbers = Meanings(case), {case.script.program.line(each.site) for each in wrong}
    lines = _lines(case, meanings, meanings, Found(tuple(wrong)))
    return _report(case, False, tuple(replace(line, note=note) if line.number in numbers else line for line in lines))


def _forward_lines(case: Case, other: OtherForward, said: str) -> Iterator[Line]:
    """Yield the lines of a script whose backward pass is right once a line of its forward pass is edited."""
    program, site, meanings = case.script.program, other.patch.site, Meanings(other.case)
    error = Bench(other.case).error((), ())
    for line in _lines(other.case, meanings, meanings, Found()):
        is_edited = line.number == program.line(site) and line.source == other.case.script.program.source(site)
        fixes = (Fix(other.patch.edits(program), error, case.proved_on),)
        yield replace(line, source=program.source(site), verdict="wrong", fixes=fixes, note=said) if is_edited else line


def _open_steps(case: Case) -> str:
    """Return the parameters whose steps are not right, as the start of a sentence."""
    names = [p.name for p, right in zip(case.window.parameters, case.tried().right, strict=True) if not right]
    return f"the step{'s' * (len(names) > 1)} of {counted(names)} {'are' if len(names) > 1 else 'is'}"


class UndecidedError(Exception):
    """What can be called neither right nor wrong."""


def _report(
    case: Case, correct: bool, lines: tuple[Line, ...], factor: float = 1.0, more: tuple[str, ...] = ()
) -> Report:
    names = tuple(parameter.name for parameter in case.window.parameters)
    wrong = tuple(line for line in lines if line.verdict in ("wrong", "scaled"))
    program = case.script.program
    moves = not program.is_added(case.window.parameters[0].changes[0][0][0])
    if correct and case.steps.of_a_mean(case.tried().factors):
        more = (*more, f"The steps go down the mean that {case.steps.averaged} is, and not the sum of the losses.")
    decays = case.window.decays
    more = (*more, *program.remarks, *([remark_of(decays, case.window.parameters)] if decays else []))
    return Report(correct, "", objective_text(case), names, lines, wrong, factor, more, moves, case.steps.sign > 0)


def _common_factor(factors: Sequence[float | None]) -> float:
    """Return the factor that all steps share; 1 if they share none."""
    held = [k for k in factors if k is not None and not np.isnan(k)]
    if len(held) < len(factors) or not all(near(k, held[0]) for k in held) or near(held[0], 1.0):
        return 1.0
    return held[0]


def _lines(case: Case, meanings: Meanings, repaired: Meanings, found: Found, factor: float = 1.0) -> Iterator[Line]:
    """Yield the lines of the pass in their order, each once, with its last assignment."""
    program = case.script.program
    wrong = {each.site: each for each in found.wrong}
    moved = {place[0]: parameter.name for parameter in case.window.parameters for place, _ in parameter.changes}
    last: dict[tuple[int, int], Event] = {}
    first: dict[int, Event] = {}
    for event in case.events:
        if event.site >= 0:
            last[event.site, event.part] = event
            first.setdefault(event.site, event)
    sites = sorted({site for site, _ in last} | set(wrong), key=lambda site: (program.line(site), site))
    hidden = helpers(program.tree)
    reader = meanings if factor != 1.0 and not found.done else repaired  # then it is still in all gradients
    left = _left(case, found)
    for site in sites:
        if program.is_added(site) or (site in hidden and site not in wrong):
            continue
        events = [event for (s, _), event in last.items() if s == site]
        if site in wrong:
            line = _wrong_line(case, meanings, wrong[site], moved.get(site), factor)
            text = "" if site in moved else formula(case, wrong[site], found, meanings)
            adds = "+=" if isinstance(program.statements[site], ast.AugAssign) else "="
            name = case.script.texts.get(wrong[site].place[:2], line.name)
            yield replace(line, note=f"{line.note}; it should be  {name} {adds} {text}") if text else line
        else:
            if site in moved:
                start = (program.line(site), program.source(site), *_named(case, [*events, first[site]]))
                words = _step_words(case, repaired, site, left) if found.done else ""
                yield Line(*start, words, verdict="right" if found.done else "unread")
            else:
                yield _line(case, reader, site, events, first[site], found.done)


def _left(case: Case, found: Found) -> float:
    """Return the factor of all steps once all is right: another one than 1 only where the script computes no loss."""
    truth = case.truth(0)
    if not (case.is_free and found.done and found.wrong) or truth is None:
        return 1.0
    factor = _common_factor(case.steps.factors(Bench(case).run(*found.repairs), truth.gradients))
    return abs(factor) / case.wanted


def helpers(tree: ast.Module) -> set[int]:
    """Return the statements of functions that do nothing but return an expression."""
    found: set[int] = set()
    for function in every(tree, ast.FunctionDef):
        body = [s for s in function.body if not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))]
        found |= sites_in(body[0]) if len(body) == 1 and isinstance(body[0], ast.Return) else set()
    return found


def _line(case: Case, meanings: Meanings, site: int, events: Sequence[Event], first: Event, is_known: bool) -> Line:
    """Return a line that is right, or of which nothing can be said."""
    program, truth = case.script.program, case.truth(0)
    start = (program.line(site), program.source(site), *_named(case, [*events, first]))
    is_return = isinstance(program.statements[site], ast.Return)
    late = {e.place for e in case.events[index_of(case.events, case.losses[-1]) + 1 :]}
    is_both = is_return and all(len(e.leaves) > 1 and e.place in late for e in events)  # the loss with gradients
    backward = [e for e in events if truth is not None and (is_both or e.place not in truth.forward)]
    is_telling = backward and _does_something(case, site, events)
    meaning = _meaning(case, meanings, backward, first, len(events) > len(backward)) if is_telling else None
    if meaning is None and backward:
        meaning = composed(case, meanings, site, events)
        if meaning is None and len(backward) == len(events):
            meaning = _at_first(composed(case, meanings, site, [first]))
    if meaning is not None:
        return Line(*start, meaning.text, meaning.of, meaning.factor, "right", note=meaning.note)
    return Line(*start, verdict="right" if is_known or not backward else "unread")


def _does_something(case: Case, site: int, events: Sequence[Event]) -> bool:
    """Return whether a line changes an array; a call may leave its argument as it was."""
    is_call = isinstance(case.statement(site), ast.Expr)
    changes = [pair for event in events for pair in event.changes]
    same = all(a.value is not None and b.value is not None and np.array_equal(a.value, b.value) for _, a, b in changes)
    return not (is_call and changes and same)


def _meaning(case: Case, meanings: Meanings, events: Sequence[Event], first: Event, has_more: bool) -> Meaning | None:
    """Return what a line computes: in its last turn, or else in its first; of several names each.

    It `has_more` if it assigns arrays of the forward pass, too.
    """
    parts = {case.text(e.place): meanings.read(e.place) for e in events}
    said = {name: meaning for name, meaning in parts.items() if meaning is not None}
    if not said and first.place not in {e.place for e in events}:
        return _at_first(meanings.read(first.place))
    if (len(parts) < 2 and not has_more) or not said:
        return next(iter(said.values()), None)
    if {meaning.text for meaning in said.values()} == {CONSTANT}:
        return Meaning(CONSTANT, None, float("nan")) if len(said) == len(parts) else None
    is_passed = [is_forward(meaning.text) for meaning in said.values()]
    if all(is_passed):
        return Meaning("arrays of the forward pass", None, float("nan")) if len(said) == len(parts) else None
    texts = dict.fromkeys(meaning.text for meaning in said.values())
    if len(texts) == 1 and (len(said) == len(parts) > 1 or ZEROS in texts):
        return replace(next(iter(said.values())), of=None, factor=float("nan"))
    rows = [f"{n}: {m.text}" for (n, m), passed in zip(said.items(), is_passed, strict=True) if not passed]
    return Meaning("; ".join(rows), None, float("nan"))


def _at_first(meaning: Meaning | None) -> Meaning | None:
    """Return what a line computes in its first turn, and in no later one."""
    return replace(meaning, text=f"{meaning.text}, in its first turn") if meaning is not None else None


def _step_words(case: Case, meanings: Meanings, site: int, factor: float) -> str:
    """Return what a line does that takes right steps."""
    moved = [i for i, p in enumerate(case.window.parameters) if any(place[0] == site for place, _ in p.changes)]
    names = list(dict.fromkeys(case.window.parameters[i].name for i in moved))
    rate = case.steps.rates[moved[0]]
    if case.steps.goals is not None or rate is None:
        return f"{', '.join(names)} moved, by what goes into it: {f'∂L/∂{names[0]}' if len(names) < 2 else 'its ∂L/∂'}"
    k = case.steps.sign * case.wanted * rate * factor
    sign = "+" if k > 0 else "−"
    part = case.window.parameters[moved[0]].changes[0][0][1]
    size = meanings.factor_words(abs(k), step_of(case.statement(site), part) or ast.Constant(0))
    if len(names) > 1:
        return f"each of {', '.join(names)} {sign} {size}its ∂L/∂"
    decayed = ", decayed" if case.steps.decays[moved[0]] else ""
    return f"{names[0]} {sign} {size}∂L/∂{names[0]}{decayed}"


def _named(case: Case, events: Sequence[Event]) -> tuple[str, tuple[int, ...]]:
    """Return what a line assigns, and its shape."""
    name = ", ".join(dict.fromkeys(case.text(event.place) for event in events))
    return name, next((leaf.value.shape for e in events for leaf in e.leaves[:1] if leaf.value is not None), ())


def _wrong_line(case: Case, meanings: Meanings, wrong: Wrong, moved: str | None, factor: float) -> Line:
    """Return a line that is wrong, with what it holds, what is needed, and its fixes."""
    program = case.script.program
    number = program.line(wrong.site)
    name, shape = _named(case, [e for e in case.events if e.site == wrong.site])
    statement = program.statements[wrong.site]
    is_header = hasattr(statement, "body")
    sums = wrong.swap.unit.places if wrong.swap is not None and isinstance(statement, ast.AugAssign) else ()
    place = sums[-1] if sums else wrong.place  # there it is whole
    held = meanings.read(place) if not moved and not is_header else None
    return Line(
        number,
        program.source(wrong.site),
        name or ("" if is_header else case.text(wrong.place)),
        shape,
        held.text if held else "",
        held.of if held else None,
        held.factor if held else float("nan"),
        "wrong" if near(abs(factor), 1.0) else "scaled",
        "" if is_header else _first_pass(case, wrong.place),
        tuple(Fix(each.patch.edits(program), each.error, case.proved_on) for each in plainest(statement, wrong.proofs)),
        _early_note(case, wrong)
        or (_update_note(case, meanings, wrong, moved) if moved else _note(case, meanings, wrong, held, name)),
    )


def _note(case: Case, meanings: Meanings, wrong: Wrong, held: Meaning | None, name: str) -> str:
    """Return what a wrong line holds, and what is needed in its place."""
    if case.stop is not None and case.stop.line == case.script.program.line(wrong.site):
        error = case.stop.error
        return f"it stops here: {said_of(error, case.script.program.tree)[:160] if error is not None else ''}"
    factor = wrong.swap.factor if wrong.swap is not None else 1.0
    if (share := meanings.lacking(wrong.place, factor)) != "":
        return f"it lacks {share}"
    if wrong.swap is None:
        return f"{_unexplained(case, wrong)}{f'; {name} is {held.text}' if held else ''}"
    if held is not None and (said := _beside_right(case, meanings, wrong.swap, held)):
        return said
    of = held.of if held is not None and held.of and wrong.swap.adjoint.name == "return" else wrong.swap.adjoint.name
    factor = float(np.sign(factor)) if case.is_free else factor  # nothing says how long the steps are
    needed = f"{meanings.factor_words(factor)}∂L/∂{shown(of)}"
    if held is not None and held.text != needed:
        return f"it is {held.text}, and {needed} is needed"
    return f"it is not {needed}"


def _unexplained(case: Case, wrong: Wrong) -> str:
    """Return which steps are wrong with a line of which no right value is known."""
    verdict = case.tried()
    parameters = [p.name for p in case.window.parameters]
    open_ = wrong.fixed or {i for i, right in enumerate(verdict.right) if not right}
    names = counted([parameters[i] for i in sorted(open_)])
    many = len(open_) > 1
    word = "gradient" if case.script.program.is_added(case.window.parameters[0].changes[0][0][0]) else "step"
    return f"the {word}{'s' * many} of {names} {'are' if many else 'is'} wrong with it"


def _beside_right(case: Case, meanings: Meanings, swap: Swap, held: Meaning) -> str:
    """Return what is needed for an array that is a multiple of its right value, as one of the same adjoint; or ""."""
    before, _, of = held.text.removesuffix(NUMBERS).partition("∂L/∂")
    last, right = swap.unit.last, swap.values[-1]
    ratio = multiple_of(last, right) if last.shape == right.shape and of else None
    if not ratio or np.isnan(ratio) or (last.size == 1 and not near(abs(ratio), 1.0)):  # a multiple of all numbers
        return ""
    if case.is_free and ratio < 0:
        return f"it is {held.text}: its sign is wrong"
    if near(ratio, -1.0):
        needed = before.removeprefix("−") if "−" in before else f"−{before}"
    elif np.isnan(held.factor):
        return ""
    else:
        needed = meanings.factor_words(held.factor / ratio)
    if needed == before:  # in another turn it is not
        return ""
    return f"it is {held.text}, and {needed}∂L/∂{of}{',' * (',' in of)} is needed"


def _early_note(case: Case, wrong: Wrong) -> str:
    """Return where a statement belongs that stands too early, or what is wrong with a loop; "" for all else."""
    instead = wrong.proofs[0].patch.instead if wrong.proofs else {}
    if wrong.site in instead and hasattr(case.statement(wrong.site), "body"):
        return header_note(instead[wrong.site][0])
    below = [site for site, made in instead.items() if made]
    after = [site for site in below if isinstance(case.statement(site), ast.Return)]
    if after and after != [wrong.site]:
        step = ast.unparse(targets(case.statement(wrong.site))[0])
        return f"it stands too early: line {case.script.program.line(after[0])} needs {step} as it was before"
    if wrong.site in instead and not instead[wrong.site]:
        return f"it stands too early: it belongs below line {case.script.program.line(below[0])}"
    return ""


def _update_note(case: Case, meanings: Meanings, wrong: Wrong, moved: str) -> str:
    """Return what a wrong step is."""
    statement = case.statement(wrong.site)
    if wrong.site in case.script.program.missing:
        return f"{moved} never moves: no line takes its step"
    if notes_of(statement).is_lost:
        name = ast.unparse(targets(statement)[0])
        return f"it moves nothing: {name} names another array from here on, and {moved} stays as it was"
    if overwrites(statement):
        return f"{moved} is overwritten, in the place of a step from where it was"
    parameter = next(p for p in case.window.parameters if p.name == moved)
    way = _other_way(case, moved)
    stops = case.stop is not None and wrong.place not in {event.place for event in case.outcome.events}
    names = names_in(statement)
    for event in reversed(case.events):
        text = case.text(event.place)
        if text in names and text != moved and event.value is not None:
            meaning = meanings.read(event.place)
            if meaning is not None and meaning.text != CONSTANT:  # a learning rate is no direction
                if stops:
                    shapes = parameter.before.shape, event.value.shape
                    return f"it stops here: {moved} is {shapes[0]}, {text} = {meaning.text} is {shapes[1]}"
                return f"{way}{moved} moves by {text} = {meaning.text}"
    return f"{way}{moved} does not move along {'−' if case.steps.sign < 0 else ''}∂L/∂{moved}"


def _other_way(case: Case, moved: str) -> str:
    """Return that a step goes up where it should go down, or down where it should go up; "" if its sign is right."""
    steps = zip(case.window.parameters, case.tried().factors, strict=True)
    is_other = any(k is not None and k < 0 for parameter, k in steps if parameter.name == moved)
    return f"the step goes {'down' if case.steps.sign > 0 else 'up'}: " if is_other else ""


def _first_pass(case: Case, place: Place) -> str:
    """In which turn of the loops inside the pass an assignment stands."""
    event = next((e for e in case.events if e.place == place), None)
    if event is None or event.changes:
        return ""
    inner = [turn for loop, turn in event.loops if (loop, turn) not in case.events[0].loops]
    return "turn " + ", ".join(map(str, inner)) if inner and event.occurrence else ""
