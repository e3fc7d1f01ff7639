"""How JAX spells a derived program: as NumPy does, save that an array is never changed in its place."""

from engine.lifting.languages.spelling import Language

METHODS = "sum mean var prod cumsum max min argmax reshape ravel swapaxes transpose copy T shape"

JAX = Language(
    name="jax",
    head='import jax\nimport jax.numpy as jnp\nimport numpy as np\n\njax.config.update("jax_enable_x64", True)',
    module="jnp",
    rules={
        "a[i] += x": "a = a.at[i].add(x)",
        "a[i] = x": "a = a.at[i].set(x)",
        "np.add.at(a, i, x)": "a = a.at[i].add(x)",
        "np.bincount(i, x, n)": "jnp.zeros(n).at[i].add(x)",
        "np.maximum(x, 0)": "jax.nn.relu(x)",
        "np.ndindex(x, y)": "np.ndindex(x, y)",
        "np.ndindex(x, y, z)": "np.ndindex(x, y, z)",
        # functions that NumPy does not have
        "sigmoid(x)": "jax.nn.sigmoid(x)",
        "silu(x)": "jax.nn.silu(x)",
        "gelu(x)": "jax.nn.gelu(x, approximate=False)",
        "logsumexp(x)": "jax.nn.logsumexp(x, axis=-1)",
        "erf(x)": "jax.scipy.special.erf(x)",
        "erfc(x)": "jax.scipy.special.erfc(x)",
        "lgamma(x)": "jax.scipy.special.gammaln(x)",
        "polygamma(m, x)": "jax.scipy.special.polygamma(m, x)",
    },
    methods={name: name for name in METHODS.split()},
    helpers={
        "sliding_window_view": """\
def sliding_window_view(x, sizes, axis=None):
    sizes = (sizes,) if isinstance(sizes, int) else sizes
    axes = range(x.ndim) if axis is None else (axis,) if isinstance(axis, int) else axis
    for size, a in zip(sizes, axes):
        places = np.arange(x.shape[a] - size + 1)[:, None] + np.arange(size)
        x = jnp.moveaxis(jnp.take(x, places, axis=a), a + 1, -1)
    return x
""",
    },
    given="{0}{1} = (jnp.asarray(a, dtype=jnp.float64) for a in ({0}{1}))",
    given_indices="{0}{1} = (jnp.asarray(a) for a in ({0}{1}))",
    check='''\
def check({arguments}):
    """Compare the gradients above with those of JAX's own differentiation."""
    gradients = jax.grad(value_and_grad, argnums={places}, has_aux=True)
    own, above = gradients({arguments})
    for name, d in zip({names}, own):
        np.testing.assert_allclose(above[name], d, rtol=1e-7, atol=1e-7)''',
)
