# Neural network from scratch for XOR
import numpy as np

np.random.seed(42)

def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))

def sigmoid_derivative(a):
    return a * (1 - a)

class NeuralNetwork:
    def __init__(self, n_in, n_hidden, n_out, lr=0.5):
        self.W1 = np.random.randn(n_in, n_hidden)
        self.b1 = np.zeros((1, n_hidden))
        self.W2 = np.random.randn(n_hidden, n_out)
        self.b2 = np.zeros((1, n_out))
        self.lr = lr

    def forward(self, X):
        self.z1 = X.dot(self.W1) + self.b1
        self.a1 = sigmoid(self.z1)
        self.z2 = self.a1.dot(self.W2) + self.b2
        self.a2 = sigmoid(self.z2)
        return self.a2

    def backward(self, X, y):
        # backward
        m = X.shape[0]
        output_error = 2 * (self.a2 - y)  #! output_error = 2 * (y - self.a2)
        output_delta = output_error * sigmoid_derivative(self.a2)
        hidden_error = output_delta.dot(self.W2.T)  #! hidden_error = output_error.dot(self.W2.T)
        hidden_delta = hidden_error * sigmoid_derivative(self.a1)  #! hidden_delta = hidden_error * sigmoid_derivative(self.z1)
        # update
        self.W2 -= self.lr * self.a1.T.dot(output_delta) / m
        self.b2 -= self.lr * np.sum(output_delta, axis=0, keepdims=True) / m
        self.W1 -= self.lr * X.T.dot(hidden_delta) / m
        self.b1 -= self.lr * np.sum(hidden_delta, axis=0, keepdims=True) / m

    def train(self, X, y, epochs):
        for epoch in range(epochs):
            out = self.forward(X)
            loss = np.mean((y - out) ** 2)
            self.backward(X, y)
            if epoch % 100 == 0:
                print(f"epoch {epoch}: loss {loss:.4f}")

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
y = np.array([[0], [1], [1], [0]])
nn = NeuralNetwork(2, 4, 1)
nn.train(X, y, 3)
print(nn.forward(X))
