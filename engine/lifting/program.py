"""The NumPy function that was derived from a graph: run it, read it, and find a Value in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.drawing.picture import Picture
from engine.drawing.products.picture import picture_of_product
from engine.lifting import given, languages, layout, notes, showing, source
from engine.lifting.given import Gradients, Named, as_numbers, engine_gradients, first_difference
from engine.lifting.layout import SourceLine
from engine.lifting.loops.lengths import NO_LOOP
from engine.lifting.loops.rolling import Rolled
from engine.lifting.one_product import product_on
from engine.lifting.patterns import lookups
from engine.lifting.patterns.lookups import Indices
from engine.lifting.patterns.rewriting import GONE
from engine.lifting.placement import Placement
from engine.lifting.source import identifiers, name_arrays
from engine.lifting.steps import one_by_one
from engine.lifting.text.code import helpers_for, is_known, shape_text
from engine.lifting.views import INDEX, Array
from engine.lifting.whereabouts import Where, where_in
from engine.table.checks import describe
from engine.table.console import PrintedText, printed
from engine.table.notation import one_line
from engine.table.primitive import ListOp
from engine.value import Value

Arrays = dict[str, NDArray[np.float64]]

BACK = "back: dA is ∂loss/∂A, an array like A; where A is a pre-activation, it is δ"
"""What stands above the second half of a program."""


SLIDING = "from numpy.lib.stride_tricks import sliding_window_view"


def run(function: Callable[..., Any], arguments: Sequence[Any]) -> Gradients:
    """Return the loss and the gradients that a compiled program gives."""
    with np.errstate(all="ignore"):  # the engine does not warn of an overflow either
        loss, gradients = function(*arguments)
    return float(loss), {name: np.asarray(d, dtype=float) for name, d in gradients.items()}


def difference(found: Gradients, right: Gradients) -> str:
    """Return where a program differs from a fresh trace, and why it may; "" if they agree."""
    differs = first_difference(found, right)
    return differs and (
        f"{differs}. The graph has changed since the program was derived: a Python branch (if v.data > 0, the "
        "built-in max, v < w) went another way, or a number that is frozen in the program is another one now. "
        "Derive it again, or choose inside the graph: engine.max, relu, abs."
    )


class Program:
    """A loss and its gradients as NumPy. Print `source`, or call it with new numbers of the same shapes.

    source      the Python text; it runs wherever it is pasted
    latex       how each of its lines comes about
    torch, jax  the same function as text for PyTorch and for JAX
    function    the same compiled: of arrays for all parameters and inputs in order, none of which is checked
    batch       None if it was derived from the graph of a whole batch, else "mean" or "sum"
    shapes      the shape of each parameter and input; with `batch`, that of one sample
    indices     the whole numbers by which it looks up rows and classes, those of the trace: {name: array}
    constants   what is frozen in it: (label, number) of each leaf of the graph that got no name
    choices     sentences: what was compared in the graph, so that a condition may have chosen among it
    notes       sentences: these, and the constants: all that it has from the numbers of the trace
    lengths     how long the inputs of its loop may be
    params      the numbers that `load` brought in, and `store` takes out
    """

    def __init__(
        self, groups: Placement, params: Named, inputs: Named, batch: str | None, root: Value, indices: Indices
    ) -> None:
        self.batch = batch
        self.shapes = {name: shape for name, (shape, _) in (params | inputs).items()}
        self.params: Arrays = {}
        self._names = tuple(params), tuple(inputs)
        self._indices_given = indices
        self._written = identifiers([*self.shapes, *self._indices_given])
        self._root_value = root
        traced = given.numbers_of(params | inputs).items()
        self._traced = {self._written[name]: x[None] if batch and name in inputs else x for name, x in traced}
        for row in groups.reading.rows:
            if not is_known(row) and (isinstance(row, ListOp) or not row.name.isidentifier()):
                raise ValueError(
                    f"vectorize cannot write the row {row.name!r} as NumPy: a row of your own takes single operands "
                    "and has a name that Python takes."
                )
        self._checked = self._unrolled = ""
        self.lengths = NO_LOOP
        self._write(groups)

    def _write(self, groups: Placement) -> None:
        """Name the arrays, write the lines, and compile them."""
        self._groups = groups
        for text in ("_text", "_value", "source", "torch", "jax"):  # of the lines before
            self.__dict__.pop(text, None)
        root_number = groups.reading.root
        which = int(groups.array[groups.home(root_number)])
        name_arrays(groups, which)
        lookups.check_used(self._indices_given, groups.steps, self._written)
        given_names = {self._written[name]: name for name in self._indices_given}
        self._looked_up = {a.name: a for a in groups.arrays if a.kind == INDEX}
        self.indices = {given_names.get(name, name): a.data for name, a in self._looked_up.items()}
        self._written |= {name: name for name in self.indices if name not in self._written}
        self._root = groups.view(groups.arrays[which], np.array(groups.place[root_number]))
        self._loss, seed = source.loss_code(self._root, self.batch)
        written = False
        while not written:
            self._forward = source.forward_lines(groups)
            self._backward = source.backward_lines(groups, self._root, seed)
            written = not (isinstance(groups, Rolled) and groups.loop.keep_what_is_read(self._backward))
        self.choices = tuple(notes.of_choices(groups))
        self.function = self._compiled(self._code)

    # --- running it --------------------------------------------------------------------------

    def __call__(self, params: Any = None, inputs: Mapping[str, Any] | None = None) -> float:
        """Return the loss."""
        with np.errstate(all="ignore"):
            return float(self._value(*self._numbers(params, inputs)))

    def value_and_grad(self, params: Any = None, inputs: Mapping[str, Any] | None = None) -> tuple[float, Arrays]:
        """Return the loss, and its gradient for each parameter as an array of the parameter's shape.

        Args:
            params: {name: numbers} or a model; None means those that `load` brought in.
            inputs: {name: numbers}; with `batch` each has a first axis of samples, of any size.

        Raises:
            ValueError: if names or shapes are not those it was derived for.
            TypeError: for anything that is not a number.
        """
        return run(self.function, self._numbers(params, inputs))

    def _numbers(self, params: Any, inputs: Any) -> list[Any]:
        """Return all arguments in order; raise an error for a wrong one."""
        if params is None:
            if not self.params and self._names[0]:
                raise ValueError("no parameters: give them, or bring them in with program.load(model).")
            params = self.params
        if hasattr(params, "arrays") and not isinstance(params, Mapping):
            params = params.arrays()
        found, looked_up = [], {}
        if isinstance(inputs, Mapping) and self.indices:
            looked_up = {name: inputs[name] for name in self.indices if name in inputs}
            inputs = {name: x for name, x in inputs.items() if name not in looked_up}
        for what, names, mapping in zip(("params", "inputs"), self._names, (params, inputs or {}), strict=True):
            if not isinstance(mapping, Mapping):
                raise TypeError(f"{what} got {describe(mapping)}; a dict is needed: {{name: numbers}}.")
            if len(mapping) != len(names) or any(name not in mapping for name in names):
                raise ValueError(f"{what} got the names {list(mapping)}; {list(names)} are needed.")
            found += [as_numbers(mapping[name], name) for name in names]
        self._check_shapes(found)
        last = lookups.last_rows(self.steps) if looked_up else {}
        return found + [
            lookups.numbers_for(name, looked_up[name], traced, last[written]) if name in looked_up else traced
            for (name, traced), written in zip(self.indices.items(), self._looked_up, strict=True)
        ]

    def _check_shapes(self, found: list[Any]) -> None:
        """Raise ValueError for a wrong shape, or for different numbers of samples or steps."""
        samples: dict[int, str] = {}
        shapes = {name: array.shape for array, name in zip(found, self.shapes, strict=True)}
        batched = [] if self.batch is None else self._names[1]
        of_one = {name: shape[1:] if name in batched else shape for name, shape in shapes.items()}
        steps = self.lengths.steps_in({name: x for name, x in of_one.items() if len(x) == len(self.shapes[name])})
        for name, shape in shapes.items():
            needed = self.shapes[name] if steps is None else self.lengths.shape(name, self.shapes[name], steps)
            if name not in batched:
                self._check_shape(name, shape, needed)
            elif not shape or not shape[0] or shape[1:] != needed:
                wanted = shape_text(("N", *needed))
                raise ValueError(f"{one_line(name)} has shape {shape}; {wanted} is needed, N samples.")
            else:
                samples.setdefault(shape[0], name)
        given.check_one_of("samples", samples)

    def _check_shape(self, name: str, shape: tuple[int, ...], needed: tuple[int, ...], whose: str = "") -> None:
        if shape != needed:
            mismatch = f"{one_line(name)}{whose} has shape {shape}"
            raise ValueError(f"{mismatch}; the program was derived for {self.shapes[name]}.")

    # --- parameters in and out ----------------------------------------------------------------

    def load(self, model: Any) -> Arrays:
        """Take the numbers of a model, or of {name: nested lists of Values}, as `params`: arrays of their own."""
        nested = given.arrays_of(model, "params")
        if set(nested) != set(self._names[0]):
            raise ValueError(f"the model has the parameters {list(nested)}; {list(self._names[0])} are needed.")
        found = {name: np.array(as_numbers(nested[name], name)) for name in self._names[0]}
        for name, array in found.items():
            self._check_shape(name, array.shape, self.shapes[name], " of the model")
        self.params = found
        return found

    def store(self, model: Any, params: Mapping[str, Any] | None = None) -> None:
        """Write `params` back into the Values of a model, or of {name: nested lists of Values}."""
        arrays = self.params if params is None else {name: as_numbers(x, name) for name, x in params.items()}
        nested = given.arrays_of(model, "params")
        if not set(nested) == set(arrays) == set(self._names[0]):
            raise ValueError(
                f"the model has {list(nested)}, the numbers are {list(arrays)}; {list(self._names[0])} are needed."
            )
        values = {name: given.values_of(name, nested[name]) for name in arrays}
        for name, array in arrays.items():
            self._check_shape(name, array.shape, self.shapes[name])
            self._check_shape(name, values[name][0], self.shapes[name], " of the model")
        for name, (_, flat) in values.items():  # only after all checks: nothing is written halfway
            for value, number in zip(flat, arrays[name].ravel().tolist(), strict=True):
                value.data = number

    def check(self, loss_function: Callable[..., Any], params: Any, inputs: Mapping[str, Any]) -> None:
        """Compare with a fresh trace: what a finished graph cannot show, such as a Python branch, shows here.

        Args:
            loss_function: takes the inputs in order as nested lists of Values (with `batch`, those of one sample),
                after them the whole numbers that were named, and gives the loss, computed with the Values of `params`.
            params: the model, or {name: nested lists of Values}, that the function computes with. Gradients that
                its Values have are kept.
            inputs: {name: numbers}, as for a call.

        Raises:
            ValueError: if loss or gradients differ by more than 1e-10 of the largest; the message names where.
        """
        named = given.named_values(params, "params")
        found = self.value_and_grad(params, inputs)
        arrays = {name: as_numbers(inputs[name], name) for name in self._names[1]}
        whole = {name: np.asarray(inputs.get(name, self.indices[name])).tolist() for name in self._indices_given}

        def in_order(sample: dict[str, Any]) -> Any:
            return loss_function(*sample.values(), *whole.values())

        right = engine_gradients(in_order, named, arrays, self.batch, {}, "the loss function")
        if differs := difference(found, right):
            raise ValueError(differs)

    # --- reading it ---------------------------------------------------------------------------

    @cached_property
    def source(self) -> str:
        """The program as Python: helpers and constants, and one function with a line for each array.

        Pasted elsewhere it gives the same numbers; NumPy warns there of what overflows.
        """
        helpers, constants = helpers_for(self._text), source.constants_text(self._groups)
        imports = ("import math\n\n" if "math." in helpers else "") + "import numpy as np"
        imports += f"\n{SLIDING}" if "sliding_window_view(" in self._text else ""
        own = "\n".join(
            f"# {row.name} is a row of your own: define {row.name} here, for arrays"
            for row in self._groups.reading.rows
            if not is_known(row)
        )
        return PrintedText("\n\n\n".join(part for part in (imports, helpers, own, constants, self._text) if part))

    @cached_property
    def latex(self) -> str:
        """How each line comes about, in LaTeX: from the formula of one entry, by the chain rule, to the matrices.

        Raises:
            ValueError: for a formula that has no spelling; the message names its line.
        """
        ranks = {array.name: len(array.full) for array in self._groups.arrays if array.name}
        root, how = self._root.array, self._loss.text.removeprefix(self._root.code().text)
        index = "".join(f",{0}" for _ in root.shape)
        over = {".mean()": f"(Σ_n {root.name}[n{index}])/N", ".sum()": f"Σ_n {root.name}[n{index}]"}.get(how, "")
        end = [SourceLine(f"loss = {self._loss.text}", over and f"loss = {over}")] if self._loss.text != "loss" else []
        timed = {line.array.name for line in self._forward if line.array is not None and line.array.time is not None}
        rows = self._groups.reading.rows
        return PrintedText(languages.latex([*self._forward, *end], self._backward, ranks, timed, rows))

    @cached_property
    def torch(self) -> str:
        """The same function for PyTorch, and `check`, which compares its gradients with PyTorch's own.

        Raises:
            ValueError: for what PyTorch has no spelling for; the message names it.
        """
        return self._spelled(languages.TORCH)

    @cached_property
    def jax(self) -> str:
        """The same for JAX; errors as for `torch`."""
        return self._spelled(languages.JAX)

    def _spelled(self, language: languages.Language) -> str:
        constants, rows = source.constants_text(self._groups), self._groups.reading.rows
        names = list(self._written.values())
        whole = [name for name in names if name in self._looked_up]
        return PrintedText(language.text(self._function_text, constants, rows, names, self._keys(), whole))

    def _keys(self) -> list[str]:
        """Return the names of the parameters as the source quotes them."""
        return [json.dumps(name, ensure_ascii=False) if name.isprintable() else repr(name) for name in self._names[0]]

    @property
    def notes(self) -> tuple[str, ...]:
        """What it has from the numbers it was traced with, in sentences.

        Constants that are not parameters, inputs or exponents; leaves without a name; and entries that were compared,
        so that a condition may have chosen among them. With `check=` the last one says at how many sets of new
        numbers the program was right.

        >>> from engine.arrays import values
        >>> from engine.lifting.deriving import vectorize
        >>> w = values([1.0, -2.0], label="w")
        >>> choices, numbers = vectorize(3 * max(w) ** 2, {"w": w}).notes
        >>> choices
        '2 of 2 entries of w were compared or chosen by a condition (<, >, max, sort, np.where, a mask). What was ...
        >>> numbers
        'This number is a constant of the graph: 3.'
        """
        return (
            *self.choices,
            *notes.of_constants(self._groups),
            *notes.of_tables(self._groups),
            *filter(None, [self._unrolled, self.lengths.sentence, self._checked]),
        )

    @printed
    def __repr__(self) -> str:
        names = ", ".join(map(one_line, self.shapes))
        steps = f"{len(self._forward)} steps forward, {len(self._backward)} back, for {names}"
        return f"<Program: {steps}{f'; notes: {len(self.notes)}' if self.notes else ''}>"

    def _repr_html_(self) -> str:
        return showing.highlighted(self.source)

    def _draw(self, level: Any = None, line: Any = None, entry: Any = None) -> Picture:
        """Return what `draw(program)` shows: its arrays, beside the scalar graph if that is asked for, or one line."""
        if line is not None:
            numbers = self._traced | {name: array.data for name, array in self._looked_up.items()}
            return picture_of_product(product_on(self.source, self._namespace(self._text), numbers, line, entry))
        if level not in (None, "value") or entry is not None:
            asked = f"level={level!r}" if entry is None else "entry without line"
            raise ValueError(
                'draw(program) shows arrays; level="value" puts the scalar graph beside them, line=… shows one product '
                f"and entry= lights an entry of it. It got {asked}."
            )
        beside = self._root_value if level == "value" else None
        return showing.picture_of_arrays(self.arrays, [*one_by_one(self.steps)], self.lines_for, beside)

    @property
    def steps(self) -> list[Any]:
        """What it computes on the way forward, in order: each step has its array as `out`, and reads `views()`.

        A `Loop` has a `body` of steps instead.
        """
        return self._groups.steps

    @property
    def arrays(self) -> list[Array]:
        """The named arrays, and those that the steps compute, in order."""
        return [array for array in self._groups.arrays if array.kind not in ("constant", INDEX, GONE)]

    def lines_for(self, array: Array) -> list[SourceLine]:
        """Return the lines that compute an array, and those that compute its gradient."""
        lines = [*self._forward, *self._backward]
        return [line for line in lines if any(array is each for each in (line.array, *line.others))]

    def lines(self, value: Value) -> list[tuple[int, str]]:
        """Return number and text of the lines that compute the array a Value is in, and its gradient.

        >>> from engine.lifting.deriving import vectorize
        >>> w, x = [Value(1.0), Value(2.0)], [Value(3.0), Value(4.0)]
        >>> vectorize(w[0] * x[0] + w[1] * x[1], {"w": w}, {"x": x}).lines(w[1])
        [(8, 'dw = x.copy()')]
        """
        where = self.where(value)
        (array,) = [array for array in self.arrays if array.name == where.array]
        texts = [layout.folded(line.text, "    " * (line.depth + 1))[0].strip() for line in self.lines_for(array)]
        written = [line.partition("  # ")[0].strip() for line in self.source.splitlines()]
        return [(n, text) for n, text in enumerate(written, start=1) if text in texts]

    @property
    def constants(self) -> list[tuple[str, float]]:
        """The leaves that no name was given for: (label, number), as they are frozen in the program."""
        return [(str(leaf.label), leaf.data) for leaf in self._groups.reading.unnamed]

    def _function_text(
        self, spelled: Callable[[SourceLine], SourceLine] = lambda line: line, first: Sequence[str] = ()
    ) -> str:
        """Return the function with its lines as they are spelled; `first` are lines in front of all others."""
        arguments = ", ".join(self._written.values())
        end = [SourceLine(f"loss = {self._loss.text}")] if self._loss.text != "loss" else []
        forward, backward = (
            layout.laid_out([*map(spelled, lines)]) for lines in ([*self._forward, *end], self._backward)
        )
        keyed = zip(self._keys(), self._names[0], strict=True)
        returned = ", ".join(f"{key}: d{self._written[name]}" for key, name in keyed)
        body = [*forward, "", *([f"    # {BACK}", *backward] if backward else [])]
        body += layout.folded(f"return loss, {{{returned}}}", "    ")
        if self.batch:
            body.insert(0, f"    N = len({self._written[self._names[1][0]]})")
        body = [*first, *body]
        for note in self.choices:
            body = [*layout.wrapped(note), *body]
        return "\n".join([*layout.folded(f"def value_and_grad({arguments}):"), *body, ""])

    @cached_property
    def _text(self) -> str:
        """The function as it is read."""
        return self._function_text()

    @property
    def _code(self) -> str:
        """The function as it is run: the same lines without comments, which need not be written for that."""
        return self._function_text(lambda line: line.alone)

    @cached_property
    def _value(self) -> Callable[..., Any]:
        """The function without its backward part: up to the empty line in front of that."""
        head, _, _ = self._code.partition("\n\n")
        return self._compiled(f"{head}\n    return loss\n")

    def _compiled(self, text: str) -> Callable[..., Any]:
        """Return a function; constants are passed, not parsed."""
        namespace = self._namespace(text)
        exec(compile(text, "<program, made by engine.lifting>", "exec"), namespace)
        found: Any = namespace["value_and_grad"]
        found.__defaults__ = tuple(self.indices.values())  # the look-ups of the trace, where none are given
        return found  # type: ignore[no-any-return]  # what `exec` has defined

    def _namespace(self, text: str) -> dict[str, Any]:
        """Return what the function needs: constants, helpers, and rows that NumPy does not have."""
        namespace: dict[str, Any] = {a.name: a.data for a in self._groups.arrays if a.kind == "constant"}
        exec(f"import math\nimport numpy as np\n{SLIDING}\n\n" + helpers_for(text), namespace)
        for row in self._groups.reading.rows:
            if not is_known(row):
                namespace[row.name] = np.vectorize(row.function, otypes=[float])
        return namespace

    # --- the map back --------------------------------------------------------------------------

    def where(self, value: Value) -> Where:
        """Return where a Value of the graph is in the program.

        Raises:
            TypeError: if it is not a Value.
            ValueError: if it is not in the graph, or is frozen in the program.
        """
        return where_in(self._groups, value)
