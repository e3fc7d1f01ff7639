import numpy as np

# sepal len, sepal wid, petal len, petal wid  (a few rows of iris, by hand)
flowers = [
    (5.1, 3.5, 1.4, 0.2, 'setosa'),
    (4.9, 3.0, 1.4, 0.2, 'setosa'),
    (7.0, 3.2, 4.7, 1.4, 'versicolor'),
    (6.4, 3.2, 4.5, 1.5, 'versicolor'),
    (6.9, 3.1, 4.9, 1.5, 'versicolor'),
    (6.3, 3.3, 6.0, 2.5, 'virginica'),
    (5.8, 2.7, 5.1, 1.9, 'virginica'),
]
names = sorted(set(row[-1] for row in flowers))
X = np.array([row[:4] for row in flowers])
X = (X - X.mean(axis=0)) / X.std(axis=0)
labels = np.array([names.index(row[-1]) for row in flowers])


def init(n_in=4, n_hidden=5, n_out=3, seed=12):
    rng = np.random.default_rng(seed)
    return {
        'W1': rng.normal(0, 0.5, (n_in, n_hidden)),
        'b1': np.full(n_hidden, 0.1),
        'W2': rng.normal(0, 0.5, (n_hidden, n_out)),
        'b2': np.zeros(n_out),
    }


def loss_and_grads(p, X, y, reg):
    N = len(y)
    hidden = np.maximum(0, X.dot(p['W1']) + p['b1'])
    scores = hidden.dot(p['W2']) + p['b2']
    scores -= scores.max(axis=1, keepdims=True)
    probs = np.exp(scores)
    probs /= probs.sum(axis=1, keepdims=True)
    loss = -np.log(probs[range(N), y]).mean()
    loss += 0.5 * reg * (np.sum(p['W1'] ** 2) + np.sum(p['W2'] ** 2))

    grads = {}
    # backward
    dscores = probs.copy()
    dscores[range(N), y] -= 1  #! dscores[range(N), y] += 1  #! dscores[:, y] -= 1
    dscores /= N  #! dscores /= 3
    grads['W2'] = hidden.T.dot(dscores)  #! grads['W2'] = hidden.T.dot(scores)
    grads['b2'] = dscores.sum(axis=0)  #! grads['b2'] = dscores.mean(axis=0)
    dhidden = dscores.dot(p['W2'].T)  #! dhidden = probs.dot(p['W2'].T)
    dhidden[hidden <= 0] = 0  #! dhidden[hidden > 0] = 0  #! dhidden[dhidden <= 0] = 0
    grads['W1'] = X.T.dot(dhidden)  #! grads['W1'] = X.T.dot(dhidden) / N
    grads['b1'] = dhidden.sum(axis=0)  #! grads['b1'] = hidden.sum(axis=0)
    grads['W2'] += reg * p['W2']  #! grads['W2'] -= reg * p['W2']  #! grads['W2'] = reg * p['W2']
    grads['W1'] += reg * p['W1']  #! grads['W1'] += 0.5 * reg * p['W1']  #! grads['W1'] += reg * p['W1'] ** 2
    # end
    return loss, grads


params = init()
for epoch in range(20):
    L, g = loss_and_grads(params, X, labels, reg=1e-2)
    for key in params:
        params[key] -= 0.5 * g[key]
    print(epoch, round(L, 4))
