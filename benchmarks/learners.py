"""Learners: backward passes written by hand in NumPy, each with a mistake, and networks to make them in.

This is the other side of the checker's tests, and knows nothing of it: neither its table nor `nn.matrix` is used
here. A learner takes rows as samples and W as (inputs, neurons), computes every derivative by its own formula, and
makes the mistakes that are asked for. `handed_in` turns what comes out into any other layout.
"""

import math
from dataclasses import dataclass, field

import numpy as np


def sigmoid(z):
    """1 / (1 + e**-z)."""
    return 1 / (1 + np.exp(-z))


def phi(z):
    """The normal density."""
    return np.exp(-z * z / 2) / np.sqrt(2 * np.pi)


def big_phi(z):
    """The normal distribution function."""
    return 0.5 * np.vectorize(math.erfc)(-z / math.sqrt(2))


def softmax(z):
    """Along rows."""
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


FORWARD = {
    "linear": lambda z: z,
    "relu": lambda z: np.maximum(z, 0),
    "leaky_relu": lambda z: np.where(z > 0, z, 0.01 * z),
    "elu": lambda z: np.where(z > 0, z, np.exp(np.minimum(z, 0)) - 1),
    "softplus": lambda z: np.log(1 + np.exp(z)),
    "silu": lambda z: z * sigmoid(z),
    "gelu": lambda z: z * big_phi(z),
    "tanh": np.tanh,
    "sigmoid": sigmoid,
    "sin": np.sin,
    "exp": np.exp,
    "softmax": softmax,
}
SLOPE = {
    "linear": lambda z: np.ones_like(z),
    "relu": lambda z: 1.0 * (z > 0),
    "leaky_relu": lambda z: np.where(z > 0, 1.0, 0.01),
    "elu": lambda z: np.where(z > 0, 1.0, np.exp(np.minimum(z, 0))),
    "softplus": sigmoid,
    "silu": lambda z: sigmoid(z) * (1 + z * (1 - sigmoid(z))),
    "gelu": lambda z: big_phi(z) + z * phi(z),
    "tanh": lambda z: 1 / np.cosh(z) ** 2,
    "sigmoid": lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2,
    "sin": np.cos,
    "exp": np.exp,
    "softmax": lambda z: softmax(z) * (1 - softmax(z)),
}
OUTPUTS = {"mse": list(FORWARD), "bce": ["sigmoid", "softmax"], "cross_entropy": ["softmax", "sigmoid"]}
"""Last activations that give what the loss takes."""

FROM_A = {
    "sigmoid": lambda a: a * (1 - a),
    "tanh": lambda a: 1 - a**2,
    "exp": lambda a: a,
    "softplus": lambda a: 1 - np.exp(-a),
    "elu": lambda a: np.where(a > 0, 1.0, a + 1),
}
"""Slopes as people write them, in terms of a."""


@dataclass
class Net:
    """A network with a batch and a loss. Layers count from 1: W[k], b[k]; A[0] = X."""

    W: dict
    b: dict
    f: dict
    X: np.ndarray
    Y: np.ndarray
    loss: str = "mse"
    reduction: str = "mean"
    factor: float = 1.0
    eta: float | None = None
    bias: str = "separate"
    Z: dict = field(default_factory=dict)
    A: dict = field(default_factory=dict)

    def __post_init__(self):
        self.L = len(self.W)
        self.N = len(self.X)
        self.A[0] = self.X
        with np.errstate(all="ignore"):  # a network that overflows is not used
            self.forward()

    def forward(self):
        """Z and A of every layer."""
        for k in range(1, self.L + 1):
            self.Z[k] = self.A[k - 1] @ self.W[k]
            if self.b[k] is not None:
                self.Z[k] = self.Z[k] + self.b[k]
            self.A[k] = FORWARD[self.f[k]](self.Z[k])

    @property
    def s(self):
        """The constant in front of the summed loss."""
        return self.factor / {"mean": self.N, "sum": 1, "mean_all": self.Y.size}[self.reduction]

    def shape(self, k):
        """(inputs, neurons) of layer k."""
        return self.W[k].shape


