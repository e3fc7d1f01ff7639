"""The adding problem with an LSTM, plain functions and tuples.

Each step feeds (value, marker); the target is the sum of the two marked values.
"""
import numpy as np

rng = np.random.default_rng(11)
T, HID, BATCH = 6, 5, 4


def sig(a):
    return 1.0 / (1.0 + np.exp(-a))


def make_batch():
    vals = rng.uniform(0, 1, (BATCH, T))
    mark = np.zeros((BATCH, T))
    for row in mark:
        row[rng.choice(T, 2, replace=False)] = 1
    return np.stack([vals, mark], axis=2), (vals * mark).sum(1, keepdims=True)


def forward(X, params):
    W, b, Wy, by = params
    h = np.zeros((len(X), HID))
    c = np.zeros((len(X), HID))
    steps = []
    for t in range(T):
        z = np.hstack([X[:, t], h])
        a = z @ W + b
        i, f, o = np.split(sig(a[:, :3 * HID]), 3, axis=1)
        g = np.tanh(a[:, 3 * HID:])
        c_old = c
        c = f * c_old + i * g
        tc = np.tanh(c)
        h = o * tc
        steps.append((z, i, f, o, g, c_old, tc))
    return h @ Wy + by, h, steps


def backward(err, h, steps, params):
    W, b, Wy, by = params
    # backward
    dWy = h.T @ err
    dby = err.sum(axis=0)                           #! dby = err.mean(axis=0)
    dh = err @ Wy.T
    dc = np.zeros_like(dh)
    dW, db = np.zeros_like(W), np.zeros_like(b)
    for z, i, f, o, g, c_old, tc in reversed(steps):    #! for z, i, f, o, g, c_old, tc in steps:
        do = dh * tc                                #! do = dh * np.tanh(tc)
        dc = dc + dh * o * (1 - tc ** 2)            #! dc = dh * o * (1 - tc ** 2)  #! dc = dc + dh * o
        di = dc * g
        df = dc * c_old                             #! df = dc * tc
        dg = dc * i                                 #! dg = dc * g
        da = np.hstack([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * (1 - g ** 2)])   #! da = np.hstack([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * g * (1 - g)])  #! da = np.hstack([di * i * (1 - i), df * f * (1 - f), dg * (1 - g ** 2), do * o * (1 - o)])
        dW += z.T @ da                              #! dW = z.T @ da
        db += da.sum(axis=0)
        dh = (da @ W.T)[:, -HID:]                   #! dh = (da @ W.T)[:, :HID]
        dc = dc * f                                 #! dc = dc * i
    # end
    return dW, db, dWy, dby


params = (rng.normal(0, 0.4, (2 + HID, 4 * HID)), np.zeros(4 * HID),
          rng.normal(0, 0.4, (HID, 1)), np.zeros(1))
params[1][HID:2 * HID] = 1.0     # forget gate bias
vel = [np.zeros_like(p) for p in params]
lr, mom = 0.1, 0.9

for it in range(30):
    X, y = make_batch()
    pred, h, steps = forward(X, params)
    loss = 0.5 * np.mean((pred - y) ** 2)
    # backward
    err = (pred - y) / BATCH                        #! err = (y - pred) / BATCH
    grads = backward(err, h, steps, params)
    # update
    for p, v, g in zip(params, vel, grads):
        v *= mom
        v -= lr * g
        p += v                                      #! p -= v
    # end
    if it % 5 == 0:
        print(it, loss)
