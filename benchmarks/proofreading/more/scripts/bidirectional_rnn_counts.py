# Two vanilla RNNs, one reads left to right, the other right to left; their states are concatenated and
# predict the rate of a Poisson count at every position. One sequence. Row vectors.
import numpy as np

rng = np.random.default_rng(15)
T, D, H = 6, 2, 3
x = rng.normal(size=(T, D))
counts = rng.poisson(2.0, size=T)


def new_rnn():
    return [rng.normal(size=(D, H)) * 0.6, rng.normal(size=(H, H)) * 0.4, np.zeros(H)]


def run(inputs, weights):
    Wx, Wh, b = weights
    hs = np.zeros((len(inputs) + 1, H))
    for t in range(len(inputs)):
        hs[t + 1] = np.tanh(inputs[t] @ Wx + hs[t] @ Wh + b)
    return hs


def bptt(inputs, hs, d_hs, weights):
    # backward
    Wx, Wh, b = weights
    gWx, gWh, gb = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(b)
    carry = np.zeros(H)
    for t in reversed(range(len(inputs))):
        delta = (d_hs[t] + carry) * (1 - hs[t + 1] ** 2)  #! delta = d_hs[t] * (1 - hs[t + 1] ** 2)  #! delta = (d_hs[t] + carry) * (1 - hs[t] ** 2)
        gWx += np.outer(inputs[t], delta)
        gWh += np.outer(hs[t], delta)  #! gWh += np.outer(hs[t + 1], delta)  #! gWh += np.outer(delta, hs[t])
        gb += delta
        carry = Wh @ delta  #! carry = delta @ Wh
    return [gWx, gWh, gb]


fwd, bwd = new_rnn(), new_rnn()
w_out, b_out = rng.normal(size=2 * H) * 0.5, np.zeros(1)

for epoch in range(2):
    hf = run(x, fwd)
    hb = run(x[::-1], bwd)
    states = np.hstack([hf[1:], hb[1:][::-1]])
    log_rate = states @ w_out + b_out
    nll = np.sum(np.exp(log_rate) - counts * log_rate)

    # backward
    d_log_rate = np.exp(log_rate) - counts
    d_w_out = d_log_rate @ states
    d_b_out = d_log_rate.sum(keepdims=True)
    d_states = np.outer(d_log_rate, w_out)
    d_fwd = bptt(x, hf, d_states[:, :H], fwd)
    d_bwd = bptt(x[::-1], hb, d_states[::-1, H:], bwd)  #! d_bwd = bptt(x[::-1], hb, d_states[:, H:], bwd)  #! d_bwd = bptt(x, hb, d_states[::-1, H:], bwd)  #! d_bwd = bptt(x[::-1], hb, d_states[::-1, :H], bwd)

    # update
    for k in range(3):
        fwd[k] -= 0.02 * d_fwd[k]
        bwd[k] -= 0.02 * d_bwd[k]  #! bwd[k] -= 0.02 * d_fwd[k]
    w_out -= 0.02 * d_w_out
    b_out -= 0.02 * d_b_out
