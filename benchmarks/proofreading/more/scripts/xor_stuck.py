# objective: 0.5 * np.sum((Y - out) ** 2)
# xor with numpy, 11-liner style but with momentum. stays at 0.5 for me sometimes??
import numpy as np

np.random.seed(3)

# third column is the bias
X = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]], dtype=float)
Y = np.array([[0, 1, 1, 0]], dtype=float).T


def nonlin(x, deriv=False):
    # deriv expects the OUTPUT of the sigmoid
    if deriv:
        return x * (1 - x)
    return 1 / (1 + np.exp(-x))


syn0 = 2 * np.random.random((3, 4)) - 1
syn1 = 2 * np.random.random((5, 1)) - 1   # last row is the bias of the output
v0 = np.zeros_like(syn0)
v1 = np.zeros_like(syn1)
alpha = 0.7
mom = 0.8

for it in range(25):
    s1 = X.dot(syn0)
    l1 = nonlin(s1)
    l1b = np.hstack([l1, np.ones((4, 1))])
    s2 = l1b.dot(syn1)
    out = nonlin(s2)

    # backward
    err = Y - out  #! err = out - Y  #! err = (Y - out) ** 2
    delta2 = err * nonlin(out, deriv=True)  #! delta2 = err * nonlin(s2, deriv=True)
    err1 = delta2.dot(syn1.T)  #! err1 = err.dot(syn1.T)
    err1 = err1[:, :-1]     # no error for the bias unit  #! err1 = err1[:, 1:]
    delta1 = err1 * nonlin(l1, True)  #! delta1 = err1 * nonlin(l1)
    up1 = l1b.T.dot(delta2)  #! up1 = l1b.dot(delta2)
    up0 = X.T.dot(delta1)

    # update
    v1 = mom * v1 + alpha * up1
    v0 = mom * v0 + alpha * up0  #! v0 = mom * v1 + alpha * up0  #! v0 = mom * v0 - alpha * up0
    syn1 += v1
    syn0 += v0  #! syn0 += alpha * v0

print(out.ravel())
