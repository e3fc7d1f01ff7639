import numpy as np

# Fill in the blank: mean of (word + position) embeddings -> dense -> scores against the same word embeddings
np.random.seed(70)
V, D, L = 7, 4, 3
ctx = np.array([[0, 1, 1], [2, 5, 6], [3, 3, 3], [4, 0, 2], [6, 1, 0]])
blank = np.array([2, 1, 4, 3, 5])
N = len(ctx)

tok_emb = 0.5 * np.random.randn(V, D)
pos_emb = 0.5 * np.random.randn(L, D)
M = 0.5 * np.random.randn(D, D)
out_bias = np.zeros(V)


def model(ctx):
    x = (tok_emb[ctx] + pos_emb).mean(axis=1)
    h = np.maximum(0.01 * (x @ M), x @ M)
    scores = h @ tok_emb.T + out_bias
    scores = np.exp(scores - np.max(scores, axis=1, keepdims=True))
    return x, h, scores / np.sum(scores, axis=1, keepdims=True)


def gradients(ctx, blank):
    x, h, probs = model(ctx)
    # backward
    delta = probs
    delta[np.arange(N), blank] -= 1.
    delta /= N
    g_bias = delta.sum(axis=0)
    g_tok = delta.T @ h
    dh = delta @ tok_emb
    dpre = np.where(h > 0, dh, 0.01 * dh)  #! dpre = np.where(h > 0, dh, 0)  #! dpre = np.where(dh > 0, dh, 0.01 * dh)
    g_M = x.T @ dpre
    dx = dpre @ M.T  #! dx = dpre @ M
    dx = dx / L  #! dx = dx / D
    g_pos = np.zeros_like(pos_emb)
    for n in range(N):
        for l in range(L):
            g_tok[ctx[n, l]] += dx[n]  #! g_tok[ctx[n, l]] = dx[n]  #! g_tok[blank[n]] += dx[n]
            g_pos[l] += dx[n]  #! g_pos[l] = dx[n]
    return g_tok, g_pos, g_M, g_bias


for epoch in range(2):
    loss = -np.mean(np.log(model(ctx)[2][np.arange(N), blank]))
    print("loss:", round(loss, 5))
    g_tok, g_pos, g_M, g_bias = gradients(ctx, blank)
    # update
    tok_emb -= 0.7 * g_tok
    pos_emb -= 0.7 * g_pos
    M -= 0.7 * g_M
    out_bias -= 0.7 * g_bias
