from __future__ import annotations

from dataclasses import dataclass, field
from typing import Callable, Dict, List, Type

import numpy as np

Array = np.ndarray
REGISTRY: Dict[str, Type["Layer"]] = {}


def register(name: str) -> Callable[[Type["Layer"]], Type["Layer"]]:
    def deco(cls: Type["Layer"]) -> Type["Layer"]:
        REGISTRY[name] = cls
        return cls
    return deco


@dataclass
class Layer:
    params: Dict[str, Array] = field(default_factory=dict)
    grads: Dict[str, Array] = field(default_factory=dict)


@register("dense")
@dataclass
class Dense(Layer):
    n_in: int = 1
    n_out: int = 1
    seed: int = 0

    def __post_init__(self) -> None:
        rng = np.random.default_rng(self.seed)
        self.params["W"] = rng.normal(0.0, 1.0 / np.sqrt(self.n_in), (self.n_in, self.n_out))
        self.params["b"] = np.full(self.n_out, 0.1)

    def forward(self, x: Array) -> Array:
        self.x = x
        return x @ self.params["W"] + self.params["b"]


@register("layernorm")
@dataclass
class LayerNorm(Layer):
    dim: int = 1
    eps: float = 1e-5

    def __post_init__(self) -> None:
        self.params["gamma"] = np.linspace(0.8, 1.3, self.dim)
        self.params["beta"] = np.zeros(self.dim)

    def forward(self, x: Array) -> Array:
        centred = x - x.mean(axis=-1, keepdims=True)
        self.inv_std = 1.0 / np.sqrt((centred ** 2).mean(axis=-1, keepdims=True) + self.eps)
        self.x_hat = centred * self.inv_std
        return self.params["gamma"] * self.x_hat + self.params["beta"]


@register("silu")
@dataclass
class SiLU(Layer):
    def forward(self, x: Array) -> Array:
        self.x, self.s = x, 1.0 / (1.0 + np.exp(-x))
        return self.x * self.s


# backward
def dense_backward(layer: Dense, g: Array) -> Array:
    layer.grads["W"] = layer.x.T @ g
    layer.grads["b"] = g.sum(axis=0)  #! layer.grads["b"] = g.mean(axis=0)
    return g @ layer.params["W"].T


def layernorm_backward(layer: LayerNorm, g: Array) -> Array:
    layer.grads["gamma"] = (g * layer.x_hat).sum(axis=0)  #! layer.grads["gamma"] = (g * layer.x_hat * layer.inv_std).sum(axis=0)
    layer.grads["beta"] = g.sum(axis=0)
    gx = g * layer.params["gamma"]  #! gx = g
    proj = (gx * layer.x_hat).mean(axis=-1, keepdims=True)  #! proj = (gx * layer.x_hat).sum(axis=-1, keepdims=True)  #! proj = (gx * layer.x_hat).mean(axis=0, keepdims=True)
    return layer.inv_std * (gx - gx.mean(axis=-1, keepdims=True) - layer.x_hat * proj)  #! return layer.inv_std * (gx - layer.x_hat * proj)  #! return gx - gx.mean(axis=-1, keepdims=True) - layer.x_hat * proj


def silu_backward(layer: SiLU, g: Array) -> Array:
    return g * layer.s * (1.0 + layer.x * (1.0 - layer.s))  #! return g * layer.s * (1.0 - layer.s)  #! return g * layer.s * layer.x * (1.0 - layer.s)


BACKWARD = {Dense: dense_backward, LayerNorm: layernorm_backward, SiLU: silu_backward}


def train_step(net: List[Layer], x: Array, t: Array, lr: float) -> float:
    h = x
    for layer in net:
        h = layer.forward(h)
    loss = float(np.mean((h - t) ** 2))
    g = 2.0 * (h - t) / t.size  #! g = 2.0 * (h - t)  #! g = 2.0 * (h - t) / len(t)
    for layer in reversed(net):
        g = BACKWARD[type(layer)](layer, g)
        for k in layer.params:
            layer.params[k] = layer.params[k] - lr * layer.grads[k]  #! layer.params[k] = layer.params[k] + lr * layer.grads[k]
    # end
    return loss


rng = np.random.default_rng(42)
net = [REGISTRY["dense"](n_in=3, n_out=5, seed=1), REGISTRY["layernorm"](dim=5),
       REGISTRY["silu"](), REGISTRY["dense"](n_in=5, n_out=2, seed=2)]
x, t = rng.normal(size=(6, 3)), rng.normal(size=(6, 2))
for epoch in range(5):
    print(f"epoch {epoch}: loss={train_step(net, x, t, lr=0.1):.5f}")
