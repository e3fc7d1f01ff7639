"""`audit` says what a whole array is: reversed, another one, or a sum of shares with one lost; NumPy agrees."""

import re

import numpy as np
import pytest

from engine import values
from engine.table.notation import number
from nn import audit

rng = np.random.default_rng(0)
X, Y, W0 = rng.normal(size=(5, 3)), rng.normal(size=(5, 4)), rng.normal(size=(3, 4))
DATA, PENALTY = 2 * X.T @ (X @ W0 - Y) / 5, 0.2 * W0


@pytest.fixture(scope="module")
def penalised():
    W = values(W0, label="W")
    return ((X @ W - Y) ** 2).sum() / 5 + 0.1 * (W**2).sum(), W


def said(case, gradient, **words):
    loss, W = case
    return audit(loss, {"W": W}, {"W": gradient}, **words)["W"]


def test_both_terms_of_the_loss_make_the_right_gradient(penalised):
    assert said(penalised, DATA + PENALTY)


TERMS = [
    (DATA, 2, PENALTY, "is missing"),
    (PENALTY, 1, DATA, "is missing"),
    (DATA - PENALTY, 2, PENALTY, "has the wrong sign"),
    (DATA + 2 * PENALTY, 2, PENALTY, "is counted twice"),
    (DATA + PENALTY / 2, 2, PENALTY, "is counted by half"),
    (5 * DATA + PENALTY, 1, DATA, "is multiplied by 5.000"),
]


@pytest.mark.parametrize(("gradient", "term", "share", "how"), TERMS, ids=[f"{t[1]} {t[3]}" for t in TERMS])
def test_a_term_of_the_loss_is_named_with_its_share(penalised, gradient, term, share, how):
    found = said(penalised, gradient, sample_count=5)
    size = ((X @ W0 - Y) ** 2).sum() / 5 if term == 1 else 0.1 * (W0**2).sum()
    assert found.verdict == "shares"
    assert found.sentence == (
        f"the right gradient, but the share of term {term} of the 2 that the loss adds up, {number(size)}, {how} "
        f"(right, it adds {number(share[0, 0])} to dW[0,0])."
    )


def test_a_sample_that_is_left_out_is_one_use(penalised):
    lost = 2 * np.outer(X[3], X[3] @ W0 - Y[3]) / 5
    found = said(penalised, DATA + PENALTY - lost)
    assert f"the share of 1 of its 6 uses is missing (right, it adds {number(lost[0, 0])} to" in found.sentence


@pytest.mark.parametrize("axis", [0, 1])
def test_a_reversed_array_is_named(penalised, axis):
    found = said(penalised, np.flip(DATA + PENALTY, axis))
    assert (found.verdict, found.sentence) == ("reversed", f"the right gradient in reverse order along axis {axis}.")


def test_nothing_is_said_of_what_is_no_sum_of_shares(penalised):
    """Better silent than wrong: other factors, one entry that is off, shares of nothing."""
    off = DATA.copy()
    off[1, 1] *= 1 + 1e-9
    scaled = [DATA * a + PENALTY * b for a, b in ((1, 0.3), (1 + 1e-8, 0), (0.7, -1))]
    for gradient in (off, *scaled, *np.random.default_rng(1).normal(size=(6, 3, 4))):
        assert said(penalised, gradient).verdict == "wrong"


def test_with_fewer_entries_than_shares_nothing_is_said():
    w = values([0.5, -0.25], label="w")
    x = np.array([[1.0, 2.0], [3.0, -1.0], [0.5, 0.7]])
    loss = ((x @ w - 1.0) ** 2).sum() + 0.1 * (w**2).sum()
    hand = 2 * x[:2].T @ (x[:2] @ [0.5, -0.25] - 1.0) + 0.2 * np.array([0.5, -0.25])
    assert audit(loss, {"w": w}, {"w": hand})["w"].verdict == "wrong"


def test_shares_that_are_multiples_of_each_other_are_not_told_apart():
    W = values(W0, label="W")
    loss = (W**2).sum() + 3.0 * (W**2).sum()
    assert audit(loss, {"W": W}, {"W": 2 * W0})["W"].verdict == "multiple"  # a fourth: no term is named


# --- uses ----------------------------------------------------------------------------------------

T, N = 4, 5
XS, TARGETS = rng.normal(size=(T, 3)), rng.normal(size=(T, 2))
WEIGHTS = {"Wx": 0.5 * rng.normal(size=(3, N)), "Wh": 0.5 * rng.normal(size=(N, N)), "Wo": rng.normal(size=(N, 2))}


def states(Wx, Wh, Wo):
    h, loss, kept = np.zeros(N), 0.0, [np.zeros(N)]
    for x, target in zip(XS, TARGETS, strict=True):
        h = np.tanh(x @ Wx + h @ Wh)
        loss = loss + ((h @ Wo - target) ** 2).sum()
        kept.append(h)
    return loss, kept


