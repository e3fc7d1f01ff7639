import numpy as np


def forward(x, w_gate, w_up, w_down):
    """The feed forward layer of recent language models: (silu(x Wg) * x Wu) Wd"""
    gate = x @ w_gate
    up = x @ w_up
    sg = 1.0 / (1.0 + np.exp(-gate))
    act = gate * sg
    hidden = act * up
    out = hidden @ w_down
    memory = x, w_gate, w_up, w_down, gate, up, sg, act, hidden
    return out, memory


def backward(dout, memory):
    x, w_gate, w_up, w_down, gate, up, sg, act, hidden = memory
    # backward
    dw_down = hidden.T @ dout  #! dw_down = act.T @ dout
    dhidden = dout @ w_down.T
    dup = dhidden * act  #! dup = dhidden * gate
    dact = dhidden * up
    dgate = dact * (sg + gate * sg * (1 - sg))  #! dgate = dact * sg * (1 - sg)  #! dgate = dact * gate * sg * (1 - sg)  #! dgate = dact * (sg + act * sg * (1 - sg))
    dw_gate = x.T @ dgate
    dw_up = x.T @ dup
    dx = dgate @ w_gate.T + dup @ w_up.T  #! dx = dgate @ w_gate.T  #! dx = dgate @ w_up.T + dup @ w_gate.T
    return dx, dw_gate, dw_up, dw_down


def inputs():
    rng = np.random.default_rng(123)
    return rng.normal(size=(6, 3)), rng.normal(size=(3, 5)), rng.normal(size=(3, 5)), rng.normal(size=(5, 4))


FORWARD = forward
BACKWARD = backward
INPUTS = inputs()
