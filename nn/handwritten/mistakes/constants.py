"""Mistakes by a constant: the right gradient, times a number. And what a loop over samples loses.

These are counted in every array they made wrong; most are one mistake of the whole pass.
"""

from __future__ import annotations

from collections.abc import Iterator

from nn.handwritten.mistakes.rows import Member, Mistake
from nn.handwritten.mistakes.seats import Seat, divided_by, rates

TIMES = (2, 3, 4, 5, 6, 7, 8, 9, 10)
"""How many passes may have been added up."""


def _constants(found: dict[str, float], codes: dict[str, str] | None = None) -> Iterator[Member]:
    for words, c in found.items():
        yield Member(words, c, label=words, code=(codes or {}).get(words, ""))


def flipped(seat: Seat) -> Iterator[Member]:
    """Yield −1."""
    yield Member("−1", -1.0, label="−1")


def summed(seat: Seat) -> Iterator[Member]:
    """Yield N."""
    problem, outputs = seat.problem, seat.problem.output.shape[1]
    yield from _constants({"N": float(seat.N)}, {"N": _count(seat)})
    if problem.reduction == "mean_all" and outputs > 1:
        yield from _constants({"N · outputs": float(seat.N * outputs)}, {"N · outputs": "Y.size"})


def averaged(seat: Seat) -> Iterator[Member]:
    """Yield 1/N; or in a lower layer 1/N², if each layer divides what was divided above."""
    problem, outputs = seat.problem, seat.problem.output.shape[1]
    found = {"1/N": 1 / seat.N}
    found |= {
        f"1/N^{power}": seat.N**-power for power in range(2, len(problem.seats) - seat.k + 1)
    }  # in each layer again
    if problem.reduction != "mean" and outputs > 1:
        found["1/(N · outputs)"] = 1 / (seat.N * outputs)
    codes = {"1/N": f"1 / {_count(seat)}", "1/(N · outputs)": "1 / Y.size"}
    for words, c in found.items():
        code = codes.get(words) or f"1 / {_count(seat)} ** {words[-1]}"
        yield Member(words, c, code=code)


def _count(seat: Seat) -> str:
    """Return the number of samples, as code; a flat X has no len that says it."""
    return "1" if seat.N == 1 else seat.layout.count


def doubled(seat: Seat) -> Iterator[Member]:
    """Yield 2 and ½."""
    yield from _constants({"2": 2.0, "½": 0.5}, {"2": "2", "½": "1 / 2"})


def other_denominator(seat: Seat) -> Iterator[Member]:
    """Yield the quotients of a division by another size than the loss's."""
    problem = seat.problem
    outputs, inputs = problem.output.shape[1], problem.X.shape[1]
    sizes = {
        "the layer's inputs": seat.n_in,
        "the layer's neurons": seat.n_out,
        "the network's outputs": outputs,
        "the network's inputs": inputs,
        "the entries of W": seat.n_in * seat.n_out,
        "N · the layer's inputs": seat.N * seat.n_in,
        "N · the layer's neurons": seat.N * seat.n_out,
        "N · outputs": seat.N * outputs,
        "N · inputs": seat.N * inputs,
        "the inputs with the bias": seat.n_in + 1,
        **{f"the neurons of layer {other.number}": other.n_out for other in problem.seats},
        "N − 1": seat.N - 1,
        "N + 1": seat.N + 1,
    }
    if problem.reduction == "mean_all":
        sizes["N"] = seat.N
    W, layout, last = f"W{seat.number}", seat.layout, f"W{len(problem.seats)}"
    N, own_in, own_out = _count(seat), layout.inputs_of(W), layout.neurons_of(W)
    codes = {
        "the layer's inputs": own_in,
        "the layer's neurons": own_out,
        "the network's outputs": layout.neurons_of(last),
        "the network's inputs": layout.inputs_of("W1"),
        "the entries of W": f"{own_in} * {own_out}",
        "N · the layer's inputs": f"{N} * {own_in}",
        "N · the layer's neurons": f"{N} * {own_out}",
        "N · outputs": f"{N} * {layout.neurons_of(last)}",
        "N · inputs": f"{N} * {layout.inputs_of('W1')}",
        "the inputs with the bias": f"{own_in} + 1",
        **{f"the neurons of layer {other.number}": layout.neurons_of(f"W{other.number}") for other in problem.seats},
        "N − 1": f"{N} - 1",
        "N + 1": f"{N} + 1",
        "N": N,
    }
    right = divided_by(problem) or "1"
    yield from _constants(
        {words: problem.count / size for words, size in sizes.items() if size},
        {words: f"{right} / ({codes[words]})" for words in sizes},
    )


