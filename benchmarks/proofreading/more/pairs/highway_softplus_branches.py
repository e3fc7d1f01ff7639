import numpy as np


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


def softplus(x):
    return np.log1p(np.exp(x))


def highway_forward(x, W_h, b_h, W_t, b_t):
    hidden_pre = x @ W_h + b_h
    gate_pre = x @ W_t + b_t
    hidden = softplus(hidden_pre)
    gate = sigmoid(gate_pre)
    out = gate * hidden + (1 - gate) * x
    return out, (x, W_h, W_t, hidden_pre, hidden, gate)


def highway_backward(dout, cache):
    x, W_h, W_t, hidden_pre, hidden, gate = cache
    # backward
    d_gate = dout * (hidden - x)  #! d_gate = dout * hidden  #! d_gate = dout * (hidden + x)
    d_hidden = dout * gate
    d_gate_pre = d_gate * gate * (1 - gate)
    d_hidden_pre = d_hidden * sigmoid(hidden_pre)  #! d_hidden_pre = d_hidden * sigmoid(hidden)  #! d_hidden_pre = d_hidden * sigmoid(hidden_pre) * (1 - sigmoid(hidden_pre))
    grads = {}
    grads["W_h"] = x.T @ d_hidden_pre
    grads["b_h"] = d_hidden_pre.sum(axis=0)  #! grads["b_h"] = d_hidden.sum(axis=0)
    grads["W_t"] = x.T @ d_gate_pre  #! grads["W_t"] = x.T @ d_gate
    grads["b_t"] = d_gate_pre.sum(axis=0)  #! grads["b_t"] = d_hidden_pre.sum(axis=0)
    grads["x"] = d_hidden_pre @ W_h.T + d_gate_pre @ W_t.T
    grads["x"] += dout * (1 - gate)  #! grads["x"] += dout  #! grads["x"] += dout * gate  #! grads["x"] = dout * (1 - gate)
    return grads


np.random.seed(61)
FORWARD = highway_forward
BACKWARD = highway_backward
INPUTS = (np.random.randn(5, 3), np.random.randn(3, 3), np.random.randn(3), np.random.randn(3, 3), np.random.randn(3) - 1)
