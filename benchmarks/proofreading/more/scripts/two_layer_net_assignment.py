import numpy as np


class TwoLayerNet:
    """input - fully connected - ReLU - fully connected - softmax"""

    def __init__(self, input_size, hidden_size, output_size, std=0.6):
        rng = np.random.RandomState(231)
        self.params = {}
        self.params["W1"] = std * rng.randn(input_size, hidden_size)
        self.params["b1"] = 0.05 * rng.randn(hidden_size)
        self.params["W2"] = std * rng.randn(hidden_size, output_size)
        self.params["b2"] = np.zeros(output_size)

    def loss(self, X, y, reg=0.0):
        W1, b1 = self.params["W1"], self.params["b1"]
        W2, b2 = self.params["W2"], self.params["b2"]
        N, D = X.shape

        # forward
        hidden = np.maximum(0, X.dot(W1) + b1)
        scores = hidden.dot(W2) + b2
        scores -= np.max(scores, axis=1, keepdims=True)
        exp_scores = np.exp(scores)
        probs = exp_scores / np.sum(exp_scores, axis=1, keepdims=True)
        correct_logprobs = -np.log(probs[range(N), y])
        loss = np.sum(correct_logprobs) / N
        loss += 0.5 * reg * (np.sum(W1 * W1) + np.sum(W2 * W2))

        grads = {}
        # backward
        dscores = probs
        dscores[range(N), y] -= 1  #! dscores[range(N), y] += 1
        dscores /= N  #! dscores /= D
        grads["W2"] = np.dot(hidden.T, dscores)
        grads["b2"] = np.sum(dscores, axis=0)
        dhidden = np.dot(dscores, W2.T)
        dhidden[hidden <= 0] = 0  #! dhidden[hidden > 0] = 0  #! dhidden[dhidden <= 0] = 0
        grads["W1"] = np.dot(X.T, dhidden)
        grads["b1"] = np.sum(dhidden, axis=0)  #! grads["b1"] = np.sum(dhidden, axis=1)  #! grads["b1"] = np.mean(dhidden, axis=0)
        grads["W2"] += reg * W2  #! grads["W2"] = reg * W2  #! grads["W2"] += reg * np.sum(W2)
        grads["W1"] += reg * W1  #! grads["W1"] -= reg * W1
        return loss, grads

    def train(self, X, y, learning_rate, reg, num_iters):
        loss_history = []
        for it in range(num_iters):
            loss, grads = self.loss(X, y, reg=reg)
            loss_history.append(loss)
            # update
            for name in self.params:
                self.params[name] -= learning_rate * grads[name]
        return loss_history


rng = np.random.RandomState(5)
X = rng.randn(7, 4)
y = np.array([0, 1, 2, 2, 1, 0, 1])
net = TwoLayerNet(4, 5, 3)
history = net.train(X, y, 0.3, 0.05, 3)
print("final loss:", history[-1])
