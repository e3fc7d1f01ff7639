import numpy as np

# the same encoder is applied to anchor, positive, negative -> its gradient is the SUM of three parts
np.random.seed(36)
B, d_in, d_emb = 6, 4, 3
xa, xp, xn = np.random.randn(B, d_in), np.random.randn(B, d_in), np.random.randn(B, d_in)
W = np.random.randn(d_in, d_emb) * 0.5
b = np.random.randn(d_emb) * 0.1
margin = 1.0

def encode(x):
    return np.tanh(x @ W + b)

def encode_backward(dout, x, e):
    # backward
    dpre = dout * (1 - e * e)  #! dpre = dout * (1 - x @ W)  #! dpre = dout * e * (1 - e)
    return x.T @ dpre, dpre.sum(axis=0)  #! return x.T @ dout, dpre.sum(axis=0)  #! return x.T @ dpre, dpre.sum(axis=1)
    # end

for it in range(4):
    ea, ep, en = encode(xa), encode(xp), encode(xn)
    dist_p = ((ea - ep) ** 2).sum(axis=1)
    dist_n = ((ea - en) ** 2).sum(axis=1)
    viol = dist_p - dist_n + margin
    loss = np.maximum(0, viol).mean()
    # backward
    active = (viol > 0)[:, None] / B  #! active = (viol > margin)[:, None] / B  #! active = viol[:, None] / B  #! active = np.ones((B, 1)) / B
    dea = active * 2 * (en - ep)  #! dea = active * 2 * (ep - en)  #! dea = active * 2 * (ea - ep)
    dep = active * 2 * (ep - ea)  #! dep = active * 2 * (ea - ep)
    den = active * 2 * (ea - en)  #! den = active * 2 * (en - ea)  #! den = active * 2 * (ep - en)
    parts = [encode_backward(dea, xa, ea), encode_backward(dep, xp, ep), encode_backward(den, xn, en)]  #! parts = [encode_backward(dea, xa, ea), encode_backward(dep, xa, ep), encode_backward(den, xa, en)]
    dW = sum(part[0] for part in parts)
    db = sum(part[1] for part in parts)
    # update
    W = W - 0.3 * dW
    b = b - 0.3 * db
    # end
    print(it, loss, (viol > 0).sum())
