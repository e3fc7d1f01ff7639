import numpy as np


class TwoLayerNet(object):
    """
    input - fully connected layer - ReLU - fully connected layer - softmax
    W1: (D, H), b1: (H,), W2: (H, C), b2: (C,)
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

        # scores
        z1 = X.dot(W1) + b1
        a1 = np.maximum(0, z1)
        scores = a1.dot(W2) + b2
        if y is None:
            return scores

        # softmax loss + L2
        shift = scores - np.max(scores, axis=1, keepdims=True)
        exp_scores = np.exp(shift)
        probs = exp_scores / np.sum(exp_scores, axis=1, keepdims=True)
        data_loss = -np.sum(np.log(probs[np.arange(N), y])) / N
        loss = data_loss + reg * (np.sum(W1 * W1) + np.sum(W2 * W2))

        grads = {}
        # backward
        dscores = probs.copy()
        dscores[np.arange(N), y] -= 1  #! dscores[np.arange(N), y] = -1
        dscores /= N
        grads['W2'] = np.dot(a1.T, dscores)  #! grads['W2'] = np.dot(z1.T, dscores)
        grads['b2'] = np.sum(dscores, axis=0)
        dhidden = np.dot(dscores, W2.T)
        dhidden[a1 <= 0] = 0  #! dhidden[dhidden <= 0] = 0
        grads['W1'] = np.dot(X.T, dhidden)
        grads['b1'] = np.sum(dhidden, axis=0)  #! grads['b1'] = np.sum(dhidden)
        grads['W2'] += 2 * reg * W2
        grads['W1'] += 2 * reg * W1  #! grads['W1'] += 2 * reg * W2
        # end
        return loss, grads

    def train(self, X, y, learning_rate=1e-1, learning_rate_decay=0.95, reg=5e-2,
              num_iters=4, batch_size=6):
        num_train = X.shape[0]
        iterations_per_epoch = max(num_train // batch_size, 1)
        loss_history = []
        for it in range(num_iters):
            idx = np.random.choice(num_train, batch_size, replace=False)
            X_batch, y_batch = X[idx], y[idx]
            loss, grads = self.loss(X_batch, y=y_batch, reg=reg)
            loss_history.append(loss)
            # update
            self.params['W1'] -= learning_rate * grads['W1']
            self.params['b1'] -= learning_rate * grads['b1']
            self.params['W2'] -= learning_rate * grads['W2']
            self.params['b2'] -= learning_rate * grads['b2']  #! self.params['b2'] += learning_rate * grads['b2']
            # end
            if it % iterations_per_epoch == 0:
                learning_rate *= learning_rate_decay
        return loss_history

    def predict(self, X):
        return np.argmax(self.loss(X), axis=1)


np.random.seed(1)
X = 3 * np.random.randn(8, 4)
y = np.array([0, 1, 2, 2, 1, 0, 2, 1])
net = TwoLayerNet(4, 7, 3, std=0.5)
stats = net.train(X, y)
print('Final training loss: ', stats[-1])
print('accuracy: ', (net.predict(X) == y).mean())
