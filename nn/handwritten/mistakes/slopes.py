"""Mistakes at f′: where G = ∂L/∂a becomes δ = ∂L/∂z."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from nn.handwritten import matrix
from nn.handwritten.mistakes.rows import Member, Mistake
from nn.handwritten.mistakes.seats import Array, Seat, properly_at, safely, slope_at, slope_formula
from nn.networks import activations as acts

SOFTMAX_OR_LINEAR = ("softmax", "linear")
BY_SLOPE = [name for name in acts.NAMES if name not in SOFTMAX_OR_LINEAR]
"""The activations with a derivative of their own for each entry."""


IN_TERMS_OF_A: dict[str, Callable[[Array], Array]] = {
    "softplus": lambda a: 1 - np.exp(-a),
    "elu": lambda a: np.where(a > 0, 1.0, a + 1),
}
"""Forms of f′ in a that people write, where the table has one in z. They are only ever fed with the wrong thing."""


def times(slope: Array) -> Callable[..., Array]:
    """Return the step δ = G * slope, for a slope that does not depend on G."""
    return lambda G, Z, A, activation: G * slope


def slope_members(slopes: Iterator[tuple[str, Array | None]]) -> Iterator[Member]:
    """Yield a member for each slope that exists."""
    for words, slope in slopes:
        if slope is not None:
            yield Member(words, times(slope))


# --- a factor missing, or twice ------------------------------------------------------------------


def without(seat: Seat) -> Iterator[Member]:
    """Yield δ = G."""
    if seat.nonlinear:
        yield Member("G", lambda G, Z, A, activation: G)


def missing_hidden(seat: Seat) -> Iterator[Member]:
    """Yield G as it came back, in a hidden layer."""
    return iter(()) if seat.last else without(seat)


def missing_output(seat: Seat) -> Iterator[Member]:
    """Yield G, or cross-entropy's own A − Y."""
    if seat.last and seat.nonlinear:
        yield from without(seat)
        e, scale = seat.problem.error, seat.problem.scale
        yield Member("a − y", lambda G, Z, A, activation: scale * e)


def extra_output(seat: Seat) -> Iterator[Member]:
    """Yield G through f′ twice."""
    if not seat.last or not seat.nonlinear:
        return
    if seat.name == "softmax":
        diagonal = seat.A * (1 - seat.A)
        yield Member("δ · a(1 − a)", lambda G, Z, A, activation: seat.through(G) * diagonal)
        yield Member("δ through softmax again", lambda G, Z, A, activation: seat.through(seat.through(G)))
    else:
        yield Member("δ · f′(z)", lambda G, Z, A, activation: seat.through(G) * seat.slope)
    if seat.problem.row.partner is not None:
        e = seat.problem.scale * seat.problem.error * seat.A * (1 - seat.A)
        yield Member("(a − y) · a(1 − a)", lambda G, Z, A, activation: e)


def dropped(seat: Seat) -> Iterator[Member]:
    """Yield f′ alone, with or without the loss's constant."""
    if seat.nonlinear:
        slope = seat.A * (1 - seat.A) if seat.name == "softmax" else seat.slope
        for words, c in seat.problem.constants.items():
            yield Member(f"f′(z){words}", lambda G, Z, A, activation, c=c: c * slope)


# --- f′ in the wrong place ------------------------------------------------------------------------


def at_activation(seat: Seat) -> Iterator[Member]:
    """Yield f′(a): the activation applied twice."""
    if seat.name == "softmax":
        twice = matrix.activate(seat.A, "softmax")
        yield Member("f′(a)", lambda G, Z, A, activation: matrix.through_activation(G, A, twice, activation))
    elif seat.nonlinear:
        yield from slope_members(iter([("f′(a)", properly_at(seat.name, seat.A))]))


def at_pre_activation(seat: Seat) -> Iterator[Member]:
    """Yield the formula in a, fed with z."""
    if seat.name == "softmax":
        yield Member("z in the place of a", lambda G, Z, A, activation: matrix.through_activation(G, Z, Z, activation))
        yield from slope_members(iter([("z(1 − z)", seat.Z * (1 - seat.Z))]))
    elif seat.nonlinear:
        yield from slope_members(iter(_in_terms_of(seat.name, "z", seat.Z)))


def _in_terms_of(name: str, x: str, wrong: Array) -> list[tuple[str, Array | None]]:
    """f′ by its formulas, with the wrong thing wherever they ask for z or for a."""
    found = [(slope_formula(name, x, x), slope_at(name, wrong, wrong))]
    if name in IN_TERMS_OF_A:
        found.append((f"{name}'s formula in a, of {x}", safely(IN_TERMS_OF_A[name], wrong)))
    return found


