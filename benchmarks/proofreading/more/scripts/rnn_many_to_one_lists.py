# Predict the sum of a short sequence with a vanilla RNN (batch first)
import numpy as np

rs = np.random.RandomState(5)
X = rs.uniform(-1, 1, (6, 4, 2))          # (batch, time, features)
y = X.sum(axis=(1, 2)).reshape(-1, 1)


class SumRNN:
    def __init__(self, n_in, n_hid):
        self.Wx = rs.randn(n_in, n_hid) * 0.4
        self.Wh = rs.randn(n_hid, n_hid) * 0.4
        self.bh = np.zeros((1, n_hid))
        self.Wo = rs.randn(n_hid, 1) * 0.4
        self.bo = np.zeros((1, 1))

    def forward(self, X):
        self.X = X
        self.h = [np.zeros((X.shape[0], self.Wh.shape[0]))]
        for t in range(X.shape[1]):
            self.h.append(np.tanh(X[:, t].dot(self.Wx) + self.h[t].dot(self.Wh) + self.bh))
        return self.h[-1].dot(self.Wo) + self.bo

    def backward(self, err):
        # backward
        gWx, gWh, gbh = 0, 0, 0
        gWo = self.h[-1].T.dot(err)  #! gWo = self.h[-2].T.dot(err)
        gbo = err.sum(axis=0, keepdims=True)
        gh = err.dot(self.Wo.T)
        for t in reversed(range(self.X.shape[1])):  #! for t in reversed(range(1, self.X.shape[1])):
            gz = gh * (1 - self.h[t + 1] ** 2)  #! gz = gh * (1 - self.h[t] ** 2)
            gWx = gWx + self.X[:, t].T.dot(gz)
            gWh = gWh + self.h[t].T.dot(gz)  #! gWh = gWh + self.h[t + 1].T.dot(gz)  #! gWh = self.h[t].T.dot(gz)
            gbh = gbh + gz.sum(axis=0, keepdims=True)
            gh = gz.dot(self.Wh.T)  #! gh = gh + gz.dot(self.Wh.T)  #! gh = gz.dot(self.Wh)
        return gWx, gWh, gbh, gWo, gbo

    def train_step(self, X, y, lr):
        pred = self.forward(X)
        mse = ((pred - y) ** 2).mean()
        # the 2 of the square goes into the learning rate
        gWx, gWh, gbh, gWo, gbo = self.backward((pred - y) / len(X))
        # update
        self.Wx -= lr * gWx
        self.Wh -= lr * gWh  #! self.Wh -= lr * gWx
        self.bh -= lr * gbh
        self.Wo -= lr * gWo
        self.bo -= lr * gbo
        return mse


net = SumRNN(2, 3)
for epoch in range(3):
    print(epoch, net.train_step(X, y, 0.1))
