"""Means, variances and what they normalise, found among the steps of a program and called so.

A mean is Σ z / n, a variance the mean of (z - μ)². With σ = √(var + ε) and ẑ = (z - μ) / σ, entry m of ẑ depends on
entry n of z three times: by itself, through μ and through σ, since ∂μ/∂z_n = 1/n and ∂σ/∂z_n = ẑ_n / n. So
∂ẑ_m/∂z_n = ([m = n] - 1/n - ẑ_m ẑ_n / n) / σ, and dz = (dẑ - mean of dẑ - ẑ · mean of dẑ ẑ) / σ. Without μ, as in
RMSNorm, its term is missing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

from engine import ops
from engine.lifting.patterns.rewriting import StepList, is_plain, same_places, shifted
from engine.lifting.steps import Elementwise, OfArray, Share, Sum, Term
from engine.lifting.text.code import Code, Shape, literal
from engine.lifting.views import Array, View, filled, whole_view


def spread(d: Code, shape: Shape, axes: Sequence[int]) -> Code:
    """Return d with an axis of size 1 for each that was averaged over, unless NumPy adds it in front anyway."""
    if not d.shape or tuple(axes) == tuple(range(len(axes))):
        return d
    kept = tuple(size for a, size in enumerate(shape) if a not in axes)
    return filled(d, kept).indexed(["None" if a in axes else ":" for a in range(len(shape))])


@dataclass
class OfAxes(OfArray):
    """A step along some axes of an array."""

    axes: tuple[int, ...]
    alone = True

    @property
    def along(self) -> tuple[int, ...]:
        """The axes, as the source counts them."""
        return tuple(a + self.array.batched for a in self.axes)

    @property
    def count(self) -> int:
        """How many entries there are along them."""
        return prod(self.array.shape[a] for a in self.axes)


@dataclass
class Mean(OfAxes):
    """The mean of an array along axes, or with `square` that of its squares."""

    square: bool
    sign: float = 1.0

    @property
    def called(self) -> str:
        """A mean of squares is not called μ."""
        return "square" if self.square else "mu"

    def forward(self) -> Code:
        """Return X.mean(axis=0)."""
        x = self.array.code
        return literal(self.sign) * (x**2 if self.square else x).reduced(self.along, "mean")

    def backward(self, d: Code) -> Iterator[Share]:
        """Yield the same share for each entry; of a square, times 2 x."""
        d = literal(self.sign / self.count) * spread(d, self.array.full, self.along)
        return self.share(2 * d * self.array.code if self.square else d)


@dataclass
class Variance(OfAxes):
    """The mean of (x - μ)²."""

    mean: Array
    called = "var"

    def views(self) -> list[View]:
        """Return what it reads."""
        return [whole_view(self.array), whole_view(self.mean)]

    def centred(self) -> Code:
        """Return x - μ."""
        return self.array.code - spread(self.mean.code, self.array.full, self.along)

    def forward(self) -> Code:
        """Return X.var(axis=0)."""
        code = (self.centred() ** 2).reduced(self.along, "mean")
        which = code.text[code.text.rindex("(") :]
        return Code(f"{self.array.code.text}.var{which}", code.shape).of(code.formula)

    def backward(self, d: Code) -> Iterator[Share]:
        """Yield d · 2 (x - μ) / n: what reaches μ adds up to 0."""
        return self.share(literal(2 / self.count) * spread(d, self.array.full, self.along) * self.centred())


@dataclass
class Deviation(Elementwise):
    """A row of an array plus a number, √(var + ε), or a power of that."""

    plus: float
    alone = True

    @property
    def called(self) -> str:
        """σ, or what is multiplied with in its place."""
        return "scale" if self.exponent == -0.5 else "std"

    @property
    def exponent(self) -> Any:
        """The power; of a root ½."""
        return self.operands[1] if self.row is ops.power else 0.5

    def codes(self) -> list[Any]:
        """Return var + ε, and the exponent if there is one."""
        x, *exponent = super().codes()
        return [x + self.plus if self.plus else x, *exponent]


@dataclass
class Normalised(OfAxes):
    """(x - μ) / σ, or x / σ if there is no μ; times σ, if that is one over a root."""

    mean: Array | None
    scale: Array
    times: bool
    called = "normed"

    def views(self) -> list[View]:
        """Return what it reads."""
        return [whole_view(a) for a in (self.array, self.mean, self.scale) if a is not None]

    def scaled(self, x: Code) -> Code:
        """Return x / σ."""
        scale = spread(self.scale.code, self.array.full, self.along)
        return x * scale if self.times else x / scale

    def forward(self) -> Code:
        """Return (X - mu) / std."""
        x = self.array.code
        return self.scaled(x if self.mean is None else x - spread(self.mean.code, self.array.full, self.along))

    def backward(self, d: Code) -> Iterator[Share]:
        """Yield the three terms that the file's first lines derive."""
        d, out = filled(d, self.out.full), self.out.code
        product = out * (d * out).reduced(self.along, "mean", keep=True)
        sent = d - product if self.mean is None else d - d.reduced(self.along, "mean", keep=True) - product
        for array, part, code in self.share(self.scaled(sent)):
            code.why = self.derivation()
            yield array, part, code

    def derivation(self) -> str:
        """Return why there are three terms, in a sentence."""
        n, x, y, scale = self.count, self.array.name, self.out.name, self.scale.name
        by = f"·{scale}" if self.times else f"/{scale}"
        if self.mean is None:
            return f"{y} depends on {x} twice: ∂{y}_m/∂{x}_n = ([m=n] - {y}_m·{y}_n/{n}){by}"
        return (
            f"{y} depends on {x} three times: by itself, through {self.mean.name} and through {scale}. "
            f"∂{y}_m/∂{x}_n = ([m=n] - 1/{n} - {y}_m·{y}_n/{n}){by}"
        )


