import numpy as np


class MultiHeadSelfAttention:
    """Causal multi-head self attention with residual connection (no layer norm, no bias except the last one)."""

    def __init__(self, d_model=6, n_heads=2, seed=1):
        g = np.random.default_rng(seed)
        self.h = n_heads
        self.dh = d_model // n_heads
        s = 1 / np.sqrt(d_model)
        self.Wqkv = g.normal(size=(d_model, 3 * d_model)) * s
        self.Wo = g.normal(size=(d_model, d_model)) * s
        self.bo = np.zeros(d_model)

    def split_heads(self, t):
        B, T, _ = t.shape
        return t.reshape(B, T, self.h, self.dh).transpose(0, 2, 1, 3)

    def merge_heads(self, t):
        B, H, T, D = t.shape
        return t.transpose(0, 2, 1, 3).reshape(B, T, H * D)

    def forward(self, x):
        self.x = x
        T = x.shape[1]
        qkv = x @ self.Wqkv
        self.q, self.k, self.v = (self.split_heads(t) for t in np.split(qkv, 3, axis=-1))
        scores = np.einsum('bhid,bhjd->bhij', self.q, self.k) / np.sqrt(self.dh)
        scores = scores + np.triu(np.full((T, T), -1e10), k=1)
        e = np.exp(scores - scores.max(-1, keepdims=True))
        self.att = e / e.sum(-1, keepdims=True)
        ctx = np.einsum('bhij,bhjd->bhid', self.att, self.v)
        self.merged = self.merge_heads(ctx)
        return x + self.merged @ self.Wo + self.bo

    def backward(self, dout):
        # backward
        self.dbo = dout.sum(axis=(0, 1))  #! self.dbo = dout.mean(axis=(0, 1))
        self.dWo = np.einsum('bti,btj->ij', self.merged, dout)  #! self.dWo = np.einsum('bti,btj->ji', self.merged, dout)  #! self.dWo = np.einsum('bti,btj->ij', self.x, dout)
        dctx = self.split_heads(dout @ self.Wo.T)  #! dctx = self.split_heads(dout @ self.Wo)
        datt = np.einsum('bhid,bhjd->bhij', dctx, self.v)  #! datt = np.einsum('bhid,bhjd->bhij', dctx, self.k)
        dv = np.einsum('bhij,bhid->bhjd', self.att, dctx)  #! dv = np.einsum('bhij,bhjd->bhid', self.att, dctx)
        dscores = self.att * (datt - (datt * self.att).sum(-1, keepdims=True))  #! dscores = self.att * (datt - datt.sum(-1, keepdims=True))  #! dscores = datt - (datt * self.att).sum(-1, keepdims=True)
        dscores = dscores / np.sqrt(self.dh)  #!
        dq = np.einsum('bhij,bhjd->bhid', dscores, self.k)  #! dq = np.einsum('bhij,bhid->bhjd', dscores, self.k)
        dk = np.einsum('bhij,bhid->bhjd', dscores, self.q)  #! dk = np.einsum('bhij,bhjd->bhid', dscores, self.q)
        dqkv = np.concatenate([self.merge_heads(t) for t in (dq, dk, dv)], axis=-1)  #! dqkv = np.concatenate([self.merge_heads(t) for t in (dv, dk, dq)], axis=-1)
        self.dWqkv = np.einsum('bti,btj->ij', self.x, dqkv)
        return dout + dqkv @ self.Wqkv.T  #! return dqkv @ self.Wqkv.T
        # end


rng = np.random.default_rng(7)
x = rng.normal(size=(2, 4, 6))
target = np.roll(x, 1, axis=1)
layers = [MultiHeadSelfAttention(seed=1), MultiHeadSelfAttention(seed=2)]

for epoch in range(4):
    out = x
    for layer in layers:
        out = layer.forward(out)
    diff = out - target
    loss = np.mean(diff ** 2)
    print(f"epoch {epoch}: mse {loss:.5f}")

    # backward
    grad = 2 * diff / diff.size  #! grad = 2 * diff / len(diff)
    for layer in reversed(layers):
        grad = layer.backward(grad)
    # update
    for layer in layers:
        layer.Wqkv -= 0.2 * layer.dWqkv
        layer.Wo -= 0.2 * layer.dWo
        layer.bo -= 0.2 * layer.dbo
    # end
