import numpy as np

# predict three quantiles at once; pinball loss
rng = np.random.default_rng(55)
taus = np.array([0.1, 0.5, 0.9])
X = rng.normal(size=(8, 2))
y = (X[:, 0] + rng.exponential(size=8))[:, np.newaxis]

layers = {
    1: {"W": rng.normal(size=(2, 5)), "b": np.zeros((1, 5))},
    2: {"W": rng.normal(size=(5, 4)) * 0.5, "b": np.zeros((1, 4))},
    3: {"W": rng.normal(size=(4, 3)) * 0.5, "b": np.array([[-1.0, 0.0, 1.0]])},
}

def swish(z):
    return z / (1 + np.exp(-z))

def swish_prime(z):
    s = 1 / (1 + np.exp(-z))
    # backward
    return s + z * s * (1 - s)  #! return s * (1 - s)  #! return s + s * (1 - s)  #! return s - z * s * (1 - s)
    # end

for it in range(3):
    tape = {0: {"A": X}}
    for k in (1, 2, 3):
        Z = np.matmul(tape[k - 1]["A"], layers[k]["W"]) + layers[k]["b"]
        tape[k] = {"Z": Z, "A": swish(Z) if k < 3 else Z}
    u = y - tape[3]["A"]
    loss = np.mean(np.maximum(taus * u, (taus - 1) * u))
    # backward
    grads = {}
    dZ = np.where(u > 0, -taus, 1 - taus) / u.size  #! dZ = np.where(u > 0, taus, taus - 1) / u.size  #! dZ = np.where(u > 0, 1 - taus, -taus) / u.size  #! dZ = np.where(u > 0, -taus * u, (1 - taus) * u) / u.size  #! dZ = np.where(u > 0, -taus, 1 - taus) / len(u)
    for k in (3, 2, 1):
        grads[k] = {"W": np.matmul(tape[k - 1]["A"].T, dZ), "b": dZ.sum(axis=0, keepdims=True)}  #! grads[k] = {"W": np.matmul(tape[k]["A"].T, dZ), "b": dZ.sum(axis=0, keepdims=True)}  #! grads[k] = {"W": np.matmul(tape[k - 1]["A"].T, dZ), "b": dZ.sum(keepdims=True)}
        if k > 1:
            dA = np.matmul(dZ, layers[k]["W"].T)  #! dA = np.matmul(dZ, layers[k - 1]["W"].T)  #! dA = np.matmul(dZ, grads[k]["W"].T)
            dZ = dA * swish_prime(tape[k - 1]["Z"])  #! dZ = dA * swish_prime(tape[k - 1]["A"])  #! dZ = dA * swish_prime(tape[k]["Z"])  #! dZ = dA * swish(tape[k - 1]["Z"])
    # end
    # update
    for k in layers:
        for name in ("W", "b"):
            layers[k][name] = layers[k][name] - 0.2 * grads[k][name]
