# one causal self attention head trained to output the previous token's vector
import numpy as np

rng = np.random.default_rng(1)
T, D, K = 5, 4, 3
x = rng.normal(0, 1, (T, D))
want = np.vstack([np.zeros((1, D)), x[:-1]])
mask = np.tril(np.ones((T, T), dtype=bool))
scale = K ** -0.5


class Head:
    def __init__(self):
        self.Wq, self.Wk, self.Wv = [rng.normal(0, .6, (D, K)) for _ in range(3)]
        self.Wo = rng.normal(0, .6, (K, D))

    def __call__(self, x):
        self.x = x
        self.q = x @ self.Wq
        self.k = x @ self.Wk
        self.v = x @ self.Wv
        s = self.q @ self.k.T * scale
        s = np.where(mask, s, -1e9)
        s = np.exp(s - s.max(-1, keepdims=True))
        self.att = s / s.sum(-1, keepdims=True)
        self.mix = self.att @ self.v
        return self.mix @ self.Wo + x      # residual

    def backward(self, dout):
        # backward
        self.gWo = self.mix.T @ dout
        dmix = dout @ self.Wo.T
        datt = dmix @ self.v.T
        dv = self.att.T @ dmix  #! dv = self.att @ dmix
        inner = (datt * self.att).sum(-1, keepdims=True)  #! inner = (datt * self.att).sum(0, keepdims=True)  #! inner = datt.sum(-1, keepdims=True)
        ds = self.att * (datt - inner)  #! ds = self.att * (1 - self.att) * datt  #! ds = self.att * datt - inner
        ds = ds * scale  #! ds = ds / scale  #! ds = ds * mask
        dq = ds @ self.k  #! dq = ds.T @ self.k
        dk = ds.T @ self.q  #! dk = ds @ self.q  #! dk = ds.T @ self.k
        self.gWq = self.x.T @ dq
        self.gWk = self.x.T @ dk  #! self.gWk = self.x.T @ dq
        self.gWv = self.x.T @ dv
        # end

    def step(self, lr):
        # update
        self.Wq -= lr * self.gWq
        self.Wk -= lr * self.gWk  #! self.Wk -= lr * self.gWq
        self.Wv -= lr * self.gWv
        self.Wo -= lr * self.gWo
        # end


head = Head()
for step in range(15):
    out = head(x)
    diff = out - want
    loss = (diff ** 2).sum() / T
    # backward
    head.backward(2 * diff / T)  #! head.backward(2 * diff)  #! head.backward(-2 * diff / T)
    # end
    head.step(0.05)
    print(step, round(float(loss), 4))
