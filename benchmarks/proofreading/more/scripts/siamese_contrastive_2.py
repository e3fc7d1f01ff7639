"""Siamese network, contrastive loss. Both sides share the weights so both sides add to the gradient."""
import numpy as np

np.random.seed(17)
margin = 1.5
wd = 0.01
eps = 1e-6


def embed(theta, x):
    z1 = x @ theta['W1'].T + theta['b1']
    a1 = np.tanh(z1)
    emb = a1 @ theta['W2'].T + theta['b2']
    return emb, (x, a1)


def embed_back(theta, demb, cache):
    x, a1 = cache
    out = {}
    out['W2'] = demb.T @ a1
    out['b2'] = demb.sum(axis=0)
    da1 = demb @ theta['W2']
    dz1 = (1 - a1 * a1) * da1  #! dz1 = a1 * (1 - a1) * da1
    out['W1'] = dz1.T @ x
    out['b1'] = dz1.sum(axis=0)  #! out['b1'] = dz1.mean(axis=0)
    return out


# same = 1 for pairs of the same class
n = 10
left = np.random.randn(n, 4)
same = np.array([1, 0] * 5)
right = np.where(same[:, None] == 1, left + 0.4 * np.random.randn(n, 4), np.random.randn(n, 4))

theta = {'W1': np.random.randn(5, 4) * 0.4, 'b1': np.zeros(5),
         'W2': np.random.randn(3, 5) * 0.4, 'b2': np.zeros(3)}
mom = {k: 0 * v for k, v in theta.items()}

for i in range(15):
    e1, cache1 = embed(theta, left)
    e2, cache2 = embed(theta, right)
    diff = e1 - e2
    dist = np.sqrt((diff ** 2).sum(axis=1) + eps)
    hinge = np.maximum(0, margin - dist)
    loss = np.mean(same * dist ** 2 + (1 - same) * hinge ** 2)
    loss += 0.5 * wd * (np.sum(theta['W1'] ** 2) + np.sum(theta['W2'] ** 2))

    # backward
    ddist = 2 * same * dist - 2 * (1 - same) * hinge  #! ddist = 2 * same * dist - (1 - same) * hinge  #! ddist = 2 * same * dist - 2 * (1 - same) * (margin - dist)
    ddist = ddist / n
    ddiff = ddist[:, None] * diff / dist[:, None]  #! ddiff = ddist[:, None] * diff / dist[:, None] ** 2
    g1 = embed_back(theta, ddiff, cache1)  #! g1 = embed_back(theta, ddiff, cache2)
    g2 = embed_back(theta, -ddiff, cache2)  #! g2 = embed_back(theta, ddiff, cache2)
    grad = {k: g1[k] + g2[k] for k in theta}  #! grad = {k: g1[k] for k in theta}
    grad['W1'] += wd * theta['W1']
    grad['W2'] += wd * theta['W2']  #! grad['W2'] += wd * theta['W2'] ** 2

    # update
    for k in theta:
        mom[k] = 0.9 * mom[k] - 0.05 * grad[k]  #! mom[k] = 0.9 * mom[k] + 0.05 * grad[k]
        theta[k] = theta[k] + mom[k]
print("loss", loss)
