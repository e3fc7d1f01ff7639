"""The backward pass in words and printed numbers: what each step says, and what each box shows from when on.

All that a page shows is made here, so that it can be tested without a browser and is printed as
everywhere else (`engine/table/notation.py`).
"""

from __future__ import annotations

import math
from typing import Any, TypeAlias

from engine.drawing.dot import FULLEST
from engine.drawing.records import Box, GraphPicture
from engine.explanation.document import sign_of_product, sign_of_sum
from engine.stepping.steps import Contribution, Pass, Step, differ, expected, fan_outs
from engine.table.notation import MINUS, number, one_line, operation

Shown: TypeAlias = dict[str, Any]  # a part of the page as JSON has it: texts, whole numbers, lists and dicts

ISOLATE, RELEASE = "\u2068", "\u2069"
"""Around a label, so that one written from right to left does not turn the numbers beside it around."""

SAID = 3  # how many contributions are said in sentences; the table lists all of them

ROOM = 15  # how many characters fit into the last row of a box

NOTHING: Shown = {"came": [], "goes": [], "arrows": [], "receivers": []}  # what a step shows in which nothing is sent

WHY_NOTHING = "a constant is a number in a formula; nothing asks how the result would change with it."


class Teller:
    """Tells the passes through one graph."""

    def __init__(self, graph: GraphPicture, right: Pass) -> None:
        self.graph = graph  # the records of the graph
        self.right = right  # the pass in topological order, with which others are compared
        self.expected = expected(graph)
        sizes = [abs(g) for g in right.grads if g is not None and math.isfinite(g)]
        self.largest = max(sizes, default=0.0)

    def name(self, index: int) -> str:
        """What a value is called in a sentence."""
        return name_of(self.graph.boxes[index])

    # --- before the first step -----------------------------------------------------------------

    def start(self) -> Shown:
        """What step 0 shows: the forward pass."""
        root = self.graph.root
        constants = sum(box.kind == "constant" for box in self.graph.boxes)
        says = [
            f"The forward pass has computed the data of all {len(self.graph.boxes)} values, up to "
            f"{name_of(root)} = {number(root.data)}, and with it the local derivatives: the numbers on the arrows.",
            "No gradient is computed yet. Step on to see the backward pass.",
        ]
        if constants:
            says.append(f"{count(constants, 'constant')} will get no gradient: {WHY_NOTHING}")
        return {"heading": "Forward pass", "says": says, **NOTHING, "value": root.index}

    def no_wrong_order(self) -> str:
        """Why there is no wrong order to show."""
        fans = fan_outs(self.graph)
        if not fans:
            return (
                "On this graph the order does not matter: no value that an operation made is used by two others, so "
                "each is complete when it is first met."
            )
        used = f"{self.name(fans[0])} is" if len(fans) == 1 else f"{len(fans)} values are"
        return (
            f"On this graph the order does no harm: {used} used more than once, but depth-first order "
            "gives the right gradients here, too."
        )

    # --- a pass --------------------------------------------------------------------------------

    def shown(self, walked: Pass) -> Shown:
        """A pass as the page has it: its steps, and for each value what its box shows from which step on."""
        steps = [self.step(walked, k) for k in range(len(walked.steps))]
        return {"order": walked.order, "steps": steps, "history": self.history(walked)}

    def step(self, walked: Pass, k: int) -> Shown:
        """One step: its heading, its sentences, and the rows of its two tables."""
        step = walked.steps[k]
        nothing = [[self.name(i), "nothing", "a constant has none", "–"] for i in step.constants]
        last = [self.end(walked)] if k + 1 == len(walked.steps) else []
        return {
            "value": step.value,
            "heading": self.name(step.value),
            "says": [*self.state(step), *self.sendings(step, walked), *self.constants(step), *last],
            "came": [[self.name(c.source), product(c), summed(c)] for c in step.received],
            "goes": [*map(self.goes, step.sent), *nothing],
            "arrows": [c.arrow for c in step.sent],
            "receivers": sorted({c.target for c in step.sent}),
        }

    def end(self, walked: Pass) -> str:
        """What is said at the end."""
        wrong = sum(differ(a, b) for a, b in zip(walked.grads, self.right.grads, strict=True))
        if wrong:
            return f"That was the last value: {count(wrong, 'gradient')} {'is' if wrong == 1 else 'are'} wrong."
        return "That was the last value: all gradients are computed."

    def state(self, step: Step) -> list[str]:
        """How a value came to its gradient, and whether it is the right one."""
        name, grad, came, due = self.name(step.value), number(step.grad), step.received, self.expected[step.value]
        should = self.right.grads[step.value]
        assert should is not None
        if step.value == self.graph.root.index:
            return [f"The pass starts at {name}: its gradient with respect to itself is {grad}."]
        if len(came) < due:
            arrived = f"only {len(came)} of its {due} contributions {'has' if len(came) == 1 else 'have'} arrived"
            now = f"Its gradient is {grad} now; {number(should)} is right."
            return [f"{capital(name)} is handled too early: {arrived}. {now}"]
        if differ(step.grad, should):
            return [f"{capital(name)} has gradient {grad}; {number(should)} is right. What came to it was incomplete."]
        if due == 1:
            return [f"{capital(name)} has gradient {grad}: its only contribution has arrived."]
        return [f"{capital(name)} is complete: all {due} contributions have arrived, {sum_of(came, step.grad)}."]

    def sendings(self, step: Step, walked: Pass) -> list[str]:
        """What a value sends, one sentence each, the first few of them."""
        if not step.sent:
            return ["It is a leaf: nothing is behind it, so it sends nothing."] if not step.constants else []
        sends = [self.sending(c, walked) for c in step.sent[:SAID]]
        more = len(step.sent) - SAID
        return [*sends, f"It sends to {count(more, 'more operand')}: see the table."] if more > 0 else sends

    def sending(self, c: Contribution, walked: Pass) -> str:
        """What a value sends to one operand, and what becomes of the operand's gradient."""
        now = f"whose gradient is now {summed(c)}"
        sentence = f"It sends {product(c)} to {self.name(c.target)}, {now}."
        if not c.late:
            return sentence
        when, then = next((k, s.grad) for k, s in enumerate(walked.steps, 1) if s.value == c.target)
        return f"{sentence} Too late: it was handled in step {when} with {number(then)}, and does not pass this on."

    def constants(self, step: Step) -> list[str]:
        """Which operands get nothing, and why."""
        if not step.constants:
            return []
        names = [self.name(i) for i in step.constants]
        who = names[0] if len(names) == 1 else f"{len(names)} constants"
        return [f"{capital(who)} {'gets' if len(names) == 1 else 'get'} nothing: {WHY_NOTHING}"]

    def goes(self, c: Contribution) -> list[str]:
        """A row of "what it sends": to whom, what, its gradient then, and how many contributions it has."""
        arrived = f"{c.count} of {self.expected[c.target]}" + (", too late" if c.late else "")
        return [self.name(c.target), product(c), summed(c), arrived]

    # --- boxes ---------------------------------------------------------------------------------

    def history(self, walked: Pass) -> list[list[list[Any]]]:
        """For each value: [from which step on, number, word before it, how it is coloured, how strongly]."""
        found: list[list[list[Any]]] = [[] for _ in self.graph.boxes]
        handled: set[int] = set()
        for k, step in enumerate(walked.steps, 1):
            handled.add(step.value)
            found[step.value].append(self.entry(k, step.value, step.grad, len(step.received), True))
            for c in step.sent:
                found[c.target].append(self.entry(k, c.target, c.after, c.count, c.target in handled))
        # A step that sends twice to the same value, as a · a does, shows the second sum.
        return [list({entry[0]: entry for entry in entries}.values()) for entries in found]

    def entry(self, k: int, value: int, grad: float, arrived: int, handled: bool) -> list[Any]:
        """What a box shows from step k on."""
        text = number(grad)
        if handled:
            word = "wrong" if differ(grad, self.right.grads[value]) else "grad"
        else:
            due = self.expected[value]
            word = f"{arrived}/{due}" if arrived < due else "grad"
        return [k, text, word if len(word) + len(text) <= ROOM else "", sign(grad), self.strength(grad)]

    def strength(self, grad: float) -> float:
        """How much of the full colour a gradient gets, as in `draw`."""
        if not math.isfinite(grad):
            return 0.0 if math.isnan(grad) else FULLEST
        if not self.largest or not grad:
            return 0.0
        return round(FULLEST * min(1.0, math.sqrt(abs(grad) / self.largest)), 3)


