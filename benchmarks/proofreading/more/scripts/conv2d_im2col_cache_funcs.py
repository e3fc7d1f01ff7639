import numpy as np


def im2col(x, kh, kw, stride):
    n, c, h, w = x.shape
    oh = (h - kh) // stride + 1
    ow = (w - kw) // stride + 1
    cols = np.zeros((n, oh, ow, c, kh, kw))
    for i in range(oh):
        for j in range(ow):
            cols[:, i, j] = x[:, :, i * stride:i * stride + kh, j * stride:j * stride + kw]
    return cols.reshape(n * oh * ow, c * kh * kw), oh, ow


def col2im(cols, x_shape, kh, kw, stride, oh, ow):
    # backward
    n, c, h, w = x_shape
    cols = cols.reshape(n, oh, ow, c, kh, kw)  #! cols = cols.reshape(n, oh, ow, kh, kw, c).transpose(0, 1, 2, 5, 4, 3)
    img = np.zeros(x_shape)
    for i in range(oh):
        for j in range(ow):
            img[:, :, i * stride:i * stride + kh, j * stride:j * stride + kw] += cols[:, i, j]  #! img[:, :, i * stride:i * stride + kh, j * stride:j * stride + kw] = cols[:, i, j]
    return img


def conv_forward(x, w, b, stride):
    f, c, kh, kw = w.shape
    cols, oh, ow = im2col(x, kh, kw, stride)
    out = cols @ w.reshape(f, -1).T + b
    out = out.reshape(x.shape[0], oh, ow, f).transpose(0, 3, 1, 2)
    return out, (x.shape, w, cols, stride, oh, ow)


def conv_backward(dout, cache):
    x_shape, w, cols, stride, oh, ow = cache
    f, c, kh, kw = w.shape
    # backward
    db = dout.sum(axis=(0, 2, 3))
    dout_flat = dout.transpose(0, 2, 3, 1).reshape(-1, f)  #! dout_flat = dout.reshape(-1, f)
    dw = (dout_flat.T @ cols).reshape(w.shape)  #! dw = (cols.T @ dout_flat).reshape(w.shape)
    dcols = dout_flat @ w.reshape(f, -1)
    dx = col2im(dcols, x_shape, kh, kw, stride, oh, ow)
    return dx, dw, db


def relu_forward(x):
    return np.maximum(0, x), x


def relu_backward(dout, cache):
    # backward
    return dout * (cache > 0)  #! return dout * (dout > 0)


np.random.seed(3)
X = np.random.randn(2, 3, 6, 7)
Y = np.random.randn(2, 3)
params = {
    "w1": np.random.randn(4, 3, 3, 2) * 0.2, "b1": np.zeros(4),
    "w2": np.random.randn(2, 4, 2, 2) * 0.2, "b2": np.zeros(2),
    "w3": np.random.randn(30, 3) * 0.2, "b3": np.zeros(3),
}
for it in range(2):
    c1, cache1 = conv_forward(X, params["w1"], params["b1"], 1)
    r1, rcache = relu_forward(c1)
    c2, cache2 = conv_forward(r1, params["w2"], params["b2"], 1)
    flat = c2.reshape(len(X), -1)
    out = flat.dot(params["w3"]) + params["b3"]
    loss = 0.5 * np.sum((out - Y) ** 2) / len(X)

    # backward
    grads = {}
    dout = (out - Y) / len(X)
    grads["w3"] = flat.T.dot(dout)
    grads["b3"] = dout.sum(0)
    dflat = dout.dot(params["w3"].T)
    dc2 = dflat.reshape(c2.shape)
    dr1, grads["w2"], grads["b2"] = conv_backward(dc2, cache2)
    dc1 = relu_backward(dr1, rcache)  #! dc1 = relu_backward(dr1, c2)
    _, grads["w1"], grads["b1"] = conv_backward(dc1, cache1)
    # update
    for name in params:
        params[name] -= 0.01 * grads[name]
