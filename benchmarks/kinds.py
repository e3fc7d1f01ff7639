"""Kinds of mistakes beside the ids: made in one of two uses, with options, in bias rows, over two updates.

As in `learners.py`, every line is written by hand, by its own formula; neither the mistake table nor `nn.matrix` is
used. A kind draws a network, and gives what a learner hands in and the id that should be found.
"""

import numpy as np
from learners import FORWARD, SLOPE, Net, loss_gradient, random_net, through


def passed_back(net, deltas=None, sent=None, l2=0.0, masks=None):
    """[(dW, db), …]. `deltas(k, δ, G)` gives the δ that dW and db are made of, `sent(k, δ, G)` what is sent back."""
    G, grads = net.s * loss_gradient(net), {}
    for k in range(net.L, 0, -1):
        delta = through(net.f[k], G, net.Z[k])
        used = delta if deltas is None else deltas(k, delta, G)
        grads[k] = (net.A[k - 1].T @ used + 2 * l2 * net.W[k], None if net.b[k] is None else used.sum(axis=0))
        back = delta if sent is None else sent(k, delta, G)
        G = back @ net.W[k].T
        if masks and k > 1:
            G = G * masks[k - 1]
    return [grads[k] for k in sorted(grads)]


def drawn(rng, fits=lambda net: True, **words):
    """A network that fits, of squared error and elementwise activations, with two samples or more."""
    while True:
        net = random_net(rng, loss=words.get("loss", "mse"))
        plain = all(f != "softmax" for f in net.f.values()) or words.get("softmax", False)
        if plain and net.N > 1 and net.bias == "separate" and fits(net):
            return net


def curved(net, k):
    """Whether layer k has a derivative that is not 1 and not 0 or 1."""
    return net.f[k] not in ("linear", "relu", "leaky_relu", "exp", "softmax")


def one_use(rng):
    """f′ of a layer left out in dW and db, and not in what is sent back; or the other way round."""
    net = drawn(rng, lambda net: net.L > 1 and any(curved(net, k) for k in range(2, net.L + 1)))
    at = int(rng.choice([k for k in range(2, net.L + 1) if curved(net, k)]))
    if rng.random() < 0.5:
        wanted = {"missing_output_deriv"} if at == net.L else {"missing_hidden_deriv"}
        return net, passed_back(net, deltas=lambda k, d, G: G if k == at else d), wanted, {}
    return net, passed_back(net, sent=lambda k, d, G: G if k == at else d), {"prop_raw_error"}, {}


def dropped_on_the_way(rng):
    """The error factor kept in dW and dropped on the way back."""
    net = drawn(rng, lambda net: net.L > 1 and curved(net, net.L))
    sent = {True: lambda k, d, G: SLOPE[net.f[k]](net.Z[k]) if k == net.L else d}[True]
    return net, passed_back(net, sent=sent), {"upstream_dropped", "missing_loss_factor"}, {}


def in_one_array(rng):
    """A wrong derivative in dW and a right one in db."""
    net = drawn(rng, lambda net: curved(net, net.L) and net.b[1] is not None and net.f[net.L] != "exp")
    grads = passed_back(net)
    wrong = net.s * loss_gradient(net)
    grads[-1] = (net.A[net.L - 1].T @ wrong, grads[-1][1])
    return net, grads, {"missing_output_deriv"}, {}


def odd_rate(rng):
    """Back through weights that were updated with a learning rate of four digits, which is not stated."""
    net = drawn(rng, lambda net: net.L > 1 and min(net.W[1].shape[1], net.W[2].shape[1]) > 1)
    eta, grads = float(rng.uniform(0.01, 1.5)), passed_back(net)
    G = net.s * loss_gradient(net)
    for k in range(net.L, 0, -1):
        delta = through(net.f[k], G, net.Z[k])
        grads[k - 1] = (net.A[k - 1].T @ delta, None if net.b[k] is None else delta.sum(axis=0))
        G = delta @ (net.W[k] - (eta * grads[k - 1][0] if k == 2 else 0)).T
    return net, grads, {"prop_updated_W"}, {}


def spelled(rng):
    """@ inside f′: 1 − A.T @ A, A.T @ (1 − A) and their like."""

    def fits(net):
        return any(f in ("tanh", "sigmoid") for f in net.f.values())

    net = drawn(rng, fits)
    at = int(rng.choice([k for k in net.f if net.f[k] in ("tanh", "sigmoid")]))
    A = net.A[at]
    other, one = (A, 1.0) if net.f[at] == "tanh" else (1 - A, 0.0)
    small, large = A.T @ other, A @ other.T
    small, large = (1 - small, 1 - large) if one else (small, large)
    line = [lambda G: G @ small, lambda G: large @ G][int(rng.integers(2))]
    return net, _with_delta(net, at, line), {"matmul_for_hadamard"}, {}


