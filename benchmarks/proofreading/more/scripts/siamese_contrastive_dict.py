import numpy as np

# Contrastive loss (Hadsell et al. 2006) for pairs; both branches share W and b.
# same = 1 -> pull together, same = 0 -> push apart up to the margin.


def embed(net, X):
    A1 = X @ net["W1"] + net["b1"]
    H1 = np.log1p(np.exp(A1))          # softplus
    Z = H1 @ net["W2"]
    return Z, (X, A1, H1)


def contrastive(Za, Zb, same, margin):
    diff = Za - Zb
    dist = np.sqrt((diff ** 2).sum(1) + 1e-9)
    slack = np.maximum(margin - dist, 0)
    return np.mean(same * dist ** 2 + (1 - same) * slack ** 2), (diff, dist, slack, same)


def contrastive_backward(cache):
    # backward
    diff, dist, slack, same = cache
    ddist = 2 * same * dist - 2 * (1 - same) * slack  #! ddist = 2 * same * dist + 2 * (1 - same) * slack  #! ddist = 2 * same * dist - 2 * (1 - same) * dist
    ddist = ddist / len(dist)  #! ddist = ddist / diff.size
    ddiff = ddist[:, None] * diff / dist[:, None]  #! ddiff = ddist[:, None] * diff  #! ddiff = 2 * ddist[:, None] * diff
    return ddiff, -ddiff  #! return ddiff, ddiff
    # end


def embed_backward(net, dZ, cache, grads):
    # backward
    X, A1, H1 = cache
    grads["W2"] += H1.T @ dZ  #! grads["W2"] = H1.T @ dZ
    dA1 = dZ @ net["W2"].T / (1 + np.exp(-A1))  #! dA1 = dZ @ net["W2"].T / (1 + np.exp(-H1))  #! dA1 = dZ @ net["W2"].T / (1 + np.exp(A1))
    grads["W1"] += X.T @ dA1  #! grads["W1"] += X.T @ dA1 / len(X)
    grads["b1"] += dA1.sum(axis=0)  #! grads["b1"] -= dA1.sum(axis=0)
    # end


def main():
    r = np.random.RandomState(2006)
    net = {"W1": r.randn(3, 5) * 0.7, "b1": r.randn(5) * 0.1, "W2": r.randn(5, 2) * 0.7}
    Xa = r.randn(6, 3)
    Xb = np.where(np.arange(6)[:, None] % 2 == 0, Xa + 0.4 * r.randn(6, 3), r.randn(6, 3))
    same = (np.arange(6) % 2 == 0).astype(float)
    for epoch in range(8):
        Za, cache_a = embed(net, Xa)
        Zb, cache_b = embed(net, Xb)
        loss, cache = contrastive(Za, Zb, same, margin=2.5)
        # backward
        grads = {k: np.zeros_like(v) for k, v in net.items()}
        dZa, dZb = contrastive_backward(cache)
        embed_backward(net, dZa, cache_a, grads)
        embed_backward(net, dZb, cache_b, grads)  #! embed_backward(net, dZb, cache_a, grads)
        # update
        for k in net:
            net[k] -= 0.1 * grads[k]
        # end
        print(epoch, loss)


main()
