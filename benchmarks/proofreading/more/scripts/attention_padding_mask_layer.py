import numpy as np


class Attention:
    def __init__(self, dim, key_dim):
        self.query = np.random.randn(dim, key_dim) * 0.4
        self.key = np.random.randn(dim, key_dim) * 0.4
        self.value = np.random.randn(dim, dim) * 0.4
        self.drop = None

    def forward(self, x, mask, keep=0.8):
        # mask: 1 for words, 0 for padding
        self.x = x
        self.q, self.k, self.v = x @ self.query, x @ self.key, x @ self.value
        self.scale = 1 / np.sqrt(self.q.shape[-1])
        logits = self.q @ np.swapaxes(self.k, 1, 2) * self.scale
        logits = logits + (1 - mask[:, None, :]) * -1e9
        ex = np.exp(logits - logits.max(axis=2, keepdims=True))
        self.att = ex / ex.sum(axis=2, keepdims=True)
        self.drop = (np.random.rand(*self.att.shape) < keep) / keep
        self.att_dropped = self.att * self.drop
        return x + self.att_dropped @ self.v

    def backward(self, dout):
        # backward
        datt = dout @ np.swapaxes(self.v, 1, 2)
        dv = np.swapaxes(self.att_dropped, 1, 2) @ dout  #! dv = np.swapaxes(self.att, 1, 2) @ dout  #! dv = self.att_dropped @ dout
        datt = datt * self.drop  #! datt = datt * (self.drop > 0)
        dlogits = self.att * (datt - (datt * self.att).sum(axis=2, keepdims=True))  #! dlogits = self.att_dropped * (datt - (datt * self.att).sum(axis=2, keepdims=True))  #! dlogits = datt - (datt * self.att).sum(axis=2, keepdims=True)
        dq = dlogits @ self.k * self.scale  #! dq = dlogits @ self.k
        dk = np.swapaxes(dlogits, 1, 2) @ self.q * self.scale  #! dk = dlogits @ self.q * self.scale
        xt = np.swapaxes(self.x, 1, 2)
        self.dquery = (xt @ dq).sum(axis=0)
        self.dkey = (xt @ dk).sum(axis=0)  #! self.dkey = (xt @ dk).mean(axis=0)
        self.dvalue = (xt @ dv).sum(axis=0)
        return dout + dq @ self.query.T + dk @ self.key.T + dv @ self.value.T  #! return dout + dq @ self.query.T + dk @ self.key.T  #! return dq @ self.query.T + dk @ self.key.T + dv @ self.value.T


np.random.seed(51)
x = np.random.randn(3, 5, 4)
mask = np.array([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0], [1, 1, 1, 1, 0]])
y = np.array([1, 0, 1])
layers = [Attention(4, 3), Attention(4, 2)]
clf = np.random.randn(4)

for epoch in range(2):
    h = x
    for layer in layers:
        h = layer.forward(h, mask)
    first = h[:, 0]
    p = 1 / (1 + np.exp(-first @ clf))
    loss = -np.mean(np.log(np.where(y == 1, p, 1 - p)))
    # backward
    dlogit = (p - y) / len(y)
    dclf = first.T @ dlogit
    dh = np.zeros_like(h)
    dh[:, 0] = np.outer(dlogit, clf)
    for layer in layers[::-1]:
        dh = layer.backward(dh)
    # update
    clf -= 0.5 * dclf
    for layer in layers:
        layer.query -= 0.5 * layer.dquery
        layer.key -= 0.5 * layer.dkey
        layer.value -= 0.5 * layer.dvalue
