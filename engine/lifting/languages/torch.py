"""How PyTorch spells a derived program."""

from engine.lifting.languages.spelling import Language

SAME = """
    abs exp exp2 expm1 log log1p log2 log10 logaddexp sqrt square sin cos tan sinc arcsin arccos arctan arctan2 sinh
    cosh tanh arcsinh arccosh arctanh hypot sign floor ceil trunc maximum minimum where isinf isnan inf nan zeros ones
    broadcast_to outer einsum tensordot stack hstack vstack ravel trace diag tril triu cumsum cumprod prod sum mean
    arange eye
"""
"""Functions that PyTorch has under NumPy's name, with the same meaning."""

TORCH = Language(
    name="torch",
    head="import torch\n\ntorch.set_default_dtype(torch.float64)",
    module="torch",
    rules={
        "np.array(x)": "torch.tensor(x)",
        "np.full(s, x)": "x * torch.ones(s)",
        "np.broadcast_to(n, s)": "n * torch.ones(s)",
        "1 / N": "torch.tensor(1 / N)",
        "n - (x > y)": "n - (x > y).double()",  # truth values are not subtracted
        # numbers beside tensors
        "np.maximum(x, 0)": "torch.relu(x)",
        "np.maximum(x, n)": "x.clamp(min=n)",
        "np.maximum(n, x)": "x.clamp(min=n)",
        "np.minimum(x, n)": "x.clamp(max=n)",
        "np.minimum(n, x)": "x.clamp(max=n)",
        "np.logaddexp(x, 0)": "torch.nn.functional.softplus(x, threshold=40)",  # beyond it, log(1 + e**x) is x
        "np.logaddexp(x, n)": "torch.logaddexp(x, torch.tensor(n))",
        "np.logaddexp(n, x)": "torch.logaddexp(torch.tensor(n), x)",
        "np.hypot(x, n)": "torch.hypot(x, torch.tensor(n))",
        "np.hypot(n, x)": "torch.hypot(torch.tensor(n), x)",
        "np.arctan2(x, n)": "torch.arctan2(x, torch.tensor(n))",
        "np.arctan2(n, x)": "torch.arctan2(torch.tensor(n), x)",
        "np.sqrt(n)": "n ** 0.5",
        "x.var(axis=k)": "x.var(dim=k, correction=0)",
        "x.var(axis=k, keepdims=True)": "x.var(dim=k, correction=0, keepdim=True)",
        # in a new tensor: the old one is needed for PyTorch's own differentiation
        "a[t] = x": "a = a.select_scatter(x, 0, t)",
        "a[:, t] = x": "a = a.select_scatter(x, 1, t)",
        # windows
        "sliding_window_view(x, n)": "x.unfold(0, n, 1)",
        "sliding_window_view(x, (n, m))": "x.unfold(0, n, 1).unfold(1, m, 1)",
        "sliding_window_view(x, (n, m, k))": "x.unfold(0, n, 1).unfold(1, m, 1).unfold(2, k, 1)",
        "sliding_window_view(x, n, axis=a)": "x.unfold(a, n, 1)",
        "sliding_window_view(x, (n, m), axis=(a, b))": "x.unfold(a, n, 1).unfold(b, m, 1)",
        "np.ndindex(x, y)": "[(i, j) for i in range(x) for j in range(y)]",
        "np.ndindex(x, y, z)": "[(i, j, k) for i in range(x) for j in range(y) for k in range(z)]",
        "np.pad(x, w)": "padded_with(x, w)",
        "x[::-1]": "torch.flip(x, (0,))",
        "x[::-1, ::-1]": "torch.flip(x, (0, 1))",
        # where an index repeats
        "np.bincount(i, x, n)": "torch.zeros(n).index_add(0, i, x)",
        "np.add.at(a, i, x)": "a.index_put_((i,), x, accumulate=True)",
        "np.add.reduceat(x, s, axis=-1)": "sums_of_runs(x, s)",
        "np.repeat(x, c, axis=-1)": "torch.repeat_interleave(x, c, dim=-1)",
        # functions that NumPy does not have
        "sigmoid(x)": "torch.sigmoid(x)",
        "silu(x)": "torch.nn.functional.silu(x)",
        "gelu(x)": "torch.nn.functional.gelu(x)",
        "logsumexp(x)": "torch.logsumexp(x, dim=-1)",
        "erf(x)": "torch.erf(x)",
        "erfc(x)": "torch.erfc(x)",
        "lgamma(x)": "torch.lgamma(x)",
        "polygamma(0, x)": "torch.digamma(x)",
    },
    functions=frozenset(SAME.split()),
    methods={
        **{name: name for name in ("sum", "mean", "prod", "cumsum", "reshape", "ravel", "swapaxes", "T", "shape")},
        "copy": "clone",
        "transpose": "permute",
        "argmax": "argmax",
        "max": "amax",
        "min": "amin",
    },
    keywords={"axis": "dim", "keepdims": "keepdim"},
    helpers={
        "scatter": """\
def scatter(d, index, shape):
    rows = d.reshape(len(d), index.numel(), *shape[1:])
    return torch.zeros((len(d), *shape)).index_add(1, index.ravel(), rows)  # an index may repeat: the shares add up
""",
        "sums_of_runs": """\
def sums_of_runs(x, starts):
    run = torch.bucketize(torch.arange(x.shape[-1]), starts, right=True) - 1
    return torch.zeros((*x.shape[:-1], len(starts))).index_add(-1, run, x)
""",
        "sliding_window_view": """\
def sliding_window_view(x, sizes, dim=None):
    sizes = (sizes,) if isinstance(sizes, int) else sizes
    dims = range(x.ndim) if dim is None else (dim,) if isinstance(dim, int) else dim
    for size, a in zip(sizes, dims):
        x = x.unfold(a, size, 1)
    return x
""",
        "padded_with": """\
def padded_with(x, widths):
    widths = [(widths, widths)] * x.ndim if isinstance(widths, int) else widths
    return torch.nn.functional.pad(x, [n for both in reversed(widths) for n in both])
""",
        "polygamma": """\
def polygamma(n, x):  # PyTorch's own has nine digits where n is 1
    return (-1) ** (n + 1) * math.factorial(n) * torch.special.zeta(torch.tensor(n + 1.0), x)
""",
    },
    given="{0}{1} = (torch.as_tensor(a, dtype=torch.float64) for a in ({0}{1}))",
    given_indices="{0}{1} = (torch.as_tensor(a) for a in ({0}{1}))",
    check='''\
def check({arguments}):
    """Compare the gradients above with those of PyTorch's own differentiation."""
    gradients = torch.func.grad(value_and_grad, argnums={places}, has_aux=True)
    own, above = gradients({arguments})
    for name, d in zip({names}, own):
        torch.testing.assert_close(above[name], d)  # to seven digits''',
)