def random_net(rng, largest=6, deepest=4, N=None, loss=None):
    """A network of sizes 1 to `largest`, 1 to `deepest` layers, any activations, with or without biases."""
    while True:
        L = int(rng.integers(1, deepest + 1))
        sizes = [int(n) for n in rng.integers(1, largest + 1, L + 1)]
        kind = loss or str(rng.choice(["mse", "bce", "cross_entropy"]))
        f = {k: str(rng.choice(list(FORWARD))) for k in range(1, L)}
        f[L] = str(rng.choice(OUTPUTS[kind]))
        biased = rng.random() < 0.6
        W = {k: rng.normal(0, 0.8, (sizes[k - 1], sizes[k])) for k in range(1, L + 1)}
        b = {k: rng.normal(0, 0.5, sizes[k]) if biased else None for k in range(1, L + 1)}
        n = N or int(rng.integers(1, 9))
        X = rng.normal(0, 1, (n, sizes[0]))
        if kind == "mse":
            Y = rng.normal(0, 1, (n, sizes[L]))
        elif kind == "bce":
            Y = rng.uniform(0, 1, (n, sizes[L])) if rng.random() < 0.5 else 1.0 * (rng.random((n, sizes[L])) < 0.5)
        else:
            Y = np.eye(sizes[L])[rng.integers(0, sizes[L], n)]
        net = Net(
            W,
            b,
            f,
            X,
            Y,
            kind,
            reduction=str(rng.choice(["mean", "sum", "mean_all"], p=[0.6, 0.2, 0.2])),
            factor=float(rng.choice([1.0, 0.5])),
            bias="last_row" if biased and rng.random() < 0.3 else "separate",
        )
        if f[L] == "softmax" and sizes[L] == 1:
            continue  # an output that is always 1
        if all(np.abs(net.Z[k]).max() < 5 for k in net.Z):
            return net


# --- the right pass ------------------------------------------------------------------------------


def loss_gradient(net):
    """∂L/∂A of the output, without the constant in front."""
    a, y = net.A[net.L], net.Y
    return {"mse": 2 * (a - y), "bce": (a - y) / (a * (1 - a)), "cross_entropy": -y / a}[net.loss]


def through(name, G, z):
    """δ = ∂L/∂z from G = ∂L/∂a."""
    if name == "softmax":
        s = softmax(z)
        return s * (G - (G * s).sum(axis=1, keepdims=True))
    return G * SLOPE[name](z)


def right_pass(net):
    """Textbook backpropagation: [(dW, db), …]."""
    return wrong_pass(net, {})


# --- the wrong ones ------------------------------------------------------------------------------


@dataclass
class Wrong:
    """In which layers a mistake is made, and which of its variants."""

    layers: tuple
    variant: int = 0


def wrong_pass(net, wrong):
    """Backpropagation with the mistakes in `wrong`, {id: Wrong}: [(dW, db), …], in the shapes that come out."""
    with np.errstate(all="ignore"):
        return _wrong_pass(net, wrong)


def _wrong_pass(net, wrong):
    learner = Learner(net, wrong)
    G = learner.output_gradient()
    grads = {}
    for k in range(net.L, 0, -1):
        delta = learner.delta(k, G)
        grads[k] = [learner.weight_gradient(k, delta), learner.bias_gradient(k, delta)]
        if k > 1:
            G = learner.sent_back(k, G, delta)
    for k in grads:
        grads[k] = learner.scaled(k, *learner.of_one_sample(k, grads[k]))
    return [(dW, db if net.b[k] is not None else None) for k, (dW, db) in sorted(grads.items())]


