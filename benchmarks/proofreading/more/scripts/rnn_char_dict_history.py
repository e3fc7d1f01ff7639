import numpy as np

text = "hello yellow"
chars = sorted(set(text))
stoi = {ch: i for i, ch in enumerate(chars)}
V, H = len(chars), 5

np.random.seed(1)
U = np.random.randn(H, V) * 0.3
W = np.random.randn(H, H) * 0.3
b = np.zeros((H, 1))
Wout = np.random.randn(V, H) * 0.3
c = np.zeros((V, 1))


def loss_and_grads(inputs, targets, h_prev):
    xs, hs, ps = {}, {-1: h_prev}, {}
    loss = 0
    for t, ix in enumerate(inputs):
        xs[t] = np.zeros((V, 1))
        xs[t][ix] = 1
        hs[t] = np.tanh(U @ xs[t] + W @ hs[t - 1] + b)
        y = Wout @ hs[t] + c
        ps[t] = np.exp(y) / np.exp(y).sum()
        loss -= np.log(ps[t][targets[t], 0])

    # backward
    dU, dW, dWout = np.zeros_like(U), np.zeros_like(W), np.zeros_like(Wout)
    db, dc = np.zeros_like(b), np.zeros_like(c)
    dh_next = np.zeros_like(h_prev)
    for t in range(len(inputs) - 1, -1, -1):  #! for t in range(len(inputs)):
        dy = ps[t].copy()
        dy[targets[t]] -= 1  #! dy[inputs[t]] -= 1
        dWout += dy @ hs[t].T  #! dWout += dy @ hs[t - 1].T
        dc += dy
        dh = Wout.T @ dy + dh_next  #! dh = Wout.T @ dy
        draw = (1 - hs[t] ** 2) * dh
        db += draw
        dU += draw @ xs[t].T
        dW += draw @ hs[t - 1].T  #! dW += draw @ hs[t].T
        dh_next = W.T @ draw  #! dh_next = W @ draw  #! dh_next = W.T @ dh
    return loss, dU, dW, dWout, db, dc, hs[len(inputs) - 1]


h = np.zeros((H, 1))
for start in (0, 5):
    seq = [stoi[ch] for ch in text[start:start + 6]]
    loss, dU, dW, dWout, db, dc, h = loss_and_grads(seq[:-1], seq[1:], h)
    # update
    for param, grad in zip([U, W, Wout, b, c], [dU, dW, dWout, db, dc]):
        param -= 0.1 * grad
