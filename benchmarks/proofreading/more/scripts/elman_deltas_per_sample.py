# Elman network for the parity of a bit string, trained string by string.
# deltas are (target - output), so the weights move by += eta * ...
import numpy as np

np.random.seed(16)
strings = [[1, 0, 1], [0, 1, 1, 1], [1, 1, 0, 0, 1], [0, 0]]
H = 4
W_in = np.random.uniform(-1, 1, (H, 1))
W_rec = np.random.uniform(-1, 1, (H, H))
w_out = np.random.uniform(-1, 1, (1, H))
b_hid = np.zeros((H, 1))
b_out = np.zeros((1, 1))
eta = 0.3


def f(z):
    return 1.0 / (1.0 + np.exp(-z))


for bits in strings:
    hidden = [np.full((H, 1), 0.5)]
    outputs = []
    parity, parities = 0, []
    loss = 0.0
    for bit in bits:
        parity ^= bit
        parities.append(parity)
        hidden.append(f(W_in * bit + W_rec @ hidden[-1] + b_hid))
        outputs.append(f(w_out @ hidden[-1] + b_out))
        loss += 0.5 * (parity - outputs[-1][0, 0]) ** 2

    # backward
    corr_in, corr_rec, corr_out = np.zeros_like(W_in), np.zeros_like(W_rec), np.zeros_like(w_out)
    corr_bh, corr_bo = np.zeros_like(b_hid), np.zeros_like(b_out)
    future = np.zeros((H, 1))
    for t in range(len(bits))[::-1]:
        o, h = outputs[t], hidden[t + 1]
        delta_o = (parities[t] - o) * o * (1 - o)  #! delta_o = (parities[t] - o) * (1 - o)  #! delta_o = (bits[t] - o) * o * (1 - o)
        delta_h = (w_out.T @ delta_o + W_rec.T @ future) * h * (1 - h)  #! delta_h = w_out.T @ delta_o * h * (1 - h)  #! delta_h = (w_out.T @ delta_o + W_rec @ future) * h * (1 - h)  #! delta_h = (w_out.T @ delta_o + future) * h * (1 - h)
        corr_out += delta_o @ h.T
        corr_bo += delta_o
        corr_in += delta_h * bits[t]  #! corr_in += delta_h * bits[t - 1]
        corr_rec += delta_h @ hidden[t].T  #! corr_rec += delta_h @ hidden[t + 1].T
        corr_bh += delta_h
        future = delta_h

    # update
    W_in += eta * corr_in
    W_rec += eta * corr_rec
    w_out += eta * corr_out
    b_hid += eta * corr_bh
    b_out += eta * corr_bo  #! b_out += eta * delta_o