def added_up(seat: Seat) -> Iterator[Member]:
    """Yield the numbers of passes that may have been added up."""
    yield from _constants({f"{k}": float(k) for k in TIMES})


def rate(seat: Seat) -> Iterator[Member]:
    """Yield η."""
    yield from _constants({f"η = {eta:g}": eta for eta in rates(seat)})


def bias_alone(seat: Seat) -> Iterator[Member]:
    """Yield N and 1/N, for db only."""
    yield from _constants({"N": float(seat.N), "1/N": 1 / seat.N})


def one_alone(seat: Seat) -> Iterator[Member]:
    """Yield one sample's part, divided as the loss says or not."""
    count = seat.problem.count
    for n in range(seat.N) if seat.N <= 16 else (seat.N - 1, 0):
        which = "last" if n == seat.N - 1 else "first" if n == 0 else f"number {n}, counted from 0,"
        yield Member(which, (n, 1.0), label=f"{n}")
        if count != 1:
            yield Member(f"{which} undivided", (n, float(count)), label=f"{n} undivided")


# --- the rows ------------------------------------------------------------------------------------


def _by_number(seat: Seat, member: Member) -> str:
    """Return the line that takes the constant out again, by its code where it has one."""
    c, dW = float(member.line), f"dW{seat.number}"
    if member.code.startswith("1 / "):
        return f"{dW} = {dW} * {member.code.removeprefix('1 / ')}"
    if " / (" in member.code:
        top, bottom = member.code.split(" / ", 1)
        bottom = bottom if " " in bottom else bottom[1:-1]
        return f"{dW} = {dW} * {bottom} / {top}" if top != "1" else f"{dW} = {dW} * {bottom}"
    if member.code:
        return f"{dW} = {dW} / {member.code}"
    divided = f"/ {c:.6g}" if abs(c) > 1 else f"* {1 / c:.6g}"
    return f"{dW} = {dW} {divided}"


def _by_rate(seat: Seat, member: Member) -> str:
    return f"dW{seat.number} = dW{seat.number} / learning_rate"


def _divided_by(seat: Seat) -> str:
    return {"mean": f"N = {seat.N}", "sum": "nothing", "mean_all": f"all {seat.problem.output.size} entries"}[
        seat.problem.reduction
    ]


CONSTANTS = [
    Mistake(
        "sign_flipped",
        "constant",
        flipped,
        lambda s, m: "Your gradient has the wrong sign",
        lambda s, m: (
            "The gradient is −1 times the right one: the error was built as y − a. That is a step to "
            "add to the weights; dL/dW needs a − y."
        ),
        lambda s, m: f"dW{s.number} = -dW{s.number}",
        "the gradient is 0",
        whole=True,
    ),
    Mistake(
        "sum_not_mean",
        "constant",
        summed,
        lambda s, m: "You summed where the loss takes the mean",
        lambda s, m: (
            f"The gradient is {m.words} = {m.line:g} times the right one: summed over the samples, while the "
            f"loss divides by {_divided_by(s)}. Divide once. (It is right for reduction='sum'.)"
            if m.line == s.problem.count
            else f"The gradient is {m.words} = {m.line:g} times the right one: summed over the samples, while the loss "
            f"divides by {_divided_by(s)}. Divide once."
        ),
        _by_number,
        "N = 1: sum and mean are the same",
        whole=True,
        in_bias=False,
    ),
    Mistake(
        "extra_mean",
        "constant",
        averaged,
        lambda s, m: "You divided by the number of samples once too often",
        lambda s, m: (
            f"The gradient is {m.words} = {m.line:.4g} times the right one: divided by N once too often; the "
            f"loss divides by {_divided_by(s)}."
            + (" (It is right for reduction='mean'.)" if s.problem.reduction == "sum" and m.words == "1/N" else "")
        ),
        _by_number,
        "N = 1: sum and mean are the same",
        whole=True,
        in_bias=False,
    ),
    Mistake(
        "factor_two",
        "constant",
        doubled,
        lambda s, m: "Your gradient is twice the right one" if m.line > 1 else "Your gradient is half of the right one",
        lambda s, m: (
            f"The gradient is {m.words} times the right one. It is right for "
            f"factor={s.problem.factor * m.line:g}, and the loss has factor={s.problem.factor:g}: a ½ in the loss goes "
            "with no 2 in its derivative, and no ½ with a 2."
        ),
        _by_number,
        "the gradient is 0",
        whole=True,
    ),
    Mistake(
        "wrong_denominator",
        "constant",
        other_denominator,
        lambda s, m: f"You divided by the wrong number: {m.words}",
        lambda s, m: (
            f"The gradient was divided by {m.words} ({s.problem.count / m.line:g}); the loss divides by "
            f"{_divided_by(s)}."
        ),
        _by_number,
        "the sizes are the same number",
        whole=True,
    ),
    Mistake(
        "accumulated",
        "constant",
        added_up,
        lambda s, m: f"You added up {m.words} backward passes",
        lambda s, m: (
            f"The gradient is {m.words} times the right one: {m.words} backward passes were added up. "
            "Set the arrays that collect gradients to zero before each pass."
        ),
        lambda s, m: f"dW{s.number} = np.zeros_like(W{s.number})  # before each pass",
        "the gradient is 0",
        whole=True,
    ),
    Mistake(
        "lr_included",
        "constant",
        rate,
        lambda s, m: "You multiplied the gradient by the learning rate",
        lambda s, m: (
            f"The gradient is {m.line:g} times the right one: the learning rate is in it. η · gradient is the "
            "step; the gradient has no η."
        ),
        _by_rate,
        "the learning rate is 1",
        whole=True,
    ),
    Mistake(
        "bias_scale",
        "constant",
        bias_alone,
        lambda s, m: f"Your db{s.number} is {m.words} times the right one",
        lambda s, m: (
            f"db{s.number} is {m.words} = {m.line:.4g} times the right one while dW{s.number} is right: both "
            f"come from the same δ{s.number}, shape {s.delta_shape}, and are divided in the same way."
        ),
        lambda s, m: f"db{s.number} = {s.layout.total(s.d)}",
        "N = 1, or db is 0",
        in_weights=False,
    ),
]

