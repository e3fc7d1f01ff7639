"""`proofread` on passes of several episodes, sequences or calls: what comes back in each turn, and is added up."""

import pytest

from nn import proofread
from tests.examples import first
from tests.nn.handwritten.proofreading.scripts import assert_named_and_put_right, line_of

pytestmark = pytest.mark.ci  # the corpus and the common scripts are read every day

EPISODES = """\
import numpy as np

rng = np.random.default_rng(5)
net = {"U": rng.normal(size=(2, 3)), "V": rng.normal(size=(3, 2))}

def act(obs):
    hid = np.tanh(obs @ net["U"])
    logits = hid @ net["V"]
    e = np.exp(logits)
    return hid, e / e.sum()

def rollout():
    obs, log = rng.normal(size=2), []
    while len(log) < 5:
        hid, pi = act(obs)
        choice = rng.choice(2, p=pi)
        log.append((obs, hid, pi, choice, float(choice) - 0.3 * obs[0]))
        obs = 0.6 * obs + rng.normal(size=2)
        if obs[0] > 0.8:
            break
    return log

def discounted(rewards):
    total, found = 0.0, np.zeros(len(rewards))
    for t in reversed(range(len(rewards))):
        total = rewards[t] + 0.9 * total
        found[t] = total
    return found

for batch in range(2):
    dU, dV, loss = np.zeros((2, 3)), np.zeros((3, 2)), 0.0
    for game in range(3):
        log = rollout()
        obs, hid, pi = (np.array([row[i] for row in log]) for i in range(3))
        chosen = np.array([row[3] for row in log])
        gain = discounted([row[4] for row in log])
        loss -= np.sum(gain * np.log(pi[np.arange(len(log)), chosen]))
        dlogits = pi.copy()
        dlogits[np.arange(len(log)), chosen] -= 1
        dlogits = dlogits * gain[:, None]
        dV += hid.T @ dlogits
        dhid = dlogits @ net["V"].T
        dU += obs.T @ (dhid * (1 - hid**2))
    net["U"] -= 0.05 * dU
    net["V"] -= 0.05 * dV
"""
BUFFERED = """\
import numpy as np

rng = np.random.default_rng(2)
w, v = rng.normal(size=(3, 4)) * 0.6, rng.normal(size=4)
memory = [np.zeros((3, 4)), np.zeros(4)]
squares = [np.zeros((3, 4)), np.zeros(4)]
for episode in range(4):
    states, taken = rng.normal(size=(5, 3)), rng.integers(0, 2, 5)
    gains = rng.normal(size=5)
    hidden = states @ w
    hidden[hidden < 0] = 0
    chance = 1 / (1 + np.exp(-hidden @ v))
    loss = -np.sum(gains * (taken * np.log(chance) + (1 - taken) * np.log(1 - chance)))
    dlog = (taken - chance) * gains
    dv = hidden.T @ dlog
    dhidden = np.outer(dlog, v)
    dhidden[hidden <= 0] = 0
    dw = states.T @ dhidden
    for i, grad in enumerate((dw, dv)):
        memory[i] = memory[i] + grad
    if episode % 2 == 1:
        for i, held in enumerate((w, v)):
            g = memory[i]
            squares[i] = 0.9 * squares[i] + 0.1 * g**2
            held += 0.01 * g / (np.sqrt(squares[i]) + 1e-5)
            memory[i] = np.zeros_like(held)
"""
SEQUENCES = """\
import numpy as np

rng = np.random.default_rng(8)
runs, goals = rng.normal(size=(3, 4, 2)), rng.normal(size=(3, 3))
U, F, M = rng.normal(size=(2, 3)), rng.normal(size=(2, 3)), rng.normal(size=(3, 3)) * 0.5

for epoch in range(2):
    dU, dF, dM, loss = np.zeros_like(U), np.zeros_like(F), np.zeros_like(M), 0.0
    for xs, goal in zip(runs, goals):
        c, steps = np.zeros(3), []
        for x in xs:
            a = np.tanh(x @ U + c @ M)
            f = 1 / (1 + np.exp(-x @ F))
            before = c
            c = f * before + a
            steps.append((x, a, f, before))
        loss += 0.5 * np.sum((c - goal) ** 2)
        dc = c - goal
        for x, a, f, before in reversed(steps):
            df = dc * before * f * (1 - f)
            da = dc * (1 - a**2)
            for total, left, right in ((dU, x, da), (dF, x, df), (dM, before, da)):
                total += np.outer(left, right)
            dc = dc * f + M @ da
    U -= 0.1 * dU
    F -= 0.1 * dF
    M -= 0.1 * dM
"""
TWINS = """\
import numpy as np

rng = np.random.default_rng(1)
one, two, alike = rng.normal(size=(5, 3)), rng.normal(size=(5, 3)), np.array([[1.0], [0], [1], [1], [0]])
A, B = rng.normal(size=(3, 4)), rng.normal(size=(4, 2))

def encode(x):
    h = np.tanh(x @ A)
    return h, h @ B

def encode_back(x, h, dcode):
    dB = h.T @ dcode
    dA = x.T @ (dcode @ B.T * (1 - h**2))
    return dA, dB

for step in range(2):
    h1, c1 = encode(one)
    h2, c2 = encode(two)
    gap = c1 - c2
    loss = np.sum((alike - 0.4) * gap**2)
    dgap = 2 * (alike - 0.4) * gap
    first = encode_back(one, h1, dgap)
    second = encode_back(two, h2, -dgap)
    dA, dB = [p + q for p, q in zip(first, second)]
    A -= 0.05 * dA
    B -= 0.05 * dB
"""
WRONG = {
    "the sign of a chosen logit": (EPISODES, "chosen] -= 1", "chosen] += 1"),
    "gains of the other end": (EPISODES, "dlogits * gain[:, None]", "dlogits * gain[::-1, None]"),
    "a slope of a batch of games": (EPISODES, "(1 - hid**2)", "(1 - hid)"),
    "only the last game": (BUFFERED, "memory[i] = memory[i] + grad", "memory[i] = grad"),
    "another array of its shape": (BUFFERED, "np.outer(dlog, v)", "np.outer(dlog, dv)"),
    "the wrong state of a gate": (SEQUENCES, "df = dc * before * f", "df = dc * (before + a) * f"),
    "two members of what a loop goes through": (
        SEQUENCES,
        "((dU, x, da), (dF, x, df), (dM",
        "((dU, x, df), (dF, x, da), (dM",
    ),
    "the sign of what a call is given": (TWINS, "h2, -dgap)", "h2, dgap)"),
    "the gradients of one call alone": (TWINS, "[p + q for p, q in zip(first, second)]", "first"),
}


