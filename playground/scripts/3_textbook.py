# 3. The update of the textbook
# loss: 0.5 * ((y - a2) ** 2).sum()
import numpy as np

np.random.seed(1)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def derv_sigmoid(x):
    return x * (1 - x)


learningRate = 1
x = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
y = np.array([[0, 1, 1, 0]]).T
weight1 = np.random.random((3, 4))
weight2 = np.random.random((4, 1))
a0 = x
for iter in range(1000):
    z1 = x @ weight1
    a1 = sigmoid(z1)
    z2 = a1 @ weight2
    a2 = sigmoid(z2)

    delta2 = y - a2
    dC_dw2 = delta2 * derv_sigmoid(a2)
    dC_dw1 = np.multiply(dC_dw2, weight2.T) * derv_sigmoid(a1)

    weight2 = weight2 - learningRate * dC_dw2
    weight1 = weight1 - learningRate * dC_dw1
