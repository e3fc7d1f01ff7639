"""Are the comments of a derived program true? Each `# (shape)  A[i,j] = Σ_k …` is read, evaluated, and compared.

The program runs line by line, and after each line its comment is evaluated entry by entry on the arrays that are there.
Nothing of `engine.lifting` is used: the comments are read as a learner reads them.

    an index     is free (it stands on the left) or summed, never both
    a free one   runs over the axis that it stands for on the left
    a summed one over the axes that it stands for alone, which must agree; Σ_{j<3} says so itself
    an array     has as many indices as axes; A.flat[i] counts all entries of A
    a bracket    [x > 0] is 1 or 0, and a 0 so strong that its product with anything is 0, also with NaN
                 (D. E. Knuth, "Two notes on notation", 1992)
"""

import ast
import math
import re

import mpmath
import numpy as np

from engine.ops import TABLE
from tests.engine.lifting.notation import UntrueError, split_equation

PROSE = re.compile(
    "the mean divides by the number of samples, here and nowhere else"
    "|rows may repeat: their shares add up"
    "|what each offset of the windows saw, it hands back"
    r"|(\w+\[-1\] and )*\w+\[-1\]: the last row is what it starts from"
)
"""Comments that are sentences."""

ABOVE = re.compile(r"# \w+(\[[^]]*\])? \+?= ")
"""A formula that is too long to stand behind its line, and stands above it."""

TOLERANCE = 1e-9


def on_floats(f):
    """A function of single numbers for arrays; nan where it has no value."""

    def guarded(*xs):
        try:
            return float(f(*xs))
        except (ValueError, ZeroDivisionError, OverflowError):
            return math.nan

    return np.vectorize(guarded, otypes=[float])


SAME = (
    *("exp", "log", "expm1", "log1p", "log2", "log10", "logaddexp", "sqrt", "sin", "cos", "tan"),
    *("sinh", "cosh", "tanh", "hypot", "sign", "abs"),
)
INVERSE = ("asin", "acos", "atan", "atan2", "asinh", "acosh", "atanh")

FUNCTIONS = {
    **{name: getattr(np, name) for name in SAME},
    **{name: getattr(np, f"arc{name[1:]}") for name in INVERSE},
    "max": np.maximum,
    "min": np.minimum,
    "sigmoid": lambda x: 0.5 * (1 + np.tanh(x / 2)),
    "softplus": lambda x: np.where(x > 0, x, 0) + np.log1p(np.exp(-np.abs(x))),
    "relu": lambda x: np.where(x > 0, x, np.where(np.isnan(x), x, 0.0)),
    "leaky_relu": lambda x, slope: np.where(x > 0, x, slope * x),
    "elu": lambda x, alpha: np.where(x > 0, x, alpha * (np.exp(np.minimum(x, 0)) - 1)),
    "silu": lambda x: x * 0.5 * (1 + np.tanh(x / 2)),
    "gelu": lambda x: x * on_floats(lambda v: 0.5 * mpmath.erfc(-v / mpmath.sqrt(2)))(x),
    "erf": on_floats(mpmath.erf),
    "erfc": on_floats(mpmath.erfc),
    "lgamma": on_floats(lambda x: mpmath.re(mpmath.loggamma(x))),
    "digamma": on_floats(mpmath.digamma),
    "polygamma": on_floats(lambda n, x: mpmath.psi(int(n), x)),
}
"""What the names of functions mean: NumPy, textbook formulas and mpmath."""


# --- evaluating it ----------------------------------------------------------------------------------------


def children(node):
    """The nodes in a node."""
    for part in node[1:]:
        for each in part if isinstance(part, list) else [part]:
            if isinstance(each, tuple) and each and isinstance(each[0], str):
                yield each


def ends_in(node, letter, arrays):
    """The sizes of the axes that a letter stands for alone."""
    found = set()
    if node[0] == "entry":
        _, name, indices, flat = node
        array = np.asarray(value_of(name, arrays))
        found |= {size for index, size in zip(indices, array.shape, strict=False) if index == ("letter", letter)}
        if flat == ("letter", letter):
            found.add(math.prod(array.shape[len(indices) :]))
    return found.union(*(ends_in(child, letter, arrays) for child in children(node)))


def value_of(name, arrays):
    """An array, by its name in the source."""
    if name not in arrays:
        raise UntrueError(f"there is no {name}")
    return arrays[name]


def is_bracket(node):
    """[x > 0], or 1 - [x > 0]."""
    if node[0] == "op" and node[1:3] == ("-", ("number", 1.0)):
        node = node[3]
    return node[0] == "positive"


