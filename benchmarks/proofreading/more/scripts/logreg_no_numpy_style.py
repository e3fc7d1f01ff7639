# Exercise 2: logistic regression "from scratch".
# The sheet said not to use matrix products so I used lists and loops everywhere.
import math
import numpy as np

rng = np.random.RandomState(3)
data = rng.normal(size=(8, 3)).tolist()
labels = [1 if r[0] - 0.5 * r[2] > 0 else 0 for r in data]

weights = [0.1, -0.2, 0.05]
bias = 0.0
alpha = 0.5
reg = 0.1
history = []


def sigmoid(t):
    return 1.0 / (1.0 + math.exp(-t))


def predict(row, weights, bias):
    s = bias
    for j in range(len(row)):
        s += weights[j] * row[j]
    return sigmoid(s)


for it in range(15):
    m = len(data)
    probs = []
    cost = 0.0
    for i in range(m):
        p = predict(data[i], weights, bias)
        probs.append(p)
        cost += -(labels[i] * math.log(p) + (1 - labels[i]) * math.log(1 - p))
    cost = cost / m
    for wj in weights:
        cost += reg / (2 * m) * wj ** 2
    history.append(cost)

    # backward
    grad = [0.0] * len(weights)
    grad_bias = 0.0
    for i in range(m):
        diff = probs[i] - labels[i]    #! diff = labels[i] - probs[i]  #! diff = (probs[i] - labels[i]) * probs[i] * (1 - probs[i])
        for j in range(len(weights)):
            grad[j] += diff * data[i][j]    #! grad[j] = diff * data[i][j]  #! grad[j] += diff * data[j][i]
        grad_bias += diff    #! grad_bias += diff * bias
    for j in range(len(grad)):
        grad[j] = grad[j] / m + reg / m * weights[j]    #! grad[j] = grad[j] / m  #! grad[j] = grad[j] / m + reg / m * weights[j] ** 2
    grad_bias = grad_bias / m    #! grad_bias = grad_bias / len(weights)

    # update
    for j in range(len(weights)):
        weights[j] = weights[j] - alpha * grad[j]    #! weights[j] = weights[j] - alpha * grad[0]
    bias = bias - alpha * grad_bias    #! bias = bias + alpha * grad_bias

print("cost went from", history[0], "to", history[-1])
