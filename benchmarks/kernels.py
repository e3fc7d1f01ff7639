"""Forty kernels as loops over single numbers, and what `vectorize` makes of them: `python benchmarks/kernels.py`.

They are of the kinds that the literature on lifting uses: products of vectors, matrices and stacks of them, sums along
axes, stencils, norms of rows, triangles. Each is written with `for` and an index, and has beside it the NumPy that one
would write. Its result is multiplied by an array G and summed, so that there is a loss; what the program does before
that is compared with what one would write, as one expression. `also` are other lines that read as well.
"""

import argparse
import ast
import copy
import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine import exp, sqrt, tanh, values, vectorize


@dataclass(frozen=True)
class Kernel:
    """Loops over single numbers, the lines of NumPy that one would write, and the shapes of the arguments."""

    loops: Callable[..., Any]
    lines: tuple[str, ...]
    also: tuple[tuple[str, ...], ...]
    shapes: dict[str, tuple[int, ...]]

    @property
    def name(self) -> str:
        """The name of its function, as words."""
        return self.loops.__name__.replace("_", " ")


KERNELS: list[Kernel] = []


def kernel(*lines: str, also: Sequence[Sequence[str]] = (), **shapes: tuple[int, ...]) -> Callable[[Any], Any]:
    """Put a function with loops into the list."""

    def add(loops: Callable[..., Any]) -> Callable[..., Any]:
        KERNELS.append(Kernel(loops, lines, tuple(map(tuple, also)), shapes))
        return loops

    return add


def zeros(*shape: int) -> Any:
    """Nested lists of zeros, to be filled."""
    return [zeros(*shape[1:]) for _ in range(shape[0])] if shape else 0.0


# --- vectors --------------------------------------------------------------------------------------------


@kernel("out = x @ y", x=(5,), y=(5,))
def dot_product(x: Any, y: Any) -> Any:
    """Σ_i x_i y_i."""
    out = 0.0
    for i in range(len(x)):
        out += x[i] * y[i]
    return out


@kernel("out = a * x + y", also=[["out = x * a + y"], ["out = y + a * x"]], a=(), x=(5,), y=(5,))
def scaled_and_added(a: Any, x: Any, y: Any) -> Any:
    """a x_i + y_i."""
    out = zeros(len(x))
    for i in range(len(x)):
        out[i] = a * x[i] + y[i]
    return out


@kernel("out = x * y", x=(5,), y=(5,))
def entry_by_entry(x: Any, y: Any) -> Any:
    """x_i y_i."""
    out = zeros(len(x))
    for i in range(len(x)):
        out[i] = x[i] * y[i]
    return out


@kernel("out = (1 - t) * x + t * y", also=[["out = x * (1 - t) + y * t"]], t=(), x=(5,), y=(5,))
def interpolation(t: Any, x: Any, y: Any) -> Any:
    """(1 - t) x_i + t y_i."""
    out, s = zeros(len(x)), 1 - t
    for i in range(len(x)):
        out[i] = s * x[i] + t * y[i]
    return out


@kernel("out = ((x - y) ** 2).mean()", x=(5,), y=(5,))
def mean_squared_error(x: Any, y: Any) -> Any:
    """Σ_i (x_i - y_i)² / n."""
    total = 0.0
    for i in range(len(x)):
        total += (x[i] - y[i]) ** 2
    return total / len(x)


@kernel("out = np.sqrt((x * x).sum())", also=[["out = np.sqrt(x @ x)"]], x=(5,))
def length(x: Any) -> Any:
    """√Σ_i x_i²."""
    total = 0.0
    for i in range(len(x)):
        total += x[i] * x[i]
    return sqrt(total)


@kernel("out = np.outer(u, v)", also=[["out = u[:, None] * v"]], u=(3,), v=(4,))
def outer_product(u: Any, v: Any) -> Any:
    """u_i v_j."""
    out = zeros(len(u), len(v))
    for i in range(len(u)):
        for j in range(len(v)):
            out[i][j] = u[i] * v[j]
    return out


