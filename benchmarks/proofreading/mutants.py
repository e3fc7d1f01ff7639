"""Wrong scripts made of right ones: one edit of a line of the backward pass, kept if the parameters end elsewhere.

The lines of a script's backward pass stand between `# backward` or `# update` and `# end`, or the end of their block.
What is edited here is chosen by hand and has nothing to do with the edits that `proofread` searches.

A file of `pairs` defines two functions, and names them at its end, as FORWARD, BACKWARD and INPUTS. What such a pair
"ends with" are the gradients that the second one returns.

Beside some lines stand, after `#!`, mistakes that people make there; `planted` gives each as a script.
"""

import ast
import contextlib
import copy
import inspect
import io
import linecache
import random
import re
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np

SCRIPTS = sorted((Path(__file__).parent / "scripts").glob("*.py"))
PAIRS = Path(__file__).parent / "pairs"
MISTAKE = "  #! "
KEPT = re.compile("cache|(?<!d)(?<!d_)ctx|saved|mem|tape|state", re.IGNORECASE)
"""What people call that which the forward function keeps for the backward one; dctx comes back to it."""
SWAPPED = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.MatMult: ast.Mult}
RENAMED = {"dot": "multiply", "sum": "mean", "mean": "sum", "outer": "dot", "multiply": "dot"}


@dataclass(frozen=True)
class Mutant:
    """A wrong script, the number of its wrong line, that line, and the right one."""

    name: str
    text: str
    line: int
    wrong: str
    right: str


def is_rate(wrong, right):
    """Whether a step only changed its learning rate, or is none any more: that cannot be called wrong."""
    words = [re.findall(r"[A-Za-z_]\w*", line) for line in (wrong, right)]
    signs = [re.sub(r"[^-+]", "", line) for line in (wrong, right)]
    return len(words[0]) < len(words[1]) or (words[0] == words[1] and signs[0] == signs[1])


def text_of(path):
    """A right script, without the mistakes beside its lines."""
    return re.sub(rf"{MISTAKE}.*", "", path.read_text(encoding="utf-8"))


def planted(path):
    """A wrong script for each mistake that stands beside a line of a right one."""
    text, found = text_of(path), []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        right, _, mistakes = line.strip().partition(MISTAKE)
        for wrong in filter(None, mistakes.split(" #! ")):
            found.append(Mutant(path.stem, edited(text, number, wrong), number, wrong, right))
    return found


def backward_lines(text, marks=("# backward", "# update")):
    """The numbers of the lines of the backward pass."""
    found, inside, depth = [], False, 0
    for number, line in enumerate(text.splitlines(), 1):
        bare, indent = line.strip(), len(line) - len(line.lstrip())
        if bare in marks:
            inside, depth = True, indent
        elif bare in ("# end", "# backward", "# update") or (inside and bare and indent < depth):
            inside = False
        elif inside and bare and not bare.startswith(("#", "print")):
            found.append(number)
    return found


def objective(text):
    """The objective that a script names for the reader."""
    return next((line.partition("objective: ")[2] for line in text.splitlines() if "# objective: " in line), None)


def variants(statement, names):
    """Every statement that one edit makes of another."""
    for node in ast.walk(statement):
        for edit in edits_of(node, names):
            made = copy.deepcopy(statement)
            twin = next(b for a, b in zip(ast.walk(statement), ast.walk(made), strict=True) if a is node)
            new = edit(twin)
            if new is not None:
                made = _Replace(twin, new).visit(made)
            with contextlib.suppress(Exception):
                yield ast.unparse(ast.fix_missing_locations(made))
    if isinstance(statement, ast.AugAssign):
        yield ast.unparse(statement).replace("+=", "=", 1) if isinstance(statement.op, ast.Add) else ""


class _Replace(ast.NodeTransformer):
    def __init__(self, old, new):
        self.old, self.new = old, new

    def visit(self, node):
        return self.new if node is self.old else self.generic_visit(node)


