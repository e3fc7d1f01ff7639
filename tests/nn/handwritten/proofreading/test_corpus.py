"""The corpus of `benchmarks/proofreading`: right scripts in many styles, and wrong ones made of them."""

import importlib.util
import random
import re
from pathlib import Path

import numpy as np
import pytest

from nn import proofread
from tests.examples import first

FOLDER = Path(__file__).parents[4] / "benchmarks" / "proofreading"
if not FOLDER.exists():
    pytest.skip("the benchmarks are not here", allow_module_level=True)
spec = importlib.util.spec_from_file_location("mutants", FOLDER / "mutants.py")
mutants = importlib.util.module_from_spec(spec)
spec.loader.exec_module(mutants)

WITH_MISTAKES = [path.stem for path in mutants.SCRIPTS if mutants.planted(path)]
IN_FULL = ["autoencoder_class", "cost_after_update", "lstm_dicts", "mixture_likelihood", *WITH_MISTAKES]  # seen by day
BY_DAY = [path.stem for path in mutants.SCRIPTS if path.stem not in IN_FULL]  # in another style


def path_of(name):
    return FOLDER / "scripts" / f"{name}.py"


def text_of(name):
    return mutants.text_of(path_of(name))


@pytest.mark.parametrize("name", first(len(BY_DAY), [*BY_DAY, *IN_FULL]))
def test_a_right_script_is_never_flagged(name):
    text = text_of(name)
    report = proofread(text, objective=mutants.objective(text))
    assert report.correct is True, report


# --- what is said of a line is true ----------------------------------------------------------------

FLAT = ("mlp_flat", "layernorm", "batchnorm", "softmax_staged", "attention", "residual", "tied")
SEEN = re.compile(r"(−?)∂L/∂(\w+)")


def one_pass(text, name, line, nudge):
    """The loss of a script's first pass, and its names, with a nudge added to an array after a line."""
    lines = text.splitlines()
    indent = lines[line - 1][: len(lines[line - 1]) - len(lines[line - 1].lstrip())]
    lines.insert(line, f"{indent}{name} = {name} + _nudge")
    text = re.sub(r"in range\(\d\):", "in range(1):", "\n".join(lines))
    names = {"_nudge": nudge}
    exec(compile(text.partition("# update")[0] + "\n", "<script>", "exec"), names)
    return float(names["loss"]), names


@pytest.mark.parametrize("name", FLAT)
def test_what_a_line_is_said_to_be_agrees_with_central_differences(name):
    text = text_of(name)
    report = proofread(text)
    assigned = {}
    for number, row in enumerate(text.splitlines(), 1):
        for part in row.split("=")[0].split(","):
            assigned.setdefault(part.strip(), number)
    checked = 0
    for line in report.lines:
        said = SEEN.fullmatch(line.meaning)
        if said is None or said[2] not in assigned or not line.name.isidentifier():
            continue
        _, names = one_pass(text, said[2], assigned[said[2]], 0.0)
        held = np.asarray(names[line.name]) * (-1 if said[1] else 1)
        if [row.name for row in report.lines].count(line.name) > 1 or held.shape != np.shape(names[said[2]]):
            continue
        random.seed(checked)
        for _ in range(3):
            index = tuple(random.randrange(n) for n in held.shape)
            nudge = np.zeros(held.shape)
            nudge[index] = 1e-5
            up, down = (one_pass(text, said[2], assigned[said[2]], s * nudge)[0] for s in (1, -1))
            assert (up - down) / 2e-5 == pytest.approx(held[index], rel=1e-4, abs=1e-7), line
        checked += 1
    assert checked >= 2


# --- a seeded sample of wrong scripts ----------------------------------------------------------------

SAMPLE = ("mlp_flat", "mlp_samples", "softmax_onehot", "layernorm", "logistic_course", "mlp_course", "train_function")


@pytest.mark.parametrize("name", first(3, SAMPLE))
def test_a_wrong_script_is_not_called_right_and_its_line_is_near(name):
    (mutant,) = mutants.mutants(path_of(name), 1, "test")
    report = proofread(mutant.text)
    assert report.correct is False
    lines = mutants.backward_lines(mutant.text)
    assert abs(lines.index(report.wrong[0].number) - lines.index(mutant.line)) <= 1