@kernel("out = x[1:] - x[:-1]", also=[["out = np.diff(x)"]], x=(6,))
def differences(x: Any) -> Any:
    """x_{i+1} - x_i."""
    out = zeros(len(x) - 1)
    for i in range(len(x) - 1):
        out[i] = x[i + 1] - x[i]
    return out


@kernel("out = np.cumsum(x)", x=(5,))
def running_sum(x: Any) -> Any:
    """x_0 + … + x_i."""
    out, total = zeros(len(x)), 0.0
    for i in range(len(x)):
        total = total + x[i]
        out[i] = total
    return out


@kernel("out = ((a * x + b) * x + c) * x + d", a=(), b=(), c=(), d=(), x=(5,))
def polynomial(a: Any, b: Any, c: Any, d: Any, x: Any) -> Any:
    """a x_i³ + b x_i² + c x_i + d, by Horner's rule."""
    out = zeros(len(x))
    for i in range(len(x)):
        out[i] = ((a * x[i] + b) * x[i] + c) * x[i] + d
    return out


# --- matrices and vectors -------------------------------------------------------------------------------


@kernel("out = A @ x", A=(3, 4), x=(4,))
def matrix_vector(A: Any, x: Any) -> Any:
    """Σ_j A_ij x_j."""
    out = zeros(len(A))
    for i in range(len(A)):
        for j in range(len(x)):
            out[i] += A[i][j] * x[j]
    return out


@kernel("out = x @ A", also=[["out = A.T @ x"]], A=(3, 4), x=(3,))
def transposed_matrix_vector(A: Any, x: Any) -> Any:
    """Σ_i A_ij x_i."""
    out = zeros(len(A[0]))
    for j in range(len(A[0])):
        for i in range(len(A)):
            out[j] += A[i][j] * x[i]
    return out


@kernel(
    "out = alpha * (A @ x) + beta * y",
    also=[["out = alpha * A @ x + beta * y"]],
    alpha=(),
    A=(3, 4),
    x=(4,),
    beta=(),
    y=(3,),
)
def general_matrix_vector(alpha: Any, A: Any, x: Any, beta: Any, y: Any) -> Any:
    """α Σ_j A_ij x_j + β y_i."""
    out = zeros(len(A))
    for i in range(len(A)):
        total = 0.0
        for j in range(len(x)):
            total += A[i][j] * x[j]
        out[i] = alpha * total + beta * y[i]
    return out


@kernel(
    "out = x @ A @ y",
    also=[["out = (A @ y) @ x"], ["out = x @ (A @ y)"], ["Ay = A @ y", "out = x @ Ay"]],
    x=(3,),
    A=(3, 4),
    y=(4,),
)
def bilinear_form(x: Any, A: Any, y: Any) -> Any:
    """Σ_ij x_i A_ij y_j."""
    out = 0.0
    for i in range(len(A)):
        Ay = 0.0
        for j in range(len(y)):
            Ay += A[i][j] * y[j]
        out += x[i] * Ay
    return out


@kernel("out = A * d", d=(4,), A=(3, 4))
def scaled_columns(d: Any, A: Any) -> Any:
    """A_ij d_j."""
    out = zeros(len(A), len(d))
    for i in range(len(A)):
        for j in range(len(d)):
            out[i][j] = A[i][j] * d[j]
    return out


@kernel("out = d[:, None] * A", also=[["out = A * d[:, None]"]], d=(3,), A=(3, 4))
def scaled_rows(d: Any, A: Any) -> Any:
    """d_i A_ij."""
    out = zeros(len(d), len(A[0]))
    for i in range(len(d)):
        for j in range(len(A[0])):
            out[i][j] = d[i] * A[i][j]
    return out


@kernel("out = np.tril(A) @ x", A=(4, 4), x=(4,))
def lower_triangle_times_vector(A: Any, x: Any) -> Any:
    """Σ_{j≤i} A_ij x_j."""
    out = zeros(len(A))
    for i in range(len(A)):
        for j in range(i + 1):
            out[i] += A[i][j] * x[j]
    return out


