"""What others look for on a Value: the names of micrograd's users, and the two doors of NumPy.

NumPy asks an operand for `__array_ufunc__` and `__array_function__` before it computes. Here a Value sends it to
`arrays`, so that `np.exp(v)` and `v * np.ones(3)` give Values. NumPy itself is loaded only then.
"""

from typing import Any

from engine.value import Value


def symbol_of(value: Value) -> str:
    """The symbol of the operation, "" for a leaf; `op` is its name."""
    row = value._record()
    return row.symbol if row else ""


def operands_of(value: Value) -> set[Value]:
    """The parents as a set, without order and repeats; `parents` has both."""
    return set(value.parents)


def array_ufunc(value: Value, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
    """A ufunc of NumPy that got a Value."""
    from engine.arrays.array import call_ufunc
    from engine.arrays.choices import note

    note(ufunc, inputs)
    return call_ufunc(ufunc, method, inputs, options)


def array_function(value: Value, function: Any, types: Any, arguments: Any, options: Any) -> Any:
    """A function of NumPy that got a Value."""
    from engine.arrays.array import call_function
    from engine.arrays.choices import note

    note(function, arguments)
    return call_function(function, types, arguments, options)


def itself(value: Value) -> Value:
    """A real number is its own conjugate; np.var asks for it in a plain array of Values."""
    return value


def public_names(value: Value) -> list[str]:
    """The names that `dir` lists: those for users and Python's own, not the slots of a record."""
    names = [name for name in object.__dir__(value) if name.startswith("__") or not name.startswith("_")]
    return [name for name in names if name != "conjugate"]


def show_steps(value: Value) -> None:
    """Show the backward pass of a value step by step, below the cell of a notebook: `step_page(value)` does it."""
    from engine.stepping import step_page

    step_page(value).show_steps()


def install() -> None:
    """Give Value these names; from here, so that `value.py` stays short."""
    names = {"_op": property(symbol_of), "_prev": property(operands_of), "conjugate": itself, "show_steps": show_steps}
    names["__dir__"] = public_names
    for name, thing in {**names, "__array_ufunc__": array_ufunc, "__array_function__": array_function}.items():
        setattr(Value, name, thing)
