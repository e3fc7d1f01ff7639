# "Why does my network output 0.5 for everything?"
# edit: added the biases, thanks to the first comment
import numpy as np

def nonlin(x, deriv=False):
    if deriv == True:
        return x * (1 - x)
    return 1 / (1 + np.exp(-x))

X = np.array([[0, 0, 1],
              [0, 1, 1],
              [1, 0, 1],
              [1, 1, 1],
              [1, 1, 0],
              [0, 1, 0]])
y = np.array([[1, 0, 0, 1, 0, 1]]).T

np.random.seed(1)
syn0 = 2 * np.random.random((3, 6)) - 1
syn1 = 2 * np.random.random((6, 6)) - 1
syn2 = 2 * np.random.random((6, 1)) - 1
bias0 = 2 * np.random.random((1, 6)) - 1
bias2 = 0.0
eta = 0.7
# objective: 0.5 * np.sum((y - l3) ** 2)

for j in range(6):
    l0 = X
    l1 = nonlin(np.dot(l0, syn0) + bias0)
    l2 = nonlin(np.dot(l1, syn1))
    l3 = nonlin(np.dot(l2, syn2) + bias2)

    # backward
    # (error is target minus output, so everything is ADDED below)
    l3_error = y - l3  #! l3_error = l3 - y
    if j % 2 == 0:
        print("Error:" + str(0.5 * np.sum(l3_error ** 2)))
    l3_delta = l3_error * nonlin(l3, deriv=True)  #! l3_delta = l3_error  #! l3_delta = l3_error * nonlin(l2.dot(syn2) + bias2, deriv=True)
    l2_error = l3_delta.dot(syn2.T)  #! l2_error = l3_error.dot(syn2.T)
    l2_delta = l2_error * nonlin(l2, deriv=True)  #! l2_delta = l2_error * nonlin(l1, deriv=True)
    l1_error = l2_delta.dot(syn1.T)  #! l1_error = l3_delta.dot(syn2.T)
    l1_delta = l1_error * nonlin(l1, deriv=True)  #! l1_delta = l1_error

    # update
    syn2 += eta * l2.T.dot(l3_delta)  #! syn2 += eta * l1.T.dot(l3_delta)  #! syn2 -= eta * l2.T.dot(l3_delta)
    syn1 += eta * l1.T.dot(l2_delta)  #! syn1 += eta * l2.T.dot(l2_delta)  #! syn1 += eta * l2_delta.T.dot(l1)
    syn0 += eta * l0.T.dot(l1_delta)  #! syn0 += eta * l0.T.dot(l2_delta)
    bias0 += eta * np.sum(l1_delta, axis=0, keepdims=True)  #! bias0 += eta * l1_delta[0]
    bias2 += eta * np.sum(l3_delta)  #! bias2 += eta * np.sum(l3_error)
    # end

print("Output After Training:")
print(l3)
