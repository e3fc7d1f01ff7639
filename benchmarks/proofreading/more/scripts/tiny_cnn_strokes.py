"""
CNN from scratch, 6x6 stroke pictures: vertical / horizontal / diagonal.
conv 3x3 (2 filters) -> relu -> maxpool 2 -> softmax.  One image at a time.
"""
import numpy as np

np.random.seed(4)


class Conv:
    def __init__(self, n):
        self.n = n
        self.filters = np.random.randn(n, 3, 3) / 3
        self.bias = np.zeros(n)

    def patches(self, im):
        h, w = im.shape
        for i in range(h - 2):
            for j in range(w - 2):
                yield im[i:i + 3, j:j + 3], i, j

    def forward(self, im):
        self.im = im
        self.out = np.zeros((im.shape[0] - 2, im.shape[1] - 2, self.n))
        for patch, i, j in self.patches(im):
            self.out[i, j] = np.sum(patch * self.filters, axis=(1, 2)) + self.bias
        return np.maximum(self.out, 0)

    def backprop(self, dout, lr):
        dF = np.zeros(self.filters.shape)
        # backward
        dout = dout * (self.out > 0)  #! dout = dout * (dout > 0)  #! dout = dout * (self.out < 0)
        for patch, i, j in self.patches(self.im):
            for f in range(self.n):
                dF[f] += dout[i, j, f] * patch  #! dF[f] = dout[i, j, f] * patch  #! dF[f] += dout[i, j, f] * self.filters[f]
        db = dout.sum(axis=(0, 1))  #! db = dout.mean(axis=(0, 1))
        # update
        self.filters -= lr * dF
        self.bias -= lr * db
        # end


class MaxPool:
    def forward(self, x):
        self.x = x
        h, w, n = x.shape
        return x.reshape(h // 2, 2, w // 2, 2, n).max(axis=(1, 3))

    def backprop(self, dout):
        dx = np.zeros(self.x.shape)
        h, w, n = dout.shape
        for i in range(h):
            for j in range(w):
                for f in range(n):
                    # backward
                    win = self.x[2 * i:2 * i + 2, 2 * j:2 * j + 2, f]  #! win = self.x[2 * j:2 * j + 2, 2 * i:2 * i + 2, f]
                    a, b = np.unravel_index(win.argmax(), win.shape)  #! a, b = np.unravel_index(win.argmin(), win.shape)
                    dx[2 * i + a, 2 * j + b, f] = dout[i, j, f]  #! dx[i + a, j + b, f] = dout[i, j, f]  #! dx[2 * i + b, 2 * j + a, f] = dout[i, j, f]
                    # end
        return dx


class Softmax:
    def __init__(self, n_in, n_out):
        self.W = np.random.randn(n_in, n_out) / np.sqrt(n_in)
        self.b = np.zeros(n_out)

    def forward(self, x):
        self.shape, self.flat = x.shape, x.flatten()
        e = np.exp(self.flat @ self.W + self.b)
        self.p = e / e.sum()
        return self.p

    def backprop(self, label, lr):
        # backward
        d = self.p - np.eye(len(self.p))[label]  #! d = np.eye(len(self.p))[label] - self.p  #! d = self.p * (1 - self.p) * (self.p - np.eye(len(self.p))[label])
        dW = np.outer(self.flat, d)
        dflat = self.W @ d
        # update
        self.W -= lr * dW
        self.b -= lr * d  #! self.b += lr * d
        # end
        return dflat.reshape(self.shape)


images = np.random.uniform(0, 0.2, (3, 6, 6))
images[0][:, 2] += 1
images[1][3, :] += 1
images[2] += np.eye(6)

conv, pool, soft = Conv(2), MaxPool(), Softmax(8, 3)
for epoch in range(4):
    loss = 0
    for im, label in zip(images, range(3)):
        p = soft.forward(pool.forward(conv.forward(im)))
        nll = -np.log(p[label])
        loss += nll
        conv.backprop(pool.backprop(soft.backprop(label, 0.1)), 0.1)
    print('epoch %d, avg loss %.3f' % (epoch + 1, loss / 3))
