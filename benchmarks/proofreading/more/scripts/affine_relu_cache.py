import numpy as np


def affine_forward(x, w, b):
    out = x.reshape(x.shape[0], -1).dot(w) + b
    cache = (x, w, b)
    return out, cache


def affine_backward(dout, cache):
    x, w, b = cache
    dx = dout.dot(w.T).reshape(x.shape)
    dw = x.reshape(x.shape[0], -1).T.dot(dout)
    db = np.sum(dout, axis=0)
    return dx, dw, db


def relu_forward(x):
    return np.maximum(0, x), x


def relu_backward(dout, cache):
    return np.where(cache > 0, dout, 0)


# sandwich layers
def affine_relu_forward(x, w, b):
    a, fc_cache = affine_forward(x, w, b)
    out, relu_cache = relu_forward(a)
    return out, (fc_cache, relu_cache)


def affine_relu_backward(dout, cache):
    fc_cache, relu_cache = cache
    da = relu_backward(dout, relu_cache)
    return affine_backward(da, fc_cache)


def softmax_loss(x, y):
    shifted_logits = x - np.max(x, axis=1, keepdims=True)
    Z = np.sum(np.exp(shifted_logits), axis=1, keepdims=True)
    log_probs = shifted_logits - np.log(Z)
    N = x.shape[0]
    loss = -np.sum(log_probs[np.arange(N), y]) / N
    dx = np.exp(log_probs)
    dx[np.arange(N), y] -= 1
    dx /= N
    return loss, dx


np.random.seed(42)
x = np.random.randn(6, 2, 2)          # tiny "images", get flattened
y = np.array([0, 2, 1, 1, 0, 2])
w1, b1 = np.random.randn(4, 5) * .3, np.zeros(5)
w2, b2 = np.random.randn(5, 4) * .3, np.zeros(4)
w3, b3 = np.random.randn(4, 3) * .3, np.zeros(3)
for step in range(15):
    h1, c1 = affine_relu_forward(x, w1, b1)
    h2, c2 = affine_relu_forward(h1, w2, b2)
    scores, c3 = affine_forward(h2, w3, b3)
    loss, dscores = softmax_loss(scores, y)
    # backward
    dh2, dw3, db3 = affine_backward(dscores, c3)
    dh1, dw2, db2 = affine_relu_backward(dh2, c2)
    _, dw1, db1 = affine_relu_backward(dh1, c1)
    # update
    for p, dp in zip((w1, b1, w2, b2, w3, b3), (dw1, db1, dw2, db2, dw3, db3)):
        p -= 0.3 * dp
    print(step, loss)
