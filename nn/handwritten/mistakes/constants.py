"""Mistakes by a constant: the right gradient, times a number. And what a loop over samples loses.

These are counted in every array they made wrong; most are one mistake of the whole pass.
"""

from __future__ import annotations

from collections.abc import Iterator

from nn.handwritten.mistakes.rows import Member, StepRows
from nn.handwritten.mistakes.seats import RATES, Seat, divided_by, in_product

TIMES = (2, 3, 4, 5, 6, 7, 8, 9, 10)
"""How many passes may have been added up."""


def _divided(seat: Seat, member: Member) -> str:
    """Return the line that takes the constant out again, by its code where it has one."""
    c, dW = float(member.line), f"dW{seat.number}"
    return f"{dW} = {dW} {member.undo or (f'/ {c:.6g}' if abs(c) > 1 else f'* {1 / c:.6g}')}"


def _count(seat: Seat) -> str:
    """Return the number of samples, as code; 1 for one sample, since the len of a flat X is another number."""
    return "1" if seat.N == 1 else seat.layout.count


CONSTANTS = StepRows("constant", fix=_divided)


@CONSTANTS.row(
    "sign_flipped",
    "Your gradient has the wrong sign",
    "The gradient is −1 times the right one: the error was built as y − a. That is a step to add to the weights; "
    "dL/dW needs a − y.",
    why="the gradient is 0",
    fix="dW{k} = -dW{k}",
    whole=True,
)
def flipped(seat: Seat) -> Iterator[Member]:
    """Yield −1."""
    yield Member("−1", -1.0, "−1")


def _summed_says(seat: Seat, member: Member) -> str:
    says = f"The gradient is {member.words} = {member.line:g} times the right one: summed over the samples, while the "
    says += f"loss divides by {seat.problem.divisor_words}. Divide once."
    return says + " (It is right for reduction='sum'.)" * bool(member.line == seat.problem.count)


@CONSTANTS.row(
    "sum_not_mean",
    "You summed where the loss takes the mean",
    _summed_says,
    why="N = 1: sum and mean are the same",
    whole=True,
    in_bias=False,
)
def summed(seat: Seat) -> Iterator[Member]:
    """Yield N."""
    yield Member("N", float(seat.N), "N", undo=f"/ {_count(seat)}")
    outputs = seat.problem.output.shape[1]
    if seat.problem.reduction == "mean_all" and outputs > 1:
        yield Member("N · outputs", float(seat.N * outputs), "N · outputs", undo="/ Y.size")


def _averaged_says(seat: Seat, member: Member) -> str:
    says = f"The gradient is {member.words} = {member.line:.4g} times the right one: divided by N once too often; the "
    says += f"loss divides by {seat.problem.divisor_words}."
    return says + " (It is right for reduction='mean'.)" * (seat.problem.reduction == "sum" and member.words == "1/N")


@CONSTANTS.row(
    "extra_mean",
    "You divided by the number of samples once too often",
    _averaged_says,
    why="N = 1: sum and mean are the same",
    whole=True,
    in_bias=False,
)
def averaged(seat: Seat) -> Iterator[Member]:
    """Yield 1/N; or in a lower layer 1/N², if each layer divides what was divided above."""
    N, outputs = seat.N, seat.problem.output.shape[1]
    yield Member("1/N", 1 / N, undo=f"* {_count(seat)}")
    for power in range(2, len(seat.problem.seats) - seat.k + 1):  # divided again in each layer
        yield Member(f"1/N^{power}", float(N) ** -power, undo=f"* {_count(seat)} ** {power}")
    if seat.problem.reduction != "mean" and outputs > 1:
        yield Member("1/(N · outputs)", 1 / (N * outputs), undo="* Y.size")


