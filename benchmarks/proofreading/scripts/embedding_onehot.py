import numpy as np
rng = np.random.default_rng(13)
ids, nxt = [3, 0, 2, 0], [0, 2, 0, 1]
params = {"E": rng.normal(size=(4, 3)), "U": rng.normal(size=(3, 4)), "c": np.zeros(4)}

def forward(params):
    hot = np.eye(4)[ids]
    vec = hot @ params["E"]
    logits = np.tanh(vec) @ params["U"] + params["c"]
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return p, (hot, vec)

def backward(params, p, cache):
    hot, vec = cache
    # backward
    dlogits = (p - np.eye(4)[nxt]) / len(nxt)  #! dlogits = (p - np.eye(4)[ids]) / len(nxt)
    dU = np.tanh(vec).T @ dlogits  #! dU = vec.T @ dlogits
    dc = dlogits.sum(axis=0)
    dvec = (dlogits @ params["U"].T) * (1 - np.tanh(vec) ** 2)
    dE = hot.T @ dvec
    # end
    return {"E": dE, "U": dU, "c": dc}

for it in range(2):
    p, cache = forward(params)
    loss = -np.log(p[range(4), nxt]).mean()
    grads = backward(params, p, cache)
    # update
    for key, grad in grads.items():
        params[key] -= 0.3 * grad  #! params[key] += 0.3 * grad
