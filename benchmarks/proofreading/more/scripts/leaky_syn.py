import numpy as np

# my take on the "neural network in 11 lines" post: three synapses, leaky ReLU, bias = extra column of ones

X = np.array([[0, 0, 1],
              [0, 1, 1],
              [1, 0, 1],
              [1, 1, 1]], dtype=float)
y = np.array([[0, 1, 1, 0]], dtype=float).T


def leaky(x, deriv=False):
    if deriv:
        return np.where(x > 0, 1.0, 0.1)
    return np.where(x > 0, x, 0.1 * x)


def nonlin(x, deriv=False):
    if deriv == True:
        return x * (1 - x)          # x is already the output of the sigmoid!
    return 1 / (1 + np.exp(-x))


def addone(a):
    return np.hstack((a, np.ones((a.shape[0], 1))))


np.random.seed(7)
syn0 = 2 * np.random.random((3, 4)) - 1
syn1 = 2 * np.random.random((5, 3)) - 1
syn2 = 2 * np.random.random((4, 1)) - 1

# objective: 0.5 * np.sum((y - l3) ** 2)
for j in range(10):
    # forward
    l0 = X
    l1 = addone(leaky(l0.dot(syn0)))
    l2 = addone(leaky(l1.dot(syn1)))
    l3 = nonlin(l2.dot(syn2))

    # how much did we miss?
    l3_error = y - l3
    if j % 5 == 0:
        print("Error:", np.mean(np.abs(l3_error)))

    # backward
    l3_delta = l3_error * nonlin(l3, deriv=True)  #! l3_delta = l3_error  #! l3_delta = l3_error * nonlin(l3)  #! l3_delta = l3_error * nonlin(y, deriv=True)  #! l3_delta = (l3 - y) * nonlin(l3, deriv=True)
    l2_error = l3_delta.dot(syn2.T)  #! l2_error = l3_error.dot(syn2.T)
    l2_delta = l2_error[:, :-1] * leaky(l2[:, :-1], deriv=True)  #! l2_delta = l2_error[:, :-1]  #! l2_delta = l2_error[:, 1:] * leaky(l2[:, :-1], deriv=True)  #! l2_delta = l2_error[:, :-1] * l2[:, :-1]
    l1_error = l2_delta.dot(syn1.T)  #! l1_error = l2_error[:, :-1].dot(syn1.T)
    l1_delta = l1_error[:, :-1] * leaky(l1[:, :-1], True)  #! l1_delta = l1_error[:, :-1] * leaky(l0.dot(syn0))  #! l1_delta = l1_error[:, :-1]

    # update
    syn2 += l2.T.dot(l3_delta)  #! syn2 -= l2.T.dot(l3_delta)  #! syn2 += l2.T.dot(l3_error)
    syn1 += l1.T.dot(l2_delta)  #! syn1 = l1.T.dot(l2_delta)
    syn0 += l0.T.dot(l1_delta)
    # end

print("after training")
print(l3)
