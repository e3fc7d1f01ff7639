# Why does my XOR network output 0.5 for everything? I worked out every derivative on paper.
import numpy as np

np.random.seed(3)
inputs = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
targets = np.array([[0], [1], [1], [0]])

W1 = np.random.uniform(-1, 1, (2, 3))
b1 = np.random.uniform(-1, 1, (1, 3))
W2 = np.random.uniform(-1, 1, (3, 1))
b2 = np.random.uniform(-1, 1, (1, 1))


def tanh_deriv(x):
    return 1 - np.tanh(x) ** 2


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def sigmoid_deriv(x):
    return sigmoid(x) * (1 - sigmoid(x))


for epoch in range(5):
    z1 = np.dot(inputs, W1) + b1
    hidden = np.tanh(z1)
    z2 = np.dot(hidden, W2) + b2
    pred = sigmoid(z2)
    error = 0.5 * np.sum((pred - targets) ** 2)
    # objective: error
    if epoch % 2 == 0:
        print(epoch, error)

    # backward
    dE_dpred = pred - targets
    dpred_dz2 = sigmoid_deriv(z2)  #! dpred_dz2 = sigmoid_deriv(pred)
    dE_dz2 = dE_dpred * dpred_dz2  #! dE_dz2 = dE_dpred + dpred_dz2
    dE_dW2 = np.dot(hidden.T, dE_dz2)  #! dE_dW2 = np.dot(z1.T, dE_dz2) #! dE_dW2 = np.dot(hidden.T, dE_dpred)
    dE_db2 = np.sum(dE_dz2, axis=0, keepdims=True)
    dE_dhidden = np.dot(dE_dz2, W2.T)  #! dE_dhidden = np.dot(dE_dpred, W2.T) #! dE_dhidden = np.dot(dE_dz2, W2)
    dhidden_dz1 = tanh_deriv(z1)  #! dhidden_dz1 = tanh_deriv(hidden) #! dhidden_dz1 = sigmoid_deriv(z1)
    dE_dz1 = dE_dhidden * dhidden_dz1
    dE_dW1 = np.dot(inputs.T, dE_dz1)
    dE_db1 = np.sum(dE_dz1, axis=0, keepdims=True)  #! dE_db1 = np.sum(dE_dz1) #! dE_db1 = np.sum(dE_dhidden, axis=0, keepdims=True)

    # update
    W2 -= 0.7 * dE_dW2
    b2 -= 0.7 * dE_db2
    W1 -= 0.7 * dE_dW1
    b1 -= 0.7 * dE_db1

print(pred)