def has_time(node):
    """Whether an index has the variable of a loop in it."""
    return isinstance(node, tuple) and (node[0] == "time" or any(map(has_time, node)))


class Evaluator:
    """Evaluates a formula for all values of its indices at once: each letter in scope has an axis of its own."""

    def __init__(self, arrays, functions):
        self.arrays, self.functions = arrays, FUNCTIONS | functions

    def run(self, node, scope):
        """The values of a node, an array with an axis for each letter of the scope: {letter: end}, in order."""
        return getattr(self, f"_{node[0]}")(scope, *node[1:])

    def _number(self, scope, x):
        return np.array(x)

    def _letter(self, scope, letter):
        if letter not in scope:
            raise UntrueError(f"the index {letter} is neither free nor summed")
        order = list(scope)
        return np.arange(scope[letter]).reshape([-1 if x == letter else 1 for x in order])

    def _time(self, scope, name):
        return np.full([1] * len(scope), self.arrays[name])

    def _minus(self, scope, x):
        return -self.run(x, scope)

    def _positive(self, scope, x):
        return np.where(self.run(x, scope) > 0, 1.0, 0.0)

    def _op(self, scope, sign, x, y):
        a, b = self.run(x, scope), self.run(y, scope)
        signs = {
            "+": np.add, "-": np.subtract, "·": np.multiply, "/": np.divide, "**": np.power, "//": np.floor_divide,
            "%": np.remainder,
        }  # fmt: skip
        found = signs[sign](a, b)
        if sign == "·" and (is_bracket(x) or is_bracket(y)):
            found = np.where((a if is_bracket(x) else b) == 0, 0.0, found)
        return found

    def _call(self, scope, name, operands):
        if name not in self.functions:
            raise UntrueError(f"there is no function {name}")
        return self.functions[name](*[self.run(x, scope) for x in operands])

    def _entry(self, scope, name, indices, flat):
        array = np.asarray(value_of(name, self.arrays))
        if (len(indices) > array.ndim) if flat else (len(indices) != array.ndim):
            raise UntrueError(f"{name} has {array.ndim} axes and {len(indices)} indices")
        found = [self.run(index, scope) for index in indices]
        if flat:
            array = array.reshape(*array.shape[: len(indices)], -1)
            found.append(self.run(flat, scope))
        starts = [-1 if has_time(index) else 0 for index in [*indices, flat]]  # h[t-1] at t = 0 is the start, h[-1]
        for x, size, least in zip(found, array.shape, starts, strict=False):
            if x.size and (x.min() < least or x.max() >= size):
                raise UntrueError(f"an index of {name} leaves its axis of size {size}")
        found = [x.astype(int) for x in found]
        return array[tuple(found)] if found else array[()]

    def _bind(self, scope, symbol, letters, body):
        inner = dict(scope)
        for letter, end in letters:
            if letter in inner:
                raise UntrueError(f"the index {letter} is summed twice, or free and summed")
            ends = {end} if end is not None else ends_in(body, letter, self.arrays)
            if len(ends) != 1:
                raise UntrueError(f"where does the summed index {letter} end? {sorted(ends)}")
            inner[letter] = ends.pop()
        x = self.run(body, inner)
        x = np.broadcast_to(x, np.broadcast_shapes(np.shape(x), tuple(inner.values())))
        axes = tuple(range(len(scope), len(inner)))
        return (
            x.sum(axis=axes) if symbol == "Σ" else np.logaddexp.reduce(x.reshape(*x.shape[: len(scope)], -1), axis=-1)
        )


def free_letters(sides, left, arrays, said):
    """The letters on the left with their ends: as said, or as the first side has them on which they stand alone."""
    scope = {}
    waiting = [left]
    while waiting:
        node = waiting.pop(0)
        if node[0] == "letter" and node[1] not in scope:
            ends = next((found for side in sides if (found := ends_in(side, node[1], arrays))), set())
            ends = {said[node[1]]} if node[1] in said else ends
            if len(ends) != 1:
                raise UntrueError(f"where does the index {node[1]} end? {sorted(ends)}")
            scope[node[1]] = ends.pop()
        waiting += children(node)
    return scope


def at_a_time(node, counting):
    """A formula in which the variable of a loop stands for its number: no index that runs, h[t,i] has one, i."""
    if node[0] == "letter" and node[1] in counting:
        return ("time", node[1])
    return tuple(
        at_a_time(x, counting)
        if isinstance(x, tuple) and x and isinstance(x[0], str)
        else [at_a_time(y, counting) if isinstance(y, tuple) and y and isinstance(y[0], str) else y for y in x]
        if isinstance(x, list)
        else x
        for x in node
    )