def of_another(seat: Seat) -> Iterator[Member]:
    """Yield the derivative of another activation, in each form it is written in; and slips in 1 − a² and a(1 − a)."""

    def slopes() -> Iterator[tuple[str, Array | None]]:
        z, a = seat.Z, seat.A
        for other in BY_SLOPE:
            if other != seat.name and (seat.name, other) != ("softmax", "sigmoid"):  # that is softmax_diag
                yield f"{other}'s f′ = {slope_formula(other, 'z', 'a')}", slope_at(other, z, a)
                yield f"{other}'s f′(z)", properly_at(other, z)
                if other in IN_TERMS_OF_A:
                    yield f"{other}'s formula in a", safely(IN_TERMS_OF_A[other], a)
        if seat.name != "tanh":  # there they are deriv_at_z and sign_flipped
            yield from {"1 − z²": 1 - z * z, "a² − 1": a * a - 1}.items()
        slips = {"1 + a²": 1 + a * a, "a(1 + a)": a * (1 + a), "(1 − a)²": (1 - a) ** 2, "1 − a": 1 - a, "a": a}
        yield from slips.items()
        yield from {"a²": a * a, "1 + z²": 1 + z * z}.items()

    return slope_members(slopes())


def at_another_layer(seat: Seat) -> Iterator[Member]:
    """Yield f′ at the z, or the a, of another layer; or the other layer's f′."""

    def slopes() -> Iterator[tuple[str, Array | None]]:
        run = seat.problem.run
        for other in seat.problem.seats:
            if other.k != seat.k:
                yield f"f′(z{other.number})", properly_at(seat.name, other.Z)
                if other.name != "softmax":
                    yield f"layer {other.number}'s f′", other.slope
        for j, a in enumerate(run.A):
            if j != seat.number:
                yield f"f′ made of {'x' if j == 0 else f'a{j}'}", slope_at(seat.name, run.Z[j - 1] if j else a, a)
                yield f"f′({'x' if j == 0 else f'a{j}'})", properly_at(seat.name, a)

    if seat.name not in SOFTMAX_OR_LINEAR:
        for member in slope_members(slopes()):
            if _fits(member, seat):
                yield member


def _fits(member: Member, seat: Seat) -> bool:
    try:
        return bool(member.line(seat.Z, seat.Z, seat.A, seat.name).shape == seat.Z.shape)
    except ValueError:
        return False


def at_error(seat: Seat) -> Iterator[Member]:
    """Yield f′ at the error that comes in."""
    if seat.name in SOFTMAX_OR_LINEAR:
        return
    if seat.last:
        e = seat.problem.error
        scaled = {f"(a − y){words}": c * e for words, c in seat.problem.constants.items()}
        for words, error in {**scaled, "y − a": -e, "2(a − y)": 2 * e}.items():
            for formula, slope in _every_form(seat.name, error):
                if slope is not None:
                    yield Member(f"{formula} at e = {words}", times(slope))
    for words, c in seat.problem.constants.items():
        for form in range(3 if seat.name in IN_TERMS_OF_A else 2):

            def line(G: Array, Z: Array, A: Array, activation: str, form: int = form, c: float = c) -> Array:
                slope = _every_form(activation, G / c)[form][1]
                return G * (np.full_like(G, np.nan) if slope is None else slope)

            yield Member(f"f′ at e = G{words.replace('·', '/')}", line)


def _every_form(name: str, error: Array) -> list[tuple[str, Array | None]]:
    return [("f′(e)", properly_at(name, error)), *_in_terms_of(name, "e", error)]


# --- the wrong product ---------------------------------------------------------------------------


def diagonal_only(seat: Seat) -> Iterator[Member]:
    """Yield softmax's derivative as if each output stood alone."""
    if seat.name == "softmax":
        yield from slope_members(iter([("G · s(1 − s)", seat.A * (1 - seat.A))]))


def times_z(seat: Seat) -> Iterator[Member]:
    """Yield f′(z)·z."""
    if seat.name == "softmax":
        yield Member("δ · z", lambda G, Z, A, activation: seat.through(G) * Z)
    else:
        yield from slope_members(iter([("f′(z) · z", seat.slope * seat.Z)]))


# --- the rows ------------------------------------------------------------------------------------


def _uses(seat: Seat, member: Member) -> str:
    return f"δ{seat.number}, shape {seat.delta_shape}, was made with {member.words}"


def _delta(seat: Seat, member: Member) -> str:
    return seat.delta_line