# --- matrices ------------------------------------------------------------------------------------------


@kernel("out = A @ B", A=(3, 4), B=(4, 2))
def matrix_product(A: Any, B: Any) -> Any:
    """Σ_k A_ik B_kj."""
    out = zeros(len(A), len(B[0]))
    for i in range(len(A)):
        for j in range(len(B[0])):
            for k in range(len(B)):
                out[i][j] += A[i][k] * B[k][j]
    return out


@kernel("out = A.T @ B", A=(4, 3), B=(4, 2))
def product_with_the_first_turned(A: Any, B: Any) -> Any:
    """Σ_k A_ki B_kj."""
    out = zeros(len(A[0]), len(B[0]))
    for i in range(len(A[0])):
        for j in range(len(B[0])):
            for k in range(len(B)):
                out[i][j] += A[k][i] * B[k][j]
    return out


@kernel("out = A @ B.T", A=(3, 4), B=(2, 4))
def product_with_the_second_turned(A: Any, B: Any) -> Any:
    """Σ_k A_ik B_jk."""
    out = zeros(len(A), len(B))
    for i in range(len(A)):
        for j in range(len(B)):
            for k in range(len(B[0])):
                out[i][j] += A[i][k] * B[j][k]
    return out


@kernel("out = X.T @ X", X=(4, 3))
def gram_matrix(X: Any) -> Any:
    """Σ_n X_ni X_nj."""
    out = zeros(len(X[0]), len(X[0]))
    for i in range(len(X[0])):
        for j in range(len(X[0])):
            for n in range(len(X)):
                out[i][j] += X[n][i] * X[n][j]
    return out


@kernel("AB = A @ B", "out = AB @ C", also=[["out = A @ B @ C"]], A=(3, 4), B=(4, 2), C=(2, 5))
def chained_products(A: Any, B: Any, C: Any) -> Any:
    """Σ_k (Σ_j A_ij B_jk) C_km."""
    AB, out = zeros(len(A), len(C)), zeros(len(A), len(C[0]))
    for i in range(len(A)):
        for k in range(len(C)):
            for j in range(len(B)):
                AB[i][k] += A[i][j] * B[j][k]
        for m in range(len(C[0])):
            for k in range(len(C)):
                out[i][m] += AB[i][k] * C[k][m]
    return out


@kernel("out = A * B", A=(3, 4), B=(3, 4))
def hadamard_product(A: Any, B: Any) -> Any:
    """A_ij B_ij."""
    out = zeros(len(A), len(A[0]))
    for i in range(len(A)):
        for j in range(len(A[0])):
            out[i][j] = A[i][j] * B[i][j]
    return out


@kernel("out = A.sum(axis=1)", also=[["out = A.sum(axis=-1)"]], A=(3, 4))
def sums_of_rows(A: Any) -> Any:
    """Σ_j A_ij."""
    out = zeros(len(A))
    for i in range(len(A)):
        for j in range(len(A[0])):
            out[i] += A[i][j]
    return out


@kernel("out = A.sum(axis=0)", A=(3, 4))
def sums_of_columns(A: Any) -> Any:
    """Σ_i A_ij."""
    out = zeros(len(A[0]))
    for i in range(len(A)):
        for j in range(len(A[0])):
            out[j] += A[i][j]
    return out


@kernel("out = np.trace(A)", also=[["out = np.diag(A).sum()"]], A=(4, 4))
def trace(A: Any) -> Any:
    """Σ_i A_ii."""
    out = 0.0
    for i in range(len(A)):
        out += A[i][i]
    return out


@kernel(
    "out = (A * B.T).sum()",
    also=[["out = (B.T * A).sum()"], ["out = (A.T * B).sum()"], ["out = np.trace(A @ B)"]],
    A=(3, 4),
    B=(4, 3),
)
def trace_of_a_product(A: Any, B: Any) -> Any:
    """Σ_ij A_ij B_ji."""
    out = 0.0
    for i in range(len(A)):
        for j in range(len(B)):
            out += A[i][j] * B[j][i]
    return out


