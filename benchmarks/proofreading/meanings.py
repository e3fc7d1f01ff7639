"""Whether what `proofread` says of each line is true, by central differences.

python benchmarks/proofreading/meanings.py
python benchmarks/proofreading/meanings.py --planted
python benchmarks/proofreading/meanings.py --each 2 --seed 1
python benchmarks/proofreading/meanings.py --scripts FOLDER --only lstm

The judge reads the report's public fields only and knows nothing of how proofread computes them: `rerun` runs the
script in NumPy, and `Judge` disturbs the named array right after it was assigned, in a few directions, and compares
the difference quotients of the loss with the array that the line computed.
"""

import argparse
import ast
import inspect
import re
import sys
from collections import Counter
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parent))

from measure import fixed, reported
from mutants import KEPT, PAIRS, SCRIPTS, backward_lines, called, mutants, objective, pair_of, planted, text_of
from rerun import Rerun, names_of

DIRECTIONS, STEP, CLOSE = 3, 1e-6, 2e-5
"""How many directions, the length of a step, and the part of the norms by which a quotient may differ."""
FACTOR = r"(?P<sign>−?)(?:(?P<one>1/)?(?P<size>[\w.\[\]'\"]+(?:e−?\d+)?) · )?"
ADJOINT = re.compile(
    FACTOR + r"∂L/∂(?P<of>.+?)(?P<turns> of each turn)?(?:, (?P<form>transposed|reshaped))?"
    r"(?:, the share through (?P<through>.+))?"
)
MOVED = re.compile(
    r"(?P<of>.+) (?P<way>[+−]) " + FACTOR.replace("(?P<sign>−?)", "") + r"∂L/∂(?P<again>.+?)(?P<decayed>, decayed)?"
)
EACH = re.compile(r"each of (?P<of>.+) (?P<way>[+−]) " + FACTOR.replace("(?P<sign>−?)", "") + r"its ∂L/∂")
ROWS = re.compile(r"∂L/∂(?P<of>.+), each row times a number of its own")
INTO = re.compile(r"(?P<of>.+) moved, by what goes into it: ∂L/∂")
SQUARE = re.compile(FACTOR + r"\(∂L/∂(?P<of>.+)\)², entry by entry")
SLOPE = re.compile(r"∂(?P<outer>.+)/∂(?P<inner>.+), entry by entry")
FORWARD = re.compile(r"(?P<of>.+), of the forward pass")


def pieces_of(text):
    """The parts of a list, cut at commas outside brackets, where a part begins anew."""
    found, depth = [""], 0
    for sign in text:
        depth += sign in "([{"
        depth -= sign in ")]}"
        if sign == "," and not depth:
            found.append("")
        else:
            found[-1] += sign
    parts = []
    for each in map(str.strip, found):
        if parts and (
            re.match(
                r"transposed|reshaped|with these numbers|the share through|of the forward pass|entry by entry|decayed",
                each,
            )
        ):
            parts[-1] += ", " + each
        else:
            parts.append(each)
    return parts