PLANTED = (
    *("attention_class", "batchnorm_class", "batchnorm_pair", "conv_signal_class", "embedding_onehot"),
    *("factorisation_biases", "poisson_likelihood", "residual_blocks", "softmax_logsumexp", "tied_language_model"),
    "word2vec_skipgram",
)


@pytest.mark.ci
@pytest.mark.parametrize("name", first(0, PLANTED, 7))
def test_a_mistake_that_stands_in_a_script_is_the_first_line_named(name):
    right, mistake = text_of(name), mutants.planted(path_of(name))[0]
    assert mutants.moved(right, mistake.text)
    report = proofread(mistake.text, objective=mutants.objective(right))
    assert report.correct is False
    assert report.wrong[0].number == mistake.line


# --- pairs of functions ------------------------------------------------------------------------------

ODD = ["odd_in_place", "odd_negative", "odd_jacobian"]
PAIRS = [*ODD, *sorted({path.stem for path in mutants.PAIRS.glob("*.py")} - set(ODD))]


@pytest.mark.parametrize("name", first(3, PAIRS))
def test_a_right_pair_is_never_flagged(name):
    report = proofread(*mutants.pair_of(mutants.text_of(mutants.PAIRS / f"{name}.py")))
    assert report.correct is True, report


@pytest.mark.ci
@pytest.mark.parametrize("name", ["affine_relu", "lstm_step", "softmax_loss", "rnn_sequence"])
def test_a_mistake_that_stands_in_a_pair_is_the_first_line_named(name):
    mistake = mutants.planted(mutants.PAIRS / f"{name}.py")[-1]
    report = proofread(*mutants.pair_of(mistake.text))
    assert report.correct is False
    assert report.wrong[0].number == mistake.line


# --- scripts and pairs that were written without a look at what reads them -----------------------------

SCALED = "rnn_many_to_one_lists"  # it leaves the 2 of its squares to the rate, and is called so
MORE = [path for path in sorted((FOLDER / "more" / "scripts").glob("*.py")) if path.stem != SCALED]
MORE_PAIRS = sorted((FOLDER / "more" / "pairs").glob("*.py"))


@pytest.mark.ci
@pytest.mark.parametrize("part", range(2))
def test_none_of_more_right_scripts_is_called_wrong(part):
    for path in random.Random(part).sample(MORE, 8):
        text = mutants.text_of(path)
        report = proofread(text, objective=mutants.objective(text))
        assert report.correct is not False, path.stem


@pytest.mark.ci
def test_all_of_more_right_pairs_are_called_right():
    for path in MORE_PAIRS[::8]:
        assert proofread(*mutants.pair_of(mutants.text_of(path))).correct is True, path.stem


@pytest.mark.ci
@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("conv2d_stride", "db = dpre.sum(axis=(0, 2, 3))", "db = dpre.sum(axis=(1, 2, 3))"),
        ("ordinal_probs", "dcum = dprobs[:, :-1] - dprobs[:, 1:]", "dcum = dprobs[:, :-1]"),
        ("conv_loops_maxpool", "a[n, f, 2 * i:2 * i + 2, 2 * j:2 * j + 2]", "a[n, f, i:i + 2, j:j + 2]"),
        (
            "tied_autoencoder_features_rows",
            "dW = d @ X.T + h @ e.T",
            "dW = d @ X.T + e @ h.T",
        ),  # it stops before its dict
    ],
)
def test_a_pair_is_put_right_where_a_person_would(name, right, wrong):
    """Axes of which several are summed over, neighbours, windows that do not overlap."""
    text = mutants.text_of(FOLDER / "more" / "pairs" / f"{name}.py")
    assert text.count(right) == 1
    report = proofread(*mutants.pair_of(text.replace(right, wrong)))
    assert [wrong in line.source for line in report.wrong] == [True]
    assert right in report.wrong[0].fixes[0].edits[0][1]


@pytest.mark.ci
def test_a_gradient_that_overflows_is_read_without_a_warning():
    """With another value in its place, a line below divides by 0."""
    mistake = mutants.planted(FOLDER / "more" / "pairs" / "softmax_temperature_staged.py")[0]
    report = proofread(*mutants.pair_of(mistake.text))
    assert report.wrong[0].number == mistake.line