@kernel("out = np.triu(A).sum()", A=(4, 4))
def sum_of_the_upper_triangle(A: Any) -> Any:
    """Σ_{j≥i} A_ij."""
    out = 0.0
    for i in range(len(A)):
        for j in range(i, len(A)):
            out += A[i][j]
    return out


@kernel("out = np.kron(A, B)", A=(2, 3), B=(2, 2))
def kronecker_product(A: Any, B: Any) -> Any:
    """A_ij B_km, as blocks."""
    out = zeros(len(A) * len(B), len(A[0]) * len(B[0]))
    for i in range(len(A)):
        for j in range(len(A[0])):
            for k in range(len(B)):
                for m in range(len(B[0])):
                    out[i * len(B) + k][j * len(B[0]) + m] = A[i][j] * B[k][m]
    return out


# --- stacks and tensors ----------------------------------------------------------------------------------


@kernel("out = A @ B", A=(2, 3, 4), B=(2, 4, 5))
def batched_product(A: Any, B: Any) -> Any:
    """Σ_k A_bik B_bkj."""
    out = zeros(len(A), len(A[0]), len(B[0][0]))
    for b in range(len(A)):
        for i in range(len(A[0])):
            for j in range(len(B[0][0])):
                for k in range(len(B[0])):
                    out[b][i][j] += A[b][i][k] * B[b][k][j]
    return out


@kernel(
    'out = np.einsum("bij,bj->bi", A, x)',
    also=[['out = np.einsum("nij,nj->ni", A, x)'], ['out = np.einsum("nj,nij->ni", x, A)']],
    A=(2, 3, 4),
    x=(2, 4),
)
def batched_matrix_vector(A: Any, x: Any) -> Any:
    """Σ_j A_bij x_bj."""
    out = zeros(len(A), len(A[0]))
    for b in range(len(A)):
        for i in range(len(A[0])):
            for j in range(len(x[0])):
                out[b][i] += A[b][i][j] * x[b][j]
    return out


@kernel("out = T @ W", T=(2, 3, 4), W=(4, 5))
def tensor_times_matrix(T: Any, W: Any) -> Any:
    """Σ_k T_abk W_kc."""
    out = zeros(len(T), len(T[0]), len(W[0]))
    for a in range(len(T)):
        for b in range(len(T[0])):
            for c in range(len(W[0])):
                for k in range(len(W)):
                    out[a][b][c] += T[a][b][k] * W[k][c]
    return out


# --- windows ------------------------------------------------------------------------------------------


@kernel("out = x[:-2] - 2 * x[1:-1] + x[2:]", x=(7,))
def second_differences(x: Any) -> Any:
    """x_i - 2 x_{i+1} + x_{i+2}."""
    out = zeros(len(x) - 2)
    for i in range(len(x) - 2):
        out[i] = x[i] - 2 * x[i + 1] + x[i + 2]
    return out


@kernel("out = U[:-2, 1:-1] + U[2:, 1:-1] + U[1:-1, :-2] + U[1:-1, 2:] - 4 * U[1:-1, 1:-1]", U=(6, 7))
def five_point_stencil(U: Any) -> Any:
    """The four neighbours of U_ij, less four times itself."""
    out = zeros(len(U) - 2, len(U[0]) - 2)
    for i in range(1, len(U) - 1):
        for j in range(1, len(U[0]) - 1):
            out[i - 1][j - 1] = U[i - 1][j] + U[i + 1][j] + U[i][j - 1] + U[i][j + 1] - 4 * U[i][j]
    return out


@kernel(
    "windows = sliding_window_view(x, 3)",
    "out = windows @ k",
    also=[['out = np.einsum("ip,p->i", sliding_window_view(x, 3), k)']],
    x=(7,),
    k=(3,),
)
def filter_of_a_signal(x: Any, k: Any) -> Any:
    """Σ_j x_{i+j} k_j."""
    out = zeros(len(x) - len(k) + 1)
    for i in range(len(out)):
        for j in range(len(k)):
            out[i] += x[i + j] * k[j]
    return out


