import numpy as np

class MyNN:
    '''
    layer sizes: in -> h1 -> h2 -> out, relu relu softmax
    TODO: biases initialised with zeros, maybe small positive is better?
    '''
    def __init__(self, n_in, n_h1, n_h2, n_out, lr=0.3):
        np.random.seed(7)
        self.W1 = np.random.randn(n_in, n_h1) * np.sqrt(2. / n_in)
        self.b1 = np.zeros(n_h1) + 0.05
        self.W2 = np.random.randn(n_h1, n_h2) * np.sqrt(2. / n_h1)
        self.b2 = np.zeros(n_h2) + 0.05
        self.W3 = np.random.randn(n_h2, n_out) * np.sqrt(2. / n_h2)
        self.b3 = np.zeros(n_out)
        self.lr = lr
        self.cache = {}

    def forward(self, X):
        c = self.cache
        c['X'] = X
        c['Z1'] = X.dot(self.W1) + self.b1
        c['A1'] = np.maximum(c['Z1'], 0)
        c['Z2'] = c['A1'].dot(self.W2) + self.b2
        c['A2'] = np.maximum(c['Z2'], 0)
        Z3 = c['A2'].dot(self.W3) + self.b3
        e = np.exp(Z3 - Z3.max(axis=1, keepdims=True))
        c['P'] = e / e.sum(axis=1, keepdims=True)
        return c['P']

    def loss(self, T):
        return -np.mean(np.sum(T * np.log(self.cache['P']), axis=1))

    def backward(self, T):
        c = self.cache
        # backward
        n = T.shape[0]  #! n = T.shape[1]
        dZ3 = (c['P'] - T) / n  #! dZ3 = (c['P'] - T) / n * c['P'] * (1 - c['P'])
        self.dW3 = c['A2'].T.dot(dZ3)  #! self.dW3 = c['A1'].T.dot(dZ3)
        self.db3 = dZ3.sum(axis=0)
        dA2 = dZ3.dot(self.W3.T)
        dZ2 = dA2 * (c['Z2'] > 0)  #! dZ2 = dA2 * c['Z2'] #! dZ2 = dA2 * np.maximum(c['Z2'], 0)
        self.dW2 = c['A1'].T.dot(dZ2)  #! self.dW2 = c['Z1'].T.dot(dZ2) #! self.dW2 = c['A1'].T.dot(dA2)
        self.db2 = dZ2.sum(axis=0)
        dZ1 = dZ2.dot(self.W2.T) * (c['Z1'] > 0)  #! dZ1 = dZ2.dot(self.W2.T) #! dZ1 = dA2.dot(self.W2.T) * (c['Z1'] > 0)
        self.dW1 = c['X'].T.dot(dZ1)
        self.db1 = dZ1.sum(axis=0)

    def step(self):
        # update
        self.W1 -= self.lr * self.dW1
        self.b1 -= self.lr * self.db1
        self.W2 -= self.lr * self.dW2
        self.b2 -= self.lr * self.db2
        self.W3 -= self.lr * self.dW3
        self.b3 -= self.lr * self.db3


X = np.random.RandomState(0).randn(8, 4)
labels = np.array([0, 2, 1, 1, 0, 2, 2, 0])
T = np.eye(3)[labels]

nn = MyNN(4, 6, 5, 3)
for epoch in range(3):
    nn.forward(X)
    loss = nn.loss(T)
    nn.backward(T)
    nn.step()
    print(f'epoch {epoch}: loss {loss:.4f}')
