"""`program.latex`: what it says is read back from the LaTeX alone, and evaluated on the arrays of the program."""

import math
import re

import numpy as np
import pytest

from engine import ops, values, vectorize
from engine.lifting import layout
from engine.lifting.languages.latex import as_python
from engine.ops import TABLE
from engine.table.primitive import Op
from nn import MLP, squared_error
from tests.engine.lifting import zoo
from tests.engine.lifting.formulas import UntrueError, arguments_of, check_program
from tests.engine.lifting.test_by_hand import NETWORKS, by_hand, program_of
from tests.engine.lifting.test_formulas import derived, formulas_of
from tests.engine.lifting.test_languages import of_row
from tests.examples import first

mathtext = pytest.importorskip("matplotlib.mathtext")


def blocks_of(latex):
    """The derivations in order, each a list of (left, sign, right, rule); an empty left side is the one before."""
    found = []
    for block in re.findall(r"\\begin\{aligned\}\n(.*?)\n\\end\{aligned\}", latex, re.DOTALL):
        steps, left = [], ""
        for line in block.split(" \\\\\n"):
            own, sign, right, rule = re.match(r"(.*?) &(\+\\!=|=|) (.*) && \\text\{(.*)\}$", line).groups()
            left = own or left
            steps.append((left, sign.replace(r"\!", ""), right, rule))
        found.append(steps)
    return found


def typed(text):
    """The code that stands in typewriter."""
    inner = re.fullmatch(r"\\mathtt\{(.*)\}", text)[1]
    return re.sub(r"\\([_%#&{}])", r"\1", inner.replace("\\ ", " ").replace(r"\text{''}", '"'))


def program_lines(latex):
    """The last line of each derivation, as the program has it."""
    found = []
    for steps in blocks_of(latex):
        left, sign, right, _ = steps[-1]
        found.append(f"{typed(left)} {sign} {typed(right)}" if sign else typed(right))
    return found


# --- reading LaTeX back ---------------------------------------------------------------------------------


def as_comment(tex):
    """A formula of entries in LaTeX as comments write it."""
    for said, meant in PLAIN.items():
        tex = tex.replace(said, meant)
    tex = re.sub(r"\\mathrm\{((?:\w|\\_)+)\}", lambda found: found[1].replace("\\_", "_"), tex)
    tex = re.sub(r"\\(mu|sigma|alpha|beta|gamma|epsilon)(?![a-z])", r"\1", tex)
    tex = re.sub(r"([A-Za-z_]+)\^\{\((\d+|[a-z])\)\}", r"\1\2", tex)
    tex = re.sub(r"(?<![\w\\])L(?![\w\[])", "loss", tex.replace(r"\partial L", r"\partial *")).replace("*", "L")
    tex = re.sub(r"\\log \\sum_\{([^}]*)\} \\exp\(", lambda x: f"logsumexp{letters(x[1])}(", tex)
    tex = re.sub(r"\\sum_\{([^}]*)\} ", lambda x: f"Σ{letters(x[1])} ", tex)
    before = None
    while tex != before:  # from the inside out
        before = tex
        tex = re.sub(r"_\{([^{}]*)\}", lambda x: f"[{index(x[1])}]", tex)
        tex = re.sub(r"\\frac\{\\partial L\}\{\\partial ([^{}]*)\}", r"d\1", tex)
        tex = re.sub(r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r"((\1)/(\2))", tex)
        tex = re.sub(r"\be\^\{([^{}]*)\}", r"exp(\1)", tex)
        tex = re.sub(r"\\sqrt\{([^{}]*)\}", r"sqrt(\1)", tex)
        tex = re.sub(r"\^\{([^{}]*)\}|\^(\d)", r"**(\1\2)", tex)
        tex = re.sub(r"vec\(([\w\[\],]*)\)\[", r"\1.flat[", tex)
    tex = re.sub(r"\b(\S+) \\times 10\*\*\((-?\d+)\)", r"\1e\2", tex)
    tex = re.sub(r"\\(tanh|sin|cos|tan|sinh|cosh|log) (\w+(?:\[[^\]]*\])?)", r"\1(\2)", tex)
    tex = re.sub(r"\\(tanh|sin|cos|tan|sinh|cosh|log|max|min) ?\(", r"\1(", tex)
    tex = re.sub(r"\bd(\w+)\[t(?:,|\])", lambda x: f"d{x[1]}{'[' * x[0].endswith(',')}", tex)  # of step t
    return tex.replace("ReLU(", "relu(").replace("sigma(", "sigmoid(").replace("⟨", "{").replace("⟩", "}")


