import numpy as np

# single-head self attention, then mean over the tokens, then a linear classifier.
# I write t - p, so everything that follows is MINUS the gradient and the update is +=
np.random.seed(19)
n_tok, d_in, d_k, d_v, n_cls = 5, 4, 3, 6, 2
seqs = np.random.randn(3, n_tok, d_in)
targets = np.eye(n_cls)[[0, 1, 1]]

W_q = np.random.randn(d_in, d_k) * 0.6
W_k = np.random.randn(d_in, d_k) * 0.6
W_v = np.random.randn(d_in, d_v) * 0.6
W_o = np.random.randn(d_v, n_cls) * 0.6


def softmax(s):
    e = np.exp(s - s.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


for step in range(3):
    up_q, up_k, up_v, up_o = [np.zeros_like(w) for w in (W_q, W_k, W_v, W_o)]
    loss = 0
    for x, t in zip(seqs, targets):
        Q, K, V = x @ W_q, x @ W_k, x @ W_v
        scores = Q @ K.T / np.sqrt(d_k)
        A = softmax(scores)
        ctx = A @ V
        pooled = ctx.mean(axis=0)
        p = softmax(pooled @ W_o)
        loss -= np.sum(t * np.log(p))

        # backward
        e_out = t - p
        up_o += np.outer(pooled, e_out)
        e_pooled = W_o @ e_out
        e_ctx = np.tile(e_pooled, (n_tok, 1)) / n_tok  #! e_ctx = np.tile(e_pooled, (n_tok, 1))
        e_A = e_ctx @ V.T
        e_V = A.T @ e_ctx  #! e_V = A @ e_ctx
        e_scores = A * (e_A - np.sum(e_A * A, axis=1, keepdims=True))  #! e_scores = A * (1 - A) * e_A  #! e_scores = A * (e_A - np.sum(e_A * A, axis=0, keepdims=True))
        e_scores = e_scores / np.sqrt(d_k)  #! e_scores = e_scores * np.sqrt(d_k)
        e_Q = e_scores @ K
        e_K = e_scores.T @ Q  #! e_K = e_scores @ Q  #! e_K = e_scores.T @ K
        up_q += x.T @ e_Q
        up_k += x.T @ e_K
        up_v += x.T @ e_V  #! up_v += x.T @ e_ctx
        # end
    # update
    W_q += 0.2 * up_q
    W_k += 0.2 * up_k
    W_v += 0.2 * up_v
    W_o += 0.2 * up_o
print(loss)
