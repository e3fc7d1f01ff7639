import numpy as np


class TwoLayerNet(object):
    """
    input - fully connected layer - ReLU - fully connected layer - softmax
    """

    def __init__(self, input_size, hidden_size, output_size, std=1e-1):
        self.params = {}
        self.params['W1'] = std * np.random.randn(input_size, hidden_size)
        self.params['b1'] = np.zeros(hidden_size)
        self.params['W2'] = std * np.random.randn(hidden_size, output_size)
        self.params['b2'] = np.zeros(output_size)

    def loss(self, X, y=None, reg=0.0):
        W1, b1 = self.params['W1'], self.params['b1']
        W2, b2 = self.params['W2'], self.params['b2']
        N, D = X.shape
        h1 = np.maximum(0, X.dot(W1) + b1)
        scores = h1.dot(W2) + b2
        if y is None:
            return scores
        scores = scores - np.max(scores, axis=1, keepdims=True)
        p = np.exp(scores)
        p /= p.sum(axis=1, keepdims=True)
        loss = -np.log(p[np.arange(N), y]).sum()
        loss /= N
        loss += reg * (np.sum(W2 * W2) + np.sum(W1 * W1))

        # backward
        grads = {}
        p[np.arange(N), y] -= 1
        p /= N
        grads['W2'] = h1.T.dot(p) + 2 * reg * W2
        grads['b2'] = p.sum(axis=0)
        dh = p.dot(W2.T)
        dh = dh * (h1 > 0)
        grads['W1'] = X.T.dot(dh) + 2 * reg * W1
        grads['b1'] = dh.sum(axis=0)
        return loss, grads

    def train(self, X, y, X_val, y_val, learning_rate=1e-1, learning_rate_decay=0.95,
              reg=5e-6, num_iters=20, batch_size=8, verbose=False):
        num_train = X.shape[0]
        iterations_per_epoch = max(num_train // batch_size, 1)
        loss_history, val_acc_history = [], []
        for it in range(num_iters):
            batch_indices = np.random.choice(num_train, batch_size)
            loss, grads = self.loss(X[batch_indices], y=y[batch_indices], reg=reg)
            loss_history.append(loss)
            # update
            for key in self.params:
                self.params[key] -= learning_rate * grads[key]
            if verbose and it % 5 == 0:
                print('iteration %d / %d: loss %f' % (it, num_iters, loss))
            if it % iterations_per_epoch == 0:
                val_acc_history.append((self.predict(X_val) == y_val).mean())
                learning_rate *= learning_rate_decay
        return {'loss_history': loss_history, 'val_acc_history': val_acc_history}

    def predict(self, X):
        return np.argmax(self.loss(X), axis=1)


np.random.seed(1)
X = 3 * np.random.randn(30, 4)
y = (X[:, 0] > 0).astype(int) + (X[:, 1] > 1).astype(int)
net = TwoLayerNet(4, 8, 3)
stats = net.train(X[:22], y[:22], X[22:], y[22:], verbose=True)
print('val acc', stats['val_acc_history'])
