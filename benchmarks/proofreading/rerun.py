"""A script run again in NumPy, with what it assigned seen, and any of its arrays disturbed right after its assignment.

Calls are put in around every value, part of an expression and loop. Nothing here is used by `proofread`, or uses it.
"""

import ast
import contextlib
import copy
import io
import random
import re
import sys
import time
import warnings
from collections import Counter
from dataclasses import dataclass, field

import numpy as np

SECONDS, MOST_EVENTS = 20, 30_000
LISTS = ("append", "insert")


class Enough(BaseException):
    """Ends a run whose loss is known."""


@dataclass
class Event:
    """One assignment, return or append: where, of what, the value, the array that an entry was written into."""

    line: int
    site: tuple
    text: str
    exact: str
    turn: int
    loops: tuple
    value: dict
    whole: dict = field(default_factory=dict)
    old: dict = field(default_factory=dict)
    thing: object = None
    root: str = ""
    things: dict = field(default_factory=dict)


def leaves(thing, path="", depth=0):
    """The arrays and numbers in a value, by how they are reached."""
    if isinstance(thing, list | tuple | dict) and depth < 3:
        for key, member in list(thing.items() if isinstance(thing, dict) else enumerate(thing))[:64]:
            yield from leaves(member, f"{path}[{key!r}]", depth + 1)
    elif isinstance(thing, np.ndarray) and thing.dtype.kind in "fiub":
        yield path, thing.astype(float)
    elif isinstance(thing, bool | int | float | np.number | np.bool_) and abs(thing) < 1e300:
        yield path, np.asarray(float(thing))


def things_in(thing, path="", depth=0):
    """The ids of the arrays in a value, by how they are reached."""
    if isinstance(thing, list | tuple | dict) and depth < 3:
        for key, member in list(thing.items() if isinstance(thing, dict) else enumerate(thing))[:64]:
            yield from things_in(member, f"{path}[{key!r}]", depth + 1)
    elif isinstance(thing, np.ndarray):
        yield path, id(thing)


def nudged(thing, path, change, in_place=False):
    """A value with something added to one array of it; lists and dicts are changed in place, the array if so said."""
    if path == "" and in_place and isinstance(thing, np.ndarray) and thing.dtype.kind == "f" and thing.flags.writeable:
        thing += change
        return thing
    if path == "":
        return thing + change if isinstance(thing, np.ndarray) else float(thing + change)
    for key in [*thing] if isinstance(thing, dict) else range(len(thing)):
        start = f"[{key!r}]"
        if path.startswith(start):
            new = nudged(thing[key], path[len(start) :], change, in_place)
            if isinstance(thing, tuple):
                return (*thing[:key], new, *thing[key + 1 :])
            thing[key] = new
            return thing
    return thing


