"""Copy and pickle a graph of any depth, without recursion.

`copy` and `pickle` walk from an object to what it refers to by recursion, which ends at a thousand
operations. Here a graph becomes a flat list of records in topological order, and back.

`copy.deepcopy` keeps all sharing. Pickle keeps shared leaves (a loss and its model stay together); a
hidden value that is pickled beside a root it leads to comes back as a copy of its own.
"""

import copy
from collections.abc import Callable
from typing import Any

from engine import ops
from engine.graph import RECORDS, topological_order
from engine.recording.sums import Fact, facts
from engine.table.primitive import ListOp
from engine.value import Constant, Value, node

# (name of the row, data, grad, label, operands, partials) of one result, and the fact of a weighted sum; an operand
# is a leaf, a number, or the place of an earlier result as a tuple of one int.
Record = tuple[Any, ...]


def shallow_copy(value: Value) -> Value:
    """Return a second value with the same record: same operands, same partials."""
    twin = Value.__new__(type(value))
    with RECORDS:  # all slots before or after a sum is written out
        for slot in Value.__slots__[1:]:  # all but __weakref__
            setattr(twin, slot, getattr(value, slot))
        if value in facts:
            facts[twin] = facts[value]
    return restore(twin, extras(value))


def extras(value: Value) -> dict[str, Any]:
    """Return what a subclass of Value keeps beside a Value's own slots: attributes, and slots of its own."""
    if type(value) in (Value, Constant):
        return {}
    found = dict(getattr(value, "__dict__", {}))
    for kind in type(value).__mro__[: type(value).__mro__.index(Value)]:
        slots = kind.__dict__.get("__slots__", ())
        for slot in (slots,) if isinstance(slots, str) else slots:
            if slot not in ("__dict__", "__weakref__") and hasattr(value, slot):
                found[slot] = getattr(value, slot)
    return found


def restore(value: Value, attributes: dict[str, Any]) -> Value:
    """Give a value the attributes that `extras` found."""
    for name, attribute in attributes.items():
        setattr(value, name, attribute)
    return value


def deep_copy(root: Value, memo: dict[int, Any]) -> Value:
    """Return the whole graph again, each value once however often it is used."""

    def twin_of(x: Any) -> Any:
        """Return the copy of an operand; a leaf or constant is copied when first met, a number stays itself."""
        if not isinstance(x, Value):
            return x
        if id(x) not in memo:
            twin = memo[id(x)] = shallow_copy(x)
            restore(twin, {name: copy.deepcopy(own, memo) for name, own in extras(x).items()})
        return memo[id(x)]

    for value in topological_order(root):
        twin = twin_of(value)
        if isinstance(value._row, ListOp):
            twin._a = (tuple(map(twin_of, value._a[0])), *value._a[1:])
        else:
            twin._a, twin._b = twin_of(value._a), twin_of(value._b)
        if fact := facts.get(value):
            facts[twin] = fact._replace(operands=tuple(map(twin_of, fact.operands)))
    copied: Value = twin_of(root)
    return copied


def reduce(root: Value) -> tuple[Callable[..., Value], tuple[Any, ...]]:
    """Return what pickle stores. Leaves go in as objects, so that pickle keeps those that are shared."""
    if root._row is None:
        return leaf, (type(root), root._data, root._grad, root.label, extras(root))
    place: dict[int, tuple[int]] = {}
    records: list[Record] = []
    for value in topological_order(root):
        row = value._row
        if row is None or ops.TABLE.get(row.name) is not row:
            from pickle import PicklingError  # here, because `import engine` should cost little

            raise PicklingError(f"{row} is not in the table of engine.ops, so pickle cannot name it.")
        operands = [place.get(id(x), x) for x in value.operands]
        place[id(value)] = (len(records),)
        partials = tuple(value._b[1]) if isinstance(row, ListOp) else value.partials
        fact = [(place.get(id(x), x), d) for x, d in zip(*facts[value], strict=True)] if value in facts else []
        records.append((row.name, value._data, value._grad, value.label, operands, partials, *fact))
    return rebuild, (records,)


def leaf(kind: type[Value], data: float, grad: float, label: str, attributes: dict[str, Any]) -> Value:
    """Return a leaf from what `reduce` stored."""
    value = Value.__new__(kind)
    Value.__init__(value, data, label)
    value._grad = grad
    return restore(value, attributes)


def rebuild(records: list[Record]) -> Value:
    """Return a graph from what `reduce` stored; the last record is its root."""
    made: list[Value] = []
    for name, data, grad, label, operands, partials, *fact in records:
        found = [made[x[0]] if isinstance(x, tuple) else x for x in operands]
        value = node(ops.TABLE[name], data, found, list(partials))
        value._grad, value.label = grad, label
        if fact:
            members = tuple(made[x[0]] if isinstance(x, tuple) else x for x, _ in fact)
            facts[value] = Fact(members, tuple(partial for _, partial in fact))
        made.append(value)
    return made[-1]


def install() -> None:
    """Register how `copy` and `pickle` treat Values; here, because `value.py` cannot import this room."""
    for name, method in {"__copy__": shallow_copy, "__deepcopy__": deep_copy, "__reduce__": reduce}.items():
        setattr(Value, name, method)
