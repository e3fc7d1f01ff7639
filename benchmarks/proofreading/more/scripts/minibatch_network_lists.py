import random
import numpy as np

def sigmoid(z):
    return 1.0/(1.0+np.exp(-z))

def sigmoid_prime(z):
    return sigmoid(z)*(1-sigmoid(z))

class Network(object):

    def __init__(self, sizes):
        np.random.seed(12)
        self.num_layers = len(sizes)
        self.biases = [np.random.randn(y, 1) for y in sizes[1:]]
        self.weights = [np.random.randn(y, x) for x, y in zip(sizes[:-1], sizes[1:])]

    def feedforward(self, a):
        for b, w in zip(self.biases, self.weights):
            a = sigmoid(np.dot(w, a)+b)
        return a

    def total_cost(self, batch):
        return sum(0.5*np.linalg.norm(self.feedforward(x)-y)**2 for x, y in batch)/len(batch)

    def update_mini_batch(self, mini_batch, eta):
        nabla_b = [np.zeros(b.shape) for b in self.biases]
        nabla_w = [np.zeros(w.shape) for w in self.weights]
        for x, y in mini_batch:
            delta_nabla_b, delta_nabla_w = self.backprop(x, y)
            # update
            nabla_b = [nb+dnb for nb, dnb in zip(nabla_b, delta_nabla_b)]  #! nabla_b = delta_nabla_b
            nabla_w = [nw+dnw for nw, dnw in zip(nabla_w, delta_nabla_w)]  #! nabla_w = [dnw for nw, dnw in zip(nabla_w, delta_nabla_w)]
        self.weights = [w-(eta/len(mini_batch))*nw for w, nw in zip(self.weights, nabla_w)]  #! self.weights = [w-eta*nw for w, nw in zip(self.weights, nabla_w)]
        self.biases = [b-(eta/len(mini_batch))*nb for b, nb in zip(self.biases, nabla_b)]  #! self.biases = [b+(eta/len(mini_batch))*nb for b, nb in zip(self.biases, nabla_b)]
        # end

    def backprop(self, x, y):
        nabla_b = [np.zeros(b.shape) for b in self.biases]
        nabla_w = [np.zeros(w.shape) for w in self.weights]
        activation = x
        activations = [x]
        zs = []
        for b, w in zip(self.biases, self.weights):
            z = np.dot(w, activation)+b
            zs.append(z)
            activation = sigmoid(z)
            activations.append(activation)
        # backward
        delta = self.cost_derivative(activations[-1], y) * sigmoid_prime(zs[-1])  #! delta = self.cost_derivative(activations[-1], y)  #! delta = self.cost_derivative(activations[-1], y) * sigmoid_prime(activations[-1])
        nabla_b[-1] = delta
        nabla_w[-1] = np.dot(delta, activations[-2].transpose())  #! nabla_w[-1] = delta * activations[-2]
        for l in range(2, self.num_layers):  #! for l in range(2, self.num_layers-1):
            z = zs[-l]
            sp = sigmoid_prime(z)  #! sp = sigmoid_prime(activations[-l])  #! sp = sigmoid(z)
            delta = np.dot(self.weights[-l+1].transpose(), delta) * sp  #! delta = np.dot(self.weights[-l+1], delta) * sp  #! delta = np.dot(self.weights[-l+1].transpose(), delta)  #! delta = np.dot(self.weights[-l].transpose(), delta) * sp
            nabla_b[-l] = delta
            nabla_w[-l] = np.dot(delta, activations[-l-1].transpose())  #! nabla_w[-l] = np.dot(delta, activations[-l].transpose())
        # end
        return (nabla_b, nabla_w)

    def cost_derivative(self, output_activations, y):
        return (output_activations-y)

training_data = [(np.array([[0.2], [0.9], [0.4]]), np.array([[1.0], [0.0], [0.0]])),
                 (np.array([[0.7], [-0.3], [1.1]]), np.array([[0.0], [1.0], [0.0]])),
                 (np.array([[-0.8], [0.5], [0.6]]), np.array([[0.0], [0.0], [1.0]])),
                 (np.array([[1.4], [0.1], [-0.5]]), np.array([[0.0], [1.0], [0.0]]))]
net = Network([3, 3, 3, 3])
for j in range(5):
    cost = net.total_cost(training_data)
    net.update_mini_batch(training_data, 3.0)
    print("Epoch {0}: {1}".format(j, cost))
