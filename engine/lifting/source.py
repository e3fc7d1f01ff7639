"""Last step of lifting: names of arrays, and the lines of the program with what each of them stands for.

An array is called by the labels of its members where these agree, else by what made it. `nn` marks pre-activations and
activations with their place, so that they become Z1 and A1.
"""

import builtins
import keyword
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from math import isfinite
from typing import Any

from engine.lifting.layout import SourceLine, folded
from engine.lifting.patterns.rewriting import GONE
from engine.lifting.patterns.windows import Windows
from engine.lifting.placement import Placement
from engine.lifting.steps import Share, one_by_one, share
from engine.lifting.text.code import BY_NUMBER, HELPERS, Code, literal, shape_text, total
from engine.lifting.text.formula import Formula, equation, plain
from engine.lifting.views import Array, View, filled
from engine.recording.places import place_in
from engine.table.symbol import ATOM, PRODUCT

ROLES = {"s": "Z", "a": "A", "x": "X", "w": "W", "b": "b"}
TAKEN = {
    *(*keyword.kwlist, *dir(builtins), *HELPERS, *BY_NUMBER),
    *("np", "math", "N", "INF", "BERNOULLI", "factorial_over_power", "value_and_grad", "loss"),
}
"""Names that mean something else in the source."""


def identifier(text: str) -> str:
    """Return the nearest thing to `text` that Python takes as a name.

    >>> identifier("layers.0.w"), identifier("2nd"), identifier("lambda")
    ('layers_0_w', '_2nd', 'lambda_')
    """
    name = re.sub(r"\W", "_", text, flags=re.ASCII) or "_"
    name = f"_{name}" if name[0].isdigit() else name
    return f"{name}_" if name in TAKEN else name


def identifiers(names: Sequence[str]) -> dict[str, str]:
    """Return a name in the source for each name of a user; none is that of another one or of its gradient.

    >>> identifiers(["W1", "layer.w", "layer_w"])
    {'W1': 'W1', 'layer.w': 'layer_w', 'layer_w': 'layer_w_'}
    """
    found: dict[str, str] = {}
    for name in names:
        written = identifier(name)
        while {written, f"d{written}"} & {*found.values(), *(f"d{other}" for other in found.values())}:
            written += "_"
        found[name] = written
    return found


def stem(label: Any) -> str:
    """Return the name of an array that a label implies: by its place, or by what stands before its index."""
    place = place_in(label)
    if place is not None and place.role in ROLES:
        return f"{ROLES[place.role]}{'' if place.layer is None else place.layer}"
    name = re.sub(r"\[.*\]$", "", str(label))
    return name if name.isascii() and name.isidentifier() else ""


def name_arrays(groups: Placement, root: int) -> None:
    """Name every array that the user has not named."""
    for array in groups.arrays:
        if array.kind in ("step", "constant"):
            array.name = ""
    taken = {array.name for array in groups.arrays if array.name} | TAKEN
    taken |= {f"d{name}" for name in taken}
    taken |= {name for step in groups.steps if isinstance(step, Windows) for name in step.names}
    taken -= {"loss", "dloss"}
    count: Counter[str] = Counter()
    made = {id(step.out): step for step in one_by_one(groups.steps)}
    states = {id(state.out) for step in groups.steps for state in getattr(step, "states", ())}
    kinds = Counter(step.called for step in made.values() if step.alone) + Counter(a.hint for a in groups.arrays)
    for i, array in enumerate(groups.arrays):
        if array.name or array.kind == GONE:
            continue
        name = label_of(groups, array)
        array.labelled = bool(name)
        if i == root and (not array.shape or (array.size == 1 and array.batched)):
            name = name or ("losses" if array.batched else "loss")
            array.labelled = True
        if not name or name in taken or f"d{name}" in taken:
            step = made.get(id(array))
            plain = "I" if array.data is not None and array.data.dtype.kind == "i" else "C"
            base = name or ("h" if id(array) in states else step.called if step else array.hint or plain)
            alone = kinds[base] == 1 or (len(states) == 1 and id(array) in states)
            name = name or (base if alone else "")
            while not name or name in taken or f"d{name}" in taken:
                count[base] += 1
                name = f"{base}{count[base]}" if base[-1:].isalpha() else f"{base}_{count[base] + 1}"
        array.name = name
        taken |= {name, f"d{name}"}
    for step in groups.steps:
        if hasattr(step, "name_states"):
            step.name_states(taken)


def label_of(groups: Placement, array: Array) -> str:
    """Return the name that the labels of its members give an array."""
    if array.members is None:
        return ""
    leaves, made = groups.reading.leaves, groups.reading.made
    values = [made[number - leaves] for number in array.members if number >= 0]
    if values[0] is None or not values[0].label:
        return ""
    names = {stem(value.label if value is not None else "") for value in values}
    if len(names) > 1:  # h0, h1, h2: one name, and a number for each time
        names = {re.sub(r"_?\d+$", "", name) for name in names}
    name = names.pop() if len(names) == 1 else ""
    return identifier(name) if name else ""


