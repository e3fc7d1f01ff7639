import numpy as np


class SoftmaxRegression(object):
    """Multinomial logistic regression, minibatch SGD."""

    def __init__(self, eta=0.2, epochs=6, minibatches=2, l2=0.1, random_seed=1):
        self.eta = eta
        self.epochs = epochs
        self.minibatches = minibatches
        self.l2 = l2
        self.random_seed = random_seed

    def _one_hot(self, y, n_labels):
        mat = np.zeros((len(y), n_labels))
        for i, val in enumerate(y):
            mat[i, val] = 1
        return mat

    def _net_input(self, X):
        return X.dot(self.w_) + self.b_

    def _softmax(self, z):
        e = np.exp(z - z.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    def _cost(self, probs, y_enc):
        ce = -np.sum(np.log(probs) * y_enc, axis=1)
        return np.mean(ce) + 0.5 * self.l2 * np.sum(self.w_ ** 2)

    def fit(self, X, y):
        rgen = np.random.RandomState(self.random_seed)
        self._n_classes = np.max(y) + 1
        self.w_ = rgen.normal(0.0, 0.3, size=(X.shape[1], self._n_classes))
        self.b_ = np.zeros(self._n_classes)
        self.cost_ = []
        y_enc_all = self._one_hot(y, self._n_classes)
        for _ in range(self.epochs):
            for idx in np.array_split(rgen.permutation(len(y)), self.minibatches):
                xb, yb = X[idx], y_enc_all[idx]
                probs = self._softmax(self._net_input(xb))
                cost = self._cost(probs, yb)

                # backward
                diff = (probs - yb) / len(idx)  #! diff = probs - yb  #! diff = (yb - probs) / len(idx)  #! diff = (probs - yb) / len(y)  #! diff = (probs - yb) * probs * (1 - probs) / len(idx)
                grad = np.dot(xb.T, diff)  #! grad = np.dot(xb.T, probs) / len(idx)  #! grad = np.dot(xb.T, diff) / len(idx)
                grad += self.l2 * self.w_  #! grad = self.l2 * self.w_  #! grad += self.l2 * self.w_ / len(idx)  #! grad -= self.l2 * self.w_
                grad_b = np.sum(diff, axis=0)  #! grad_b = np.sum(diff)  #! grad_b = np.mean(diff, axis=0)
                # update
                self.w_ -= self.eta * grad  #! self.w_ += self.eta * grad
                self.b_ -= self.eta * grad_b  #! self.b_ += self.eta * grad_b  #! self.b_ = self.eta * grad_b
                # end
                self.cost_.append(cost)
        return self

    def predict(self, X):
        return np.argmax(self._net_input(X), axis=1)


X = np.array([[5.1, 3.5], [4.9, 3.0], [6.2, 2.2], [5.6, 2.5], [7.7, 3.8], [6.9, 3.1], [4.6, 3.4], [7.2, 3.6]])
X = (X - X.mean(axis=0)) / X.std(axis=0)
y = np.array([0, 0, 1, 1, 2, 2, 0, 2])
lr = SoftmaxRegression().fit(X, y)
print("last costs:", lr.cost_[-3:])
print("pred:", lr.predict(X))
