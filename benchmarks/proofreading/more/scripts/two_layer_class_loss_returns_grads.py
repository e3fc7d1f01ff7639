import numpy as np


class TwoLayerNet(object):
    def __init__(self, input_size, hidden_size, output_size, std=0.5):
        self.params = {}
        self.params['W1'] = std * np.random.randn(input_size, hidden_size)
        self.params['b1'] = np.zeros(hidden_size)
        self.params['W2'] = std * np.random.randn(hidden_size, output_size)
        self.params['b2'] = np.zeros(output_size)

    def loss(self, X, y, reg=0.0):
        W1, b1 = self.params['W1'], self.params['b1']
        W2, b2 = self.params['W2'], self.params['b2']
        N, D = X.shape
        hidden = np.maximum(0, X.dot(W1) + b1)
        scores = hidden.dot(W2) + b2
        exp_scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        probs = exp_scores / exp_scores.sum(axis=1, keepdims=True)
        data_loss = np.sum(-np.log(probs[range(N), y])) / N
        reg_loss = 0.5 * reg * np.sum(W1 * W1) + 0.5 * reg * np.sum(W2 * W2)
        loss = data_loss + reg_loss
        grads = {}
        # backward
        dscores = probs
        dscores[range(N), y] -= 1  #! dscores[range(N), y] = -1  #! dscores[range(N)] -= 1
        dscores /= N  #! dscores /= D
        grads['W2'] = hidden.T.dot(dscores) + reg * W2  #! grads['W2'] = hidden.T.dot(dscores) + reg * W2 ** 2  #! grads['W2'] = hidden.T.dot(dscores)
        grads['b2'] = np.sum(dscores, axis=0)
        dhidden = dscores.dot(W2.T)
        dhidden[hidden <= 0] = 0  #! dhidden[hidden <= 0] = 1  #! dhidden[dhidden <= 0] = 0
        grads['W1'] = X.T.dot(dhidden) + reg * W1  #! grads['W1'] = X.T.dot(dhidden) - reg * W1
        grads['b1'] = np.sum(dhidden, axis=0)  #! grads['b1'] = np.sum(dhidden, axis=1)  #! grads['b1'] = np.sum(dhidden)
        # end
        return loss, grads

    def train(self, X, y, learning_rate, reg, num_iters, batch_size):
        loss_history = []
        for it in range(num_iters):
            idx = np.random.choice(X.shape[0], batch_size, replace=False)
            loss, grads = self.loss(X[idx], y[idx], reg=reg)
            loss_history.append(loss)
            # update
            for name in self.params:
                self.params[name] -= learning_rate * grads[name]  #! self.params[name] += learning_rate * grads[name]
            # end
        return loss_history


np.random.seed(0)
net = TwoLayerNet(4, 6, 3)
X = 2 * np.random.randn(9, 4)
y = np.array([0, 1, 2, 2, 1, 0, 0, 1, 2])
stats = net.train(X, y, learning_rate=0.1, reg=0.05, num_iters=3, batch_size=5)