def edits_of(node, names):
    """Functions that edit a node in place, or give another for it."""
    if isinstance(node, ast.BinOp):
        if type(node.op) in SWAPPED:
            yield lambda n: setattr(n, "op", SWAPPED[type(n.op)]())
        if isinstance(node.op, ast.Mult | ast.Div | ast.Add | ast.Sub | ast.Pow):
            yield lambda n: n.left
        if isinstance(node.op, ast.Mult | ast.Add):
            yield lambda n: n.right
        if isinstance(node.op, ast.MatMult):
            yield lambda n: ast.BinOp(n.right, n.op, n.left)
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add | ast.Sub):
        yield lambda n: setattr(n, "op", SWAPPED[type(n.op)]())
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield lambda n: n.value
    if isinstance(node, ast.Call):
        name = getattr(node.func, "attr", "")
        if name in RENAMED:
            yield lambda n: setattr(n.func, "attr", RENAMED[n.func.attr])
        if len(node.args) == 2 and name in ("dot", "outer"):
            yield lambda n: setattr(n, "args", n.args[::-1])
        for i, word in enumerate(node.keywords):
            if word.arg == "axis" and isinstance(word.value, ast.Constant):
                yield lambda n, i=i: setattr(n.keywords[i].value, "value", 1 - n.keywords[i].value.value)
            if word.arg == "keepdims":
                yield lambda n, i=i: n.keywords.pop(i) and None
    if isinstance(node, ast.Constant) and type(node.value) in (int, float) and node.value != 0:
        yield lambda n: setattr(n, "value", n.value + 1)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield lambda n: n.operand
    if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Gt | ast.LtE):
        yield lambda n: setattr(n, "ops", [ast.Lt() if isinstance(n.ops[0], ast.Gt) else ast.Gt()])
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names:
        for other in names[node.id]:
            yield lambda n, other=other: ast.Name(other, ast.Load())


def alike(tree):
    """{name: the other names of a script that look like it}, by their first letters: dW1 and dW2, A1 and Z1."""
    found = sorted({n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)})
    return {a: [b for b in found if is_alike(a, b)] for a in found}


def is_alike(a, b):
    """Whether one name may be typed for another: they differ in one sign, and are no counts."""
    differ = sum(x != y for x, y in zip(a, b, strict=False)) + abs(len(a) - len(b))
    return differ == 1 and (len(a) > 1 or (a.isupper() and b.isupper()))


def ending(text):
    """The arrays of floats that a script leaves behind, with those of its objects; None if it stops."""
    names = {"__name__": "__main__"}
    try:
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            pair = pair_of(text)
            if pair:
                names = {"gradients": gradients(*pair)}
            else:
                exec(compile(text, "<script>", "exec"), names)
    except (ValueError, LookupError, TypeError, AttributeError, NameError, ArithmeticError):
        return None
    return {key: array for name, thing in names.items() for key, array in arrays_in(name, thing)}


def pair_of(text):
    """The functions and the inputs that a file names at its end; None for a script."""
    if "\nFORWARD = " not in text:
        return None
    file, names = f"<pair {abs(hash(text))}>", {"__name__": "pair"}
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    exec(compile(text, file, "exec"), names)
    return names["FORWARD"], names["BACKWARD"], *names["INPUTS"]


def called(text, objective):
    """A pair as a script: below its functions stand their calls, and the loss that an objective names."""
    forward, backward, *inputs = pair_of(text)
    given = [*inspect.signature(forward).parameters][: len(inputs)]
    ups = re.findall(r"out(?:_\d)? \* (\w+)", objective)
    outs = re.findall(r"\bout(?:_\d)?\b", objective) or ["out"]
    others = [name for name in inspect.signature(backward).parameters if name not in given]
    slots = dict(zip([n for n in others if not KEPT.search(n)], ups, strict=False))
    slots |= {name: name for name in (*given, *ups)}
    slots |= {name: "out" for name in others[1:] if name in ("out", "y") and name not in slots}
    arguments = ", ".join(slots.get(name, "_cache") for name in inspect.signature(backward).parameters)
    return "\n".join(
        [
            text,
            f"{', '.join(given)}, = INPUTS",
            f"_made = FORWARD({', '.join(given)})",
            f"{', '.join(outs)}, *_cache = _made if isinstance(_made, tuple) else (_made,)",
            "_cache = _cache[0] if len(_cache) == 1 else _cache",
            "import numpy as _np",
            *(
                f"{up} = _np.random.default_rng({i}).normal(size=_np.shape({out}))"
                for i, (up, out) in enumerate(zip(ups, outs, strict=False))
            ),
            f"_loss = {objective if ups else outs[0]}",
            f"_gradients = BACKWARD({arguments})",
            "",
        ]
    )


