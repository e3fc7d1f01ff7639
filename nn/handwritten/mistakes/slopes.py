"""Mistakes at f′: where G = ∂L/∂a becomes δ = ∂L/∂z."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import numpy as np

from nn.handwritten import matrix
from nn.handwritten.mistakes.rows import Member, StepRows
from nn.handwritten.mistakes.seats import Array, Seat, properly_at, safely, slope_at, slope_formula
from nn.networks import activations as acts

SOFTMAX_OR_LINEAR = ("softmax", "linear")
SLOPES = StepRows("through_activation", fix="{s.delta_line}")
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


def slope_members(slopes: Iterable[tuple[str, Array | None]]) -> Iterator[Member]:
    """Yield a member for each slope that exists."""
    for words, slope in slopes:
        if slope is not None:
            yield Member(words, times(slope))


@SLOPES.row(
    "missing_hidden_deriv",
    "You left out {s.slope_name} in layer {k}",
    "Layer {k} lacks its factor f′: δ{k} is G{k} = ∂L/∂a{k} as it came back, shape {s.delta_shape}; "
    "{s.name} needs G{k} ⊙ f′(z{k}).",
    why="f′ makes no difference here",
)
def missing_hidden(seat: Seat) -> Iterator[Member]:
    """Yield G as it came back, in a hidden layer."""
    if seat.nonlinear and not seat.last:
        yield Member("G", lambda G, Z, A, activation: G)


@SLOPES.row(
    "softmax_diag",
    "You differentiated the softmax of layer {k} as if each output stood alone",
    "Softmax of layer {k} was differentiated as if each of its {s.n_out} outputs stood alone, G ⊙ s(1 − s). "
    "It couples them: δ = s ⊙ (G − Σ G s), the sum over the outputs of a sample.",
    why="the coupling of the outputs makes no difference here",
)
def diagonal_only(seat: Seat) -> Iterator[Member]:
    """Yield softmax's derivative as if each output stood alone."""
    if seat.name == "softmax":
        yield Member("G · s(1 − s)", times(seat.A * (1 - seat.A)))


@SLOPES.row(
    "missing_output_deriv",
    "You left out {s.slope_name} at the output, layer {k}",
    "The output's δ{k}, shape {s.delta_shape}, is {m.words} without f′(z{k}) of its {s.name}. a − y alone is right for "
    "cross-entropy with its own activation; this loss needs the factor f′.",
    why="f′ of the output makes no difference here",
)
def missing_output(seat: Seat) -> Iterator[Member]:
    """Yield G, or cross-entropy's own A − Y."""
    if seat.nonlinear and seat.last:
        e, scale = seat.problem.error, seat.problem.scale
        yield Member("G", lambda G, Z, A, activation: G)
        yield Member("a − y", lambda G, Z, A, activation: scale * e)


@SLOPES.row(
    "extra_output_deriv",
    "You multiplied by {s.slope_name} once too often at the output, layer {k}",
    lambda s, m: (
        f"The output's δ{s.number}, shape {s.delta_shape}, has f′ once too often: it is {m.words}. "
        + (
            f"Cross-entropy after {s.name} cancels f′ already: δ is (a − y) times a constant."
            if s.cancels
            else "Once is enough."
        )
    ),
    why="a further f′ makes no difference here",
)
def extra_output(seat: Seat) -> Iterator[Member]:
    """Yield G through f′ twice."""
    if not seat.last or not seat.nonlinear:
        return
    diagonal = seat.A * (1 - seat.A)
    if seat.name == "softmax":
        yield Member("δ · a(1 − a)", lambda G, Z, A, activation: seat.through(G) * diagonal)
        yield Member("δ through softmax again", lambda G, Z, A, activation: seat.through(seat.through(G)))
    else:
        yield Member("δ · f′(z)", lambda G, Z, A, activation: seat.through(G) * seat.slope)
    if seat.problem.row.partner is not None:
        e = seat.problem.scale * seat.problem.error * seat.A * (1 - seat.A)
        yield Member("(a − y) · a(1 − a)", lambda G, Z, A, activation: e)


