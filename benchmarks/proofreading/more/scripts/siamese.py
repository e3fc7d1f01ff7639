import numpy as np


class SiameseNet(object):
    """Two twins with the same weights, contrastive loss with margin.
    label 1 = same, label 0 = different"""

    def __init__(self, sizes, margin=1.5):
        n_in, n_hid, n_emb = sizes
        self.W1 = np.random.uniform(-0.6, 0.6, (n_in, n_hid))
        self.b1 = np.zeros((1, n_hid))
        self.W2 = np.random.uniform(-0.6, 0.6, (n_hid, n_emb))
        self.margin = margin
        self.v = {'W1': 0, 'b1': 0, 'W2': 0}

    def embed(self, x):
        h = np.maximum(0, x.dot(self.W1) + self.b1)
        return h, h.dot(self.W2)

    def forward(self, xa, xb, same):
        self.xa, self.xb, self.same = xa, xb, same
        self.ha, self.ea = self.embed(xa)
        self.hb, self.eb = self.embed(xb)
        self.diff = self.ea - self.eb
        self.dist = np.sqrt(np.sum(self.diff ** 2, axis=1) + 1e-9)
        self.gap = np.maximum(0, self.margin - self.dist)
        per_pair = same * self.dist ** 2 + (1 - same) * self.gap ** 2
        return 0.5 * np.mean(per_pair)

    def backward(self):
        # backward
        n = len(self.same)
        d_dist = self.same * self.dist - (1 - self.same) * self.gap  #! d_dist = self.same * self.dist + (1 - self.same) * self.gap  #! d_dist = self.same * self.dist - (1 - self.same) * (self.margin - self.dist)
        d_dist = d_dist / n
        d_ea = (d_dist / self.dist)[:, None] * self.diff  #! d_ea = d_dist[:, None] * self.diff
        d_eb = -d_ea  #! d_eb = d_ea
        # the weights are shared so the two branches add up
        dW2 = self.ha.T.dot(d_ea) + self.hb.T.dot(d_eb)  #! dW2 = self.ha.T.dot(d_ea)  #! dW2 = (self.ha - self.hb).T.dot(d_ea - d_eb)
        d_ha = d_ea.dot(self.W2.T) * (self.ha > 0)
        d_hb = d_eb.dot(self.W2.T) * (self.hb > 0)  #! d_hb = d_eb.dot(self.W2.T) * (self.ha > 0)
        dW1 = self.xa.T.dot(d_ha) + self.xb.T.dot(d_hb)  #! dW1 = self.xa.T.dot(d_ha) + self.xa.T.dot(d_hb)
        db1 = np.sum(d_ha + d_hb, axis=0, keepdims=True)  #! db1 = np.sum(d_ha - d_hb, axis=0, keepdims=True)
        return {'W1': dW1, 'b1': db1, 'W2': dW2}

    def apply(self, grads, lr=0.1, mom=0.9):
        # update
        for k, g in grads.items():
            self.v[k] = mom * self.v[k] - lr * g  #! self.v[k] = mom * self.v[k] + lr * g
            setattr(self, k, getattr(self, k) + self.v[k])


np.random.seed(21)
centers = np.random.randn(3, 4) * 1.5
ca = np.random.randint(0, 3, 12)
cb = np.where(np.arange(12) % 2 == 0, ca, (ca + 1) % 3)
xa = centers[ca] + 0.4 * np.random.randn(12, 4)
xb = centers[cb] + 0.4 * np.random.randn(12, 4)
same = (ca == cb).astype(float)

net = SiameseNet((4, 7, 3))
history = []
for ep in range(10):
    history.append(net.forward(xa, xb, same))
    net.apply(net.backward())
