"""A neuron's card: where its δ comes from, and one row for each weight, ∂L/∂w = δ · x, with the numbers."""

import re
from dataclasses import dataclass

from engine.derivatives import grad
from engine.drawing.collapsed import EDGE_STYLE, holds_more, same_but_for_rounding, size
from engine.drawing.dot import GRAPH_STYLE, LINE, NODE_STYLE, PAPER, cell, equals, escaped, quiet, table, text, tint
from engine.drawing.network import NetworkPicture, NeuronBox, WeightLine, describe_network
from engine.drawing.picture import Picture, new_picture
from engine.recording.places import PlacedNetwork, PlacedNeuron
from engine.table import checks
from engine.table.floats import NotComputed
from engine.table.notation import number, one_line
from engine.table.symbol import Symbol, symbol

ROWS = 20  # how many weights are listed; of more, those with the largest gradients

LONGEST = 56  # how many characters of a derivative's formula are shown before it is called f′(s)

PRODUCTS = 4  # how many products of a sum are written out


@dataclass(frozen=True)
class Card:
    """What stands on a card."""

    neuron: NeuronBox  # its record
    formula: str  # f′(s) as the table has it, in s and a; "1" for linear, "" for softmax and the like
    slopes: tuple[tuple[float, float], ...]  # (∂L/∂a, ∂a/∂s) for each activation of the layer that s goes into
    grad_is_more: bool  # whether some weight's `grad` holds something else than δ·x


def describe_card(placed: PlacedNetwork, chosen: object) -> Card:
    """Describe the neuron at (layer, i): layers count from 1, neurons from 0.

    Raises:
        TypeError, ValueError: if there is no such neuron; the message says which there are.
    """
    network = describe_network(placed)
    seat, neuron = sought(placed, network, chosen)
    layer = next(layer for layer in placed.layers if seat in layer)
    own = seat.a is not None and (seat.a is seat.s or seat.s in seat.a.parents)
    used = [each.a for each in ([seat] if own else layer) if each.a is not None]
    known = [a for a in used if not isinstance(a.grad, NotComputed)]
    slopes = [(a.grad, 1.0 if a is seat.s else float(grad(a, seat.s).data)) for a in known]
    return Card(neuron, derivative_text(seat), tuple(slopes), holds_more(NetworkPicture((), ((neuron,),), None)))


def sought(placed: PlacedNetwork, network: NetworkPicture, chosen: object) -> tuple[PlacedNeuron, NeuronBox]:
    """Return the neuron that was asked for, as it was found and as its record."""
    if not (isinstance(chosen, tuple | list) and len(chosen) == 2 and all(isinstance(part, int) for part in chosen)):
        raise TypeError(f"neuron got {checks.describe(chosen)}; a pair (layer, index) is needed, such as (1, 0).")
    both = zip((seat for layer in placed.layers for seat in layer), network.neurons, strict=True)
    for seat, neuron in both:
        if tuple(chosen) == (seat.layer, seat.neuron) or (seat.layer is None and tuple(chosen) == (1, seat.neuron)):
            return seat, neuron
    spans = (f"{layer[0].neuron}" + f" to {layer[-1].neuron}" * (len(layer) > 1) for layer in placed.layers)
    there = ", ".join(f"({layer[0].layer or 1}, {span})" for layer, span in zip(placed.layers, spans, strict=True))
    raise ValueError(f"there is no neuron={tuple(chosen)}: layers count from 1, neurons from 0; there are {there}.")


def derivative_text(seat: PlacedNeuron) -> str:
    """Return the derivative of the activation, by its row in the table, written in s and a."""
    if seat.a is seat.s:
        return "1"
    if seat.a is None or seat.a._row is None or seat.s not in seat.a.parents:
        return ""
    operands = [Symbol("s") if x is seat.s else x.data for x in seat.a.parents]
    found = symbol(seat.a._row.rule(seat.a.parents.index(seat.s))(*operands, Symbol("a")))
    return found.formula if len(found.text) <= LONGEST else "f′(s)"


# --- the picture -----------------------------------------------------------------------------


