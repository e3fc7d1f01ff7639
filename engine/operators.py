"""The operators and methods of Value, one for each row of the table: `a * b`, `a.tanh()`.

The methods of rows are generated from `engine/ops.py`: edit the rows, and run `python -m engine.table.generate`.

Each does what `value.record` does: compute the result, and record the row, the operands and the partials. For plain
Values and numbers the steps are written out here; anything else (a constant, a subclass, an error, `no_grad`) is
left to `record`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from engine import ops
from engine.recording import blocks, compared
from engine.table import floats
from engine.table.checks import is_any_number
from engine.table.floats import NOT_COMPUTED

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.table.primitive import Op
    from engine.value import Operand, Value, new, record


class Operators:
    """What `Value` inherits: its arithmetic."""

    __slots__ = ()

    if TYPE_CHECKING:  # what `Value` adds
        _data: float
        _row: Op | None
        _a: Any
        _b: Any
        _da: float | None
        _db: float | None
        _mark: object

        def _apply(self, op: Op, operands: tuple[Any, ...]) -> Value: ...

        item: Callable[[], float]

        def __array_ufunc__(self, ufunc: Any, method: Any, *inputs: Any, **options: Any) -> Any: ...  # np.exp(v)

    def __pos__(self) -> Value:
        return self  # type: ignore[return-value]  # only `Value` inherits this class

    def __abs__(self) -> Value:
        return self.abs()

    # Comparisons look at the data; == asks whether it is the same value.

    def __lt__(self, other: Operand) -> bool:
        return compared.data(self) < compared.data(other)

    def __le__(self, other: Operand) -> bool:
        return compared.data(self) <= compared.data(other)

    def __gt__(self, other: Operand) -> bool:
        return compared.data(self) > compared.data(other)

    def __ge__(self, other: Operand) -> bool:
        return compared.data(self) >= compared.data(other)

    def __eq__(self, other: object) -> bool:
        if is_any_number(other):
            raise TypeError(
                f"Between Values, == asks whether they are the same one; for numbers compare v.data == {other!r}."
            )
        return True if self is other else NotImplemented

    __hash__ = object.__hash__

    # --- from the table, by `python -m engine.table.generate`

    def __add__(self, other: Operand) -> Value:
        """x + y.

        Domain: any numbers.
        """
        if not blocks.paused:
            x = self._data
            try:
                if type(other) is Value:
                    y = other._data
                    out = x + y
                    value = new()
                    value._data = out
                    value._grad = NOT_COMPUTED
                    value._mark = None
                    value._row = ops.add
                    value._a = self
                    value._da = 1.0
                    value._b = other
                    value._db = 1.0
                    value.label = ""
                    return value
                if type(other) is float:
                    y = other
                elif type(other) is int:
                    y = float(other)
                else:
                    return record(ops.add, self, other)
                out = x + y
                value = new()
                value._data = out
                value._grad = NOT_COMPUTED
                value._mark = None
                value._row = ops.add
                value._a = self
                value._da = 1.0
                value._b = y
                value._db = None
                value.label = ""
                return value
            except ArithmeticError:
                pass
        return record(ops.add, self, other)

    def __radd__(self, other: float) -> Value:
        """x + y.

        Domain: any numbers.
        """
        if not blocks.paused:
            y = self._data
            try:
                if type(other) is float:
                    x = other
                elif type(other) is int:
                    x = float(other)
                else:
                    return record(ops.add, other, self)
                out = x + y
                value = new()
                value._data = out
                value._grad = NOT_COMPUTED
                value._mark = None
                value._row = ops.add
                value._a = x
                value._da = None
                value._b = self
                value._db = 1.0
                value.label = ""
                return value
            except ArithmeticError:
                pass
        return record(ops.add, other, self)

    def __sub__(self, other: Operand) -> Value:
        """x - y.

        Domain: any numbers.
        """
        if not blocks.paused:
            x = self._data
            try:
                if type(other) is Value:
                    y = other._data
                    out = x - y
                    value = new()
                    value._data = out
                    value._grad = NOT_COMPUTED
                    value._mark = None
                    value._row = ops.sub
                    value._a = self
                    value._da = 1.0
                    value._b = other
                    value._db = -1.0
                    value.label = ""
                    return value
                if type(other) is float:
                    y = other
                elif type(other) is int:
                    y = float(other)
                else:
                    return record(ops.sub, self, other)
                out = x - y
                value = new()
                value._data = out
                value._grad = NOT_COMPUTED
                value._mark = None
                value._row = ops.sub
                value._a = self
                value._da = 1.0
                value._b = y
                value._db = None
                value.label = ""
                return value
            except ArithmeticError:
                pass
        return record(ops.sub, self, other)

    def __rsub__(self, other: float) -> Value:
        """x - y.

        Domain: any numbers.
        """
        if not blocks.paused:
            y = self._data
            try:
                if type(other) is float:
                    x = other
                elif type(other) is int:
                    x = float(other)
                else:
                    return record(ops.sub, other, self)
                out = x - y
                value = new()
                value._data = out
                value._grad = NOT_COMPUTED
                value._mark = None
                value._row = ops.sub
                value._a = x
                value._da = None
                value._b = self
                value._db = -1.0
                value.label = ""
                return value
            except ArithmeticError:
                pass
        return record(ops.sub, other, self)

    def __mul__(self, other: Operand) -> Value:
        """x * y.

        Domain: any numbers.
        """
        if not blocks.paused:
            x = self._data
            try:
                if type(other) is Value:
                    y = other._data
                    out = x * y
                    value = new()
                    value._data = out
                    value._grad = NOT_COMPUTED
                    value._mark = None
                    value._row = ops.mul
                    value._a = self
                    value._da = y
                    value._b = other
                    value._db = x
                    value.label = ""
                    return value
                if type(other) is float:
                    y = other
                elif type(other) is int:
                    y = float(other)
                else:
                    return record(ops.mul, self, other)
                out = x * y
                value = new()
                value._data = out
                value._grad = NOT_COMPUTED
                value._mark = None
                value._row = ops.mul
                value._a = self
                value._da = y
                value._b = y
                value._db = None
                value.label = ""
                return value
            except ArithmeticError:
                pass
        return record(ops.mul, self, other)

    def __rmul__(self, other: float) -> Value:
        """x * y.

        Domain: any numbers.
        """
        if not blocks.paused:
            y = self._data
            try:
                if type(other) is float:
                    x = other
                elif type(other) is int:
                    x = float(other)
                else:
                    return record(ops.mul, other, self)
                out = x * y
                value = new()
                value._data = out
                value._grad = NOT_COMPUTED
                value._mark = None
                value._row = ops.mul
                value._a = x
                value._da = None
                value._b = self
                value._db = x
                value.label = ""
                return value
            except ArithmeticError:
                pass
        return record(ops.mul, other, self)

    def __truediv__(self, other: Operand) -> Value:
        """x / y.

        Domain: y ≠ 0.
        """
        if not blocks.paused:
            x = self._data
            try:
                if type(other) is Value:
                    y = other._data
                    out = x / y
                    value = new()
                    value._data = out
                    value._grad = NOT_COMPUTED
                    value._mark = None
                    value._row = ops.div
                    value._a = self
                    value._da = 1 / y
                    value._b = other
                    value._db = -out / y
                    value.label = ""
                    return value
                if type(other) is float:
                    y = other
                elif type(other) is int:
                    y = float(other)
                else:
                    return record(ops.div, self, other)
                out = x / y
                value = new()
                value._data = out
                value._grad = NOT_COMPUTED
                value._mark = None
                value._row = ops.div
                value._a = self
                value._da = 1 / y
                value._b = y
                value._db = None
                value.label = ""
                return value
            except ArithmeticError:
                pass
        return record(ops.div, self, other)

    def __rtruediv__(self, other: float) -> Value:
        """x / y.

        Domain: y ≠ 0.
        """
        if not blocks.paused:
            y = self._data
            try:
                if type(other) is float:
                    x = other
                elif type(other) is int:
                    x = float(other)
                else:
                    return record(ops.div, other, self)
                out = x / y
                value = new()
                value._data = out
                value._grad = NOT_COMPUTED
                value._mark = None
                value._row = ops.div
                value._a = x
                value._da = None
                value._b = self
                value._db = -out / y
                value.label = ""
                return value
            except ArithmeticError:
                pass
        return record(ops.div, other, self)

    def __pow__(self, other: Operand) -> Value:
        """x ** y.

        Domain: x > 0; or x = 0 and y ≥ 0; or x < 0 and y a whole number that is not a Value, as in x ** 2.
        """
        if type(self) is Value and not blocks.paused and (type(other) is float or type(other) is int):
            x = self._data
            try:
                y = float(other)
                if y and math.isfinite(y):
                    out = floats.power(x, y)
                    value = new()
                    value._data = out
                    value._grad = NOT_COMPUTED
                    value._mark = None
                    value._row = ops.power
                    value._a = self
                    value._da = y * x ** (y - 1)
                    value._b = y
                    value._db = None
                    value.label = ""
                    return value
            except (ValueError, ArithmeticError):
                pass
        return record(ops.power, self, other)

    def __rpow__(self, other: float) -> Value:
        """x ** y.

        Domain: x > 0; or x = 0 and y ≥ 0; or x < 0 and y a whole number that is not a Value, as in x ** 2.
        """
        return record(ops.power, other, self)

    def __neg__(self) -> Value:
        """-x.

        Domain: any numbers.
        """
        if type(self) is Value and not blocks.paused:
            x = self._data
            try:
                out = -x
                value = new()
                value._data = out
                value._grad = NOT_COMPUTED
                value._mark = None
                value._row = ops.neg
                value._a = self
                value._da = -1.0
                value._b = None
                value._db = None
                value.label = ""
                return value
            except (ValueError, ArithmeticError):
                pass
        return record(ops.neg, self)

    def identity(self) -> Value:
        """x once more, as a result with a gradient of its own: an entry that was copied.

        Domain: any numbers.
        """
        if type(self) is Value and not blocks.paused:
            x = self._data
            try:
                out = ops.identity.function(x)
                value = new()
                value._data = out
                value._grad = NOT_COMPUTED
                value._mark = None
                value._row = ops.identity
                value._a = self
                value._da = 1.0
                value._b = None
                value._db = None
                value.label = ""
                return value
            except (ValueError, ArithmeticError):
                pass
        return record(ops.identity, self)

    def abs(self) -> Value:
        """The absolute value |x|.

        Domain: any numbers.
        """
        if type(self) is Value and not blocks.paused:
            x = self._data
            try:
                out = abs(x)
                value = new()
                value._data = out
                value._grad = NOT_COMPUTED
                value._mark = None
                value._row = ops.absolute
                value._a = self
                value._da = floats.sign(x)
                value._b = None
                value._db = None
                value.label = ""
                return value
            except (ValueError, ArithmeticError):
                pass
        return record(ops.absolute, self)

    def exp(self) -> Value:
        """e ** x.

        Domain: any numbers.
        """
        if type(self) is Value and not blocks.paused:
            x = self._data
            try:
                out = floats.exp(x)
                value = new()
                value._data = out
                value._grad = NOT_COMPUTED
                value._mark = None
                value._row = ops.exp
                value._a = self
                value._da = out
                value._b = None
                value._db = None
                value.label = ""
                return value
            except (ValueError, ArithmeticError):
                pass
        return record(ops.exp, self)

    def log(self) -> Value:
        """The natural logarithm; log 0 is -inf.

        Domain: x ≥ 0.
        """
        if type(self) is Value and not blocks.paused:
            x = self._data
            try:
                out = floats.log(x)
                value = new()
                value._data = out
                value._grad = NOT_COMPUTED
                value._mark = None
                value._row = ops.log
                value._a = self
                value._da = 1 / x
                value._b = None
                value._db = None
                value.label = ""
                return value
            except (ValueError, ArithmeticError):
                pass
        return record(ops.log, self)

    def expm1(self) -> Value:
        """e ** x - 1, exact where x is small.

        Domain: any numbers.
        """
        if type(self) is Value and not blocks.paused:
            x = self._data
            try:
                out = floats.expm1(x)
                value = new()
                value._data = out
                value._grad = NOT_COMPUTED
                value._mark = None
                value._row = ops.expm1
                value._a = self
                value._da = floats.exp(x)
                value._b = None
                value._db = None
                value.label = ""
                return value
            except (ValueError, ArithmeticError):
                pass
        return record(ops.expm1, self)

    def log1p(self) -> Value:
        """log(1 + x), exact where x is small; at -1 it is -inf.

        Domain: x ≥ -1.
        """
        if type(self) is Value and not blocks.paused:
            x = self._data
            try:
                out = floats.log1p(x)
                value = new()
                value._data = out
                value._grad = NOT_COMPUTED
                value._mark = None
                value._row = ops.log1p
                value._a = self
                value._da = 1 / (1 + x)
                value._b = None
                value._db = None
                value.label = ""
                return value
            except (ValueError, ArithmeticError):
                pass
        return record(ops.log1p, self)

    def log2(self) -> Value:
        """The logarithm to base 2; of 0 it is -inf.

        Domain: x ≥ 0.
        """
        if type(self) is Value and not blocks.paused:
            x = self._data
            try:
                out = floats.log2(x)
                value = new()
                value._data = out
                value._grad = NOT_COMPUTED
                value._mark = None
                value._row = ops.log2
                value._a = self
                value._da = 1 / (x * 0.6931471805599453)
                value._b = None
                value._db = None
                value.label = ""
                return value
            except (ValueError, ArithmeticError):
                pass
        return record(ops.log2, self)

    def log10(self) -> Value:
        """The logarithm to base 10; of 0 it is -inf.

        Domain: x ≥ 0.
        """
        if type(self) is Value and not blocks.paused:
            x = self._data
            try:
                out = floats.log10(x)
                value = new()
                value._data = out
                value._grad = NOT_COMPUTED
                value._mark = None
                value._row = ops.log10
                value._a = self
                value._da = 1 / (x * 2.302585092994046)
                value._b = None
                value._db = None
                value.label = ""
                return value
            except (ValueError, ArithmeticError):
                pass
        return record(ops.log10, self)

    def logaddexp(self, y: Operand, /) -> Value:
        """log(e ** x + e ** y).

        Domain: any numbers.
        """
        return self._apply(ops.logaddexp, (self, y))

    def sqrt(self) -> Value:
        """The square root; its derivative at 0 is inf.

        Domain: x ≥ 0.
        """
        if type(self) is Value and not blocks.paused:
            x = self._data
            try:
                out = math.sqrt(x)
                value = new()
                value._data = out
                value._grad = NOT_COMPUTED
                value._mark = None
                value._row = ops.sqrt
                value._a = self
                value._da = 0.5 / out
                value._b = None
                value._db = None
                value.label = ""
                return value
            except (ValueError, ArithmeticError):
                pass
        return record(ops.sqrt, self)

    def sin(self) -> Value:
        """The sine of x radians.

        Domain: a finite x.
        """
        if type(self) is Value and not blocks.paused:
            x = self._data
            try:
                out = math.sin(x)
                value = new()
                value._data = out
                value._grad = NOT_COMPUTED
                value._mark = None
                value._row = ops.sin
                value._a = self
                value._da = math.cos(x)
                value._b = None
                value._db = None
                value.label = ""
                return value
            except (ValueError, ArithmeticError):
                pass
        return record(ops.sin, self)

    def cos(self) -> Value:
        """The cosine of x radians.

        Domain: a finite x.
        """
        if type(self) is Value and not blocks.paused:
            x = self._data
            try:
                out = math.cos(x)
                value = new()
                value._data = out
                value._grad = NOT_COMPUTED
                value._mark = None
                value._row = ops.cos
                value._a = self
                value._da = -math.sin(x)
                value._b = None
                value._db = None
                value.label = ""
                return value
            except (ValueError, ArithmeticError):
                pass
        return record(ops.cos, self)

    def tan(self) -> Value:
        """The tangent of x radians.

        Domain: a finite x.
        """
        if type(self) is Value and not blocks.paused:
            x = self._data
            try:
                out = math.tan(x)
                value = new()
                value._data = out
                value._grad = NOT_COMPUTED
                value._mark = None
                value._row = ops.tan
                value._a = self
                value._da = 1 + out * out
                value._b = None
                value._db = None
                value.label = ""
                return value
            except (ValueError, ArithmeticError):
                pass
        return record(ops.tan, self)

    def asin(self) -> Value:
        """The angle in radians whose sine is x; its derivative at ±1 is inf.

        Domain: -1 ≤ x ≤ 1.
        """
        if type(self) is Value and not blocks.paused:
            x = self._data
            try:
                out = math.asin(x)
                value = new()
                value._data = out
                value._grad = NOT_COMPUTED
                value._mark = None
                value._row = ops.asin
                value._a = self
                value._da = 1 / math.sqrt((1 - x) * (1 + x))
                value._b = None
                value._db = None
                value.label = ""
                return value
            except (ValueError, ArithmeticError):
                pass
        return record(ops.asin, self)

    def acos(self) -> Value:
        """The angle in radians whose cosine is x; its derivative at ±1 is -inf.

        Domain: -1 ≤ x ≤ 1.
        """
        if type(self) is Value and not blocks.paused:
            x = self._data
            try:
                out = math.acos(x)
                value = new()
                value._data = out
                value._grad = NOT_COMPUTED
                value._mark = None
                value._row = ops.acos
                value._a = self
                value._da = -1 / math.sqrt((1 - x) * (1 + x))
                value._b = None
                value._db = None
                value.label = ""
                return value
            except (ValueError, ArithmeticError):
                pass
        return record(ops.acos, self)

    def atan(self) -> Value:
        """The angle in radians whose tangent is x.

        Domain: any numbers.
        """
        if type(self) is Value and not blocks.paused:
            x = self._data
            try:
                out = math.atan(x)
                value = new()
                value._data = out
                value._grad = NOT_COMPUTED
                value._mark = None
                value._row = ops.atan
                value._a = self
                value._da = 1 / (1 + x * x)
                value._b = None
                value._db = None
                value.label = ""
                return value
            except (ValueError, ArithmeticError):
                pass
        return record(ops.atan, self)

    def atan2(self, y: Operand, /) -> Value:
        """The angle in radians of the point with ordinate x and abscissa y (in this order).

        Domain: x ≠ 0 or y ≠ 0.
        """
        return self._apply(ops.atan2, (self, y))

    def sinh(self) -> Value:
        """The hyperbolic sine.

        Domain: any numbers.
        """
        if type(self) is Value and not blocks.paused:
            x = self._data
            try:
                out = floats.sinh(x)
                value = new()
                value._data = out
                value._grad = NOT_COMPUTED
                value._mark = None
                value._row = ops.sinh
                value._a = self
                value._da = floats.cosh(x)
                value._b = None
                value._db = None
                value.label = ""
                return value
            except (ValueError, ArithmeticError):
                pass
        return record(ops.sinh, self)

    def cosh(self) -> Value:
        """The hyperbolic cosine.

        Domain: any numbers.
        """
        if type(self) is Value and not blocks.paused:
            x = self._data
            try:
                out = floats.cosh(x)
                value = new()
                value._data = out
                value._grad = NOT_COMPUTED
                value._mark = None
                value._row = ops.cosh
                value._a = self
                value._da = floats.sinh(x)
                value._b = None
                value._db = None
                value.label = ""
                return value
            except (ValueError, ArithmeticError):
                pass
        return record(ops.cosh, self)

    def tanh(self) -> Value:
        """The hyperbolic tangent.

        Domain: any numbers.
        """
        if type(self) is Value and not blocks.paused:
            x = self._data
            try:
                out = math.tanh(x)
                value = new()
                value._data = out
                value._grad = NOT_COMPUTED
                value._mark = None
                value._row = ops.tanh
                value._a = self
                value._da = 1 - out * out
                value._b = None
                value._db = None
                value.label = ""
                return value
            except (ValueError, ArithmeticError):
                pass
        return record(ops.tanh, self)

    def asinh(self) -> Value:
        """The number whose sinh is x.

        Domain: any numbers.
        """
        if type(self) is Value and not blocks.paused:
            x = self._data
            try:
                out = math.asinh(x)
                value = new()
                value._data = out
                value._grad = NOT_COMPUTED
                value._mark = None
                value._row = ops.asinh
                value._a = self
                value._da = 1 / math.hypot(x, 1.0)
                value._b = None
                value._db = None
                value.label = ""
                return value
            except (ValueError, ArithmeticError):
                pass
        return record(ops.asinh, self)

    def acosh(self) -> Value:
        """The positive number whose cosh is x; its derivative at 1 is inf.

        Domain: x ≥ 1.
        """
        if type(self) is Value and not blocks.paused:
            x = self._data
            try:
                out = math.acosh(x)
                value = new()
                value._data = out
                value._grad = NOT_COMPUTED
                value._mark = None
                value._row = ops.acosh
                value._a = self
                value._da = 1 / (math.sqrt(x - 1) * math.sqrt(x + 1))
                value._b = None
                value._db = None
                value.label = ""
                return value
            except (ValueError, ArithmeticError):
                pass
        return record(ops.acosh, self)

    def atanh(self) -> Value:
        """The number whose tanh is x; at ±1 it is ±inf.

        Domain: -1 ≤ x ≤ 1.
        """
        if type(self) is Value and not blocks.paused:
            x = self._data
            try:
                out = floats.atanh(x)
                value = new()
                value._data = out
                value._grad = NOT_COMPUTED
                value._mark = None
                value._row = ops.atanh
                value._a = self
                value._da = 1 / ((1 - x) * (1 + x))
                value._b = None
                value._db = None
                value.label = ""
                return value
            except (ValueError, ArithmeticError):
                pass
        return record(ops.atanh, self)

    def hypot(self, y: Operand, /) -> Value:
        """sqrt(x² + y²), the length of the vector (x, y).

        Domain: any numbers.
        """
        return self._apply(ops.hypot, (self, y))

    def sigmoid(self) -> Value:
        """1 / (1 + e ** -x), the logistic function.

        Domain: any numbers.
        """
        if type(self) is Value and not blocks.paused:
            x = self._data
            try:
                out = floats.sigmoid(x)
                value = new()
                value._data = out
                value._grad = NOT_COMPUTED
                value._mark = None
                value._row = ops.sigmoid
                value._a = self
                value._da = out * (1 - out)
                value._b = None
                value._db = None
                value.label = ""
                return value
            except (ValueError, ArithmeticError):
                pass
        return record(ops.sigmoid, self)

    def softplus(self) -> Value:
        """log(1 + e ** x), a smooth relu.

        Domain: any numbers.
        """
        if type(self) is Value and not blocks.paused:
            x = self._data
            try:
                out = floats.softplus(x)
                value = new()
                value._data = out
                value._grad = NOT_COMPUTED
                value._mark = None
                value._row = ops.softplus
                value._a = self
                value._da = floats.sigmoid(x)
                value._b = None
                value._db = None
                value.label = ""
                return value
            except (ValueError, ArithmeticError):
                pass
        return record(ops.softplus, self)

    def relu(self) -> Value:
        """x where x > 0, else 0.

        Domain: any numbers.
        """
        if type(self) is Value and not blocks.paused:
            x = self._data
            try:
                out = floats.relu(x)
                value = new()
                value._data = out
                value._grad = NOT_COMPUTED
                value._mark = None
                value._row = ops.relu
                value._a = self
                value._da = floats.step(x) or floats.off(out)
                value._b = None
                value._db = None
                value.label = ""
                return value
            except (ValueError, ArithmeticError):
                pass
        return record(ops.relu, self)

    def leaky_relu(self, slope: Operand = 0.01, /) -> Value:
        """x where x > 0, else slope * x.

        Domain: any numbers.
        """
        return self._apply(ops.leaky_relu, (self, slope))

    def elu(self, alpha: Operand = 1.0, /) -> Value:
        """x where x > 0, else alpha * (e ** x - 1).

        Domain: any numbers.
        """
        return self._apply(ops.elu, (self, alpha))

    def silu(self) -> Value:
        """x * sigmoid(x), also called swish.

        Domain: any numbers.
        """
        return self._apply(ops.silu, (self,))

    def gelu(self) -> Value:
        """x * Φ(x) with the normal distribution function Φ: the exact form, not the one with tanh.

        Domain: any numbers.
        """
        return self._apply(ops.gelu, (self,))

    def erf(self) -> Value:
        """The error function, 2/√π times the integral of e ** -t² from 0 to x.

        Domain: any numbers.
        """
        if type(self) is Value and not blocks.paused:
            x = self._data
            try:
                out = math.erf(x)
                value = new()
                value._data = out
                value._grad = NOT_COMPUTED
                value._mark = None
                value._row = ops.erf
                value._a = self
                value._da = 2 * floats.exp(-(x * x)) / 1.7724538509055159
                value._b = None
                value._db = None
                value.label = ""
                return value
            except (ValueError, ArithmeticError):
                pass
        return record(ops.erf, self)

    def erfc(self) -> Value:
        """1 - erf(x), exact where it is small.

        Domain: any numbers.
        """
        if type(self) is Value and not blocks.paused:
            x = self._data
            try:
                out = math.erfc(x)
                value = new()
                value._data = out
                value._grad = NOT_COMPUTED
                value._mark = None
                value._row = ops.erfc
                value._a = self
                value._da = -2 * floats.exp(-(x * x)) / 1.7724538509055159
                value._b = None
                value._db = None
                value.label = ""
                return value
            except (ValueError, ArithmeticError):
                pass
        return record(ops.erfc, self)

    def lgamma(self) -> Value:
        """log Γ(x); Γ(n) is (n - 1)!.

        Domain: x > 0.
        """
        if type(self) is Value and not blocks.paused:
            x = self._data
            try:
                out = floats.lgamma(x)
                value = new()
                value._data = out
                value._grad = NOT_COMPUTED
                value._mark = None
                value._row = ops.lgamma
                value._a = self
                value._da = ops.digamma.function(x)
                value._b = None
                value._db = None
                value.label = ""
                return value
            except (ValueError, ArithmeticError):
                pass
        return record(ops.lgamma, self)

    def digamma(self) -> Value:
        """The derivative of lgamma.

        Domain: x > 0.
        """
        if type(self) is Value and not blocks.paused:
            x = self._data
            try:
                out = ops.digamma.function(x)
                value = new()
                value._data = out
                value._grad = NOT_COMPUTED
                value._mark = None
                value._row = ops.digamma
                value._a = self
                value._da = floats.polygamma(1.0, x)
                value._b = None
                value._db = None
                value.label = ""
                return value
            except (ValueError, ArithmeticError):
                pass
        return record(ops.digamma, self)

    def max(self, y: Operand, /) -> Value:
        """The larger operand; at a tie the first.

        Domain: any numbers.
        """
        return self._apply(ops.maximum, (self, y))

    def min(self, y: Operand, /) -> Value:
        """The smaller operand; at a tie the first.

        Domain: any numbers.
        """
        return self._apply(ops.minimum, (self, y))

    def step(self) -> Value:
        """1 where x > 0, else 0: the derivative of relu.

        Domain: any numbers.
        """
        if type(self) is Value and not blocks.paused:
            x = self._data
            try:
                out = floats.step(x)
                value = new()
                value._data = out
                value._grad = NOT_COMPUTED
                value._mark = None
                value._row = ops.step
                value._a = self
                value._da = 0.0 or floats.off(out)
                value._b = None
                value._db = None
                value.label = ""
                return value
            except (ValueError, ArithmeticError):
                pass
        return record(ops.step, self)

    def sign(self) -> Value:
        """-1, 0 or 1: the derivative of abs.

        Domain: any numbers.
        """
        if type(self) is Value and not blocks.paused:
            x = self._data
            try:
                out = floats.sign(x)
                value = new()
                value._data = out
                value._grad = NOT_COMPUTED
                value._mark = None
                value._row = ops.sign
                value._a = self
                value._da = 0.0 or floats.off(out)
                value._b = None
                value._db = None
                value.label = ""
                return value
            except (ValueError, ArithmeticError):
                pass
        return record(ops.sign, self)


class PlainOperators(Operators):
    """What `Constant` inherits besides `Value`: operators that leave all to `record`.

    So `a * b` of Values need not look at the class of a: that look took 6 % of recording.
    """

    __slots__ = ()

    def __add__(self, other: Operand) -> Value:
        return record(ops.add, self, other)

    def __radd__(self, other: float) -> Value:
        return record(ops.add, other, self)

    def __sub__(self, other: Operand) -> Value:
        return record(ops.sub, self, other)

    def __rsub__(self, other: float) -> Value:
        return record(ops.sub, other, self)

    def __mul__(self, other: Operand) -> Value:
        return record(ops.mul, self, other)

    def __rmul__(self, other: float) -> Value:
        return record(ops.mul, other, self)

    def __truediv__(self, other: Operand) -> Value:
        return record(ops.div, self, other)

    def __rtruediv__(self, other: float) -> Value:
        return record(ops.div, other, self)


WITH_SLOPE: dict[str, Callable[[float], tuple[float, float]]] = {
    "identity": lambda x: (ops.identity.function(x), 1.0),
    "abs": lambda x: (abs(x), floats.sign(x)),
    "exp": lambda x: (out := floats.exp(x), out),
    "log": lambda x: (floats.log(x), 1 / x),
    "expm1": lambda x: (floats.expm1(x), floats.exp(x)),
    "log1p": lambda x: (floats.log1p(x), 1 / (1 + x)),
    "log2": lambda x: (floats.log2(x), 1 / (x * 0.6931471805599453)),
    "log10": lambda x: (floats.log10(x), 1 / (x * 2.302585092994046)),
    "sqrt": lambda x: (out := math.sqrt(x), 0.5 / out),
    "sin": lambda x: (math.sin(x), math.cos(x)),
    "cos": lambda x: (math.cos(x), -math.sin(x)),
    "tan": lambda x: (out := math.tan(x), 1 + out * out),
    "asin": lambda x: (math.asin(x), 1 / math.sqrt((1 - x) * (1 + x))),
    "acos": lambda x: (math.acos(x), -1 / math.sqrt((1 - x) * (1 + x))),
    "atan": lambda x: (math.atan(x), 1 / (1 + x * x)),
    "sinh": lambda x: (floats.sinh(x), floats.cosh(x)),
    "cosh": lambda x: (floats.cosh(x), floats.sinh(x)),
    "tanh": lambda x: (out := math.tanh(x), 1 - out * out),
    "asinh": lambda x: (math.asinh(x), 1 / math.hypot(x, 1.0)),
    "acosh": lambda x: (math.acosh(x), 1 / (math.sqrt(x - 1) * math.sqrt(x + 1))),
    "atanh": lambda x: (floats.atanh(x), 1 / ((1 - x) * (1 + x))),
    "sigmoid": lambda x: (out := floats.sigmoid(x), out * (1 - out)),
    "softplus": lambda x: (floats.softplus(x), floats.sigmoid(x)),
    "relu": lambda x: (out := floats.relu(x), floats.step(x) or floats.off(out)),
    "erf": lambda x: (math.erf(x), 2 * floats.exp(-(x * x)) / 1.7724538509055159),
    "erfc": lambda x: (math.erfc(x), -2 * floats.exp(-(x * x)) / 1.7724538509055159),
    "lgamma": lambda x: (floats.lgamma(x), ops.digamma.function(x)),
    "digamma": lambda x: (ops.digamma.function(x), floats.polygamma(1.0, x)),
    "step": lambda x: (out := floats.step(x), 0.0 or floats.off(out)),
    "sign": lambda x: (out := floats.sign(x), 0.0 or floats.off(out)),
}
"""f(x) and f′(x), as the methods of rows with one operand compute them: a layer asks for both at once."""