# --- words and numbers -------------------------------------------------------------------------


def name_of(box: Box) -> str:
    r"""What a value is called: its label in quotes, or what can be read in its box.

    >>> name_of(Box(0, "leaf", "", "two\nlines", 1.0, None)).strip(ISOLATE + RELEASE)
    "'two␤lines'"
    >>> name_of(Box(0, "operation", "*", "", -6.0, None))
    'the × with data −6.000'
    """
    if box.label:
        return f"{ISOLATE}'{one_line(box.label)}'{RELEASE}"
    if box.kind == "constant":
        return f"the constant {number(box.data)}"
    return f"the {operation(box.symbol) or 'leaf'} with data {number(box.data)}"


def capital(words: str) -> str:
    """The words as they stand at the beginning of a sentence."""
    return words[:1].upper() + words[1:]


def count(n: int, what: str) -> str:
    """A number of things."""
    return f"{n} {what}{'s' * (n != 1)}"


def bracketed(x: float) -> str:
    """A number as it stands behind a sign: a negative one in brackets."""
    text = number(x)
    return f"({text})" if text.startswith(MINUS) else text


def product(c: Contribution) -> str:
    """Gradient times local derivative; ≈ where the printed digits do not multiply out."""
    equals = sign_of_product([c.grad, c.partial], c.amount).text
    return f"{number(c.grad)} × {bracketed(c.partial)} {equals} {number(c.amount)}"


def summed(c: Contribution) -> str:
    """The running sum of the target, with what was there before."""
    if c.before is None:
        return number(c.after)
    equals = sign_of_sum([c.before, c.amount], c.after).text
    return f"{number(c.before)} + {bracketed(c.amount)} {equals} {number(c.after)}"


def sum_of(came: tuple[Contribution, ...], grad: float) -> str:
    """All contributions as one sum, while it can be read in a sentence."""
    if len(came) > 2 * SAID:
        return f"and their sum is {number(grad)}"
    terms = " + ".join([number(came[0].amount), *(bracketed(c.amount) for c in came[1:])])
    return f"{terms} {sign_of_sum([c.amount for c in came], grad).text} {number(grad)}"


def sign(x: float) -> str:
    """How a gradient is coloured: positive, negative or neither."""
    return "positive" if x > 0 else "negative" if x < 0 else "neither"