def back_through_time(left_out=None):
    h = states(**WEIGHTS)[1]
    found, later = {name: np.zeros_like(w) for name, w in WEIGHTS.items()}, np.zeros(N)
    for t in reversed(range(T)):
        dout = 2 * (h[t + 1] @ WEIGHTS["Wo"] - TARGETS[t])
        dz = (dout @ WEIGHTS["Wo"].T + later) * (1 - h[t + 1] ** 2)
        found["Wo"] += np.outer(h[t + 1], dout)
        if t != left_out:
            found["Wx"] += np.outer(XS[t], dz)
            found["Wh"] += np.outer(h[t], dz)
        later = dz @ WEIGHTS["Wh"].T
    return found


@pytest.mark.parametrize("t", range(1, T))
def test_a_time_step_that_is_left_out_is_one_use_of_both_weights(t):
    V = {name: values(array, label=name) for name, array in WEIGHTS.items()}
    right, hand = back_through_time(), back_through_time(left_out=t)
    report = audit(states(**V)[0], V, hand)
    for name, uses in (("Wx", 4), ("Wh", 3)):  # h0 is 0: the first step adds nothing to Wh
        lost = number((right[name] - hand[name])[0, 0])
        expected = f"the share of 1 of its {uses} uses is missing (right, it adds {lost} to d{name}[0,0])"
        assert expected in report[name].sentence
    assert report["Wo"]


def test_tied_weights_have_two_groups_of_uses_and_an_array_on_the_way_is_compared():
    A0 = rng.normal(size=(4, 3))
    A = values(A0, label="A")
    H = np.tanh(X @ A.T)
    loss = ((H @ A - X) ** 2).sum()
    h = np.tanh(X @ A0.T)
    dR = 2 * (h @ A0 - X)
    dH = dR @ A0.T
    out, first = h.T @ dR, (dH * (1 - h**2)).T @ X
    assert audit(loss, {"A": A, "H": H}, {"A": out + first, "H": dH})
    report = audit(loss, {"A": A, "H": H}, {"A": out, "H": dH * (1 - h**2)})
    assert "the share of 5 of its 10 uses is missing" in report["A"].sentence
    assert float(re.search(r"adds (\S+) to", report["A"].sentence)[1].replace("−", "-")) == pytest.approx(
        first[0, 0], rel=1e-3
    )
    assert report["H"].verdict == "wrong"


def test_the_skip_of_a_residual_block_is_a_share_of_its_own():
    A0, B0 = rng.normal(size=(3, 3)), rng.normal(size=(3, 2))
    A, B = values(A0, label="A"), values(B0, label="B")
    H = np.tanh(X @ A)
    loss = ((H + np.tanh(H @ values(W0[:, :3], label="C")) @ np.eye(3)) @ B).sum()
    h = np.tanh(X @ A0)
    inner = np.tanh(h @ W0[:, :3])
    dout = np.tile(B0.sum(axis=1), (5, 1))
    through = (dout * (1 - inner**2)) @ W0[:, :3].T
    assert audit(loss, {"H": H}, {"H": dout + through})
    assert audit(loss, {"H": H}, {"H": through})["H"].sentence.startswith(
        "the right gradient, but the share that comes back through add is missing"
    )


# --- exchanged, and numbers of the forward pass ----------------------------------------------------


def dropout():
    keep = rng.random((5, 4)) < 0.8
    B0, C0 = rng.normal(size=(3, 4)), rng.normal(size=(4, 2))
    B, C = values(B0, label="B"), values(C0, label="C")
    loss = ((np.tanh(X @ B) * (keep / 0.8) @ C) ** 2).sum()
    h = np.tanh(X @ B0)
    dout = 2 * (h * keep / 0.8) @ C0
    dC = (h * keep / 0.8).T @ dout
    dB = X.T @ (dout @ C0.T * keep / 0.8 * (1 - h**2))
    return loss, {"B": B, "C": C}, dB, dC


def test_gradients_that_are_exchanged_are_named_of_any_shape():
    loss, V, dB, dC = dropout()
    assert audit(loss, V, {"B": dB, "C": dC})
    report = audit(loss, V, {"B": dC, "C": dB})
    assert [report[name].verdict for name in "BC"] == ["swapped", "swapped"]
    assert report["B"].sentence == "the right gradient of C: are two gradients exchanged?"


FACTORS = [
    (0.8, "1/1.25: a factor 1.25 of the forward pass, such as 1/keep, is missing"),
    (1.25, "1.25: a factor 1.25 of the forward pass, such as 1/keep, is in it once too often"),
    (3**0.5, "√3: a division by √3, the root of a size, is missing"),
    (2**-0.5, "1/√2: divided by √2, the root of a size, once too often"),
    (1.3, "1.3."),
]


@pytest.mark.parametrize(("factor", "words"), FACTORS, ids=[f"{f[0]:.3f}" for f in FACTORS])
def test_roots_of_sizes_and_numbers_of_the_forward_pass_are_named(factor, words):
    loss, V, dB, dC = dropout()
    assert f"the right gradient times {words}" in audit(loss, V, {"B": dB * factor, "C": dC})["B"].sentence
