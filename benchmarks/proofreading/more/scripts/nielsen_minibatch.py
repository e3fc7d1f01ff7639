# objective: 0.5*np.sum((activations[-1] - Y)**2)
# The "matrix over the mini-batch" exercise of the online book: samples are columns.
import numpy as np

rs = np.random.RandomState(12)


def sigmoid(z):
    return 1.0/(1.0+np.exp(-z))


def sigmoid_prime(z):
    return sigmoid(z)*(1-sigmoid(z))


sizes = [5, 4, 6, 3]
num_layers = len(sizes)
biases = [rs.randn(y, 1) for y in sizes[1:]]
weights = [rs.randn(y, x)/np.sqrt(x) for x, y in zip(sizes[:-1], sizes[1:])]

training = rs.rand(5, 16)
targets = np.eye(3)[rs.randint(0, 3, 16)].T
mini_batch_size = 8
eta = 2.0

for epoch in range(5):
    for k in range(0, 16, mini_batch_size):
        X = training[:, k:k+mini_batch_size]
        Y = targets[:, k:k+mini_batch_size]
        # feedforward, keeping all the zs and activations
        activation = X
        activations = [X]
        zs = []
        for b, w in zip(biases, weights):
            z = np.dot(w, activation)+b
            zs.append(z)
            activation = sigmoid(z)
            activations.append(activation)

        # backward
        nabla_b = [np.zeros(b.shape) for b in biases]
        nabla_w = [np.zeros(w.shape) for w in weights]
        delta = (activations[-1]-Y)*sigmoid_prime(zs[-1])  #! delta = (activations[-1]-Y)*sigmoid_prime(activations[-1])
        nabla_b[-1] = delta.sum(axis=1, keepdims=True)  #! nabla_b[-1] = delta.mean(axis=1, keepdims=True)
        nabla_w[-1] = np.dot(delta, activations[-2].T)  #! nabla_w[-1] = np.dot(delta, activations[-1].T)
        for l in range(2, num_layers):
            z = zs[-l]  #! z = zs[-l+1]
            sp = sigmoid_prime(z)  #! sp = sigmoid(z)
            delta = np.dot(weights[-l+1].T, delta)*sp  #! delta = np.dot(weights[-l].T, delta)*sp  #! delta = np.dot(weights[-l+1].T, delta)
            nabla_b[-l] = delta.sum(axis=1, keepdims=True)  #! nabla_b[-l] = delta
            nabla_w[-l] = np.dot(delta, activations[-l-1].T)  #! nabla_w[-l] = np.dot(delta, activations[-l].T)

        # update
        weights = [w-(eta/mini_batch_size)*nw
                   for w, nw in zip(weights, nabla_w)]
        biases = [b-(eta/mini_batch_size)*nb for b, nb in zip(biases, nabla_b)]  #! biases = [b+(eta/mini_batch_size)*nb for b, nb in zip(biases, nabla_b)]