def check_equation(text, before, after, functions):
    """Raise UntrueError unless an equation holds: `before` and `after` are all arrays around its line."""
    left, sign, right, said = split_equation(text)
    counting = {k for k, v in after.items() if type(v) is int}
    left, right = at_a_time(left, counting), at_a_time(right, counting)
    if left[0] != "entry":
        raise UntrueError(f"{text!r} says nothing of an array")
    _, name, indices, flat = left
    right_arrays = {**after, name: before.get(name)} if sign == "+=" else after
    scope = free_letters((left,) if sign == "=" else (right, left), left, after, said)
    evaluator = Evaluator(right_arrays, functions)
    with np.errstate(all="ignore"):
        found = np.broadcast_to(evaluator.run(right, scope), tuple(scope.values()))
    array = np.asarray(after[name], dtype=float)
    if sign == "=":
        times = [index for index in indices if index[0] == "time"]
        indices = indices[len(times) :]
        if times:
            (time,) = times
            array = array[after[time[1]]]
        if flat or any(index[0] != "letter" for index in indices) or len(scope) != array.ndim:
            raise UntrueError(f"the left side of {text!r} is not every entry of {name}, which has {array.ndim} axes")
        if [index[1] for index in indices] != list(scope):
            raise UntrueError(f"an index stands twice on the left of {text!r}")
        expected = found
    else:
        expected = np.array(before[name], dtype=float)
        spread = np.zeros_like(array)
        places = Evaluator(after, functions)
        where = [np.broadcast_to(places.run(i, scope), found.shape).astype(int) for i in indices]
        flat_view = spread.reshape(*spread.shape[: len(indices)], -1) if flat else spread
        where += [np.broadcast_to(places.run(flat, scope), found.shape).astype(int)] if flat else []
        if len(where) != flat_view.ndim:
            raise UntrueError(f"{name} has {array.ndim} axes and {len(indices)} indices")
        if any(i.size and i.max() >= size for i, size in zip(where, flat_view.shape, strict=True)):
            raise UntrueError(f"an index on the left of {text!r} leaves its axis")
        np.add.at(flat_view, tuple(where), found)
        expected = expected + spread
    if not agree(array, expected):
        i = np.unravel_index(int(np.argmax(~close(array, expected))), array.shape)
        raise UntrueError(f"{text!r} gives {expected[i]} for entry {[int(x) for x in i]}, and the line {array[i]}")


def close(x, y):
    """Which entries agree, relative to the largest."""
    with np.errstate(invalid="ignore"):
        sizes = np.abs(np.concatenate([np.ravel(x), np.ravel(y)]))
        largest = max(1.0, float(np.max(sizes[np.isfinite(sizes)], initial=0.0)))
        return (x == y) | (np.isnan(x) & np.isnan(y)) | (np.abs(x - y) <= TOLERANCE * largest)


def agree(x, y):
    """Whether two arrays have one shape and agree."""
    return x.shape == y.shape and bool(np.all(close(x, y)))


# --- a program -------------------------------------------------------------------------------------------------


def comment_of(line):
    """The comment behind a line of the source, "" if there is none."""
    _, mark, comment = line.partition("  # ")
    return comment.strip() if mark else ""


def parts_of(comment):
    """The shape, or None, and the formula, or "", of a comment."""
    found = re.match(r"(\((?:N|\d+)?(?:, ?(?:N|\d+))*,?\))(?:  (.*))?$", comment)
    return (found[1], found[2] or "") if found else (None, comment)


def check_program(source, arguments, functions=None):
    """Run a program line by line and evaluate all comments; return how many formulas were found true.

    Args:
        source: the text of the program.
        arguments: {name in the source: numbers}.
        functions: what the names of functions mean that are no rows of the table.

    Raises:
        UntrueError: for a comment that is not true.
    """
    tree = ast.parse(source)
    (function,) = [x for x in tree.body if isinstance(x, ast.FunctionDef) and x.name == "value_and_grad"]
    head = ast.Module([x for x in tree.body if x is not function], [])
    namespace = dict(arguments)
    exec(compile(head, "<head>", "exec"), namespace)
    namespace |= functions or {}
    run = Lines(source.splitlines(), namespace, functions or {})
    run.all(function.body)
    return run.checked


