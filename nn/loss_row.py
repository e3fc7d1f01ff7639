"""What a row of the table of losses is, and how a row's loss is added up over a batch of Values.

The rows stand in `losses.py`, as those of the primitives stand in the engine's `ops.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from functools import reduce as fold
from operator import add as plus
from typing import Any

from engine import Value
from nn.batches import Sample, pair
from nn.settings import loss_scale

Terms = Callable[[Sample], list[Any]]


@dataclass(frozen=True)
class Domain:
    """Which numbers a loss takes, as targets or as predictions.

    needed  how a message says it
    fits    whether a number is one of them; None if all are
    draw    random numbers of it, from (a NumPy generator, a shape): what a better point is made of
    """

    needed: str
    fits: Callable[[float], bool] | None
    draw: Callable[[Any, tuple[int, ...]], Any]

    def check(self, what: str, numbers: Iterable[float], more: str = "") -> None:
        """Raise ValueError for the first number that makes no sense for the loss; `more` says what else to try."""
        for number in numbers if self.fits else ():
            if not self.holds(number):
                raise ValueError(f"{what} got {number}; {self.needed}{more}")

    def holds(self, number: float) -> bool:
        """Return whether a number is one of them."""
        return self.fits is None or self.fits(number)


NUMBER = Domain("a number is needed.", None, lambda rng, shape: rng.normal(0, 1, shape))


@dataclass(frozen=True, eq=False)
class Loss:
    """One row of the table. Calling it gives the loss of a batch of Values.

    word        what `fit`, `compare`, `diagnose`, … call it
    value       (a, y) → the loss of one output before it is added up: for Values, floats, or arrays entry by entry
    derivative  (a, y) → ∂value/∂a; at a kink 0, or the one between the sides that the engine takes
    text        the loss added up, as a formula; `latex` is the same in LaTeX
    numpy       the derivative as a line of NumPy, of the outputs A and the targets Y
    targets     which numbers a target may be; `outputs` which numbers a prediction may be
    samples     points (a, y) of the domain, away from kinks
    partner     the activation whose derivative cancels that of the loss, or None
    logits      the loss of the partner's pre-activations, a function like the loss itself, or None
    of_logits   (s, y) → the terms of that form, from the pre-activations of one sample and its targets: lists of
                Values, or columns of arrays
    delta       (A, Y) → ∂/∂Z of the summed loss after its partner, for arrays of shape (samples, outputs)
    classes     whether a target may be the number of its class
    function    the public function of the row; if not given, the row's own `total`

    Raises:
        ValueError: if only some of partner, of_logits and delta are given.
    """

    word: str
    value: Callable[..., Any]
    derivative: Callable[..., Any]
    text: str
    latex: str
    numpy: str
    samples: tuple[tuple[float, float], ...]
    targets: Domain = NUMBER
    outputs: Domain = NUMBER
    partner: str | None = None
    logits: Callable[..., Value] | None = None
    of_logits: Callable[[list[Any], list[Any]], list[Any]] | None = None
    delta: Callable[[Any, Any], Any] | None = None
    classes: bool = False
    function: Callable[..., Value] | None = None

    def __post_init__(self) -> None:
        given = [part is not None for part in (self.partner, self.of_logits, self.delta)]
        if any(given) and not all(given):
            raise ValueError(f"the row {self.word!r} has some of partner, of_logits and delta: all or none are needed.")

    def __call__(self, predictions: Any, targets: Any, *, reduction: str = "mean", factor: float = 1.0) -> Value:
        """Return the loss of a batch, by the public function of the row."""
        return (self.function or self.total)(predictions, targets, reduction=reduction, factor=factor)

    @property
    def name(self) -> str:
        """What messages call it: the name of its public function."""
        return self.function.__name__ if self.function else self.word

    def total(
        self, predictions: Any, targets: Any, *, reduction: str = "mean", factor: float = 1.0, **options: float
    ) -> Value:
        """Return the loss of a batch of Values from `value`, which also gets the options.

        >>> from nn.losses import TABLE
        >>> TABLE["huber"].total([[Value(3.0)]], [[0.0]], delta=2.0).data
        4.0
        """
        batch = self.paired(predictions, targets, reduction)
        return reduce(partial(loss_of, self.terms(batch, **options)), batch, reduction, factor)

    def terms(self, batch: list[Sample], **options: float) -> Terms:
        """Return the function that gives the terms of a sample, after a check of all samples."""
        self.check(numbers_of(batch, 0), numbers_of(batch, 1))
        return lambda sample: [self.value(a, y, **options) for a, y in sample]

    def total_of_logits(self, predictions: Any, targets: Any, *, reduction: str = "mean", factor: float = 1.0) -> Value:
        """Return the loss of a batch of pre-activations, from `of_logits`.

        Raises:
            TypeError: if the loss has no such form.
        """
        batch = self.paired(predictions, targets, reduction)
        return reduce(partial(loss_of, self.terms_of_logits(batch)), batch, reduction, factor)

    def terms_of_logits(self, batch: list[Sample]) -> Terms:
        """Return the function that gives the terms of a sample of pre-activations, after a check of all samples."""
        terms = self.of_logits
        if terms is None:
            raise TypeError(f"{self.word} has no form that takes logits.")
        self.check_targets(numbers_of(batch, 1), f"{self.name}_with_logits")
        return lambda sample: terms(*map(list, zip(*sample, strict=True)))

    def of_each(self, predictions: Any, targets: Any, factor: float, *, logits: bool) -> list[Value]:
        """Return factor times the loss of each sample of a batch, as the public function gives it for one alone.

        >>> from nn.losses import TABLE
        >>> losses = TABLE["mse"].of_each([[Value(1.0)], [Value(3.0)]], [[0.0], [1.0]], 0.5, logits=False)
        >>> [loss.data for loss in losses]
        [0.5, 2.0]
        """
        batch = self.paired(predictions, targets, "sum")
        terms = self.terms_of_logits(batch) if logits else self.terms(batch)
        found = [loss_of(terms, sample) for sample in batch]
        return found if factor == 1.0 else [loss * factor for loss in found]

    def paired(self, predictions: Any, targets: Any, reduction: str) -> list[Sample]:
        """Return the samples of a batch; a flat list of outputs that sum to 1 can only be one sample."""
        return pair(predictions, targets, flat_is_clear=self.classes or reduction != "mean", classes=self.classes)

    def check(self, predictions: Iterable[float], targets: Iterable[float]) -> None:
        """Raise ValueError for a target or a prediction that makes no sense for the loss."""
        self.check_targets(targets, self.name)
        if self.outputs.fits is None:
            return
        remedy = (
            f" End the network with {self.partner}; for pre-activations (logits) use {self.logits.__name__}, "
            "which fit takes as loss=."
            if self.logits
            else ""
        )
        self.outputs.check(f"a prediction of {self.name}", predictions, remedy)

    def check_targets(self, targets: Iterable[float], name: str) -> None:
        """Raise ValueError for a target that makes no sense for the loss; the message shows whole numbers as typed."""
        self.targets.check(f"a target of {name}", (int(y) if y % 1 == 0 else y for y in targets))

    def line(self, a: str = "A", y: str = "Y") -> str:
        """Return the derivative as a line of NumPy, with the names of the outputs and of the targets.

        >>> from nn.losses import TABLE
        >>> TABLE["mse"].line("A2")
        '2 * (A2 - Y)'
        """
        return re.sub(r"\b[AY]\b", lambda found: a if found[0] == "A" else y, self.numpy)

    def goes_with(self, activation: str, outputs: int) -> bool:
        """Return whether the form from logits is for this last layer; softmax over one output is always 1 and has none.

        >>> from nn.losses import TABLE
        >>> TABLE["bce"].goes_with("sigmoid", 1), TABLE["cross_entropy"].goes_with("softmax", 1)
        (True, False)
        """
        return self.partner is not None and self.partner == activation and (activation != "softmax" or outputs > 1)


# --- adding up -------------------------------------------------------------------------------------


def reduce(loss_of: Callable[[Sample], Value], batch: list[Sample], reduction: str, factor: float) -> Value:
    """Return factor times the summed loss of all samples, divided as `reduction` says."""
    scale = loss_scale(reduction, factor, len(batch), sum(map(len, batch)))
    total = add([loss_of(sample) for sample in batch])
    return total if scale == 1.0 else total * scale


def add(terms: list[Value]) -> Value:
    """Return the terms added from the left, with no 0 in front to draw."""
    return fold(plus, terms)


def loss_of(terms_of: Terms, sample: Sample) -> Value:
    """Return the loss of a sample from its terms, without those that weigh nothing.

    A sample of which none is left has a loss of 0 that can still be differentiated.
    """
    kept = [term for term in terms_of(sample) if isinstance(term, Value)]
    return add(kept) if kept else sample[0][0] * 0.0


def numbers_of(batch: list[Sample], place: int) -> Iterable[float]:
    """Yield the numbers of all predictions of a batch (place 0), or of all targets (place 1)."""
    entries = (entry[place] for sample in batch for entry in sample)
    return (float(x.data if isinstance(x, Value) else x) for x in entries)