class Learner:
    """A learner who writes backpropagation by hand, with the mistakes that are asked for."""

    def __init__(self, net, wrong):
        self.net, self.wrong, self.deltas = net, wrong, {}

    def made(self, mistake, k):
        """Whether the mistake is made in layer k."""
        return mistake in self.wrong and k in self.wrong[mistake].layers

    def pick(self, mistake, *options):
        """The variant that was planned, of those there are."""
        return options[self.wrong[mistake].variant % len(options)]()

    def output_gradient(self):
        """∂L/∂A of the output."""
        net, made, pick = self.net, self.made, self.pick
        a, y, s = net.A[net.L], net.Y, net.s
        if made("missing_loss_factor", net.L):
            return pick("missing_loss_factor", lambda: np.ones_like(a), lambda: np.ones_like(a) * s)
        if not made("wrong_loss_deriv", net.L):
            return s * loss_gradient(net)
        options = {
            "mse": [lambda: (a - y) ** 2, lambda: np.abs(a - y), lambda: 2 * (a + y), lambda: np.sign(a - y)],
            "bce": [
                lambda: -y / a - (1 - y) / (1 - a),
                lambda: 2 * (a - y),
                lambda: -y / a,
                lambda: (a - y) / a,
                lambda: a - y,
            ],
            "cross_entropy": [
                lambda: -1 / a,
                lambda: (a - y) / (a * (1 - a)),
                lambda: -y * np.log(a),
                lambda: a - y,
            ],
        }
        return s * pick("wrong_loss_deriv", *options[net.loss])

    def delta(self, k, G):
        """∂L/∂z of layer k."""
        self.deltas[k] = self._delta(k, G)
        return self.deltas[k]

    def _delta(self, k, G):
        net, made, pick = self.net, self.made, self.pick
        f, z, a, y, s = net.f[k], net.Z[k], net.A[k], net.Y, net.s
        slope = SLOPE[f](z)
        if made("missing_hidden_deriv", k):
            return G
        if made("missing_output_deriv", k):
            return pick("missing_output_deriv", lambda: G, lambda: s * (a - y))
        if made("extra_output_deriv", k):
            return through(f, G, z) * slope
        if made("deriv_at_a", k):
            return through(f, G, a)
        if made("deriv_at_z", k):
            return G * FROM_A[f](z)
        if made("wrong_act_deriv", k):
            return G * pick(
                "wrong_act_deriv",
                lambda: a * (1 - a) if f != "sigmoid" else 1 - a**2,
                lambda: 1 - a**2 if f != "tanh" else 1 + a**2,
                lambda: 1.0 * (z > 0) if f != "relu" else sigmoid(z) * (1 - sigmoid(z)),
                lambda: np.cos(z) if f != "sin" else np.exp(z),
            )
        if made("deriv_wrong_layer", k):
            return G * SLOPE[f](net.Z[self.wrong["deriv_wrong_layer"].variant])
        if made("deriv_at_error", k):
            e = a - y if k == net.L else G
            return G * (FROM_A[f](e) if f in FROM_A and self.wrong["deriv_at_error"].variant else SLOPE[f](e))
        if made("upstream_dropped", k):
            return pick("upstream_dropped", lambda: slope, lambda: s * slope)
        if made("softmax_diag", k):
            return G * a * (1 - a)
        if made("extra_z_factor", k):
            return G * slope * z
        if made("matmul_for_hadamard", k):
            return G @ slope
        if f == "softmax" and net.loss == "cross_entropy" and k == net.L and not self._wrong_loss():
            return s * (a * y.sum(axis=1, keepdims=True) - y)  # as everybody writes it
        return through(f, G, z)

    def _wrong_loss(self):
        return self.made("wrong_loss_deriv", self.net.L) or self.made("missing_loss_factor", self.net.L)

    def weight_gradient(self, k, delta):
        """∂L/∂W of layer k."""
        net, made, pick = self.net, self.made, self.pick
        prev, W, N = net.A[k - 1], net.W[k], net.N
        dW = prev.T @ delta
        if made("missing_input", k):
            dW = pick(
                "missing_input",
                lambda: delta,
                lambda: delta.sum(axis=0),
                lambda: np.ones(net.shape(k)) * delta.sum(axis=0),
            )
        if made("elementwise", k):
            dW = elementwise(prev, delta, self.wrong["elementwise"].variant)
        if made("kron", k):
            dW = pick(
                "kron",
                lambda: np.kron(prev, delta),
                lambda: np.kron(prev.T, delta),
                lambda: np.kron(delta, prev),
                lambda: np.kron(prev[0], delta[0]) if N == 1 else np.kron(prev.T, delta),
            )
        if made("wrong_input", k):
            dW = net.A[self.wrong["wrong_input"].variant].T @ delta
        if made("preact_as_input", k):
            dW = net.Z[k - 1].T @ delta
        if made("weight_as_input", k):
            dW = pick(
                "weight_as_input",
                lambda: W * delta.sum(axis=0),
                lambda: W * delta.mean(axis=0),
                lambda: W * delta if N in (1, len(W)) else W * delta.sum(axis=0),
            )
        return dW

    def bias_gradient(self, k, delta):
        """∂L/∂b of layer k."""
        net, made, pick = self.net, self.made, self.pick
        prev, db = net.A[k - 1], delta.sum(axis=0)
        if made("bias_not_summed", k):
            return delta
        if made("bias_sum_all", k):
            return pick("bias_sum_all", lambda: delta.sum(), lambda: np.full(delta.shape[1], np.sum(delta)))
        if made("bias_wrong_axis", k):
            return pick("bias_wrong_axis", lambda: delta.sum(axis=1), lambda: np.sum(delta, axis=1, keepdims=True))
        if made("bias_scale", k):
            return pick("bias_scale", lambda: net.N * db, lambda: db / net.N)
        if made("bias_missing", k):
            return np.zeros_like(db)
        if made("bias_times_input", k):
            options = [lambda: db * net.b[k], lambda: (prev.T @ delta).sum(axis=0)]
            if prev.shape[1] == delta.shape[1]:
                options.append(lambda: (delta * prev).sum(axis=0))
            return pick("bias_times_input", *options)
        return db

    def of_one_sample(self, k, grads):
        """dW and db; of one sample only, or with dW transposed."""
        net = self.net
        dW, db = grads
        if self.made("one_sample_only", k):
            plan = self.wrong["one_sample_only"].variant
            n, c = plan % net.N, 1 if plan < net.N else net.factor / net.s
            delta = self.deltas[k]
            dW, db = np.outer(net.A[k - 1][n], delta[n]) * c, delta[n] * c
        return (dW.T if self.made("transposed", k) else dW), db

    def sent_back(self, k, G, delta):
        """∂L/∂A of layer k − 1, where the mistakes are counted."""
        net, pick = self.net, self.pick
        prev, W, a, y, s = net.A[k - 1], net.W[k], net.A[k], net.Y, net.s

        def made(mistake):
            return self.made(mistake, k - 1)

        if made("prop_updated_W"):
            return delta @ (W - net.eta * (prev.T @ delta)).T
        if made("prop_wrong_W"):
            return delta @ net.W[self.wrong["prop_wrong_W"].variant].T
        if made("prop_untransposed"):
            return delta @ W
        if made("prop_gradW"):
            return delta @ (prev.T @ delta).T
        if made("prop_raw_error"):
            if k < net.L:
                return G @ W.T
            return pick("prop_raw_error", lambda: (a - y) @ W.T, lambda: s * (a - y) @ W.T)
        if made("prop_skipped_W"):
            return delta if delta.shape == prev.shape else np.ones_like(prev) * delta.sum(axis=1, keepdims=True)
        if made("prop_activation"):
            return pick("prop_activation", lambda: a @ W.T, lambda: s * a @ W.T)
        if made("bias_row_wrong"):
            theta = np.vstack([W, net.b[k]])
            return (delta @ theta.T)[:, 1:]
        return delta @ W.T

    def scaled(self, k, dW, db):
        """dW and db of layer k with constants in front that do not belong there."""
        net, wrong, made = self.net, self.wrong, self.made
        count = {"mean": net.N, "sum": 1, "mean_all": net.Y.size}[net.reduction]
        c = 1.0
        if made("sign_flipped", k):
            c = -c
        if made("sum_not_mean", k):
            c *= net.N
        if made("extra_mean", k):
            c /= net.N
        if made("factor_two", k):
            c *= [2, 0.5][wrong["factor_two"].variant % 2]
        if made("wrong_denominator", k):
            fan_in, fan_out = net.shape(k)
            c *= count / [fan_in, net.Y.shape[1], fan_out][wrong["wrong_denominator"].variant % 3]
        if made("accumulated", k):
            c *= 2 + wrong["accumulated"].variant
        if made("lr_included", k):
            c *= net.eta
        return c * np.asarray(dW), c * np.asarray(db)


