"""Neuron, Layer and MLP, made of nothing but `Value` arithmetic.

A neuron computes s = b + w_0·x_0 + w_1·x_1 + … and a = f(s). No derivative is written here: that
∂L/∂w_ij = δ_i·x_j, with δ_i = ∂L/∂s_i, *emerges* from the chain rule on + and ×.

Weight w_ij goes from input j to neuron i: `layer.neurons[i].w[j]`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Never

from engine import Value
from engine.recording.sums import activations_of, sums_and_activations
from engine.table.checks import describe
from engine.table.notation import counted
from nn.networks import activations, state, sums
from nn.networks.activations import METHODS, for_each_layer, per_layer
from nn.networks.arrays import Arrays, load, weight_rows
from nn.networks.initialisers import Seed, initialiser, source
from nn.networks.parameters import Module as Module
from nn.networks.parameters import check_parameter
from nn.networks.places import Place, PlacedLabel
from nn.networks.summary import Summary, summary_of
from nn.networks.sums import Operands
from nn.networks.trace import LayerTrace, Trace, sample
from nn.settings import Activation, Orientation, at_least_1, orientation_of

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import ArrayLike, NDArray

    class Output(Value, list[Value]):  # type: ignore[misc]  # a list has operators of its own
        """What a layer returns, for type checkers: a Value for one neuron, else a list; sizes are known at run time."""


class Neuron(Module):
    """A weighted sum of inputs, a bias, and an activation.

    Args:
        nin: number of inputs, 1 or more.
        activation: its name, one of `nn.networks.activations.NAMES` but softmax, which needs a whole layer.
        nonlin: micrograd's word: True is relu, False is linear.
        bias: whether there is a bias b; it starts at 0.
        init: name of the initialiser of the weights, one of `nn.networks.initialisers.INITIALISERS`.
        seed: an int or a random.Random; None draws from the global `random`.
        fan_out: number of neurons beside it, which xavier initialisers need.

    Raises:
        ValueError: for a size below 1 or an unknown name.

    >>> neuron = Neuron(2, "tanh", seed=1)
    >>> len(neuron.w), neuron.b.data
    (2, 0.0)
    """

    def __init__(
        self,
        nin: int,
        activation: Activation | bool = "relu",
        *,
        nonlin: bool | None = None,
        bias: bool = True,
        init: str = "uniform",
        seed: Seed = None,
        fan_out: int = 1,
    ) -> None:
        at_least_1("nin", nin)
        self.activation = activations.check(activation if nonlin is None else nonlin)
        if self.activation == "softmax":
            raise ValueError("softmax acts on a whole layer: use Layer(…, activation='softmax').")
        initial, rng = initialiser(init), source(seed)
        self.w = [Value(initial(rng, nin, fan_out)) for _ in range(nin)]
        self.b = Value(0.0) if bias else None
        self.mark(None, 0)

    def __setattr__(self, name: str, value: object) -> None:
        super().__setattr__(name, value)
        sums.neuron_set = None  # layers look at their neurons again

    @property
    def nonlin(self) -> bool:
        """micrograd's word: False if the activation is linear. Setting True makes it relu, setting False linear."""
        return self.activation != "linear"

    @nonlin.setter
    def nonlin(self, nonlin: bool) -> None:
        if not isinstance(nonlin, bool):
            raise TypeError(
                f"nonlin got {describe(nonlin)}; True (relu) or False (linear) is needed, or activation = …"
            )
        self.activation = activations.check(nonlin)

    def mark(self, layer: int | None, neuron: int) -> None:
        """Label the neuron's parameters, and what it computes, with its place in the network."""
        for j, weight in enumerate(self.w):
            weight.label = PlacedLabel(Place(layer, neuron, "w", j))
        if self.b is not None:
            self.b.label = PlacedLabel(Place(layer, neuron, "b"))
        self._s_label = PlacedLabel(Place(layer, neuron, "s"))
        self._a_label = PlacedLabel(Place(layer, neuron, "a"))

    def check(self) -> None:
        """Raise TypeError if a weight or the bias was replaced by a result, which training would not move."""
        for value in [*self.w, *([] if self.b is None else [self.b])]:
            check_parameter(value)

    _check_parameters = check

    def pre_activation(self, x: Sequence[Value | float]) -> Value:
        """Return s = b + Σ_j w_j x_j, one product and one sum at a time.

        A layer records each sum at once (`engine/recording/sums.py`); it becomes these operations when it is read.
        """
        s = self.b
        for w, x_j in zip(self.w, x, strict=True):
            s = w * x_j if s is None else s + w * x_j
        assert s is not None  # there is at least one input
        s.label = self._s_label
        return s

    def activate(self, s: Value) -> Value:
        """Return a = f(s)."""
        if self.activation == "linear":
            return s
        a: Value = METHODS[self.activation](s)  # activations.apply(…) in half the time
        a.label = self._a_label
        return a

    def __call__(self, x: Sequence[Value | float], *more: Never) -> Value:
        """Return the activation for one sample of `nin` numbers or Values."""
        return self.activate(self.pre_activation(sample(x, len(self.w), "Neuron", more)))

    def __repr__(self) -> str:
        return f"{_title(self.activation)}Neuron({len(self.w)})"


