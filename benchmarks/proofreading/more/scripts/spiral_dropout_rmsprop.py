import numpy as np
from numpy.random import seed, rand, randn
seed(11)

# toy spiral-ish data
xs = np.array([[0.0, 0.1], [0.4, 0.3], [-0.5, 0.6], [0.9, -0.7], [-0.8, -0.2], [0.2, -0.9], [0.6, 0.8], [-0.3, -0.6]])
ys = [0, 1, 2, 0, 1, 2, 0, 1]

h1, h2, classes = 10, 8, 3
keep_prob = 0.75
reg = 1e-2
params = {
    'W1': randn(2, h1) * .8, 'b1': np.zeros((1, h1)) + .1,
    'W2': randn(h1, h2) * .5, 'b2': np.zeros((1, h2)) + .1,
    'W3': randn(h2, classes) * .5, 'b3': np.zeros((1, classes)),
}
meansq = {k: np.zeros_like(p) for k, p in params.items()}


def lrelu(z):
    return np.where(z > 0, z, 0.1 * z)


for epoch in range(15):
    # forward
    z1 = xs @ params['W1'] + params['b1']
    D1 = (rand(*z1.shape) < keep_prob) / keep_prob
    a1 = lrelu(z1) * D1
    z2 = a1 @ params['W2'] + params['b2']
    D2 = (rand(*z2.shape) < keep_prob) / keep_prob
    a2 = lrelu(z2) * D2
    scores = a2 @ params['W3'] + params['b3']
    expd = np.exp(scores)
    probs = expd / np.sum(expd, axis=1, keepdims=True)
    data_loss = np.mean(-np.log(probs[range(len(ys)), ys]))
    reg_loss = sum(0.5 * reg * np.sum(params[w] ** 2) for w in ('W1', 'W2', 'W3'))
    total = data_loss + reg_loss
    if epoch % 5 == 0:
        print('epoch', epoch, 'loss', round(total, 4))

    # backward
    G = {}
    d = probs
    d[range(len(ys)), ys] -= 1  #! d[range(len(ys)), ys] -= 1 / len(ys)
    d /= len(ys)  #! d /= classes
    G['W3'] = a2.T @ d + reg * params['W3']  #! G['W3'] = a2.T @ d  #! G['W3'] = a2.T @ d + 0.5 * reg * params['W3']  #! G['W3'] = lrelu(z2).T @ d + reg * params['W3']
    G['b3'] = d.sum(axis=0, keepdims=True)  #! G['b3'] = d.sum(axis=0, keepdims=True) + reg
    d = (d @ params['W3'].T) * D2 * np.where(z2 > 0, 1, 0.1)  #! d = (d @ params['W3'].T) * np.where(z2 > 0, 1, 0.1)  #! d = (d @ params['W3'].T) * D2
    G['W2'] = a1.T @ d + reg * params['W2']
    G['b2'] = d.sum(axis=0, keepdims=True)  #! G['b2'] = d.mean(axis=0, keepdims=True)
    d = (d @ params['W2'].T) * D1 * np.where(z1 > 0, 1, 0.1)  #! d = (d @ params['W2'].T) * D1 * np.where(z1 > 0, 0.1, 1)  #! d = (d @ params['W2'].T) * (D1 > 0) * np.where(z1 > 0, 1, 0.1)
    G['W1'] = xs.T @ d + reg * params['W1']
    G['b1'] = d.sum(axis=0, keepdims=True)

    # update
    for k in params:
        meansq[k] = 0.9 * meansq[k] + 0.1 * G[k] ** 2  #! meansq[k] = 0.9 * meansq[k] + 0.9 * G[k] ** 2
        params[k] -= 0.01 * G[k] / (np.sqrt(meansq[k]) + 1e-6)  #! params[k] -= 0.01 * G[k]
    # end