def elementwise(prev, delta, which):
    """A product that is no outer product: the first from `which` on whose shapes allow it."""
    options = [
        lambda: prev * delta,
        lambda: (prev * delta).sum(axis=0),
        lambda: np.dot(prev, delta),
        lambda: np.dot(delta, prev),
        lambda: np.sum(prev * delta),
    ]
    for i in range(len(options)):
        try:
            return options[(which + i) % len(options)]()
        except ValueError:
            continue
    raise ValueError("no product fits")


# --- where a mistake can be made -----------------------------------------------------------------

WHOLE = (
    "sign_flipped",
    "sum_not_mean",
    "extra_mean",
    "factor_two",
    "wrong_denominator",
    "one_sample_only",
    "accumulated",
    "lr_included",
    "missing_loss_factor",
)
FAMILIES = {
    "constant": (*WHOLE[:8], "bias_scale"),
    "input": (
        "transposed",
        "missing_input",
        "elementwise",
        "kron",
        "wrong_input",
        "preact_as_input",
        "weight_as_input",
    ),
    "slope": (
        "missing_hidden_deriv",
        "missing_output_deriv",
        "extra_output_deriv",
        "deriv_at_a",
        "deriv_at_z",
        "wrong_act_deriv",
        "deriv_wrong_layer",
        "deriv_at_error",
        "upstream_dropped",
        "softmax_diag",
        "extra_z_factor",
        "matmul_for_hadamard",
    ),
    "route": (
        "prop_updated_W",
        "prop_wrong_W",
        "prop_untransposed",
        "prop_gradW",
        "prop_raw_error",
        "prop_skipped_W",
        "prop_activation",
        "bias_row_wrong",
    ),
    "bias": ("bias_not_summed", "bias_sum_all", "bias_wrong_axis", "bias_missing", "bias_times_input"),
    "loss": ("wrong_loss_deriv", "missing_loss_factor"),
}
IDS = tuple(mistake for members in FAMILIES.values() for mistake in members)


