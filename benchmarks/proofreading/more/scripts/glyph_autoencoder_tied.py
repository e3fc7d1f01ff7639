"""
Deep-ish denoising autoencoder for 3x3 glyphs.
    9 -> 5 (relu, dropout) -> 3 (tanh) -> 5 (W tied: uses U.T) -> 9 (uses W.T), sigmoid + cross entropy
The decoder re-uses the encoder weights, so W and U each get TWO contributions.
"""
import numpy as np

np.random.seed(3)
glyphs = ["010010010", "111001001", "010111010", "111101111", "100010001", "101010101"]
V = np.array([[float(ch) for ch in g] for g in glyphs])

P = dict(
    W=np.random.randn(9, 5) * 0.6, b=np.full(5, 0.1),
    U=np.random.randn(5, 3) * 0.6, e=np.zeros(3),
    c=np.zeros(9),
)
cacheAdam = {k: (np.zeros_like(a), np.zeros_like(a)) for k, a in P.items()}
keep = 0.8
wd = 1e-2
lr, beta1, beta2 = 0.05, 0.9, 0.99

for step in range(1, 13):
    noisy = V * (np.random.rand(*V.shape) > 0.15)
    mask = (np.random.rand(len(V), 5) < keep) / keep

    pre1 = noisy @ P['W'] + P['b']
    h1 = np.maximum(0, pre1) * mask
    code = np.tanh(h1 @ P['U'] + P['e'])
    h2 = code @ P['U'].T
    logits = h2 @ P['W'].T + P['c']
    rec = 1 / (1 + np.exp(-logits))
    cost = -(V * np.log(rec) + (1 - V) * np.log(1 - rec)).sum(axis=1).mean()
    cost += 0.5 * wd * ((P['W'] ** 2).sum() + (P['U'] ** 2).sum())

    # backward
    grads = {}
    dlogits = (rec - V) / len(V)  #! dlogits = (rec - noisy) / len(V)  #! dlogits = rec - V  #! dlogits = (rec - V) / V.size
    grads['c'] = dlogits.sum(axis=0)  #! grads['c'] = dlogits.mean(axis=0)
    dW_dec = dlogits.T @ h2  #! dW_dec = dlogits.T @ h1
    dh2 = dlogits @ P['W']
    dU_dec = dh2.T @ code
    dcode = dh2 @ P['U'] * (1 - code ** 2)  #! dcode = dh2 @ P['U'] * (1 - code)  #! dcode = dh2 @ P['U']
    grads['e'] = dcode.sum(0)
    dU_enc = h1.T @ dcode  #! dU_enc = h2.T @ dcode
    dh1 = dcode @ P['U'].T
    dpre1 = dh1 * mask * (pre1 > 0)  #! dpre1 = dh1 * (pre1 > 0)  #! dpre1 = dh1 * mask
    grads['b'] = dpre1.sum(axis=0)
    grads['W'] = noisy.T @ dpre1 + dW_dec + wd * P['W']  #! grads['W'] = noisy.T @ dpre1 + wd * P['W']  #! grads['W'] = V.T @ dpre1 + dW_dec + wd * P['W']
    grads['U'] = dU_enc + dU_dec + wd * P['U']  #! grads['U'] = dU_enc + dU_dec

    # update
    # Adam
    for k in P:
        m1, m2 = cacheAdam[k]
        m1 = beta1 * m1 + (1 - beta1) * grads[k]
        m2 = beta2 * m2 + (1 - beta2) * grads[k] ** 2
        cacheAdam[k] = (m1, m2)
        P[k] -= lr * (m1 / (1 - beta1 ** step)) / (np.sqrt(m2 / (1 - beta2 ** step)) + 1e-8)  #! P[k] += lr * (m1 / (1 - beta1 ** step)) / (np.sqrt(m2 / (1 - beta2 ** step)) + 1e-8)
    # end
    print(f"step {step:2d}   cost {cost:.4f}")