SLOPES = [
    Mistake(
        "missing_hidden_deriv",
        "through_activation",
        missing_hidden,
        lambda s, m: f"You left out {s.slope_name} in layer {s.number}",
        lambda s, m: (
            f"Layer {s.number} lacks its factor f′: δ{s.number} is G{s.number} = ∂L/∂a{s.number} as it came "
            f"back, shape {s.delta_shape}; {s.name} needs G{s.number} ⊙ f′(z{s.number})."
        ),
        _delta,
        "f′ makes no difference here",
    ),
    Mistake(
        "softmax_diag",
        "through_activation",
        diagonal_only,
        lambda s, m: f"You differentiated the softmax of layer {s.number} as if each output stood alone",
        lambda s, m: (
            f"Softmax of layer {s.number} was differentiated as if each of its {s.n_out} outputs stood alone, "
            "G ⊙ s(1 − s). It couples them: δ = s ⊙ (G − Σ G s), the sum over the outputs of a sample."
        ),
        _delta,
        "the coupling of the outputs makes no difference here",
    ),
    Mistake(
        "missing_output_deriv",
        "through_activation",
        missing_output,
        lambda s, m: f"You left out {s.slope_name} at the output, layer {s.number}",
        lambda s, m: (
            f"The output's δ{s.number}, shape {s.delta_shape}, is {m.words} without f′(z{s.number}) of its "
            f"{s.name}. a − y alone is right for cross-entropy with its own activation; this loss needs the factor f′."
        ),
        _delta,
        "f′ of the output makes no difference here",
    ),
    Mistake(
        "extra_output_deriv",
        "through_activation",
        extra_output,
        lambda s, m: f"You multiplied by {s.slope_name} once too often at the output, layer {s.number}",
        lambda s, m: (
            f"The output's δ{s.number}, shape {s.delta_shape}, has f′ once too often: it is {m.words}. "
            + (
                f"Cross-entropy after {s.name} cancels f′ already: δ is (a − y) times a constant."
                if s.cancels
                else "Once is enough."
            )
        ),
        _delta,
        "a further f′ makes no difference here",
    ),
    Mistake(
        "deriv_at_a",
        "through_activation",
        at_activation,
        lambda s, m: f"You took {s.slope_name} at a{s.number} in the place of z{s.number}, in layer {s.number}",
        lambda s, m: (
            f"f′ of layer {s.number} ({s.name}) was taken at a{s.number} in the place of z{s.number}: the "
            f"activation was applied twice. Pass z{s.number}, or use a formula in a{s.number}."
        ),
        _delta,
        "f′(a) and f′(z) are the same numbers here",
    ),
    Mistake(
        "deriv_at_z",
        "through_activation",
        at_pre_activation,
        lambda s, m: f"You put z{s.number} where {s.slope_name} needs a{s.number}, in layer {s.number}",
        lambda s, m: (
            f"f′ of layer {s.number} ({s.name}) was computed as {m.words}: this formula expects the "
            f"activation a{s.number}, and got the pre-activation z{s.number}."
        ),
        _delta,
        "the formula gives the same numbers at z and at a here",
    ),
    Mistake(
        "deriv_wrong_layer",
        "through_activation",
        at_another_layer,
        lambda s, m: f"You took the derivative of layer {s.number} from another layer",
        lambda s, m: f"{_uses(s, m)}: that belongs to another layer. Layer {s.number} needs f′(z{s.number}).",
        _delta,
        "the derivative is the same at another layer's numbers here",
    ),
    Mistake(
        "deriv_at_error",
        "through_activation",
        at_error,
        lambda s, m: f"You took {s.slope_name} at the error, in layer {s.number}",
        lambda s, m: (
            f"{_uses(s, m)}: the derivative was evaluated at the error. It belongs at z{s.number} (or, as a "
            f"formula in a, at the activation a{s.number})."
        ),
        _delta,
        "the derivative is the same at the error here",
    ),
    Mistake(
        "upstream_dropped",
        "through_activation",
        dropped,
        lambda s, m: f"You lost what comes back from above, in layer {s.number}: only {s.slope_name} is left",
        lambda s, m: (
            f"δ{s.number}, shape {s.delta_shape}, is {m.words} alone: what came from above, G{s.number}, was "
            "lost, as by `=` where `*=` was meant."
        ),
        _delta,
        "what comes from above is 1 here",
    ),
    Mistake(
        "extra_z_factor",
        "through_activation",
        times_z,
        lambda s, m: f"You multiplied by z{s.number} as well, in layer {s.number}",
        lambda s, m: f"{_uses(s, m)}. In g′(Z) the Z is where g′ is evaluated, not a further factor.",
        _delta,
        "a factor z makes no difference here",
    ),
    Mistake(
        "wrong_act_deriv",
        "through_activation",
        of_another,
        lambda s, m: f"You used the wrong derivative in layer {s.number}, which is {s.name}",
        lambda s, m: (
            f"δ{s.number}, shape {s.delta_shape}, was made with {m.words}; layer {s.number} is {s.name}, "
            + (
                f"which couples its outputs: δ{s.number} is {s.formula}."
                if s.name == "softmax"
                else f"whose derivative is {s.formula}."
            )
        ),
        _delta,
        "another activation's derivative gives the same numbers here",
    ),
]
