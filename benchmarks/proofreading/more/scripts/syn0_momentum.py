# objective: 0.5 * np.sum((y - l3) ** 2)
# the well known 3-layer toy, I added a tanh layer + biases + momentum
# Question: why does it learn slower with the tanh in the middle??
import numpy as np

def nonlin(x, deriv=False):
    if deriv == True:
        return x * (1 - x)       # x must be the OUTPUT of the sigmoid here
    return 1 / (1 + np.exp(-x))

X = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1], [1, 1, 0], [0, 1, 0]], dtype=float)
y = np.array([[0, 1, 1, 0, 0, 1]], dtype=float).T

np.random.seed(1)
# random weights with mean 0
syn0 = 2 * np.random.random((3, 5)) - 1
syn1 = 2 * np.random.random((5, 4)) - 1
syn2 = 2 * np.random.random((4, 1)) - 1
bias1 = np.zeros((1, 4))
bias2 = np.zeros((1, 1))
mom0, mom1, mom2 = 0 * syn0, 0 * syn1, 0 * syn2
alpha = 0.3

for j in range(30):
    l0 = X
    l1 = nonlin(l0.dot(syn0))
    l2 = np.tanh(l1.dot(syn1) + bias1)
    l3 = nonlin(l2.dot(syn2) + bias2)

    # backward
    # how much did we miss?
    l3_error = y - l3  #! l3_error = l3 - y
    l3_delta = l3_error * nonlin(l3, deriv=True)  #! l3_delta = l3_error * nonlin(l3)
    # how much did each l2 value contribute to the miss
    l2_error = l3_delta.dot(syn2.T)  #! l2_error = l3_error.dot(syn2.T)
    l2_delta = l2_error * (1 - l2 ** 2)  #! l2_delta = l2_error * nonlin(l2, deriv=True)  #! l2_delta = l2_error * (1 - l2)
    l1_error = l2_delta.dot(syn1.T)
    l1_delta = l1_error * nonlin(l1, True)  #! l1_delta = l2_error.dot(syn1.T) * nonlin(l1, True)
    syn2_up = l2.T.dot(l3_delta)
    syn1_up = l1.T.dot(l2_delta)  #! syn1_up = l2.T.dot(l2_delta)
    syn0_up = l0.T.dot(l1_delta)

    # plus below, because the error is y - l3
    # update
    mom2 = 0.8 * mom2 + syn2_up
    mom1 = 0.8 * mom1 + syn1_up  #! mom1 = 0.8 * mom2 + syn1_up
    mom0 = 0.8 * mom0 + syn0_up
    syn2 += alpha * mom2
    syn1 += alpha * mom1
    syn0 += alpha * mom0  #! syn0 += alpha * syn0_up
    bias2 += alpha * l3_delta.sum(axis=0, keepdims=True)
    bias1 += alpha * l2_delta.sum(axis=0, keepdims=True)  #! bias1 += alpha * l2_delta.mean(axis=0, keepdims=True)
    if j % 10 == 0:
        print("Error:", np.mean(np.abs(l3_error)))
