import numpy as np

rng = np.random.default_rng(8)
m = 7
clean = rng.uniform(0.1, 0.9, (4, m))
noisy = clean + 0.1 * rng.standard_normal(clean.shape)

p = dict(
    We=rng.standard_normal((3, 4)) * 0.6, be=np.zeros((3, 1)),
    Wd=rng.standard_normal((4, 3)) * 0.6, bd=np.zeros((4, 1)),
)
rho, beta, decay, alpha = 0.2, 0.3, 0.01, 0.8
sig = lambda u: 1 / (1 + np.exp(-u))

for it in range(3):
    hid = sig(np.matmul(p["We"], noisy) + p["be"])
    out = sig(np.matmul(p["Wd"], hid) + p["bd"])
    rho_hat = hid.mean(axis=1, keepdims=True)
    kl = np.sum(rho * np.log(rho / rho_hat) + (1 - rho) * np.log((1 - rho) / (1 - rho_hat)))
    cost = 0.5 * np.sum((out - clean) ** 2) / m + beta * kl
    cost += 0.5 * decay * (np.sum(p["We"] ** 2) + np.sum(p["Wd"] ** 2))

    # backward
    delta_out = (out - clean) * out * (1 - out)  #! delta_out = (out - noisy) * out * (1 - out)  #! delta_out = (out - clean) * clean * (1 - clean)
    sparsity = beta * (-rho / rho_hat + (1 - rho) / (1 - rho_hat))  #! sparsity = beta * (rho / rho_hat - (1 - rho) / (1 - rho_hat))  #! sparsity = beta * (-rho / rho_hat + (1 - rho) / rho_hat)
    delta_hid = (np.matmul(p["Wd"].T, delta_out) + sparsity) * hid * (1 - hid)  #! delta_hid = np.matmul(p["Wd"].T, delta_out) * hid * (1 - hid)
    g = {}
    g["Wd"] = np.matmul(delta_out, hid.T) / m + decay * p["Wd"]  #! g["Wd"] = np.matmul(delta_out, hid.T) / m
    g["bd"] = delta_out.mean(axis=1, keepdims=True)
    g["We"] = np.matmul(delta_hid, noisy.T) / m + decay * p["We"]  #! g["We"] = np.matmul(delta_hid, clean.T) / m + decay * p["We"]
    g["be"] = delta_hid.mean(axis=1, keepdims=True)  #! g["be"] = delta_hid.sum(axis=1, keepdims=True)
    # update
    for key in p:
        p[key] -= alpha * g[key]