@pytest.mark.parametrize("script", [EPISODES, BUFFERED, SEQUENCES, TWINS])
def test_turns_that_are_right_are_called_so(script):
    report = proofread(script)
    assert report.correct is True, report


@pytest.mark.ci
@pytest.mark.parametrize("name", first(3, list(WRONG), 3))
def test_a_wrong_line_of_one_turn_is_named_and_its_fix_makes_all_of_them_right(name):
    assert_named_and_put_right(*WRONG[name])


def test_all_turns_of_a_loop_are_read_as_one_array():
    lines = {line.name: line.meaning for line in proofread(EPISODES).lines}
    assert lines["dlogits"] == "∂L/∂logits of each turn"


PAIRS = """\
import numpy as np

rng = np.random.default_rng(7)
near, far = rng.random((6, 4)) - 0.5, rng.random((6, 4)) - 0.5
rate = 0.05
for mid, other in [(3, 0), (2, 4), (0, 5)]:
    rows = np.array([other, 1, 5])
    label = np.array([1.0, 0.0, 0.0])
    vector = near[mid].copy()
    score = 1 / (1 + np.exp(-far[rows] @ vector))
    g = (label - score) * rate
    back = np.zeros(4)
    for k, row in zip(g, rows):
        back += k * far[row]
    for k, row in zip(g, rows):
        far[row] += k * vector
    near[mid] += back
"""


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("g = (label - score) * rate", "g = (label - score) * score * (1 - score) * rate"),
        ("near[mid] += back", "near[other] += back"),
    ],
)
def test_an_objective_with_a_minus_is_meant_to_fall_and_an_index_that_is_0_may_be_another(right, wrong):
    """The name `score` alone says that something is meant to grow."""
    objective = "-np.sum(label * np.log(score) + (1 - label) * np.log(1 - score))"
    assert proofread(PAIRS, objective=objective).correct is True
    report = proofread(PAIRS.replace(right, wrong), objective=objective)
    assert [each.number for each in report.wrong] == [line_of(right, PAIRS)], report
    assert report.wrong[0].fixes[0].edits == ((line_of(right, PAIRS), right),)


SHARED = """\
import numpy as np

np.random.seed(4)
X, T = np.random.randn(6, 3), np.random.randn(6, 2)

class Map:
    def __init__(self, matrix, shift):
        self.matrix, self.shift = matrix, shift

    def forward(self, x):
        self.x = x
        return x @ self.matrix + self.shift

    def backward(self, g):
        self.g_matrix, self.g_shift = self.x.T @ g, g.sum(axis=0)
        return g @ self.matrix.T

held = {"a": np.random.randn(3, 4), "b": np.zeros(4), "c": np.random.randn(4, 2), "d": np.zeros(2)}
first, second = Map(held["a"], held["b"]), Map(held["c"], held["d"])
for turn in range(4):
    hidden = np.tanh(first.forward(X))
    out = second.forward(hidden)
    loss = 0.5 * np.sum((out - T) ** 2)
    first.backward(second.backward(out - T) * (1 - hidden ** 2))
    for key, g in zip("abcd", (first.g_matrix, first.g_shift, second.g_matrix, second.g_shift)):
        held[key] -= 0.05 * g
"""


def test_layers_that_were_handed_arrays_share_them_in_later_turns():
    """A step that is taken on the array in the dict is one of the layer, on Values as well."""
    assert [proofread(SHARED, at=turn).correct for turn in (0, 2)] == [True, True]
    wrong = SHARED.replace("self.x.T @ g, g.sum(axis=0)", "self.x.T @ g, g.mean(axis=0)")
    assert proofread(wrong, at=2).correct is False
