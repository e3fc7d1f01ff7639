"""One pre-norm residual block:  out = x + relu(LN(x) @ A) @ B, then softmax over classes."""
import numpy as np

np.random.seed(7)
N, D, H, K = 5, 4, 6, 3
x0 = np.random.randn(N, D)
labels = np.array([0, 1, 2, 1, 0])
onehot = np.eye(K)[labels]

E = np.random.randn(D, D) * 0.6          # input projection
g, bt = np.ones(D) * 1.1, np.zeros(D) + 0.05
A = np.random.randn(D, H) * 0.5
B = np.random.randn(H, D) * 0.5
C = np.random.randn(D, K) * 0.5
lr = 0.2

for it in range(6):
    x = x0 @ E
    mu = x.mean(axis=-1, keepdims=True)
    sd = np.sqrt(((x - mu) ** 2).mean(axis=-1, keepdims=True) + 1e-5)
    xn = (x - mu) / sd
    ln = xn * g + bt
    u = ln @ A
    r = np.maximum(u, 0)
    out = x + r @ B
    logits = out @ C
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    probs = e / e.sum(axis=1, keepdims=True)
    loss = -(onehot * np.log(probs)).sum() / N

    # backward
    dlogits = (probs - onehot) / N  #! dlogits = probs - onehot  #! dlogits = probs * (1 - probs) * (probs - onehot) / N
    dC = out.T @ dlogits  #! dC = (r @ B).T @ dlogits
    dout = dlogits @ C.T
    dB = r.T @ dout  #! dB = u.T @ dout
    dr = dout @ B.T
    du = dr * (u > 0)  #! du = dr * (dr > 0)  #! du = dr * u
    dA = ln.T @ du  #! dA = xn.T @ du
    dln = du @ A.T
    dg = (dln * xn).sum(axis=0)  #! dg = (dln * ln).sum(axis=0)  #! dg = (dln * x).sum(axis=0)
    dbt = dln.sum(axis=0)
    dxn = dln * g
    dx = (dxn - dxn.mean(-1, keepdims=True) - xn * (dxn * xn).mean(-1, keepdims=True)) / sd  #! dx = (dxn - dxn.mean(0, keepdims=True) - xn * (dxn * xn).mean(0, keepdims=True)) / sd  #! dx = dxn / sd  #! dx = (dxn - dxn.mean(-1, keepdims=True) - (dxn * xn).mean(-1, keepdims=True)) / sd
    dx += dout  #! dx += dln  #! dx = dout
    dE = x0.T @ dx

    # update
    E -= lr * dE
    g -= lr * dg
    bt -= lr * dbt
    A -= lr * dA
    B -= lr * dB
    C -= lr * dC
    # end
    print(f"iter {it}: loss {loss:.5f}")