class Run:
    """One run: `nudges` gives for a spot what is added there."""

    def __init__(self, goal, losses, nudges, watch=(), most_losses=None, steps=(), in_place=False):
        self.in_place = in_place
        self.goal = compile(goal, "<objective>", "eval") if goal else None
        self.names = set(re.findall(r"[A-Za-z_]\w*(?:\.\w+)*", goal or ""))
        self.texts, self.nudges, self.watch, self.most, self.steps = losses, nudges, watch, most_losses, steps
        self.events, self.losses, self.parts, self.watched = [], [], [], []
        self.things = []  # the arrays of the parts: kept, so that none of them has the id of another
        self.loops, self.counts, self.begun, self.stepped = [], Counter(), Counter(), 0
        self.deadline = time.monotonic() + SECONDS
        self.is_light = most_losses is not None

    def begin(self, site):
        """A statement begins."""
        self.begun[site] += 1

    def enter(self, site):
        """A loop begins."""
        self.loops.append([site, -1])

    def turn(self, _):
        """A turn of a loop begins."""
        self.loops[-1][1] += 1
        if time.monotonic() > self.deadline:
            raise Enough

    def leave(self, _):
        """A loop ends."""
        self.loops.pop()

    def lost(self, value):
        """A number is the loss."""
        found = [array for _, array in leaves(value) if array.size == 1]
        if found:
            self.losses.append((len(self.events), float(found[0].reshape(-1)[0]), self.around()))
            after = self.stepped and sum(at > self.stepped for at, _, _ in self.losses)
            if len(self.losses) == self.most or (self.stepped and after > 3 * (len(self.losses) - after + 1)):
                raise Enough

    def around(self):
        """The turns of the loops around what runs."""
        return tuple(map(tuple, self.loops))

    def value(self, texts, value):
        """What a statement computes; its loss is kept."""
        if self.texts & set(texts):
            self.lost(-value if self.texts & set(texts[1:]) and texts[1].startswith("-") else value)
        return value

    def part(self, site, text, thing):
        """A part of an expression."""
        if not isinstance(thing, float | np.ndarray) or getattr(getattr(thing, "dtype", None), "kind", "f") != "f":
            return thing
        turn = self.counts["part", site, text]
        self.counts["part", site, text] += 1
        if not self.is_light:
            self.parts.append((len(self.events), site, text, turn, np.shape(thing), id(thing)))
            self.things.append(thing)
        if text in self.watch:
            self.watched.append(np.array(thing, dtype=float))
        for key in (("part", site, text, turn), ("use", site, text, self.begun[site])):
            if key in self.nudges:
                thing = nudged(thing, "", self.nudges[key][""])
        return thing

    def old(self, read):
        """What a target holds, before."""
        if self.is_light:
            return {}
        with contextlib.suppress(Exception):
            return dict(leaves(read()))
        return {}

    def set(self, site, text, value, old=None, root=None, index=None, is_plain=True, total=None):
        """What a target holds now."""
        turn = self.counts["set", site]
        self.counts["set", site] += 1
        for path, change in self.nudges.get(("set", site, turn), {}).items():
            value = nudged(value, path, change, self.in_place)
        name, holder, at = "", None, None
        if root is not None:
            name, holder = root[0], root[1]()
            with contextlib.suppress(Exception):
                at = index()
            fill = self.nudges.get(("fill", name, self.counts["whole", name]))
            if fill is not None and is_plain and isinstance(holder, np.ndarray) and holder.shape == fill.shape:
                value = value + fill[at]
        else:  # the array that is filled from here on
            self.counts["whole", text] += 1
            fill = self.nudges.get(("fill", text, self.counts["whole", text]))
            if fill is not None and isinstance(value, np.ndarray) and value.shape == fill.shape:
                value = value + fill
        if not self.is_light:
            exact = f"{name}[{at!r}]" if isinstance(at, int | str) else text
            base = root[2]() if root is not None else None
            whole = dict(leaves(base if isinstance(base, np.ndarray) else holder)) if root is not None else {}
            found = dict(leaves(value))
            self.events.append(
                Event(
                    site[0],
                    site,
                    text,
                    exact,
                    turn,
                    self.around(),
                    found,
                    whole,
                    old or {},
                    id(base) if whole else id(value),
                    name,
                    dict(things_in(value)),
                )
            )
            if site[0] in self.steps and not self.stepped:
                self.stepped = len(self.events)
            if len(self.events) > MOST_EVENTS:
                raise Enough
        if text in self.watch:
            self.watched += [array for _, array in leaves(value)][:1]
        if total and self.texts & {total}:
            self.lost(value)
        return value

    def aim(self, text):
        """The objective that was given, once one of its names is assigned."""
        if self.goal is not None and text in self.names:
            frame = sys._getframe(1)
            with contextlib.suppress(Exception):
                self.lost(eval(self.goal, {**frame.f_globals, **frame.f_locals}))


