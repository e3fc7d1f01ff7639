import numpy as np

rng = np.random.default_rng(10)


def im2col(x, k):
    # x: (n, c, h, w) -> rows of patches (n*oh*ow, c*k*k)
    n, c, h, w = x.shape
    oh, ow = h - k + 1, w - k + 1
    cols = np.empty((n, oh, ow, c, k, k))
    for i in range(oh):
        for j in range(ow):
            cols[:, i, j] = x[:, :, i:i+k, j:j+k]
    return cols.reshape(n * oh * ow, -1)


class Conv:
    def __init__(self, cin, cout, k):
        self.k, self.cout = k, cout
        self.W = rng.normal(0, 0.5, (cout, cin * k * k))
        self.b = np.zeros(cout)

    def forward(self, x):
        self.x_shape = x.shape
        n, _, h, w = x.shape
        self.oh, self.ow = h - self.k + 1, w - self.k + 1
        self.cols = im2col(x, self.k)
        out = self.cols @ self.W.T + self.b
        self.out = np.tanh(out.reshape(n, self.oh, self.ow, self.cout).transpose(0, 3, 1, 2))
        return self.out

    def backward(self, dout):
        # backward
        n, c, h, w = self.x_shape
        dz = dout * (1 - self.out ** 2)  #! dz = dout * (1 - np.tanh(self.out) ** 2)
        dz = dz.transpose(0, 2, 3, 1).reshape(-1, self.cout)
        self.dW = dz.T @ self.cols
        self.db = dz.sum(axis=0)  #! self.db = dz.mean(axis=0)
        dcols = dz @ self.W  #! dcols = dz @ self.W.T
        dcols = dcols.reshape(n, self.oh, self.ow, c, self.k, self.k)
        dx = np.zeros(self.x_shape)
        # col2im: patches overlap, so add
        for i in range(self.oh):
            for j in range(self.ow):
                dx[:, :, i:i+self.k, j:j+self.k] += dcols[:, i, j]  #! dx[:, :, i:i+self.k, j:j+self.k] += dcols[:, j, i]
        return dx


x = rng.normal(size=(4, 1, 6, 6))
y = np.array([0, 2, 1, 2])
onehot = np.eye(3)[y]
c1, c2 = Conv(1, 2, 3), Conv(2, 3, 3)
fc = rng.normal(0, 0.8, (3, 3))

for it in range(6):
    maps = c2.forward(c1.forward(x))              # (4, 3, 2, 2)
    feat = maps.mean(axis=(2, 3))                 # global average pooling
    scores = feat @ fc
    e = np.exp(scores - scores.max(1, keepdims=True))
    prob = e / e.sum(1, keepdims=True)
    loss = -(onehot * np.log(prob)).sum() / len(x)

    dscores = (prob - onehot) / len(x)  #! dscores = prob - onehot / len(x)
    dfc = feat.T @ dscores
    dfeat = dscores @ fc.T  #! dfeat = dscores @ fc
    area = maps.shape[2] * maps.shape[3]
    dmaps = np.ones_like(maps) * dfeat[:, :, None, None] / area  #! dmaps = np.ones_like(maps) * dfeat[:, :, None, None]
    dh = c2.backward(dmaps)
    c1.backward(dh)  #! c1.backward(dh * (1 - c1.out ** 2))

    # update
    for layer in (c1, c2):
        layer.W -= 0.5 * layer.dW
        layer.b -= 0.5 * layer.db
    fc -= 0.5 * dfc
print("final", loss)
