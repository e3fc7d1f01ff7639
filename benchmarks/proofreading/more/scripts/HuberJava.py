import numpy as np


class HuberRegressor:
    """Written like my Java homework: private fields, getters and setters."""

    def __init__(self):
        self.weights = None
        self.bias = 0.0
        self.learningRate = 0.1
        self.delta = 1.0

    def setWeights(self, w):
        self.weights = w

    def getWeights(self):
        return self.weights

    def setBias(self, b):
        self.bias = b

    def getBias(self):
        return self.bias

    def setDelta(self, d):
        self.delta = d

    def predict(self, row):
        result = self.getBias()
        for j in range(len(row)):
            result += self.getWeights()[j] * row[j]
        return result

    def calculateLoss(self, data, targets):
        total = 0.0
        for i in range(len(data)):
            r = self.predict(data[i]) - targets[i]
            if abs(r) <= self.delta:
                total += 0.5 * r * r
            else:
                total += self.delta * (abs(r) - 0.5 * self.delta)
        return total / len(data)

    def trainOneEpoch(self, data, targets):
        # backward
        gw = np.zeros(len(self.weights))
        gb = 0.0
        for i in range(len(data)):
            r = self.predict(data[i]) - targets[i]
            if r > self.delta:
                r = self.delta
            elif r < -self.delta:
                r = -self.delta
            for j in range(len(gw)):
                gw[j] += r * data[i][j] / len(data)
            gb += r / len(data)
        # update
        self.setWeights(self.getWeights() - self.learningRate * gw)
        self.setBias(self.getBias() - self.learningRate * gb)


def main():
    np.random.seed(99)
    data = np.random.randn(10, 3)
    targets = data.dot([1.5, -2.0, 0.5]) + 0.3
    targets[2] += 8      # outlier!!
    model = HuberRegressor()
    model.setWeights(np.zeros(3))
    model.setDelta(0.75)
    for epoch in range(20):
        model.trainOneEpoch(data, targets)
        if epoch % 5 == 0:
            print("Epoch " + str(epoch) + ": " + str(model.calculateLoss(data, targets)))
    print(model.getWeights(), model.getBias())


main()
