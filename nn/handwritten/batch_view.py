"""One neuron over a batch, sample by sample: δ, δ·x for each weight, and what they combine to.

The question it answers: with many samples, are there many sets of weights? No. Each sample has its own
∂L/∂w_j = δ · x_j for the *same* weights, and the gradient of the batch is their mean.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from numpy.typing import ArrayLike

from engine.checking.agreement import judge
from engine.derivatives import adjoints
from engine.drawing.dot import LINE, PAPER, STYLES, equals, escaped, quiet, text, tint
from engine.drawing.picture import Picture, new_picture
from engine.drawing.slide import in_theme
from engine.table.checks import describe
from engine.table.notation import number, one_line
from engine.table.reports import Cell, Lines, Printable, Table
from engine.value import Value
from nn.handwritten.comparison import batch_arrays
from nn.handwritten.scalar import traced_loss
from nn.losses import row_of
from nn.networks.modules import MLP
from nn.networks.trace import Trace
from nn.settings import LossWord, Reduction, check_choices

LISTED = 20
"""How many samples are listed; the mean is always that of all."""

COLUMNS = 8
"""How many weights are shown beside one another; `view.samples` has them all."""

WITH_FACTORS = 4
"""Up to this many weights, a picture writes each product out: (δ)(x) = δ·x."""


class Sample(NamedTuple):
    """The derivatives of one neuron's weights, for the loss of one sample alone.

    x         what came into the neuron; at the end 1 for the bias, if there is one
    delta     δ = ∂L_n/∂s, of the loss of this sample alone
    products  δ · x_j for each weight; for the bias δ itself
    """

    x: tuple[float, ...]
    delta: float
    products: tuple[float, ...]


@dataclass(frozen=True, eq=False, repr=False)
class BatchView(Printable):
    """What `per_sample` found. It prints as a table, shows itself in a notebook, and `draw()` makes a picture.

    It is true only where the samples combine to the gradient of the batch.

    layer, neuron  which neuron
    columns        the names of its weights, and of the bias at the end
    weights        their numbers: one set for all samples
    samples        a `Sample` for each row of X
    combined       the mean of the samples' products, or their sum for reduction="sum"
    batch          the gradients after one backward pass through the loss of the whole batch
    combination    "mean" or "sum"
    """

    layer: int
    neuron: int
    columns: tuple[str, ...]
    weights: tuple[float, ...]
    samples: tuple[Sample, ...]
    combined: tuple[float, ...]
    batch: tuple[float, ...]
    combination: str

    def __bool__(self) -> bool:
        return bool(judge(self.combined, self.batch, self.sizes))

    @property
    def sizes(self) -> tuple[float, ...]:
        """Σ |δ · x| for each column, divided by the samples for a mean: the measure for the rounding of the sum."""
        count = 1 if self.combination == "sum" else len(self.samples)
        columns = zip(*(sample.products for sample in self.samples), strict=True)
        return tuple(math.fsum(map(abs, column)) / count for column in columns)

    @property
    def title(self) -> str:
        """Which neuron, and how many samples."""
        count = len(self.samples)
        return f"Neuron {self.neuron} of layer {self.layer}, {count} sample{'s' * (count != 1)}: ∂L/∂w = δ · x in each"

    @property
    def verdict(self) -> str:
        """Whether the samples combine to the gradient of the batch."""
        how = "is" if self else "IS NOT"
        pairs = zip(self.combined, self.batch, strict=True)
        near = all(a == b or abs(a - b) <= 1e-12 * max(1.0, abs(a), abs(b)) for a, b in pairs)
        closely = "within 1e-12" if near or not self else "but for rounding"
        return f"The {self.combination} of the samples {how} the gradient of the batch ({closely})."

    @property
    def left_out(self) -> str:
        """What is not shown, in a sentence; "" if everything is."""
        weights, samples = len(self.columns) - self.shown, len(self.samples) - LISTED
        parts = [f"{n} more {what}" for n, what in ((samples, "samples"), (weights, "weights")) if n > 0]
        return f"Not shown: {' and '.join(parts)}; they are in view.samples." if parts else ""

    @property
    def shown(self) -> int:
        """How many columns are shown."""
        return min(len(self.columns), COLUMNS)

    @property
    def largest(self) -> float:
        """The size of the largest product shown, to which tints refer."""
        sizes = [abs(p) for sample in self.samples[:LISTED] for p in sample.products[: self.shown]]
        return max(filter(math.isfinite, sizes), default=0.0)

    def content(self) -> list[Lines | Table]:
        """Return a row for each sample, with the tints of the picture, then what they combine to, and the batch."""
        header = ["", "δ", *(f"∂L/∂{one_line(name)}" for name in self.columns[: self.shown])]
        rows = [self._row(f"sample {n}", number(s.delta), s.products) for n, s in enumerate(self.samples[:LISTED])]
        rows += [self._row(self.combination, "", self.combined), self._row("batch", "", self.batch)]
        said = list(filter(None, [self.left_out, self.verdict]))
        return [Lines([self.title, ""]), Table(header, rows), Lines(["", *said])]

    def _row(self, name: str, delta: str, numbers: Sequence[float]) -> list[Cell | str]:
        return [name, delta, *(Cell(number(x), tint(x, self.largest)) for x in numbers[: self.shown])]

    def draw(self, *, theme: Literal["slide"] | None = None) -> Picture:
        """Return the picture: a row for each sample, tinted by sign and size, their mean, and the one set of weights.

        Args:
            theme: "slide" is for a projector: text of 24 points and more, thick lines, full colours.

        Raises:
            ValueError: if there is no such theme.

        >>> view = per_sample(MLP(1, [1], seed=1), [[1.0], [2.0]], [[0.0], [1.0]], neuron=(1, 0))
        >>> "one set of weights" in view.draw().source
        True
        """
        return in_theme(picture_of(self), theme)


def per_sample(
    model: MLP,
    X: ArrayLike,
    Y: ArrayLike,
    *,
    neuron: tuple[int, int],
    loss: LossWord = "mse",
    reduction: Reduction = "mean",
    factor: float = 1.0,
) -> BatchView:
    """Compute ∂L/∂w_j = δ · x_j of one neuron for each sample of a batch, and their mean, the gradient of the batch.

    Each sample is a loss of its own, so its δ is not divided by the number of samples; the mean does that, once.
    The batch gradient beside it comes from one graph of all samples, and the two must agree within 1e-12.

    Args:
        model: an MLP; neither its parameters nor their `grad` are changed.
        X: samples as rows, (samples, inputs); a flat list is one sample.
        Y: targets, (samples, outputs); a flat list for one output, or one sample; for "cross_entropy" also a class for
            each sample.
        neuron: (layer, i): layers count from 1, neurons from 0.
        loss: a word of `nn.losses.TABLE`, such as "mse" or "cross_entropy", of the model's activations.
        reduction: "mean" (over samples), "sum", or "mean_all" (over all entries).
        factor: a number in front of the loss, such as 0.5.

    Raises:
        ValueError: where shapes or words do not fit, or there is no such neuron.
        TypeError: if `model` is not an MLP, or `neuron` is not a pair of whole numbers.

    >>> view = per_sample(MLP(1, [1], init="ones"), [[1.0], [3.0]], [[0.0], [1.0]], neuron=(1, 0))
    >>> view.samples[1]
    Sample(x=(3.0, 1.0), delta=4.0, products=(12.0, 4.0))
    >>> bool(view), view.combined
    (True, (7.0, 3.0))
    """
    if not isinstance(model, MLP):
        raise TypeError(f"per_sample got {describe(model)}; an MLP is needed.")
    row = row_of(loss)
    check_choices(reduction=reduction)
    layer, i = _seat(model, neuron)
    X, Y = batch_arrays(model, X, Y, row)
    chosen = model.layers[layer - 1].neurons[i]
    parameters = [*chosen.w, *([] if chosen.b is None else [chosen.b])]

    def derivatives(rows: slice) -> tuple[list[Trace], dict[Value, float]]:
        """Return the traces of some samples, and the derivatives of their loss."""
        traces = [model.trace(x) for x in X[rows]]
        loss_value = traced_loss(traces, model.layers[-1].activation, Y[rows], row, reduction=reduction, factor=factor)
        return traces, adjoints(loss_value)

    def alone(n: int) -> Sample:
        (trace,), found = derivatives(slice(n, n + 1))
        traced = trace.layers[layer - 1]
        x, delta = (*traced.x, 1.0)[: len(parameters)], found.get(traced.values.s[i], 0.0)
        return Sample(x, delta, tuple(delta * x_j for x_j in x))

    samples = [alone(n) for n in range(len(X))]
    found = derivatives(slice(None))[1]
    batch = tuple(found.get(parameter, 0.0) for parameter in parameters)
    count = 1 if reduction == "sum" else len(samples)
    return BatchView(
        layer=layer,
        neuron=i,
        columns=tuple(str(parameter.label) for parameter in parameters),
        weights=tuple(parameter.data for parameter in parameters),
        samples=tuple(samples),
        combined=tuple(math.fsum(column) / count for column in zip(*(s.products for s in samples), strict=True)),
        batch=batch,
        combination="sum" if reduction == "sum" else "mean",
    )


def _seat(model: MLP, neuron: Any) -> tuple[int, int]:
    """Return (layer, i), checked against the model."""
    pair = isinstance(neuron, tuple | list) and len(neuron) == 2
    if not pair or not all(isinstance(part, int) and not isinstance(part, bool) for part in neuron):
        raise TypeError(f"neuron got {describe(neuron)}; a pair (layer, i) is needed, such as neuron=(1, 0).")
    layer, i = neuron
    sizes = [len(each.neurons) for each in model.layers]
    if not (1 <= layer <= len(sizes) and 0 <= i < sizes[layer - 1]):
        raise ValueError(
            f"there is no neuron={(layer, i)}: layers count from 1, neurons from 0; the layers have {sizes} neurons."
        )
    return layer, i


# --- how it is shown -------------------------------------------------------------------------


def picture_of(view: BatchView) -> Picture:
    """Draw the samples, their mean below them, and under it the one set of weights that it moves."""
    said = "<br/>".join(escaped(words) for words in (view.left_out, view.verdict) if words)
    picture = new_picture("per_sample.gv", f"{view.title}. {view.verdict}", STYLES, rankdir="TB")
    picture.attr(label=f"<{said}>")  # which a slide keeps: it is no legend
    names = [text(one_line(name)) for name in view.columns[: view.shown]]
    rows = [cells(["", "<b>δ</b>", *(f"<b>∂L/∂{name}</b>" for name in names)])]
    for n, sample in enumerate(view.samples[:LISTED]):
        colours = [tint(product, view.largest) for product in sample.products]
        rows.append(cells([f"sample {n}", number(sample.delta), *products_of(view, sample)], ["", "", *colours]))
    divided = "sum" if view.combination == "sum" else f"mean = sum / {len(view.samples)}"
    combined = [f"<b>{number(x)}</b>" for x in view.combined[: view.shown]]
    colours = [tint(x, view.largest) for x in view.combined]
    rows += ["<hr/>", cells([f"<b>{divided}</b>", "", *combined], ["", "", *colours])]
    numbers = [number(w) for w in view.weights[: view.shown]]
    kept = [cells(["<b>one set of weights</b>", *(f"<b>{name}</b>" for name in names)]), cells(["", *numbers])]
    picture.node("samples", framed(rows))
    picture.node("weights", framed(kept))
    picture.edge(
        "samples", "weights", label="  moves the weights, once for the whole batch", penwidth="2", fontsize="12"
    )
    return picture


def products_of(view: BatchView, sample: Sample) -> list[str]:
    """Return δ · x for each weight, written out if there are few."""
    if len(view.columns) > WITH_FACTORS:
        return [number(product) for product in sample.products[: view.shown]]
    written_out = []
    for x, product in zip(sample.x, sample.products, strict=True):
        factors = f"({number(sample.delta)})({number(x)}) {equals([(sample.delta, x)], product)} "
        written_out.append(quiet(factors) + number(product))  # in bold it would stand higher than its factors
    return written_out


def cells(words: Sequence[str], colours: Sequence[str] = ()) -> str:
    """Return a row of a picture's table."""
    filled = [*colours, *[""] * len(words)]
    made = [
        f'<td align="{"right" if j else "left"}"{f" bgcolor={chr(34)}{c}{chr(34)}" if c else ""}>{each}</td>'
        for j, (each, c) in enumerate(zip(words, filled, strict=False))
    ]
    return f"<tr>{''.join(made)}</tr>"


def framed(rows: list[str]) -> str:
    """Return a table in a frame."""
    body = "".join(rows)
    frame = f'border="1" cellborder="0" cellspacing="0" cellpadding="5" color="{LINE}" bgcolor="{PAPER}"'
    return f"<<table {frame}>{body}</table>>"
