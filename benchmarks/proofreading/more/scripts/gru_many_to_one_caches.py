import numpy as np


def sigmoid(a):
    return 1.0 / (1.0 + np.exp(-a))


def gru_cell(x_t, h_prev, p):
    """Cho et al. 2014: h = u * h_prev + (1 - u) * h_hat"""
    u = sigmoid(x_t @ p["W_u"] + h_prev @ p["U_u"])
    r = sigmoid(x_t @ p["W_r"] + h_prev @ p["U_r"])
    h_hat = np.tanh(x_t @ p["W_h"] + (r * h_prev) @ p["U_h"])
    h = u * h_prev + (1 - u) * h_hat
    return h, {"x": x_t, "h_prev": h_prev, "u": u, "r": r, "h_hat": h_hat}


def gru_cell_grad(dh, cache, p, g):
    # backward
    x, h_prev, u, r, h_hat = (cache[k] for k in ("x", "h_prev", "u", "r", "h_hat"))
    dh_hat = dh * (1 - u)
    da_h = dh_hat * (1 - h_hat ** 2)  #! da_h = dh * (1 - h_hat ** 2)
    du = dh * (h_prev - h_hat)  #! du = dh * (h_hat - h_prev)
    da_u = du * u * (1 - u)
    d_rh = da_h @ p["U_h"].T
    da_r = d_rh * h_prev * r * (1 - r)  #! da_r = d_rh * r * (1 - r)
    g["W_h"] += x.T @ da_h
    g["U_h"] += (r * h_prev).T @ da_h  #! g["U_h"] += h_prev.T @ da_h
    g["W_u"] += x.T @ da_u  #! g["W_u"] = x.T @ da_u
    g["U_u"] += h_prev.T @ da_u
    g["W_r"] += x.T @ da_r
    g["U_r"] += h_prev.T @ da_r  #! g["U_r"] += (r * h_prev).T @ da_r
    return dh * u + d_rh * r + da_u @ p["U_u"].T + da_r @ p["U_r"].T  #! return d_rh * r + da_u @ p["U_u"].T + da_r @ p["U_r"].T  #! return dh * u + d_rh * r + da_u @ p["U_u"].T + da_r @ p["U_r"]


def main():
    rng = np.random.RandomState(17)
    batch, steps, d_in, d_h, classes = 5, 4, 2, 3, 4
    X = rng.randn(steps, batch, d_in)
    y = rng.randint(classes, size=batch)
    p = {}
    for k in "urh":
        p["W_" + k] = rng.randn(d_in, d_h) * 0.6
        p["U_" + k] = rng.randn(d_h, d_h) * 0.6
    p["V"] = rng.randn(d_h, classes) * 0.6

    for epoch in range(2):
        h, caches = np.zeros((batch, d_h)), []
        for x_t in X:
            h, cache = gru_cell(x_t, h, p)
            caches.append(cache)
        logits = h @ p["V"]
        prob = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
        loss = -np.mean(np.log(prob[range(batch), y]))
        print("loss", loss)

        # backward
        g = {k: np.zeros_like(v) for k, v in p.items()}
        dlogits = prob
        dlogits[range(batch), y] -= 1
        dlogits /= batch
        g["V"] = h.T @ dlogits
        dh = dlogits @ p["V"].T
        for cache in reversed(caches):  #! for cache in caches:
            dh = gru_cell_grad(dh, cache, p, g)
        # update
        for k in p:
            p[k] -= 0.5 * g[k]
    return p


if __name__ == "__main__":
    trained = main()
