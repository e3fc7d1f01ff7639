import numpy as np


def im2col(x, k, stride):
    N, C, H, W = x.shape
    oh, ow = (H - k) // stride + 1, (W - k) // stride + 1
    cols = np.zeros((N, oh, ow, C * k * k))
    for i in range(oh):
        for j in range(ow):
            patch = x[:, :, i * stride:i * stride + k, j * stride:j * stride + k]
            cols[:, i, j] = patch.reshape(N, -1)
    return cols.reshape(N * oh * ow, -1), oh, ow


def conv_forward(x, w, b, conv_param):
    F, C, k, _ = w.shape
    cols, oh, ow = im2col(x, k, conv_param['stride'])
    out = cols.dot(w.reshape(F, -1).T) + b
    out = out.reshape(x.shape[0], oh, ow, F).transpose(0, 3, 1, 2)
    return out, (x, w, b, conv_param, cols)


def conv_backward(dout, cache):
    x, w, b, conv_param, cols = cache
    N, C, H, W = x.shape
    F, _, k, _ = w.shape
    s = conv_param['stride']
    oh, ow = dout.shape[2:]
    # backward
    dflat = dout.transpose(0, 2, 3, 1).reshape(-1, F)  #! dflat = dout.reshape(-1, F)  #! dflat = dout.transpose(0, 3, 2, 1).reshape(-1, F)
    dw = dflat.T.dot(cols).reshape(w.shape)  #! dw = cols.T.dot(dflat).reshape(w.shape)
    db = dflat.sum(axis=0)
    dcols = dflat.dot(w.reshape(F, -1)).reshape(N, oh, ow, C, k, k)
    dx = np.zeros_like(x)
    for i in range(oh):
        for j in range(ow):
            dx[:, :, i * s:i * s + k, j * s:j * s + k] += dcols[:, i, j]  #! dx[:, :, i * s:i * s + k, j * s:j * s + k] = dcols[:, i, j]
    return dx, dw, db


def relu_forward(x):
    return np.maximum(0, x), x


def relu_backward(dout, cache):
    # backward
    return dout * (cache > 0)


def conv_relu_forward(x, w, b, conv_param):
    a, conv_cache = conv_forward(x, w, b, conv_param)
    out, relu_cache = relu_forward(a)
    return out, (conv_cache, relu_cache)


def conv_relu_backward(dout, cache):
    conv_cache, relu_cache = cache
    # backward
    da = relu_backward(dout, relu_cache)
    return conv_backward(da, conv_cache)  #! return conv_backward(dout, conv_cache)


def softmax_loss(scores, y):
    shifted = scores - scores.max(axis=1, keepdims=True)
    logp = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    N = y.size
    loss = -logp[np.arange(N), y].sum() / N
    dx = np.exp(logp)
    dx[np.arange(N), y] -= 1
    return loss, dx / N


class SmallConvNet:
    def __init__(self, reg, rng):
        self.reg = reg
        self.params = {'W1': 0.3 * rng.standard_normal((3, 2, 2, 2)), 'b1': np.zeros(3),
                       'W2': 0.3 * rng.standard_normal((4, 3, 2, 2)), 'b2': np.zeros(4),
                       'W3': 0.3 * rng.standard_normal((16, 5)), 'b3': np.zeros(5)}

    def loss(self, X, y):
        p = self.params
        a1, cache1 = conv_relu_forward(X, p['W1'], p['b1'], {'stride': 2})
        a2, cache2 = conv_relu_forward(a1, p['W2'], p['b2'], {'stride': 1})
        flat = a2.reshape(len(X), -1)
        scores = flat.dot(p['W3']) + p['b3']
        loss, dscores = softmax_loss(scores, y)
        loss += 0.5 * self.reg * sum(np.sum(p[k] ** 2) for k in ('W1', 'W2', 'W3'))
        grads = {}
        # backward
        grads['W3'] = flat.T.dot(dscores)
        grads['b3'] = dscores.sum(axis=0)
        dflat = dscores.dot(p['W3'].T)
        da1, grads['W2'], grads['b2'] = conv_relu_backward(dflat.reshape(a2.shape), cache2)
        _, grads['W1'], grads['b1'] = conv_relu_backward(da1, cache1)
        for k in ('W1', 'W2', 'W3'):
            grads[k] += self.reg * p[k]  #! grads[k] = self.reg * p[k]  #! grads[k] += self.reg * grads[k]
        return loss, grads


class Solver:
    def __init__(self, model, data, lr):
        self.model, self.data, self.lr = model, data, lr
        self.loss_history = []

    def _step(self):
        loss, grads = self.model.loss(*self.data)
        self.loss_history.append(loss)
        # update
        for name, w in self.model.params.items():
            w -= self.lr * grads[name]


rng = np.random.default_rng(231)
net = SmallConvNet(reg=0.05, rng=rng)
solver = Solver(net, (rng.standard_normal((6, 2, 6, 6)), np.array([0, 4, 2, 1, 3, 2])), lr=0.2)
for _ in range(2):
    solver._step()
