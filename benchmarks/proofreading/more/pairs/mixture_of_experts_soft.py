import numpy as np


def moe_forward(x, gate_w, experts):
    """soft MoE. x (B, D), gate_w (D, E), experts (E, D, O)"""
    logits = x @ gate_w
    p = np.exp(logits - logits.max(1, keepdims=True))
    p /= p.sum(1, keepdims=True)
    ys = np.stack([np.tanh(x @ w) for w in experts])  # (E, B, O)
    out = np.zeros(ys.shape[1:])
    for e in range(len(experts)):
        out += p[:, [e]] * ys[e]
    return out, (x, gate_w, experts, p, ys)


def moe_backward(d_out, saved):
    # backward
    x, gate_w, experts, p, ys = saved
    d_p = np.zeros_like(p)
    d_experts = np.zeros_like(experts)
    d_x = np.zeros_like(x)
    for e in range(len(experts)):
        d_p[:, e] = (d_out * ys[e]).sum(axis=1)  #! d_p[:, e] = d_out.sum(axis=1)
        d_y = d_out * p[:, [e]]  #! d_y = d_out
        d_pre = d_y * (1 - ys[e] ** 2)
        d_experts[e] = x.T @ d_pre
        d_x += d_pre @ experts[e].T
    d_logits = p * (d_p - (p * d_p).sum(axis=1, keepdims=True))  #! d_logits = p * (1 - p) * d_p
    d_gate_w = x.T @ d_logits
    d_x += d_logits @ gate_w.T  #! d_x = d_logits @ gate_w.T
    return dict(x=d_x, gate_w=d_gate_w, experts=d_experts)


g = np.random.default_rng(1991)
FORWARD = moe_forward
BACKWARD = moe_backward
INPUTS = (g.normal(size=(5, 3)), g.normal(size=(3, 4)), g.normal(size=(4, 3, 2)))