class Marker(ast.NodeTransformer):
    """Puts the calls in."""

    def block(self, statements):
        """Statements with their calls."""
        return [new for old in statements for new in self.statement(old)]

    def statement(self, node):
        """A statement with its calls."""
        for name in ("body", "orelse", "finalbody"):
            if isinstance(getattr(node, name, None), list) and not isinstance(node, ast.Lambda):
                setattr(node, name, self.block(getattr(node, name)))
        for handler in getattr(node, "handlers", ()):
            handler.body = self.block(handler.body)
        if isinstance(node, ast.For | ast.While):
            where = ast.Constant((node.lineno, node.col_offset))
            node.body.insert(0, call("turn", where))
            return [call("enter", where), ast.Try([node], [], [], [call("leave", where)])]
        if isinstance(node, ast.Assign | ast.AugAssign) or (isinstance(node, ast.AnnAssign) and node.value):
            return self.assigned(node)
        if isinstance(node, ast.Return) and node.value is not None:
            site = (node.lineno, node.col_offset, 0)
            value = self.valued(node.value, site)
            node.value = made("set", ast.Constant(site), ast.Constant("return"), value)
            return [call("begin", ast.Constant(site[:2])), node]
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            return self.called(node)
        return [node]

    def valued(self, value, site, *more):
        """The value of a statement, its parts seen."""
        texts = ast.Constant((ast.unparse(value), *more))
        return made("value", texts, Parts(site[:2]).visit(copy.deepcopy(value)))

    def assigned(self, node):
        """An assignment with its calls."""
        site, found = (node.lineno, node.col_offset), []
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        parts = [part for target in targets for part in flat(target)]
        total, texts = "", ()
        if isinstance(node, ast.AugAssign):
            total = ast.unparse(ast.BinOp(read(node.target), node.op, copy.deepcopy(node.value)))
            is_minus = isinstance(node.op, ast.Sub)
            texts = (ast.unparse(ast.UnaryOp(ast.USub(), copy.deepcopy(node.value))),) if is_minus else ()
        node.value = self.valued(node.value, site, *texts)
        found.append(call("begin", ast.Constant(site)))
        after = []
        for i, target in enumerate(parts):
            keep = ast.Name(f"_m_old{i}", ast.Store())
            base = target
            while isinstance(base, ast.Subscript):
                base = base.value
            found.append(ast.Assign([keep], made("old", lazy(read(base)))))
            more = [ast.Constant(None), ast.Constant(None), ast.Constant(True)]
            if isinstance(target, ast.Subscript):
                more = [
                    ast.Tuple(
                        [ast.Constant(ast.unparse(target.value)), lazy(target.value), lazy(read(base))], ast.Load()
                    ),
                    lazy(index_of(target)),
                    ast.Constant(isinstance(node, ast.Assign)),
                ]
            more.append(ast.Constant(total))
            new = made(
                "set",
                ast.Constant((*site, i)),
                ast.Constant(ast.unparse(target)),
                read(target),
                ast.Name(keep.id, ast.Load()),
                *more,
            )
            after.append(ast.Assign([target_of(target)], new))
        after += [call("aim", ast.Constant(ast.unparse(target))) for target in parts]
        return [*found, node, *after]

    def called(self, node):
        """A call for its effect: what it appends, or the array that it may change, is seen."""
        site, inner = (node.lineno, node.col_offset), node.value
        name = getattr(inner.func, "attr", getattr(inner.func, "id", ""))
        if name == "setattr" and len(inner.args) == 3:
            holds = ast.Call(ast.Name("getattr", ast.Load()), copy.deepcopy(inner.args[:2]), [])
            keep, key = ast.Name("_m_old0", ast.Store()), ast.Constant((*site, 0))
            value = self.valued(inner.args[2], site)
            inner.args[2] = made("set", key, ast.Constant(ast.unparse(holds)), value, ast.Name("_m_old0", ast.Load()))
            return [ast.Assign([keep], made("old", lazy(holds))), node]
        if name in LISTS and inner.args and isinstance(inner.func, ast.Attribute):
            whole, text = ast.unparse(inner), ast.unparse(inner.func.value)
            last = self.valued(inner.args[-1], site, whole)
            inner.args[-1] = made("set", ast.Constant((*site, 0)), ast.Constant(text), last)
            return [call("begin", ast.Constant(site)), node]
        if (
            inner.args
            and isinstance(inner.args[0], ast.Name | ast.Attribute | ast.Subscript)
            and name not in ("print", "seed")
        ):
            target = inner.args[0]
            keep = ast.Name("_m_old0", ast.Store())
            before = ast.Assign([keep], made("old", lazy(copy.deepcopy(target))))
            new = made(
                "set",
                ast.Constant((*site, 0)),
                ast.Constant(ast.unparse(target)),
                copy.deepcopy(target),
                ast.Name("_m_old0", ast.Load()),
            )
            return [before, node, ast.Expr(new)]
        return [node]


