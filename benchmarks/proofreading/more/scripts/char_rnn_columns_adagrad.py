# character level RNN, column vectors, one sequence. Learns to say "hello hello"
import numpy as np

text = "hello hello"
chars = sorted(set(text))
V, Hn = len(chars), 6
ids = [chars.index(ch) for ch in text]
r = np.random.RandomState(0)
U = r.randn(Hn, V) * 0.4     # input -> hidden
W = r.randn(Hn, Hn) * 0.4    # hidden -> hidden
Vo = r.randn(V, Hn) * 0.4    # hidden -> output
b = np.zeros((Hn, 1))
c = np.zeros((V, 1))
mem = [np.zeros_like(q) for q in (U, W, Vo, b, c)]
T = len(ids) - 1

for epoch in range(12):
    x, h, p = {}, {-1: np.zeros((Hn, 1))}, {}
    loss = 0.0
    for t in range(T):
        x[t] = np.zeros((V, 1))
        x[t][ids[t]] = 1
        h[t] = np.tanh(U @ x[t] + W @ h[t - 1] + b)
        o = Vo @ h[t] + c
        e = np.exp(o - o.max())
        p[t] = e / e.sum()
        loss -= np.log(p[t][ids[t + 1], 0])

    # backward
    dU, dW, dVo, db, dc = [np.zeros_like(q) for q in (U, W, Vo, b, c)]
    dh_next = np.zeros((Hn, 1))
    for t in reversed(range(T)):  #! for t in range(T):
        do = p[t].copy()
        do[ids[t + 1]] -= 1  #! do[ids[t]] -= 1
        dVo += do @ h[t].T  #! dVo += do @ h[t - 1].T
        dc += do  #! dc = do
        dh = Vo.T @ do + dh_next  #! dh = Vo.T @ do
        draw = (1 - h[t] ** 2) * dh  #! draw = (1 - h[t]) ** 2 * dh
        db += draw
        dU += draw @ x[t].T
        dW += draw @ h[t - 1].T  #! dW += draw @ h[t].T
        dh_next = W.T @ draw  #! dh_next = W @ draw  #! dh_next = W.T @ dh
    # update
    for i, (par, g) in enumerate(zip((U, W, Vo, b, c), (dU, dW, dVo, db, dc))):
        g = np.clip(g, -2, 2)  # exploding gradients!
        mem[i] += g * g  #! mem[i] = g * g
        par -= 0.1 * g / np.sqrt(mem[i] + 1e-8)  #! par -= 0.1 * g / (mem[i] + 1e-8)
    if epoch % 4 == 0:
        print(epoch, loss)