def places(net, mistake):
    """The layers where a mistake can be made in this network; [] if in none."""
    layers = range(1, net.L + 1)
    hidden = range(1, net.L)
    biased = net.b[1] is not None and net.bias == "separate"
    if mistake in ("wrong_loss_deriv", "missing_output_deriv", "extra_output_deriv"):
        fits = mistake == "wrong_loss_deriv" or net.f[net.L] != "linear"
        return [net.L] if fits else []
    if mistake == "missing_hidden_deriv":
        return [k for k in hidden if net.f[k] != "linear"]
    if mistake in ("deriv_at_a", "upstream_dropped"):
        return [k for k in layers if net.f[k] != "linear"]
    if mistake == "deriv_at_z":
        return [k for k in layers if net.f[k] in FROM_A]
    if mistake == "deriv_at_error":
        return [k for k in layers if net.f[k] not in ("linear", "softmax")]
    if mistake == "wrong_act_deriv":
        return [k for k in layers if net.f[k] != "softmax"]
    if mistake == "deriv_wrong_layer":
        return [k for k in layers if net.f[k] not in ("linear", "softmax") and alike(net, k)]
    if mistake == "softmax_diag":
        return [k for k in layers if net.f[k] == "softmax"]
    if mistake == "extra_z_factor":
        return [k for k in layers if net.f[k] != "softmax"]
    if mistake == "matmul_for_hadamard":
        return [k for k in layers if net.Z[k].shape[1] == net.N and net.f[k] != "softmax"]
    if mistake == "preact_as_input":
        return [k for k in layers if k > 1]
    if mistake == "elementwise":
        return [k for k in layers if net.shape(k)[0] == net.shape(k)[1]]
    if mistake == "prop_wrong_W":
        return [k for k in hidden if any(net.shape(j) == net.shape(k + 1) for j in layers if j != k + 1)]
    if mistake == "prop_untransposed":
        return [k for k in hidden if net.shape(k + 1)[0] == net.shape(k + 1)[1]]
    if mistake == "bias_row_wrong":
        return [k for k in hidden if net.bias == "last_row"]
    if mistake.startswith("prop_"):
        return list(hidden)
    if mistake.startswith("bias_"):
        return [k for k in layers if biased or (mistake in ("bias_missing", "bias_scale") and net.b[1] is not None)]
    return list(layers)


