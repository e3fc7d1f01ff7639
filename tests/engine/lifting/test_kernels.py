"""The forty kernels of `benchmarks/kernels.py`: what one would write is right, and is what the lifter writes."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

from engine import grad, values, vectorize
from tests.examples import first

BENCHMARKS = Path(__file__).parents[3] / "benchmarks"


def load(name):
    """A module of benchmarks/, which is no package."""
    spec = importlib.util.spec_from_file_location(name, BENCHMARKS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


kernels = load("kernels")

NOT_YET = {"running sum", "kronecker product"}
"""Those that are lifted to other lines than one would write."""

NEW = ("trace", "sum of the upper triangle", "lower triangle times vector", "five point stencil", "squared distances")
ORDER = sorted(kernels.KERNELS, key=lambda each: each.name not in NEW)
each_kernel = pytest.mark.parametrize("kernel", first(12, ORDER), ids=lambda each: each.name)


def case(kernel, seed):
    """Random numbers for the arguments of a kernel."""
    rng = np.random.default_rng(seed)
    return {name: rng.uniform(0.2, 2.0, size=shape) for name, shape in kernel.shapes.items()}


def test_there_are_forty():
    assert len({kernel.name for kernel in kernels.KERNELS}) == 40


@pytest.mark.parametrize("kernel", kernels.KERNELS, ids=lambda each: each.name)
def test_what_one_would_write_is_what_the_loops_compute(kernel):
    given = case(kernel, 3)
    right = np.array(kernel.loops(*[x.tolist() for x in given.values()]), dtype=float)
    for lines in (kernel.lines, *kernel.also):
        names = given | {"np": np, "sliding_window_view": np.lib.stride_tricks.sliding_window_view}
        names["softmax"] = lambda X: np.exp(X) / np.exp(X).sum(axis=-1, keepdims=True)
        exec("\n".join(lines), names)
        assert names["out"].shape == right.shape
        assert np.allclose(names["out"], right, rtol=1e-12, atol=1e-14), lines


@each_kernel
def test_a_kernel_is_lifted_to_what_one_would_write(kernel):
    found = kernels.lifted(kernel)
    assert kernels.is_as_written(kernel, found) is (kernel.name not in NOT_YET), found


@each_kernel
def test_a_program_of_a_kernel_has_its_gradients_at_other_numbers(kernel):
    def loss_of(given, weights):
        leaves = {name: values(x, label=name) for name, x in given.items()}
        result = kernel.loops(*[x.tolist() if x.shape else x[()] for x in leaves.values()])
        return leaves, sum(value * weights[index] for index, value in kernels.flat(result))

    shape = np.shape(kernel.loops(*[x.tolist() for x in case(kernel, 1).values()]))
    weights = np.random.default_rng(5).normal(size=shape)
    leaves, loss = loss_of(case(kernel, 1), weights)
    program = vectorize(loss, leaves)
    given = case(kernel, 2)
    leaves, right = loss_of(given, weights)
    found, gradients = program.value_and_grad(given)
    assert found == pytest.approx(right.data, rel=1e-12)
    for name, x in leaves.items():
        wanted = np.array([d.data for d in grad(right, [*x.flat])]).reshape(x.shape)
        assert np.allclose(gradients[name], wanted, rtol=1e-12, atol=1e-12), name


SAME = [
    (["s = A @ x", "out = 2 * s + y"], ["out = y + (A @ x) * 2"]),
    (["d = x - y", "out = (d ** 2).mean()"], ["out = ((x - y) ** 2).mean()"]),
    (["out = a - 2 * b + c"], ["out = a + c - b * 2"]),
]

OTHER = [
    (["out = A @ x"], ["out = x @ A"]),
    (["out = x - y"], ["out = y - x"]),
    (["out = x + y"], ["out = x * y"]),
    (["out = x / y"], ["out = y / x"]),
    (["out = A.sum(axis=0)"], ["out = A.sum(axis=1)"]),
    (["out = a - (b - c)"], ["out = a - b - c"]),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_names_in_between_and_the_order_of_terms_do_not_matter(one, other):
    assert kernels.one_expression(one) == kernels.one_expression(other)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_everything_else_matters(one, other):
    assert kernels.one_expression(one) != kernels.one_expression(other)