# --- f′ in the wrong place ------------------------------------------------------------------------


@SLOPES.row(
    "deriv_at_a",
    "You took {s.slope_name} at a{k} in the place of z{k}, in layer {k}",
    "f′ of layer {k} ({s.name}) was taken at a{k} in the place of z{k}: the activation was applied twice. "
    "Pass z{k}, or use a formula in a{k}.",
    why="f′(a) and f′(z) are the same numbers here",
)
def at_activation(seat: Seat) -> Iterator[Member]:
    """Yield f′(a): the activation applied twice."""
    if seat.name == "softmax":
        twice = matrix.activate(seat.A, "softmax")
        yield Member("f′(a)", lambda G, Z, A, activation: matrix.through_activation(G, A, twice, activation))
    elif seat.nonlinear:
        yield from slope_members([("f′(a)", properly_at(seat.name, seat.A))])


@SLOPES.row(
    "deriv_at_z",
    "You put z{k} where {s.slope_name} needs a{k}, in layer {k}",
    "f′ of layer {k} ({s.name}) was computed as {m.words}: this formula expects the activation a{k}, "
    "and got the pre-activation z{k}.",
    why="the formula gives the same numbers at z and at a here",
)
def at_pre_activation(seat: Seat) -> Iterator[Member]:
    """Yield the formula in a, fed with z."""
    if seat.name == "softmax":
        yield Member("z in the place of a", lambda G, Z, A, activation: matrix.through_activation(G, Z, Z, activation))
        yield Member("z(1 − z)", times(seat.Z * (1 - seat.Z)))
    elif seat.nonlinear:
        yield from slope_members(_in_terms_of(seat.name, "z", seat.Z))


def _in_terms_of(name: str, x: str, wrong: Array) -> list[tuple[str, Array | None]]:
    """Return f′ by its formulas, with a wrong array in the place of both z and a."""
    found = [(slope_formula(name, x, x), slope_at(name, wrong, wrong))]
    if name in IN_TERMS_OF_A:
        found.append((f"{name}'s formula in a, of {x}", safely(IN_TERMS_OF_A[name], wrong)))
    return found


@SLOPES.row(
    "deriv_wrong_layer",
    "You took the derivative of layer {k} from another layer",
    "δ{k}, shape {s.delta_shape}, was made with {m.words}: that belongs to another layer. Layer {k} needs f′(z{k}).",
    why="the derivative is the same at another layer's numbers here",
)
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
                x = f"a{j}" if j else "x"
                yield f"f′ made of {x}", slope_at(seat.name, run.Z[j - 1] if j else a, a)
                yield f"f′({x})", properly_at(seat.name, a)

    if seat.name not in SOFTMAX_OR_LINEAR:
        fitting = ((words, slope) for words, slope in slopes() if slope is not None and _fits(slope, seat.Z))
        yield from slope_members(fitting)


def _fits(slope: Array, Z: Array) -> bool:
    """Return whether G * slope has the shape of G."""
    return all(size in (1, own) for size, own in zip(slope.shape, Z.shape, strict=True))


@SLOPES.row(
    "deriv_at_error",
    "You took {s.slope_name} at the error, in layer {k}",
    "δ{k}, shape {s.delta_shape}, was made with {m.words}: the derivative was evaluated at the error. It belongs at "
    "z{k} (or, as a formula in a, at the activation a{k}).",
    why="the derivative is the same at the error here",
)
def at_error(seat: Seat) -> Iterator[Member]:
    """Yield f′ at the error that comes in."""
    if seat.name in SOFTMAX_OR_LINEAR:
        return
    constants = seat.problem.constants
    if seat.last:
        e = seat.problem.error
        scaled = {f"(a − y){words}": c * e for words, c in constants.items()}
        for words, error in {**scaled, "y − a": -e, "2(a − y)": 2 * e}.items():
            forms = _every_form(seat.name, error)
            yield from slope_members((f"{formula} at e = {words}", slope) for formula, slope in forms)
    for words, c in constants.items():
        for form in range(3 if seat.name in IN_TERMS_OF_A else 2):

            def line(G: Array, Z: Array, A: Array, activation: str, form: int = form, c: float = c) -> Array:
                slope = _every_form(activation, G / c)[form][1]
                return G * (np.full_like(G, np.nan) if slope is None else slope)

            yield Member(f"f′ at e = G{words.replace('·', '/')}", line)


