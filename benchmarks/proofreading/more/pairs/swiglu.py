# SwiGLU feed forward block (llama style), no cache: the backward computes everything again
import numpy as np


def swiglu(x, w_gate, w_up, w_down):
    a = x @ w_gate
    return (a / (1 + np.exp(-a)) * (x @ w_up)) @ w_down


def swiglu_vjp(dout, x, w_gate, w_up, w_down):
    a = x @ w_gate
    s = 1 / (1 + np.exp(-a))
    silu = a * s
    up = x @ w_up
    # backward
    d_down = (silu * up).T @ dout  #! d_down = silu.T @ dout  #! d_down = (s * up).T @ dout
    d_mid = dout @ w_down.T
    d_upout = d_mid * silu  #! d_upout = d_mid * s  #! d_upout = d_mid * up
    d_a = d_mid * up * (s + a * s * (1 - s))  #! d_a = d_mid * up * s * (1 - s)  #! d_a = d_mid * (s + a * s * (1 - s))  #! d_a = d_mid * up * (s + s * (1 - s))  #! d_a = d_mid * up * s
    d_gate = x.T @ d_a  #! d_gate = x.T @ (d_mid * up)
    d_up = x.T @ d_upout  #! d_up = x.T @ d_a
    dx = d_a @ w_gate.T + d_upout @ w_up.T  #! dx = d_a @ w_gate.T  #! dx = d_upout @ w_gate.T + d_a @ w_up.T
    # end
    return dx, d_gate, d_up, d_down


rs = np.random.RandomState(9)
FORWARD = swiglu
BACKWARD = swiglu_vjp
INPUTS = (rs.randn(3, 4), rs.randn(4, 5) * 0.6, rs.randn(4, 5) * 0.6, rs.randn(5, 4) * 0.6)