def forward_lines(groups: Placement) -> list[SourceLine]:
    """Return a line for each step; a loop writes its own."""
    lines: list[SourceLine] = []
    for step in groups.steps:
        lines += step.forward_lines() if hasattr(step, "forward_lines") else [forward_line(step)]
    return lines


def forward_line(step: Any, depth: int = 0) -> SourceLine:
    """Return the line of a step."""
    out = step.out
    code, target, shape = step.forward(), out.code, out.full
    text = f"{target.text} = {filled(code, shape).text}"
    return SourceLine(text, lambda: commented(shape, entry_formula(target.formula, "=", code)), out, depth=depth)


def entry_formula(target: Formula, sign: str, code: Code, *, first: str = "target") -> str:
    """Return the formula of one entry, if it says more than the line."""
    return "" if plain(code.formula) == code.text else equation(target, sign, code.formula, first=first)


def commented(shape: tuple[Any, ...], formula: str) -> str:
    """Return a comment: the shape, and a formula."""
    return "  ".join(part for part in (shape_text(shape) if shape else "", formula) if part)


class BackwardLines:
    """The way back as it is written: what each array has got so far, and the lines.

    sums    the arrays whose gradients grow in a loop: what they get is added at once
    """

    def __init__(self) -> None:
        self.lines: list[SourceLine] = []
        self.depth = 0
        self.sums: set[int] = set()
        self._shares: dict[int, list[tuple[str, Code]]] = {}

    def write(self, text: str, comment: str = "", array: Array | None = None, others: tuple[Array, ...] = ()) -> None:
        """Add a line."""
        self.lines.append(SourceLine(text, comment, array, True, depth=self.depth, others=others))

    def add(self, lines: Iterable[SourceLine]) -> None:
        """Add lines that were written as outside of any loop."""
        self.lines += [replace(line, depth=self.depth + line.depth) for line in lines]

    def give(self, given: Iterable[Share]) -> None:
        """Note shares of gradients; those of arrays whose gradients grow become lines."""
        for array, part, code in given:
            if id(array) in self.sums:
                self.add(added_lines(array, part, code, array.called(array.gradient)))
            else:
                self._shares.setdefault(id(array), []).append((part, code))

    def has(self, array: Array) -> bool:
        """Return True if an array has got a share."""
        return id(array) in self._shares or id(array) in self.sums

    def pop(self, array: Array) -> list[tuple[str, Code]]:
        """Remove and return the shares of an array."""
        return self._shares.pop(id(array), [])

    def take(self, array: Array, *, keep: bool = False) -> Code:
        """Write the lines of a complete gradient, and return its name; or its code if that is as short."""
        if id(array) in self.sums:
            return array.called(array.gradient)
        made, d = gradient_lines(array, self.pop(array), keep=keep)
        self.add(made)
        return d

    def start_sums(self, arrays: list[Array]) -> None:
        """Let the gradients of these arrays grow from now on: from what they have got, or from 0."""
        waiting: list[Array] = []
        for array in arrays:
            if id(array) in self._shares:
                self.take(array, keep=True)
            elif id(array) not in self.sums:
                waiting.append(array)
            self.sums.add(id(array))
        for some in in_lines([(array.gradient, zeros(array.full), array) for array in waiting]):
            names, texts, made = zip(*some, strict=True)
            self.write(f"{', '.join(names)} = {', '.join(texts)}", "", None, made)


WIDE = 70  # the longest line that makes several arrays


def in_lines(assigned: list[tuple[str, str, Array]]) -> Iterator[list[tuple[str, str, Array]]]:
    """Yield names with what they are made of, as many as fit a line."""
    line: list[tuple[str, str, Array]] = []
    for each in assigned:
        if line and sum(len(name) + len(text) + 3 for name, text, _ in [*line, each]) > WIDE:
            yield line
            line = []
        line.append(each)
    if line:
        yield line


def zeros(shape: Sequence[Any]) -> str:
    """Return the zeros with which a sum of this shape starts."""
    return f"np.zeros({shape_text(tuple(shape)) if len(shape) > 1 else shape[0]})" if shape else "0.0"


def backward_lines(groups: Placement, root: View, seed: Code) -> list[SourceLine]:
    """Return the lines of the chain rule, from the loss to the parameters: one for each array with a gradient."""
    back = BackwardLines()
    finished = params_by_first_use(groups)
    back.give(share(root, seed, root.array.batched))
    for i, step in reversed([*enumerate(groups.steps)]):
        if hasattr(step, "backward_lines"):
            step.backward_lines(back)
        elif step.out.moving and back.has(step.out):
            back.give(step.backward(back.take(step.out)))
        for param in finished.get(i, ()):
            back.take(param)
    for param in finished.get(-1, ()):
        back.take(param)
    return back.lines