PLAIN = Neuron.pre_activation, Neuron.activate  # those that a layer may replace; a subclass may have others


class Layer(Module):
    """Neurons side by side, all fed with the same inputs.

    Args:
        nin: number of inputs.
        nout: number of neurons.
        activation, nonlin, bias, init, seed: as for `Neuron`; softmax acts on the layer as a whole.

    Raises:
        ValueError: for a size below 1 or an unknown name.

    >>> len(Layer(3, 2, "sigmoid", seed=1).parameters())
    8
    """

    _operands = cached_property(lambda _: Operands())  # made for the first sample, also for a layer in an old pickle

    def __init__(
        self,
        nin: int,
        nout: int,
        activation: Activation | bool = "relu",
        *,
        nonlin: bool | None = None,
        bias: bool = True,
        init: str = "uniform",
        seed: Seed = None,
    ) -> None:
        at_least_1("nin", nin)
        at_least_1("nout", nout)
        name = activations.check(activation if nonlin is None else nonlin)
        rng = source(seed)
        self.softmax = name == "softmax"
        each = "linear" if self.softmax else name
        self.neurons = [Neuron(nin, each, bias=bias, init=init, seed=rng, fan_out=nout) for _ in range(nout)]
        self.mark(None)

    @property
    def activation(self) -> str:
        """The name of the layer's activation."""
        return "softmax" if self.softmax else self.neurons[0].activation

    def mark(self, layer: int | None) -> None:
        """Label everything in the layer with its number, counted from 1."""
        for i, neuron in enumerate(self.neurons):
            neuron.mark(layer, i)

    def forward(self, x: Sequence[Value | float]) -> tuple[list[Value], list[Value]]:
        """Return the pre-activations s and activations a of all neurons, for one sample already checked."""
        known = self._operands.of(self.neurons, len(x), PLAIN)
        made = known and sums_and_activations(known, x)  # all at once, where that is possible
        s, a = made or ([neuron.pre_activation(x) for neuron in self.neurons], [])
        if not made or not known or not known.activates:
            a = [neuron.activate(s_i) for neuron, s_i in zip(self.neurons, s, strict=True)]
        if self.softmax:
            a = activations.softmax(s)
            for neuron, value in zip(self.neurons, a, strict=True):
                value.label = neuron._a_label
        return s, a

    def activations(self, x: Sequence[Value | float]) -> list[Value]:
        """Return the activations alone: a neuron's sum and activation are then one record, where that is possible."""
        if type(self).forward is FORWARD:  # a subclass may have its own
            known = self._operands.of(self.neurons, len(x), PLAIN)
            if known and (made := activations_of(known, x)):
                return made
        return self.forward(x)[1]

    def __call__(self, x: Sequence[Value | float], *more: Never) -> Output:
        """Return the activations for one sample: a Value for one neuron, else a list of Values."""
        return _one_or_list(self.activations(sample(x, len(self.neurons[0].w), "Layer", more)))

    def __repr__(self) -> str:
        return f"{'Softmax layer' if self.softmax else 'Layer'} of [{', '.join(map(str, self.neurons))}]"


