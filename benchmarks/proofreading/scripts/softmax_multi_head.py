import numpy as np

def softmax(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)

class Net:
    def __init__(self, sizes, seed=0):
        rng = np.random.RandomState(seed)
        self.weights = [rng.randn(m, n) * np.sqrt(1.0 / m) for m, n in zip(sizes[:-1], sizes[1:])]
        self.biases = [np.zeros(n) for n in sizes[1:]]

    def forward(self, x):
        self.activations = [x]
        for i, (w, b) in enumerate(zip(self.weights, self.biases)):
            z = self.activations[-1].dot(w) + b
            if i < len(self.weights) - 1:
                a = np.tanh(z)
            else:
                a = softmax(z)
            self.activations.append(a)
        return self.activations[-1]

    def backward(self, labels):
        n = labels.shape[0]
        grads_w, grads_b = [], []
        # backward
        delta = self.activations[-1].copy()
        delta[np.arange(n), labels] -= 1
        delta /= n
        for w, a in zip(reversed(self.weights), reversed(self.activations[:-1])):
            grads_w.append(a.T.dot(delta))
            grads_b.append(delta.sum(axis=0))
            delta = delta.dot(w.T) * (1 - a ** 2)
        # end
        return grads_w[::-1], grads_b[::-1]

net = Net([3, 5, 4, 2], 4)
X = np.random.RandomState(5).randn(8, 3)
labels = np.array([0, 1, 1, 0, 1, 0, 0, 1])
for epoch in range(2):
    p = net.forward(X)
    loss = -np.mean(np.log(p[np.arange(8), labels]))
    grads_w, grads_b = net.backward(labels)
    # update
    for i in range(len(net.weights)):
        net.weights[i] -= 0.5 * grads_w[i]
        net.biases[i] -= 0.5 * grads_b[i]
