"""The texts of PyTorch and JAX run, and give what the scalar engine gives: in `.ci/run` only, which installs both."""

import numpy as np
import pytest

from engine import grad
from engine.lifting.given import named_values
from engine.lifting.languages import TORCH
from engine.ops import TABLE
from tests.engine.lifting import zoo
from tests.engine.lifting.test_by_hand import NETWORKS, by_hand, program_of
from tests.engine.lifting.test_formulas import derived
from tests.engine.lifting.test_languages import of_row

pytestmark = pytest.mark.ci

FROZEN = {zoo.constants}
"""Whose constants are other ones with other data: there the program in NumPy says what is right."""


def library_called(name):
    """A library, and what makes an array of it."""
    module = pytest.importorskip(name)
    return module, module.as_tensor if name == "torch" else module.numpy.asarray


@pytest.fixture(params=["torch", "jax"])
def library(request):
    """Each library in turn."""
    return library_called(request.param)


def namespace_of(program, library):
    """What the text of a program defines."""
    module, _ = library
    names = {}
    exec(getattr(program, module.__name__), names)
    if module.__name__ == "jax":
        names["value_and_grad"] = module.jit(names["value_and_grad"])
    return names


def numbers_of(named):
    return {name: np.array([v.data for v in flat]).reshape(shape) for name, (shape, flat) in named.items()}


def fresh(maker):
    """A program, and numbers that it was not derived with: (program, arguments, loss, gradients) by the engine."""
    program, params, inputs = derived(maker, seed=1)
    loss, *leaves, more = maker(np.random.default_rng(7))
    if more or maker in FROZEN:
        given = [*params.values(), *inputs.values(), *program.indices.values()]
        return program, given, *program.value_and_grad(params, inputs)
    params, inputs = named_values(leaves[0], "params"), named_values(leaves[1], "inputs")
    gradients = {
        name: np.array([g.data for g in grad(loss, flat)]).reshape(shape) for name, (shape, flat) in params.items()
    }
    given = [*numbers_of(params).values(), *numbers_of(inputs).values(), *program.indices.values()]
    return program, given, loss.data, gradients


def assert_agree(found, loss, gradients):
    """Within 1e-12, relative to the largest number or to 1."""
    scale = max(1.0, abs(loss), *(np.abs(d).max() for d in gradients.values()))
    assert abs(float(found[0]) - loss) <= 1e-12 * scale
    assert set(found[1]) == set(gradients)
    for name, d in gradients.items():
        assert str(found[1][name].dtype).endswith("float64")
        assert tuple(found[1][name].shape) == d.shape
        assert np.abs(np.asarray(found[1][name]) - d).max() <= 1e-12 * scale


CASES = [("torch", maker) for maker in zoo.MAKERS] + [("jax", maker) for maker in zoo.MAKERS[::4]]
"""JAX compiles each for half a second."""


@pytest.mark.parametrize(("name", "maker"), CASES, ids=lambda x: x if isinstance(x, str) else x.__name__)
def test_a_text_gives_what_the_engine_gives(name, maker):
    program, arguments, loss, gradients = fresh(maker)
    run = namespace_of(program, library_called(name))["value_and_grad"]
    assert_agree(run(*arguments), loss, gradients)


NETS = [(library, name) for library in ("torch", "jax") for name in NETWORKS]


@pytest.mark.parametrize(("name", "network"), NETS)
def test_a_network_gives_what_the_version_by_hand_gives(name, network):
    program, module = program_of(network), by_hand(network)
    params, inputs = module.case(np.random.default_rng(7))
    given = program.indices | params | inputs
    arguments = [given[each] for each in program._written]
    library = library_called(name)
    run = namespace_of(program, library)["value_and_grad"]
    assert_agree(run(*arguments), *module.value_and_grad(**params, **inputs))
    if name == "torch" or network == "max_pool":  # JAX takes its time without compiling
        names = {}
        exec(getattr(program, name), names)
        names["check"](*[library[1](np.asarray(x)) for x in arguments])


@pytest.mark.parametrize("maker", [zoo.one_sample, zoo.slices, zoo.ragged], ids=lambda maker: maker.__name__)
def test_the_last_line_compares_with_the_librarys_own_gradients(maker, library):
    program, params, inputs = derived(maker)
    arguments = [library[1](np.asarray(x)) for x in (*params.values(), *inputs.values())]
    namespace_of(program, library)["check"](*arguments)


def test_the_last_line_finds_a_wrong_gradient(library):
    program, params, inputs = derived(zoo.convolution)
    text = getattr(program, library[0].__name__)
    wrong = text.replace("dsum1 = 1 - ", "dsum1 = 1.00001 - ")
    assert wrong != text
    names = {}
    exec(wrong, names)
    with pytest.raises(AssertionError):
        names["check"](*[library[1](np.asarray(x)) for x in (*params.values(), *inputs.values())])


def test_every_row_gives_the_same(library):
    own = [row for row in TABLE.values() if not row.numpy.startswith("np.")]  # not by NumPy's name, which JAX has, too
    for row in own if library[0].__name__ == "jax" else TABLE.values():
        program, arguments = of_row(row)
        found = namespace_of(program, library)["value_and_grad"](*arguments)
        assert_agree(found, *program.value_and_grad(dict(zip("xy", arguments, strict=False))))


def test_functions_that_are_said_to_be_the_same_are_there():
    torch = pytest.importorskip("torch")
    assert not [name for name in TORCH.functions if not hasattr(torch, name)]