# --- finding them ------------------------------------------------------------------------------------


def find_mean(steps: StepList, step: Any) -> None:
    """Put a mean in the place of Σ x / n, or of Σ x² / n."""
    if not isinstance(step, Elementwise) or len(step.operands) != 2:
        return
    x, n = step.operands
    if step.row is ops.mul and not isinstance(n, View):
        x, n = (x, 1 / n if n else 0.0)
    elif step.row is not ops.div:
        return
    if not isinstance(x, View) or isinstance(n, View) or not is_plain(x) or not steps.read_by(x.array, step):
        return
    total = steps.maker(x.array, Sum)
    if total is None or len(total.terms) != 1 or total.constant != 0 or not isinstance(total.terms[0], Term):
        return
    term, absorbed = total.terms[0], [(x.array, same_places(x.array))]
    axes = summed_axes(term.x, term.over)
    if axes is None or abs(term.scale) != 1 or prod(term.x.array.shape[a] for a in axes) != round(n, 9):
        return
    array, square = term.x.array, term.y is not None
    if term.y is not None and not (term.y.array is array and summed_axes(term.y, term.over) == axes):
        return
    base = None if square else squared_by(steps, array)
    if base is not None and steps.read_by(array, total):
        shape = [1 if a in axes else size for a, size in enumerate(array.shape)]
        absorbed.append((array, np.broadcast_to(np.arange(step.out.size).reshape(shape), array.shape)))
        array, square = base, True
    steps.put(Mean(array, step.out, axes, square, term.scale), step, absorbed)


def squared_by(steps: StepList, array: Array) -> Array | None:
    """Return x if an array is x ** 2."""
    made = steps.maker(array, Elementwise)
    is_square = made is not None and made.row is ops.power and made.operands[1] == 2 and is_plain(made.operands[0])
    return made.operands[0].array if is_square else None


