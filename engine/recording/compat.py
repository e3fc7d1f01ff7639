"""Names that others look for on a Value: those of micrograd's users, and the two doors of NumPy.

NumPy asks an operand for `__array_ufunc__` and `__array_function__` before it computes. Here a Value sends it to
`arrays`, so that `np.exp(v)` and `v * np.ones(3)` give Values. NumPy itself is loaded only then.
"""

from collections.abc import Callable
from typing import Any, Never

from engine.operators import Operators
from engine.value import Value


def symbol_of(value: Value) -> str:
    """Return the symbol of the operation, "" for a leaf; `op` is its name."""
    row = value._record()
    return row.symbol if row else ""


def operands_of(value: Value) -> set[Value]:
    """Return the parents as a set, without order and repeats; `parents` has both."""
    return set(value.parents)


def array_ufunc(value: Value, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
    """Return a ufunc of NumPy that got a Value."""
    from engine.arrays.array import call_ufunc

    return call_ufunc(ufunc, method, inputs, options)


def array_function(value: Value, function: Any, types: Any, arguments: Any, options: Any) -> Any:
    """Return a function of NumPy that got a Value."""
    from engine.arrays.array import call_function

    return call_function(function, types, arguments, options)


def itself(value: Value) -> Value:
    """Return the conjugate and the transpose of one number."""
    return value


def public_names(value: Value) -> list[str]:
    """Return the names that `dir` lists: those for users and Python's own, not the slots of a record."""
    names = [name for name in object.__dir__(value) if name.startswith("__") or not name.startswith("_")]
    return [name for name in names if name != "conjugate" and name not in IN_PYTORCH]


def item(value: Value) -> float:
    """Return the number as a float, as PyTorch and NumPy give it. It is not in the graph."""
    return value.data


def by_array(name: str) -> Callable[..., Any]:
    """Return a method of arrays, for a Value as an array of no axes; a reduction of it is itself without options."""
    of_others = vars(Operators).get(name)  # v.max(other) is the larger of two

    def method(self: Value, *args: Any, **options: Any) -> Any:
        if of_others and args:
            return of_others(self, *args, **options)
        if name in REDUCTIONS and all(given is None for given in (*args, *options.values())):
            return self
        from engine.arrays import ValueArray, values

        found = getattr(values(self), name)(*args, **options)
        return found[()] if isinstance(found, ValueArray) and not found.ndim else found

    method.__name__ = name
    method.__doc__ = of_others.__doc__ if of_others else f"The same as values(v).{name}(…)."
    return method


def show_steps(value: Value) -> None:
    """Show the backward pass of a value step by step, below the cell of a notebook: `step_page(value)` does it."""
    from engine.stepping import step_page

    step_page(value).show_steps()


REMAINDER = "v - m * math.floor(v.item() / m) has the same value as v % m, and a gradient"
WITHOUT_A_ROW = {
    **dict.fromkeys(("__xor__", "__rxor__"), "a**b is the power; ^ is Python's exclusive or"),
    "__round__": "round(v.item(), 2) is the number, and f'{v:.2f}' its text",
    **dict.fromkeys(("__mod__", "__rmod__", "__divmod__", "__rdivmod__"), REMAINDER),
    **dict.fromkeys(("__floordiv__", "__rfloordiv__"), "its derivative is 0, so it is a constant, v.item() // m"),
}
"""Operators of floats that no row of the table stands for, each with what to write."""


def without_a_row(name: str) -> Callable[..., Never]:
    """Return an operator that says what to write in its place."""
    instead = f"{name}, for which the table has no row: {WITHOUT_A_ROW[name]}"

    def refused(value: Value, *others: Any) -> Never:
        raise TypeError(f"unsupported operand type: a Value has no {instead}.")

    refused.__name__, refused.__doc__ = name, f"Refused: {WITHOUT_A_ROW[name]}."
    return refused


IN_PYTORCH = {
    "zero_grad": "v.grad = 0.0 clears the gradient of one Value, model.zero_grad() those of a model",
    "numpy": "v.item() is the number, engine.numbers(a) those of an array",
    "requires_grad_": "every Value is differentiated; v.detach() is one that is not",
}
"""What a tensor has and a Value does not, each with what to write."""


def in_pytorch(name: str) -> property:
    """Return an attribute that is not there, and says what is."""

    def absent(value: Value) -> Never:
        raise AttributeError(f"a Value has no {name}: {IN_PYTORCH[name]}.")

    return property(absent, doc=f"Not there: {IN_PYTORCH[name]}.")


SHAPE = {"shape": (), "ndim": 0, "size": 1}
"""What NumPy says of a number."""

REDUCTIONS = ("sum", "mean", "prod", "max", "min")
OF_ARRAYS = (
    *(*REDUCTIONS, "argmax", "argmin", "astype", "copy", "dot", "flatten", "ravel", "repeat", "reshape", "squeeze"),
    *("std", "tolist", "transpose", "var"),
)
"""Methods that NumPy's numbers have, too."""


def install() -> None:
    """Give Value these names; from here, so that `value.py` stays short."""
    names = {"_op": property(symbol_of), "_prev": property(operands_of), "conjugate": itself, "show_steps": show_steps}
    names["__dir__"] = public_names
    names |= {"__array_ufunc__": array_ufunc, "__array_function__": array_function, "item": item, **SHAPE}
    names |= {name: in_pytorch(name) for name in IN_PYTORCH}
    names |= {name: without_a_row(name) for name in WITHOUT_A_ROW} | {"T": property(itself)}
    for name, thing in {**{name: by_array(name) for name in OF_ARRAYS}, **names}.items():
        setattr(Value, name, thing)
