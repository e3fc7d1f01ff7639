# "Neural network for XOR gets stuck at 0.5, is my backprop right?"
# I started from the 11 lines of python example and added a second hidden layer and momentum.
# objective: 0.5 * ((y - l3) ** 2).sum()
import numpy as np

def nonlin(x, deriv=False):
    if deriv:
        return x * (1 - x)      # x is already the sigmoid output here!
    return 1 / (1 + np.exp(-x))

X = np.array([[0, 0, 1],
              [0, 1, 1],
              [1, 0, 1],
              [1, 1, 1]])
y = np.array([[0], [1], [1], [0]])

np.random.seed(1)
syn0 = 2 * np.random.random((3, 4)) - 1
syn1 = 2 * np.random.random((4, 4)) - 1
syn2 = 2 * np.random.random((4, 1)) - 1

m0 = 0 * syn0
m1 = 0 * syn1
m2 = 0 * syn2
alpha, momentum = 0.7, 0.8

for j in range(30):
    l0 = X
    l1 = np.tanh(l0.dot(syn0))
    l2 = np.tanh(l1.dot(syn1))
    l3 = nonlin(l2.dot(syn2))

    # backward
    l3_error = y - l3  #! l3_error = l3 - y
    if j % 10 == 0:
        print("Error:", np.mean(np.abs(l3_error)))
    l3_delta = l3_error * nonlin(l3, deriv=True)  #! l3_delta = l3_error * nonlin(nonlin(l3), deriv=True)  #! l3_delta = l3_error  #! l3_delta = l3_error * nonlin(l3)

    l2_error = l3_delta.dot(syn2.T)  #! l2_error = l3_error.dot(syn2.T)
    l2_delta = l2_error * (1 - l2 ** 2)  #! l2_delta = l2_error * (1 - np.tanh(l2) ** 2)  #! l2_delta = l2_error * nonlin(l2, deriv=True)  #! l2_delta = l3_delta * (1 - l2 ** 2)

    l1_error = l2_delta.dot(syn1.T)  #! l1_error = l2_delta.dot(syn1)
    l1_delta = l1_error * (1 - l1 ** 2)  #! l1_delta = l2_delta * (1 - l1 ** 2)

    # update
    m2 = momentum * m2 + alpha * l2.T.dot(l3_delta)  #! m2 = momentum * m2 + alpha * l1.T.dot(l3_delta)
    m1 = momentum * m1 + alpha * l1.T.dot(l2_delta)  #! m1 = momentum * m1 + alpha * l1.dot(l2_delta)  #! m1 = momentum * m1 + alpha * l2.T.dot(l2_delta)
    m0 = momentum * m0 + alpha * l0.T.dot(l1_delta)
    syn2 += m2  #! syn2 -= m2
    syn1 += m1
    syn0 += m0
    # end

print("Output after training")
print(l3)
