import numpy as np

class ANN:
    def __init__(self, layers_size):
        self.layers_size = layers_size
        self.parameters = {}
        self.L = len(layers_size) - 1
        self.costs = []

    def softmax(self, Z):
        expZ = np.exp(Z - np.max(Z, axis=0))
        return expZ / expZ.sum(axis=0, keepdims=True)

    def initialize_parameters(self):
        np.random.seed(1)
        for l in range(1, self.L + 1):
            self.parameters["W" + str(l)] = np.random.randn(self.layers_size[l], self.layers_size[l - 1]) / np.sqrt(
                self.layers_size[l - 1])
            self.parameters["b" + str(l)] = np.zeros((self.layers_size[l], 1))

    def forward(self, X):
        store = {}
        A = X.T
        store["A0"] = A
        for l in range(1, self.L + 1):
            Z = self.parameters["W" + str(l)].dot(A) + self.parameters["b" + str(l)]
            A = self.softmax(Z) if l == self.L else 1 / (1 + np.exp(-Z))
            store["A" + str(l)] = A
            store["W" + str(l)] = self.parameters["W" + str(l)]
            store["Z" + str(l)] = Z
        return A, store

    def sigmoid_derivative(self, Z):
        s = 1 / (1 + np.exp(-Z))
        # backward
        return s * (1 - s)  #! return Z * (1 - Z)  #! return 1 - s
        # end

    def backward(self, Y, store):
        derivatives = {}
        n = Y.shape[0]
        # backward
        dZ = store["A" + str(self.L)] - Y.T  #! dZ = store["Z" + str(self.L)] - Y.T  #! dZ = Y.T - store["A" + str(self.L)]
        derivatives["dW" + str(self.L)] = dZ.dot(store["A" + str(self.L - 1)].T) / n  #! derivatives["dW" + str(self.L)] = dZ.dot(store["A" + str(self.L)].T) / n
        derivatives["db" + str(self.L)] = np.sum(dZ, axis=1, keepdims=True) / n
        dAPrev = store["W" + str(self.L)].T.dot(dZ)
        for l in range(self.L - 1, 0, -1):  #! for l in range(self.L, 0, -1):
            dZ = dAPrev * self.sigmoid_derivative(store["Z" + str(l)])  #! dZ = dAPrev * self.sigmoid_derivative(store["A" + str(l)])  #! dZ = dAPrev + self.sigmoid_derivative(store["Z" + str(l)])
            derivatives["dW" + str(l)] = dZ.dot(store["A" + str(l - 1)].T) / n  #! derivatives["dW" + str(l)] = dAPrev.dot(store["A" + str(l - 1)].T) / n
            derivatives["db" + str(l)] = np.sum(dZ, axis=1, keepdims=True) / n
            if l > 1:
                dAPrev = store["W" + str(l)].T.dot(dZ)  #! dAPrev = store["W" + str(l)].T.dot(dAPrev)  #! dAPrev = store["W" + str(l)].T.dot(dZ) / n
        # end
        return derivatives

    def fit(self, X, Y, learning_rate=0.5, n_iterations=2):
        self.layers_size.insert(0, X.shape[1])
        self.L += 1
        self.initialize_parameters()
        for loop in range(n_iterations):
            A, store = self.forward(X)
            cost = -np.mean(np.sum(Y * np.log(A.T), axis=1))
            derivatives = self.backward(Y, store)
            # update
            for l in range(1, self.L + 1):
                self.parameters["W" + str(l)] = self.parameters["W" + str(l)] - learning_rate * derivatives["dW" + str(l)]
                self.parameters["b" + str(l)] = self.parameters["b" + str(l)] - learning_rate * derivatives["db" + str(l)]
            # end
            self.costs.append(cost)

if __name__ == "__main__":
    r = np.random.RandomState(3)
    train_x, train_y = r.randn(8, 4), np.eye(3)[r.randint(0, 3, 8)]
    ann = ANN([6, 5, 3])
    ann.fit(train_x, train_y)
    print(ann.costs)
