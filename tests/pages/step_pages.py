"""What tests of the step-through page share: graphs, what a page shows, and what Python says that it should show."""

import json
import re

import engine
from engine import Value, tanh
from engine.graph import with_leaves
from engine.table.notation import number
from engine.value import record
from nn import MLP, squared_error
from tests import small_graphs

HOSTILE = [*small_graphs.HOSTILE, "\u202eturned around", "W" * 39]

SNAPSHOT = """() => paintAll() ?? JSON.stringify({
  grads: boxes.map((b) => b.grad && b.grad.textContent),
  words: boxes.map((b) => b.word && b.word.textContent),
  current: [...document.querySelectorAll('.node.current')].map((g) => Number(g.id.slice(1))),
  receives: [...document.querySelectorAll('.node.receives')].map((g) => Number(g.id.slice(1))),
  arrows: [...document.querySelectorAll('.edge.sends')].map((g) => Number(g.id.slice(1))),
  mistaken: [...document.querySelectorAll('.node.mistaken')].map((g) => Number(g.id.slice(1))),
  says: [...document.querySelectorAll('#says p')].map((p) => p.textContent),
  came: [...document.querySelectorAll('#came tbody tr')].map((r) => [...r.cells].map((c) => c.textContent)),
  goes: [...document.querySelectorAll('#goes tbody tr')].map((r) => [...r.cells].map((c) => c.textContent)),
  errors: [...document.querySelectorAll('#errors tbody tr')].map((r) => [...r.cells].map((c) => c.textContent)),
  heading: document.getElementById('heading').textContent,
  position: document.getElementById('position').textContent,
  slider: Number(document.getElementById('slider').value),
  disabled: ['first', 'back', 'next', 'last'].map((id) => document.getElementById(id).disabled),
})"""
STEPS = f"""(many) => Array.from({{ length: many }}, () => {{
  document.body.dispatchEvent(new KeyboardEvent('keydown', {{ key: 'ArrowRight', bubbles: true }}));
  return ({SNAPSHOT})();
}})"""
AT_ONCE = 50

# --- graphs ------------------------------------------------------------------------------------


def grown(root, size):
    """The same with as many values as asked for: each minus sign is one more."""
    for _ in range(size - len(with_leaves(root))):
        root = -root
    root.label = "L"
    assert len(with_leaves(root)) == size
    return root


def expression():
    a, b, c = Value(2.0, label="a"), Value(-3.0, label="b"), Value(5.5, label="c")
    z = a * b + c
    z.label = "z"
    return grown(engine.sum([tanh(z), z * 0.5, engine.dot([a, b, c], [c, z, z]), a * a / c]), 30)


def network(sizes, size):
    return grown(squared_error(MLP(2, sizes, activation="tanh", seed=1)([0.5, -0.3]), 1.0), size)


def hostile():
    values = [Value(float(i + 1), label=label) for i, label in enumerate(HOSTILE)]
    z = engine.sum(values) * values[0]
    root = z * values[3] + tanh(z)
    root.label = "</svg><img src=x onerror=alert(1)>"
    return root


GRAPHS = {
    30: expression,
    300: lambda: network([7, 7, 1], 300),
    1000: lambda: network([15, 15, 1], 1000),
}


def rebuilt(root, leaf, x):
    """The same graph recorded once more by the engine, with another number at a leaf; constants stay."""
    made = {}
    for i, value in enumerate(with_leaves(root)):
        if not value.requires_grad:
            made[value] = value
        elif value.is_leaf:
            made[value] = Value(x if i == leaf else value.data)
        else:
            made[value] = record(value._row, *[made[parent] for parent in value.parents])
    return list(made.values())


def snapshot(page):
    return json.loads(page.evaluate(SNAPSHOT))


def each_step(page, total):
    """What the page shows after each press of the right arrow key.

    In a large graph the page is sent the event of the key, many times before it is drawn once: to press the key itself
    and to draw all values a thousand times takes minutes.
    """
    if total < 500:
        for _ in range(total):
            page.keyboard.press("ArrowRight")
            yield snapshot(page)
    else:
        for start in range(0, total, AT_ONCE):
            yield from map(json.loads, page.evaluate(STEPS, min(AT_ONCE, total - start)))


# --- what Python says --------------------------------------------------------------------------


def plain(text):
    return text.replace("\u2068", "").replace("\u2069", "")


def bracketed(x):
    return f"({number(x)})" if number(x).startswith("−") else number(x)


def same(shown, expected):
    """Whether a formula is shown as expected; whether = or ≈ stands in it is tested elsewhere."""
    return shown.replace("≈", "=") == expected


class Simulation:
    """The chain rule on Values, one value at a time in the order in which it is told."""

    def __init__(self, root):
        self.values = with_leaves(root)
        self.index = {value: i for i, value in enumerate(self.values)}
        self.grads = {root: 1.0}
        self.got = {value: [] for value in self.values}
        self.handled = {}
        self.texts = ["not computed" if value.requires_grad else None for value in self.values]
        self.texts[-1] = number(1.0)

    def handle(self, i):
        """(rows of what came, rows of what is sent, operands) of value i, as the page should show them."""
        value = self.values[i]
        grad = self.grads[value]
        self.handled[value] = None
        came, goes, receivers = list(self.got[value]), [], set()
        for x, partial in zip(value.parents, value.partials, strict=True):
            if partial is None:
                continue
            amount, before = grad * partial, self.grads.get(x)
            self.grads[x] = amount if before is None else before + amount
            product = f"{number(grad)} × {bracketed(partial)} = {number(amount)}"
            total = self.texts[self.index[x]] = number(self.grads[x])
            summed = total if before is None else f"{number(before)} + {bracketed(amount)} = {total}"
            self.got[x].append((product, summed))
            goes.append((product, summed))
            receivers.add(self.index[x])
        return came, goes, sorted(receivers)


def check_step(seen, simulation, k, total):
    """One step of the page against the simulation."""
    assert seen["position"] == f"Step {k} of {total}"
    assert seen["slider"] == k
    assert seen["disabled"] == [False, False, k == total, k == total]
    (current,) = seen["current"]
    came, goes, receivers = simulation.handle(current)
    assert seen["grads"] == simulation.texts
    assert seen["receives"] == receivers
    assert len(seen["arrows"]) == len(goes)
    shown_came = [row[1:] for row in seen["came"]]
    shown_goes = [row[1:3] for row in seen["goes"] if row[1] != "nothing"]
    for shown, expected in ((shown_came, came), (shown_goes, goes)):
        assert len(shown) == len(expected)
        assert all(same(a, b) for x, y in zip(shown, expected, strict=True) for a, b in zip(x, y, strict=True))
    said = [line for line in seen["says"] if line.startswith("It sends") and "more operand" not in line]
    for line, (product, summed) in zip(said, goes, strict=False):  # the table has them all
        assert re.search(
            rf"^It sends {re.escape(product)} to .*, whose gradient is now {re.escape(summed)}\.",
            line.replace("≈", "="),
        )
    assert len(said) == min(len(goes), 3)
    constants = sum(not v.requires_grad for v in set(simulation.values[current].parents))
    assert len(seen["goes"]) == len(goes) + constants
    assert any("gets nothing" in line or "get nothing" in line for line in seen["says"]) == bool(constants)
    return current
