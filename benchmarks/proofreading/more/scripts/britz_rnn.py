import numpy as np
import operator
from datetime import datetime
import sys


def softmax(x):
    xt = np.exp(x - np.max(x))
    return xt / np.sum(xt)


class RNNNumpy:

    def __init__(self, word_dim, hidden_dim=100, bptt_truncate=4):
        self.word_dim = word_dim
        self.hidden_dim = hidden_dim
        self.bptt_truncate = bptt_truncate
        self.U = np.random.uniform(-np.sqrt(1./word_dim), np.sqrt(1./word_dim), (hidden_dim, word_dim))
        self.V = np.random.uniform(-np.sqrt(1./hidden_dim), np.sqrt(1./hidden_dim), (word_dim, hidden_dim))
        self.W = np.random.uniform(-np.sqrt(1./hidden_dim), np.sqrt(1./hidden_dim), (hidden_dim, hidden_dim))

    def forward_propagation(self, x):
        T = len(x)
        s = np.zeros((T + 1, self.hidden_dim))
        s[-1] = np.zeros(self.hidden_dim)
        o = np.zeros((T, self.word_dim))
        for t in np.arange(T):
            s[t] = np.tanh(self.U[:, x[t]] + self.W.dot(s[t-1]))
            o[t] = softmax(self.V.dot(s[t]))
        return [o, s]

    def predict(self, x):
        o, s = self.forward_propagation(x)
        return np.argmax(o, axis=1)

    def calculate_total_loss(self, x, y):
        L = 0
        for i in np.arange(len(y)):
            o, s = self.forward_propagation(x[i])
            correct_word_predictions = o[np.arange(len(y[i])), y[i]]
            L += -1 * np.sum(np.log(correct_word_predictions))
        return L

    def calculate_loss(self, x, y):
        N = np.sum([len(y_i) for y_i in y])
        return self.calculate_total_loss(x, y)/N

    def bptt(self, x, y):
        T = len(y)
        o, s = self.forward_propagation(x)
        # backward
        dLdU = np.zeros(self.U.shape)
        dLdV = np.zeros(self.V.shape)
        dLdW = np.zeros(self.W.shape)
        delta_o = o
        delta_o[np.arange(len(y)), y] -= 1.  #! delta_o[np.arange(len(y)), y] += 1.
        for t in np.arange(T)[::-1]:
            dLdV += np.outer(delta_o[t], s[t].T)  #! dLdV += np.outer(delta_o[t], s[t-1].T)
            delta_t = self.V.T.dot(delta_o[t]) * (1 - (s[t] ** 2))  #! delta_t = self.V.T.dot(delta_o[t])  #! delta_t = self.V.T.dot(delta_o[t]) * (1 - s[t])
            for bptt_step in np.arange(max(0, t-self.bptt_truncate), t+1)[::-1]:
                dLdW += np.outer(delta_t, s[bptt_step-1])  #! dLdW += np.outer(delta_t, s[bptt_step])
                dLdU[:, x[bptt_step]] += delta_t  #! dLdU[:, x[t]] += delta_t
                delta_t = self.W.T.dot(delta_t) * (1 - s[bptt_step-1] ** 2)  #! delta_t = self.W.dot(delta_t) * (1 - s[bptt_step-1] ** 2)  #! delta_t = self.W.T.dot(delta_t) * (1 - s[bptt_step] ** 2)
        # end
        return [dLdU, dLdV, dLdW]

    def numpy_sdg_step(self, x, y, learning_rate):
        dLdU, dLdV, dLdW = self.bptt(x, y)
        # update
        self.U -= learning_rate * dLdU
        self.V -= learning_rate * dLdV  #! self.V += learning_rate * dLdV
        self.W -= learning_rate * dLdW
        # end


def train_with_sgd(model, X_train, y_train, learning_rate=0.005, nepoch=100, evaluate_loss_after=5):
    losses = []
    num_examples_seen = 0
    for epoch in range(nepoch):
        if (epoch % evaluate_loss_after == 0):
            loss = model.calculate_loss(X_train, y_train)
            losses.append((num_examples_seen, loss))
            time = datetime.now().strftime('%Y-%m-%d %H:%M:%S')
            print("%s: Loss after num_examples_seen=%d epoch=%d: %f" % (time, num_examples_seen, epoch, loss))
            if (len(losses) > 1 and losses[-1][1] > losses[-2][1]):
                learning_rate = learning_rate * 0.5
                print("Setting learning rate to %f" % learning_rate)
            sys.stdout.flush()
        for i in range(len(y_train)):
            model.numpy_sdg_step(X_train[i], y_train[i], learning_rate)
            num_examples_seen += 1


np.random.seed(10)
X_train = [np.array([0, 3, 2, 4]), np.array([0, 1, 1]), np.array([0, 2, 4, 3, 1])]
y_train = [np.array([3, 2, 4, 1]), np.array([1, 1, 2]), np.array([2, 4, 3, 1, 1])]
model = RNNNumpy(5, 4, bptt_truncate=10)
train_with_sgd(model, X_train, y_train, nepoch=2, evaluate_loss_after=1)
