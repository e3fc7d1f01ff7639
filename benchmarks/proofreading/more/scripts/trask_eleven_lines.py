# a neural network in 11 lines (plus comments), after the blog post
import numpy as np


# sigmoid, and its slope when x is already a sigmoid output
def nonlin(x, deriv=False):
    if deriv == True:
        return x * (1 - x)
    return 1 / (1 + np.exp(-x))


X = np.array([[0, 0, 1],
              [0, 1, 1],
              [1, 0, 1],
              [1, 1, 1],
              [1, 1, 0]])
y = np.array([[0, 1, 1, 0, 1]]).T

np.random.seed(1)

# weights between -1 and 1
syn0 = 2 * np.random.random((3, 4)) - 1
syn1 = 2 * np.random.random((4, 1)) - 1

# objective: 0.5 * np.sum((y - l2) ** 2)
for j in range(20):

    # forward
    l0 = X
    l1 = nonlin(np.dot(l0, syn0))
    l2 = nonlin(np.dot(l1, syn1))

    # backward
    # the miss
    l2_error = y - l2

    if (j % 10) == 0:
        print("Error:" + str(np.mean(np.abs(l2_error))))

    # weigh it by the slope: sure answers change little
    l2_delta = l2_error * nonlin(l2, deriv=True)  #! l2_delta = l2_error * nonlin(l2)

    # blame for the hidden layer
    l1_error = l2_delta.dot(syn1.T)  #! l1_error = l2_error.dot(syn1.T)

    l1_delta = l1_error * nonlin(l1, deriv=True)  #! l1_delta = l1_error * nonlin(np.dot(l0, syn0), deriv=True)

    # update
    syn1 += l1.T.dot(l2_delta)  #! syn1 += l1.T.dot(l2_error)
    syn0 += l0.T.dot(l1_delta)  #! syn0 -= l0.T.dot(l1_delta)

print("after training:")
print(l2)
