import numpy as np

rng = np.random.default_rng(4)
n, t, d, h, vocab = 2, 5, 4, 3, 6
tok = rng.normal(size=(n, t, d))
nxt = rng.integers(vocab, size=(n, t))
Q, K, V = (rng.normal(size=(d, h)) for _ in range(3))
O = rng.normal(size=(h, vocab)) * 0.5
causal = np.tril(np.ones((t, t), dtype=bool))

for epoch in range(2):
    q = np.einsum("ntd,dh->nth", tok, Q)
    k = np.einsum("ntd,dh->nth", tok, K)
    v = np.einsum("ntd,dh->nth", tok, V)
    score = np.einsum("nih,njh->nij", q, k) / np.sqrt(h)
    score = np.where(causal, score, -1e9)
    A = np.exp(score - score.max(-1, keepdims=True))
    A /= A.sum(-1, keepdims=True)
    ctx = np.einsum("nij,njh->nih", A, v)
    logit = ctx @ O
    prob = np.exp(logit) / np.exp(logit).sum(-1, keepdims=True)
    pick = np.take_along_axis(prob, nxt[..., None], axis=-1)
    loss = -np.log(pick).mean()

    # backward
    g_logit = (prob - np.eye(vocab)[nxt]) / (n * t)
    g_O = np.einsum("nth,ntv->hv", ctx, g_logit)
    g_ctx = np.einsum("ntv,hv->nth", g_logit, O)
    g_A = np.einsum("nih,njh->nij", g_ctx, v)  #! g_A = np.einsum("nih,njh->nji", g_ctx, v)
    g_v = np.einsum("nij,nih->njh", A, g_ctx)  #! g_v = np.einsum("nij,njh->nih", A, g_ctx)
    g_score = A * (g_A - (g_A * A).sum(-1, keepdims=True))  #! g_score = A * (g_A - g_A.sum(-1, keepdims=True))  #! g_score = A * (1 - A) * g_A  #! g_score = A * (g_A - (g_A * A).sum(1, keepdims=True))
    g_score /= np.sqrt(h)  #! g_score /= np.sqrt(d)
    g_q = np.einsum("nij,njh->nih", g_score, k)
    g_k = np.einsum("nij,nih->njh", g_score, q)  #! g_k = np.einsum("nij,njh->nih", g_score, q)
    g_Q = np.einsum("ntd,nth->dh", tok, g_q)
    g_K = np.einsum("ntd,nth->dh", tok, g_k)  #! g_K = np.einsum("ntd,nth->dh", tok, g_q)
    g_V = np.einsum("ntd,nth->dh", tok, g_v)

    # update
    Q = Q - 0.3 * g_Q
    K = K - 0.3 * g_K
    V = V - 0.3 * g_V
    O = O - 0.3 * g_O
