"""The backward pass in words: what each step says, with places that are left for numbers.

A sentence is a list of parts: text, and places such as ["product", 3] that a number fills. Here they are filled with
what the pass has computed; on the page, where numbers move, `telling.js` fills the same places.

    ["name", i], ["Name", i]     what value i is called; at the beginning of a sentence
    ["data", i], ["right", i]    its number, and its gradient
    ["given", k]                 the gradient that step k hands on
    ["product", c], ["sum", c]   contribution c as gradient × local derivative; the sum of the target with it
    ["total", k]                 the sum of all that came to the value of step k
    ["wrong", k, a, b]           the parts a if the gradient of step k is wrong, else the parts b
    ["wrongs", a, b, c]          the parts a, b or c if no, one or several gradients are wrong in the end
    ["many"]                     how many these are
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeAlias

from engine.drawing.records import Box, GraphPicture
from engine.explanation.document import sign_of_product, sign_of_sum
from engine.stepping.steps import BackwardPass, Contribution, Step, differ, expected, fan_outs
from engine.table.notation import bracketed, counted, number, one_line, operation

Part: TypeAlias = "str | list[Any]"
Parts: TypeAlias = list[Part]

ISOLATE, RELEASE = "\u2068", "\u2069"  # around a label: one written from right to left turns no numbers around then

SAID = 3  # how many contributions are said in sentences; the table lists all of them

WHY_NOTHING = "a constant is a number in a formula; nothing asks how the result would change with it."


class Teller:
    """Tells the passes through one graph."""

    def __init__(self, graph: GraphPicture, right: BackwardPass) -> None:
        self.graph = graph  # the records of the graph
        self.right = right  # the pass in topological order, with which others are compared
        self.expected = expected(graph)

    # --- before the first step -----------------------------------------------------------------

    def start(self) -> list[Parts]:
        """Return what is said before the first step: the forward pass."""
        root, named = self.graph.root.index, bool(self.graph.root.label)
        constants = sum(box.kind == "constant" for box in self.graph.boxes)
        passed: Parts = [
            f"The forward pass has computed the data of all {len(self.graph.boxes)} values, up to ",
            *([["name", root], " = ", ["data", root]] if named else [["name", root]]),
            ", and with it the local derivatives: the numbers on the arrows.",
        ]
        says: list[Parts] = [passed, ["No gradient is computed yet. Step on to see the backward pass."]]
        return says + [[f"{counted(constants, 'constant')} will get no gradient: {WHY_NOTHING}"]] * bool(constants)

    def no_harm(self) -> Parts:
        """Return why there is no wrong order to show."""
        fans = fan_outs(self.graph)
        if not fans:
            return [
                "On this graph the order does not matter: no value that an operation made is used by two others, so "
                "each is complete when it is first met."
            ]
        used: Parts = [["name", fans[0]], " is"] if len(fans) == 1 else [f"{len(fans)} values are"]
        but = " used more than once, but depth-first order gives the right gradients here, too."
        return ["On this graph the order does no harm: ", *used, but]

    # --- a pass --------------------------------------------------------------------------------

    def step(self, walked: BackwardPass, k: int) -> list[Parts]:
        """Return the sentences of step k, from 0."""
        step = walked.steps[k]
        last = [END] if k + 1 == len(walked.steps) else []
        return [self.state(step, k), *self.sendings(step, walked), *self.constants(step), *last]

    def state(self, step: Step, k: int) -> Parts:
        """Return how a value came to its gradient, and whether it is the right one."""
        came, due = step.received, self.expected[step.value]
        name: Part = ["Name", step.value]
        if step.value == self.graph.root.index:
            return ["The pass starts at ", ["name", step.value], ": its gradient with respect to itself is 1.000."]
        right: Parts = [["right", step.value], " is right."]
        if len(came) < due:
            arrived = f"only {len(came)} of its {due} contributions {'has' if len(came) == 1 else 'have'} arrived"
            return [name, f" is handled too early: {arrived}. Its gradient is ", ["given", k], " now; ", *right]
        incomplete: Parts = [name, " has gradient ", ["given", k], "; ", *right, " What came to it was incomplete."]
        only: Parts = [name, " has gradient ", ["given", k], ": its only contribution has arrived."]
        every: Parts = [name, f" is complete: all {due} contributions have arrived, ", ["total", k], "."]
        return [["wrong", k, incomplete, only if due == 1 else every]]

    def sendings(self, step: Step, walked: BackwardPass) -> list[Parts]:
        """Return what a value sends, one sentence each, the first few of them."""
        if not step.sent:
            return [["It is a leaf: nothing is behind it, so it sends nothing."]] if not step.constants else []
        sends = [self.sending(c, walked) for c in step.sent[:SAID]]
        more = len(step.sent) - SAID
        return [*sends, [f"It sends to {counted(more, 'more operand')}: see the table."]] if more > 0 else sends

    def sending(self, c: Contribution, walked: BackwardPass) -> Parts:
        """Return what a value sends to one operand, and what becomes of the operand's gradient."""
        sends: Parts = ["It sends ", ["product", c.number], " to ", ["name", c.target], ", whose gradient is now "]
        sentence: Parts = [*sends, ["sum", c.number], "."]
        if not c.late:
            return sentence
        when = next(k for k, step in enumerate(walked.steps) if step.value == c.target)
        late = f" Too late: it was handled in step {when + 1} with "
        return [*sentence, late, ["given", when], ", and does not pass this on."]

    def constants(self, step: Step) -> list[Parts]:
        """Return which operands get nothing, and why."""
        if not step.constants:
            return []
        if len(step.constants) == 1:
            return [[["Name", step.constants[0]], f" gets nothing: {WHY_NOTHING}"]]
        return [[f"{len(step.constants)} constants get nothing: {WHY_NOTHING}"]]

    # --- filled in -----------------------------------------------------------------------------

    def with_numbers(self, parts: Parts, walked: BackwardPass | None = None) -> str:
        """Return a sentence with the numbers of a pass, of the right one if no other is given."""
        walked = walked or self.right
        sent = [c for step in walked.steps for c in step.sent]
        sizes = self.right.sizes
        wrong = list(map(differ, walked.grads, self.right.grads, sizes))

        right = [math.nan if grad is None else grad for grad in self.right.grads]  # no sentence asks for a constant's

        def is_wrong(step: Step) -> bool:
            return differ(step.grad, right[step.value], sizes[step.value])

        fill: dict[str, Callable[..., str]] = {
            "name": lambda i: filled(name_of(self.graph.boxes[i])),
            "Name": lambda i: capital(filled(name_of(self.graph.boxes[i]))),
            "data": lambda i: number(self.graph.boxes[i].data),
            "right": lambda i: number(right[i]),
            "given": lambda k: number(walked.steps[k].grad),
            "product": lambda c: product(sent[c]),
            "sum": lambda c: summed(sent[c]),
            "total": lambda k: sum_of(walked.steps[k].received, walked.steps[k].grad),
            "wrong": lambda k, a, b: filled(a if is_wrong(walked.steps[k]) else b),
            "wrongs": lambda a, b, c: filled((a, b, c)[min(sum(wrong), 2)]),
            "many": lambda: str(sum(wrong)),
        }

        def filled(parts: Parts) -> str:
            return "".join(part if isinstance(part, str) else fill[part[0]](*part[1:]) for part in parts)

        return filled(parts)


