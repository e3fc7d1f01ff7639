import numpy as np


def affine_forward(x, w, b):
    return x @ w + b, (x, w)


def affine_backward(dout, cache):
    x, w = cache
    # backward
    dx = dout @ w.T
    dw = x.T @ dout  #! dw = dout.T @ x
    db = dout.sum(axis=0)  #! db = dout.sum(axis=1)  #! db = dout.mean(axis=0)
    return dx, dw, db  #! return dx, db, dw
    # end


def relu_forward(x):
    return np.maximum(0, x), x


def relu_backward(dout, cache):
    # backward
    return dout * (cache > 0)  #! return dout * cache  #! return dout * np.maximum(0, cache)  #! return dout * (dout > 0)
    # end


def softmax_loss(scores, y):
    shifted = scores - scores.max(axis=1, keepdims=True)
    logp = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    N = len(y)
    loss = -logp[np.arange(N), y].mean()
    # backward
    dscores = np.exp(logp)
    dscores[np.arange(N), y] -= 1  #! dscores[:, y] -= 1  #! dscores[y, np.arange(N)] -= 1  #! dscores[np.arange(N), y] += 1
    dscores /= N
    # end
    return loss, dscores


rng = np.random.default_rng(5)
X, y = rng.normal(size=(6, 4)), np.array([0, 2, 1, 1, 0, 2])
sizes = [4, 5, 7, 3]
p = {}
for k in range(3):
    p[f"w{k}"] = rng.normal(size=(sizes[k], sizes[k + 1])) * 0.6
    p[f"b{k}"] = np.zeros(sizes[k + 1]) + 0.05

for step in range(2):
    a0, c0 = affine_forward(X, p["w0"], p["b0"])
    r0, rc0 = relu_forward(a0)
    a1, c1 = affine_forward(r0, p["w1"], p["b1"])
    r1, rc1 = relu_forward(a1)
    scores, c2 = affine_forward(r1, p["w2"], p["b2"])
    loss, dscores = softmax_loss(scores, y)
    # backward
    g = {}
    dr1, g["w2"], g["b2"] = affine_backward(dscores, c2)
    da1 = relu_backward(dr1, rc1)
    dr0, g["w1"], g["b1"] = affine_backward(da1, c1)  #! dr0, g["w1"], g["b1"] = affine_backward(dr1, c1)
    da0 = relu_backward(dr0, rc0)
    _, g["w0"], g["b0"] = affine_backward(da0, c0)
    # update
    for key in p:
        p[key] -= 0.1 * g[key]
