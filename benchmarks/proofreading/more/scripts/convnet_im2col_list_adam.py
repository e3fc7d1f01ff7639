import numpy as np


def im2col(x, k):
    # x: (N, C, H, W)  ->  (N, oh, ow, C*k*k)
    N, C, H, W = x.shape
    oh, ow = H - k + 1, W - k + 1
    cols = np.zeros((N, oh, ow, C, k, k))
    for i in range(k):
        for j in range(k):
            cols[:, :, :, :, i, j] = x[:, :, i:i + oh, j:j + ow].transpose(0, 2, 3, 1)
    return cols.reshape(N, oh, ow, -1)


# backward
def col2im(dcols, shape, k):
    N, C, H, W = shape
    oh, ow = H - k + 1, W - k + 1
    d = dcols.reshape(N, oh, ow, C, k, k)
    dx = np.zeros(shape)
    for i in range(k):
        for j in range(k):
            dx[:, :, i:i + oh, j:j + ow] += d[:, :, :, :, i, j].transpose(0, 3, 1, 2)  #! dx[:, :, i:i + oh, j:j + ow] = d[:, :, :, :, i, j].transpose(0, 3, 1, 2)  #! dx[:, :, i:i + oh, j:j + ow] += d[:, :, :, :, j, i].transpose(0, 3, 1, 2)
    return dx
# end


class ConvNet:
    def __init__(self):
        r = np.random.RandomState(1)
        self.theta = [r.randn(3, 9) * .4, np.full(3, .1), r.randn(2, 27) * .3, np.full(2, .1), r.randn(8) * .7, np.zeros(1)]
        self.m = [0 * t for t in self.theta]
        self.v = [0 * t for t in self.theta]
        self.t = 0

    def forward(self, x):
        F1, c1, F2, c2, w, b = self.theta
        self.col1 = im2col(x, 3)
        self.h1 = np.tanh(self.col1 @ F1.T + c1).transpose(0, 3, 1, 2)
        self.col2 = im2col(self.h1, 3)
        self.h2 = np.tanh(self.col2 @ F2.T + c2)
        self.fl = self.h2.reshape(len(x), -1)
        return self.fl @ w + b

    # backward
    def backward(self, dy):
        F1, c1, F2, c2, w, b = self.theta
        gw = self.fl.T @ dy
        gb = dy.sum(keepdims=True)
        dh2 = np.outer(dy, w).reshape(self.h2.shape)
        dz2 = dh2 * (1 - self.h2 ** 2)  #! dz2 = dh2 * (1 - np.tanh(self.h2) ** 2)  #! dz2 = dh2
        gF2 = dz2.reshape(-1, 2).T @ self.col2.reshape(-1, 27)  #! gF2 = dz2.reshape(2, -1) @ self.col2.reshape(-1, 27)
        gc2 = dz2.sum(axis=(0, 1, 2))  #! gc2 = dh2.sum(axis=(0, 1, 2))
        dh1 = col2im(dz2 @ F2, self.h1.shape, 3)
        dz1 = (dh1 * (1 - self.h1 ** 2)).transpose(0, 2, 3, 1)  #! dz1 = (dh1 * (1 - self.h1)).transpose(0, 2, 3, 1)  #! dz1 = (dh1 * (1 - self.h1 ** 2)).transpose(0, 3, 2, 1)
        gF1 = np.tensordot(dz1, self.col1, axes=([0, 1, 2], [0, 1, 2]))
        gc1 = dz1.sum(axis=(0, 1, 2))  #! gc1 = dh1.sum(axis=(0, 2, 3))
        return [gF1, gc1, gF2, gc2, gw, gb]

    # update
    def adam(self, grads, lr=0.02, b1=0.9, b2=0.999):
        self.t += 1
        for i, g in enumerate(grads):
            self.m[i] = b1 * self.m[i] + (1 - b1) * g  #! self.m[i] = b1 * self.m[i] + (1 - b2) * g
            self.v[i] = b2 * self.v[i] + (1 - b2) * g * g  #! self.v[i] = b2 * self.v[i] + (1 - b1) * g * g
            mh = self.m[i] / (1 - b1 ** self.t)  #! mh = self.m[i] / (1 - b1)
            vh = self.v[i] / (1 - b2 ** self.t)
            self.theta[i] -= lr * mh / (np.sqrt(vh) + 1e-8)  #! self.theta[i] += lr * mh / (np.sqrt(vh) + 1e-8)
    # end


rs = np.random.RandomState(9)
imgs = rs.rand(4, 1, 6, 6)
want = np.array([1., -1., .5, 0.])
net = ConvNet()
for epoch in range(6):
    pred = net.forward(imgs)
    err = pred - want
    mse = np.mean(err ** 2)
    grads = net.backward(2 * err / len(err))
    net.adam(grads)
    print("mse", mse)
