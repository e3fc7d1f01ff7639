# objective: 0.5 * np.sum((y - l3) ** 2)
# my 3 layer version of the 11 lines net. l3 gives ~0.5 for everything first, needs more iterations
import numpy as np

np.random.seed(1)


def nonlin(x, deriv=False):
    if deriv:
        return x * (1 - x)      # x is already the sigmoid here!!
    return 1 / (1 + np.exp(-x))


X = np.array([[0, 0, 1],
              [0, 1, 1],
              [1, 0, 1],
              [1, 1, 1],
              [1, 1, 0]])
y = np.array([[0, 1, 1, 0, 1]]).T

syn0 = 2 * np.random.random((3, 4)) - 1
syn1 = 2 * np.random.random((4, 4)) - 1
syn2 = 2 * np.random.random((4, 1)) - 1
bias1 = np.zeros((1, 4))
alpha = 0.8

for j in range(30):
    l0 = X
    l1 = nonlin(np.dot(l0, syn0))
    l2 = nonlin(np.dot(l1, syn1) + bias1)
    l3 = nonlin(np.dot(l2, syn2))

    # backward
    l3_error = y - l3  #! l3_error = (y - l3) ** 2
    l3_delta = l3_error * nonlin(l3, deriv=True)  #! l3_delta = l3_error
    l2_error = l3_delta.dot(syn2.T)  #! l2_error = l3_error.dot(syn2.T)
    l2_delta = l2_error * nonlin(l2, deriv=True)  #! l2_delta = l2_error * nonlin(l1, deriv=True)
    l1_error = l2_delta.dot(syn1.T)  #! l1_error = l2_delta.dot(syn1)
    l1_delta = l1_error * nonlin(l1, deriv=True)  #! l1_delta = l1_error * nonlin(nonlin(l1), deriv=True)

    # update
    syn2 += alpha * l2.T.dot(l3_delta)  #! syn2 += alpha * l1.T.dot(l3_delta)
    syn1 += alpha * l1.T.dot(l2_delta)  #! syn1 += alpha * l2.T.dot(l2_delta)
    bias1 += alpha * l2_delta.sum(axis=0, keepdims=True)  #! bias1 += alpha * l2_delta.mean(axis=0, keepdims=True)
    syn0 += alpha * l0.T.dot(l1_delta)  #! syn0 -= alpha * l0.T.dot(l1_delta)

print("Output after training:")
print(l3.round(3))