class Judge:
    """Judges the lines of one report on a script; `text` is the script in which they are true."""

    def __init__(self, text, goal, report, step_lines=(), pair=None):
        self.report = report
        self.steps = {*step_lines} | {r.number for r in report.lines if re.search(r" [+−] .*∂L/∂|moved, by", r.meaning)}
        self.rerun = Rerun(text, goal, report.objective, self.steps)
        self.known, self.true = {}, {}
        self.ups = re.findall(r"out(?:_\d)? \* (\w+)", report.objective) if pair else []
        self.slots = [n for n in inspect.signature(pair[1]).parameters if not KEPT.search(n)][:1] if pair else []

    # --- difference quotients ---------------------------------------------------------------------

    def quotient(self, spots, shape, through, seed):
        """The difference quotient of the loss along a direction that is added at some spots, and that direction."""
        key = (spots, shape, through, seed)
        if key not in self.known:
            direction = np.random.default_rng([seed, len(shape), *shape]).normal(size=shape)
            step = STEP * max(1.0, self.rerun.size(spots))
            up, down = (self.rerun.loss(spots, shape, sign * step * direction, through) for sign in (1, -1))
            self.known[key] = (up - down) / (2 * step), direction
        return self.known[key]

    def is_adjoint(self, held, spots, shape, through=None, slack=0.0):
        """Whether an array is ∂L/∂ of what is assigned at some spots."""
        for seed in range(DIRECTIONS):
            quotient, direction = self.quotient(spots, shape, through, seed)
            size = np.linalg.norm(held) * np.linalg.norm(direction)
            if not abs(quotient - (held * direction).sum()) <= (CLOSE + slack) * size + 1e-8:
                return False
        return True

    # --- claims ------------------------------------------------------------------------------------

    def factors(self, match):
        """The values of a factor in words, each with the part by which it is rounded."""
        sign = -1.0 if match.groupdict().get("sign") else 1.0
        word = match["size"]
        if word is None:
            return [(sign, 0.0)]
        plain = word.replace("−", "-").replace("½", "0.5")
        try:
            value = float(plain)
            digits = re.sub(r"e.*", "", plain)
            unit = 10.0 ** -len(digits.partition(".")[2]) * float("1" + plain[len(digits) :])
            found = [(value, 0.0 if value.is_integer() and "." not in digits else 0.5 * unit / abs(value))]
        except ValueError:
            found = [(v, 0.0) for v in self.rerun.numbers(word)]
        return [(sign / v if match["one"] else sign * v, slack) for v, slack in found if v]

    def adjoint(self, text, held, line=None):
        """Whether an array is the adjoint that a text says; None if the text is none."""
        match = ADJOINT.fullmatch(text)
        if match is None:
            return None
        of = match["of"]
        bare = of[1:-1] if of.startswith("(") and of.endswith(")") else of
        for factor, slack in self.factors(match):
            if (
                line is not None
                and line.of is not None
                and not abs(line.factor - factor) <= (slack + 1e-7) * abs(factor)
            ):
                continue
            exact = line.factor if line is not None and line.of is not None else factor
            for array in held:
                unit = np.asarray(array, dtype=float) / exact
                for spots, shape in self.rerun.spots(bare, bool(match["turns"]), match["through"]):
                    fitting = self.form(unit, shape, match["form"])
                    if fitting is not None and self.is_adjoint(
                        fitting, spots, shape, match["through"], slack if exact is factor else 0.0
                    ):
                        return True
        return False

    @staticmethod
    def form(array, shape, form):
        """An array in the shape of an adjoint, as the words say; None if it does not fit."""
        if form == "transposed":
            return array.T if array.T.shape == shape else None
        if form == "reshaped":
            return array.reshape(shape) if array.size == np.prod(shape) and array.shape != shape else None
        if array.shape == shape:
            return array
        return array.reshape(shape) if len(shape) == 2 and shape[0] == 0 else None

    def step(self, name, signed, slack, line, decayed=False):
        """Whether the steps of a line are a number times ∂L/∂ of a parameter."""
        for spots, shape in self.rerun.spots(name, False, None):
            for step, before in self.rerun.steps_at(line.number):
                if step.shape != shape:
                    continue
                if decayed:
                    rest = [self.quotient(spots, shape, None, s) for s in range(DIRECTIONS)]
                    terms = np.array([[(before * d).sum()] for _, d in rest])
                    right = np.array([(step * d).sum() - signed * q for q, d in rest])
                    c = np.linalg.lstsq(terms, right, rcond=None)[0]
                    step = step - c[0] * before
                if self.is_adjoint(step / signed, spots, shape, None, slack):
                    return True
        return False

    def claim(self, line):
        """Whether the meaning of a line is true; None if it cannot be evaluated."""
        text = line.meaning.removesuffix(", in its first turn")
        self.rerun.is_first = text != line.meaning
        self.rerun.is_any = line.verdict != "right"  # a wrong line is read where it first went wrong
        held = self.rerun.held(line.number, line.name)
        if text == "":
            return None
        if text in ("to be filled", "zeros, to be filled"):
            return "np.empty" in line.source or self.rerun.is_empty(line.number, line.name)
        if text == "whole numbers":
            return all(np.array_equal(a, np.round(a)) for a in self.rerun.members(line.number))
        if text == "made of arrays of the forward pass":
            return self.is_made_before(line)
        if text.startswith("a part of "):
            final = self.rerun.finally_held(line.number, line.name)
            return any(self.adjoint(text.removeprefix("a part of "), [array]) for array in final)
        if text == "arrays of the forward pass":
            return all(self.rerun.is_forward(array) for part in held for array in part[-1:])
        if text == "a mask":
            return all(np.isin(each, (0, 1)).all() for part in held for each in part)
        if text == "the same whatever the parameters are":
            return self.rerun.is_constant(line.number, line.name, self.report.parameters)
        if (match := EACH.fullmatch(text)) or (match := MOVED.fullmatch(text)):
            names = pieces_of(match["of"]) if text.startswith("each of") else [match["of"]]
            if not text.startswith("each of") and match["again"] != match["of"]:
                return False
            way = 1.0 if match["way"] == "+" else -1.0
            decayed = bool(match.groupdict().get("decayed"))
            return all(any(self.step(n, way * k, s, line, decayed) for k, s in self.factors(match)) for n in names)
        if match := INTO.fullmatch(text):
            return all(self.goes_in(name, line) for name in pieces_of(match["of"]))
        if match := SQUARE.fullmatch(text):
            return self.square(match, held[0])
        if match := SLOPE.fullmatch(text):
            return self.slope(match, held[0])
        if not any(held) and not self.rerun.members(line.number):
            return None
        if (match := FORWARD.fullmatch(text)) and not text.startswith(("∂", "−∂")):
            return any(self.rerun.is_value(match["of"], each) for each in held[0])
        if re.search(r"\([^()]*∂L/∂", text) and text.removeprefix("adds ") == self.substituted(line):
            return True
        if ": " in text:
            names = names_of(line.name)
            parts = [each.partition(": ") for each in text.split("; ")]
            return all(n in names and self.listed(line, t, [held[names.index(n)]], n) for n, _, t in parts)
        return self.listed(line, text, held)

    def listed(self, line, text, held, name=None):
        """Whether adjoints are those that a text says, one after the other."""
        if text == "zeros, to be filled":
            return self.rerun.is_empty(line.number, name) or any(not np.any(a) for part in held for a in part)
        if match := ROWS.fullmatch(text):
            return self.rows(match["of"], held[0])
        if len(held) > 1:  # the same of each
            return all(part and self.adjoint(text, part) for part in held)
        parts = pieces_of(text)
        if len(parts) == 1 and any(held):
            return self.adjoint(text.removesuffix(", with these numbers"), held[0], line if name is None else None)
        members = self.rerun.members(line.number, name)
        if parts[-1:] == ["each"]:
            return bool(members) and all(self.adjoint(parts[0], [m]) for m in members)
        shown = [p for p in parts if p != "…"]
        if len(shown) < len(members) and parts[-1] != "…":  # the loss that is returned beside its gradients
            members = [m for m in members if np.size(m) > 1]
        if len(shown) > len(members) or (len(shown) < len(members) and parts[-1] != "…"):
            return False
        return all(self.adjoint(p, [m]) for p, m in zip(shown, members, strict=False))

    def rows(self, of, held):
        """Whether each row of an array is a multiple of that of an adjoint."""
        bare = of[1:-1] if of.startswith("(") and of.endswith(")") else of
        return any(
            all(self.is_row(array, i, spots, shape) for i in range(shape[0]))
            for spots, shape in self.rerun.spots(bare, False, None)
            for array in held
            if array.shape == shape and len(shape) == 2
        )

    def square(self, match, held):
        """Whether an array is a number times the square of an adjoint, entry by entry."""
        for spots, shape in self.rerun.spots(match["of"], False, None):
            units = [np.where(np.arange(np.prod(shape)).reshape(shape) == i, STEP, 0.0) for i in range(np.prod(shape))]
            ends = [[self.rerun.loss(spots, shape, sign * unit, None) for sign in (1, -1)] for unit in units]
            right = np.array([(up - down) / (2 * STEP) for up, down in ends]).reshape(shape) ** 2
            for k, slack in self.factors(match):
                size = (slack + 1e-4) * np.abs(k * right).max()
                if any(a.shape == shape and np.allclose(a, k * right, rtol=0, atol=size) for a in held):
                    return True
        return False

    def is_row(self, array, i, spots, shape):
        """Whether a row is a multiple of that of an adjoint: of its quotients entry by entry."""
        row = []
        for j in range(shape[1]):
            unit = np.zeros(shape)
            unit[i, j] = STEP
            row.append(
                (self.rerun.loss(spots, shape, unit, None) - self.rerun.loss(spots, shape, -unit, None)) / (2 * STEP)
            )
        c = np.dot(row, array[i]) / (np.dot(row, row) or 1.0)
        return bool(c) and np.allclose(c * np.array(row), array[i], rtol=1e-4, atol=1e-4 * np.abs(array[i]).max())

    def reads(self, line):
        """The names that a line reads, each with the line that assigned it last."""
        at = self.rerun.at(line.number)
        value = value_of(line.source)
        if not at or value is None:
            return
        for node in ast.walk(value):
            text = ast.unparse(node) if isinstance(node, ast.Name | ast.Attribute | ast.Subscript) else ""
            event = self.rerun.latest(text, at[-1])
            if event is not None:
                yield text, event

    def substituted(self, line):
        """The expression of a line, with what is said and true of each name in its place."""
        said = dict.fromkeys(self.ups + self.slots, "∂L/∂out") if len(self.ups) == 1 else {}
        for text, event in self.reads(line):
            for other in self.report.lines:
                if (
                    other.number == event.line
                    and "∂L/∂" in other.meaning
                    and not re.search(r": |in its first turn|\([^()]*∂L|a part of|adds ", other.meaning)
                ):
                    if other.number not in self.true:
                        self.true[other.number] = False  # a line that reads itself, in a loop
                        self.true[other.number] = bool(self.claim(other))
                    if self.true[other.number]:
                        said[text] = other.meaning
        return ast.unparse(Substitute(said).visit(value_of(line.source))) if said else None

    def is_made_before(self, line):
        """Whether a line reads nothing that was computed after the loss, but what is made of arrays of before.

        In a pair of functions: whether it holds the same with other gradients from above.
        """
        if self.ups:
            return self.rerun.is_constant(line.number, line.name, self.ups)
        found = list(self.reads(line))
        passed = {
            o.number
            for o in self.report.lines
            if "of the forward pass" in o.meaning or o.meaning in ("a mask", "whole numbers")
        }
        return bool(found) and all(e.line in passed or self.rerun.is_before_loss(e) for _, e in found)

    def goes_in(self, name, line):
        """Whether a multiple of a parameter's gradient is computed before a line."""
        for spots, shape in self.rerun.spots(name, False, None):
            quotients = [self.quotient(spots, shape, None, s) for s in range(DIRECTIONS)]
            for array in self.rerun.arrays_before(line.number, shape):
                along = [(array * d).sum() for _, d in quotients]
                c = along[0] / quotients[0][0] if quotients[0][0] else 0.0
                if c and self.is_adjoint(array / c, spots, shape):
                    return True
        return False

    def slope(self, match, held):
        """Whether an array is the slope of one forward array along another, entry by entry."""
        for spots, shape in self.rerun.spots(match["inner"], False, None):
            for array in held:
                if np.shape(array) != shape:
                    continue
                direction = np.random.default_rng(0).normal(size=shape)
                for change in self.rerun.change(match["outer"], spots, shape, STEP * direction):
                    if change.shape == shape and np.allclose(change, array * direction, rtol=1e-4, atol=1e-7):
                        return True
        return False