@kernel(
    "out = X.reshape(2, 2, 3, 2).mean(axis=(1, 3))",
    also=[["out = sliding_window_view(X, (2, 2))[::2, ::2].mean(axis=(2, 3))"]],
    X=(4, 6),
)
def means_of_blocks(X: Any) -> Any:
    """The mean of each 2×2 block."""
    out = zeros(len(X) // 2, len(X[0]) // 2)
    for i in range(len(out)):
        for j in range(len(out[0])):
            total = 0.0
            for p in range(2):
                for q in range(2):
                    total += X[2 * i + p][2 * j + q]
            out[i][j] = total / 4
    return out


# --- rows -------------------------------------------------------------------------------------------------


@kernel(
    "E = np.exp(X)",
    "S = E.sum(axis=1)",
    "out = E / S[:, None]",
    also=[["out = softmax(X)"], ["E = np.exp(X)", "S = E.sum(axis=-1)", "out = E / S[:, None]"]],
    X=(3, 4),
)
def softmax_of_rows(X: Any) -> Any:
    """e^X_ij / Σ_k e^X_ik."""
    E, S, out = zeros(len(X), len(X[0])), zeros(len(X)), zeros(len(X), len(X[0]))
    for i in range(len(X)):
        for j in range(len(X[0])):
            E[i][j] = exp(X[i][j])
            S[i] += E[i][j]
        for j in range(len(X[0])):
            out[i][j] = E[i][j] / S[i]
    return out


@kernel(
    "mu = X.mean(axis=1)", "var = X.var(axis=1)", "out = (X - mu[:, None]) / np.sqrt(var + 1e-5)[:, None]", X=(3, 4)
)
def normalised_rows(X: Any) -> Any:
    """(X_ij - μ_i) / √(σ²_i + ε)."""
    out = zeros(len(X), len(X[0]))
    for i in range(len(X)):
        mu = 0.0
        for j in range(len(X[0])):
            mu += X[i][j]
        mu = mu / len(X[0])
        var = 0.0
        for j in range(len(X[0])):
            var += (X[i][j] - mu) ** 2
        std = sqrt(var / len(X[0]) + 1e-5)
        for j in range(len(X[0])):
            out[i][j] = (X[i][j] - mu) / std
    return out


@kernel(
    "out = ((X[:, None] - Y) ** 2).sum(axis=2)",
    also=[["out = ((X[:, None] - Y) ** 2).sum(axis=-1)"]],
    X=(3, 2),
    Y=(4, 2),
)
def squared_distances(X: Any, Y: Any) -> Any:
    """Σ_k (X_ik - Y_jk)²."""
    out = zeros(len(X), len(Y))
    for i in range(len(X)):
        for j in range(len(Y)):
            for k in range(len(X[0])):
                out[i][j] += (X[i][k] - Y[j][k]) ** 2
    return out


@kernel("out = np.tanh(X @ W + b)", also=[["sum1 = X @ W + b", "out = np.tanh(sum1)"]], X=(4, 3), W=(3, 2), b=(2,))
def dense_layer(X: Any, W: Any, b: Any) -> Any:
    """tanh(Σ_j X_nj W_ji + b_i)."""
    out = zeros(len(X), len(b))
    for n in range(len(X)):
        for i in range(len(b)):
            s = b[i]
            for j in range(len(X[0])):
                s += X[n][j] * W[j][i]
            out[n][i] = tanh(s)
    return out


# --- lifting ---------------------------------------------------------------------------------------------


def flat(nested: Any, index: tuple[int, ...] = ()) -> list[tuple[tuple[int, ...], Any]]:
    """The entries of nested lists with their indices."""
    if not isinstance(nested, list):
        return [(index, nested)]
    return [entry for i, each in enumerate(nested) for entry in flat(each, (*index, i))]


def lifted(each: Kernel) -> list[str]:
    """The lines of the program of a kernel, up to its result."""
    rng = np.random.default_rng(1)
    given = {name: values(rng.normal(size=shape), label=name) for name, shape in each.shapes.items()}
    result = each.loops(*[array.tolist() if array.shape else array[()] for array in given.values()])
    entries = flat(result)
    G = values(rng.normal(size=np.shape(np.array(result, dtype=object))), label="G")
    loss: Any = 0.0
    for index, value in entries:
        value.label = f"out[{','.join(map(str, index))}]" if index else "out"
        loss = loss + value * G[index]
    return lines_of(vectorize(loss, given, {"G": G}).source)


def lines_of(source: str) -> list[str]:
    """The lines of the forward half that compute the result."""
    body = source[source.index("def value_and_grad") :].partition("\n\n")[0].splitlines()[1:]
    texts = [line.partition("  # ")[0].strip() for line in body]
    return [text for text in texts if text and not text.startswith(("loss =", "#"))]


class Inlined(ast.NodeTransformer):
    """Puts what intermediate results are in their place."""

    def __init__(self, known: dict[str, ast.expr]) -> None:
        self.known = known

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """A name, or what it stands for."""
        return copy.deepcopy(self.known.get(node.id, node))


class InOrder(ast.NodeTransformer):
    """Puts terms and factors into one order."""

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        """A sum or a product as the list of its parts, sorted."""
        if isinstance(node.op, SUM | ast.Mult):
            parts = [f"{sign}{ast.unparse(self.visit(each))}" for sign, each in parts_of(node)]
            return ast.Name(f"({'sum' if isinstance(node.op, SUM) else 'product'} of {'; '.join(sorted(parts))})")
        self.generic_visit(node)
        return node


SUM = ast.Add | ast.Sub


def parts_of(node: ast.expr, sign: str = "") -> list[tuple[str, ast.expr]]:
    """The terms of a sum with their signs, or the factors of a product; anything else alone."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, SUM):
        other = ({"": "-", "-": ""}[sign]) if isinstance(node.op, ast.Sub) else sign
        sides = ((node.left, sign), (node.right, other))
        return [x for side, its in sides for x in (parts_of(side, its) if is_of(side, SUM) else [(its, side)])]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return [
            x for side in (node.left, node.right) for x in (parts_of(side) if is_of(side, ast.Mult) else [("", side)])
        ]
    return [(sign, node)]


def is_of(node: ast.expr, kind: Any) -> bool:
    """Whether an expression is a sum, or a product."""
    return isinstance(node, ast.BinOp) and isinstance(node.op, kind)


def one_expression(lines: Sequence[str]) -> str:
    """The lines as one expression: without the names of intermediate results, and without an order in sums."""
    known: dict[str, ast.expr] = {}
    for line in lines:
        name, _, text = line.partition(" = ")
        known[name] = Inlined(known).visit(ast.parse(text, mode="eval").body)
    return ast.unparse(InOrder().visit(known["out"]))


def is_as_written(each: Kernel, found: Sequence[str]) -> bool:
    """Whether a program computes what one would write, or what reads as well: the same expression in the same order.

    It may have more lines, with names for what is in between, and other orders of terms and of factors.
    """
    try:
        return one_expression(found) in [one_expression(lines) for lines in (each.lines, *each.also)]
    except (SyntaxError, KeyError):  # lines that go on in another one
        return False


def main() -> None:
    """Lift all, and print what came of each."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    print(f"python benchmarks/kernels.py, Python {platform.python_version()}, NumPy {np.__version__}")
    right = 0
    for each in KERNELS:
        found = lifted(each)
        good = is_as_written(each, found)
        right += good
        print(f"{'as written' if good else 'NOT':<10}  {each.name}")
        for line in found:
            print(f"            {line}")
        if not good:
            print(f"            wanted: {'; '.join(each.lines)}")
    print(f"{right} of {len(KERNELS)} kernels are lifted to the lines that one would write.")


if __name__ == "__main__":
    main()