@CONSTANTS.row(
    "factor_two",
    lambda s, m: f"Your gradient is {'twice' if m.line > 1 else 'half of'} the right one",
    lambda s, m: (
        f"The gradient is {m.words} times the right one. It is right for factor={s.problem.factor * m.line:g}, and the "
        f"loss has factor={s.problem.factor:g}: a ½ in the loss goes with no 2 in its derivative, and no ½ with a 2."
    ),
    why="the gradient is 0",
    whole=True,
)
def doubled(seat: Seat) -> Iterator[Member]:
    """Yield 2 and ½."""
    yield Member("2", 2.0, "2", undo="/ 2")
    yield Member("½", 0.5, "½", undo="* 2")


@CONSTANTS.row(
    "wrong_denominator",
    "You divided by the wrong number: {m.words}",
    lambda s, m: (
        f"The gradient was divided by {m.words} ({s.problem.count / m.line:g}); the loss divides by "
        f"{s.problem.divisor_words}."
    ),
    why="the sizes are the same number",
    whole=True,
)
def other_denominator(seat: Seat) -> Iterator[Member]:
    """Yield the quotients of a division by another size than the loss's."""
    problem, layout, N, n_in, n_out = seat.problem, seat.layout, seat.N, seat.n_in, seat.n_out
    inputs, outputs = problem.X.shape[1], problem.output.shape[1]
    count, own_in, own_out = _count(seat), layout.inputs_of(f"W{seat.number}"), layout.neurons_of(f"W{seat.number}")
    first_in, last_out = layout.inputs_of("W1"), layout.neurons_of(f"W{len(problem.seats)}")
    sizes = {
        "the layer's inputs": (n_in, own_in),
        "the layer's neurons": (n_out, own_out),
        "the network's outputs": (outputs, last_out),
        "the network's inputs": (inputs, first_in),
        "the entries of W": (n_in * n_out, f"{own_in} * {own_out}"),
        "N · the layer's inputs": (N * n_in, f"{count} * {own_in}"),
        "N · the layer's neurons": (N * n_out, f"{count} * {own_out}"),
        "N · outputs": (N * outputs, f"{count} * {last_out}"),
        "N · inputs": (N * inputs, f"{count} * {first_in}"),
        "the inputs with the bias": (n_in + 1, f"{own_in} + 1"),
        **{f"the neurons of layer {s.number}": (s.n_out, layout.neurons_of(f"W{s.number}")) for s in problem.seats},
        "N − 1": (N - 1, f"{count} - 1"),
        "N + 1": (N + 1, f"{count} + 1"),
        **({"N": (N, count)} if problem.reduction == "mean_all" else {}),
    }
    divisor = divided_by(problem)
    for words, (size, code) in sizes.items():
        if size:
            undo = f"* {in_product(code)}{' / ' * bool(divisor)}{divisor}"
            yield Member(words, problem.count / size, words, undo=undo)


@CONSTANTS.row(
    "accumulated",
    "You added up {m.words} backward passes",
    "The gradient is {m.words} times the right one: {m.words} backward passes were added up. "
    "Set the arrays that collect gradients to zero before each pass.",
    why="the gradient is 0",
    fix="dW{k} = np.zeros_like(W{k})  # before each pass",
    whole=True,
)
def added_up(seat: Seat) -> Iterator[Member]:
    """Yield the numbers of passes that may have been added up."""
    yield from (Member(f"{k}", float(k), f"{k}") for k in TIMES)


@CONSTANTS.row(
    "lr_included",
    "You multiplied the gradient by the learning rate",
    "The gradient is {m.line:g} times the right one: the learning rate is in it. η · gradient is the step; "
    "the gradient has no η.",
    why="the learning rate is 1",
    fix="dW{k} = dW{k} / learning_rate",
    whole=True,
)
def rate(seat: Seat) -> Iterator[Member]:
    """Yield η, or the usual ones if the learner's is not known."""
    given = seat.problem.learning_rate
    yield from (Member(f"η = {eta:g}", eta, f"η = {eta:g}") for eta in (RATES if given is None else (given,)))