@pytest.mark.ci
def test_a_wrong_array_is_named_before_a_number_that_is_no_known_share():
    path = FOLDER / "more" / "scripts" / "pendulum_unrolled_adjoint_motor.py"
    starts = "lam_th = lam_th - dt * a * np.sin"
    mistake = next(each for each in mutants.planted(path) if each.wrong.startswith(starts))
    assert proofread(mistake.text).wrong[0].number == mistake.line


@pytest.mark.ci
def test_a_gradient_that_does_not_fit_is_named_where_the_line_of_its_memory_stops():
    """In the next pass the memory that was passed over does not move: that pass says nothing against a fix."""
    path = FOLDER / "more" / "scripts" / "syn0_momentum.py"
    mistake = next(each for each in mutants.planted(path) if each.wrong == "syn1_up = l2.T.dot(l2_delta)")
    report = proofread(mistake.text, objective=mutants.objective(mistake.text))
    assert [line.number for line in report.wrong] == [mistake.line]
    assert report.wrong[0].fixes[0].edits == ((mistake.line, mistake.right),)


@pytest.mark.ci
def test_a_forward_array_that_is_a_multiple_of_a_gradient_is_not_what_an_optimiser_takes():
    """Where the output is one number, what goes into the last layer is a multiple of the gradient of its weights."""
    text = mutants.text_of(FOLDER / "more" / "scripts" / "lstm_sum_regression.py")
    assert proofread(text, objective=mutants.objective(text)).correct is True


@pytest.mark.ci
@pytest.mark.parametrize(
    ("name", "starts"),
    [
        ("highway_stack", "a = acts[l + 1]"),  # an array of the forward pass, of the wrong layer
        ("prenorm_residual", "dpre[dpre <= 0] = 0"),  # which entries it writes is another question in each block
        ("lstm_sequence_3", "dc = dc * i"),  # it is an adjoint, and that of another array
        ("lstm_dict", "dy = 2 * (target - y)"),  # of clipped steps, the size of a first factor is in none
    ],
)
def test_what_no_gradient_tells_is_named_where_it_comes_in(name, starts):
    mistake = next(each for each in mutants.planted(FOLDER / "more" / "scripts" / f"{name}.py") if starts in each.wrong)
    report = proofread(mistake.text, objective=mutants.objective(mistake.text))
    assert [line.number for line in report.wrong] == [mistake.line]
    assert mistake.right in [fix.edits[0][1] for fix in report.wrong[0].fixes]


@pytest.mark.ci
@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("trask_adder", 3),  # the first time step does not depend on the recurrent weights
        ("nielsen_lists", 6),  # the objective of the first layer, which has as many units as the last
        ("attend_svm", 6),  # each gradient is kept short by a norm of its own
        ("help_xor_twobit", 5),  # a sample of zeros, and a momentum in lists
    ],
)
def test_all_parameters_of_a_right_script_are_read(name, count):
    text = mutants.text_of(FOLDER / "more" / "scripts" / f"{name}.py")
    report = proofread(text, objective=mutants.objective(text))
    assert report.correct is True, report
    assert len(report.parameters) == count


@pytest.mark.ci
def test_entries_that_move_by_roots_of_their_own_are_not_called_wrong():
    assert proofread(mutants.text_of(FOLDER / "more" / "scripts" / "fm_ctr.py")).correct is None


@pytest.mark.ci
def test_an_earlier_line_lacks_the_value_of_its_name_beside_a_wrong_one_that_reads_it():
    text = mutants.text_of(FOLDER / "more" / "scripts" / "gru_temperature.py")
    text = text.replace("dhhat = dh * zs[t]", "dhhat = dc * zs[t]")
    report = proofread(text.replace("dhhat * (1 - hhat[t] ** 2)", "dhhat / (1 - hhat[t] ** 2)"))
    assert [line.name for line in report.wrong] == ["dhhat", "da_h"]