PLAIN = {
    r" \,\mathrm{mod}\, ": "%",
    r"\lfloor ": "(",
    r" \rfloor": ")",
    r"\ell": "losses",
    r" \, ": "·",
    r" \cdot ": "·",
    r"\left": "",
    r"\right": "",
}


def letters(text):
    """What stands below a Σ, in brackets that mean nothing else as long as others are replaced."""
    text = text.replace(" ", "")
    return f"_{text}" if text.isalpha() else f"_⟨{text}⟩"


def index(text):
    """An index as comments write it: n,i for ni, and i//3 for the floor of i/3."""
    text = re.sub(r"\(((?:\w|\([^()]*\))+)/(\d+)\)", r"\1//\2", text)
    return ",".join(text) if re.fullmatch("[a-z]+", text) else text


def unfolded(program):
    """The source with each line of code in one line, its formula behind it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(layout, "WIDTH", 10**9)
        return program.source.partition("def value_and_grad")[0] + program._function_text()


def source_said_in_latex(program):
    """The source with the formula of each comment as the LaTeX has it."""
    source = unfolded(program)
    lines = source[source.index("def value_and_grad") :].splitlines()
    said = {}
    for steps in blocks_of(program.latex):
        left, sign, right, _ = steps[-1]
        entry = [step for step in steps[:-1] if step[3].startswith(("one entry", "local", "handed"))]
        if entry:
            left_of, sign_of, right_of, _ = entry[-1]
            said[f"{typed(left)} {sign} {typed(right)}"] = f"{as_comment(left_of)} {sign_of} {as_comment(right_of)}"
    for i, line in enumerate(lines):
        code, mark, comment = line.partition("  # ")
        found = re.match(r"(\([^)]*\)  )?(\S+ \+?= .*?)( for [a-z]<\d+(?:, [a-z]<\d+)*)?$", comment)
        if mark and found:
            lines[i] = f"{code}  # {found[1] or ''}{said[code.strip()]}{found[3] or ''}"
    return source[: source.index("def value_and_grad")] + "\n".join(lines)


def arguments(program, params, inputs):
    named = zip(program._written.values(), (*params.values(), *inputs.values()), strict=False)
    given = program.indices | dict(named)  # look-ups of the trace, where none are given
    return {k: np.asarray(x) if k in program.indices else np.asarray(x, dtype=float) for k, x in given.items()}


FIRST = (zoo.weight_decay, zoo.batch_norm)
MAKERS_OF_ZOO = [*FIRST, *[maker for maker in zoo.MAKERS if maker not in FIRST]]


def of_network(name):
    """The program of a network that stands by hand beside it, with numbers for it."""
    module = by_hand(name)
    params, inputs = module.case(np.random.default_rng(2))
    program = program_of(name)
    return program, params, {k: x for k, x in (inputs | program.indices).items() if k in arguments_of(program.source)}


CASES = [*((derived, maker) for maker in MAKERS_OF_ZOO), *((of_network, name) for name in NETWORKS)]


def called(made):
    """The name of a case."""
    return getattr(made[1], "__name__", made[1])


some = pytest.mark.parametrize("made", first(3, CASES), ids=called)


@some
def test_formulas_are_true(made):
    program, params, inputs = made[0](made[1])
    found = check_program(source_said_in_latex(program), arguments(program, params, inputs))
    assert found >= len(set(formulas_of(unfolded(program))))


@some
def test_the_last_lines_are_the_programs(made):
    program = made[0](made[1])[0]
    body = unfolded(program).partition("def value_and_grad")[2].splitlines()
    code = [line.partition("  # ")[0].strip() for line in body[1:]]
    wanted = [line for line in code if line and not line.startswith(("#", "return", "N = "))]
    assert program_lines(program.latex) == wanted


COMPILED = [
    *((derived, maker) for maker in (zoo.convolution, zoo.one_sample, zoo.embedding)),
    *((of_network, name) for name in NETWORKS),
]


@pytest.mark.parametrize("made", first(1, COMPILED), ids=called)
def test_it_compiles(made):
    assert_compiles(made[0](made[1])[0].latex)


def assert_compiles(latex):
    """Each line by itself, for mathtext does not align."""
    parser = mathtext.MathTextParser("path")
    for steps in blocks_of(latex):
        for left, sign, right, rule in steps:
            line = rf"${left} {sign} {right} \text{{{rule}}}$"
            parser.parse(line.replace(r"\lvert", "|").replace(r"\rvert", "|"))  # mathtext knows no other name of it


@pytest.mark.ci
@pytest.mark.parametrize("name", TABLE)
def test_every_row_is_written(name):
    assert_compiles(of_row(TABLE[name])[0].latex.partition("% back")[0])


# --- the chain rule ---------------------------------------------------------------------------------------


def links_of(tex):
    """The products of a chain rule: the letters of the sum, the entry that is used, and the one that uses it."""
    tex = as_comment(re.sub(r"\\frac\{\\partial ([^L].*?)\}\{\\partial (.*?)\}( \+ |$)", r"BY\2\3", tex))
    for part in tex.split(" + "):
        over, used, target = re.fullmatch(r"(?:Σ_(\w+) )?d(\w+(?:\[[\w,]+\])?)·BY(\w+(?:\[[\w,]+\])?)", part).groups()
        yield over or "", used, target


def entry_of(text):
    name, _, inside = text.partition("[")
    return name, inside.removesuffix("]").replace(",", "")


def partial(line, used, target, arrays):
    """∂used/∂target by differences, all other arrays held: the line of `used`, run with one entry moved at a time."""
    start, found = np.array(arrays[target], dtype=float), []
    for place in np.ndindex(start.shape):
        sides = []
        for h in (1e-6, -1e-6):
            moved = start.copy()
            moved[place] += h
            names = dict(arrays) | {target: moved if moved.shape else moved[()]}
            exec(line, names)
            sides.append(np.array(names[used], dtype=float))
        found.append((sides[0] - sides[1]) / 2e-6)
    slopes = np.array(found).reshape((*start.shape, *sides[0].shape))
    return np.moveaxis(slopes, range(start.ndim), range(-start.ndim, 0))


def slope(lines, out, arrays):
    """∂loss/∂out by differences: the lines behind that of `out`, run with one entry of it moved at a time."""
    at = next(i for i, line in enumerate(lines) if line.startswith(f"{out} = "))
    end = next(i for i, line in enumerate(lines) if line.startswith("loss = "))
    behind = "\n".join(lines[at + 1 : end + 1])
    return partial(behind, "loss", out, arrays) if out != "loss" else 1.0


CHAINED = (zoo.one_sample, zoo.weight_decay, zoo.flattened, zoo.attention, zoo.layer_norm)


@pytest.mark.parametrize("maker", first(1, CHAINED), ids=lambda maker: maker.__name__)
def test_the_chain_rule_is_true(maker):
    """Σ over the letters that it says, of ∂L/∂Z times ∂Z/∂W, is ∂L/∂W: with ∂Z/∂W from differences."""
    program, params, inputs = derived(maker)
    arrays = arguments(program, params, inputs) | {"np": np}
    head, _, function = unfolded(program).partition("def value_and_grad")
    exec(head, arrays)
    lines = [line.partition("  # ")[0].strip() for line in function.splitlines()[1:]]
    lines = [line for line in lines if line and not line.startswith(("#", "return"))]
    exec("\n".join(lines), arrays)
    tried = 0
    for steps in blocks_of(program.latex):
        if steps[0][3] != "chain rule" or steps[0][1] != "=" or re.search(r"\\lfloor|\w\+", steps[0][2]):
            continue  # einsum knows letters only
        total = 0.0
        for over, used, target in links_of(steps[0][2]):
            (out, i), (name, j) = entry_of(used), entry_of(target)
            (line,) = [line for line in lines if line.startswith(f"{out} = ")]
            if not re.search(rf"\b{name}\b", line) or "normed" in line:
                break  # what is between them got no line of its own
            assert set(over) == set(i) - set(j)
            d = arrays[f"d{out}"] if f"d{out}" in arrays else slope(lines, out, arrays)
            d = np.broadcast_to(d, np.shape(arrays[out]))
            total = total + np.einsum(f"{i},{i}{j}->{j}", d, partial(line, out, name, arrays))
        else:
            tried += 1
            assert np.allclose(total, arrays[f"d{name}"], rtol=1e-5, atol=1e-7), steps[0]
    assert tried > 1


# --- how it reads ------------------------------------------------------------------------------------------


def network(activation="relu"):
    model = MLP(2, [3, 1], activation=activation, seed=1)
    X, Y = np.array([[0.5, -0.3], [-0.8, 0.9]]), np.array([[1.0], [0.0]])
    return vectorize(lambda x, y: squared_error(model.trace(x).output, y), model, {"X": X, "Y": Y}, batch="mean")


def test_a_weight_from_the_chain_rule_to_the_line():
    (steps,) = [steps for steps in blocks_of(network().latex) if steps[-1][0] == r"\mathtt{dW1}"]
    d_w, d_z = r"\frac{\partial L}{\partial W^{(1)}_{ji}}", r"\frac{\partial L}{\partial Z^{(1)}_{ni}}"
    link = r"\frac{\partial Z^{(1)}_{ni}}{\partial W^{(1)}_{ji}}"
    whole = r"\frac{\partial L}{\partial W^{(1)}}", r"X^{\top} \, \frac{\partial L}{\partial Z^{(1)}}"
    assert steps == [
        (d_w, "=", rf"\sum_{{n}} {d_z} \, {link}", "chain rule"),
        (d_w, "=", rf"\sum_{{n}} {d_z} \, X_{{nj}}", "local derivative"),
        (whole[0], "=", whole[1], "sum over the shared index n, X turned around"),
        (r"\mathtt{dW1}", "=", r"\mathtt{X.T\ @\ dZ1}", "the line of the program"),
    ]


def test_a_branch_is_an_iverson_bracket():
    assert r"\left[Z^{(1)}_{ni} > 0\right] && \text{local derivative: an Iverson bracket}" in network().latex


def test_the_loss_is_the_mean():
    assert r"L &= \frac{\sum_{n} \ell_{n,0}}{N}" in network().latex


def test_a_row_of_your_own_is_written_as_its_row_says():
    x = values([0.5, -2.0], label="x")
    row = Op(
        "softsign", lambda x: x / (1 + abs(x)), (lambda x, out: 1 / (1 + TABLE["abs"](x)) ** 2,), doc="A row.",
        latex=r"\mathrm{{softsign}}\left({}\right)", samples=((0.5,),),
    )  # fmt: skip
    program = vectorize(row(x[0]) + row(x[1]), {"x": x})
    assert r"\mathrm{softsign}\left(x_{i}\right)" in program.latex
    assert r"\left\lvert x_{i} \right\rvert" in program.latex


def test_a_formula_without_a_spelling_is_named(monkeypatch):
    program = network()
    monkeypatch.setattr(ops, "TABLE", {})
    monkeypatch.setattr(program._groups.reading, "rows", [])
    with pytest.raises(ValueError, match=r"has no spelling for 'relu\(Z1\[n,i\]\)', in the line 'A1 = np\.max"):
        _ = program.latex


def test_a_sum_reaches_over_the_product_behind_it():
    assert as_python("Σ_j A[n,j]·Σ_k B[k] + c[n]") == 'Σ("j", A["n,j"]*Σ("k", B["k"])) + c["n"]'
    assert as_python("x[I1[n,i]]·[Z[n] > 0]") == 'x["I1[n,i]"]*[Z["n"] > 0]'


@pytest.mark.parametrize(("right", "wrong"), [("X_{nj}", "X_{jn}"), (r"\, W^{(2)}_{ji}", r"\, W^{(2)}_{ij}")])
def test_a_planted_fault_is_found(right, wrong, monkeypatch):
    program, params, inputs = derived(zoo.one_sample)
    assert right in program.latex
    program.__dict__["latex"] = program.latex.replace(right, wrong)
    with pytest.raises((UntrueError, KeyError)):
        check_program(source_said_in_latex(program), arguments(program, params, inputs))


def test_a_number_that_is_infinite_has_a_sign():
    x = values([1.0, 2.0])
    for factor, sign in ((math.inf, r"\infty \, x_{0} + x_{1}"), (-math.inf, r"-\infty \, x_{0} + x_{1}")):
        assert sign in vectorize(x[0] * factor + x[1], {"x": x}).latex