def picture_of_card(card: Card) -> Picture:
    """Draw the card as one box."""
    neuron = card.neuron
    picture = new_picture("neuron.gv", sentence_of_card(card), (GRAPH_STYLE, NODE_STYLE, EDGE_STYLE))
    heavy = sorted(range(len(neuron.weights)), key=lambda j: -size(neuron.weights[j]))[:ROWS]
    listed, left = [neuron.weights[j] for j in sorted(heavy)], len(neuron.weights) - len(heavy)
    largest = max((size(weight) for weight in neuron.weights), default=0.0)
    where = "neuron" if neuron.layer is None else f"layer {neuron.layer}, neuron"
    title = f"{where} {neuron.index}" + (f": {neuron.activation}" if neuron.activation else "")
    rows = [wide(f'<b><font point-size="15">{text(title)}</font></b>'), wide(quiet(escaped(forward(neuron))))]
    rows += [wide(f'<font point-size="14">{escaped(line)}</font>') for line in delta_lines(card)]
    rows += [[], *(row(weight, f"· {text(one_line(weight.input))}", largest) for weight in listed)]
    if left:
        rows.append(wide(quiet(f"… and {left} more, none with a larger |∂L/∂w|")))
    if neuron.bias is not None:
        rows += [[], row(neuron.bias, "", largest)]
    if card.grad_is_more:
        said = "The weights' grad holds something else: other samples, or backward passes, too."
        rows += [[], wide(quiet(said))]
    made = table(rows, border=2, cellborder=0, cellspacing=0, cellpadding=5, color=LINE, bgcolor=PAPER)
    picture.node("card", f"<{made}>")
    return picture


def wide(words: str) -> list[str]:
    """Return a row of one cell."""
    return [cell(words, colspan=4, align="left")]


def forward(neuron: NeuronBox) -> str:
    """Return s and a as the way forward computes them."""
    s = f"s = {'' if neuron.bias is None else 'b + '}Σ w · x = {number(neuron.s)}"
    if neuron.activation == "linear":
        return f"{s},   a = s"
    if neuron.a is None:
        return f"{s},   a is not used"
    function = "softmax over the layer" if neuron.activation == "softmax" else f"{neuron.activation or 'f'}(s)"
    return f"{s},   a = {function} = {number(neuron.a)}"


def delta_lines(card: Card) -> list[str]:
    """Return the lines δ = ∂L/∂a · f′(s), with the numbers."""
    neuron = card.neuron
    if not neuron.computed:
        rule = "∂L/∂a" if neuron.activation == "linear" else f"∂L/∂a · {in_parentheses(card.formula or 'f′(s)')}"
        return [f"δ = ∂L/∂s = {rule}: not computed, call backward() on the loss"]
    total = sum(outer * inner for outer, inner in card.slopes)
    if not card.slopes or not same_but_for_rounding(total, neuron.delta):
        return [f"δ = ∂L/∂s = {number(neuron.delta)}", "(the loss is computed from s, not only from a)"]
    if neuron.activation == "linear":
        return [f"δ = ∂L/∂s = ∂L/∂a = {number(neuron.delta)}"]
    factors = card.slopes
    products = " + ".join(f"({number(outer)})({number(inner)})" for outer, inner in factors)
    sign = equals(factors, neuron.delta)
    if card.formula:
        return [f"δ = ∂L/∂a · {in_parentheses(card.formula)} = {products} {sign} {number(neuron.delta)}"]
    rule = f"δ = Σ_k ∂L/∂a[k] · ∂a[k]/∂s[{neuron.index}]"
    if len(factors) > PRODUCTS:
        return [f"{rule} = {number(neuron.delta)}, a sum of {len(factors)} products"]
    return [rule, f"   = {products} {sign} {number(neuron.delta)}"]


def in_parentheses(formula: str) -> str:
    """Return a factor, in parentheses unless it is one word."""
    return formula if re.fullmatch(r"[\w′]+(\([\w′]*\))?", formula) else f"({formula})"


def row(weight: WeightLine, times: str, largest: float) -> list[str]:
    """Return the row of a weight, ∂L/∂w = δ · x = (−0.808)(0.500) = −0.404; of a bias ∂L/∂b = δ."""
    tinted, result = PAPER, quiet("a constant" if weight.share is None else "not computed")
    numbers = f"with {text(one_line(weight.input))} = {number(weight.x)}" if times else ""
    if not isinstance(weight.share, NotComputed | None):
        sign = equals([(weight.delta, weight.x)], weight.share) if times else "="
        tinted, result = tint(weight.share, largest), f"{sign} {number(weight.share)}"  # in bold it would stand higher
        numbers = f"= ({number(weight.delta)})({number(weight.x)})" if times else ""
    rule = [f"∂L/∂{text(one_line(weight.label))}", f"= δ {times}", numbers]
    return [*(cell(words, align="left") for words in rule), cell(result, align="right", bgcolor=tinted)]


def sentence_of_card(card: Card) -> str:
    """Return what there is to see, in a sentence for those who do not see it."""
    neuron = card.neuron
    delta = f"δ is {number(neuron.delta)}" if neuron.computed else "δ is not computed"
    return f"Card of {neuron.name}: {delta}; one row for each of its {len(neuron.weights)} weights."