@pytest.mark.ci
@pytest.mark.parametrize(
    ("name", "right", "wrong", "fix"),
    [
        ("reinforce_entropy", "g = -pi * adv[:, None]", "g = pi * adv[:, None]", "g = -(pi * adv[:, None])"),
        ("tiny_convnet", "j:j + K]\n            dfilt", "j:j + S]\n            dfilt", "j:j + K]"),
        ("mf_funk_lists", "d_bu = d_pred + 2 * lam * bu[u]", "d_bu = d_pred + lam * bu[u]", "2 * lam * bu[u]"),
        ("gru_bptt", "dr = drh * h[t - 1] * r[t]", "dr = drh * r[t]", "h[t - 1]"),
        ("dropout_net_class", "lr * mhat / (np.sqrt(vhat)", "lr * vhat / (np.sqrt(vhat)", "lr * mhat /"),
        ("embedmean_reviews_addat", "dhid = dz @ O.T", "dhid = dz @ O", "dz @ O.T"),  # no loop below it is gone through
        ("movie_factorization", "P += gamma * dP", "P += gamma * dQ", "dP"),  # it stops in each turn
        ("glove_cooccurrence", "G[name] += g ** 2", "G[name] -= g ** 2", "+= g ** 2"),  # and then steps are no numbers
        ("dropout_masks_in_list", "T * self.masks[i - 1]", "T / self.masks[i - 1]", "* self.masks[i - 1]"),  # of zeros
        ("so_xor_stuck_at_half", "bo = bo - eta * g_bo", "bo = bo - g_bo", " * g_bo"),  # no loss says how long it is
        ("autoencoder_tied_noise", "s / (1 - b1 ** it)", "s / (1 + b1 ** it)", "s / (1 - b1 ** it)"),
        ("poly_ridge_so", "lam / m * theta[j]\n", "lam / m\n", "* theta[j]"),  # a momentum alone divides by no root
        (
            "transformer_block",
            "dS = A * (dA - (dA",
            "dS = A / (dA - (dA",
            "A * (dA",
        ),  # the root of a size
        ("deepnn_fit_store_dict", "str(self.L)] - Y.T", "str(self.L)]", "- Y.T"),  # the target is turned
        ("gru_noloss", "bh -= lr * gbh", "bh -= lr * gbz", "bh -= lr * gbh"),  # both biases start at 0
        ("mlp_layers_adam", "return grad @ self.W.T", "return grad @ self.W", "self.W.T"),  # it stops before any step
        ("planar_three_layer", '-= learning_rate * grads["dW"', '-= grads["dW"', "* learning_rate"),  # that of b has it
        ("planar_three_layer", "m = X.shape[1]\n", "m = X.shape[0]\n", "m = X.shape[1]"),
        ("embedding_bag_ascent", "err = (y - a) / n", "err = (a - y) / n", "err = (y - a) / n"),  # not five steps
        ("logistic_mf", "(up_U, up_I, up_bu, up_bi)", "(up_U, up_I, up_bi, up_bu)", "up_bu, up_bi"),
        ("skipgram_negsampling_ascent", "g_neg = -nscore", "g_neg = 1 - nscore", "g_neg = -nscore"),
        ("skipgram_negsampling_ascent", "g_pos = 1 - score", "g_pos = 1 - v @ C[o]", "1 - score"),
    ],
)
def test_a_fix_is_shown_in_the_line_where_a_person_would_put_it(name, right, wrong, fix):
    """The sign where an array begins, a window where it is taken, and what no line reads any more, with its rate.

    No line on which a right step depends comes first, and a gate is tried with what makes it.
    """
    text = mutants.text_of(FOLDER / "more" / "scripts" / f"{name}.py")
    report = proofread(text.replace(right, wrong), objective=mutants.objective(text))
    assert right in text
    assert [wrong.partition("\n")[0] in line.source for line in report.wrong] == [True]
    assert fix in report.wrong[0].fixes[0].edits[0][1]


@pytest.mark.ci
@pytest.mark.parametrize(
    "name", ["java_net", "maxout_highway", "actor_critic_gaussian", "weibull_aft_censored", "attention_head_3"]
)
def test_a_script_whose_totals_steps_or_losses_were_misread_is_called_right(name):
    """Totals of neurons, steps of a closure in a comprehension, an actor and a critic, a line search, a clip."""
    text = mutants.text_of(FOLDER / "more" / "scripts" / f"{name}.py")
    assert proofread(text, objective=mutants.objective(text)).correct is True