def _every_form(name: str, error: Array) -> list[tuple[str, Array | None]]:
    return [("f′(e)", properly_at(name, error)), *_in_terms_of(name, "e", error)]


# --- a wrong factor ------------------------------------------------------------------------------


@SLOPES.row(
    "upstream_dropped",
    "You lost what comes back from above, in layer {k}: only {s.slope_name} is left",
    "δ{k}, shape {s.delta_shape}, is {m.words} alone: what came from above, G{k}, was lost, as by `=` where `*=` "
    "was meant.",
    why="what comes from above is 1 here",
)
def dropped(seat: Seat) -> Iterator[Member]:
    """Yield f′ alone, with or without the loss's constant."""
    if seat.nonlinear:
        slope = seat.A * (1 - seat.A) if seat.name == "softmax" else seat.slope
        for words, c in seat.problem.constants.items():
            yield Member(f"f′(z){words}", lambda G, Z, A, activation, c=c: c * slope)


@SLOPES.row(
    "extra_z_factor",
    "You multiplied by z{k} as well, in layer {k}",
    "δ{k}, shape {s.delta_shape}, was made with {m.words}. In g′(Z) the Z is where g′ is evaluated, "
    "not a further factor.",
    why="a factor z makes no difference here",
)
def times_z(seat: Seat) -> Iterator[Member]:
    """Yield f′(z)·z."""
    if seat.name == "softmax":
        yield Member("δ · z", lambda G, Z, A, activation: seat.through(G) * Z)
    else:
        yield Member("f′(z) · z", times(seat.slope * seat.Z))


@SLOPES.row(
    "wrong_act_deriv",
    "You used the wrong derivative in layer {k}, which is {s.name}",
    lambda s, m: (
        f"δ{s.number}, shape {s.delta_shape}, was made with {m.words}; layer {s.number} is {s.name}, "
        + (f"which couples its outputs: δ{s.number}" if s.name == "softmax" else "whose derivative")
        + f" is {s.formula}."
    ),
    why="another activation's derivative gives the same numbers here",
)
def of_another(seat: Seat) -> Iterator[Member]:
    """Yield the derivative of another activation, in each form it is written in; and slips in 1 − a² and a(1 − a)."""
    z, a = seat.Z, seat.A
    slopes: dict[str, Array | None] = {}
    for other in BY_SLOPE:
        if other != seat.name and (seat.name, other) != ("softmax", "sigmoid"):  # that is softmax_diag
            slopes[f"{other}'s f′ = {slope_formula(other, 'z', 'a')}"] = slope_at(other, z, a)
            slopes[f"{other}'s f′(z)"] = properly_at(other, z)
            if other in IN_TERMS_OF_A:
                slopes[f"{other}'s formula in a"] = safely(IN_TERMS_OF_A[other], a)
    if seat.name != "tanh":  # there they are deriv_at_z and sign_flipped
        slopes |= {"1 − z²": 1 - z * z, "a² − 1": a * a - 1}
    slopes |= {"1 + a²": 1 + a * a, "a(1 + a)": a * (1 + a), "(1 − a)²": (1 - a) ** 2, "1 − a": 1 - a, "a": a}
    slopes |= {"a²": a * a, "1 + z²": 1 + z * z}
    yield from slope_members(slopes.items())
