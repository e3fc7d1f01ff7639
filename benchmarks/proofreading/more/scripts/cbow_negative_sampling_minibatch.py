import numpy as np

rng = np.random.default_rng(300)
vocab_size, dim, B, W, K = 9, 4, 5, 2, 3          # batch, half window, negatives
stream = rng.integers(0, vocab_size, size=B + 2 * W)
centers = stream[W:-W]
contexts = np.stack([np.concatenate([stream[i - W:i], stream[i + 1:i + W + 1]]) for i in range(W, B + W)])
noise = rng.integers(0, vocab_size, size=(B, K))

params = {"in": rng.normal(scale=0.4, size=(vocab_size, dim)),
          "out": rng.normal(scale=0.4, size=(vocab_size, dim))}


def sigmoid(z):
    return np.where(z >= 0, 1 / (1 + np.exp(-np.abs(z))), np.exp(-np.abs(z)) / (1 + np.exp(-np.abs(z))))


def cbow_loss_grad(params, centers, contexts, noise):
    v = params["in"][contexts].sum(axis=1)                  # sum, not mean
    u_pos = params["out"][centers]
    u_neg = params["out"][noise]
    s_pos = sigmoid(np.sum(u_pos * v, axis=1))
    s_neg = sigmoid(np.einsum("bkd,bd->bk", u_neg, v))
    loss = -(np.log(s_pos).sum() + np.log(1 - s_neg).sum()) / len(centers)

    # backward
    e_pos = (s_pos - 1)[:, None] / len(centers)  #! e_pos = (1 - s_pos)[:, None] / len(centers)  #! e_pos = s_pos[:, None] / len(centers)
    e_neg = s_neg[:, :, None] / len(centers)  #! e_neg = -s_neg[:, :, None] / len(centers)  #! e_neg = (s_neg - 1)[:, :, None] / len(centers)
    grad = {name: np.zeros_like(p) for name, p in params.items()}
    np.add.at(grad["out"], centers, e_pos * v)
    np.add.at(grad["out"], noise, e_neg * v[:, None, :])  #! grad["out"][noise] += e_neg * v[:, None, :]  #! np.add.at(grad["out"], noise, e_neg * u_neg)
    d_v = e_pos * u_pos + (e_neg * u_neg).sum(axis=1)  #! d_v = e_pos * u_pos  #! d_v = e_pos * u_pos + (e_neg * u_neg).mean(axis=1)
    d_ctx = np.repeat(d_v[:, None, :], contexts.shape[1], axis=1)  #! d_ctx = np.repeat(d_v[:, None, :], contexts.shape[1], axis=1) / contexts.shape[1]
    np.add.at(grad["in"], contexts, d_ctx)  #! np.add.at(grad["in"], centers, d_v)  #! grad["in"][contexts] = d_ctx
    return loss, grad


for it in range(3):
    loss, grad = cbow_loss_grad(params, centers, contexts, noise)
    # update
    params["in"] -= 0.5 * grad["in"]
    params["out"] -= 0.5 * grad["out"]
