# objective: 0.5 * np.sum((y - out) ** 2)
# my very first neural net!! XOR with 3 hidden neurons
import numpy as np

def nonlin(x, deriv=False):
    if deriv:
        return x * (1 - x)      # x is ALREADY the sigmoid here
    return 1 / (1 + np.exp(-x))

X = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])   # third column = bias
y = np.array([[0], [1], [1], [0]])

np.random.seed(1)
w_in = 2 * np.random.random((3, 4)) - 1
w_out = 2 * np.random.random((4, 1)) - 1

for it in range(30):
    hid = nonlin(X @ w_in)
    out = nonlin(hid @ w_out)

    # backward
    out_error = y - out
    out_delta = out_error * nonlin(out, True)
    hid_error = out_delta.dot(w_out.T)
    hid_delta = hid_error * nonlin(hid, deriv=True)
    step_out = hid.T.dot(out_delta)
    step_in = X.T.dot(hid_delta)

    # update
    # why PLUS? because error is y - out and not out - y
    w_out += 0.5 * step_out
    w_in += 0.5 * step_in
    if it % 10 == 0:
        print("error:", np.mean(np.abs(out_error)))
print(out.round(2))
