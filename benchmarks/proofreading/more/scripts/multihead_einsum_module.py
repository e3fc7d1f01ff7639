import numpy as np


def softmax(s):
    e = np.exp(s - s.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


class MultiHeadAttention:
    """Self attention with n_heads heads; weights are kept as (d_model, head, d_head) so that no reshape is needed."""

    def __init__(self, d_model, n_heads, d_head, seed=0):
        gen = np.random.default_rng(seed)
        self.d_head = d_head
        self.weights = {
            "q": gen.normal(0, 0.5, (d_model, n_heads, d_head)),
            "k": gen.normal(0, 0.5, (d_model, n_heads, d_head)),
            "v": gen.normal(0, 0.5, (d_model, n_heads, d_head)),
            "o": gen.normal(0, 0.5, (n_heads, d_head, d_model)),
        }
        self.grads = {}

    def __call__(self, x):
        w = self.weights
        self.x = x
        self.q = np.einsum("btd,dhe->bhte", x, w["q"])
        self.k = np.einsum("btd,dhe->bhte", x, w["k"])
        self.v = np.einsum("btd,dhe->bhte", x, w["v"])
        self.att = softmax(np.einsum("bhte,bhse->bhts", self.q, self.k) / np.sqrt(self.d_head))
        self.ctx = np.einsum("bhts,bhse->bhte", self.att, self.v)
        return np.einsum("bhte,hed->btd", self.ctx, w["o"])

    def backward(self, grad):
        w = self.weights
        # backward
        self.grads["o"] = np.einsum("bhte,btd->hed", self.ctx, grad)  #! self.grads["o"] = np.einsum("bhte,btd->hed", self.v, grad)
        g_ctx = np.einsum("btd,hed->bhte", grad, w["o"])
        g_att = np.einsum("bhte,bhse->bhts", g_ctx, self.v)
        g_v = np.einsum("bhts,bhte->bhse", self.att, g_ctx)  #! g_v = np.einsum("bhts,bhse->bhte", self.att, g_ctx)
        g_s = self.att * (g_att - (g_att * self.att).sum(-1, keepdims=True))  #! g_s = self.att * (g_att - g_att.sum(-1, keepdims=True))  #! g_s = self.att * (1 - self.att) * g_att
        g_s = g_s / np.sqrt(self.d_head)  #! g_s = g_s / self.d_head
        g_q = np.einsum("bhts,bhse->bhte", g_s, self.k)
        g_k = np.einsum("bhts,bhte->bhse", g_s, self.q)  #! g_k = np.einsum("bhts,bhse->bhte", g_s, self.q)
        for name, g in (("q", g_q), ("k", g_k), ("v", g_v)):
            self.grads[name] = np.einsum("btd,bhte->dhe", self.x, g)
        # end
        return sum(np.einsum("bhte,dhe->btd", g, w[n]) for n, g in (("q", g_q), ("k", g_k), ("v", g_v)))


gen = np.random.default_rng(99)
x = gen.normal(size=(2, 5, 4))
target = np.roll(x, 1, axis=1)          # copy the previous position
mha = MultiHeadAttention(d_model=4, n_heads=2, d_head=3)

for epoch in range(2):
    y = mha(x)
    loss = ((y - target) ** 2).mean()
    mha.backward(2 * (y - target) / y.size)
    # update
    for name in mha.weights:
        mha.weights[name] -= 1.0 * mha.grads[name]
    # end
    print("epoch", epoch, "mse", loss)