def gradients(forward, backward, *inputs):
    """What a backward function returns: it takes an input by its name, what is called a cache, and dout."""
    np.random.seed(0)
    given = dict(zip(inspect.signature(forward).parameters, copy.deepcopy(inputs), strict=False))
    made = forward(*copy.deepcopy(inputs))
    out, cache = made if isinstance(made, tuple) else (made, None)
    dout = np.random.default_rng(0).normal(size=np.shape(out))
    wanted = inspect.signature(backward).parameters
    others = [name for name in wanted if name not in given and not KEPT.search(name)]
    given |= dict.fromkeys(others[:1], dout)
    return backward(*(given.get(name, cache) for name in wanted))


def arrays_in(name, thing, depth=0):
    """The arrays of floats in a thing, each with how it is reached."""
    if (isinstance(thing, np.ndarray) and thing.dtype.kind == "f") or type(thing) is float:
        yield name, np.asarray(thing, dtype=float)
    elif isinstance(thing, dict) and depth < 2:
        for key, member in thing.items():
            yield from arrays_in(f"{name}[{key!r}]", member, depth + 1)
    elif isinstance(thing, list | tuple) and depth < 2:
        for key, member in enumerate(thing):
            yield from arrays_in(f"{name}[{key}]", member, depth + 1)
    elif hasattr(thing, "__dict__") and type(thing).__module__ == "__main__":
        yield from arrays_in(name, vars(thing), depth)


def moved(text, mutant):
    """Whether a script ends with other parameters than another, or stops."""
    right, found = ending(text), ending(mutant)
    return found is None or not same(right, found, parameters(text, right))


def parameters(text, right):
    """The names that a script changes in its lines `# update`, or all its arrays."""
    lines = text.splitlines()
    at = [i for i, line in enumerate(lines) if line.strip() == "# update"]
    at = at or [i for i, line in enumerate(lines) if line.strip() == "# end"]
    after = {re.split(r"[-+]?=", row)[0] for i in at for row in lines[i : i + 6] if "=" in row}
    stems = {name: name.split("[")[0] for name in right}
    return [name for name in right if any(re.search(rf"(^|\W){stems[name]}\b", row) for row in after)] or list(right)


def same(a, b, names):
    """Whether two endings have the same parameters."""
    return all(n in b and a[n].shape == b[n].shape and np.allclose(a[n], b[n], rtol=1e-7, atol=1e-12) for n in names)


def mutants(path, count, seed):
    """Up to `count` mutants of one script, by chance but the same for the same seed."""
    text = text_of(path)
    found = []
    for line, wrong, right in pool(path, text, f"{path.stem} {seed}"):
        if len(found) == count:
            break
        mutant = edited(text, line, wrong)
        with contextlib.suppress(NameError, SyntaxError, AttributeError, KeyError):
            if moved(text, mutant):
                found.append(Mutant(path.stem, mutant, line, wrong, right))
    return found


def doubles(path, count, seed):
    """Up to `count` scripts with two wrong lines, as pairs of mutants that have the same text; each line matters."""
    text = text_of(path)
    edits = pool(path, text, f"{path.stem} {seed} double")
    found = []
    for one, two in zip(edits[::2], edits[1::2], strict=False):
        if len(found) == count:
            break
        if one[0] == two[0]:
            continue
        singles = [edited(text, line, wrong) for line, wrong, _ in (one, two)]
        both = edited(singles[0], *two[:2])
        with contextlib.suppress(NameError, SyntaxError, AttributeError, KeyError):
            if all(moved(text, s) and ending(s) is not None and moved(s, both) for s in singles):
                found.append(tuple(Mutant(path.stem, both, *each) for each in sorted((one, two))))
    return found


def pool(path, text, seed):
    """All edits of the lines of a backward pass, in an order by chance: (line, wrong, right)."""
    tree = ast.parse(text)
    names, where = alike(tree), set(backward_lines(text))
    kinds = (ast.Assign, ast.AugAssign, ast.Expr, *([ast.Return] if pair_of(text) else []))
    steps = set(backward_lines(text, ("# update",)))
    found = []
    for node in ast.walk(tree):
        if isinstance(node, kinds) and node.lineno in where:
            right = ast.unparse(node)
            is_step = isinstance(node, ast.AugAssign | ast.Assign) and node.lineno in steps
            for wrong in dict.fromkeys(variants(node, names)):
                if wrong and wrong != right and not (is_step and is_rate(wrong, right)):
                    found.append((node.lineno, wrong, right))
    random.Random(seed).shuffle(found)
    return found


def edited(text, line, wrong):
    """A script with another line."""
    lines = text.splitlines()
    old = lines[line - 1]
    lines[line - 1] = old[: len(old) - len(old.lstrip())] + wrong
    return "\n".join(lines) + "\n"