def _with_delta(net, at, line):
    """Backpropagation with δ = line(G) in layer `at`."""
    G, grads = net.s * loss_gradient(net), {}
    for k in range(net.L, 0, -1):
        delta = line(G) if k == at else through(net.f[k], G, net.Z[k])
        grads[k] = (net.A[k - 1].T @ delta, None if net.b[k] is None else delta.sum(axis=0))
        G = delta @ net.W[k].T
    return [grads[k] for k in sorted(grads)]


def outside_the_loop(rng):
    """(Σ δ) · x of the last sample."""
    net = drawn(rng)
    at = int(rng.integers(1, net.L + 1))
    grads, deltas = passed_back(net), {}
    passed_back(net, deltas=lambda k, d, G: deltas.setdefault(k, d))
    grads[at - 1] = (np.outer(net.A[at - 1][-1], deltas[at].sum(axis=0)), grads[at - 1][1])
    return net, grads, {"index_outside_loop"}, {}


def one_jacobian(rng):
    """The Jacobian of one sample, or f′ of one sample, for all of them."""
    net = drawn(rng, lambda net: net.f[net.L] not in ("linear", "relu"), softmax=True)
    if net.f[net.L] == "softmax":
        s = net.A[net.L][-1]
        return net, _with_delta(net, net.L, lambda G: G @ (np.diag(s) - np.outer(s, s))), {"one_jacobian"}, {}
    slope = SLOPE[net.f[net.L]](net.Z[net.L])[int(rng.choice([0, -1]))]
    wanted = {"one_jacobian"} if (slope != 1).any() else {"missing_output_deriv"}  # 1 throughout: none at all
    return net, _with_delta(net, net.L, lambda G: G * slope), wanted, {}


def decay(rng):
    """λ Σ W² with its derivative left out, of the wrong sign, or without its 2."""
    net = drawn(rng)
    l2 = float(rng.choice([0.1, 0.01, 0.037]))
    c = float(rng.choice([0.0, -1.0, 0.5]))
    return net, passed_back(net, l2=c * l2), {"l2_wrong"}, {"l2": l2}


def unstated_decay(rng):
    """λ W in dW, and nothing stated of it."""
    net = drawn(rng, lambda net: sum(W.size for W in net.W.values()) > 2)
    return net, passed_back(net, l2=float(rng.uniform(0.01, 0.2))), {"l2_wrong"}, {}


def dropout(rng):
    """A mask that is not applied on the way back, or without its scale."""
    net = drawn(rng, lambda net: net.L > 1)
    masks = {k: (rng.random(net.A[k].shape) < 0.6) / 0.6 for k in range(1, net.L)}
    for k in range(1, net.L + 1):
        net.Z[k] = net.A[k - 1] @ net.W[k] + (0 if net.b[k] is None else net.b[k])
        net.A[k] = FORWARD[net.f[k]](net.Z[k]) * (masks[k] if k < net.L else 1)
    at = int(rng.integers(1, net.L))
    wrong = dict(masks) | {at: np.ones_like(masks[at]) if rng.random() < 0.5 else 1.0 * (masks[at] > 0)}
    return net, passed_back(net, masks=wrong), {"mask_missing"}, {"masks": [masks[k] for k in range(1, net.L)]}


def bias_row(rng):
    """A bias row at either end of W: not dropped on the way back, or the wrong row dropped."""
    while True:
        net = random_net(rng, loss="mse")
        if net.L > 1 and net.N > 1 and net.b[1] is not None and net.f[1] in ("tanh", "sigmoid", "relu", "linear"):
            break
    net.bias = str(rng.choice(["last_row", "first_row"]))
    first = net.bias == "first_row"

    def joined(W, b):
        return np.vstack([b, W] if first else [W, b])

    def ones(A):
        one = np.ones((len(A), 1))
        return np.hstack([one, A] if first else [A, one])

    G, grads = net.s * loss_gradient(net), {}
    for k in range(net.L, 1, -1):
        delta = through(net.f[k], G, net.Z[k])
        grads[k] = ones(net.A[k - 1]).T @ delta
        G = delta @ net.W[k].T
    back = delta @ joined(net.W[2], net.b[2]).T
    if rng.random() < 0.5:
        wide = ones(net.A[1])
        slope = {"tanh": 1 - wide**2, "sigmoid": wide * (1 - wide), "relu": 1.0 * (wide > 0), "linear": 1.0}[net.f[1]]
        grads[1] = ones(net.A[0]).T @ (back * slope)
    else:
        kept = back[:, :-1] if first else back[:, 1:]
        grads[1] = ones(net.A[0]).T @ (kept * SLOPE[net.f[1]](net.Z[1]))
    return net, [grads[k] for k in sorted(grads)], {"bias_row_wrong"}, {}