FORWARD = Layer.forward


class MLP(Module):
    """A multi-layer perceptron: each layer's activations are the next layer's inputs.

    Args:
        nin: number of inputs.
        nouts: number of neurons of each layer, such as [16, 16, 1].
        activation: name for the hidden layers, or a list with one for each hidden layer, or for each layer.
        output: activation of the last layer; linear, if not given.
        bias: whether neurons have a bias; or a list, one for each layer.
        init: initialiser of the weights, one of `nn.networks.initialisers.INITIALISERS`.
        seed: an int for reproducible weights; None draws from the global `random`.

    Raises:
        ValueError, TypeError: for sizes, names or lists that do not fit; the message names them.

    >>> model = MLP(2, [3, 1], activation="sigmoid", seed=1)
    >>> model([0.5, -1.0]).label
    's2[0]'
    """

    made_of: ClassVar = (Layer, Neuron)  # what files and matrices can say; a class of a user's own may compute anything

    def __init__(
        self,
        nin: int,
        nouts: Sequence[int] = (),
        activation: Activation | Sequence[Activation] = "relu",
        output: Activation | None = None,
        *,
        bias: bool | Sequence[bool] = True,
        init: str = "uniform",
        seed: Seed = None,
    ) -> None:
        if hasattr(nin, "__len__"):
            raise TypeError(f"nin got {describe(nin)}; it is the number of inputs alone, as in MLP(2, [3, 1]).")
        if not hasattr(nouts, "__len__") or isinstance(nouts, str) or not len(nouts):
            raise ValueError(f"nouts got {nouts!r}; a list with the size of each layer is needed, such as [3, 1].")
        names = per_layer(activation, output, len(nouts))
        biases = [bias] * len(nouts) if isinstance(bias, bool) else bias
        if not isinstance(biases, list | tuple) or not all(isinstance(each, bool) for each in biases):
            raise TypeError(f"bias got {describe(bias)}; True or False is needed, or a list with one for each layer.")
        if len(biases) != len(nouts):
            raise ValueError(
                f"bias has {counted(len(biases), 'entry')} for {counted(len(nouts), 'layer')}: give one for all, or "
                "one for each."
            )
        sizes, rng = [nin, *nouts], source(seed)
        self.layers = [
            Layer(before, size, name, bias=with_bias, init=init, seed=rng)
            for before, size, name, with_bias in zip(sizes[:-1], nouts, names, biases, strict=True)
        ]
        for number, layer in enumerate(self.layers, start=1):
            layer.mark(number)

    @classmethod
    def from_arrays(
        cls,
        params: Sequence[tuple[ArrayLike, ArrayLike | None] | ArrayLike] | Mapping[str, ArrayLike],
        *,
        activations: Activation | Sequence[Activation],
        orientation: Orientation | None = None,
    ) -> MLP:
        """Return a network with given weights, such as a learner's own matrices.

        Args:
            params: for each layer (W, b), or W alone; b may be None, a list, a row or a column. Or {"W1": …, "b1": …}.
            activations: one name for each layer, or one for all.
            orientation: "in_out" if W has a row per input, "out_in" if it has a row per neuron; None is "in_out", with
                a warning if a W is square.

        Raises:
            ValueError: if the shapes do not fit one another; the message names them.

        >>> model = MLP.from_arrays([([[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]], [0.0, 1.0, 2.0])], activations="tanh")
        >>> [w.data for w in model.layers[0].neurons[1].w]
        [0.2, 0.5]
        """
        loaded = load(params, orientation or "in_out")
        orientation_of(orientation, {f"W{k}": (len(w), len(w[0])) for k, (w, _) in enumerate(loaded, start=1)})
        names = for_each_layer(activations, len(loaded))
        biases = [b is not None for _, b in loaded]
        model = cls(len(loaded[0][0][0]), [len(w) for w, _ in loaded], names, bias=biases, init="zeros")
        for layer, (w, b) in zip(model.layers, loaded, strict=True):
            for i, neuron in enumerate(layer.neurons):
                for weight, number in zip(neuron.w, w[i], strict=True):
                    weight.data = number
                if neuron.b is not None and b is not None:
                    neuron.b.data = b[i]
        return model

    def arrays(self, *, orientation: Orientation = "in_out") -> Arrays:
        """Return the parameters as matrices of Values: {"W1": rows, "b1": list, "W2": …}; no b where there is none.

        >>> model = MLP(2, [3, 1], seed=1)
        >>> W1 = model.arrays(orientation="out_in")["W1"]
        >>> W1[2][0] is model.layers[0].neurons[2].w[0]
        True
        """
        found: Arrays = {}
        for number, layer in enumerate(self.layers, start=1):
            found[f"W{number}"] = weight_rows([neuron.w for neuron in layer.neurons], orientation)
            if biases := [neuron.b for neuron in layer.neurons if neuron.b is not None]:
                found[f"b{number}"] = biases
        return found

    def state_dict(self) -> dict[str, NDArray[float64]]:
        """Return the parameters as `to_torch(model).state_dict()` names and turns them, copied into NumPy arrays.

        >>> {name: array.shape for name, array in MLP(2, [3, 1], seed=1).state_dict().items()}
        {'0.weight': (3, 2), '0.bias': (3,), '2.weight': (1, 3), '2.bias': (1,)}
        """
        return state.state_dict(self)

    def load_state_dict(self, given: Mapping[str, ArrayLike]) -> None:
        """Load the numbers of a `state_dict`, of PyTorch's too; ValueError, and no change, if one does not fit."""
        state.load_state_dict(self, given)

    def trace(self, x: Sequence[Value | float]) -> Trace:
        """Run one sample, and keep every layer's inputs and results as numbers and as Values.

        Numbers in x become leaves labelled x[0], x[1], …, so that ∂L/∂x is computed too.

        >>> model = MLP(2, [3, 1], activation="sigmoid", seed=1)
        >>> trace = model.trace([0.5, -1.0])
        >>> trace.output[0].backward()
        >>> trace.layers[0].delta[2] * trace.layers[0].x[1] == model.layers[0].neurons[2].w[1].grad
        True
        """
        given = sample(x, len(self.layers[0].neurons[0].w), "MLP")
        inputs = [
            v if isinstance(v, Value) else Value(v, PlacedLabel(Place(None, j, "x"))) for j, v in enumerate(given)
        ]
        traced = []
        for layer in self.layers:
            s, a = layer.forward(inputs)
            traced.append(LayerTrace(inputs, s, a))
            inputs = a
        return Trace(traced)

    def __call__(self, x: Sequence[Value | float], *more: Never) -> Output:
        """Return the output for one sample: a Value for one output neuron, else a list of Values."""
        a: Sequence[Value | float] = sample(x, len(self.layers[0].neurons[0].w), "MLP", more)
        for layer in self.layers:
            a = layer.activations(a)
        return _one_or_list(a)  # type: ignore[arg-type]  # after a layer they are Values

    def summary(self) -> Summary:
        """Return each layer's shape, activation and number of parameters, as a table.

        >>> MLP(2, [16], output="tanh", seed=1).summary()
        layer   weights (in, out)   bias    activation   parameters
            1   (2, 16)             (16,)   tanh                 48
          all                                                    48
        """
        return summary_of(self)

    def __repr__(self) -> str:
        return f"MLP of [{', '.join(map(str, self.layers))}]"


def _one_or_list(values: Sequence[Value]) -> Output:
    return values[0] if len(values) == 1 else list(values)  # type: ignore[return-value]  # one of the two


def _title(activation: str) -> str:
    return "ReLU" if activation == "relu" else activation.title().replace("_", "")
