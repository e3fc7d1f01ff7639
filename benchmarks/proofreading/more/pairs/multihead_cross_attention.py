import numpy as np

HEADS = 2


def split_heads(a):                 # (T, D) -> (heads, T, D / heads)
    T, D = a.shape
    return a.reshape(T, HEADS, D // HEADS).swapaxes(0, 1)


def merge_heads(a):
    h, T, d = a.shape
    return a.swapaxes(0, 1).reshape(T, h * d)


class CrossAttention:
    """queries from the decoder y, keys/values from the encoder x"""

    @staticmethod
    def apply(y, x, Wq, Wk, Wv, Wo):
        Q, K, V = split_heads(y @ Wq), split_heads(x @ Wk), split_heads(x @ Wv)
        scale = Q.shape[-1] ** -0.5
        S = np.einsum('hqd,hkd->hqk', Q, K) * scale
        A = np.exp(S - S.max(axis=2, keepdims=True))
        A = A / A.sum(axis=2, keepdims=True)
        ctx = merge_heads(np.einsum('hqk,hkd->hqd', A, V))
        return ctx @ Wo, (y, x, Wq, Wk, Wv, Wo, Q, K, V, A, ctx, scale)

    @staticmethod
    def grad(dout, saved):
        y, x, Wq, Wk, Wv, Wo, Q, K, V, A, ctx, scale = saved
        # backward
        gWo = ctx.T @ dout
        gctx = split_heads(dout @ Wo.T)  #! gctx = split_heads(dout @ Wo)
        gA = np.einsum('hqd,hkd->hqk', gctx, V)  #! gA = np.einsum('hqd,hkd->hqk', gctx, K)
        gV = np.einsum('hqk,hqd->hkd', A, gctx)  #! gV = np.einsum('hqk,hqd->hkd', gA, gctx)
        gS = A * (gA - np.sum(A * gA, axis=2, keepdims=True))  #! gS = A * (gA - np.sum(A * gA, axis=1, keepdims=True))  #! gS = A * gA  #! gS = gA - np.sum(A * gA, axis=2, keepdims=True)  #! gS = gA * A * (1 - A)
        gQ = np.einsum('hqk,hkd->hqd', gS, K) * scale  #! gQ = np.einsum('hqk,hkd->hqd', gS, K)
        gK = np.einsum('hqk,hqd->hkd', gS, Q) * scale  #! gK = np.einsum('hqk,hqd->hkd', gS, Q) / scale
        gQ, gK, gV = merge_heads(gQ), merge_heads(gK), merge_heads(gV)  #! gQ, gK, gV = merge_heads(gQ), merge_heads(gV), merge_heads(gK)
        gWq, gWk, gWv = y.T @ gQ, x.T @ gK, x.T @ gV
        gy = gQ @ Wq.T  #! gy = gQ @ Wq
        gx = gK @ Wk.T + gV @ Wv.T  #! gx = gK @ Wk.T  #! gx = gK @ Wv.T + gV @ Wk.T
        # end
        return gy, gx, gWq, gWk, gWv, gWo


_r = np.random.default_rng(1234)
FORWARD = CrossAttention.apply
BACKWARD = CrossAttention.grad
INPUTS = (_r.normal(size=(3, 4)), _r.normal(size=(5, 4)), *(_r.normal(size=(4, 4)) * .6 for _ in range(4)))
