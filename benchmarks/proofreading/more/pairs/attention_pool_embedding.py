import numpy as np

# sentence vector = attention weighted mean of word embeddings (Emb is looked up, padding is masked)
TOKENS = np.array([[1, 3, 3, 0], [2, 4, 1, 5], [5, 2, 0, 0]])     # 0 = padding


def forward(Emb, Wa, query, Wo):
    mask = TOKENS > 0
    e = Emb[TOKENS]                               # B,T,D
    key = np.tanh(e @ Wa)                         # B,T,A
    s = (key @ query) / np.sqrt(len(query))
    s = np.where(mask, s, -1e9)
    s = np.exp(s - s.max(axis=1, keepdims=True))
    alpha = s / s.sum(axis=1, keepdims=True)
    pooled = np.einsum('bt,btd->bd', alpha, e)
    return pooled @ Wo, (e, key, alpha, pooled, Emb, Wa, query, Wo)


def backward(dout, cache):
    # backward
    e, key, alpha, pooled, Emb, Wa, query, Wo = cache
    dWo = pooled.T @ dout
    dpooled = dout @ Wo.T
    dalpha = np.einsum('bd,btd->bt', dpooled, e)
    ds = alpha * (dalpha - np.sum(alpha * dalpha, axis=1, keepdims=True))  #! ds = alpha * (1 - alpha) * dalpha
    ds = ds / np.sqrt(len(query))  #! ds = ds / len(query)
    dquery = np.einsum('bt,bta->a', ds, key)
    dkey = ds[:, :, None] * query
    dk = dkey * (1 - key ** 2)  #! dk = dkey * key * (1 - key)
    dWa = np.einsum('btd,bta->da', e, dk)  #! dWa = np.einsum('btd,bta->ad', e, dk)
    de = alpha[:, :, None] * dpooled[:, None, :]  #! de = np.repeat(dpooled[:, None, :], e.shape[1], axis=1) / e.shape[1]
    de += dk @ Wa.T  #! de = dk @ Wa.T
    dEmb = np.zeros_like(Emb)
    np.add.at(dEmb, TOKENS, de)  #! dEmb[TOKENS] += de
    return {'Emb': dEmb, 'Wa': dWa, 'query': dquery, 'Wo': dWo}


rs = np.random.RandomState(9)
FORWARD = forward
BACKWARD = backward
INPUTS = (rs.randn(6, 4), rs.randn(4, 5) * 0.6, rs.randn(5), rs.randn(4, 3) * 0.5)