def summed_axes(view: View, over: int) -> tuple[int, ...] | None:
    """Return the axes of the array over which a sum along the last axes of a view goes, or None."""
    if not over or view.reshaped or not view.whole or view.repeated or view.fixed:
        return None
    order = view.order
    kept, gone = order[: len(order) - over], order[len(order) - over :]
    return tuple(sorted(gone)) if kept == sorted(kept) else None


def centring(steps: StepList, array: Array) -> tuple[Array, Mean] | None:
    """Return x and the step of its mean μ if an array is x - μ."""
    made = steps.maker(array, Sum)
    if made is None or made.constant != 0 or [t.scale for t in made.terms] != [1, -1]:
        return None
    first, second = made.terms
    if not all(isinstance(t, Term) and t.y is None and not t.over for t in made.terms) or not is_plain(first.x):
        return None
    mean = steps.maker(second.x.array, Mean)
    is_mu = mean is not None and not mean.square and mean.sign == 1 and mean.array is first.x.array
    return (first.x.array, mean) if is_mu and runs_along(second.x, mean) else None


def runs_along(view: View, mean: OfAxes) -> bool:
    """Return True if a view repeats means, or what was made of them, along the axes of the means."""
    shape = mean.array.shape
    kept = [a for a in range(len(shape)) if a not in mean.axes]
    if view.reshaped or not view.whole or view.target != shape or len(view.order) > len(kept):
        return False
    return all((view.axes[a] or (0,))[0] == i for i, a in enumerate(kept) if shape[a] > 1) and not any(
        view.axes[a] for a in mean.axes if shape[a] > 1
    )


def find_variance(steps: StepList, step: Any) -> None:
    """Put a variance in the place of the mean of (x - μ)²."""
    if not isinstance(step, Mean) or not step.square or step.sign != 1:
        return
    found = centring(steps, step.array)
    if found and found[1].axes == step.axes:
        steps.put(Variance(found[0], step.out, step.axes, found[1].out), step)


def find_deviation(steps: StepList, step: Any) -> None:
    """Put a deviation in the place of √(var + ε), or of a power of that."""
    if not isinstance(step, Elementwise) or step.row not in (ops.sqrt, ops.power):
        return
    x, *exponent = step.operands
    if not isinstance(x, View) or not is_plain(x) or any(isinstance(each, View) for each in exponent):
        return
    array, plus, absorbed = x.array, 0.0, []
    made = steps.maker(array, Sum)
    inner = shifted(made)
    if inner is not None and isinstance(made.constant, float) and steps.read_by(array, step):
        absorbed.append((array, same_places(array)))
        array, plus = inner.array, made.constant
    if steps.maker(array, Mean | Variance) is not None:
        steps.put(Deviation(step.row, [whole_view(array), *exponent], step.out, plus), step, absorbed)


def find_normalised(steps: StepList, step: Any) -> None:
    """Put a normalised array in the place of (x - μ) / σ, or of (x - μ) times 1/σ."""
    if not isinstance(step, Elementwise) or step.row not in (ops.div, ops.mul):
        return
    x, scale = step.operands
    if not isinstance(x, View) or not isinstance(scale, View):
        return
    times = step.row is ops.mul
    if times and steps.maker(scale.array, Deviation) is None:
        x, scale = scale, x
    root = steps.maker(scale.array, Deviation)
    if root is None or root.exponent != (-0.5 if times else 0.5) or not is_plain(x) or x.target != step.out.shape:
        return
    square = steps.maker(root.operands[0].array, Mean | Variance)
    if square is None or not runs_along(scale, square):
        return
    if isinstance(square, Mean):
        if square.square and square.sign == 1 and square.array is x.array:
            steps.put(Normalised(x.array, step.out, square.axes, None, scale.array, times), step)
        return
    found = centring(steps, x.array)
    if found and found[0] is square.array and found[1].axes == square.axes and found[1].out is square.mean:
        absorbed = [(x.array, same_places(x.array))] if steps.read_by(x.array, step) else []
        new = Normalised(square.array, step.out, square.axes, square.mean, scale.array, times)
        steps.put(new, step, absorbed)