class Parts(ast.NodeTransformer):
    """Shows the parts of an expression, each with its text."""

    def __init__(self, site):
        self.site = site

    def visit(self, node):
        """A copy of an expression whose parts are shown."""
        seen = isinstance(
            node, ast.BinOp | ast.Call | ast.Name | ast.Attribute | ast.Subscript | ast.UnaryOp | ast.IfExp
        )
        if isinstance(node, ast.JoinedStr | ast.Lambda):
            return node
        text = ast.unparse(node) if seen and isinstance(getattr(node, "ctx", ast.Load()), ast.Load) else ""
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                node.func.value = self.visit(node.func.value)
            node.args = [self.visit(each) for each in node.args]
            for word in node.keywords:
                word.value = self.visit(word.value)
        elif isinstance(node, ast.Subscript):
            node.value = self.visit(node.value)
        else:
            self.generic_visit(node)
        return made("part", ast.Constant(self.site), ast.Constant(text), node) if text else node


def flat(target):
    """The targets in a tuple."""
    if isinstance(target, ast.Tuple | ast.List):
        return [part for each in target.elts for part in flat(each)]
    return [] if isinstance(target, ast.Starred) else [target]


def read(target):
    """A target as an expression."""
    found = copy.deepcopy(target)
    found.ctx = ast.Load()
    return found


def target_of(target):
    """A target once more."""
    found = copy.deepcopy(target)
    found.ctx = ast.Store()
    return found


def index_of(target):
    """What stands in the brackets of a target, as a value."""
    parts = target.slice.elts if isinstance(target.slice, ast.Tuple) else [target.slice]

    def plain(each):
        if not isinstance(each, ast.Slice):
            return copy.deepcopy(each)
        return ast.Call(
            ast.Name("slice", ast.Load()), [x or ast.Constant(None) for x in (each.lower, each.upper, each.step)], []
        )

    found = [plain(each) for each in parts]
    return ast.Tuple(found, ast.Load()) if isinstance(target.slice, ast.Tuple) else found[0]


def lazy(expression):
    """An expression that is evaluated later."""
    return ast.Lambda(ast.arguments([], [], None, [], [], None, []), expression)


def made(name, *arguments):
    """A call of the run."""
    return ast.Call(ast.Attribute(ast.Name("_m", ast.Load()), name, ast.Load()), list(arguments), [])


def call(name, *arguments):
    """A call of the run, as a statement."""
    return ast.Expr(made(name, *arguments))


