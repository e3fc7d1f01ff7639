# objective: 0.5 * np.sum((y - out) ** 2)
# Hi all, first post here. My XOR network gets stuck at 0.5 for everything
# and I really don't see what I did wrong. Python 3.10, numpy only.
import numpy as np

np.random.seed(3)

def sigmoid(x):
    return 1 / (1 + np.exp(-x))

def sigmoid_deriv(s):
    # s is ALREADY sigmoid(x)
    return s * (1 - s)

# the inputs
X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
# what I want
y = np.array([[0], [1], [1], [0]], dtype=float)

n_hidden = 4
W1 = np.random.uniform(-1, 1, (2, n_hidden))
b1 = np.random.uniform(-1, 1, (1, n_hidden))
W2 = np.random.uniform(-1, 1, (n_hidden, 1))
b2 = np.zeros((1, 1))
lr = 0.8

for epoch in range(30):
    # forward
    hid_in = np.dot(X, W1) + b1
    hid = sigmoid(hid_in)
    out_in = np.dot(hid, W2) + b2
    out = sigmoid(out_in)

    # backward
    error = y - out  #! error = out - y
    d_out = error * sigmoid_deriv(out)  #! d_out = error * sigmoid_deriv(out_in)  #! d_out = error * sigmoid(out)
    error_hid = d_out.dot(W2.T)  #! error_hid = error.dot(W2.T)
    d_hid = error_hid * sigmoid_deriv(hid)  #! d_hid = error_hid * sigmoid_deriv(hid_in)

    # update
    W2 += lr * hid.T.dot(d_out)  #! W2 -= lr * hid.T.dot(d_out)  #! W2 += lr * hid_in.T.dot(d_out)
    b2 += lr * np.sum(d_out, axis=0, keepdims=True)  #! b2 += lr * np.mean(d_out, axis=0, keepdims=True)
    W1 += lr * X.T.dot(d_hid)  #! W1 += lr * X.T.dot(error_hid)
    b1 += lr * np.sum(d_hid, axis=0, keepdims=True)  #! b1 += lr * np.sum(d_hid)

    if epoch % 10 == 0:
        print("epoch", epoch, "out", out.ravel())

print(out)
