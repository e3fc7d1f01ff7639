import numpy as np

def nonlin(x, deriv=False):
    if deriv == True:
        return x * (1 - x)          # x is already the output here!
    return 1 / (1 + np.exp(-x))

X = np.array([[0, 0, 1],
              [0, 1, 1],
              [1, 0, 1],
              [1, 1, 1]])           # last column = bias input
y = np.array([[0],
              [1],
              [1],
              [0]])

np.random.seed(1)
syn0 = 2 * np.random.random((3, 4)) - 1
syn1 = 2 * np.random.random((5, 3)) - 1     # 4 hidden + bias
syn2 = 2 * np.random.random((4, 1)) - 1     # 3 hidden + bias
bias = np.ones((4, 1))

# objective: 0.5 * np.sum((y - l3) ** 2)
for j in range(60):
    l0 = X
    l1 = nonlin(np.dot(l0, syn0))
    l1b = np.hstack([l1, bias])
    l2 = nonlin(np.dot(l1b, syn1))
    l2b = np.hstack([l2, bias])
    l3 = nonlin(np.dot(l2b, syn2))

    # how much did we miss?
    # backward
    l3_error = y - l3  #! l3_error = l3 - y  #! l3_error = (y - l3) ** 2
    if j % 20 == 0:
        print("Error:" + str(np.mean(np.abs(l3_error))))
    l3_delta = l3_error * nonlin(l3, deriv=True)  #! l3_delta = l3_error * nonlin(l3)  #! l3_delta = l3_error  #! l3_delta = y * nonlin(l3, deriv=True)

    l2_error = l3_delta.dot(syn2.T)[:, :-1]  #! l2_error = l3_delta.dot(syn2.T)[:, 1:]  #! l2_error = l3_error.dot(syn2.T)[:, :-1]
    l2_delta = l2_error * nonlin(l2, True)  #! l2_delta = l2_error  #! l2_delta = l2_error * nonlin(l2)

    l1_error = l2_delta.dot(syn1.T)[:, :-1]  #! l1_error = l2_error.dot(syn1.T)[:, :-1]  #! l1_error = l2_delta.dot(syn1.T)[:, 1:]
    l1_delta = l1_error * nonlin(l1, True)  #! l1_delta = l1_error * nonlin(nonlin(l1), True)

    # update
    syn2 += l2b.T.dot(l3_delta)
    syn1 += l1b.T.dot(l2_delta)  #! syn1 += l1b.T.dot(l2_error)
    syn0 += l0.T.dot(l1_delta)  #! syn0 -= l0.T.dot(l1_delta)