def alike(net, k):
    """Other layers whose z has the shape of layer k's."""
    return [j for j in range(1, net.L + 1) if j != k and net.Z[j].shape == net.Z[k].shape]


def plan(net, mistake, rng):
    """Where and how to make a mistake in this network; None if it cannot be made."""
    where = places(net, mistake)
    if not where or (mistake in ("one_sample_only",) and net.N < 2):
        return None
    if mistake in WHOLE:
        layers = tuple(range(1, net.L + 1))
    else:
        layers = tuple(where) if rng.random() < 0.3 else (int(rng.choice(where)),)
    variant = int(rng.integers(0, 12))
    if mistake == "deriv_wrong_layer":
        layers = layers[:1]
        variant = int(rng.choice(alike(net, layers[0])))
    if mistake == "wrong_input":
        layers = layers[:1]
        variant = int(rng.choice([j for j in range(net.L + 1) if j != layers[0] - 1]))
    if mistake == "prop_wrong_W":
        layers = layers[:1]
        up = layers[0] + 1
        variant = int(rng.choice([j for j in range(1, net.L + 1) if j != up and net.shape(j) == net.shape(up)]))
    if mistake == "one_sample_only":
        variant = net.N - 1 + (net.N if rng.random() < 0.3 else 0)
    if mistake in ("prop_updated_W", "lr_included"):
        net.eta = float(rng.choice([0.5, 0.1, 0.05, 0.01]))
    if mistake in ("missing_output_deriv", "deriv_at_error"):
        variant %= 2
    if mistake == "accumulated":
        variant %= 4
    return Wrong(layers, variant)


# --- layouts -------------------------------------------------------------------------------------


def handed_in(net, grads, orientation="in_out", samples="rows"):
    """(params, X, Y, gradients, words) as a learner of this layout has them."""

    def weight(w):
        return w.T if orientation == "out_in" and np.ndim(w) == 2 else w

    def per_neuron(v):
        if v is None or samples == "rows" or np.ndim(v) == 0:
            return v
        return v.reshape(-1, 1) if np.ndim(v) == 1 else v.T

    layers = range(1, net.L + 1)
    if net.bias == "last_row":
        params = [weight(np.vstack([net.W[k], net.b[k]])) for k in layers]
        gradients = [
            weight(np.vstack([dW, db])) if np.shape(dW) == net.shape(k) and np.shape(db) == net.b[k].shape else None
            for k, (dW, db) in zip(layers, grads, strict=True)
        ]
        if any(g is None for g in gradients):
            return None  # with a bias row, such a line has no shape
    else:
        params = [(weight(net.W[k]), per_neuron(net.b[k])) for k in layers]
        gradients = [(weight(dW), per_neuron(db)) for dW, db in grads]
    X, Y = (net.X, net.Y) if samples == "rows" else (net.X.T, net.Y.T)
    words = {
        "activations": [net.f[k] for k in layers],
        "loss": net.loss,
        "reduction": net.reduction,
        "factor": net.factor,
        "orientation": orientation,
        "samples": samples,
        "bias": net.bias,
    }
    return params, X, Y, gradients, words