END: Parts = [
    "That was the last value: ",
    ["wrongs", ["all gradients are computed"], ["1 gradient is wrong"], [["many"], " gradients are wrong"]],
    ".",
]


# --- words and numbers -------------------------------------------------------------------------


RESULTS = {"+": "sum", "Σ": "sum", "*": "product", "Π": "product", "/": "quotient", "**": "power"}
"""What the result of an operation is called, by its symbol, where it has a name."""


def name_of(box: Box) -> Parts:
    r"""Return what a value is called: its label in quotes, or what can be read in its box.

    >>> name_of(Box(0, "leaf", "", "two\nlines", 1.0, None))[0].strip(ISOLATE + RELEASE)
    "'two␤lines'"
    >>> name_of(Box(0, "operation", "*", "", -6.0, None)), name_of(Box(0, "operation", "tanh", "", 0.5, None))
    (['the product ', ['data', 0]], ['the result ', ['data', 0], ' of tanh'])
    """
    if box.label:
        return [f"{ISOLATE}'{one_line(box.label)}'{RELEASE}"]
    if box.kind == "constant":
        return ["the constant ", ["data", box.index]]
    if box.symbol and box.symbol not in RESULTS:
        return ["the result ", ["data", box.index], f" of {operation(box.symbol)}"]
    return [f"the {RESULTS.get(box.symbol, 'leaf')} ", ["data", box.index]]


def capital(words: str) -> str:
    """Return the words as they stand at the beginning of a sentence."""
    return words[:1].upper() + words[1:]


def product(c: Contribution) -> str:
    """Return gradient times local derivative; ≈ where the printed digits do not multiply out."""
    equals = sign_of_product([c.grad, c.partial], c.amount).text
    return f"{number(c.grad)} × {bracketed(c.partial)} {equals} {number(c.amount)}"


def summed(c: Contribution) -> str:
    """Return the running sum of the target, with what was there before."""
    if c.before is None:
        return number(c.after)
    equals = sign_of_sum([c.before, c.amount], c.after).text
    return f"{number(c.before)} + {bracketed(c.amount)} {equals} {number(c.after)}"


def sum_of(came: tuple[Contribution, ...], grad: float) -> str:
    """Return all contributions as one sum, while it can be read in a sentence."""
    if len(came) > 2 * SAID:
        return f"and their sum is {number(grad)}"
    terms = " + ".join([number(came[0].amount), *(bracketed(c.amount) for c in came[1:])])
    return f"{terms} {sign_of_sum([c.amount for c in came], grad).text} {number(grad)}"