def another_loss(rng):
    """The derivative of another loss."""
    net = drawn(rng, lambda net: net.Y.size > 2)
    a, y = net.A[net.L], net.Y
    line = [np.sign(a - y), np.clip(a - y, -1, 1), -y / a, (a - y) / (a * (1 - a))][int(rng.integers(4))]
    G, grads = net.s * line, {}
    for k in range(net.L, 0, -1):
        delta = through(net.f[k], G, net.Z[k])
        grads[k] = (net.A[k - 1].T @ delta, None if net.b[k] is None else delta.sum(axis=0))
        G = delta @ net.W[k].T
    return net, [grads[k] for k in sorted(grads)], {"wrong_loss_deriv"}, {}


def two_updates(rng):
    """Gradients added up over two updates, handed in with the parameters before or after the first of them."""
    net = drawn(rng, lambda net: sum(W.size for W in net.W.values()) > 3)
    here = passed_back(net)
    eta = float(rng.uniform(0.01, 0.3)) / max(1.0, *(np.abs(g).max() for g, _ in here))  # an update that trains
    W = {k: net.W[k] - eta * here[k - 1][0] for k in net.W}
    b = {k: None if net.b[k] is None else net.b[k] - eta * here[k - 1][1] for k in net.b}
    moved = Net(W, b, net.f, net.X, net.Y, net.loss, net.reduction, net.factor)
    there = passed_back(moved)
    both = [(g + h, None if c is None else c + d) for (g, c), (h, d) in zip(here, there, strict=True)]
    return (net if rng.random() < 0.5 else moved), both, {"accumulated"}, {}


KINDS = {
    make.__name__: make
    for make in (
        *(one_use, dropped_on_the_way, in_one_array, odd_rate, spelled, outside_the_loop, one_jacobian),
        *(decay, unstated_decay, dropout, bias_row, another_loss, two_updates),
    )
}


IDS = ("index_outside_loop", "one_jacobian", "l2_wrong", "mask_missing")
"""Ids that no learner of `learners.py` makes: they need an option, or have a kind of their own here."""


def saturated(rng):
    """(net, right gradients): sigmoid or softmax after its own cross-entropy, most outputs rounded to 0 or 1."""
    loss, last = [("bce", "sigmoid"), ("cross_entropy", "softmax")][int(rng.integers(2))]
    while True:
        net = random_net(rng, loss=loss)
        if net.f[net.L] == last and net.bias == "separate":
            break
    net.W[net.L] = net.W[net.L] * float(rng.uniform(20, 400))
    with np.errstate(over="ignore"):
        net.forward()
    y = net.Y.sum(axis=1, keepdims=True) if loss == "cross_entropy" else 1.0
    delta, grads = net.s * (y * net.A[net.L] - net.Y), {}
    for k in range(net.L, 0, -1):
        grads[k] = (net.A[k - 1].T @ delta, None if net.b[k] is None else delta.sum(axis=0))
        delta = through(net.f[k - 1], delta @ net.W[k].T, net.Z[k - 1]) if k > 1 else delta
    return net, [grads[k] for k in sorted(grads)]


def handed(net, grads, orientation="in_out", samples="rows"):
    """(params, X, Y, gradients, words) of a kind, in the learner's layout."""

    def weight(w):
        return w.T if orientation == "out_in" else w

    columns, first = samples == "columns", net.bias == "first_row"
    layers = range(1, net.L + 1)
    if net.bias != "separate":
        params = [weight(np.vstack([net.b[k], net.W[k]] if first else [net.W[k], net.b[k]])) for k in layers]
        gradients = [weight(g) for g in grads]
    else:
        params = [(weight(net.W[k]), net.b[k]) for k in layers]
        gradients = [(weight(g), d) for g, d in grads]
    words = {"activations": [net.f[k] for k in layers], "loss": net.loss, "reduction": net.reduction}
    words |= {"factor": net.factor, "orientation": orientation, "samples": samples, "bias": net.bias}
    return params, net.X.T if columns else net.X, net.Y.T if columns else net.Y, gradients, words
