import numpy as np


def im2col(x, k):
    N, C, H, W = x.shape
    Ho, Wo = H - k + 1, W - k + 1
    cols = np.empty((N, Ho, Wo, C, k, k))
    for di in range(k):
        for dj in range(k):
            cols[..., di, dj] = x[:, :, di:di + Ho, dj:dj + Wo].transpose(0, 2, 3, 1)
    return cols.reshape(N * Ho * Wo, -1)


def col2im(dcols, shape, k):
    N, C, H, W = shape
    Ho, Wo = H - k + 1, W - k + 1
    dcols = dcols.reshape(N, Ho, Wo, C, k, k)
    dx = np.zeros(shape)
    # backward
    for di in range(k):
        for dj in range(k):
            dx[:, :, di:di + Ho, dj:dj + Wo] += dcols[..., di, dj].transpose(0, 3, 1, 2)  #! dx[:, :, di:di + Ho, dj:dj + Wo] = dcols[..., di, dj].transpose(0, 3, 1, 2)  #! dx[:, :, di:di + Ho, dj:dj + Wo] += dcols[..., dj, di].transpose(0, 3, 1, 2)
    # end
    return dx


class ConvNet:
    def __init__(self, seed=0):
        r = np.random.RandomState(seed)
        self.params = dict(K1=r.randn(2, 1 * 4) * 0.6, c1=np.zeros(2), K2=r.randn(3, 2 * 4) * 0.5, c2=np.zeros(3), V=r.randn(3, 2) * 0.5)
        self.m = {k: 0 * v for k, v in self.params.items()}
        self.v = {k: 0 * v for k, v in self.params.items()}
        self.t = 0

    def loss(self, x, y):
        p = self.params
        N = x.shape[0]
        col1 = im2col(x, 2)
        z1 = col1 @ p['K1'].T + p['c1']                       # (N*16, 2)
        a1 = np.maximum(z1, 0).reshape(N, 4, 4, 2).transpose(0, 3, 1, 2)
        col2 = im2col(a1, 2)
        z2 = col2 @ p['K2'].T + p['c2']                       # (N*9, 3)
        a2 = np.tanh(z2).reshape(N, 9, 3)
        gap = a2.mean(axis=1)                                 # global average pooling
        s = gap @ p['V']
        e = np.exp(s - s.max(1, keepdims=True))
        prob = e / e.sum(1, keepdims=True)
        L = -np.sum(y * np.log(prob)) / N

        grads = {}
        # backward
        ds = (prob - y) / N  #! ds = prob - y  #! ds = (y - prob) / N
        grads['V'] = gap.T @ ds
        dgap = ds @ p['V'].T
        da2 = np.repeat(dgap[:, None, :], 9, axis=1) / 9  #! da2 = np.repeat(dgap[:, None, :], 9, axis=1)
        dz2 = (da2 * (1 - a2 ** 2)).reshape(-1, 3)  #! dz2 = (da2 * (1 - a2)).reshape(-1, 3)  #! dz2 = da2.reshape(-1, 3)
        grads['K2'] = dz2.T @ col2
        grads['c2'] = dz2.sum(axis=0)  #! grads['c2'] = dz2.mean(axis=0)
        da1 = col2im(dz2 @ p['K2'], a1.shape, 2)
        dz1 = da1.transpose(0, 2, 3, 1).reshape(-1, 2) * (z1 > 0)  #! dz1 = da1.reshape(-1, 2) * (z1 > 0)  #! dz1 = da1.transpose(0, 2, 3, 1).reshape(-1, 2)
        grads['K1'] = dz1.T @ col1
        grads['c1'] = dz1.sum(axis=0)
        # end
        return L, grads

    def adam(self, grads, lr=0.02, beta1=0.9, beta2=0.999):
        self.t += 1
        # update
        for k, g in grads.items():
            self.m[k] = beta1 * self.m[k] + (1 - beta1) * g  #! self.m[k] = (1 - beta1) * self.m[k] + beta1 * g
            self.v[k] = beta2 * self.v[k] + (1 - beta2) * g * g
            mhat = self.m[k] / (1 - beta1 ** self.t)  #! mhat = self.m[k] / (1 - beta1)
            vhat = self.v[k] / (1 - beta2 ** self.t)  #! vhat = self.v[k] / (1 - beta1 ** self.t)
            self.params[k] -= lr * mhat / (np.sqrt(vhat) + 1e-8)  #! self.params[k] -= lr * mhat / (vhat + 1e-8)
        # end


rs = np.random.RandomState(3)
imgs = rs.randn(4, 1, 5, 5)
onehot = np.eye(2)[[0, 1, 1, 0]]
net = ConvNet(1)
for it in range(12):
    L, grads = net.loss(imgs, onehot)
    net.adam(grads)
    if it % 4 == 0:
        print("it", it, "loss", L)
