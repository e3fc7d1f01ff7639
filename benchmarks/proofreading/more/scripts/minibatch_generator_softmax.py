import numpy as np


def iterate_minibatches(inputs, targets, batchsize, rng):
    indices = rng.permutation(len(inputs))
    for start in range(0, len(inputs), batchsize):
        pick = indices[start:start + batchsize]
        yield inputs[pick], targets[pick]


def softmax(z):
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    return e / np.sum(e, axis=1, keepdims=True)


rng = np.random.RandomState(4)
X = rng.randn(10, 3)
labels = rng.randint(0, 4, 10)
T = np.eye(4)[labels]

W_h = rng.randn(3, 6) * 0.5
b_h = np.zeros((1, 6))
W_o = rng.randn(6, 4) * 0.5
b_o = np.zeros((1, 4))
eta = 0.2
lam = 0.01

for epoch in range(2):
    # batches of 4, 4 and 2!
    for xb, tb in iterate_minibatches(X, T, 4, rng):
        z_h = xb.dot(W_h) + b_h
        a_h = 1 / (1 + np.exp(-z_h))
        z_o = a_h.dot(W_o) + b_o
        a_o = softmax(z_o)
        cost = -np.sum(tb * np.log(a_o)) / len(xb) + 0.5 * lam * (np.sum(W_h ** 2) + np.sum(W_o ** 2))
        # backward
        sigma_out = (a_o - tb) / len(xb)  #! sigma_out = (a_o - tb) / len(X)  #! sigma_out = a_o - tb  #! sigma_out = (a_o - tb) * a_o * (1 - a_o) / len(xb)
        sigmoid_derivative_h = a_h * (1.0 - a_h)  #! sigmoid_derivative_h = z_h * (1.0 - z_h)  #! sigmoid_derivative_h = 1.0 - a_h
        sigma_h = sigma_out.dot(W_o.T) * sigmoid_derivative_h  #! sigma_h = sigma_out.dot(W_o.T)  #! sigma_h = sigma_out.dot(W_o.T) + sigmoid_derivative_h
        grad_w_h = xb.T.dot(sigma_h) + lam * W_h  #! grad_w_h = X[:len(xb)].T.dot(sigma_h) + lam * W_h  #! grad_w_h = xb.T.dot(sigma_h) + lam * W_h / len(xb)
        grad_b_h = np.sum(sigma_h, axis=0, keepdims=True)
        grad_w_o = a_h.T.dot(sigma_out) + lam * W_o  #! grad_w_o = a_h.T.dot(sigma_out)  #! grad_w_o = z_h.T.dot(sigma_out) + lam * W_o
        grad_b_o = np.sum(sigma_out, axis=0, keepdims=True)
        # update
        W_h -= eta * grad_w_h
        b_h -= eta * grad_b_h  #! b_h -= eta * grad_b_h.sum()
        W_o -= eta * grad_w_o
        b_o -= eta * grad_b_o  #! b_o += eta * grad_b_o
