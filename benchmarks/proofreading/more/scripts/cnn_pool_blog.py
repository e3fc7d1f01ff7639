import numpy as np

# A tiny CNN from scratch. 6x6 pictures: vertical bar / horizontal bar / diagonal.

class Conv:
    def __init__(self, num, size):
        self.K = np.random.randn(num, size, size) / size
        self.bias = np.zeros(num)

    def forward(self, img):
        self.img = img
        n, s = self.K.shape[0], self.K.shape[1]
        hgt, wid = img.shape[0] - s + 1, img.shape[1] - s + 1
        self.pre = np.zeros((hgt, wid, n))
        for i in range(hgt):
            for j in range(wid):
                patch = img[i:i+s, j:j+s]
                self.pre[i, j] = np.sum(patch * self.K, axis=(1, 2)) + self.bias
        return np.maximum(self.pre, 0)

    def backward(self, d):
        s = self.K.shape[1]
        # backward
        d = d * (self.pre > 0)  #! d = d * self.pre  #! d = d * (d > 0)
        self.dK = np.zeros_like(self.K)
        for i in range(d.shape[0]):
            for j in range(d.shape[1]):
                for f in range(d.shape[2]):
                    self.dK[f] += d[i, j, f] * self.img[i:i+s, j:j+s]  #! self.dK[f] = d[i, j, f] * self.img[i:i+s, j:j+s]  #! self.dK[f] += d[i, j, f] * self.img[j:j+s, i:i+s]  #! self.dK[f] += d[i, j, f] * self.img[i:i+s, j:j+s][::-1, ::-1]
        self.dbias = d.sum(axis=(0, 1))  #! self.dbias = d.mean(axis=(0, 1))
        # end

    def update(self, lr):
        self.K -= lr * self.dK
        self.bias -= lr * self.dbias

class MaxPool2:
    def forward(self, a):
        self.a = a
        h, w, n = a.shape
        self.out = a.reshape(h//2, 2, w//2, 2, n).max(axis=(1, 3))
        return self.out

    def backward(self, d):
        # backward
        da = np.zeros(self.a.shape)
        for i in range(d.shape[0]):
            for j in range(d.shape[1]):
                for f in range(d.shape[2]):
                    window = self.a[2*i:2*i+2, 2*j:2*j+2, f]
                    r, c = np.unravel_index(window.argmax(), (2, 2))  #! r, c = np.unravel_index(window.argmin(), (2, 2))  #! c, r = np.unravel_index(window.argmax(), (2, 2))
                    da[2*i + r, 2*j + c, f] = d[i, j, f]  #! da[i + r, j + c, f] = d[i, j, f]  #! da[2*i + r, 2*j + c, f] = self.out[i, j, f]
        # end
        return da

class Dense:
    def __init__(self, nin, nout):
        self.W = np.random.randn(nin, nout) / np.sqrt(nin)
        self.b = np.zeros(nout)

    def forward(self, a):
        self.shape, self.x = a.shape, a.flatten()
        z = self.x @ self.W + self.b
        e = np.exp(z - z.max())
        self.p = e / e.sum()
        return self.p

    def backward(self, label):
        # backward
        dz = self.p.copy()
        dz[label] -= 1  #! dz[label] -= self.p[label]
        self.dW = self.x[:, np.newaxis] @ dz[np.newaxis]  #! self.dW = self.x[:, np.newaxis] @ self.p[np.newaxis]
        self.db = dz
        dx = self.W @ dz  #! dx = self.W @ self.p
        # end
        return dx.reshape(self.shape)

np.random.seed(0)
vert, horiz, diag = np.zeros((6, 6)), np.zeros((6, 6)), np.eye(6)
vert[:, 2] = horiz[3, :] = 1
images = [m + 0.1*np.random.randn(6, 6) for m in (vert, horiz, diag)]

conv, pool, fc = Conv(3, 3), MaxPool2(), Dense(2*2*3, 3)
print("start training")
for epoch in range(3):
    for label, im in enumerate(images):
        probs = fc.forward(pool.forward(conv.forward(im)))
        loss = -np.log(probs[label])
        conv.backward(pool.backward(fc.backward(label)))
        # update
        conv.update(0.1)
        fc.W -= 0.1 * fc.dW
        fc.b -= 0.1 * fc.db  #! fc.b += 0.1 * fc.db
        # end
        print(epoch, label, loss)