class Substitute(ast.NodeTransformer):
    """Puts what names are in their place."""

    def __init__(self, said):
        self.said = said

    def visit(self, node):
        """A node, or what it is."""
        text = ast.unparse(node) if isinstance(node, ast.Name | ast.Attribute | ast.Subscript) else ""
        return ast.Name(f"({self.said[text]})", ast.Load()) if text in self.said else self.generic_visit(node)


def value_of(source):
    """The expression of a statement; None if it has none."""
    try:
        statement = ast.parse(source.replace("return ", "_ = ", 1) if source.startswith("return ") else source).body[0]
    except SyntaxError:
        return None
    return getattr(statement, "value", None)


def judged(text, goal, report, right=None):
    """What was said of each line: [(line, True, False, or None for what was not evaluated)]."""
    pair = pair_of(text)
    if pair:
        text, right = (each and called(each, report.objective) for each in (text, right))
    marked = backward_lines(text, ("# update",))
    judge = Judge(right or text, goal, report, marked, pair)
    own = Judge(text, goal, report, marked, pair) if right else judge
    found = []
    for line in report.lines:
        is_right = line.verdict == "right"
        found.append((line, (judge if is_right else own).claim(line) if line.meaning else None))
    return found


def main():
    """Print the figures."""
    parser = argparse.ArgumentParser(description="Whether what proofread says of each line is true.")
    parser.add_argument("--scripts", type=Path, help="a folder of scripts, in the place of the corpus")
    parser.add_argument("--pairs", nargs="?", const=PAIRS, help="pairs of functions in their place; a folder of others")
    parser.add_argument("--only", default="", help="a part of the names of the scripts")
    parser.add_argument("--planted", action="store_true", help="wrong scripts: the mistakes that stand in the scripts")
    parser.add_argument("--each", type=int, default=0, help="wrong scripts: so many mutants of each")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    folder = Path(options.pairs) if options.pairs else options.scripts
    paths = sorted(folder.glob("*.py")) if folder else SCRIPTS
    counts, others = Counter(), Counter()
    for path in (p for p in paths if options.only in p.stem):
        right = text_of(path)
        wrong = (planted(path) if options.planted else []) + mutants(path, options.each, options.seed)
        for text, line in [(m.text, m.line) for m in wrong] or [(right, 0)] * (not (options.planted or options.each)):
            report = reported(right, text)
            if report.correct is None or (report.correct and line):
                print(f"   not read  {path.stem}:{line}: {report.problem or 'called right'}")
                counts["not read"] += len(backward_lines(text))
                continue
            with_fixes = made_right(text, report) or right if report.wrong else None
            count(path.stem, text, judged(text, objective(right), report, with_fixes), counts, others)
    for title, row in (("the backward pass", counts), ("other lines of which something is said", others)):
        print(f"{title}: {sum(row.values())} lines: " + ", ".join(f"{kind} {n}" for kind, n in sorted(row.items())))


def made_right(text, report):
    """A wrong script with the first fix of each wrong line, which is what its right lines are read with; "" if none."""
    made = text
    for line in report.wrong:
        made = fixed(made, line.fixes[0].edits) if line.fixes else ""
    return made if made.count("\n") == text.count("\n") else ""  # the report's lines are numbered as they were


def count(name, text, rows, counts, others):
    """Count the lines of one report, and print those that are not said and true."""
    inside = set(backward_lines(text))
    for line, is_true in rows:
        kind = {True: "true", False: "FALSE", None: "not evaluated"}[is_true] if line.meaning else "unsaid"
        if not line.meaning and re.fullmatch(r"[\w.\[\]]+\(.*\)", line.source) and ".append(" not in line.source:
            kind = "a call"
        if line.verdict in ("wrong", "scaled", "unread"):
            kind = f"{line.verdict}, {kind}"
        if line.number in inside:
            counts[kind] += 1
        elif line.meaning:
            others[kind] += 1
        if kind.split(", ")[-1] != "true" and (line.meaning or (line.number in inside and line.verdict != "wrong")):
            print(f"   {kind:13} {name}:{line.number}: {line.source}   said: {line.meaning}", flush=True)


if __name__ == "__main__":
    main()
