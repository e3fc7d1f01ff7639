"""`proofread` on scripts in which more moves than parameters: views of one, a baseline, rewards."""

from nn import proofread

VIEWS = """\
import numpy as np
rng = np.random.default_rng(6)
X, T, theta = rng.normal(size=(8, 2)), rng.normal(size=(8, 1)), rng.normal(size=9)
grad = np.zeros(9)
W1, W2 = theta[:6].reshape(2, 3), theta[6:].reshape(3, 1)
gW1, gW2 = grad[:6].reshape(2, 3), grad[6:].reshape(3, 1)
for k in range(4):
    h = np.tanh(X @ W1)
    loss = 0.5 * np.mean((h @ W2 - T) ** 2)
    dy = (h @ W2 - T) / len(T)
    gW2[:] = h.T @ dy
    gW1[:] = X.T @ (dy @ W2.T * (1 - h * h))
    theta -= 0.3 * grad
"""


def test_parts_of_a_parameter_are_no_parameters():
    """A right script was called wrong: W1 has a gradient that is not used, and moves with theta."""
    assert proofread(VIEWS).correct is True
    assert [line.number for line in proofread(VIEWS.replace("(1 - h * h)", "(1 - h)")).wrong] == [12]


ASCENT = """\
import numpy as np
rng = np.random.default_rng(3)
means, theta, baseline = np.array([0.2, 0.9, 0.5]), np.zeros(3), 0.0
for episode in range(4):
    p = np.exp(theta) / np.exp(theta).sum()
    logp = np.log(p)
    A = rng.choice(3, size=4, p=p)
    rewards = []
    for a in A:
        rewards.append(means[a] + 0.1 * rng.normal())
    adv = np.array(rewards) - baseline
    J = np.mean(logp[A] * adv)
    d = -p * adv.mean()
    np.add.at(d, A, adv / 4)
    theta += 0.1 * d
    baseline += 0.1 * (np.mean(rewards) - baseline)
"""


def test_a_return_is_ascended_and_its_baseline_is_no_parameter():
    """The rewards are called like a loss, but nothing that moves goes into them."""
    report = proofread(ASCENT)
    assert (report.correct, report.objective) == (True, "np.mean(logp[A] * adv)"), report
    assert [line.number for line in proofread(ASCENT.replace("-p * adv.mean()", "-p")).wrong] == [13]
