import numpy as np

def im2col(x, k, stride, pad):
    N, C, H, W = x.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    oh = (H + 2 * pad - k) // stride + 1
    ow = (W + 2 * pad - k) // stride + 1
    cols = np.empty((N, C, k, k, oh, ow))
    for i in range(k):
        for j in range(k):
            cols[:, :, i, j] = xp[:, :, i:i + stride * oh:stride, j:j + stride * ow:stride]
    return cols.transpose(0, 4, 5, 1, 2, 3).reshape(N * oh * ow, -1), oh, ow

def col2im(cols, shape, k, stride, pad, oh, ow):
    N, C, H, W = shape
    cols = cols.reshape(N, oh, ow, C, k, k).transpose(0, 3, 4, 5, 1, 2)
    out = np.zeros((N, C, H + 2 * pad, W + 2 * pad))
    for i in range(k):
        for j in range(k):
            out[:, :, i:i + stride * oh:stride, j:j + stride * ow:stride] += cols[:, :, i, j]
    return out[:, :, pad:H + pad, pad:W + pad]

class Conv:
    def __init__(self, cin, cout, k, stride=1, pad=1):
        self.W = np.random.randn(cin * k * k, cout) * np.sqrt(2. / (cin * k * k))
        self.b = np.zeros(cout)
        self.hp = (k, stride, pad)
    def __call__(self, x):
        self.shape = x.shape
        self.cols, self.oh, self.ow = im2col(x, *self.hp)
        out = self.cols @ self.W + self.b
        return out.reshape(x.shape[0], self.oh, self.ow, -1).transpose(0, 3, 1, 2)
    def back(self, dout):
        d = dout.transpose(0, 2, 3, 1).reshape(-1, self.W.shape[1])
        self.gW, self.gb = self.cols.T @ d, d.sum(axis=0)
        return col2im(d @ self.W.T, self.shape, *self.hp, self.oh, self.ow)

np.random.seed(123)
x = np.random.randn(4, 1, 6, 6)
t = np.array([0, 1, 1, 0])
c1, c2 = Conv(1, 3, 3), Conv(3, 2, 3, stride=2)
for it in range(10):
    a1 = c1(x)
    r1 = a1 * (a1 > 0)
    a2 = c2(r1)
    logit = a2.mean(axis=(2, 3))             # global average pooling, 2 maps = 2 classes
    logp = logit - np.log(np.exp(logit).sum(1, keepdims=True))
    loss = -logp[range(4), t].mean()
    # backward
    g = np.exp(logp)
    g[range(4), t] -= 1
    g /= 4
    n_pix = a2.shape[2] * a2.shape[3]
    g = np.ones_like(a2) * g[:, :, None, None] / n_pix
    g = c2.back(g)
    g[a1 <= 0] = 0
    c1.back(g)
    # update
    for layer in [c1, c2]:
        layer.W -= 0.2 * layer.gW
        layer.b -= 0.2 * layer.gb
    print(it, loss)
