import numpy as np
np.random.seed(31)

# Feed-forward half of a transformer block:  y = x + W2 gelu(W1 LN(x)),  then LN and a head.


def layernorm_forward(x, g, b, eps=1e-5):
    mean = x.mean(axis=-1, keepdims=True)
    rstd = 1 / np.sqrt(x.var(axis=-1, keepdims=True) + eps)
    norm = (x - mean) * rstd
    return norm * g + b, (norm, rstd, g)


def layernorm_backward(dout, cache):
    # backward
    norm, rstd, g = cache
    dg = (dout * norm).sum(axis=0)  #! dg = dout.sum(axis=0)
    db = dout.sum(axis=0)
    dnorm = dout * g  #! dnorm = dout
    dx = dnorm - dnorm.mean(axis=-1, keepdims=True) - norm * (dnorm * norm).mean(axis=-1, keepdims=True)  #! dx = dnorm - dnorm.mean(axis=-1, keepdims=True)
    dx = dx * rstd  #! dx = dx / rstd
    # end
    return dx, dg, db


K = np.sqrt(2 / np.pi)


def gelu_forward(u):
    th = np.tanh(K * (u + 0.044715 * u ** 3))
    return 0.5 * u * (1 + th), (u, th)


def gelu_backward(dout, cache):
    # backward
    u, th = cache
    sech2 = 1 - th ** 2
    inner = K * (1 + 3 * 0.044715 * u ** 2)  #! inner = K * (1 + 0.044715 * u ** 2)
    return dout * (0.5 * (1 + th) + 0.5 * u * sech2 * inner)  #! return dout * 0.5 * (1 + th)
    # end


n_tok, d, ff, classes = 5, 4, 6, 3
x = np.random.randn(n_tok, d) * 2
tgt = np.array([0, 2, 1, 1, 0])
g1, be1 = np.random.rand(d) + 0.5, np.random.randn(d) * 0.2
g2, be2 = np.random.rand(d) + 0.5, np.random.randn(d) * 0.2
W1, c1 = np.random.randn(d, ff) * 0.5, np.random.randn(ff) * 0.1
W2, c2 = np.random.randn(ff, d) * 0.5, np.random.randn(d) * 0.1
Wh = np.random.randn(d, classes) * 0.5

for i in range(5):
    ln1, cache1 = layernorm_forward(x, g1, be1)
    u = ln1 @ W1 + c1
    a, cache_g = gelu_forward(u)
    y = x + a @ W2 + c2
    ln2, cache2 = layernorm_forward(y, g2, be2)
    logits = ln2 @ Wh
    logp = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    loss = -logp[np.arange(n_tok), tgt].mean()

    # backward
    dlogits = (np.exp(logp) - np.eye(classes)[tgt]) / n_tok  #! dlogits = (logp - np.eye(classes)[tgt]) / n_tok
    dWh = ln2.T @ dlogits  #! dWh = y.T @ dlogits
    dy, dg2, dbe2 = layernorm_backward(dlogits @ Wh.T, cache2)  #! dy, dg2, dbe2 = layernorm_backward(dlogits @ Wh.T, cache1)
    dW2 = a.T @ dy
    dc2 = dy.sum(axis=0)
    du = gelu_backward(dy @ W2.T, cache_g)
    dW1 = ln1.T @ du  #! dW1 = x.T @ du
    dc1 = du.sum(axis=0)
    dx_ff, dg1, dbe1 = layernorm_backward(du @ W1.T, cache1)
    dx = dy + dx_ff  #! dx = dx_ff
    # update
    x -= 0.5 * dx          # the tokens' embeddings are trained too
    for P, D in [(g1, dg1), (be1, dbe1), (g2, dg2), (be2, dbe2), (W1, dW1), (c1, dc1), (W2, dW2), (c2, dc2), (Wh, dWh)]:
        P -= 0.5 * D  #! P += 0.5 * D
    # end
    print(i, loss)
