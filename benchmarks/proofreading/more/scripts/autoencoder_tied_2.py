# Tied-weights denoising autoencoder: decoder uses W.T so W collects two gradients
import numpy as np

rng = np.random.RandomState(17)
clean = (rng.rand(10, 6) > 0.5).astype(float)
W = rng.uniform(-0.5, 0.5, (6, 3))
b_enc, b_dec = np.zeros(3), np.zeros(6)
cache = dict(W=0.0, b_enc=0.0, b_dec=0.0)          # RMSprop running squares
epochs_left = 20

while epochs_left:
    noisy = clean * (rng.rand(*clean.shape) > 0.2)
    code = 1 / (1 + np.exp(-(noisy @ W + b_enc)))
    recon = 1 / (1 + np.exp(-(code @ W.T + b_dec)))
    xent = -(clean * np.log(recon) + (1 - clean) * np.log(1 - recon)).sum(axis=1).mean()
    # backward
    d_out = (recon - clean) / clean.shape[0]
    d_code = d_out @ W * code * (1 - code)
    grads = {
        "W": noisy.T @ d_code + d_out.T @ code,
        "b_enc": d_code.sum(axis=0),
        "b_dec": d_out.sum(axis=0),
    }
    # update
    for name, param in (("W", W), ("b_enc", b_enc), ("b_dec", b_dec)):
        cache[name] = 0.9 * cache[name] + 0.1 * grads[name] ** 2
        param -= 0.02 * grads[name] / (np.sqrt(cache[name]) + 1e-7)
    epochs_left -= 1
    print(f"{epochs_left} to go, cross entropy {xent:.4f}")