SAMPLES = [
    Mistake(
        "one_sample_only",
        "sample",
        one_alone,
        lambda s, m: "You kept only one sample of the batch",
        lambda s, m: (
            f"Only one of the {s.N} samples is in it, {'the ' if 'number' not in m.words else ''}{m.words}: "
            "`=` in the loop over samples, where `+=` is needed."
        ),
        lambda s, m: (
            f"dW{s.number} += np.outer(x, delta)  # for each sample, from zeros"
            if s.layout.orientation == "in_out"
            else f"dW{s.number} += np.outer(delta, x)  # for each sample, from zeros"
        ),
        "there is only one sample, or the others add nothing",
        whole=True,
    ),
]


# --- λ Σ W² ---------------------------------------------------------------------------------------


def penalties(seat: Seat) -> Iterator[Member]:
    """Yield the c of the c · W that was added to dW, where 2λ is right."""
    twice = 2 * seat.problem.l2
    if twice:
        yield Member("0, nothing", 0.0, label="0")
        yield Member(f"−{twice:.6g}", -twice, label="−2λ")
        yield Member(f"{twice / 2:.6g}", twice / 2, label="λ")
        yield Member(f"−{twice / 2:.6g}", -twice / 2, label="−λ")
        yield Member(f"{2 * twice:.6g}", 2 * twice, label="4λ")


def own_penalty(c: float) -> Member:
    """Return the c that was found in the learner's numbers, where the stated loss has another, or none."""
    return Member(f"{c:.6g}", c, label="c", free=1)


HEADS = {
    "0": "You left out the derivative of λ Σ W²",
    "−2λ": "You added the derivative of λ Σ W² with the wrong sign",
    "λ": "You left out the 2 in the derivative of λ Σ W²",
    "−λ": "You added the derivative of λ Σ W² with the wrong sign and without its 2",
    "4λ": "You added the derivative of λ Σ W² twice",
}


def _penalty_head(seat: Seat, member: Member) -> str:
    if member.label in HEADS:
        return HEADS[member.label]
    if seat.problem.l2:
        return f"You added {member.words} · W to dW, and λ Σ W² has another derivative"
    return f"You added {member.words} · W to dW, and the stated loss has no λ Σ W²"


def _penalty_says(seat: Seat, member: Member) -> str:
    c, twice = float(member.line), 2 * seat.problem.l2
    right = f" (It is right for l2={c / 2:.6g}, or weight_decay={c:.6g} of an optimiser.)" if c > 0 else ""
    if not seat.problem.l2:
        return (
            f"Every dW is the right gradient of the stated loss plus {c:.6g} · W: what weight_decay={c:.6g} of an "
            f"optimiser adds. If your loss has the term {c / 2:.6g} · Σ W², say l2={c / 2:.6g}; if not, leave "
            f"{c:.6g} · W out."
        )
    return (
        f"dW{seat.number} holds {member.words} · W{seat.number}. With l2={seat.problem.l2:.6g} the loss has "
        f"{seat.problem.l2:.6g} · Σ W², whose derivative is {twice:.6g} · W.{right}"
    )


PENALTIES = [
    Mistake(
        "l2_wrong",
        "penalty",
        penalties,
        _penalty_head,
        _penalty_says,
        lambda s, m: s.weight_line,
        "W is 0 here",
        whole=True,
        in_bias=False,
    ),
]