def params_by_first_use(groups: Placement) -> dict[int, list[Array]]:
    """Return the step after which, on the way back, each parameter's gradient is complete; -1 for none."""
    first: dict[int, int] = {}
    for i, step in enumerate(groups.steps):
        for view in step.views():
            first.setdefault(id(view.array), i)
    found: dict[int, list[Array]] = {}
    for array in groups.arrays:
        if array.kind == "param":
            found.setdefault(first.get(id(array), -1), []).append(array)
    return found


def gradient_lines(
    array: Array, shares: list[tuple[str, Code]], *, keep: bool = False
) -> tuple[list[SourceLine], Code]:
    """Return the lines that add up the shares of an array's gradient, and the code of the sum.

    With `keep` it gets a name and an array of its own in any case.
    """
    name = array.gradient
    whole = [code for part, code in shares if not part]
    parts = [(part, code) for part, code in shares if part]
    summed = added(whole)
    if summed is not None and not parts:
        if array.kind == "param" or keep:
            summed = owned(summed, array)
        elif summed.number is not None or (summed.text.isidentifier() and not array.labelled):
            return [], summed  # it would only be another name
        d = array.called(name, summed.shape)
        return [SourceLine(f"{name} = {summed.text}", comment_on(d, summed), array, True, why_of(shares))], d
    d = array.called(name)
    shape = shape_text(array.full) if array.shape else ""
    lines = [SourceLine(f"{name} = {zeros(array.full)}", shape, array, True, why_of(shares))]
    for part, code in [("", summed), *parts]:
        if code is not None:
            lines += added_lines(array, part, code, d)
    return lines, d


def comment_on(d: Code, summed: Code) -> str | Callable[[], str]:
    """Return the comment on the line of a gradient d, or what makes it."""
    if summed.text == MEAN:
        return "the mean divides by the number of samples, here and nowhere else"
    return lambda: commented(summed.shape, entry_formula(d.formula, "=", summed, first="formula"))


def added_lines(array: Array, part: str, code: Code, d: Code) -> list[SourceLine]:
    """Return the lines that add a share to a gradient, or to a part of it; d is the gradient."""
    name = array.gradient
    if code.loop:
        added_up = SourceLine(f"{name}{part} += {code.text}", "", array, True, depth=1)
        return [SourceLine(code.loop, "what each offset of the windows saw, it hands back", array, True), added_up]
    if part and not part.startswith("["):
        text = f"np.add.at({name}, {part}, {code.text})"
        return [SourceLine(text, "rows may repeat: their shares add up", array, True)]

    def comment() -> str:
        target = code.target if part else d.formula
        return entry_formula(target, "+=", code, first="formula") if target else ""

    return [SourceLine(f"{name}{part} += {code.text}", comment, array, True)]


def why_of(shares: list[tuple[str, Code]]) -> str:
    """Return the sentences that shares of a gradient bring with them."""
    return " ".join(dict.fromkeys(code.why for _, code in shares if code.why))


def added(codes: list[Code]) -> Code | None:
    """Return the sum of shares; those that are written alike are multiplied."""
    same: dict[str, list[Code]] = {}
    for code in codes:
        same.setdefault(code.text, []).append(code)
    return total([literal(1.0 + len(others)) * code for code, *others in same.values()]) if same else None


def owned(d: Code, array: Array) -> Code:
    """Return the gradient of a parameter in its full shape, in memory of its own."""
    if d.shape != array.full:
        text = repr(d.number) if d.number is not None and isfinite(d.number) else d.text
        return Code(f"np.full({shape_text(array.full)}, {text})", array.full).of(lambda: d.formula.filled(array.full))
    if array.shape and d.binding == ATOM and not FRESH.search(d.text):
        return Code(f"{d.text}.copy()", d.shape).of(lambda: d.formula)
    return d


FRESH = re.compile(r"\.sum\(([^()]|\([^()]*\))*\)$|^np\.(bincount|einsum|outer|where)\(|^scatter\(")
"""What makes an array of its own; anything else without an operator may be a view of another one."""


def loss_code(root: View, batch: str | None) -> tuple[Code, Code]:
    """Return the code of the loss, and of ∂loss/∂root."""
    code = root.code()
    if batch is None:
        return code, literal(1.0)
    if not code.shape:  # it depends on no input: each sample has the same loss
        return (code, literal(1.0)) if batch == "mean" else (code * Code("N"), Code("N"))
    if batch == "mean":
        return Code(f"{code.text}.mean()"), Code(MEAN, (), PRODUCT)
    return Code(f"{code.text}.sum()"), literal(1.0)


MEAN = "1 / N"  # the gradient of each sample's loss, if their mean is taken


def constants_text(groups: Placement) -> str:
    """Return the arrays of numbers that the source needs."""
    lines: list[str] = []
    for array in groups.arrays:
        if array.kind == "constant":
            lines += folded(f"{array.name} = np.array({numbers_text(array.data.tolist())})")
    return "\n".join(lines)


def numbers_text(numbers: Any) -> str:
    """Return nested lists of numbers as Python reads them."""
    if isinstance(numbers, list):
        return f"[{', '.join(map(numbers_text, numbers))}]"
    return repr(numbers) if isfinite(numbers) else literal(numbers).text
