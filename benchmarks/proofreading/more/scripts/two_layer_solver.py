import numpy as np


def affine_forward(x, w, b):
    out = x.reshape(x.shape[0], -1).dot(w) + b
    return out, (x, w, b)


def relu_forward(x):
    return np.maximum(0, x), x


def softmax_loss(scores, y):
    shifted = scores - scores.max(axis=1, keepdims=True)
    logp = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    N = scores.shape[0]
    loss = -logp[np.arange(N), y].mean()
    return loss, np.exp(logp)


class TwoLayerNet(object):
    """affine - relu - affine - softmax, with L2 on the weights"""

    def __init__(self, D, H, C, reg, seed=3):
        rng = np.random.RandomState(seed)
        self.params = {}
        self.reg = reg
        self.params['W1'] = 0.5 * rng.randn(D, H)
        self.params['b1'] = 0.1 * rng.randn(H)
        self.params['W2'] = 0.5 * rng.randn(H, C)
        self.params['b2'] = np.zeros(C)

    def loss(self, X, y):
        W1, b1 = self.params['W1'], self.params['b1']
        W2, b2 = self.params['W2'], self.params['b2']
        N = X.shape[0]
        a1, fc_cache1 = affine_forward(X, W1, b1)
        h, relu_cache = relu_forward(a1)
        scores, fc_cache2 = affine_forward(h, W2, b2)
        loss, probs = softmax_loss(scores, y)
        loss += 0.5 * self.reg * (np.sum(W1 * W1) + np.sum(W2 * W2))

        # backward
        grads = {}
        dscores = probs.copy()
        dscores[np.arange(N), y] -= 1  #! dscores[:, y] -= 1
        dscores /= N  #! dscores /= scores.shape[1]
        hid, w2, _ = fc_cache2
        dh = dscores.dot(w2.T)  #! dh = dscores.dot(w2)
        grads['W2'] = hid.reshape(N, -1).T.dot(dscores)  #! grads['W2'] = a1.reshape(N, -1).T.dot(dscores)
        grads['b2'] = dscores.sum(axis=0)  #! grads['b2'] = dscores.mean(axis=0)
        da1 = dh * (relu_cache > 0)  #! da1 = dh * (dh > 0)
        grads['W1'] = X.reshape(N, -1).T.dot(da1)  #! grads['W1'] = X.reshape(N, -1).T.dot(dh)
        grads['b1'] = np.sum(da1, axis=0)
        grads['W2'] += self.reg * W2  #! grads['W2'] = self.reg * W2
        grads['W1'] += self.reg * W1  #! grads['W1'] += 2 * self.reg * W1
        return loss, grads


rng = np.random.RandomState(0)
X = rng.randn(10, 2, 3)
y = rng.randint(4, size=10)
model = TwoLayerNet(6, 7, 4, reg=0.05)
velocity = {k: np.zeros_like(v) for k, v in model.params.items()}
lr, mu = 0.2, 0.9
loss_history = []
for epoch in range(12):
    loss, grads = model.loss(X, y)
    loss_history.append(loss)
    # update
    for p in model.params:
        velocity[p] = mu * velocity[p] - lr * grads[p]  #! velocity[p] = mu * velocity[p] + lr * grads[p]
        model.params[p] += velocity[p]
    lr *= 0.97