class Lines:
    """Runs lines and evaluates the comment of each; those of a loop at each of its steps."""

    def __init__(self, lines, namespace, functions):
        self.lines, self.namespace, self.functions, self.seen = lines, namespace, functions, set()

    @property
    def checked(self):
        """How many formulas were found true."""
        return len(self.seen)

    def all(self, statements):
        """Run statements one by one; those of a loop over and over."""
        for statement in statements:
            if isinstance(statement, ast.For):
                for i in eval(compile(ast.Expression(statement.iter), "<loop>", "eval"), self.namespace):
                    names = [x.id for x in ast.walk(statement.target) if isinstance(x, ast.Name)]
                    self.namespace |= zip(names, i if len(names) > 1 else [i], strict=True)
                    self.all(statement.body)
                    for name in names:
                        self.namespace.pop(name)
            elif not isinstance(statement, ast.Return):
                self.one(statement)

    def one(self, statement):
        """Run a line, and evaluate its comment, and the formula that stands above it if it is a long one."""
        before = {k: np.array(v) if isinstance(v, np.ndarray) else v for k, v in self.namespace.items()}
        with np.errstate(all="ignore"):
            exec(compile(ast.Module([statement], []), "<line>", "exec"), self.namespace)
        code = self.lines[statement.end_lineno - 1]
        comment = comment_of(code)
        shape, formula = parts_of("" if PROSE.fullmatch(comment) else comment)
        formula = formula or self.above(statement.lineno - 2)
        target = statement.targets[0] if isinstance(statement, ast.Assign) else getattr(statement, "target", None)
        if shape is not None:
            check_shape(shape, self.of(target), self.namespace)
        if formula:
            if target is None or target_name(target) != re.split(r"\W", formula)[0]:
                raise UntrueError(f"{formula!r} says nothing of what {code.strip()!r} computes")
            check_equation(formula, before, self.namespace, self.functions)
            self.seen.add(statement.lineno)

    def above(self, i):
        """The formula that stands above a line, from line i upwards; "" if there is none."""
        found = ""
        while (line := self.lines[i].strip()).startswith("#    "):
            found, i = f" {line.removeprefix('#    ')}{found}", i - 1
        return line.removeprefix("# ") + found if ABOVE.match(line) else ""

    def of(self, target):
        """What a line has computed: an array, or that of one step of a loop."""
        return eval(compile(ast.Expression(loaded(target)), "<target>", "eval"), self.namespace)


def loaded(target):
    """The same place, to be read: h[t] of h[t] = …; of a part that is added to, the array."""
    found = ast.parse(ast.unparse(target), mode="eval").body
    indexed = isinstance(found, ast.Subscript) and isinstance(found.slice, ast.Name)
    return found if indexed else ast.parse(target_name(target), mode="eval").body


def target_name(target):
    """The array that a line writes into."""
    while isinstance(target, ast.Subscript):
        target = target.value
    return target.id


def check_shape(text, array, namespace):
    """Raise UntrueError unless the shape of a comment is that of the array."""
    sizes = [namespace["N"] if x == "N" else int(x) for x in re.findall(r"N|\d+", text)]
    if tuple(sizes) != np.shape(array):
        raise UntrueError(f"the comment says {text}, and the array has the shape {np.shape(array)}")


def arguments_of(source):
    """The names of the arguments of value_and_grad."""
    (function,) = [x for x in ast.parse(source).body if isinstance(x, ast.FunctionDef) and x.name == "value_and_grad"]
    return [a.arg for a in function.args.args]


def check(program, params, inputs, functions=None):
    """Check all comments of a program on numbers for its parameters and inputs, by name; as `check_program`."""
    given = [np.asarray(x, dtype=float) for x in (*params.values(), *inputs.values())] + [*program.indices.values()]
    arguments = dict(zip(arguments_of(program.source), given, strict=True))
    return check_program(program.source, arguments, functions)


# --- every program that is derived in a block ------------------------------------------------------------------


def numbers_of(named, batch, rng):
    """The numbers of named Values; for inputs of one sample, three samples near it."""
    found = {}
    for name, (shape, values) in named.items():
        array = np.array([v.data for v in values]).reshape(shape)
        found[name] = (
            array if batch is None else np.stack([array * (1 + 0.1 * rng.normal(size=shape)) for _ in range(3)])
        )
    return found


def checking(derived, counts, at_most=None):
    """The function that makes programs, wrapped: each program's comments are checked as soon as it is there.

    `counts` gets the number of formulas of each program that was checked; after `at_most` programs none is.
    """

    def wrapped(loss, reading, params, inputs, batch, indices=None):
        program = derived(loss, reading, params, inputs, batch, indices)
        if at_most is None or len(counts) < at_most:
            rng = np.random.default_rng(len(counts))
            own = {row.name: on_floats(row.function) for row in reading.rows if row.name not in TABLE}
            numbers = numbers_of(params, None, rng), numbers_of(inputs, batch, rng)
            counts.append(check(program, *numbers, own))
        return program

    return wrapped