class Rerun:
    """A script that can be run again: its first pass, and what was assigned in it."""

    def __init__(self, text, goal, loss, steps):
        tree = ast.parse(text)
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        self.bodies = {f.name: range(f.lineno, f.end_lineno + 1) for f in functions}
        tree.body = Marker().block(tree.body)
        self.code = compile(ast.fix_missing_locations(tree), "<script>", "exec")
        self.goal, self.is_sum, self.steps = goal, loss.startswith("Σ "), steps
        self.texts = set() if goal else {loss.removeprefix("Σ ")}
        self.trace = self.run({})
        self.events = self.trace.events
        self.is_first = self.is_any = False
        self.find_pass()

    def run(self, nudges, **options):
        """Run it once."""
        run = Run(self.goal, self.texts, nudges, steps=self.steps, **options)
        names = {"__name__": "__main__", "_m": run}
        state = random.getstate(), np.random.get_state()
        random.seed(0)
        np.random.seed(0)
        try:
            with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                exec(self.code, names)
        except (Enough, Exception):
            pass
        finally:
            random.setstate(state[0])
            np.random.set_state(state[1])
        return run

    def find_pass(self):
        """Find the first pass: the turn of the loop in which a loss and a step stand together."""
        losses, step = self.trace.losses, self.trace.stepped - 1
        self.start, self.end, self.used = 0, len(self.events), []
        if not losses:
            return
        if step < 0:
            self.used = [*range(len(losses))] if self.is_sum else [len(losses) - 1]
            return
        before = [i for i, (at, _, _) in enumerate(losses) if at <= step]
        if not before:
            self.used = [0]
            self.start = losses[0][0]
            self.end = losses[1][0] if len(losses) > 1 else self.end
            return
        prefix = common(losses[before[-1]][2], self.events[step].loops)
        inside = (
            [i for i, e in enumerate(self.events) if e.loops[: len(prefix)] == prefix]
            if prefix
            else [*range(len(self.events))]
        )
        self.start, self.end = inside[0], inside[-1] + 1
        mine = [i for i in before if losses[i][2][: len(prefix)] == prefix]
        self.used = mine if self.is_sum else mine[-1:]
        again = [at for at, _, _ in losses if at > step]
        if not prefix and again:
            self.end = again[0]

    # --- disturbed runs ----------------------------------------------------------------------------

    def loss(self, spots, shape, change, through):
        """The loss with something added at some spots."""
        if not self.used:
            return np.nan
        run = self.run(self.nudges(spots, change), most_losses=self.used[-1] + 1, in_place=spots[0] == "same")
        found = [run.losses[i][1] for i in self.used if i < len(run.losses)]
        return sum(found) if len(found) == len(self.used) else np.nan

    @staticmethod
    def nudges(spots, change):
        """What is added where."""
        kind, keys = spots
        if kind == "fill":
            return {("fill", *keys): change}
        found = {}
        for i, (key, path, row) in enumerate(keys):
            mine = change[i] if kind == "turns" else change
            if row is not None:
                whole = np.zeros(row[0])
                whole[row[1]] = mine
                mine = whole
            found.setdefault(key, {})[path] = mine
        return found

    def size(self, spots):
        """The largest number at some spots; 1 if it is not known."""
        return 1.0

    # --- where a name is assigned ----------------------------------------------------------------

    def last(self):
        """How many events there are before the loss."""
        return self.trace.losses[self.used[-1]][0] if self.used else 0

    def assigned(self, name):
        """(event, path, array) of what a name is, the last first."""
        for i in range(self.last() - 1, -1, -1):
            event = self.events[i]
            for path, array in event.value.items():
                if name in (event.text + path, event.exact + path):
                    yield event, path, array

    def spots(self, name, is_stack, through):
        """Where an array of a name may be disturbed, each with its shape, the likeliest first."""
        if through is not None:
            yield from self.uses(name, through)
            return
        found = list(self.assigned(name))
        if is_stack:
            yield from self.stacks(found, name)
            return
        for kind in ("set", "same"):  # the name alone, or the array, by whatever name it is known
            for event, path, array in found:
                yield (kind, ((("set", event.site, event.turn), path, None),)), array.shape
        shapes = {e.whole[""].shape for e in self.events[: self.last()] if e.root == name and "" in e.whole}
        for shape in shapes:
            many = sum(e.text == name for e in self.events[: self.last()])
            for turn in range(many, max(many - 6, -1), -1):
                yield ("fill", (name, turn)), shape
        for at, site, text, turn, shape, _ in reversed(self.trace.parts):
            if text == name and at <= self.last():
                yield ("set", ((("part", site, text, turn), "", None),)), shape
        for event, path, _ in found:  # the array by the name or expression that it had first
            same = [part for part in self.trace.parts if part[-1] == event.things.get(path) and part[0] <= self.last()]
            for _, site, text, turn, shape, _ in same[:1]:
                yield ("set", ((("part", site, text, turn), "", None),)), shape
        row = re.fullmatch(r"(.+)\[((?::, )*)(-?\d+)\]", name)
        if row is not None:
            index = (*[slice(None)] * row[2].count(":"), int(row[3]))
            for event, path, array in self.assigned(row[1]):
                if array.ndim >= len(index) and -array.shape[len(index) - 1] <= index[-1] < array.shape[len(index) - 1]:
                    key = (("set", event.site, event.turn), path, (array.shape, index))
                    yield ("set", (Hashable(key),)), array[index].shape

    def stacks(self, found, name):
        """All turns of an assignment, as one array."""
        groups = {}
        for event, path, array in reversed(found):
            groups.setdefault((event.site, path, array.shape), []).append((("set", event.site, event.turn), path, None))
        for (_, _, shape), keys in groups.items():
            yield ("turns", tuple(keys)), (len(keys), *shape)

    def uses(self, name, through):
        """The uses of a name in the statements that assign another."""
        line = re.fullmatch(r"line (\d+)", through)
        body = self.bodies.get(through, ())
        sites = {e.site[:2] for e in self.events if e.text == through or (line and e.line == int(line[1]))}
        sites |= {site for _, site, text, *_ in self.trace.parts if text == name and site[0] in body}
        groups = {}
        for at, site, text, turn, shape, _ in self.trace.parts:
            if text == name and site in sites and at <= self.last():
                groups.setdefault((site, shape), []).append(turn)
        for shape in {shape for _, shape in groups} if body else ():  # what comes back through one call
            inside = [site for site, s in groups if s == shape]
            for k in range(max(self.trace.begun[site] for site in inside), 0, -1):
                yield ("set", tuple((("use", site, name, k), "", None) for site in inside)), shape
        for (site, shape), _ in groups.items():
            turns = self.trace.begun[site]
            each = [(("use", site, name, k), "", None) for k in range(turns, 0, -1)]
            for key in each:
                yield ("set", (key,)), shape
            if turns > 1:  # all turns together
                yield ("set", tuple(each)), shape

    # --- what a line holds -------------------------------------------------------------------------

    def at(self, line):
        """The events of a line in the pass."""
        return [e for e in self.events[self.start : self.end] if e.line == line]

    def held(self, line, name):
        """For each name that a line assigns what it holds in the end, as the entry or the whole array."""
        found = {}
        for event in self.at(line):
            if self.is_first and event.text in found:
                continue
            kept = found.get(event.text, []) if self.is_any else []
            found[event.text] = kept + [
                a for each in (event.whole, event.value) if "" in each and (a := each[""]) is not None
            ]
        return [found.get(each, []) for each in names_of(name)]

    def members(self, line, name=None):
        """The members of the list or dict that a line assigns."""
        events = [e for e in self.at(line) if name in (None, e.text)]
        last = {event.site: event for event in (reversed(events) if self.is_first else events)}
        return [array for event in last.values() for array in event.value.values()]

    def finally_held(self, line, name):
        """What the arrays of a line are at the end of the pass."""
        roots = {e.root or e.text for e in self.at(line) if e.text in names_of(name)}
        found = [e for e in self.events[self.start : self.end] if e.root in roots or e.text in roots]
        return [array for e in found for each in (e.whole, e.value) for array in each.values()][::-1]

    def latest(self, text, event):
        """The last assignment of a name before an event; None if there is none."""
        at = next(i for i, each in enumerate(self.events) if each is event)
        return next((e for e in reversed(self.events[:at]) if e.text == text), None)

    def is_before_loss(self, event):
        """Whether an event comes before the loss."""
        return any(each is event for each in self.events[: self.last()])

    def is_empty(self, line, name):
        """Whether a line assigns zeros, or an empty list or dict."""
        events = [e for e in self.events if e.line == line and e.text in names_of(name)]
        return bool(events) and all(not np.any(array) for e in events for array in e.value.values())

    def numbers(self, word):
        """The plain numbers that a name is."""
        found = {
            float(e.value[""])
            for e in self.events
            if word in (e.text, e.exact) and "" in e.value and not e.value[""].shape
        }
        return sorted(found)

    def is_forward(self, array):
        """Whether an array was assigned before the loss, whatever its name."""
        events = self.events[: max(self.last(), self.start)]
        return any(
            a.shape == array.shape and np.allclose(a, array)
            for e in events
            for a in (*e.value.values(), *e.whole.values())
        )

    def is_value(self, name, array):
        """Whether an array is what a name of the forward pass holds."""
        return any(a.shape == np.shape(array) and np.allclose(a, array) for _, _, a in self.assigned(name))

    def is_constant(self, line, name, parameters):
        """Whether a line holds the same with other parameters."""
        nudges = {}
        for parameter in parameters:
            for (_, ((key, path, _),)), shape in list(self.spots(parameter, False, None))[:1]:
                nudges.setdefault(key, {})[path] = 0.1 * np.ones(shape)
        other = self.run(nudges).events
        pairs = [(a, b) for a, b in zip(self.events[: self.end], other, strict=False) if a.line == line]
        return bool(pairs) and all(np.array_equal(a.value[p], b.value.get(p)) for a, b in pairs for p in a.value)

    def steps_at(self, line):
        """(step, what was there before) of each array that a line changes."""
        first = {}
        for event in self.at(line):
            now = event.whole or event.value
            if event.root and "" not in event.old:
                now = event.value
                key = event.exact.removeprefix(re.sub(r"\[.*", "", event.text, count=1))
                pairs = [(key, event.old.get(key), event.value.get(""))]
            else:
                pairs = [(p, old, now.get(p)) for p, old in event.old.items()]
            for path, old, new in pairs:
                if old is None or new is None or old.shape != new.shape:
                    continue
                yield new - old, old
                start = first.setdefault((event.text, path, old.shape, event.thing), old)
                if start is not old:
                    yield new - start, start

    def arrays_before(self, line, shape):
        """The arrays of a shape that were computed after the loss and before a line."""
        for event in self.events[self.start : self.end]:
            for each in (event.value, event.whole):
                yield from (array for array in each.values() if array.shape == shape and np.any(array))

    def change(self, outer, spots, shape, step):
        """By how much what a name holds changes with a step, divided by its length."""
        size = 1e-6
        base, other = (self.run(n, watch={outer}).watched for n in ({}, self.nudges(spots, step)))
        for a, b in zip(base, other, strict=False):
            if a.shape == b.shape:
                yield (b - a) / size


def names_of(name):
    """The names that a line assigns."""
    found, depth = [""], 0
    for sign in name:
        depth += (sign in "([") - (sign in ")]")
        if sign == "," and not depth:
            found.append("")
        else:
            found[-1] += sign
    return [each.strip() for each in found]


class Hashable(tuple):
    """A spot with a row; slices have no hash of their own."""

    def __hash__(self):
        return hash(repr(tuple(self)))


def common(a, b):
    """The turns of loops that two events share."""
    count = 0
    while count < min(len(a), len(b)) and a[count] == b[count]:
        count += 1
    return a[:count]
