# CNN "from scratch" for 6x6 images (vertical or horizontal bars), one image after another
import numpy as np

np.random.seed(13)


def make_image():
    img = np.random.randn(6, 6) * 0.2
    k = np.random.randint(6)
    lab = np.random.randint(2)
    if lab == 0:
        img[k, :] += 1
    else:
        img[:, k] += 1
    return img, lab


class Conv3x3:
    def __init__(self, n):
        self.n = n
        self.filters = np.random.randn(n, 3, 3) / 3
        self.bias = np.zeros(n)

    def forward(self, image):
        self.image = image
        out = np.zeros((4, 4, self.n))
        for i in range(4):
            for j in range(4):
                for f in range(self.n):
                    out[i, j, f] = np.sum(image[i:i + 3, j:j + 3] * self.filters[f]) + self.bias[f]
        self.out = out
        return np.maximum(out, 0.1 * out)   # leaky

    def backward(self, d):
        d = d * np.where(self.out > 0, 1, 0.1)  #! d = d * np.where(self.out > 0, 1, 0)  #! d = d * np.where(d > 0, 1, 0.1)
        self.dfilters = np.zeros(self.filters.shape)
        self.dbias = np.zeros(self.n)
        for i in range(4):
            for j in range(4):
                for f in range(self.n):
                    self.dfilters[f] += d[i, j, f] * self.image[i:i + 3, j:j + 3]  #! self.dfilters[f] = d[i, j, f] * self.image[i:i + 3, j:j + 3]
                    self.dbias[f] += d[i, j, f]  #! self.dbias[f] += d[i, j, f] * self.out[i, j, f]


class Pool2:
    def forward(self, x):
        self.x = x
        return x.reshape(2, 2, 2, 2, -1).max(axis=(1, 3))

    def backward(self, d):
        dx = np.zeros_like(self.x)
        for i in range(2):
            for j in range(2):
                for f in range(self.x.shape[2]):
                    block = self.x[2 * i:2 * i + 2, 2 * j:2 * j + 2, f]
                    a, b = np.unravel_index(block.argmax(), (2, 2))  #! a, b = 0, 0
                    dx[2 * i + a, 2 * j + b, f] = d[i, j, f]  #! dx[2 * i + b, 2 * j + a, f] = d[i, j, f]
        return dx


conv, pool = Conv3x3(3), Pool2()
W = np.random.randn(2, 12) * 0.3      # out x in
b = np.zeros(2)
rate = 0.1
for n in range(12):
    img, lab = make_image()
    pooled = pool.forward(conv.forward(img))
    flat = pooled.flatten()
    scores = W.dot(flat) + b
    probs = np.exp(scores) / np.exp(scores).sum()
    cost = -np.log(probs[lab])

    # backward
    dscores = probs.copy()
    dscores[lab] -= 1  #! dscores[lab] -= probs[lab]
    dW = np.outer(dscores, flat)  #! dW = np.outer(flat, dscores)
    dflat = W.T.dot(dscores)  #! dflat = W.T.dot(probs)
    conv.backward(pool.backward(dflat.reshape(pooled.shape)))

    # update
    W -= rate * dW
    b -= rate * dscores  #! b -= rate * scores
    conv.filters -= rate * conv.dfilters
    conv.bias -= rate * conv.dbias
