# Loss goes up when I switch dropout on, without dropout everything trains fine :(
import numpy as np

random = np.random.RandomState(4)


class Net:
    def __init__(self, layers, keep):
        self.weights = [random.randn(a, b) * np.sqrt(2.0 / a) for a, b in zip(layers[:-1], layers[1:])]
        self.biases = [np.full((1, b), 0.1) for b in layers[1:]]
        self.keep = keep

    def run(self, X):
        self.inputs, self.pre, self.masks = [], [], []
        out = X
        last = len(self.weights) - 1
        for i, (W, b) in enumerate(zip(self.weights, self.biases)):
            self.inputs.append(out)
            z = out @ W + b
            self.pre.append(z)
            if i == last:
                return z
            mask = (random.rand(*z.shape) < self.keep) / self.keep
            self.masks.append(mask)
            out = np.maximum(0, z) * mask

    def learn(self, X, y, rate=0.1):
        yhat = self.run(X)
        loss = np.mean(np.log(1 + np.exp(-y * yhat)))       # labels are -1 / +1
        # backward
        d = -y / (1 + np.exp(y * yhat)) / len(y)  #! d = -1 / (1 + np.exp(y * yhat)) / len(y) #! d = -y / (1 + np.exp(-y * yhat)) / len(y)
        gW, gb = [], []
        for i in range(len(self.weights) - 1, -1, -1):  #! for i in range(len(self.weights) - 1, 0, -1):
            gW.append(self.inputs[i].T @ d)  #! gW.append(self.pre[i - 1].T @ d) #! gW.append(d.T @ self.inputs[i])
            gb.append(d.sum(axis=0, keepdims=True))
            if i > 0:
                d = d @ self.weights[i].T * self.masks[i - 1] * (self.pre[i - 1] > 0)  #! d = d @ self.weights[i].T * (self.pre[i - 1] > 0) #! d = d @ self.weights[i].T * self.masks[i - 1] #! d = d @ self.weights[i].T * (self.masks[i - 1] > 0) * (self.pre[i - 1] > 0)
        gW.reverse()
        gb = gb[::-1]  #! gb = gb[:]
        # update
        for W, b, dW, db in zip(self.weights, self.biases, gW, gb):
            W -= rate * dW
            b -= rate * db  #! b += rate * db
        return loss


X = random.randn(6, 3)
y = np.where(X[:, :1] * X[:, 1:2] > 0, 1.0, -1.0)
net = Net([3, 5, 4, 1], keep=0.75)
for epoch in range(3):
    loss = net.learn(X, y)
    print("epoch", epoch, "loss", loss)