@CONSTANTS.row(
    "bias_scale",
    "Your db{k} is {m.words} times the right one",
    "db{k} is {m.words} = {m.line:.4g} times the right one: it comes from the same δ{k}, shape {s.delta_shape}, as "
    "dW{k}, and is divided in the same way.",
    why="N = 1, or db is 0",
    fix="{s.bias_line}",
    in_weights=False,
)
def bias_alone(seat: Seat) -> Iterator[Member]:
    """Yield N and 1/N, for db only."""
    yield Member("N", float(seat.N), "N")
    yield Member("1/N", 1 / seat.N, "1/N")


# --- one sample ------------------------------------------------------------------------------------

SAMPLES = StepRows("sample")


@SAMPLES.row(
    "one_sample_only",
    "You kept only one sample of the batch",
    lambda s, m: (
        f"Only one of the {s.N} samples is in it, {'the ' if 'number' not in m.words else ''}{m.words}: "
        "`=` in the loop over samples, where `+=` is needed."
    ),
    why="there is only one sample, or the others add nothing",
    fix=lambda s, m: (
        f"dW{s.number} += np.outer({'x, delta' if s.layout.orientation == 'in_out' else 'delta, x'})"
        "  # for each sample, from zeros"
    ),
    whole=True,
)
def one_alone(seat: Seat) -> Iterator[Member]:
    """Yield one sample's part, divided as the loss says or not."""
    count = seat.problem.count
    for n in range(seat.N) if seat.N <= 16 else (seat.N - 1, 0):
        which = "last" if n == seat.N - 1 else "first" if n == 0 else f"number {n}, counted from 0,"
        yield Member(which, (n, 1.0), f"{n}")
        if count != 1:
            yield Member(f"{which} undivided", (n, float(count)), f"{n} undivided")


# --- λ Σ W² ---------------------------------------------------------------------------------------

PENALTIES = StepRows("penalty", fix="{s.weight_line}")
HEADS = {
    "0": "You left out the derivative of λ Σ W²",
    "−2λ": "You added the derivative of λ Σ W² with the wrong sign",
    "λ": "You left out the 2 in the derivative of λ Σ W²",
    "−λ": "You added the derivative of λ Σ W² with the wrong sign and without its 2",
    "4λ": "You added the derivative of λ Σ W² twice",
}


def _penalty_head(seat: Seat, member: Member) -> str:
    has = "and λ Σ W² has another derivative" if seat.problem.l2 else "and the stated loss has no λ Σ W²"
    return HEADS.get(member.label, f"You added {member.words} · W to dW, {has}")


def _penalty_says(seat: Seat, member: Member) -> str:
    c, l2 = float(member.line), seat.problem.l2
    if not l2:
        return (
            f"Every dW is the right gradient of the stated loss plus {c:.6g} · W: what weight_decay={c:.6g} of an "
            f"optimiser adds. If your loss has the term {c / 2:.6g} · Σ W², say l2={c / 2:.6g}; if not, leave "
            f"{c:.6g} · W out."
        )
    right = f" (It is right for l2={c / 2:.6g}, or weight_decay={c:.6g} of an optimiser.)" if c > 0 else ""
    return (
        f"dW{seat.number} holds {member.words} · W{seat.number}. With l2={l2:.6g} the loss has {l2:.6g} · Σ W², "
        f"whose derivative is {2 * l2:.6g} · W.{right}"
    )


@PENALTIES.row("l2_wrong", _penalty_head, _penalty_says, why="W is 0 here", whole=True, in_bias=False)
def penalties(seat: Seat) -> Iterator[Member]:
    """Yield the c of the c · W that was added to dW, where 2λ is right."""
    l2 = seat.problem.l2
    if l2:
        yield Member("0, nothing", 0.0, "0")
        for label, c in {"−2λ": -2 * l2, "λ": l2, "−λ": -l2, "4λ": 4 * l2}.items():
            yield Member(f"{'−' * (c < 0)}{abs(c):.6g}", c, label)


def own_penalty(c: float) -> Member:
    """Return the c that was found in the learner's numbers, where the stated loss has another, or none."""
    return Member(f"{c:.6g}", c, "c", free=1)
